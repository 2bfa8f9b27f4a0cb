package storetest

import (
	"slices"

	"mingshi/internal/disclosure"
	"mingshi/internal/store"
)

func statisticsSentences() []sentence {
	return []sentence{
		{"a store without figures tells none", func(w *world) { w.wantTold(store.FigureQuery{}) }},
		{"figures are told in the order of month, month of decision, kind, unit and event", func(w *world) {
			all := w.countCells()
			w.wantTold(store.FigureQuery{}, all...)
			for _, figure := range all {
				figure.Count = 1
				w.count(store.Batch{Figures: []store.Figure{figure}})
			}
			for i := range all {
				all[i].Count++
			}
			w.wantTold(store.FigureQuery{}, all...)
		}},
		{"figures are told by the bytes of unit and event", func(w *world) {
			var all []store.Figure
			for _, text := range variants {
				for _, other := range variants {
					figure := fullFigure(other)
					figure.Unit = text
					all = append(all, figure)
				}
			}
			w.count(store.Batch{Figures: all})
			slices.SortFunc(all, compareCells)
			w.wantTold(store.FigureQuery{}, slices.Compact(all)...)
		}},
		{"months of the event narrow, both inclusive and either open", func(w *world) {
			w.wantNarrowedFigures(func(q *store.FigureQuery, from, to string) { q.From, q.To = from, to },
				func(f store.Figure) string { return f.Month })
		}},
		{"months of the decision narrow alike, and leave out what nobody decided", func(w *world) {
			w.wantNarrowedFigures(func(q *store.FigureQuery, from, to string) { q.DecidedFrom, q.DecidedTo = from, to },
				func(f store.Figure) string { return f.DecidedMonth })
		}},
		{"kinds narrow to any of them, and an unknown one to nothing", figuresOfKinds},
		{"a unit narrows to its own, by its bytes", func(w *world) {
			all := w.countCells()
			for _, unit := range []string{all[0].Unit, "乙", "b", "B", "nobody", "b\x00", "\xff"} {
				w.wantTold(store.FigureQuery{Unit: unit}, only(all, func(f store.Figure) bool { return f.Unit == unit })...)
			}
		}},
		{"all ways of narrowing hold at once", figuresNarrowed},
		{"what is written like no month is invalid", func(w *world) {
			for _, month := range []string{
				"2026", "2026-1", "2026-13", "2026-00", "2026-11-01", "202611", "now", "2026-1\x00", " 2026-11",
			} {
				for _, q := range []store.FigureQuery{{From: month}, {To: month}, {DecidedFrom: month}, {DecidedTo: month}} {
					_, err := w.Figures(w.ctx(), q)
					w.wantKind(err, disclosure.Invalid)
				}
			}
		}},
		{"of rows that are not public figures tell how many, by rule", func(w *world) {
			figure := fullFigure("not_public:minor_class")
			for _, name := range []string{"row", "other row", "row"} {
				w.count(store.Batch{Counted: []store.Counted{{Key: keyOf(name), Rule: disclosure.NotPublicMinor, Figure: figure}}})
			}
			figure.Count = 2
			w.wantTold(store.FigureQuery{}, figure)
		}},
		{"figures stay as records end and expire", func(w *world) {
			figure := fullFigure("publish")
			w.count(store.Batch{Figures: []store.Figure{figure}})
			record := sample(disclosure.KindPenalty, 1)
			record.PublicUntil = firstDay
			w.apply(withdrawing(w.publish(record, sample(disclosure.KindPenalty, 2))[1]))
			w.setDay(firstDay.AddDays(1).String())
			w.wantTold(store.FigureQuery{}, figure)
		}},
	}
}

func figuresOfKinds(w *world) {
	all := w.countCells()
	for _, kinds := range [][]disclosure.Kind{
		{disclosure.KindPermit},
		{disclosure.KindPenalty, disclosure.KindPermit},
		{disclosure.KindBoard},
		{"rumour", disclosure.KindPermit},
		{"rumour"},
		{"permit\x00"},
		{"", "\xff"},
	} {
		want := only(all, func(f store.Figure) bool { return slices.Contains(kinds, f.Kind) })
		w.wantTold(store.FigureQuery{Kinds: kinds}, want...)
	}
}

func figuresNarrowed(w *world) {
	all := w.countCells()
	q := store.FigureQuery{
		From: "2026-11", To: "2026-12", DecidedFrom: "2026-10", DecidedTo: "2026-11",
		Kinds: []disclosure.Kind{disclosure.KindPermit}, Unit: "b",
	}
	want := only(all, func(f store.Figure) bool {
		return f.Month >= q.From && f.DecidedMonth >= q.DecidedFrom && f.DecidedMonth <= q.DecidedTo &&
			f.Kind == disclosure.KindPermit && f.Unit == "b"
	})
	if len(want) == 0 || len(want) == len(all) {
		w.t.Fatalf("the query would find %d of %d cells", len(want), len(all))
	}
	w.wantTold(q, want...)
}

// countCells counts cells that differ in every part, each once with a number of its own, and returns them in their order.
func (w *world) countCells() []store.Figure {
	w.t.Helper()
	var all []store.Figure
	for _, month := range []string{"2026-10", "2026-11", "2026-12"} {
		for _, decided := range []string{"", "2026-09", "2026-11"} {
			for _, kind := range []disclosure.Kind{disclosure.KindPermit, disclosure.KindPenalty} {
				for _, unit := range []string{"a", "b", "乙"} {
					for _, event := range []string{store.EventLate, "publish", "withdraw:revoked"} {
						all = append(all, store.Figure{
							Month: month, DecidedMonth: decided, Kind: kind, Unit: unit, Event: event, Count: int64(len(all)) + 1,
						})
					}
				}
			}
		}
	}
	backwards := slices.Clone(all)
	slices.Reverse(backwards)
	w.count(store.Batch{Figures: backwards})
	slices.SortFunc(all, compareCells)
	return all
}

func compareCells(a, b store.Figure) int {
	return slices.Compare(
		[]string{a.Month, a.DecidedMonth, string(a.Kind), a.Unit, a.Event},
		[]string{b.Month, b.DecidedMonth, string(b.Kind), b.Unit, b.Event})
}

func only(all []store.Figure, keep func(f store.Figure) bool) []store.Figure {
	return slices.DeleteFunc(slices.Clone(all), func(f store.Figure) bool { return !keep(f) })
}

// wantNarrowedFigures sets bounds on a month about and between those that there are.
func (w *world) wantNarrowedFigures(
	set func(q *store.FigureQuery, from, to string), month func(f store.Figure) string,
) {
	w.t.Helper()
	all := w.countCells()
	bounds := []string{"", "0000-01", "2026-09", "2026-10", "2026-11", "2026-12", "9999-12"}
	for _, from := range bounds {
		for _, to := range bounds {
			var q store.FigureQuery
			set(&q, from, to)
			want := only(all, func(f store.Figure) bool {
				m := month(f)
				return from == "" && to == "" || m != "" && m >= from && (to == "" || m <= to)
			})
			w.wantTold(q, want...)
		}
	}
}

// wantTold fails the test if the store does not answer the query with just these figures, in this order.
func (w *world) wantTold(q store.FigureQuery, want ...store.Figure) {
	w.t.Helper()
	got, err := w.Figures(w.ctx(), q)
	w.must(err)
	if len(want) == 0 && len(got) == 0 {
		return
	}
	w.wantEqual(want, got)
}
