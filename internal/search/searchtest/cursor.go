package searchtest

import (
	"errors"
	"strings"

	"mingshi/internal/disclosure"
	"mingshi/internal/search"
)

// half gives the query of a second page, which has hits.
func (w *world) half() search.Query {
	w.t.Helper()
	w.put(hotels(4)...)
	q := search.Query{Text: "宾馆", Limit: 2}
	q.After = w.ask(q).Next
	if q.After == "" {
		w.t.Fatal("the first of two pages has no next")
	}
	w.wantPage(q, 2, 1)
	return q
}

// wantNoCursor fails the test if the query's cursor is taken.
func (w *world) wantNoCursor(q search.Query, why string) {
	w.t.Helper()
	result, err := w.Search(w.ctx(), q)
	if !errors.Is(err, search.ErrCursor) || disclosure.KindOf(err) != disclosure.Invalid {
		w.t.Errorf("%s: %s: error is %v, want ErrCursor; hits %v", why, describe(&q), err, result.Hits)
	}
}

func cursorSentences() []sentence {
	return []sentence{
		{name: "a cursor of another query is refused", prove: func(w *world) {
			q := w.half()
			fine := disclosure.Fen(0)
			for why, change := range map[string]func(q *search.Query){
				"text":    func(q *search.Query) { q.Text = "示例" },
				"term":    func(q *search.Query) { q.Text = "宾馆 示例" },
				"no text": func(q *search.Query) { q.Text = "" },
				"pinyin":  func(q *search.Query) { q.Pinyin = true },
				"kinds":   func(q *search.Query) { q.Kinds = []disclosure.Kind{disclosure.KindPermit} },
				"filter":  func(q *search.Query) { q.Filters = map[search.Field][]string{search.FieldKind: {"permit"}} },
				"from":    func(q *search.Query) { q.DecidedFrom = disclosure.MustDate("2020-01-01") },
				"to":      func(q *search.Query) { q.DecidedTo = disclosure.MustDate("2030-01-01") },
				"least":   func(q *search.Query) { q.FineFrom = &fine },
				"most":    func(q *search.Query) { q.FineTo = &fine },
			} {
				other := q
				change(&other)
				w.wantNoCursor(other, why)
			}
		}},
		{name: "a cursor of another order is refused", prove: func(w *world) {
			q := w.half()
			for _, sort := range []search.Sort{search.Newest, search.Oldest, search.Fine} {
				other := q
				other.Sort = sort
				w.wantNoCursor(other, "order")
			}
		}},
		{name: "a cursor whose filter moved to another field is refused", prove: func(w *world) {
			w.put(permit(1).street("a"), permit(2).street("a"))
			q := filtered(search.FieldStreet, "a")
			q.Limit = 1
			q.After = w.ask(q).Next
			q.Filters = map[search.Field][]string{search.FieldGrade: {"a"}}
			w.wantNoCursor(q, "field")
		}},
		{name: "a cursor that was tampered with is refused", prove: func(w *world) {
			q := w.half()
			for i := range len(q.After) {
				other := q
				changed := byte('A')
				if q.After[i] == 'A' {
					changed = 'B'
				}
				other.After = q.After[:i] + string(changed) + q.After[i+1:]
				w.wantNoCursor(other, "changed")
				other.After = q.After[:i] + q.After[i+1:]
				w.wantNoCursor(other, "shortened")
			}
		}},
		{name: "what is no cursor is refused", prove: func(w *world) {
			q := w.half()
			for _, after := range []string{
				"0", "1", "x", "null", "{}", "AAAA", strings.Repeat("A", 64), "示例", "%00", "\x00", "\xff", " " + q.After, q.After + " ",
				q.After + "=", q.After + q.After, strings.Repeat("A", 10_000),
			} {
				other := q
				other.After = after
				w.wantNoCursor(other, "no cursor")
			}
		}},
		{name: "a cursor is refused where only totals are asked for, too", prove: func(w *world) {
			q := w.half()
			q.Limit, q.Text = 0, "示例"
			w.wantNoCursor(q, "limit 0")
		}},
		{name: "a cursor is good for the same query with another limit, facets and position", prove: func(w *world) {
			q := w.half()
			q.Limit, q.Facets, q.AtLeast = 1, []search.Field{search.FieldKind}, w.position
			w.wantPage(q, 2)
		}},
		{name: "a cursor may be used again", prove: func(w *world) {
			q := w.half()
			w.wantPage(q, 2, 1)
			w.wantPage(q, 2, 1)
		}},
	}
}
