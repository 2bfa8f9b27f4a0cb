package storetest

import (
	"context"
	"reflect"
	"strings"

	"mingshi/internal/disclosure"
	"mingshi/internal/store"
)

// call is one way to call one method of the contract; the method is the first word of its name.
type call struct {
	name string
	do   func(ctx context.Context, s Opened) error
}

func (c call) method() string {
	method, _, _ := strings.Cut(c.name, " ")
	return method
}

// knownBatch is what the calls of staging ask for.
const knownBatch = "b1"

// calls are all methods of the contract, each called in a way that succeeds on an open store which holds the record
// known and a staged batch.
func (w *world) calls(known disclosure.Record) []call {
	keys := []disclosure.Key{keyOfRecord(known)}
	narrowed := store.Query{Kind: known.Kind, Subjects: []string{known.Subject}, Places: known.Places}
	return append([]call{
		{"Head", func(ctx context.Context, s Opened) error { return second(s.Head(ctx)) }},
		{"Get", func(ctx context.Context, s Opened) error { return second(s.Get(ctx, known.ID)) }},
		{"List", func(ctx context.Context, s Opened) error {
			return second(s.List(ctx, store.Query{Kind: known.Kind}))
		}},
		{"List narrowed", func(ctx context.Context, s Opened) error { return second(s.List(ctx, narrowed)) }},
		{"Totals", func(ctx context.Context, s Opened) error { return second(s.Totals(ctx)) }},
		{"Figures", func(ctx context.Context, s Opened) error { return second(s.Figures(ctx, store.FigureQuery{})) }},
		{"Subjects", func(ctx context.Context, s Opened) error { return second(s.Subjects(ctx, store.SubjectQuery{})) }},
		{"View", func(ctx context.Context, s Opened) error {
			return s.View(ctx, func(ctx context.Context, at store.Reader) error {
				return second(at.List(ctx, store.Query{Kind: known.Kind}))
			})
		}},
		{"Changes", func(ctx context.Context, s Opened) error { return second(s.Changes(ctx, 0, 1, "")) }},
		{"Changes of a kind", func(ctx context.Context, s Opened) error { return second(s.Changes(ctx, 0, 1, known.Kind)) }},
		{"History", func(ctx context.Context, s Opened) error { return second(s.History(ctx, known.ID)) }},
		{"Find", func(ctx context.Context, s Opened) error { return second(s.Find(ctx, keys)) }},
		{"CountEver", func(ctx context.Context, s Opened) error { return second(s.CountEver(ctx, known.Kind)) }},
		{"Ended", func(ctx context.Context, s Opened) error { return second(s.Ended(ctx, 1)) }},
		{"Snapshot", func(ctx context.Context, s Opened) error {
			return s.Snapshot(ctx, func(context.Context, store.Whole) error { return nil })
		}},
		{"Fingerprints", func(ctx context.Context, s Opened) error { return second(s.Fingerprints(ctx)) }},
	}, append(w.writingCalls(), stagingCalls(keys)...)...)
}

// writingCalls are the methods that change a store.
func (w *world) writingCalls() []call {
	figures := []store.Figure{fullFigure("called")}
	return []call{
		{"Apply", func(ctx context.Context, s Opened) error {
			writes := []store.Write{w.publishing(sample(disclosure.KindPermit, 999))}
			return second(s.Apply(ctx, store.Batch{At: w.instant(), Writes: writes}))
		}},
		{"Apply of figures alone", func(ctx context.Context, s Opened) error {
			return second(s.Apply(ctx, store.Batch{At: w.instant(), Figures: figures}))
		}},
		{"Scrub", func(ctx context.Context, s Opened) error { return s.Scrub(ctx) }},
		{"Remember", func(ctx context.Context, s Opened) error { return s.Remember(ctx, "board", "aa") }},
	}
}

func stagingCalls(keys []disclosure.Key) []call {
	rows := []store.Staged{fullStaged(1, 1)}
	return []call{
		{"Stage", func(ctx context.Context, s Opened) error { return second(s.Stage(ctx, knownBatch, rows)) }},
		{"Stage a new batch", func(ctx context.Context, s Opened) error { return second(s.Stage(ctx, "new batch", rows)) }},
		{"Staged", func(ctx context.Context, s Opened) error { return second(s.Staged(ctx, knownBatch, 0, 1)) }},
		{"HasKeys", func(ctx context.Context, s Opened) error { return second(s.HasKeys(ctx, knownBatch, keys)) }},
		{"Discard", func(ctx context.Context, s Opened) error { return s.Discard(ctx, knownBatch) }},
		{"DiscardAll", func(ctx context.Context, s Opened) error { return s.DiscardAll(ctx) }},
	}
}

func second[T any](_ T, err error) error { return err }

// callable publishes the record and stages the batch that calls ask for, and returns all calls.
func (w *world) callable(s Opened) []call {
	w.t.Helper()
	known := w.publish(sample(disclosure.KindPermit, 1))[0]
	w.through(s).stage(knownBatch, fullStaged(1, 1))
	return w.calls(known)
}

// callsAreAll proves that no method of the contract is left out of the sentences on all methods.
func callsAreAll(w *world) {
	known := make(map[string]bool)
	for _, c := range w.calls(sample(disclosure.KindPermit, 1)) {
		known[c.method()] = true
	}
	for method := range reflect.TypeFor[Opened]().Methods() {
		if !known[method.Name] && method.Name != "Close" {
			w.t.Errorf("the suite does not call %s", method.Name)
		}
	}
}
