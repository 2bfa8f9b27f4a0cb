package searchtest

import (
	"cmp"
	"context"
	"slices"

	"mingshi/internal/disclosure"
	"mingshi/internal/search"
)

// generation is one of the engine's; a batch that names no feed is of its own.
type generation struct {
	search.Generation

	w      *world
	feedID string
}

func (w *world) rebuild(feedID string) generation {
	w.t.Helper()
	g, err := w.Rebuild(w.ctx(), feedID)
	w.must(err)
	return generation{g, w, feedID}
}

func (g generation) Apply(ctx context.Context, b search.Batch) error {
	b.FeedID = cmp.Or(b.FeedID, g.feedID)
	return g.Generation.Apply(ctx, b)
}

// Promote makes the generation's feed that of the world.
func (g generation) Promote(ctx context.Context) error {
	err := g.Generation.Promote(ctx)
	if err == nil {
		g.w.feed = g.feedID
	}
	return err
}

// rebuilt puts a generation that holds the documents in the place of the one that answers.
func (w *world) rebuilt(feedID string, position int64, drafts ...draft) {
	w.t.Helper()
	g := w.rebuild(feedID)
	w.must(g.Apply(w.ctx(), search.Batch{Position: position, Put: documents(drafts...)}))
	w.must(g.Promote(w.ctx()))
	w.position = position
}

func rebuildSentences() []sentence {
	return slices.Concat(generationSentences(), discardSentences(), []sentence{
		{name: "a generation that is being built answers nobody", prove: func(w *world) {
			w.put(permit(1, "宾馆"))
			g := w.rebuild("feed")
			w.must(g.Apply(w.ctx(), search.Batch{Position: 9, Put: documents(permit(2, "宾馆"), permit(3, "宾馆"))}))
			w.wantFound(text("宾馆"), permit(1))
			w.wantState(search.State{Position: 1, Documents: 1, Rebuilding: true})
			w.must(g.Discard(w.ctx()))
		}},
		{name: "a promoted generation is in the place of the one before, whole", prove: func(w *world) {
			w.put(permit(1, "宾馆"), permit(2, "宾馆"))
			w.rebuilt("feed", 9, permit(2, "酒楼"), permit(3, "宾馆"))
			w.wantFound(text("宾馆"), permit(3))
			w.wantFound(search.Query{}, permit(2), permit(3))
			w.wantState(search.State{FeedID: "feed", Position: 9, Documents: 2})
			if result := w.search(search.Query{}); result.FeedID != "feed" || result.Position != 9 {
				w.t.Errorf("an answer is of %q at %d, want the generation's", result.FeedID, result.Position)
			}
		}},
		{name: "a second one at a time is kind Conflict", prove: func(w *world) {
			g := w.rebuild("feed")
			_, err := w.Rebuild(w.ctx(), "feed")
			w.wantKind(err, disclosure.Conflict)
			w.must(g.Apply(w.ctx(), search.Batch{Position: 1, Put: documents(permit(1, "宾馆"))}))
			w.must(g.Promote(w.ctx()))
			w.wantFound(text("宾馆"), permit(1))
		}},
		{name: "after Promote another one may begin", prove: func(w *world) {
			w.rebuilt("feed", 1, permit(1, "宾馆"))
			w.rebuilt("feed", 2, permit(2, "宾馆"))
			w.wantFound(text("宾馆"), permit(2))
			w.wantState(search.State{FeedID: "feed", Position: 2, Documents: 1})
		}},
	})
}

func discardSentences() []sentence {
	return []sentence{
		{name: "discarding drops the generation and lets another begin", prove: func(w *world) {
			w.put(permit(1, "宾馆"))
			g := w.rebuild("feed")
			w.must(g.Apply(w.ctx(), search.Batch{Position: 9, Put: documents(permit(2, "宾馆"))}))
			w.must(g.Discard(w.ctx()))
			w.wantFound(text("宾馆"), permit(1))
			w.wantState(search.State{Position: 1, Documents: 1})
			w.rebuilt("other", 3, permit(3, "宾馆"))
			w.wantFound(text("宾馆"), permit(3))
		}},
		{name: "discarding after Promote does nothing", prove: func(w *world) {
			g := w.rebuild("feed")
			w.must(g.Apply(w.ctx(), search.Batch{Position: 1, Put: documents(permit(1, "宾馆"))}))
			w.must(g.Promote(w.ctx()))
			w.must(g.Discard(w.ctx()))
			w.wantFound(text("宾馆"), permit(1))
			w.wantState(search.State{FeedID: "feed", Position: 1, Documents: 1})
			another := w.rebuild("feed")
			w.must(g.Discard(w.ctx()))
			w.must(another.Apply(w.ctx(), search.Batch{Position: 2, Put: documents(permit(2, "宾馆"))}))
			w.must(another.Promote(w.ctx()))
			w.wantFound(text("宾馆"), permit(2))
		}},
		{name: "the one that answers goes on while another is built", prove: func(w *world) {
			w.put(permit(1, "宾馆"))
			g := w.rebuild("feed")
			w.must(g.Apply(w.ctx(), search.Batch{Position: 1, Put: documents(permit(8, "宾馆"))}))
			w.put(permit(2, "宾馆"))
			w.remove(permit(1).ID)
			w.wantFound(text("宾馆"), permit(2))
			w.must(g.Promote(w.ctx()))
			w.wantFound(text("宾馆"), permit(8))
		}},
		{name: "a promoted generation goes on with Apply", prove: func(w *world) {
			w.must(w.Apply(w.ctx(), search.Batch{Position: 100, Put: documents(permit(1, "宾馆"))}))
			w.rebuilt("other", 3, permit(2, "宾馆"), permit(3, "宾馆"))
			w.put(permit(4, "宾馆"), permit(2, "酒楼"))
			w.remove(permit(3).ID)
			w.wantFound(text("宾馆"), permit(4))
			w.wantFound(search.Query{}, permit(2), permit(4))
			w.wantState(search.State{FeedID: "other", Position: 5, Documents: 2})
			w.wantKind(w.Apply(w.ctx(), search.Batch{Position: 4}), disclosure.Conflict)
		}},
		{name: "what was asked before may be paged on", prove: func(w *world) {
			all := crowdedDrafts()
			w.put(all...)
			for _, q := range every("宾馆") {
				whole := w.search(q).Hits
				q.Limit = 5
				hits := w.walk(q, func(page int) {
					if page == 1 {
						w.rebuilt("feed", w.position, all...)
					}
				})
				if diff := diff(whole, hits); diff != "" {
					w.t.Errorf("walk of %s (-whole +pages):\n%s", describe(&q), diff)
				}
			}
		}},
	}
}

func generationSentences() []sentence {
	return []sentence{
		{name: "in a generation the order of documents is free", prove: func(w *world) {
			g := w.rebuild("feed")
			for i, day := range []string{"2026-01-03", "2026-01-01", "2026-01-04", "2026-01-02"} {
				w.must(g.Apply(w.ctx(), search.Batch{Position: int64(i), Put: documents(
					permit(i, "宾馆").on(day), venue(i, "宾馆").sorted(day))}))
			}
			w.must(g.Promote(w.ctx()))
			w.wantOrder(search.Query{Sort: search.Newest}, permit(2), permit(0), permit(3), permit(1),
				venue(1), venue(3), venue(0), venue(2))
			w.wantOrder(text("宾馆"), venue(1), venue(3), venue(0), venue(2), permit(2), permit(0), permit(3), permit(1))
		}},
		{name: "in a generation a later batch replaces and removes", prove: func(w *world) {
			g := w.rebuild("feed")
			w.must(g.Apply(w.ctx(), search.Batch{Position: 1, Put: documents(permit(1, "旧"), permit(2, "旧"), permit(3, "留"))}))
			w.must(g.Apply(w.ctx(), search.Batch{Position: 2, Put: documents(permit(1, "新")), Remove: []disclosure.ID{permit(2).ID}}))
			w.must(g.Promote(w.ctx()))
			w.wantFound(search.Query{}, permit(1), permit(3))
			w.wantFound(text("旧"))
			w.wantFound(text("新"), permit(1))
			w.wantState(search.State{FeedID: "feed", Position: 2, Documents: 2})
		}},
		{name: "in a generation applying a batch again changes nothing", prove: func(w *world) {
			g := w.rebuild("feed")
			batch := search.Batch{Position: 1, Put: documents(permit(1, "宾馆"), permit(2, "宾馆"))}
			w.must(g.Apply(w.ctx(), batch))
			w.must(g.Apply(w.ctx(), batch))
			w.must(g.Promote(w.ctx()))
			w.wantFound(text("宾馆"), permit(1), permit(2))
			w.wantDocuments(2)
		}},
		{name: "a generation refuses what an index refuses", prove: func(w *world) {
			g := w.rebuild("feed")
			w.must(g.Apply(w.ctx(), search.Batch{Position: 5, Put: documents(permit(1, "宾馆"))}))
			w.wantKind(g.Apply(w.ctx(), search.Batch{Position: 4}), disclosure.Conflict)
			w.wantKind(g.Apply(w.ctx(), search.Batch{Position: 6, Put: []search.Document{{ID: "x"}}}), disclosure.Invalid)
			w.must(g.Promote(w.ctx()))
			w.wantState(search.State{FeedID: "feed", Position: 5, Documents: 1})
		}},
		{name: "an empty generation empties the index", prove: func(w *world) {
			w.put(permit(1, "宾馆"))
			g := w.rebuild("feed")
			w.must(g.Promote(w.ctx()))
			w.wantFound(search.Query{})
			w.wantState(search.State{FeedID: "feed"})
		}},
		{name: "documents, a removal and the old generation leave no trace in a new one", prove: func(w *world) {
			w.put(permit(1, "宾馆"), permit(2, "宾馆"))
			w.remove(permit(1).ID)
			w.rebuilt("feed", 2, permit(1, "宾馆"))
			w.wantFound(text("宾馆"), permit(1))
			w.wantDocuments(1)
		}},
	}
}
