package storetest

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"mingshi/internal/disclosure"
)

// firstDay is the day on which every test begins.
var firstDay = disclosure.MustDate("2026-11-22")

// shanghai is the zone of the tests: a fixed one, so that they need no zone database.
var shanghai = time.FixedZone("UTC+8", 8*60*60)

// world is a fresh store with a clock that the test sets.
type world struct {
	Opened

	t       *testing.T
	backend Backend
	options Options
	clock   *clock
}

// clock is the day of a store and the instant of the last batch.
type clock struct {
	mu    sync.Mutex
	today disclosure.Date
	now   time.Time
}

func newWorld(t *testing.T, backend Backend) *world {
	t.Helper()
	w := &world{
		t: t, backend: backend,
		clock: &clock{today: firstDay, now: time.Date(2026, 11, 22, 1, 2, 3, 456_789_000, time.UTC)},
	}
	w.options = Options{Place: t.TempDir(), Zone: shanghai, Today: w.day}
	w.Opened = w.open()
	return w
}

// open opens the store once more; it is closed at the end of the test.
func (w *world) open() Opened {
	w.t.Helper()
	return w.openWith(w.options)
}

// openWith opens the store once more in another way.
func (w *world) openWith(o Options) Opened {
	w.t.Helper()
	opened := w.backend.Open(w.t, o)
	w.t.Cleanup(func() {
		if err := opened.Close(); err != nil {
			w.t.Errorf("close: %v", err)
		}
	})
	return opened
}

// reopen closes the store and opens it again.
func (w *world) reopen() {
	w.t.Helper()
	w.must(w.Close())
	w.Opened = w.open()
}

// through is the same world seen through another opened store.
func (w *world) through(s Opened) *world {
	other := *w
	other.Opened = s
	return &other
}

// part proves a part of a sentence as a subtest with a name of its own, in the same store.
func (w *world) part(name string, prove func(w *world)) {
	w.t.Helper()
	w.t.Run(name, func(t *testing.T) {
		part := *w
		part.t = t
		prove(&part)
	})
}

func (w *world) inside() Inside {
	w.t.Helper()
	return w.backend.Inside(w.t, w.options)
}

func (w *world) day() disclosure.Date {
	w.clock.mu.Lock()
	defer w.clock.mu.Unlock()
	return w.clock.today
}

// setDay moves the store's clock to the morning of a day.
func (w *world) setDay(day string) {
	w.clock.mu.Lock()
	defer w.clock.mu.Unlock()
	w.clock.today = disclosure.MustDate(day)
	if morning := w.clock.today.In(shanghai).Add(9 * time.Hour).UTC(); morning.After(w.clock.now) {
		w.clock.now = morning
	}
}

// instant is a new one, later than all before.
func (w *world) instant() time.Time {
	w.clock.mu.Lock()
	defer w.clock.mu.Unlock()
	w.clock.now = w.clock.now.Add(time.Second + time.Microsecond)
	return w.clock.now
}

func (w *world) ctx() context.Context { return w.t.Context() }

// must fails the test if err is not nil.
func (w *world) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

// wantKind fails the test if err is not of the kind.
func (w *world) wantKind(err error, kind disclosure.ErrorKind) {
	w.t.Helper()
	if err == nil {
		w.t.Fatalf("got no error, want kind %q", kind)
	}
	if got := disclosure.KindOf(err); got != kind {
		w.t.Fatalf("got kind %q, want %q: %v", got, kind, err)
	}
}

// wantError fails the test if err is not of the kind or does not wrap cause.
func (w *world) wantError(err error, kind disclosure.ErrorKind, cause error) {
	w.t.Helper()
	w.wantKind(err, kind)
	if !errors.Is(err, cause) {
		w.t.Fatalf("got %v, want it to wrap %v", err, cause)
	}
}

// anew proves a part of a sentence as a subtest in a fresh store.
func (w *world) anew(name string, prove func(w *world)) {
	w.t.Helper()
	w.t.Run(name, func(t *testing.T) {
		t.Parallel()
		prove(newWorld(t, w.backend))
	})
}
