package storetest

import (
	"mingshi/internal/disclosure"
	"mingshi/internal/store"
)

func stagedBatchSentences() []sentence {
	return []sentence{
		{"a discarded batch is gone and the others stay", func(w *world) {
			w.stage("b1", fullStaged(1, 1))
			w.stage("b2", fullStaged(1, 1))
			w.must(w.Discard(w.ctx(), "b1"))
			w.must(w.Discard(w.ctx(), "never staged"))
			w.wantStaged("b1")
			w.wantStaged("b2", fullStaged(1, 1))
			w.wantVerdicts([]store.Staged{fullStaged(1, 1)}, store.Fresh)
		}},
		{"all batches are discarded at once", func(w *world) {
			w.stage("b1", fullStaged(1, 1))
			w.stage("b2", fullStaged(1, 1))
			w.must(w.DiscardAll(w.ctx()))
			w.wantStaged("b1")
			w.wantStaged("b2")
			w.wantVerdicts([]store.Staged{fullStaged(1, 1)}, store.Fresh)
		}},
		{"what is left of an ended process is dropped", func(w *world) {
			w.stage("b1", fullStaged(1, 1))
			w.reopen()
			w.must(w.DiscardAll(w.ctx()))
			w.wantStaged("b1")
			w.wantVerdicts([]store.Staged{fullStaged(1, 1)}, store.Fresh)
		}},
		{"staged rows are no part of the store", func(w *world) {
			before := w.look()
			w.stage("b1", fullStaged(1, 1))
			w.wantSame(before)
			found, err := w.Find(w.ctx(), []disclosure.Key{fullStaged(1, 1).Key})
			w.must(err)
			w.wantEqual(map[disclosure.Key]disclosure.Record{}, found)
		}},
		{"a batch that was never staged is empty", func(w *world) {
			w.wantStaged("never")
			has, err := w.HasKeys(w.ctx(), "never", []disclosure.Key{keyOf("x")})
			w.must(err)
			if has[keyOf("x")] {
				w.t.Error("it has a key")
			}
			w.must(w.Discard(w.ctx(), "never"))
		}},
		{"batches are told apart by the bytes of their names", func(w *world) {
			for i, name := range variants {
				w.stage(name, fullStaged(1, i))
			}
			for i, name := range variants {
				w.wantStaged(name, fullStaged(1, i))
			}
			w.must(w.Discard(w.ctx(), variants[0]))
			w.wantStaged(variants[0])
			w.wantStaged(variants[1], fullStaged(1, 1))
		}},
		{"batches of two opened stores do not meet", stagingApart},
	}
}

// stagingApart stages batches of one name through two opened stores, as two processes would.
func stagingApart(w *world) {
	other := w.through(w.open())
	for i, one := range []*world{w, other} {
		one.stage("b1", fullStaged(1, i), fullStaged(1, 7))
		one.wantVerdicts([]store.Staged{fullStaged(1, 1-i), fullStaged(1, 7)}, store.Fresh, store.Identical)
	}
	w.wantStaged("b1", fullStaged(1, 0), fullStaged(1, 7), fullStaged(1, 1))
	other.wantStaged("b1", fullStaged(1, 1), fullStaged(1, 7), fullStaged(1, 0))
	w.must(w.Discard(w.ctx(), "b1"))
	w.wantStaged("b1")
	other.wantStaged("b1", fullStaged(1, 1), fullStaged(1, 7), fullStaged(1, 0))
	w.must(w.DiscardAll(w.ctx()))
	other.wantStaged("b1", fullStaged(1, 1), fullStaged(1, 7), fullStaged(1, 0))
	w.must(w.Close())
	other.wantStaged("b1", fullStaged(1, 1), fullStaged(1, 7), fullStaged(1, 0))
}
