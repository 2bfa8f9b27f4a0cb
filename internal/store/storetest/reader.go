package storetest

import (
	"context"
	"fmt"
	"maps"
	"math/rand/v2"

	"mingshi/internal/disclosure"
	"mingshi/internal/store"
)

// reader is one of the crowd that reads what others write.
type reader struct {
	Opened

	crowd  *crowd
	random *rand.Rand
	// seen are answers that some position between two heads must explain.
	seen []sighting
}

// sighting is what was seen at once, between the positions from and to.
type sighting struct {
	from, to int64
	totals   map[disclosure.Kind]int64
	// list holds all public records of a kind.
	kind disclosure.Kind
	list []disclosure.Record
}

// lookUp reads the head and then what it promises: every change through it, and its records at least as new. Nothing
// that was acknowledged before is missing.
func (r *reader) lookUp(ctx context.Context) error {
	before := r.crowd.promised()
	head, err := r.Head(ctx)
	if err != nil {
		return err
	}
	after := max(0, head.Position-20)
	page, err := r.Changes(ctx, after, 20, "")
	if err != nil {
		return err
	}
	if n := len(page.Entries); int64(n) < head.Position-after || page.Head.Position < head.Position {
		return fmt.Errorf("head %d, but %d changes after %d and then head %d", head.Position, n, after, page.Head.Position)
	}
	known := make(map[disclosure.ID]acknowledged)
	for _, entry := range page.Entries {
		known[entry.ID] = acknowledged{store.Write{Record: disclosure.Record{Version: entry.Version}}, entry.Position}
	}
	for id, line := range before {
		if line.position > head.Position {
			return fmt.Errorf("position %d was acknowledged before the head was %d", line.position, head.Position)
		}
		if r.random.IntN(4) == 0 {
			known[id] = line
		}
	}
	for id, line := range known {
		if err := r.wantSince(ctx, id, line); err != nil {
			return err
		}
	}
	return nil
}

// wantSince refuses a record that is older than a change that is known.
func (r *reader) wantSince(ctx context.Context, id disclosure.ID, line acknowledged) error {
	record, err := r.Get(ctx, id)
	if stone, gone := disclosure.TombstoneOf(err); gone {
		record.Version, record.Position, err = stone.Version, stone.Position, nil
	} else if err == nil && record.ComputeDigest() != record.Digest {
		err = fmt.Errorf("the body of %s is not its own", id)
	} else if state := line.write.Record.State; err == nil && state != "" && !state.Public() {
		err = fmt.Errorf("%s is there although its end was acknowledged", id)
	}
	if err == nil && (record.Version < line.write.Record.Version || record.Position < line.position) {
		err = fmt.Errorf("%s is at version %d, position %d; known were version %d, position %d",
			id, record.Version, record.Position, line.write.Record.Version, line.position)
	}
	return err
}

// walk reads a list page by page: what was public during the whole walk is seen once, and nothing twice.
func (r *reader) walk(ctx context.Context) error {
	return r.walkList(ctx, store.Query{Kind: one(r.random, disclosure.KindPermit, disclosure.KindPenalty)})
}

// walkNarrowed does the same to the list of a few places.
func (r *reader) walkNarrowed(ctx context.Context) error {
	return r.walkList(ctx, store.Query{
		Kind: one(r.random, disclosure.KindPermit, disclosure.KindPenalty), Places: []string{"place 1", "place 3"},
	})
}

func (r *reader) walkList(ctx context.Context, q store.Query) error {
	o := one(r.random, orders...)
	q.Order, q.Limit = o.order, 1+r.random.IntN(6)
	before := r.crowd.promised()
	seen := make(map[disclosure.ID]bool)
	var last *disclosure.Record
	for {
		page, err := r.List(ctx, q)
		if err != nil {
			return err
		}
		if page.Total < int64(len(page.Records)) {
			return fmt.Errorf("a page of %d has total %d", len(page.Records), page.Total)
		}
		for i := range page.Records {
			record := &page.Records[i]
			if seen[record.ID] || last != nil && o.compare != nil && o.compare(*last, *record) >= 0 {
				return fmt.Errorf("%s: %s stands before %s", o.name, last.ID, record.ID)
			}
			if record.ComputeDigest() != record.Digest || record.Kind != q.Kind || !record.State.Public() {
				return fmt.Errorf("%s: got %s %s %s, its body its own: %v", o.name, record.Kind, record.State, record.ID,
					record.ComputeDigest() == record.Digest)
			}
			last, seen[record.ID] = record, true
		}
		if q.After = page.Next; q.After == "" {
			return r.wantMet(ctx, q, before, seen)
		}
	}
}

// wantMet refuses a walk that has passed over a record: one that was public before the walk and is public after it.
func (r *reader) wantMet(
	ctx context.Context, q store.Query, before map[disclosure.ID]acknowledged, seen map[disclosure.ID]bool,
) error {
	for id, line := range before {
		record := &line.write.Record
		if record.Kind != q.Kind || !record.State.Public() || !matches(*record, q.Subjects, q.Places) || seen[id] {
			continue
		}
		_, err := r.Get(ctx, id)
		if err == nil {
			return fmt.Errorf("the walk of %+v did not meet %s", q, id)
		}
		if disclosure.KindOf(err) != disclosure.Gone {
			return err
		}
	}
	return nil
}

// count reads totals and whole lists, to be explained by some one position afterwards.
func (r *reader) count(ctx context.Context) error {
	from, err := r.Head(ctx)
	if err != nil {
		return err
	}
	totals, err := r.Totals(ctx)
	if err != nil {
		return err
	}
	between, err := r.Head(ctx)
	if err != nil {
		return err
	}
	kind := one(r.random, disclosure.KindPermit, disclosure.KindPenalty)
	page, err := r.List(ctx, store.Query{Kind: kind, Order: store.ByName, Limit: store.MaxLimit})
	if err != nil {
		return err
	}
	if page.Total != int64(len(page.Records)) || page.Next != "" {
		return fmt.Errorf("a whole list of %d records has total %d and next %q", len(page.Records), page.Total, page.Next)
	}
	to, err := r.Head(ctx)
	if err != nil {
		return err
	}
	if from.Position > between.Position || between.Position > to.Position || from.FeedID != to.FeedID {
		return fmt.Errorf("the head went from %+v by %+v to %+v", from, between, to)
	}
	r.seen = append(r.seen,
		sighting{from: from.Position, to: between.Position, totals: totals},
		sighting{from: between.Position, to: to.Position, kind: kind, list: page.Records})
	return nil
}

// explained reports whether the sighting is the store as it was at one position.
func (s *sighting) explained(p past) bool {
	for position := s.from; position <= s.to; position++ {
		if s.totals != nil {
			want := p.totals(position)
			for _, kind := range disclosure.Kinds() {
				if s.totals[kind] == 0 {
					delete(s.totals, kind)
				}
			}
			if maps.Equal(want, s.totals) {
				return true
			}
			continue
		}
		if listExplained(s.list, s.kind, p.at[position]) {
			return true
		}
	}
	return false
}

func listExplained(list []disclosure.Record, kind disclosure.Kind, state map[disclosure.ID]version) bool {
	n := 0
	for _, v := range state {
		if v.kind == kind {
			n++
		}
	}
	for i := range list {
		if v := state[list[i].ID]; v.number != list[i].Version || v.digest != list[i].Digest || v.kind != kind {
			return false
		}
	}
	return n == len(list)
}

// promised is what every reader that comes now must find.
func (c *crowd) promised() map[disclosure.ID]acknowledged {
	c.mu.Lock()
	defer c.mu.Unlock()
	return maps.Clone(c.latest)
}
