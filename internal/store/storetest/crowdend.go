package storetest

import (
	"cmp"
	"fmt"
	"slices"

	"mingshi/internal/disclosure"
	"mingshi/internal/store"
)

// compare looks, when all is quiet, whether what was acknowledged, what the followers and readers saw, and what the store
// holds are one and the same.
func (c *crowd) compare(followers []*follower, readers []*reader) {
	w := c.w
	w.t.Helper()
	feed := followers[0].entries
	if n := len(c.written); len(feed) != n || w.head().Position != int64(n) {
		w.t.Fatalf("%d changes were acknowledged, %d followed, and the head is %d", n, len(feed), w.head().Position)
	}
	for i := range feed {
		line := c.written[int64(i)+1]
		want := disclosure.Change{
			Position: int64(i) + 1, At: feed[i].At, Op: line.write.Op, Kind: line.write.Record.Kind, ID: line.write.Record.ID,
			Version: line.write.Record.Version, Reason: line.write.Reason,
		}
		if line.write.Record.State.Public() {
			want.Digest = line.write.Record.Digest
		}
		w.wantEqual(want, feed[i].Change)
	}
	states, err := replay(feed)
	w.must(err)
	for _, f := range followers {
		c.compareFollower(f, feed, states)
	}
	for _, r := range readers {
		for i := range r.seen {
			if s := &r.seen[i]; !s.explained(states) {
				w.t.Errorf("between positions %d and %d: %v %d records of %q: the store was never so",
					s.from, s.to, s.totals, len(s.list), s.kind)
			}
		}
	}
	for _, s := range c.stores {
		c.compareStore(w.through(s), states)
	}
	c.compareInside()
}

// compareFollower looks whether a follower got the feed, or its kind of it, and no record older than its page's head.
func (c *crowd) compareFollower(f *follower, feed []store.FeedEntry, states past) {
	w := c.w
	w.t.Helper()
	var want []disclosure.Change
	for i := range feed {
		if f.kind == "" || feed[i].Kind == f.kind {
			want = append(want, feed[i].Change)
		}
	}
	var got []disclosure.Change
	for i := range f.entries {
		entry := &f.entries[i]
		got = append(got, entry.Change)
		head := min(f.heads[i].Position, int64(len(feed)))
		v, public := states.at[head][entry.ID]
		switch {
		case entry.Record != nil && !public && entry.Position <= head:
			w.t.Errorf("position %d came with a record that had ended by %d", entry.Position, head)
		case entry.Record != nil && entry.Record.Version < v.number:
			w.t.Errorf("position %d came with version %d, which is older than head %d", entry.Position, entry.Record.Version, head)
		case entry.Record == nil && states.endedBy(entry.ID) == 0:
			w.t.Errorf("position %d came without its record, which never ended", entry.Position)
		}
	}
	w.wantEqual(want, got)
}

// endedBy is the first position at which a record that was public is no longer; 0 if it still is.
func (p past) endedBy(id disclosure.ID) int64 {
	for position := 1; position < len(p.at); position++ {
		_, before := p.at[position-1][id]
		if _, now := p.at[position][id]; before && !now {
			return int64(position)
		}
	}
	return 0
}

// compareStore compares all lists, totals, counts and records with the last state that the feed tells of.
func (c *crowd) compareStore(w *world, states past) {
	w.t.Helper()
	last := int64(len(states.at) - 1)
	w.wantTotals(states.totals(last))
	for _, kind := range []disclosure.Kind{disclosure.KindPermit, disclosure.KindPenalty} {
		var want []disclosure.Record
		ever := int64(0)
		for id, line := range c.latest {
			record := line.write.Record
			if record.Kind != kind {
				continue
			}
			ever++
			record.Position = line.position
			if _, public := states.at[last][id]; public {
				want = append(want, record)
			} else {
				_, err := w.Get(w.ctx(), id)
				w.wantKind(err, disclosure.Gone)
			}
		}
		w.asNumbered(want)
		w.wantOrders(kind, want)
		got, err := w.CountEver(w.ctx(), kind)
		w.must(err)
		if got != ever {
			w.t.Errorf("%s: got %d records ever, want %d", kind, got, ever)
		}
	}
}

// asNumbered puts the records of a kind into the order in which the store has numbered them: with several writers, only
// about that of first publication.
func (w *world) asNumbered(records []disclosure.Record) {
	w.t.Helper()
	if len(records) == 0 {
		return
	}
	numbered := make(map[disclosure.ID]int)
	for i, record := range w.walk(store.Query{Kind: records[0].Kind, Order: store.ByNumber, Limit: store.MaxLimit}) {
		numbered[record.ID] = i
	}
	slices.SortFunc(records, func(a, b disclosure.Record) int { return cmp.Compare(numbered[a.ID], numbered[b.ID]) })
}

// compareInside compares keys, trail, figures, counted rows and journals with what was acknowledged.
func (c *crowd) compareInside() {
	w := c.w
	w.t.Helper()
	inside := w.inside()
	want := Inside{
		Trail: make(map[int64]store.Trail), Keys: make(map[disclosure.Key]disclosure.ID), Figures: inside.Figures,
		NotPublic: make(map[disclosure.Key]disclosure.NotPublicRule), Journals: make(map[string]store.Journal),
	}
	for position, line := range c.written {
		want.Trail[position] = line.write.Trail
		for _, key := range line.write.Keys {
			want.Keys[key] = line.write.Record.ID
		}
	}
	for n := range c.batches {
		want.NotPublic[keyOf(fmt.Sprint("counted ", n))] = disclosure.NotPublicMinor
	}
	for writer := range crowdWriters {
		journal := fullJournal(fmt.Sprint("writer ", writer))
		journal.ThroughSeq = int64(c.batches) - 1
		want.Journals[journal.Batch] = journal
	}
	w.wantEqual(want, inside)
	w.wantFigures(map[store.Figure]int64{
		fullFigure("written"): int64(len(c.written)), fullFigure("batches"): int64(crowdWriters * c.batches),
		fullFigure("not_public:minor_class"): int64(c.batches),
	})
}
