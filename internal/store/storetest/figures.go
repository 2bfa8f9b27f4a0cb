package storetest

import (
	"cmp"
	"fmt"
	"slices"

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
		{"figures of one batch add up with their counts", func(w *world) {
			many, few := fullFigure("publish"), fullFigure("publish")
			many.Count, few.Count = 1<<40, 3
			w.count(store.Batch{Figures: []store.Figure{many, few}})
			w.count(store.Batch{Figures: []store.Figure{few}})
			w.wantFigures(map[store.Figure]int64{fullFigure("publish"): 1<<40 + 6})
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
		{"cells are told apart by the bytes of unit and event", func(w *world) {
			want := make(map[store.Figure]int64)
			batch := store.Batch{}
			for _, text := range variants {
				unit, event := fullFigure("publish"), fullFigure(text)
				unit.Unit = text
				batch.Figures = append(batch.Figures, unit, event)
				want[unit], want[event] = 2, 2
			}
			w.count(batch)
			w.count(batch)
			w.wantFigures(want)
		}},
		{"figures are written with their batch or not at all", func(w *world) {
			record := w.publish(sample(disclosure.KindPermit, 1))[0]
			w.wantNothingWritten("taken id", disclosure.Conflict, w.publishing(record))
			w.wantFigures(map[store.Figure]int64{})
		}},
		{"figures do not shrink as records end", func(w *world) {
			w.count(store.Batch{Figures: []store.Figure{fullFigure("publish")}})
			w.apply(withdrawing(w.publish(sample(disclosure.KindPenalty, 1))[0]))
			w.wantFigures(map[store.Figure]int64{fullFigure("publish"): 1})
		}},
	}
}

func countedSentences() []sentence {
	return []sentence{
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
			w.wantEqual(want, w.inside().NotPublic)
		}},
		{"a counted row that its own batch counts twice is counted once", func(w *world) {
			row := store.Counted{Key: keyOf("row"), Rule: disclosure.NotPublicMinor, Figure: fullFigure("x")}
			row.Figure.Count = 5
			w.count(store.Batch{Counted: []store.Counted{row, row}, Figures: []store.Figure{row.Figure}})
			w.wantFigures(map[store.Figure]int64{fullFigure("x"): 10})
		}},
		{"every rule is kept", func(w *world) {
			want := make(map[disclosure.Key]disclosure.NotPublicRule)
			var batch store.Batch
			for _, rule := range []disclosure.NotPublicRule{
				disclosure.NotPublicMinor, disclosure.NotPublicSimple, disclosure.NotPublicUsageRange, disclosure.NotPublicRevoked,
			} {
				key := keyOf(string(rule))
				want[key] = rule
				batch.Counted = append(batch.Counted, store.Counted{Key: key, Rule: rule, Figure: fullFigure("x")})
			}
			w.count(batch)
			w.wantEqual(want, w.inside().NotPublic)
			w.wantFigures(map[store.Figure]int64{fullFigure("x"): 4})
		}},
		{"a counted row makes no change and no record", func(w *world) {
			row := store.Counted{Key: keyOf("row"), Rule: disclosure.NotPublicMinor, Figure: fullFigure("x")}
			w.count(store.Batch{Counted: []store.Counted{row}})
			found, err := w.Find(w.ctx(), []disclosure.Key{row.Key})
			w.must(err)
			if ever, err := w.CountEver(w.ctx(), row.Figure.Kind); ever != 0 || err != nil {
				w.t.Errorf("got %d records ever and %v", ever, err)
			}
			if len(found) != 0 || w.head().Position != 0 {
				w.t.Errorf("got records %v and head %+v", found, w.head())
			}
			w.wantTotals(nil)
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
	w.wantEqual(figures, got)
}
