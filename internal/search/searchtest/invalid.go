package searchtest

import (
	"errors"
	"strings"

	"mingshi/internal/disclosure"
	"mingshi/internal/search"
)

// refused is a query that no engine may answer.
type refused struct {
	name  string
	query search.Query
	// wraps is the cause, nil where the contract names none.
	wraps error
}

func refusedQueries() []refused {
	venues := []disclosure.Kind{disclosure.KindVenue}
	return []refused{
		{"a text beyond its characters", text(strings.Repeat("宾", search.MaxText+1)), search.ErrText},
		{"a text of 10,000 characters", text(strings.Repeat("宾馆", 5_000)), search.ErrText},
		{"a text that grows beyond its characters in normal form", text(strings.Repeat("㈱", search.MaxText)), search.ErrText},
		{"a text beyond its terms", text("a b c d e f g h i j k"), search.ErrText},
		{"a text of 200 terms", text(words(200)), search.ErrText},
		{"an unknown filter", filtered("colour", "red"), search.ErrFilter},
		{"a filter by year", filtered(search.FieldYear, "2026"), search.ErrFilter},
		{"a filter without values", filtered(search.FieldStreet), search.ErrFilter},
		{"an unknown facet", search.Query{Facets: []search.Field{"colour"}}, search.ErrFilter},
		{"a facet asked for twice", search.Query{Facets: []search.Field{search.FieldKind, search.FieldKind}}, search.ErrFilter},
		{"an unknown kind", search.Query{Kinds: []disclosure.Kind{"licence"}}, search.ErrFilter},
		{"a kind that cannot be searched", search.Query{Kinds: []disclosure.Kind{disclosure.KindBoard}}, search.ErrFilter},
		{"an unknown order", search.Query{Sort: search.Fine + 1}, search.ErrSort},
		{"an order below the first", search.Query{Sort: -1}, search.ErrSort},
		{"names of all kinds", search.Query{Sort: search.Name}, search.ErrSort},
		{"names of permits", search.Query{Sort: search.Name, Kinds: []disclosure.Kind{disclosure.KindPermit}}, search.ErrSort},
		{"names of venues and others", search.Query{Sort: search.Name, Kinds: append(venues, disclosure.KindPermit)}, search.ErrSort},
		{"what is no cursor", search.Query{After: "x"}, search.ErrCursor},
		{"a limit below nothing", search.Query{Limit: -1}, nil},
		{"a limit beyond the most", search.Query{Limit: search.MaxLimit + 1}, nil},
	}
}

// words are n different terms within MaxText characters.
func words(n int) string {
	var list []string
	for i := range n {
		list = append(list, string(rune('一'+i)))
	}
	return strings.Join(list, " ")
}

func invalidSentences() []sentence {
	var sentences []sentence
	for _, r := range refusedQueries() {
		sentences = append(sentences, sentence{name: r.name + " is refused", prove: func(w *world) {
			w.put(permit(1, "宾馆"))
			result, err := w.Search(w.ctx(), r.query)
			w.wantKind(err, disclosure.Invalid)
			if r.wraps != nil && !errors.Is(err, r.wraps) {
				w.t.Errorf("error is %v, want one that wraps %q", err, r.wraps)
			}
			if len(result.Hits) != 0 || result.Total != 0 {
				w.t.Errorf("a refused query is answered with %+v", result)
			}
		}})
	}
	return append(sentences, sentence{name: "what is just within the limits is answered", prove: func(w *world) {
		d := permit(1, strings.Repeat("宾", search.MaxText)).texts("a b c d e f g h i j")
		w.put(d)
		w.wantFound(text(strings.Repeat("宾", search.MaxText)), d)
		w.wantFound(text("a b c d e f g h i j"), d)
		w.wantFound(text("  "+strings.Repeat("宾", search.MaxText)+"  "), d)
		w.wantFound(text(strings.Repeat("a ", 20)+"b"), d)
		w.wantFound(search.Query{Limit: search.MaxLimit}, d)
	}})
}
