package storetest

import (
	"bytes"
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
		{"a limit cuts a page and seq goes on behind it", stagingPages},
		{"a key that came before in the file is identical or conflicting and not kept", stagingVerdicts},
		{"the same key in another file is fresh", func(w *world) {
			w.wantVerdicts([]store.Staged{fullStaged(1, 1), fullStaged(2, 1)}, store.Fresh, store.Fresh)
			w.wantVerdicts([]store.Staged{fullStaged(2, 1), fullStaged(3, 1)}, store.Identical, store.Fresh)
		}},
		{"keys compare by bytes within a file", func(w *world) {
			var rows []store.Staged
			var want []store.Verdict
			for b := range 256 {
				row := fullStaged(1, b)
				row.Key = disclosure.Key{31: byte(b)}
				rows, want = append(rows, row), append(want, store.Fresh)
			}
			w.wantVerdicts(rows, want...)
			w.wantStaged("b1", rows...)
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
			var rows []store.Staged
			for i := range 3000 {
				row := fullStaged(1, i)
				if keys = append(keys, row.Key); i%2 == 0 {
					rows = append(rows, row)
				}
			}
			w.stage("b1", rows...)
			has, err := w.HasKeys(w.ctx(), "b1", keys)
			w.must(err)
			for i, key := range keys {
				if has[key] != (i%2 == 0) {
					w.t.Fatalf("key %d: got %v", i, has[key])
				}
			}
		}},
		{"no rows make no batch and no verdicts", func(w *world) {
			w.wantVerdicts(nil)
			w.wantStaged("b1")
			w.stage("b1", fullStaged(1, 1))
			w.wantVerdicts(nil)
			w.wantStaged("b1", fullStaged(1, 1))
		}},
		{"a large row comes back", func(w *world) {
			row := fullStaged(1, 1)
			row.Payload = large()
			row.Row = 1_048_576 // the last one of a sheet
			w.stage("b1", row)
			w.wantStaged("b1", row)
		}},
		{"a payload that the caller changes afterwards does not change the batch", func(w *world) {
			row := fullStaged(1, 1)
			w.stage("b1", row)
			clear(row.Payload)
			w.wantStaged("b1", fullStaged(1, 1))
		}},
		{"a random staging shows what a simple model says", func(w *world) { w.runSeeds(stageRandomly) }},
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

func stagingPages(w *world) {
	for i := range 5 {
		w.stage("b1", fullStaged(1, i), fullStaged(1, i)) // every other row is not kept
		w.stage("b2", fullStaged(1, 100+i))
	}
	all, err := w.Staged(w.ctx(), "b1", 0, store.MaxLimit)
	w.must(err)
	if len(all) != 5 {
		w.t.Fatalf("got %d rows, want 5", len(all))
	}
	for i, row := range all {
		for limit := 1; limit <= 6; limit++ {
			page, err := w.Staged(w.ctx(), "b1", row.Seq, limit)
			w.must(err)
			w.wantEqual(all[i+1:min(i+1+limit, len(all))], page)
		}
		if i > 0 && row.Seq <= all[i-1].Seq {
			w.t.Errorf("got seq %d behind %d", row.Seq, all[i-1].Seq)
		}
	}
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
	for i := range got {
		if len(got[i].Payload) > largeBody && i < len(want) && bytes.Equal(got[i].Payload, want[i].Payload) {
			got[i].Payload = want[i].Payload[:0] // too large to be explained
			want[i].Payload = got[i].Payload
		}
	}
	if diff := cmp.Diff(want, got, stagedOptions()...); diff != "" {
		w.t.Errorf("batch %s (-want +got):\n%s", batch, diff)
	}
}

// stagedOptions leave out what the store gives.
func stagedOptions() []cmp.Option {
	return []cmp.Option{cmpopts.EquateEmpty(), cmpopts.IgnoreFields(store.Staged{}, "Seq")}
}
