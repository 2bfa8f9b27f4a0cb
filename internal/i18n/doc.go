// Package i18n owns the words: which languages Mingshi speaks, how a reader's language is chosen, and every sentence a
// person reads. It depends only on the standard library.
//
// Sentences stand in translations/<language>/<area>.json, flat objects of key and text sorted by key, one file an area.
// All areas share one name space. A text is an fmt format: it may hold verbs, indexed ones (%[2]s) where the languages
// differ in order or leave an argument out, and writes a percent sign as %%. A text without verbs ignores arguments.
package i18n
