// Package dump owns the files of whole kinds of record that anybody may take away: how they are made, what is said of each, and how
// long each may stay. It depends only on disclosure, store's Viewer and Feed, wire and tabular.
//
// A dump is a folder of files that all are of one position of the feed. Its name is the local day and that position, and the bytes
// under such a name never change; they may only go. The manifest beside the folders is the only truth of what is there: a Keeper,
// held by the worker, replaces it in one step, and a Shelf, held by every server, reads it. Several servers, on several machines,
// may share one folder.
//
// # What must go
//
// A file must go when it tells of a record that has ended since (withdrawn, repaired, expired, removed after an objection), and a
// file of penalties also when one that it holds was corrected: what a penalty said before is shown nowhere (docs/design.md §3).
// Whether a file holds a record needs no list of what is in it: a file of position P holds what was first published at P or before
// and had not ended by then, and the history of a record tells when that was.
//
// A file of one kind also tells of others, by what is joined to its records: every record that happens at a venue says the venue's
// name, and a venue says its present grade, its permits and filings, and how many penalties stand against it. It goes with those
// too (see tellsOf).
//
// The clock needs no feed: each file remembers the earliest last public day of all that it tells of, and no Shelf gives it out
// after that day, whether or not a Keeper has come by.
//
// # What a crash leaves
//
// A dump is written into a folder that the manifest does not know, made durable, and moved to its name before the manifest names
// it. What goes is struck from the manifest before it is removed. So whatever the manifest does not name is a leftover, and each
// step of a Keeper begins by removing those.
package dump
