package row

import (
	"bytes"
	"cmp"
	"maps"
	"slices"

	"mingshi/internal/disclosure"
	"mingshi/internal/store"
)

// Keys are the natural keys of a batch and the numbers of the records they shall lead to.
type Keys map[disclosure.Key]int64

// Add takes the keys of a write; a key that leads to another record of the batch is kind Conflict.
func (k Keys) Add(w *store.Write, number int64) error {
	for _, key := range w.Keys {
		if other, ok := k[key]; ok && other != number {
			return Conflict(w, "a key leads to another record of the batch")
		}
		k[key] = number
	}
	return nil
}

// Sorted lists the keys in their order: neighbours land on the same page, and two writers lock them in the same order.
func (k Keys) Sorted() []disclosure.Key {
	return slices.SortedFunc(maps.Keys(k), func(a, b disclosure.Key) int { return bytes.Compare(a[:], b[:]) })
}

// PlaceRow says that a record is found under a place.
type PlaceRow struct {
	Place, Kind string
	Number      int64
}

// Places are the changes of a batch to the places: true for a row that shall exist, false for one that shall not.
type Places map[PlaceRow]bool

// Move notes that a record is found under other places than before.
func (p Places) Move(number int64, kind string, before, after []string) {
	if slices.Equal(before, after) {
		return
	}
	for _, place := range before {
		if !slices.Contains(after, place) {
			p[PlaceRow{Place: place, Kind: kind, Number: number}] = false
		}
	}
	for _, place := range after {
		if !slices.Contains(before, place) {
			p[PlaceRow{Place: place, Kind: kind, Number: number}] = true
		}
	}
}

// Sorted lists the rows that shall exist (or, with false, those that shall not) in their order.
func (p Places) Sorted(exist bool) []PlaceRow {
	rows := make([]PlaceRow, 0, len(p))
	for row, exists := range p {
		if exists == exist {
			rows = append(rows, row)
		}
	}
	slices.SortFunc(rows, func(a, b PlaceRow) int {
		return cmp.Or(cmp.Compare(a.Place, b.Place), cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Number, b.Number))
	})
	return rows
}

// CountCell is a number of public records: of a kind, until a stored day.
type CountCell struct {
	PublicUntil int64
	Kind        string
}

// Counts are what a batch adds to the numbers of records: of those that are public until a day, and of all ever.
type Counts struct {
	Public map[CountCell]int64
	Ever   map[string]int64
}

// Move notes that a record is public until another day than before; 0 stands for not at all.
func (c *Counts) Move(kind string, before, after int64) {
	if before > 0 {
		c.Public[CountCell{before, kind}]--
	}
	if after > 0 {
		c.Public[CountCell{after, kind}]++
	}
}

// Source is what many lines of the trail share.
type Source struct{ By, Batch, File, SHA256, Sheet string }

// SourceOf is the source of a line of the trail.
func SourceOf(trail *store.Trail) Source {
	return Source{trail.By, trail.Batch, trail.Origin.File, trail.Origin.SHA256, trail.Origin.Sheet}
}

// Figures sum up what a batch adds to the statistics, one count a cell.
type Figures map[store.Figure]int64

// Add adds a figure to its cell.
func (f Figures) Add(figure store.Figure) {
	n := figure.Count
	figure.Count = 0
	f[figure] += n
}

// Sorted lists the figures that are not 0, in their order.
func (f Figures) Sorted() []store.Figure {
	sorted := make([]store.Figure, 0, len(f))
	for figure, n := range f {
		if n != 0 {
			figure.Count = n
			sorted = append(sorted, figure)
		}
	}
	slices.SortFunc(sorted, func(a, b store.Figure) int {
		return cmp.Or(cmp.Compare(a.Month, b.Month), cmp.Compare(a.DecidedMonth, b.DecidedMonth),
			cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Unit, b.Unit), cmp.Compare(a.Event, b.Event))
	})
	return sorted
}
