package storetest

import (
	"math/rand/v2"
	"slices"

	"mingshi/internal/disclosure"
	"mingshi/internal/store"
)

// stagedModel is what staging keeps of one batch, as simply as it can be said.
type stagedModel struct {
	kept []store.Staged
}

// stage takes a row in and tells what became of it.
func (m *stagedModel) stage(row store.Staged) store.Verdict {
	for _, earlier := range m.kept {
		if earlier.File == row.File && earlier.Key == row.Key {
			if earlier.Content == row.Content {
				return store.Identical
			}
			return store.Conflicting
		}
	}
	m.kept = append(m.kept, row)
	return store.Fresh
}

// stageRandomly takes a few batches through random steps.
func stageRandomly(w *world, seed uint64) {
	random := newRandom(seed, 2)
	batches := map[string]*stagedModel{"b1": {}, "b2": {}, "B1": {}}
	names := []string{"b1", "b2", "B1"}
	for range w.steps(120, 40) {
		name := one(random, names...)
		switch random.IntN(20) {
		case 0:
			w.must(w.Discard(w.ctx(), name))
			batches[name] = &stagedModel{}
		case 1:
			w.must(w.DiscardAll(w.ctx()))
			for name := range batches {
				batches[name] = &stagedModel{}
			}
		default:
			var rows []store.Staged
			var want []store.Verdict
			for range random.IntN(150) {
				row := fullStaged(random.IntN(3), random.IntN(300))
				if random.IntN(10) == 0 {
					row.Content = disclosure.Digest{1}
				}
				rows, want = append(rows, row), append(want, batches[name].stage(row))
			}
			got, err := w.Stage(w.ctx(), name, rows)
			w.must(err)
			w.wantEqual(want, got)
		}
		w.checkStaged(name, batches[name], random)
	}
}

// checkStaged compares one page and a few keys.
func (w *world) checkStaged(name string, m *stagedModel, random *rand.Rand) {
	w.t.Helper()
	all, err := w.Staged(w.ctx(), name, 0, store.MaxLimit)
	w.must(err)
	if len(all) != len(m.kept) {
		w.t.Fatalf("batch %s: got %d rows, want %d", name, len(all), len(m.kept))
	}
	for i := range all {
		want := m.kept[i]
		want.Seq = all[i].Seq // given by the store
		w.wantEqual(want, all[i])
	}
	if len(all) > 0 {
		i, limit := random.IntN(len(all)), 1+random.IntN(50)
		page, err := w.Staged(w.ctx(), name, all[i].Seq, limit)
		w.must(err)
		w.wantEqual(all[i+1:min(i+1+limit, len(all))], page)
	}
	var keys []disclosure.Key
	for range 20 {
		keys = append(keys, fullStaged(0, random.IntN(400)).Key)
	}
	has, err := w.HasKeys(w.ctx(), name, keys)
	w.must(err)
	for _, key := range keys {
		want := slices.ContainsFunc(m.kept, func(row store.Staged) bool { return row.Key == key })
		if has[key] != want {
			w.t.Fatalf("batch %s: key %x: got %v, want %v", name, key[:4], has[key], want)
		}
	}
}
