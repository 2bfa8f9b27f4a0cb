package storetest

import (
	"fmt"
	"math/rand/v2"
	"slices"

	"mingshi/internal/disclosure"
	"mingshi/internal/store"
)

// history takes a store, through two opened ones, and its model through the same random steps.
type history struct {
	random *rand.Rand
	model  *model
	stores [2]Opened
	feedID string
}

// seed takes the store through a random history and returns the model of it.
func (w *world) seed(seed uint64, steps int) *model {
	w.t.Helper()
	h := &history{
		random: newRandom(seed, 1), model: newModel(), stores: [2]Opened{w.Opened, w.open()}, feedID: w.head().FeedID,
	}
	for step := range steps {
		side := h.random.IntN(len(h.stores))
		w.Opened = h.stores[side]
		switch h.random.IntN(40) {
		case 0, 1:
			w.setDay(w.day().AddDays(h.random.IntN(3)).String())
		case 2:
			w.must(w.Scrub(w.ctx()))
		case 3:
			w.reopen()
			h.stores[side] = w.Opened
		default:
			h.step(w)
		}
		if step%50 == 49 {
			h.check(w)
		}
		h.glance(w)
	}
	return h.model
}

// step applies a random batch, which may come too late, to the store and, if it does not, to the model.
func (h *history) step(w *world) {
	w.t.Helper()
	batch := store.Batch{At: w.instant()}
	next := h.model.clone()
	good := true
	for range h.random.IntN(8) {
		write := h.randomWrite(w, next)
		batch.Writes = append(batch.Writes, write)
		good = good && next.write(&write, batch.At)
	}
	h.randomCounts(&batch)
	next.count(&batch)
	applied, err := w.Apply(w.ctx(), batch)
	if !good {
		w.wantKind(err, disclosure.Conflict)
		return
	}
	w.must(err)
	want := store.Applied{First: int64(len(h.model.changes)) + 1, Last: int64(len(next.changes))}
	if len(batch.Writes) == 0 {
		want.First--
	}
	w.wantEqual(want, applied)
	h.model = next
}

// randomWrite publishes, changes or ends some record; now and then it comes too late.
func (h *history) randomWrite(w *world, m *model) store.Write {
	if len(m.records) == 0 || h.random.IntN(3) == 0 {
		return h.publishing(w, m)
	}
	record := one(h.random, m.records...)
	for !record.State.Public() && h.random.IntN(20) > 0 {
		record = one(h.random, m.records...)
	}
	if h.random.IntN(60) == 0 {
		record.Version = max(1, record.Version+one[int64](h.random, -1, 1))
	}
	record.UpdatedAt = w.instant()
	if h.random.IntN(3) == 0 {
		end := one(h.random, endings...)
		return ending(record, end.op, end.state, end.reason)
	}
	record.State = one(h.random, disclosure.StatePublished, disclosure.StateDisputed)
	write := changing(h.randomize(record, w), disclosure.OpCorrect, disclosure.ReasonErrorInSource)
	if h.random.IntN(4) == 0 {
		write.Keys = []disclosure.Key{h.pooledKey()}
	}
	write.Trail.Origin.Row = h.random.IntN(100)
	return write
}

// publishing is a write of a new record; now and then its id or its key is taken.
func (h *history) publishing(w *world, m *model) store.Write {
	record := h.randomize(sample(one(h.random, disclosure.Kinds()[:3]...), h.random.IntN(1000)), w)
	record.ID = h.newID(record.Kind)
	if len(m.records) > 0 && h.random.IntN(60) == 0 {
		record.ID = one(h.random, m.records...).ID
		record.Kind = m.records[m.ids[record.ID]].Kind
	}
	write := w.publishing(record)
	write.Trail.By = one(h.random, "clerk", "reviewer", "")
	if h.random.IntN(4) == 0 {
		write.Keys = append(write.Keys, h.pooledKey(), h.pooledKey())
	}
	return write
}

// pooledKey is one of a few, so that some are taken.
func (h *history) pooledKey() disclosure.Key {
	return keyOf(fmt.Sprint("pooled ", h.random.IntN(1000)))
}

// newID is like disclosure.NewID, but the same for the same seed: ids break the ties of lists.
func (h *history) newID(kind disclosure.Kind) disclosure.ID {
	id := []byte(kind.Prefix())
	for range 13 {
		id = append(id, one(h.random, []byte("0123456789ABCDEFGHJKMNPQRSTVWXYZ")...))
	}
	return disclosure.ID(id)
}

// randomize gives a record new contents with many ties.
func (h *history) randomize(record disclosure.Record, w *world) disclosure.Record {
	record.Name = one(h.random, variants...)
	record.Subject = one(h.random, "", "s1", "s2", "s3")
	record.Places = one(h.random, nil, []string{"p1"}, []string{"p1", "p2"}, []string{"p2", "p1"}, []string{"p3"})
	record.DecidedOn = firstDay.AddDays(-h.random.IntN(5))
	record.PublicUntil = disclosure.Date{}
	if h.random.IntN(2) == 0 {
		record.PublicUntil = w.day().AddDays(h.random.IntN(30) - 2)
	}
	record.Seal(fmt.Appendf(nil, `{"n":%d}`, h.random.IntN(1000)))
	return record
}

// randomCounts adds to a batch what is no write, more often than not nothing.
func (h *history) randomCounts(batch *store.Batch) {
	for range max(0, h.random.IntN(6)-3) {
		batch.Counted = append(batch.Counted, store.Counted{
			Key:  keyOf(fmt.Sprint("counted ", h.random.IntN(100))),
			Rule: one(h.random, disclosure.NotPublicMinor, disclosure.NotPublicSimple), Figure: fullFigure("not_public"),
		})
		batch.Figures = append(batch.Figures, fullFigure(one(h.random, "publish", "late", "withdraw:revoked")))
	}
	if h.random.IntN(5) == 0 {
		journal := fullJournal(one(h.random, "b1", "b2", "B1"))
		journal.ThroughSeq, journal.Done = h.random.Int64N(1000), h.random.IntN(2) == 0
		batch.Journal = &journal
	}
}

// glance compares what can be read with a few calls, after every step.
func (h *history) glance(w *world) {
	w.t.Helper()
	m, today := h.model, w.day()
	if len(m.changes) == 0 {
		return
	}
	w.wantEqual(m.head(h.feedID, today), w.head())
	w.wantSeen(m, &m.records[h.random.IntN(len(m.records))])
	w.wantSeen(m, &m.records[m.ids[m.changes[len(m.changes)-1].ID]])
	kind := one(h.random, disclosure.Kinds()[:4]...)
	ever := len(slices.DeleteFunc(slices.Clone(m.records), func(r disclosure.Record) bool { return r.Kind != kind }))
	got, err := w.CountEver(w.ctx(), kind)
	w.must(err)
	w.wantEqual(int64(ever), got)
	after := h.random.Int64N(int64(len(m.changes)))
	entries := m.entries(after, "", today)
	page := w.changes(after, 5, "")
	w.wantEqual(entries[:min(5, len(entries))], page.Entries)
	if w.t.Failed() {
		w.t.FailNow()
	}
}
