// Package embedded owns our own search engine: an index in a folder, for one process at a time to write, exact to the
// character. It depends only on search.
//
// # Shape
//
// Documents lie in immutable segment files, mapped into memory. Within a segment they are numbered in the order of
// results (venues by name, others by date), so that a page is a walk from a place and a range of dates a range of
// numbers. A dictionary leads from each pair of neighbouring characters to the documents that have it, in a name or
// elsewhere. A term of two characters is answered by the pair alone; a longer one by those that have all of its pairs,
// after a look at their text; a single character by all pairs that begin with it. What was found for a common term is
// remembered per segment, which never changes.
//
// New documents are kept in memory and looked through one by one; at some hundreds they become a segment, and segments of
// like size are merged. A document that is replaced or removed is marked as deleted beside its segment.
//
// # Time and damage
//
// The index is derived data. Nothing is promised to survive but the truth of the answers: what is written down is a
// position of the feed and the files that reflect it, and what came later is applied again by who follows the feed. Every
// 64 KiB of a segment have a checksum that is looked at before they are first used; what does not fit makes the index give
// up all it has and say so by its State, upon which it is built anew.
//
// # Gone means gone
//
// The text of a deleted document is overwritten in its file within eraseEvery. Which pairs it had stays in the
// dictionary until its segment is written anew: at once for a small segment, after rewriteAfter for a large one.
package embedded
