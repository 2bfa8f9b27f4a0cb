// Package sheet owns turning a clerk's file on disk into numbered rows of text cells: what the file is, how it is
// encoded, whether it is whole, and where each row stands as a spreadsheet shows it. It knows nothing of permits or
// penalties. It depends only on disclosure (kinds of error).
//
// Files are never held in memory: text is streamed, worksheets are unpacked as they are read, and a large table of
// shared strings goes to a private temporary folder that Close removes. What the content is decides, never the
// extension. Every refusal is a *Problem whose code is the key of a sentence in both languages.
//
// Worksheets are read by this package itself and not by a spreadsheet library: such libraries end a sheet quietly where
// its XML is broken, and load a sheet whole to learn of its merged cells; a published register may do neither.
package sheet
