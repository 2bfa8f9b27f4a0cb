package storetest

import (
	"cmp"
	"fmt"
	"slices"

	gocmp "github.com/google/go-cmp/cmp"

	"mingshi/internal/disclosure"
	"mingshi/internal/store"
)

func figureSentences() []sentence {
	return []sentence{
		{"figures add up by cell", func(w *world) {
			other := fullFigure("publish")
			other.DecidedMonth = "2026-09"
			for range 2 {
				w.count(store.Batch{Figures: []store.Figure{fullFigure("publish"), fullFigure("late"), other, other}})
			}
			w.wantFigures(map[store.Figure]int64{fullFigure("publish"): 2, fullFigure("late"): 2, other: 4})
		}},
		{"every part of a cell tells cells apart", func(w *world) {
			figures := slices.Repeat([]store.Figure{fullFigure("publish")}, 6)
			figures[1].Month = "2026-12"
			figures[2].DecidedMonth = "2026-12"
			figures[3].Kind = disclosure.KindPermit
			figures[4].Unit = "other"
			figures[5].Event = "withdraw:revoked"
			w.count(store.Batch{Figures: figures})
			want := make(map[store.Figure]int64)
			for _, f := range figures {
				want[f] = 1
			}
			w.wantFigures(want)
		}},
		{"figures do not shrink as records end", func(w *world) {
			w.count(store.Batch{Figures: []store.Figure{fullFigure("publish")}})
			w.apply(withdrawing(w.publish(sample(disclosure.KindPenalty, 1))[0]))
			w.wantFigures(map[store.Figure]int64{fullFigure("publish"): 1})
		}},
		{"a counted row is counted once", func(w *world) {
			row := store.Counted{
				Key: keyOf("row"), Rule: disclosure.NotPublicMinor, Figure: fullFigure("not_public:minor_class"),
			}
			other := row
			other.Key = keyOf("other row")
			otherRule := row
			otherRule.Rule, otherRule.Figure = disclosure.NotPublicSimple, fullFigure("not_public:simple_procedure")
			w.count(store.Batch{Counted: []store.Counted{row, row, other}})
			w.count(store.Batch{Counted: []store.Counted{row, otherRule}})
			w.wantFigures(map[store.Figure]int64{row.Figure: 2})
			want := map[disclosure.Key]disclosure.NotPublicRule{
				row.Key: disclosure.NotPublicMinor, other.Key: disclosure.NotPublicMinor,
			}
			if diff := gocmp.Diff(want, w.inside().NotPublic); diff != "" {
				w.t.Errorf("counted rows (-want +got):\n%s", diff)
			}
		}},
		{"a counted row makes no change and no record", func(w *world) {
			row := store.Counted{Key: keyOf("row"), Rule: disclosure.NotPublicMinor, Figure: fullFigure("x")}
			w.count(store.Batch{Counted: []store.Counted{row}})
			found, err := w.Find(w.ctx(), []disclosure.Key{row.Key})
			w.must(err)
			if len(found) != 0 || w.head().Position != 0 {
				w.t.Errorf("got records %v and head %+v", found, w.head())
			}
		}},
	}
}

func (w *world) count(b store.Batch) {
	w.t.Helper()
	b.At = w.instant()
	_, err := w.Apply(w.ctx(), b)
	w.must(err)
}

// wantFigures fails the test if the cells, whatever their own count says, do not have these counts.
func (w *world) wantFigures(want map[store.Figure]int64) {
	w.t.Helper()
	var figures []store.Figure
	for f, n := range want {
		f.Count = n
		figures = append(figures, f)
	}
	byText := func(a, b store.Figure) int { return cmp.Compare(fmt.Sprint(a), fmt.Sprint(b)) }
	slices.SortFunc(figures, byText)
	got := w.inside().Figures
	slices.SortFunc(got, byText)
	if diff := gocmp.Diff(figures, got); diff != "" {
		w.t.Errorf("figures (-want +got):\n%s", diff)
	}
}
