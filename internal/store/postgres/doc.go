// Package postgres owns the store in PostgreSQL: one schema of a database that several processes share, on one server or
// on a primary with standbys, with or without a pooler between. It depends only on store, row and disclosure.
//
// What every part of it counts on:
//   - All names in its SQL are qualified and nothing is kept in a session, so a pooler may hand out another session for
//     each transaction: no SET, no LISTEN, no advisory lock and no temporary table outlives a transaction.
//   - Writes are one transaction each, read committed. Whatever may wait for another writer comes first and in sorted
//     order; the row of feed_head is locked last and held until the commit, so positions are dense and in the order of
//     commits.
//   - A read is one statement wherever that is possible, and so one snapshot; the few that need several run in a
//     repeatable-read transaction.
//   - Faults that pass by themselves (a lost connection, a failover, a deadlock) are retried for a while. A write is
//     repeated only when it is certain that it did not take place.
package postgres
