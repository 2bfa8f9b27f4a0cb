package indexer

import (
	"context"
	"maps"
	"slices"
	"sync"

	"mingshi/internal/disclosure"
	"mingshi/internal/grading"
	"mingshi/internal/store"
)

// keys are what a hub is joined by: its numbers and the code of its business, in every state that was seen.
type keys struct {
	// position is that of the latest state seen.
	position int64
	places   []string
	subjects []string
}

func (k *keys) add(r *disclosure.Record) {
	k.position = max(k.position, r.Position)
	for _, place := range r.Places {
		k.places = appendNew(k.places, place)
	}
	if r.Subject != "" {
		k.subjects = appendNew(k.subjects, r.Subject)
	}
}

// notes are the keys of hubs whose state was joined into documents without standing in the index itself.
type notes struct {
	mu    sync.Mutex
	known map[disclosure.ID]keys
}

func newNotes() *notes { return &notes{known: make(map[disclosure.ID]keys)} }

func (n *notes) add(r *disclosure.Record) {
	n.mu.Lock()
	defer n.mu.Unlock()
	known, has := n.known[r.ID]
	if has && known.position == r.Position {
		return
	}
	known.add(r)
	n.known[r.ID] = known
}

func (n *notes) of(id disclosure.ID) keys {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.known[id]
}

// forget drops what the index itself knows once it has come to a position.
func (n *notes) forget(through int64) {
	n.mu.Lock()
	defer n.mu.Unlock()
	maps.DeleteFunc(n.known, func(_ disclosure.ID, known keys) bool { return known.position <= through })
}

// hubs are the kinds of record of which documents of other records say something.
type hubs []disclosure.Kind

// hubsOf are those of a scheme of grades: a venue's grade follows from inspections, permits and filings, and where the rules say so
// from penalties.
func hubsOf(scheme *grading.Scheme) hubs {
	kinds := hubs{disclosure.KindVenue, disclosure.KindGrading, disclosure.KindPermit, disclosure.KindFiling}
	if scheme.Rules.Downgrade() {
		kinds = append(kinds, disclosure.KindPenalty)
	}
	return kinds
}

func (h hubs) has(kind disclosure.Kind) bool { return slices.Contains(h, kind) }

// witness is a Reader that notes the hubs it lists in a state from beyond a position.
type witness struct {
	store.Reader

	hubs   hubs
	beyond int64
	notes  *notes
}

// joins reports whether what a query lists is joined to other records: venues and gradings in any list, of the kinds of which there
// may be millions only those that belong to a venue.
func (w witness) joins(q store.Query) bool {
	always := q.Kind == disclosure.KindVenue || q.Kind == disclosure.KindGrading
	return always || w.hubs.has(q.Kind) && len(q.Places)+len(q.Subjects) > 0
}

// List implements store.Reader.
func (w witness) List(ctx context.Context, q store.Query) (store.Page, error) {
	page, err := w.Reader.List(ctx, q)
	if err != nil || !w.joins(q) {
		return page, err
	}
	for i := range page.Records {
		if r := &page.Records[i]; r.Position > w.beyond {
			w.notes.add(r)
		}
	}
	return page, nil
}

// distinct sorts texts and leaves out what comes twice.
func distinct(texts []string) []string {
	slices.Sort(texts)
	return slices.Compact(texts)
}
