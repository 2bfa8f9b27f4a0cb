package store

import (
	"context"

	"mingshi/internal/disclosure"
)

// Tallies are what Reader sums up over many records.
type Tallies interface {
	// Totals counts the public records of each kind.
	Totals(ctx context.Context) (map[disclosure.Kind]int64, error)

	// Figures returns the cells of the statistics that are asked for, in the order of month, month of decision, kind, unit
	// and event, each by its bytes. Of rows that are not public they tell how many there are by rule and nothing else. A
	// month that is not written as "2026-11" is kind Invalid.
	Figures(ctx context.Context, q FigureQuery) ([]Figure, error)

	// Subjects returns one page of the businesses that have a credit code and at least one public penalty, most penalties
	// first, ties by the bytes of the code. While nothing is published, changed or ended and the day stays the same,
	// walking by Next yields each business exactly once. A business whose number of penalties changes during the walk
	// moves in the order, and so may be met twice or not at all; whichever page shows it shows it as it is then. A cursor
	// that this store did not make for this list is ErrCursor.
	Subjects(ctx context.Context, q SubjectQuery) (SubjectPage, error)
}

// SubjectQuery asks for a page of businesses; a Limit is as that of a Query.
type SubjectQuery struct {
	After string
	Limit int
}

// SubjectPage is one page of businesses. Total counts the whole list; Next is "" on the last page.
type SubjectPage struct {
	Subjects []Subject
	Total    int64
	Next     string
}

// Subject is a business with public penalties.
type Subject struct {
	Code string
	// Name is that of the latest of the penalties, the first of them in a list ByDecision.
	Name string
	// Penalties is how many are public.
	Penalties int64
	// Latest is the day of the latest decision; the zero date if no penalty has one.
	Latest disclosure.Date
}
