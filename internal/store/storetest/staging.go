package storetest

import (
	"fmt"
	"slices"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"mingshi/internal/disclosure"
	"mingshi/internal/store"
)

func stagingSentences() []sentence {
	return []sentence{
		{"rows come back whole, in the order of staging, behind a seq", stagingOrder},
		{"a key that came before in the file is identical or conflicting and not kept", stagingVerdicts},
		{"the same key in another file is fresh", func(w *world) {
			w.wantVerdicts([]store.Staged{fullStaged(1, 1), fullStaged(2, 1)}, store.Fresh, store.Fresh)
			w.wantVerdicts([]store.Staged{fullStaged(2, 1), fullStaged(3, 1)}, store.Identical, store.Fresh)
		}},
		{"the primary keys of kept rows are known", func(w *world) {
			w.stage("b1", fullStaged(1, 1), fullStaged(2, 2))
			w.stage("b2", fullStaged(1, 3))
			keys := []disclosure.Key{fullStaged(1, 1).Key, fullStaged(1, 2).Key, fullStaged(1, 3).Key}
			for batch, want := range map[string][]bool{
				"b1": {true, true, false}, "b2": {false, false, true}, "b3": {false, false, false},
			} {
				has, err := w.HasKeys(w.ctx(), batch, keys)
				w.must(err)
				for i, key := range keys {
					if has[key] != want[i] {
						w.t.Errorf("%s, key %d: got %v, want %v", batch, i, has[key], want[i])
					}
				}
			}
		}},
		{"thousands of keys are looked for at once", func(w *world) {
			var keys []disclosure.Key
			for i := range 3000 {
				if i%2 == 0 {
					w.stage("b1", fullStaged(1, i))
				}
				keys = append(keys, fullStaged(1, i).Key)
			}
			has, err := w.HasKeys(w.ctx(), "b1", keys)
			w.must(err)
			for i, key := range keys {
				if has[key] != (i%2 == 0) {
					w.t.Fatalf("key %d: got %v", i, has[key])
				}
			}
		}},
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
			w.must(w.Close())
			w.Opened = w.open()
			w.must(w.DiscardAll(w.ctx()))
			w.wantStaged("b1")
		}},
		{"staged rows are no part of the store", func(w *world) {
			before := w.look()
			w.stage("b1", fullStaged(1, 1))
			w.wantSame(before)
		}},
	}
}

func stagingOrder(w *world) {
	var want []store.Staged
	for i := range 300 {
		row := fullStaged(1, 300-i)
		if i%7 == 0 {
			row.Payload = nil
		}
		want = append(want, row)
	}
	w.stage("b1", want[:100]...)
	w.stage("b1", want[100:]...)
	w.wantStaged("b1", want...)
	var got []store.Staged
	var after int64
	for {
		rows, err := w.Staged(w.ctx(), "b1", after, 7)
		w.must(err)
		if len(rows) == 0 {
			break
		}
		if len(rows) > 7 || rows[0].Seq <= after {
			w.t.Fatalf("got %d rows from seq %d behind %d", len(rows), rows[0].Seq, after)
		}
		after = rows[len(rows)-1].Seq
		got = append(got, rows...)
	}
	if diff := cmp.Diff(want, got, stagedOptions()...); diff != "" {
		w.t.Errorf("staged (-want +got):\n%s", diff)
	}
}

func stagingVerdicts(w *world) {
	first, other, another := fullStaged(1, 1), fullStaged(1, 1), fullStaged(1, 2)
	other.Row, other.Content = 9, disclosure.Digest{1}
	w.wantVerdicts([]store.Staged{first, first, other, another},
		store.Fresh, store.Identical, store.Conflicting, store.Fresh)
	w.wantVerdicts([]store.Staged{other, first, another, fullStaged(1, 3)},
		store.Conflicting, store.Identical, store.Identical, store.Fresh)
	w.wantStaged("b1", first, another, fullStaged(1, 3))
	// The same within a batch that is larger than any chunk.
	var rows []store.Staged
	var want []store.Verdict
	for i := range 500 {
		rows = append(rows, fullStaged(2, i/2))
		want = append(want, []store.Verdict{store.Fresh, store.Identical}[i%2])
	}
	w.wantVerdicts(rows, want...)
}

func (w *world) stage(batch string, rows ...store.Staged) {
	w.t.Helper()
	_, err := w.Stage(w.ctx(), batch, rows)
	w.must(err)
}

// wantVerdicts stages rows in batch b1.
func (w *world) wantVerdicts(rows []store.Staged, want ...store.Verdict) {
	w.t.Helper()
	got, err := w.Stage(w.ctx(), "b1", rows)
	w.must(err)
	if !slices.Equal(got, want) {
		w.t.Fatalf("got verdicts %v, want %v", fmt.Sprint(got), fmt.Sprint(want))
	}
}

func (w *world) wantStaged(batch string, want ...store.Staged) {
	w.t.Helper()
	got, err := w.Staged(w.ctx(), batch, 0, store.MaxLimit)
	w.must(err)
	if diff := cmp.Diff(want, got, stagedOptions()...); diff != "" {
		w.t.Errorf("batch %s (-want +got):\n%s", batch, diff)
	}
}

// stagedOptions leave out what the store gives.
func stagedOptions() []cmp.Option {
	return []cmp.Option{cmpopts.EquateEmpty(), cmpopts.IgnoreFields(store.Staged{}, "Seq")}
}

func fingerprintSentences() []sentence {
	return []sentence{
		{"a new store remembers none", func(w *world) { w.wantFingerprints(map[string]string{}) }},
		{"fingerprints are remembered by name, also twice", func(w *world) {
			for range 2 {
				w.must(w.Remember(w.ctx(), "board", "aa"))
			}
			w.must(w.Remember(w.ctx(), "counterparty", "bb"))
			w.wantFingerprints(map[string]string{"board": "aa", "counterparty": "bb"})
		}},
		{"another fingerprint under a known name is a conflict", func(w *world) {
			w.must(w.Remember(w.ctx(), "board", "aa"))
			w.wantKind(w.Remember(w.ctx(), "board", "AA"), disclosure.Conflict)
			w.wantFingerprints(map[string]string{"board": "aa"})
		}},
	}
}

func (w *world) wantFingerprints(want map[string]string) {
	w.t.Helper()
	got, err := w.Fingerprints(w.ctx())
	w.must(err)
	w.wantEqual(want, got)
}
