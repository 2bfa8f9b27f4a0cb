package search

import (
	"context"
	"errors"
	"fmt"
	"time"

	"mingshi/internal/disclosure"
)

// Searcher is what processes that answer the public hold.
type Searcher interface {
	// Search answers one query. Total and facet counts MUST count all hits, whatever the page, and be exact or say that they
	// are not. Walking by Next MUST cover each document that matched during the whole walk exactly once. Invalid queries are
	// kind Invalid and wrap ErrText, ErrFilter, ErrSort or ErrCursor. An engine that cannot answer now, or is in the zero
	// State, is kind Unavailable and wraps *Down. It waits a short while (Patience) for Query.AtLeast; Result.Position says
	// what the answer reflects.
	Search(ctx context.Context, q Query) (Result, error)

	// Suggest names up to limit documents for a text that is still being typed: every term in their names, in the order of
	// Relevance, no two with the same first name (in normal form). A text without terms suggests nothing.
	Suggest(ctx context.Context, text string, limit int) ([]disclosure.ID, error)

	// State tells how far the index has come.
	State(ctx context.Context) (State, error)
}

// Sink is what the indexer writes to.
type Sink interface {
	// State is Searcher's: what has been applied, as far as it will survive or be replayed.
	State(ctx context.Context) (State, error)

	// Neighbours names the documents that share a code or a number (in normal form, whole) with any of the given ones, as
	// both stand in the index now, the given ones included where they are in it, and those past their last public day too.
	// In the zero State it is kind Unavailable.
	Neighbours(ctx context.Context, ids []disclosure.ID) ([]disclosure.ID, error)

	// Apply puts and removes documents and moves the position; a document that is there is replaced, one that is removed
	// need not be there. When it returns, searches see all of the batch. Applying a batch again MUST change nothing. A batch
	// below the position, or of another feed than the index has, is kind Conflict and changes nothing; so is any batch for an
	// index in the zero State, which only Promote ends. An id that comes twice in a batch is kind Invalid.
	Apply(ctx context.Context, b Batch) error

	// Rebuild begins a new generation beside the one that answers. A second one at a time is kind Conflict.
	Rebuild(ctx context.Context, feedID string) (Generation, error)
}

// Generation is an index that is being built and answers nobody yet.
type Generation interface {
	// Apply is Sink's, for this generation, which begins at position 0 of its feed. The order of documents is free.
	Apply(ctx context.Context, b Batch) error

	// Promote puts the generation in the place of the one that answers: every search sees either the one or the other, whole.
	// What was asked before may be paged on.
	Promote(ctx context.Context) error

	// Discard drops the generation; after Promote it does nothing.
	Discard(ctx context.Context) error
}

// Batch is a step of the feed, or several. Position is what the index reflects when all of it is applied.
type Batch struct {
	FeedID   string
	Position int64
	Put      []Document
	Remove   []disclosure.ID
}

// State is how far an index has come. The zero State (Rebuilding aside) is that of an index that has no generation to
// answer from: a new one, or one that was found damaged.
type State struct {
	// FeedID and Position name what the index reflects.
	FeedID   string
	Position int64
	// Documents is how many it holds, those past their last public day included.
	Documents int64
	// Rebuilding tells that another generation is under way.
	Rebuilding bool
}

// Patience is how long a search waits for the position it is asked for.
const Patience = 100 * time.Millisecond

// Sort is the order of hits.
type Sort int

// The orders; the package comment says what each is.
const (
	Relevance Sort = iota
	Newest
	Oldest
	Name
	Fine
)

// Query is a question. The zero Query matches every document.
type Query struct {
	// Text holds the terms, at most MaxTerms in at most MaxText characters.
	Text   string
	Pinyin bool
	// Kinds narrows to these kinds; none means all.
	Kinds []disclosure.Kind
	// Filters narrows to documents that have, in each named field, one of the values. A field without values, or
	// with more than MaxValues, is ErrFilter.
	Filters map[Field][]string
	// DecidedFrom and DecidedTo, both inclusive, leave out documents without a date; zero is open.
	DecidedFrom disclosure.Date
	DecidedTo   disclosure.Date
	// FineFrom and FineTo, both inclusive, leave out documents without a fine; nil is open.
	FineFrom *disclosure.Fen
	FineTo   *disclosure.Fen
	Sort     Sort
	// After is the Next of the page before, of the same query (Limit, Facets and AtLeast aside).
	After string
	// Limit is the most hits, 0 to MaxLimit; with 0 only totals and facets are answered.
	Limit  int
	Facets []Field
	// AtLeast is a position of the feed that the answer should reflect.
	AtLeast int64
}

// Limits of a query. What is beyond them is refused, never cut.
const (
	MaxText   = 200
	MaxTerms  = 10
	MaxLimit  = 1000
	MaxValues = 100 // of one filter
)

// Result is the answer to a Query.
type Result struct {
	Hits         []disclosure.ID
	Total        int64
	TotalIsExact bool
	// Facets has an entry for each field asked for: every value that occurs among the hits, the most frequent first, ties by
	// value. A document without a value in a field is in none of its counts, one with several in each.
	Facets map[Field][]Count
	// FeedID and Position name what the answer reflects.
	FeedID   string
	Position int64
	// Next continues behind the last hit; "" on the last page and where Limit was 0.
	Next string
}

// Count is how many hits have a value.
type Count struct {
	Value string
	Count int64
}

// Field is a property that can be filtered by and counted.
type Field string

// The fields. Street and VenueKind are those of a venue, or of the one a record belongs to; Grade is the letter that a
// venue has now or a grading gave. Year is that of the decision date and is only counted; filter by dates instead.
const (
	FieldKind             Field = "kind"
	FieldState            Field = "state"
	FieldAuthority        Field = "authority"
	FieldStreet           Field = "street"
	FieldVenueKind        Field = "venue_kind"
	FieldCounterpartyKind Field = "counterparty_kind"
	FieldGrade            Field = "grade"
	FieldPenaltyKind      Field = "penalty_kind"
	FieldYear             Field = "year"
)

// Fields lists every field.
func Fields() []Field {
	return []Field{
		FieldKind, FieldState, FieldAuthority, FieldStreet, FieldVenueKind, FieldCounterpartyKind, FieldGrade,
		FieldPenaltyKind, FieldYear,
	}
}

// Kinds lists the kinds of record that can be searched: all but boards.
func Kinds() []disclosure.Kind {
	return []disclosure.Kind{
		disclosure.KindVenue, disclosure.KindPermit, disclosure.KindFiling, disclosure.KindGrading, disclosure.KindReading,
		disclosure.KindPenalty,
	}
}

// What makes a query invalid.
var (
	// ErrText is wrapped for a text that is too long or has too many terms.
	ErrText = errors.New("search text beyond its limits")
	// ErrFilter is wrapped for an unknown field, kind or facet, and for a filter without values.
	ErrFilter = errors.New("unknown filter")
	// ErrSort is wrapped for an unknown order and for one that does not fit the kinds asked for.
	ErrSort = errors.New("order does not fit")
	// ErrCursor is wrapped for a cursor of another query, or one that was not made here.
	ErrCursor = errors.New("malformed cursor")
)

// Down says since when an engine cannot answer, and whether it is being built.
type Down struct {
	Since    time.Time
	Building bool
	// Cause is for the log.
	Cause error
}

// Error implements error.
func (d *Down) Error() string {
	state := "down"
	if d.Building {
		state = "being built"
	}
	return fmt.Sprintf("search: %s since %s: %v", state, d.Since.UTC().Format(time.RFC3339), d.Cause)
}

// Unwrap returns the cause.
func (d *Down) Unwrap() error { return d.Cause }

// Unavailable makes the error of an engine that cannot answer since that instant.
func Unavailable(since time.Time, building bool, cause error) error {
	return disclosure.Errorf(disclosure.Unavailable, "%w", &Down{Since: since, Building: building, Cause: cause})
}
