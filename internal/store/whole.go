package store

import (
	"context"
	"time"

	"mingshi/internal/disclosure"
)

// Carrier shows a whole store, what is internal included, to those that carry it elsewhere: backups, and copies into
// another database.
type Carrier interface {
	// Snapshot calls read with the store as it is at one position; nothing in it changes while read runs, whatever is
	// written meanwhile, and writers need not wait for it. The error of read is returned.
	Snapshot(ctx context.Context, read func(ctx context.Context, whole Whole) error) error
}

// Whole is a store as it was at one position.
type Whole interface {
	// Head is the end of the feed, with what a store keeps of it inside.
	Head() WholeHead

	// Rows returns up to limit rows of one part behind after ("" for the beginning), in the order of the part, and where
	// to go on: "" when there is no more. What next holds is for the same store alone.
	Rows(ctx context.Context, part Part, after string, limit int) (rows Rows, next string, err error)
}

// Filling receives a whole store into an empty one. Until Finish it answers nobody: to open such a store is kind
// Unavailable.
type Filling interface {
	Carrier

	// Begin prepares for a source with that head and tells how far an earlier filling from it, at that very position, has
	// come. What was filled from another source or position is dropped first. A store with records, counted rows, figures
	// or journals of its own is kind Conflict and stays as it is; fingerprints alone give way.
	Begin(ctx context.Context, source WholeHead) (Progress, error)

	// Put adds rows, in the order of Whole.Rows, and notes in the same transaction how far the filling has come then.
	// Numbers, ids, versions, positions, instants and digests stay as they are. Rows that are there already, and a progress
	// that another process has overtaken, are kind Conflict.
	Put(ctx context.Context, rows Rows, then Progress) error

	// Finish opens the store to everybody, under the given feed id: the source's own for a copy, a new one (NewFeedID) for
	// what comes out of a backup. Before PartDone it is kind Conflict.
	Finish(ctx context.Context, feedID string) error

	// Close ends the use of the filling; one that is not finished can be taken up again.
	Close() error
}

// WholeHead is the end of the feed as a store keeps it.
type WholeHead struct {
	FeedID   string
	Position int64
	// At is the instant of the last change.
	At time.Time
	// Secret seals the cursors of lists; they stay good in a copy.
	Secret []byte
}

// Progress is how far a filling has come: within Part, behind After (what Rows gave as next); the zero value is the
// beginning, and Part PartDone the end.
type Progress struct {
	Part  Part
	After string
}

// Part is one part of a whole store.
type Part string

// The parts, in the order in which they are carried: each refers only to those before it.
const (
	PartRecords      Part = "records"      // gone ones included, by number
	PartKeys         Part = "keys"         // by key
	PartChanges      Part = "changes"      // with their trail, by position
	PartNotPublic    Part = "not_public"   // by key
	PartFigures      Part = "figures"      // by cell
	PartJournals     Part = "journals"     // by batch
	PartFingerprints Part = "fingerprints" // by name
	PartDone         Part = "done"
)

// Parts lists the parts of a store in the order in which they are carried.
func Parts() []Part {
	return []Part{PartRecords, PartKeys, PartChanges, PartNotPublic, PartFigures, PartJournals, PartFingerprints}
}

// Rows are rows of one part: the list of that part is set, the others are empty.
type Rows struct {
	Records      []WholeRecord
	Keys         []WholeKey
	Changes      []WholeChange
	NotPublic    []WholeNotPublic
	Figures      []Figure
	Journals     []WholeJournal
	Fingerprints []WholeFingerprint
}

// Len counts the rows.
func (r *Rows) Len() int {
	return len(r.Records) + len(r.Keys) + len(r.Changes) + len(r.NotPublic) + len(r.Figures) + len(r.Journals) +
		len(r.Fingerprints)
}

// WholeRecord is a record as it is stored. A gone one has its state, and no name, subject, places, dates but the
// instants, regime, body, salt or digest.
type WholeRecord struct {
	// Number is the store's own, given about in the order of first publication; some may be left out.
	Number int64
	// Reason is the public reason of the last change.
	Reason disclosure.Reason
	Record disclosure.Record
}

// WholeKey leads from a natural key to the number of a record.
type WholeKey struct {
	Key    disclosure.Key
	Number int64
}

// WholeChange is an entry of the feed with its internal line.
type WholeChange struct {
	Change disclosure.Change
	// Number is that of the record.
	Number int64
	// Previous is the position of the record's change before this one, 0 for its first.
	Previous int64
	Trail    Trail
}

// WholeNotPublic is a row that was counted and never published.
type WholeNotPublic struct {
	Key       disclosure.Key
	Rule      disclosure.NotPublicRule
	CountedAt time.Time
}

// WholeJournal is the progress of an import.
type WholeJournal struct {
	Journal   Journal
	UpdatedAt time.Time
}

// WholeFingerprint is a remembered fingerprint of a key.
type WholeFingerprint struct {
	Name        string
	Fingerprint string
}
