// Package indexer owns the way from the change feed into a search engine: how far the engine is, what has to be derived
// again after a change, how a record becomes a document, and how a new generation is built beside the one that answers. It
// depends only on disclosure, dossier, store's Reader and Feed, and search's Sink, and knows no engine.
//
// # Joins
//
// A document says more than its record does, so a change of one record may touch the documents of others:
//
//   - Every record but a venue says the names, code, address, street and kind of the venue that it belongs to
//     (dossier.PlacesOf). A changed or gone venue touches the permits, filings, gradings and readings with one of its
//     numbers and the penalties of its operator, those that it had before the change and those that it has now.
//   - A venue says its present grade (dossier.GradesOf), which follows from its inspections and permits and, where the rules say
//     so, from penalties. A changed or gone grading, permit or filing touches the venue with its number; where penalties count, one
//     of them touches the venues of its business, and a changed venue those of the same business.
//
// What was joined before the change is asked of the index (Sink.Neighbours), for the store knows only what is; what is
// joined now is asked of the store. Four rules keep the index true, whatever happens meanwhile:
//
//   - The records that changed are applied last, together with the position. As long as the position stands, the index
//     knows their old numbers and codes, so a step that was cut short finds the same again.
//   - A record that a grade follows from, or a venue, that is touched but has changed once more since the feed was read is left to
//     the page that says so, for the same reason.
//   - Documents are derived from what the store has now, which may be later than the page. The numbers and codes of
//     these records that were seen in a state from beyond the page are noted until the feed has come there. (The
//     notes are lost with the process. A venue that changes hands twice in the moments around a crash may then leave its
//     name with a penalty of the business between, until that is derived again.)
//   - Nothing is derived from a store that is behind the page, as a standby may be.
//
// A generation that is being built cannot be asked for neighbours; for it the numbers and codes of every venue and grading
// seen, and of the permits and filings that belong to a venue, are noted from the beginning, some hundred bytes for each.
//
// A record whose last public day is over needs nothing done: engines keep it from every answer, and its end comes with the
// feed once it is swept. Where penalties count for grades, the grade that a venue is found by follows the end of a penalty only
// then; pages and interface, which work it out themselves, follow at midnight.
package indexer
