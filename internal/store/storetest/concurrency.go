package storetest

import (
	"fmt"
	"sync"

	"mingshi/internal/disclosure"
	"mingshi/internal/store"
)

// raceRounds is how often a race is run; whoever is first by chance is not always the same.
const raceRounds = 15

func concurrencySentences() []sentence {
	sentences := []sentence{
		{"two that count one row at once count it once", countedAtOnce},
		{"two that add to one figure at once lose nothing", figuresAtOnce},
		{"two that remember different fingerprints at once give one winner", fingerprintsAtOnce},
		{"batches of one name are staged by two opened stores at once", stagedAtOnce},
	}
	for _, r := range races {
		sentences = append(sentences,
			sentence{"two writers of " + r.name + " give one winner", func(w *world) { w.race(r, w.Opened, w.Opened) }},
			sentence{"two writers of " + r.name + " in two opened stores give one winner", func(w *world) {
				w.race(r, w.Opened, w.open())
			}})
	}
	return sentences
}

// race is a thing that two writers want and one can have.
type race struct {
	name string
	// writes are those of each writer, who write on records a and b that both know.
	writes func(w *world, a, b disclosure.Record) [2][]store.Write
}

var races = []race{
	{"one version", func(_ *world, a, _ disclosure.Record) [2][]store.Write {
		return [2][]store.Write{{named(a, "first")}, {named(a, "second")}}
	}},
	{"one end", func(_ *world, a, _ disclosure.Record) [2][]store.Write {
		return [2][]store.Write{{withdrawing(a)}, {withdrawing(a)}}
	}},
	{"a correction and an end", func(_ *world, a, _ disclosure.Record) [2][]store.Write {
		return [2][]store.Write{{named(a, "first")}, {withdrawing(a)}}
	}},
	{"two records in opposite order", func(_ *world, a, b disclosure.Record) [2][]store.Write {
		return [2][]store.Write{{named(a, "first"), named(b, "first")}, {named(b, "second"), named(a, "second")}}
	}},
	{"one new id", func(w *world, _, _ disclosure.Record) [2][]store.Write {
		first, second := sample(disclosure.KindPermit, 2), sample(disclosure.KindPermit, 3)
		second.ID = first.ID
		writes := [2][]store.Write{{w.publishing(first)}, {w.publishing(second)}}
		writes[1][0].Keys = []disclosure.Key{keyOf("another key for " + string(first.ID))}
		return writes
	}},
	{"one new key", func(w *world, _, _ disclosure.Record) [2][]store.Write {
		writes := [2][]store.Write{{w.publishing(sample(disclosure.KindPermit, 2))}, {w.publishing(sample(disclosure.KindPermit, 3))}}
		writes[1][0].Keys = writes[0][0].Keys
		return writes
	}},
	{"two new keys in opposite order", func(w *world, _, _ disclosure.Record) [2][]store.Write {
		var writes [2][]store.Write
		for i := range 4 {
			writes[i/2] = append(writes[i/2], w.publishing(sample(disclosure.KindPermit, i)))
		}
		writes[1][0].Keys, writes[1][1].Keys = writes[0][1].Keys, writes[0][0].Keys
		return writes
	}},
	{"a key for two known records", func(_ *world, a, b disclosure.Record) [2][]store.Write {
		writes := [2][]store.Write{{named(a, "first")}, {named(b, "second")}}
		writes[0][0].Keys = []disclosure.Key{keyOf("wanted by " + string(a.ID))}
		writes[1][0].Keys = writes[0][0].Keys
		return writes
	}},
}

// named corrects the name of a record.
func named(record disclosure.Record, name string) store.Write {
	record.Name = name
	return changing(record, disclosure.OpCorrect, disclosure.ReasonErrorInSource)
}

// race lets two writers write at once, again and again; one batch is written whole each time, and nothing of the other.
func (w *world) race(r race, first, second Opened) {
	for round := range raceRounds {
		known := w.publish(samples(disclosure.KindPermit, 0, 2)...)
		writes := r.writes(w, known[0], known[1])
		before := w.head().Position
		errs := atOnce(func(i int) error {
			_, err := []Opened{first, second}[i].Apply(w.ctx(), store.Batch{
				At: w.instant(), Writes: writes[i], Figures: []store.Figure{fullFigure("race")},
			})
			return err
		})
		winner := 0
		if errs[0] != nil {
			winner = 1
		}
		if errs[winner] != nil {
			w.t.Fatalf("round %d: nobody won: %v; %v", round, errs[0], errs[1])
		}
		w.wantKind(errs[1-winner], disclosure.Conflict)
		page := w.changes(before, 10, "")
		if len(page.Entries) != len(writes[winner]) {
			w.t.Fatalf("round %d: got %d changes, want the winner's %d", round, len(page.Entries), len(writes[winner]))
		}
		for i, write := range writes[winner] {
			want := write.Record
			want.Position = before + int64(i) + 1
			w.wantWritten(want, write.Keys)
		}
		w.wantFigures(map[store.Figure]int64{fullFigure("race"): int64(round) + 1})
	}
}

// wantWritten fails the test if a record is not there as it was written, under its keys.
func (w *world) wantWritten(want disclosure.Record, keys []disclosure.Key) {
	w.t.Helper()
	if want.State.Public() {
		w.wantRecord(want)
	} else {
		_, err := w.Get(w.ctx(), want.ID)
		w.wantKind(err, disclosure.Gone)
	}
	found, err := w.Find(w.ctx(), keys)
	w.must(err)
	for _, key := range keys {
		if found[key].ID != want.ID || found[key].Version != want.Version {
			w.t.Errorf("key %x leads to %s at %d, want %s at %d", key[:4], found[key].ID, found[key].Version, want.ID, want.Version)
		}
	}
}

// atOnce calls do twice at the same time and returns both errors.
func atOnce(do func(i int) error) [2]error {
	var errs [2]error
	start := make(chan struct{})
	var wg sync.WaitGroup
	for i := range errs {
		wg.Go(func() {
			<-start
			errs[i] = do(i)
		})
	}
	close(start)
	wg.Wait()
	return errs
}

func countedAtOnce(w *world) {
	stores := [2]Opened{w.Opened, w.open()}
	for round := range raceRounds {
		var batch store.Batch
		for i := range 5 {
			batch.Counted = append(batch.Counted, store.Counted{
				Key: keyOf(fmt.Sprint(round, " row ", i)), Rule: disclosure.NotPublicMinor, Figure: fullFigure("x"),
			})
		}
		batch.At = w.instant()
		for _, err := range atOnce(func(i int) error { return second(stores[i].Apply(w.ctx(), batch)) }) {
			w.must(err)
		}
		w.wantFigures(map[store.Figure]int64{fullFigure("x"): 5 * int64(round+1)})
	}
}

func figuresAtOnce(w *world) {
	stores := [2]Opened{w.Opened, w.open()}
	a, b := fullFigure("a"), fullFigure("b")
	for round := range raceRounds {
		orders := [2][]store.Figure{{a, b}, {b, a}}
		for _, err := range atOnce(func(i int) error {
			return second(stores[i].Apply(w.ctx(), store.Batch{
				At: w.instant(), Figures: orders[i], Writes: []store.Write{w.publishing(sample(disclosure.KindPermit, round))},
			}))
		}) {
			w.must(err)
		}
		n := 2 * int64(round+1)
		w.wantFigures(map[store.Figure]int64{a: n, b: n})
		if head := w.head(); head.Position != n {
			w.t.Fatalf("got head %d, want %d", head.Position, n)
		}
	}
}

func fingerprintsAtOnce(w *world) {
	stores := [2]Opened{w.Opened, w.open()}
	want := make(map[string]string)
	for round := range raceRounds {
		name := fmt.Sprint("key ", round)
		errs := atOnce(func(i int) error { return stores[i].Remember(w.ctx(), name, fmt.Sprint("print ", i)) })
		winner := 0
		if errs[0] != nil {
			winner = 1
		}
		w.must(errs[winner])
		w.wantKind(errs[1-winner], disclosure.Conflict)
		want[name] = fmt.Sprint("print ", winner)
		w.wantFingerprints(want)
	}
}

func stagedAtOnce(w *world) {
	other := w.through(w.open())
	worlds := [2]*world{w, other}
	var want [2][]store.Staged
	for round := range raceRounds {
		for i := range worlds {
			want[i] = append(want[i], fullStaged(i, 2*round), fullStaged(i, 2*round+1))
		}
		for _, err := range atOnce(func(i int) error {
			return second(worlds[i].Stage(w.ctx(), "b1", want[i][2*round:]))
		}) {
			w.must(err)
		}
	}
	for i := range worlds {
		worlds[i].wantStaged("b1", want[i]...)
	}
}
