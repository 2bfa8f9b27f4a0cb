package embedded_test

import (
	"path/filepath"
	"runtime"
	"sync"
	"testing"

	"mingshi/internal/disclosure"
	"mingshi/internal/search"
	"mingshi/internal/search/embedded"
)

// await waits until an index that is busy in the background is as told. Each change is looked at once; the test's own end is
// the only limit.
func await(t *testing.T, ix *embedded.Index, told func() bool) {
	t.Helper()
	for {
		changed := embedded.Changed(ix)
		if told() {
			return
		}
		select {
		case <-changed:
		case <-t.Context().Done():
			t.Fatal("never came to be")
		}
	}
}

// TestLikeSegmentsAreMerged applies segments of like size: they become one in the background, exact all the while.
func TestLikeSegmentsAreMerged(t *testing.T) {
	t.Parallel()
	d := rolled(41)
	dir := t.TempDir()
	ix := open(t, dir, embedded.Options{Today: today})
	begin(t, ix)
	var batches []search.Batch
	for n := range 4 {
		batches = append(batches, step(int64(n+1), d.documents(n*300, n*300+300)))
		apply(t, ix, batches[n])
	}
	want := answersOf(t, truthOf(t, batches...), d.queries(15))
	await(t, ix, func() bool { return len(embedded.Segments(ix)) == 1 })
	want.wantFrom(t, ix)
	must(t, ix.Close())
	wantNoStrangers(t, dir)
	want.wantFrom(t, open(t, dir, embedded.Options{Today: today}))
}

// TestMostlyDeletedSegmentsAreWrittenAnew removes more than a quarter of a segment, and all of one.
func TestMostlyDeletedSegmentsAreWrittenAnew(t *testing.T) {
	t.Parallel()
	for name, removed := range map[string]int{"a third": 100, "all": 300} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := rolled(42)
			batches := []search.Batch{step(1, d.documents(0, 300)), step(2, nil)}
			for n := range removed {
				batches[1].Remove = append(batches[1].Remove, nthID(kindOf(n), n))
			}
			ix, truth := openNew(t, embedded.Options{}, batches[0])
			apply(t, ix, batches[1])
			apply(t, truth, batches[1])
			await(t, ix, func() bool {
				total := 0
				for _, docs := range embedded.Segments(ix) {
					total += docs
				}
				return total == 300-removed
			})
			wantSame(t, truth, ix, append(d.queries(10), everything())...)
		})
	}
}

// TestChangesDuringMerges merges all the time while documents are replaced, removed and put, and generations promoted: none
// of it is lost and nothing comes back.
func TestChangesDuringMerges(t *testing.T) {
	t.Parallel()
	const documents = 700
	steps := 150
	if faults() {
		steps = 3000
	}
	d := rolled(43)
	first := step(1, d.documents(0, documents))
	ix, truth := openNew(t, embedded.Options{}, first)
	stop, merged := make(chan struct{}), make(chan error, 1)
	go func() {
		var err error
		for err == nil {
			select {
			case <-stop:
				merged <- nil
				return
			default:
				err = embedded.Merge(ix)
			}
		}
		merged <- err
	}()
	position := int64(1)
	for range steps {
		position++
		from := d.IntN(documents - 30)
		b := step(position, d.documents(from, from+d.IntN(30)))
		for n := from + 30; n < min(documents, from+40); n++ {
			b.Remove = append(b.Remove, nthID(kindOf(n), n))
		}
		if d.IntN(15) == 0 {
			begin(t, ix, first, b)
			begin(t, truth, first, b)
		} else {
			apply(t, ix, b)
			apply(t, truth, b)
		}
		if d.IntN(8) == 0 {
			wantSame(t, truth, ix, d.queries(2)...)
			wantSame(t, truth, ix, everything())
		}
	}
	close(stop)
	must(t, <-merged)
	wantSame(t, truth, ix, append(d.queries(20), everything())...)
}

// TestPagingDuringMerges pages while segments come and go under the pages: each document that stays is met once.
func TestPagingDuringMerges(t *testing.T) {
	t.Parallel()
	const staying = 500
	docs := make([]search.Document, staying)
	for i := range docs {
		docs[i] = search.Document{ID: nthID(kindOf(i), i), Names: []string{"留馆"}}
		if kindOf(i) == disclosure.KindVenue {
			docs[i].SortName = "留馆"
		} else {
			docs[i].DecidedOn = today().AddDays(-i / 3)
		}
	}
	ix, _ := openNew(t, embedded.Options{}, step(1, docs[:250]), step(1, docs[250:]))
	stop := make(chan struct{})
	var writer sync.WaitGroup
	writer.Go(func() {
		d := rolled(44)
		for position := int64(2); ; position++ {
			select {
			case <-stop:
				return
			default:
			}
			coming := d.documents(staying, staying+d.IntN(300))
			b := step(position, coming)
			for i := range coming {
				coming[i].Names = []string{"过馆"}
			}
			if err := ix.Apply(t.Context(), b); err != nil {
				t.Error(err)
				return
			}
			if d.IntN(4) == 0 {
				if err := embedded.Merge(ix); err != nil {
					t.Error(err)
					return
				}
			}
		}
	})
	for range 12 {
		for _, sort := range []search.Sort{search.Relevance, search.Newest, search.Oldest, search.Fine} {
			met := map[disclosure.ID]int{}
			for _, page := range walk(t, ix, search.Query{Text: "馆", Sort: sort, Limit: 60}) {
				for _, id := range page.Hits {
					met[id]++
				}
			}
			for _, doc := range docs {
				if met[doc.ID] != 1 {
					t.Errorf("%s was met %d times", doc.ID, met[doc.ID])
				}
			}
		}
	}
	close(stop)
	writer.Wait()
}

// TestLongStream applies many small batches: neither files nor memory grow with them.
func TestLongStream(t *testing.T) {
	t.Parallel()
	const ids = 3000
	steps := 20_000
	if faults() {
		steps = 60_000
	}
	d := rolled(45)
	dir := t.TempDir()
	ix := open(t, dir, embedded.Options{Today: today})
	begin(t, ix)
	latest := map[int]search.Document{}
	most := 0
	for position := range steps {
		n := d.IntN(ids)
		b := step(int64(position), nil)
		if d.IntN(5) == 0 {
			b.Remove = []disclosure.ID{nthID(kindOf(n), n)}
			delete(latest, n)
		} else {
			b.Put = []search.Document{d.document(n)}
			latest[n] = b.Put[0]
		}
		apply(t, ix, b)
		if position%2000 == 0 {
			must(t, embedded.Save(ix)) // each makes a segment
			files, err := filepath.Glob(filepath.Join(dir, "*"))
			must(t, err)
			most = max(most, len(files))
		}
	}
	// Three of each of the levels that so many documents make, the lock, the manifest and what is being written.
	if most > 3*6+6 {
		t.Errorf("%d files at one time", most)
	}
	var docs []search.Document
	for _, doc := range latest {
		docs = append(docs, doc)
	}
	wantSame(t, truthOf(t, step(int64(steps-1), docs)), ix, append(d.queries(10), everything())...)
	runtime.GC()
	var memory runtime.MemStats
	runtime.ReadMemStats(&memory)
	if memory.HeapAlloc > 512<<20 {
		t.Errorf("%d MiB of memory after %d batches", memory.HeapAlloc>>20, steps)
	}
}
