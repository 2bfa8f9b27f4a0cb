// Package sheet owns what is drawn for paper: the signboard at a venue's door as PDF, SVG and PNG in several sizes and
// themes, the list after which boards are hung, rule plaques, notices, and what inspectors take along: score sheets and the
// list of venues that are due. One layout is drawn once and written by whichever renderer is asked for. It depends only on
// internal/disclosure, internal/i18n, qrsign, qrsign/fonts, a drawing library and a YAML reader.
//
// Lengths are millimetres, positions are counted from the upper left corner of the trimmed sheet, y downwards.
package sheet
