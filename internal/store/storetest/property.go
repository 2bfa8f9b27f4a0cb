package storetest

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"

	"mingshi/internal/disclosure"
	"mingshi/internal/store"
)

// propertySteps is the length of a random history.
const propertySteps = 250

func propertySentences() []sentence {
	var sentences []sentence
	for seed := range uint64(4) {
		sentences = append(sentences, sentence{
			fmt.Sprintf("a random history shows what a simple model says, seed %d", seed),
			func(w *world) { w.seed(seed, propertySteps).check(w) },
		})
	}
	return sentences
}

// model is the contract as simply as it can be said: all records as they are, and all changes.
type model struct {
	random  *rand.Rand
	records []disclosure.Record
	changes []disclosure.Change
	// ids gives the place in records.
	ids map[disclosure.ID]int
}

// seed takes the store through a random history and returns the model of it.
func (w *world) seed(seed uint64, steps int) *model {
	w.t.Helper()
	m := &model{random: rand.New(rand.NewPCG(seed, 1)), ids: make(map[disclosure.ID]int)} //nolint:gosec // a history that can be run again
	for step := range steps {
		switch {
		case m.random.IntN(20) == 0:
			w.setDay(w.day().AddDays(m.random.IntN(3)).String())
		case step%50 == 49:
			m.check(w)
			w.must(w.Scrub(w.ctx()))
		default:
			m.step(w)
		}
	}
	return m
}

// step applies a random batch, which may conflict, to the store and, if it does not, to the model.
func (m *model) step(w *world) {
	w.t.Helper()
	batch := store.Batch{At: w.instant()}
	next := &model{random: m.random, records: slices.Clone(m.records), changes: slices.Clone(m.changes), ids: map[disclosure.ID]int{}}
	maps.Copy(next.ids, m.ids)
	good := true
	for range 1 + m.random.IntN(8) {
		write := next.randomWrite(w)
		batch.Writes = append(batch.Writes, write)
		good = next.write(write, batch) && good
	}
	applied, err := w.Apply(w.ctx(), batch)
	if !good {
		w.wantKind(err, disclosure.Conflict)
		return
	}
	w.must(err)
	want := store.Applied{First: int64(len(m.changes)) + 1, Last: int64(len(next.changes))}
	if applied != want {
		w.t.Fatalf("got %+v, want %+v", applied, want)
	}
	*m = *next
}

// randomWrite publishes, changes or ends some record; now and then it comes too late.
func (m *model) randomWrite(w *world) store.Write {
	if len(m.records) == 0 || m.random.IntN(3) == 0 {
		return w.publishing(m.randomize(sample(m.pick(), m.random.IntN(1000)), w))
	}
	record := m.records[m.random.IntN(len(m.records))]
	for !record.State.Public() && m.random.IntN(10) > 0 {
		record = m.records[m.random.IntN(len(m.records))]
	}
	if m.random.IntN(40) == 0 {
		record.Version++
	}
	if m.random.IntN(3) == 0 {
		end := endings[m.random.IntN(len(endings))]
		return ending(record, end.op, end.state, end.reason)
	}
	record.State = []disclosure.State{disclosure.StatePublished, disclosure.StateDisputed}[m.random.IntN(2)]
	return changing(m.randomize(record, w), disclosure.OpCorrect, disclosure.ReasonErrorInSource)
}

func (m *model) pick() disclosure.Kind {
	return disclosure.Kinds()[m.random.IntN(3)]
}

// randomize gives a record new contents with many ties.
func (m *model) randomize(record disclosure.Record, w *world) disclosure.Record {
	record.Name = variants[m.random.IntN(len(variants))]
	record.Subject = []string{"", "s1", "s2"}[m.random.IntN(3)]
	record.Places = [][]string{nil, {"p1"}, {"p1", "p2"}, {"p3"}}[m.random.IntN(4)]
	record.DecidedOn = firstDay.AddDays(-m.random.IntN(5))
	record.PublicUntil = disclosure.Date{}
	if m.random.IntN(2) == 0 {
		record.PublicUntil = w.day().AddDays(m.random.IntN(30) - 2)
	}
	record.Seal(fmt.Appendf(nil, `{"n":%d}`, m.random.IntN(1000)))
	return record
}

// write does to the model what the store shall do, and tells whether the write was in time.
func (m *model) write(write store.Write, batch store.Batch) bool {
	record := write.Record
	record.Position = int64(len(m.changes)) + 1
	i, known := m.ids[record.ID]
	if known != (write.Expect > 0) || (known && (m.records[i].Version != write.Expect || !m.records[i].State.Public())) {
		return false
	}
	change := disclosure.Change{
		Position: record.Position, At: batch.At, Op: write.Op, Kind: record.Kind, ID: record.ID,
		Version: record.Version, Reason: write.Reason, Digest: record.Digest,
	}
	if !record.State.Public() {
		change.Digest = disclosure.Digest{}
	}
	m.changes = append(m.changes, change)
	if !known {
		m.ids[record.ID] = len(m.records)
		m.records = append(m.records, record)
		return true
	}
	m.records[i] = record
	return true
}

// check compares everything that the store shows with the model.
func (m *model) check(w *world) {
	w.t.Helper()
	today := w.day()
	var ended []disclosure.Record
	byKind := make(map[disclosure.Kind][]disclosure.Record)
	for _, record := range m.records {
		switch {
		case record.PublicOn(today):
			byKind[record.Kind] = append(byKind[record.Kind], record)
			w.wantRecord(record)
		default:
			_, err := w.Get(w.ctx(), record.ID)
			w.wantKind(err, disclosure.Gone)
			if record.State.Public() {
				ended = append(ended, record)
			}
		}
	}
	w.wantEnded(store.MaxLimit, ended...)
	totals := make(map[disclosure.Kind]int64)
	for _, kind := range disclosure.Kinds() {
		totals[kind] = int64(len(byKind[kind]))
		w.wantOrders(kind, byKind[kind])
		for _, q := range []store.Query{
			{Subjects: []string{"s1"}}, {Places: []string{"p1", "p3"}}, {Subjects: []string{"s1", "s2"}, Places: []string{"p2"}},
		} {
			q.Kind, q.Order, q.Limit = kind, store.ByDecisionAscending, 3
			want := slices.DeleteFunc(slices.SortedFunc(slices.Values(byKind[kind]), earlier), func(r disclosure.Record) bool {
				return !matches(r, q.Subjects, q.Places)
			})
			w.wantIDs(w.walk(q), want)
		}
	}
	w.wantTotals(totals)
	m.checkFeed(w, today)
}

func (m *model) checkFeed(w *world, today disclosure.Date) {
	w.t.Helper()
	want := make([]store.FeedEntry, len(m.changes))
	for i, change := range m.changes {
		want[i].Change = change
		if record := m.records[m.ids[change.ID]]; record.PublicOn(today) {
			want[i].Record = &record
		}
	}
	w.wantEqual(want, w.follow(17, ""))
	for _, record := range m.records {
		history, err := w.History(w.ctx(), record.ID)
		w.must(err)
		w.wantEqual(slices.DeleteFunc(slices.Clone(m.changes), func(c disclosure.Change) bool { return c.ID != record.ID }), history)
	}
}
