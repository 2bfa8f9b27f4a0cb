// Package search owns what a search is: the questions that can be asked, what a document offers to be found by, when a text
// matches, in which order hits come, and the contract of the engines that answer. It depends only on disclosure.
//
// # Matching
//
// A text is cut at spaces into terms. Every term must match. A term matches a document if it
//
//   - occurs in one of its names, texts or numbers, or in one of its numbers written without brackets, or
//   - is the beginning of one of its codes and has four characters or more,
//
// each side having been brought to its normal form first (Normalize: NFKC, lower case, one kind of bracket, single spaces,
// nothing invisible; simplified and traditional characters stay apart). Any two characters are a term, and so is any one.
// A term never matches across two fields. With Query.Pinyin a term of Latin letters also matches a name in which
// consecutive characters are read so: full syllables ("chongqing") or first letters ("cq"), every reading of each
// character counting. A query without terms matches every document.
//
// # Order
//
// Two orders lie at the bottom: documents other than venues by decision date, latest first, those without a date last,
// ties by descending id; venues by the bytes of their sort name, ties by ascending id. Each Sort is made of them:
//
//   - Relevance: by tier, and within a tier venues before all others. Tier 0 are documents all of whose terms are in their
//     names and one of whose names begins with one of the terms; tier 1 those all of whose terms are in their names; tier 2
//     all others. Without terms everything is tier 0.
//   - Newest: others, then venues.
//   - Oldest: others by ascending date and id, those without a date last, then venues.
//   - Fine: documents with a fine by descending amount, then latest first; then as Newest.
//   - Name: venues alone; any other kind among Query.Kinds is ErrSort.
//
// # Time
//
// A document whose last public day has passed is in no hit, total or facet, whatever was applied since.
package search
