package searchtest

import (
	"errors"

	"mingshi/internal/disclosure"
	"mingshi/internal/search"
)

// wantDown fails the test if the error is not that of an engine that cannot answer, and tells whether it is being built.
func (w *world) wantDown(err error) (building bool) {
	w.t.Helper()
	down := new(search.Down)
	if !errors.As(err, &down) || disclosure.KindOf(err) != disclosure.Unavailable || down.Since.IsZero() {
		w.t.Errorf("error is %v, want kind unavailable, *Down and since when", err)
	}
	return down.Building
}

// wantZero fails the test if the index answers anything.
func (w *world) wantZero(rebuilding bool) {
	w.t.Helper()
	got, err := w.State(w.ctx())
	w.must(err)
	if want := (search.State{Rebuilding: rebuilding}); got != want {
		w.t.Errorf("state is %+v, want %+v", got, want)
	}
	w.wantDown(second(w.Search(w.ctx(), search.Query{})))
	w.wantDown(second(w.Search(w.ctx(), search.Query{Text: "宾馆", Limit: 1, AtLeast: 1})))
	w.wantDown(second(w.Suggest(w.ctx(), "宾馆", 8)))
}

func zeroSentences() []sentence {
	sentences := []sentence{
		{name: "an index in which nothing was ever promoted cannot answer and says since when", prove: func(w *world) {
			w.wantZero(false)
		}},
		{name: "any batch for an index in the zero state is kind Conflict", prove: func(w *world) {
			for _, b := range []search.Batch{
				{},
				{FeedID: "feed"},
				{FeedID: "feed", Position: 1, Put: documents(permit(1, "宾馆"))},
				{Position: 1, Put: documents(permit(1, "宾馆"))},
				{FeedID: "feed", Position: 9, Remove: []disclosure.ID{permit(1).ID}},
			} {
				w.wantKind(w.Engine.Apply(w.ctx(), b), disclosure.Conflict)
			}
			w.wantZero(false)
		}},
		{name: "the first generation that is being built answers nobody, and the index says that it is built", prove: func(w *world) {
			g := w.rebuild("feed")
			w.must(g.Apply(w.ctx(), search.Batch{Position: 1, Put: documents(permit(1, "宾馆"))}))
			w.wantZero(true)
			if building := w.wantDown(second(w.Search(w.ctx(), search.Query{}))); !building {
				w.t.Error("it does not say that it is being built")
			}
			w.wantKind(w.Engine.Apply(w.ctx(), search.Batch{FeedID: "feed", Position: 1}), disclosure.Conflict)
			w.must(g.Discard(w.ctx()))
			w.wantZero(false)
		}},
		{name: "promoting the first generation ends the zero state", prove: func(w *world) {
			g := w.rebuild("feed")
			w.must(g.Apply(w.ctx(), search.Batch{Position: 1, Put: documents(permit(1, "宾馆"))}))
			w.must(g.Promote(w.ctx()))
			w.position = 1
			w.wantState(search.State{FeedID: "feed", Position: 1, Documents: 1})
			w.put(permit(2, "宾馆"))
			w.wantFound(text("宾馆"), permit(1), permit(2))
		}},
		{name: "an empty generation ends the zero state too", prove: func(w *world) {
			w.begun()
			w.wantState(search.State{})
			w.wantFound(search.Query{})
			w.wantSuggested("宾馆", 8)
		}},
	}
	for i := range sentences {
		sentences[i].unbegun = true
	}
	return sentences
}
