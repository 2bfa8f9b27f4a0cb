package search_test

import (
	"errors"
	"strings"
	"testing"

	"mingshi/internal/disclosure"
	"mingshi/internal/search"
)

// askedFor is a query in which everything is set that a cursor belongs to.
func askedFor() search.Query {
	low, high := disclosure.Fen(1), disclosure.Fen(100_000)
	return search.Query{
		Text: "大光明 宾馆", Pinyin: true, Kinds: []disclosure.Kind{disclosure.KindVenue, disclosure.KindPenalty},
		Filters:     map[search.Field][]string{search.FieldStreet: {"甲", "乙"}, search.FieldGrade: {"A"}},
		DecidedFrom: disclosure.MustDate("2025-01-01"), DecidedTo: disclosure.MustDate("2026-01-01"),
		FineFrom: &low, FineTo: &high, Sort: search.Fine,
	}
}

func fullCursor() search.Cursor {
	return search.Cursor{
		Tier: 3, Name: "示例<宾馆>&\"店\"", Date: disclosure.MustDate("2026-02-03"), Fine: 1<<45 + 7, ID: disclosure.NewID(disclosure.KindPenalty),
	}
}

func TestACursorComesBack(t *testing.T) {
	for name, c := range map[string]search.Cursor{
		"full":              fullCursor(),
		"empty":             {},
		"without a date":    {Tier: 1, ID: disclosure.NewID(disclosure.KindPermit)},
		"a name of 4 bytes": {Name: "𠮷\u0000\u2028", ID: disclosure.NewID(disclosure.KindVenue)},
		"the last day":      {Date: disclosure.MustDate("9999-12-31")},
	} {
		for _, q := range []search.Query{{}, askedFor()} {
			q.After = c.Encode(&q)
			got, ok, err := search.DecodeCursor(&q)
			if err != nil || !ok || got != c {
				t.Errorf("%s: %+v comes back as %+v, %t, %v", name, c, got, ok, err)
			}
			if strings.Trim(q.After, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_") != "" {
				t.Errorf("%s: %q does not stand in an address as it is", name, q.After)
			}
		}
	}
	if c, ok, err := search.DecodeCursor(new(search.Query)); ok || err != nil || c != (search.Cursor{}) {
		t.Errorf("no cursor is %+v, %t, %v", c, ok, err)
	}
}

// refusesCursor reports whether the query's cursor is refused as the contract says.
func refusesCursor(q *search.Query) bool {
	c, ok, err := search.DecodeCursor(q)
	return !ok && c == (search.Cursor{}) && errors.Is(err, search.ErrCursor) && disclosure.KindOf(err) == disclosure.Invalid
}

func TestEachChangedBitOfACursorIsRefused(t *testing.T) {
	q := askedFor()
	after := fullCursor().Encode(&q)
	for i := range len(after) {
		for bit := range 8 {
			changed := []byte(after)
			changed[i] ^= 1 << bit
			if q.After = string(changed); !refusesCursor(&q) {
				t.Errorf("bit %d of byte %d may be turned", bit, i)
			}
		}
		if q.After = after[:i]; i > 0 && !refusesCursor(&q) {
			t.Errorf("the first %d bytes alone are taken", i)
		}
		if q.After = after[:i] + "A" + after[i:]; !refusesCursor(&q) {
			t.Errorf("a byte more at %d is taken", i)
		}
	}
}

func TestACursorOfAnotherQueryIsRefused(t *testing.T) {
	day, fine := disclosure.MustDate("2025-06-01"), disclosure.Fen(2)
	for name, change := range map[string]func(q *search.Query){
		"another term":        func(q *search.Query) { q.Text = "大光明 酒楼" },
		"terms cut elsewhere": func(q *search.Query) { q.Text = "大光 明宾馆" },
		"a term less":         func(q *search.Query) { q.Text = "大光明" },
		"no terms":            func(q *search.Query) { q.Text = "" },
		"without pinyin":      func(q *search.Query) { q.Pinyin = false },
		"a kind less":         func(q *search.Query) { q.Kinds = q.Kinds[:1] },
		"no kinds":            func(q *search.Query) { q.Kinds = nil },
		"a filter less":       func(q *search.Query) { delete(q.Filters, search.FieldGrade) },
		"a value less":        func(q *search.Query) { q.Filters[search.FieldStreet] = []string{"甲"} },
		"values joined":       func(q *search.Query) { q.Filters[search.FieldStreet] = []string{"甲乙"} },
		"a value moved": func(q *search.Query) {
			q.Filters[search.FieldStreet], q.Filters[search.FieldGrade] = []string{"甲"}, []string{"A", "乙"}
		},
		"another field": func(q *search.Query) {
			q.Filters[search.FieldState] = q.Filters[search.FieldGrade]
			delete(q.Filters, search.FieldGrade)
		},
		"another first day":     func(q *search.Query) { q.DecidedFrom = day },
		"no first day":          func(q *search.Query) { q.DecidedFrom = disclosure.Date{} },
		"another last day":      func(q *search.Query) { q.DecidedTo = day },
		"days exchanged":        func(q *search.Query) { q.DecidedFrom, q.DecidedTo = q.DecidedTo, q.DecidedFrom },
		"another least fine":    func(q *search.Query) { q.FineFrom = &fine },
		"no least fine":         func(q *search.Query) { q.FineFrom = nil },
		"another greatest fine": func(q *search.Query) { q.FineTo = &fine },
		"no greatest fine":      func(q *search.Query) { q.FineTo = nil },
		"another order":         func(q *search.Query) { q.Sort = search.Newest },
	} {
		q := askedFor()
		q.After = fullCursor().Encode(&q)
		change(&q)
		if !refusesCursor(&q) {
			t.Errorf("%s: the cursor is taken", name)
		}
	}
}

func TestACursorDoesNotTakeOneBoundOrFieldForAnother(t *testing.T) {
	day, fine := disclosure.MustDate("2025-06-01"), disclosure.Fen(0)
	queries := []search.Query{
		{},
		{DecidedFrom: day},
		{DecidedTo: day},
		{FineFrom: &fine},
		{FineTo: &fine},
		{Filters: map[search.Field][]string{search.FieldStreet: {"venue"}}},
		{Filters: map[search.Field][]string{search.FieldGrade: {"venue"}}},
		{Filters: map[search.Field][]string{search.FieldGrade: {"venue", "grade"}}},
		{Filters: map[search.Field][]string{search.FieldKind: {"venue"}}},
		{Kinds: []disclosure.Kind{disclosure.KindVenue}},
		{Text: "venue"},
		{Text: "venue", Pinyin: true},
		{Text: "venue", Sort: search.Newest},
	}
	for i, q := range queries {
		for n, other := range queries {
			other.After = fullCursor().Encode(&q)
			if i != n && !refusesCursor(&other) {
				t.Errorf("a cursor of %+v is taken for %+v", q, other)
			}
		}
	}
}

func TestACursorIsGoodForTheSameQueryAskedOtherwise(t *testing.T) {
	for name, change := range map[string]func(q *search.Query){
		"limit":           func(q *search.Query) { q.Limit = 7 },
		"facets":          func(q *search.Query) { q.Facets = search.Fields() },
		"position":        func(q *search.Query) { q.AtLeast = 7 },
		"order of kinds":  func(q *search.Query) { q.Kinds[0], q.Kinds[1] = q.Kinds[1], q.Kinds[0] },
		"order of values": func(q *search.Query) { q.Filters[search.FieldStreet] = []string{"乙", "甲"} },
		"spaces":          func(q *search.Query) { q.Text = "　大光明   宾馆 " },
		"a term again":    func(q *search.Query) { q.Text = "大光明 宾馆 大光明" },
	} {
		q := askedFor()
		want := fullCursor()
		q.After = want.Encode(&q)
		change(&q)
		if got, ok, err := search.DecodeCursor(&q); err != nil || !ok || got != want {
			t.Errorf("%s: %+v, %t, %v", name, got, ok, err)
		}
	}
}

func FuzzDecodeCursor(f *testing.F) {
	asked := askedFor()
	f.Add(fullCursor().Encode(&asked))
	f.Add(fullCursor().Encode(new(search.Query)))
	for _, seed := range []string{"", "x", "AAAAAAAAAAAAAAAA", "AAAAAAAAAAAAAAAAe30", "示例", "\x00", "===="} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, after string) {
		q := askedFor()
		q.After = after
		c, ok, err := search.DecodeCursor(&q)
		switch {
		case after == "":
			if ok || err != nil {
				t.Fatalf("no cursor is %+v, %t, %v", c, ok, err)
			}
		case err != nil:
			if !refusesCursor(&q) {
				t.Fatalf("%q is %+v, %t, %v", after, c, ok, err)
			}
		// Line ends that an address or a mail may have put in are read over.
		case !ok || c.Encode(&q) != strings.NewReplacer("\r", "", "\n", "").Replace(after):
			t.Fatalf("%q is taken as %+v, which is written %q", after, c, c.Encode(&q))
		}
	})
}
