package dump

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"mingshi/internal/disclosure"
	"mingshi/internal/store"
)

// venuesKept is how many venues are kept in memory while a dump is made; with more than that each batch asks the store for those
// of its own records.
const venuesKept = 50_000

// venuesReader is a Reader of one position that knows its venues by heart: nearly every record is joined to one, and to ask for
// them again with every batch takes longer than to read the batch.
type venuesReader struct {
	store.Reader

	bySubject, byPlace map[string][]*disclosure.Record
}

// withVenues reads all venues at a position, if there are not too many.
func withVenues(ctx context.Context, at store.Reader) (store.Reader, error) {
	v := &venuesReader{Reader: at, bySubject: map[string][]*disclosure.Record{}, byPlace: map[string][]*disclosure.Record{}}
	q := store.Query{Kind: disclosure.KindVenue, Order: store.ByNumber, Limit: store.MaxLimit}
	for {
		page, err := at.List(ctx, q)
		if err != nil || page.Total > venuesKept {
			return at, err
		}
		for i := range page.Records {
			v.keep(&page.Records[i])
		}
		if page.Next == "" {
			return v, nil
		}
		q.After = page.Next
	}
}

func (v *venuesReader) keep(venue *disclosure.Record) {
	if venue.Subject != "" {
		v.bySubject[venue.Subject] = append(v.bySubject[venue.Subject], venue)
	}
	for _, number := range venue.Places {
		v.byPlace[number] = append(v.byPlace[number], venue)
	}
}

// List implements store.Reader. Venues of businesses or numbers come from memory, all in one page.
func (v *venuesReader) List(ctx context.Context, q store.Query) (store.Page, error) {
	known, keys := v.bySubject, q.Subjects
	if len(keys) == 0 {
		known, keys = v.byPlace, q.Places
	}
	both := len(q.Subjects) > 0 && len(q.Places) > 0
	if q.Kind != disclosure.KindVenue || q.Order != store.ByDecision || q.After != "" || len(keys) == 0 || both {
		return v.Reader.List(ctx, q)
	}
	var found []disclosure.Record
	for _, key := range keys {
		for _, venue := range known[key] {
			found = append(found, *venue)
		}
	}
	slices.SortFunc(found, func(a, b disclosure.Record) int { // as the store does
		return cmp.Or(b.DecidedOn.Compare(a.DecidedOn), strings.Compare(string(b.ID), string(a.ID)))
	})
	found = slices.CompactFunc(found, func(a, b disclosure.Record) bool { return a.ID == b.ID })
	return store.Page{Records: found, Total: int64(len(found))}, nil
}
