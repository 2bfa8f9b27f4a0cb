package searchtest

import (
	"cmp"

	"mingshi/internal/search"
)

// wantState fails the test if the state is another; one that names no feed is of the world's.
func (w *world) wantState(want search.State) {
	w.t.Helper()
	want.FeedID = cmp.Or(want.FeedID, w.feed)
	got, err := w.State(w.ctx())
	w.must(err)
	if diff := diff(want, got); diff != "" {
		w.t.Errorf("state (-want +got):\n%s", diff)
	}
}

func (w *world) wantDocuments(want int64) {
	w.t.Helper()
	got, err := w.State(w.ctx())
	w.must(err)
	if got.Documents != want {
		w.t.Errorf("%d documents, want %d", got.Documents, want)
	}
}

func stateSentences() []sentence {
	return []sentence{
		{name: "documents are those it holds, each once", prove: func(w *world) {
			w.put(permit(1), permit(2), venue(1))
			w.wantState(search.State{Position: 1, Documents: 3})
			w.put(permit(2), permit(3))
			w.wantState(search.State{Position: 2, Documents: 4})
			w.remove(permit(1).ID)
			w.wantState(search.State{Position: 3, Documents: 3})
		}},
		{name: "documents past their last public day are counted", prove: func(w *world) {
			w.put(permit(1).until(firstDay), permit(2).until("2020-01-01"), permit(3))
			w.setDay("2026-07-02")
			w.wantDocuments(3)
			w.remove(permit(1).ID)
			w.wantDocuments(2)
		}},
		{name: "the state tells that another generation is under way", prove: func(w *world) {
			g := w.rebuild("feed")
			w.wantState(search.State{Rebuilding: true})
			w.must(g.Promote(w.ctx()))
			w.wantState(search.State{FeedID: "feed"})
			w.must(w.rebuild("feed").Discard(w.ctx()))
			w.wantState(search.State{FeedID: "feed"})
		}},
	}
}
