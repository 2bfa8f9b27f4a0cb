package searchtest

import (
	"context"
	"errors"

	"mingshi/internal/search"
)

const cancelledSentence = " with a cancelled context returns its error and changes nothing"

func contextSentences() []sentence {
	type call struct {
		name string
		do   func(w *world, ctx context.Context) error
	}
	calls := []call{
		{"Search", func(w *world, ctx context.Context) error { return second(w.Search(ctx, text("宾馆"))) }},
		{"Search for a position", func(w *world, ctx context.Context) error {
			return second(w.Search(ctx, search.Query{AtLeast: 99}))
		}},
		{"Suggest", func(w *world, ctx context.Context) error { return second(w.Suggest(ctx, "宾馆", 8)) }},
		{"State", func(w *world, ctx context.Context) error { return second(w.State(ctx)) }},
		{"Neighbours", func(w *world, ctx context.Context) error { return second(w.Neighbours(ctx, idsOf([]draft{permit(1)}))) }},
		{"Apply", func(w *world, ctx context.Context) error {
			return w.Apply(ctx, search.Batch{Position: 9, Put: documents(permit(2, "宾馆"))})
		}},
		{"Rebuild", func(w *world, ctx context.Context) error { return second(w.Rebuild(ctx, "feed")) }},
	}
	var sentences []sentence
	for _, c := range calls {
		sentences = append(sentences, sentence{name: c.name + cancelledSentence, prove: func(w *world) {
			w.put(permit(1, "宾馆"))
			ctx, cancel := context.WithCancel(w.ctx())
			cancel()
			if err := c.do(w, ctx); !errors.Is(err, context.Canceled) {
				w.t.Errorf("error is %v, want that of the context", err)
			}
			w.wantFound(text("宾馆"), permit(1))
			w.wantState(search.State{Position: 1, Documents: 1})
		}})
	}
	return append(sentences, sentence{name: "a generation" + cancelledSentence, prove: func(w *world) {
		w.put(permit(1, "宾馆"))
		g := w.rebuild("feed")
		w.must(g.Apply(w.ctx(), search.Batch{Position: 1, Put: documents(permit(2, "宾馆"))}))
		ctx, cancel := context.WithCancel(w.ctx())
		cancel()
		for name, err := range map[string]error{
			"Apply":   g.Apply(ctx, search.Batch{Position: 2, Put: documents(permit(3, "宾馆"))}),
			"Promote": g.Promote(ctx),
		} {
			if !errors.Is(err, context.Canceled) {
				w.t.Errorf("%s: error is %v, want that of the context", name, err)
			}
		}
		w.wantFound(text("宾馆"), permit(1))
		w.must(g.Promote(w.ctx()))
		w.wantFound(text("宾馆"), permit(2))
	}})
}

func second[T any](_ T, err error) error { return err }
