// Package store owns the contract between the house and its databases: what readers, the feed, the one writer and the
// staging of imports may rely on. It holds no code of a database; sqlite fulfils the contract and storetest proves it.
// It depends only on disclosure.
//
// Of every implementation:
//   - Ids, keys, codes and cursors compare by bytes: case, width and Unicode normal form are distinct.
//   - Texts are UTF-8 without U+0000, which not every database can hold: a write of another is kind Invalid, and one that
//     is asked for is not found.
//   - Instants come back in UTC with microsecond precision.
//   - A cancelled context returns its error. A closed store answers kind Unavailable, and so does a full disk, a
//     database that stays locked, or one that does not answer.
//   - Nothing whose last public day lies before the store's today is shown by Reader or as a body in Feed, whether or
//     not the sweeper has come by.
package store

import (
	"context"
	"crypto/rand"
	"errors"
	"time"

	"mingshi/internal/disclosure"
)

// Reader is what processes that answer the public hold.
type Reader interface {
	// Head returns the feed's present end. It MUST be read before the records it is to describe, so that an answer is
	// never older than the position it claims.
	Head(ctx context.Context) (Head, error)

	// Get returns a public record. An id that was never published is kind NotFound; one that is withdrawn, repaired,
	// expired, or past its last public day is kind Gone and the error carries the tombstone (state expired and reason
	// expired for the latter).
	Get(ctx context.Context, id disclosure.ID) (disclosure.Record, error)

	// List returns one page of public records in a total order that stays stable while rows are inserted: walking by
	// Next yields each record that was public during the whole walk exactly once. A cursor that this store did not
	// make for the same order and kind is ErrCursor.
	List(ctx context.Context, q Query) (Page, error)

	Tallies
}

// Feed is the one change feed that everything downstream follows.
type Feed interface {
	// Changes returns up to limit changes with a position greater than after, in order, of one kind or (with "") of all.
	// It MUST NOT return a change that a slower commit could still precede. An empty page is no error. An after beyond the
	// head is ErrBeyondHead. Next is the last position examined, also when a kind filters everything out.
	Changes(ctx context.Context, after int64, limit int, kind disclosure.Kind) (ChangePage, error)

	// History returns all changes of one record, oldest first; kind NotFound for an unknown id.
	History(ctx context.Context, id disclosure.ID) ([]disclosure.Change, error)
}

// Writer is held by publication alone.
type Writer interface {
	// Find returns the records that the given natural keys lead to. Of a gone record only ID, Kind, Version, State,
	// Authority, UpdatedAt and Position are filled. Keys that lead nowhere are absent from the map.
	Find(ctx context.Context, keys []disclosure.Key) (map[disclosure.Key]disclosure.Record, error)

	// Apply does all of the batch or none of it, in one transaction: records, keys, changes at the next dense positions
	// in the order of the writes, trail, figures, not-public rows and the import's journal. A write whose Expect is not
	// the stored version, a new id that exists, a key that leads to another record, or a write to a gone record is kind
	// Conflict and nothing of the batch is written. When Apply returns nil the batch survives a crash of the machine.
	Apply(ctx context.Context, b Batch) (Applied, error)

	// CountEver counts all records of a kind that were ever published, gone ones included.
	CountEver(ctx context.Context, kind disclosure.Kind) (int64, error)
}

// Upkeep is what the worker does beside publication.
type Upkeep interface {
	// Ended lists up to limit records that are still in a public state although their last public day lies before the
	// store's today; the sweeper ends them.
	Ended(ctx context.Context, limit int) ([]disclosure.Record, error)

	// Scrub makes the bytes of gone records and discarded staging unreadable in the store's files (design.md §3: within
	// 60 s).
	Scrub(ctx context.Context) error
}

// Staging keeps the checked, masked rows of an import between reading and publication, outside the record store, so
// that a file whose last row cannot be read publishes nothing. What a crash leaves there is dropped, never published.
type Staging interface {
	// Stage appends rows to a batch and tells for each whether its key came before in the same file. Identical and
	// conflicting rows are not kept.
	Stage(ctx context.Context, batch string, rows []Staged) ([]Verdict, error)

	// Staged returns up to limit kept rows of the batch with Seq greater than after, in the order of staging.
	Staged(ctx context.Context, batch string, after int64, limit int) ([]Staged, error)

	// HasKeys tells which of the keys are primary keys of kept rows of the batch.
	HasKeys(ctx context.Context, batch string, keys []disclosure.Key) (map[disclosure.Key]bool, error)

	// Discard drops a batch; DiscardAll drops every batch that a crash may have left.
	Discard(ctx context.Context, batch string) error
	DiscardAll(ctx context.Context) error
}

// Fingerprints remembers which keys this store's records were made with (design.md §9).
type Fingerprints interface {
	// Fingerprints returns the remembered fingerprint by name of key.
	Fingerprints(ctx context.Context) (map[string]string, error)
	// Remember stores the fingerprint of a key; a different one under the same name is kind Conflict.
	Remember(ctx context.Context, name, fingerprint string) error
}

// Store is everything one database gives.
type Store interface {
	Reader
	Viewer
	Feed
	Writer
	Upkeep
	Staging
	Fingerprints
}

// NewFeedID names a new feed.
func NewFeedID() string { return rand.Text() }

var (
	// ErrCursor is wrapped by the kind Invalid error for a cursor that this store did not make.
	ErrCursor = errors.New("malformed cursor")
	// ErrBeyondHead is wrapped by the kind Invalid error for a feed position beyond the head.
	ErrBeyondHead = errors.New("position beyond the head of the feed")
)

// Limits of a page: List and Changes use the default for a Limit of zero and cut larger ones to the maximum; the edges
// refuse what is out of their own bounds before it comes here.
const (
	DefaultLimit = 20
	MaxLimit     = 5000
)

// Head is the feed's end.
type Head struct {
	// FeedID is new after a restore, so that a mirror notices.
	FeedID string
	// Position is that of the last applied change, 0 for an empty feed.
	Position int64
	// AsOf is the instant of the last applied change or expiry, whichever is later: since when everything that is shown
	// has been as it is. An expiry takes place at the midnight (in the authority's zone) that ends the last public day.
	AsOf time.Time
}

// Order is the order of a list. Ties are broken by id.
type Order int

const (
	// ByDecision: latest decision first.
	ByDecision Order = iota
	// ByDecisionAscending: earliest decision first.
	ByDecisionAscending
	// ByName: by the bytes of the name.
	ByName
	// ByNumber: as the store numbers them, about in the order of first publication; the cheapest, for reading all there is.
	ByNumber
)

// Query asks for a page of one kind of record. Subjects and Places narrow it to records of any of the given credit codes
// and, if both are given, also of any of the given permit or filing numbers.
type Query struct {
	Kind     disclosure.Kind
	Subjects []string
	Places   []string
	Order    Order
	After    string
	Limit    int
}

// Page is one page of a list. Total counts the whole list; Next is "" on the last page.
type Page struct {
	Records []disclosure.Record
	Total   int64
	Next    string
}

// FeedEntry is a change with the record as it is now; Record is nil once it is gone, in all its changes.
type FeedEntry struct {
	disclosure.Change
	Record *disclosure.Record
}

// ChangePage is one page of the feed.
type ChangePage struct {
	Entries []FeedEntry
	Next    int64
	Head    Head
}

// Batch is what one transaction writes.
type Batch struct {
	At      time.Time
	Writes  []Write
	Counted []Counted
	Figures []Figure
	Journal *Journal
}

// Write is one change of one record.
type Write struct {
	Op     disclosure.Op
	Reason disclosure.Reason
	// Record as it shall be. When its State is not public the store drops body, salt, name, subject, places and dates and
	// keeps the tombstone. Version must be Expect+1.
	Record disclosure.Record
	// Expect is the version that must be stored now; 0: the id must be new.
	Expect int64
	// Keys shall lead to the record from now on, beside those that do already.
	Keys []disclosure.Key
	// Trail is who, from where and why; internal, never public.
	Trail Trail
}

// Trail is the internal line that every write leaves.
type Trail struct {
	By       string
	Batch    string
	Origin   disclosure.Origin
	Document string
	Note     string
}

// Counted is a row that is counted and never published. A Key that was counted before counts once.
type Counted struct {
	Key    disclosure.Key
	Rule   disclosure.NotPublicRule
	Figure Figure
}

// Journal is the progress of an import, written with each of its batches.
type Journal struct {
	Batch string
	By    string
	// Files are the names and SHA-256 of the files read.
	Files []disclosure.Origin
	// ThroughSeq is the last staged row that is applied; Done says that it was the last of all.
	ThroughSeq int64
	Done       bool
}

// Applied tells the positions of the batch's changes; both are the head's position when it had none.
type Applied struct {
	First int64
	Last  int64
}

// Staged is one checked row of an import.
type Staged struct {
	// Seq is given by the store.
	Seq int64
	// File numbers the file within the batch.
	File int
	Row  int
	Key  disclosure.Key
	// Content tells whether two rows with the same key say the same.
	Content disclosure.Digest
	Payload []byte
}

// Verdict is what staging found of a row's key within its file.
type Verdict int

const (
	// Fresh: the key is new in its file; the row is kept.
	Fresh Verdict = iota
	// Identical: an earlier row of the file has the same key and content.
	Identical
	// Conflicting: an earlier row of the file has the same key and another content.
	Conflicting
)
