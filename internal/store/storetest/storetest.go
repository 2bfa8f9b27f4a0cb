// Package storetest owns the proof of the contract in package store: every sentence of it, and of design.md §5, is a
// subtest named after it. A backend runs it from one test of its own. It depends only on store and disclosure.
package storetest

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"mingshi/internal/disclosure"
	"mingshi/internal/store"
)

// Backend is what a store's own test gives to the suite.
type Backend struct {
	// Open opens the store that Options.Place names and makes it if it does not exist; a second call with the same
	// place opens the same store once more, beside the first. The suite closes what is opened.
	Open func(t testing.TB, o Options) Opened
	// Inside reads what no method of the contract shows, from behind the store's back.
	Inside func(t testing.TB, o Options) Inside
}

// Opened is an open store.
type Opened interface {
	store.Store
	// Close ends the use of the store; every later call is kind Unavailable.
	Close() error
}

// Options name a store and set its clock and zone.
type Options struct {
	// Place is a folder of the test's own; a backend that needs no folder uses the path as a name.
	Place string
	Zone  *time.Location
	Today func() disclosure.Date
}

// Inside is the internal part of a store.
type Inside struct {
	// Trail is by position.
	Trail map[int64]store.Trail
	// Figures hold each cell once.
	Figures []store.Figure
	// Journals are by batch.
	Journals map[string]store.Journal
	// NotPublic are the counted rows.
	NotPublic map[disclosure.Key]disclosure.NotPublicRule
	// Keys leads to the ids of records.
	Keys map[disclosure.Key]disclosure.ID
}

// Run proves that the backend keeps the contract.
func Run(t *testing.T, backend Backend) {
	t.Helper()
	subjects := []struct {
		name  string
		cases []sentence
	}{
		{"fixtures", fixtureSentences()},
		{"values", valueSentences()},
		{"head", headSentences()},
		{"get", getSentences()},
		{"list", listSentences()},
		{"cursor", cursorSentences()},
		{"narrowed", narrowedSentences()},
		{"totals", totalSentences()},
		{"changes", changeSentences()},
		{"history", historySentences()},
		{"find", findSentences()},
		{"apply", applySentences()},
		{"conflict", conflictSentences()},
		{"figures", figureSentences()},
		{"expiry", expirySentences()},
		{"staging", stagingSentences()},
		{"fingerprints", fingerprintSentences()},
		{"concurrency", concurrencySentences()},
		{"lifecycle", lifecycleSentences()},
		{"property", propertySentences()},
	}
	for _, subject := range subjects {
		t.Run(subject.name, func(t *testing.T) {
			t.Parallel()
			for _, c := range subject.cases {
				t.Run(c.name, func(t *testing.T) {
					t.Parallel()
					c.prove(newWorld(t, backend))
				})
			}
		})
	}
}

// sentence is one sentence of the contract and its proof in a fresh store.
type sentence struct {
	name  string
	prove func(w *world)
}

// world is a fresh store with a clock that the test sets.
type world struct {
	Opened
	t       *testing.T
	backend Backend
	options Options

	mu    sync.Mutex
	today disclosure.Date
	// knownID is a record that the calls of a whole contract may ask for.
	knownID disclosure.ID
	// now is the instant of the last batch; it moves on with each.
	now time.Time
}

// firstDay is the day on which every test begins.
var firstDay = disclosure.MustDate("2026-11-22")

// shanghai is the zone of the tests: a fixed one, so that they need no zone database.
var shanghai = time.FixedZone("UTC+8", 8*60*60)

func newWorld(t *testing.T, backend Backend) *world {
	t.Helper()
	w := &world{
		t: t, backend: backend, today: firstDay,
		now: time.Date(2026, 11, 22, 1, 2, 3, 456_789_000, time.UTC),
	}
	w.options = Options{Place: t.TempDir(), Zone: shanghai, Today: w.day}
	w.Opened = w.open()
	return w
}

// open opens the store once more; it is closed at the end of the test.
func (w *world) open() Opened {
	w.t.Helper()
	opened := w.backend.Open(w.t, w.options)
	w.t.Cleanup(func() {
		if err := opened.Close(); err != nil {
			w.t.Errorf("close: %v", err)
		}
	})
	return opened
}

func (w *world) inside() Inside {
	w.t.Helper()
	return w.backend.Inside(w.t, w.options)
}

func (w *world) day() disclosure.Date {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.today
}

// setDay moves the store's clock.
func (w *world) setDay(day string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.today = disclosure.MustDate(day)
}

// instant is a new one, later than all before.
func (w *world) instant() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.now = w.now.Add(time.Second + time.Microsecond)
	return w.now
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
