package indexer_test

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"mingshi/indexer"
	"mingshi/internal/disclosure"
	"mingshi/internal/search"
	"mingshi/internal/store"
)

// runs has an indexer follow the feed until the returned function is called, which waits for its end.
func (w *world) runs(x *indexer.Indexer) (stop func()) {
	w.Helper()
	ctx, cancel := context.WithCancel(w.Context())
	ended := make(chan error)
	go func() { ended <- x.Run(ctx) }()
	return func() {
		w.Helper()
		cancel()
		if err := <-ended; err != nil {
			w.Errorf("Run ended with %v", err)
		}
	}
}

func TestAWakeMakesWhatIsPublishedSearchable(t *testing.T) {
	w := newWorld(t)
	w.catchUp()
	applied := make(chan search.Batch, 100)
	w.engine.after = func(b search.Batch) error { applied <- b; return nil }
	stop := w.runs(w.Indexer) // it looks by itself once an hour
	defer stop()
	for n := range 20 {
		name := fmt.Sprintf("第%d旅馆", n)
		w.imports(venue(company, fmt.Sprint("卫证", n), name, "青禾路1号"))
		w.Wake()
		<-applied
		if hits := w.finds(name); len(hits) != 1 || hits[0] != w.named(disclosure.KindVenue, name).ID {
			t.Fatalf("%s is answered with %v", name, hits)
		}
	}
}

func TestWakeNeverWaits(t *testing.T) {
	w := newWorld(t)
	for range 1000 {
		w.Wake() // nobody runs
	}
}

func TestRunBuildsWhatIsEmptyAndSeesWhatOthersPublish(t *testing.T) {
	w := newWorld(t)
	w.imports(venue(company, "卫证1", "清河宾馆", "青禾路1号"))
	applied := make(chan search.Batch, 100)
	w.engine.after = func(b search.Batch) error { applied <- b; return nil }
	defer w.runs(indexer.New(indexer.Options{Reader: w.store, Feed: w.store, Sink: w.engine, Poll: time.Millisecond}))()
	<-w.engine.promoted
	w.imports(venue(company, "卫证2", "清河饭店", "青禾路2号")) // nobody wakes it
	<-applied
	if len(w.finds("清河")) != 2 {
		t.Errorf("found %v", w.finds("清河"))
	}
}

// failing is a Reader that does not answer for some time.
type failing struct {
	store.Reader

	mu    sync.Mutex
	times int
}

func (f *failing) Head(ctx context.Context) (store.Head, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.times > 0 {
		f.times--
		return store.Head{}, disclosure.Errorf(disclosure.Unavailable, "the store is down")
	}
	return f.Reader.Head(ctx)
}

func TestRunGoesOnByItselfOnceStoreAndEngineAnswerAgain(t *testing.T) {
	w := newWorld(t)
	w.imports(venue(company, "卫证1", "清河宾馆", "青禾路1号"))
	w.catchUp()
	failures := 2
	w.engine.before = func(search.Batch) error {
		if failures--; failures >= 0 {
			return disclosure.Errorf(disclosure.Unavailable, "the engine is down")
		}
		return nil
	}
	applied := make(chan search.Batch, 100)
	w.engine.after = func(b search.Batch) error { applied <- b; return nil }
	var log lockedBuffer
	x := indexer.New(indexer.Options{
		Reader: &failing{Reader: w.store, times: 2}, Feed: w.store, Sink: w.engine, Poll: time.Millisecond,
		Log: slog.New(slog.NewTextHandler(&log, nil)),
	})
	w.imports(venue(company, "卫证1", "清河饭店", "青禾路1号"))
	stop := w.runs(x)
	<-applied
	stop()
	w.agrees()
	told := log.String()
	if strings.Count(told, "tries again") != 4 || !strings.Contains(told, "the store is down") || !strings.Contains(told, "the engine is down") {
		t.Errorf("the log says:\n%s", told)
	}
	if strings.Contains(told, "清河") || strings.Contains(told, company) {
		t.Errorf("the log repeats what records say:\n%s", told)
	}
}

// lockedBuffer is a log that may be read while it is written.
type lockedBuffer struct {
	mu     sync.Mutex
	buffer bytes.Buffer
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buffer.Write(p)
}

func (b *lockedBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buffer.String()
}

func TestRunAndRebuildAndPublicationAtOnce(t *testing.T) {
	h := newHistory(t, 1)
	h.happens()
	x := indexer.New(indexer.Options{Reader: h.store, Feed: h.store, Sink: h.engine, Scheme: h.scheme, Poll: time.Millisecond})
	stop := h.runs(x)
	<-h.engine.promoted
	rebuilt := make(chan error)
	go func() {
		var err error
		for range 15 {
			if err == nil {
				err = x.Rebuild(t.Context(), nil)
			}
		}
		rebuilt <- err
	}()
	for range 300 {
		h.happens()
		x.Wake()
	}
	if err := <-rebuilt; err != nil {
		t.Error(err)
	}
	stop()
	if err := x.CatchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	h.agrees()
}

func TestNothingNewCostsAndSaysNothing(t *testing.T) {
	w := newWorld(t)
	w.imports(venue(company, "卫证1", "清河宾馆", "青禾路1号"))
	var log lockedBuffer
	x := indexer.New(indexer.Options{Reader: w.store, Feed: w.store, Sink: w.engine, Log: slog.New(slog.NewTextHandler(&log, nil))})
	if err := x.CatchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	said := log.String()
	asking := testing.AllocsPerRun(100, func() { _ = w.head() })
	looking := testing.AllocsPerRun(100, func() {
		if arrived, err := indexer.Look(x, t.Context()); !arrived || err != nil {
			t.Fatalf("arrived %t, %v", arrived, err)
		}
	})
	if looking >= 2*asking { // the store is asked once, give or take what its driver does now and then
		t.Errorf("a look makes %.0f allocations, asking the store %.0f", looking, asking)
	}
	if log.String() != said {
		t.Errorf("the log says:\n%s", log.String())
	}
}

func TestPausesGrowToTenSeconds(t *testing.T) {
	most := 100 * time.Millisecond
	for failures := 1; failures < 100; failures++ {
		for range 20 {
			if got := indexer.Pause(failures); got < most/2 || got > most {
				t.Fatalf("after %d failures the pause is %s, want %s to %s", failures, got, most/2, most)
			}
		}
		most = min(2*most, 10*time.Second)
	}
}

func TestLagTellsHowFarAndSinceWhen(t *testing.T) {
	w := newWorld(t)
	if got := w.Lag(); got != (indexer.Lag{}) {
		t.Errorf("before it began: %+v", got)
	}
	w.imports(venue(company, "卫证1", "清河宾馆", "青禾路1号"))
	w.catchUp()
	w.engine.before = func(search.Batch) error { return errFailed }
	w.imports(reading("卫证1", "余氯"), reading("卫证1", "浊度"))
	var since time.Time
	for range 2 {
		if err := w.CatchUp(t.Context()); err == nil {
			t.Fatal("no error")
		}
		got := w.Lag()
		if got.Positions != 2 || got.Since.IsZero() || got.Err == nil || (!since.IsZero() && got.Since != since) {
			t.Errorf("behind since %s: %+v", since, got)
		}
		since = got.Since
	}
	w.engine.before = nil
	w.catchUp()
	if got := w.Lag(); got != (indexer.Lag{}) {
		t.Errorf("caught up: %+v", got)
	}
}
