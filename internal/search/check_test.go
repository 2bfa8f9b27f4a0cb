package search_test

import (
	"errors"
	"strings"
	"testing"

	"mingshi/internal/disclosure"
	"mingshi/internal/search"
)

func TestQueriesWithinTheLimitsPass(t *testing.T) {
	for name, q := range map[string]search.Query{
		"the zero query":        {},
		"the longest text":      {Text: strings.Repeat("宾", search.MaxText)},
		"four bytes each":       {Text: strings.Repeat("𠮷", search.MaxText)},
		"spaces do not count":   {Text: strings.Repeat("宾", search.MaxText) + strings.Repeat(" ", 100)},
		"nor what is invisible": {Text: strings.Repeat("宾\u200b", search.MaxText)},
		"the most terms":        {Text: "a b c d e f g h i j"},
		"a term again":          {Text: strings.Repeat("a b ", 20)},
		"the most hits":         {Limit: search.MaxLimit},
		"every kind":            {Kinds: search.Kinds()},
		"every facet":           {Facets: search.Fields()},
		"an empty value":        {Filters: map[search.Field][]string{search.FieldStreet: {""}}},
		"names of venues":       {Sort: search.Name, Kinds: []disclosure.Kind{disclosure.KindVenue}},
		"an end before a begin": {DecidedFrom: disclosure.MustDate("2026-01-01"), DecidedTo: disclosure.MustDate("2025-01-01")},
		"what is no UTF-8":      {Text: "\xff\xfe"},
		"a negative position":   {AtLeast: -1},
	} {
		if err := q.Check(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, field := range search.Fields() {
		q := search.Query{Filters: map[search.Field][]string{field: {"x"}}}
		if err := q.Check(); (err == nil) != (field != search.FieldYear) {
			t.Errorf("filter %q: %v", field, err)
		}
	}
	for sort := search.Relevance; sort <= search.Fine; sort++ {
		q := search.Query{Sort: sort, Kinds: []disclosure.Kind{disclosure.KindVenue}}
		if err := q.Check(); err != nil {
			t.Errorf("order %d of venues: %v", sort, err)
		}
	}
}

func TestQueriesBeyondTheLimitsAreRefused(t *testing.T) {
	for name, c := range map[string]struct {
		query search.Query
		wraps error
	}{
		"a character too many":       {search.Query{Text: strings.Repeat("宾", search.MaxText+1)}, search.ErrText},
		"10,000 characters":          {search.Query{Text: strings.Repeat("a", 10_000)}, search.ErrText},
		"a book of spaces":           {search.Query{Text: strings.Repeat(" ", 1_000_000)}, search.ErrText},
		"signs that stand for more":  {search.Query{Text: strings.Repeat("㈱", search.MaxText/3+1)}, search.ErrText},
		"a term too many":            {search.Query{Text: "a b c d e f g h i j k"}, search.ErrText},
		"an unknown kind":            {search.Query{Kinds: []disclosure.Kind{disclosure.KindVenue, "x"}}, search.ErrFilter},
		"no kind":                    {search.Query{Kinds: []disclosure.Kind{""}}, search.ErrFilter},
		"boards":                     {search.Query{Kinds: []disclosure.Kind{disclosure.KindBoard}}, search.ErrFilter},
		"an unknown filter":          {search.Query{Filters: map[search.Field][]string{"x": {"x"}}}, search.ErrFilter},
		"a filter without values":    {search.Query{Filters: map[search.Field][]string{search.FieldGrade: {}}}, search.ErrFilter},
		"a filter with 101 values":   {search.Query{Filters: map[search.Field][]string{search.FieldStreet: make([]string, search.MaxValues+1)}}, search.ErrFilter},
		"a filter with no list":      {search.Query{Filters: map[search.Field][]string{search.FieldGrade: nil}}, search.ErrFilter},
		"an unknown facet":           {search.Query{Facets: []search.Field{search.FieldYear, ""}}, search.ErrFilter},
		"a facet again":              {search.Query{Facets: []search.Field{search.FieldYear, search.FieldKind, search.FieldYear}}, search.ErrFilter},
		"an order too low":           {search.Query{Sort: -1}, search.ErrSort},
		"an order too high":          {search.Query{Sort: search.Fine + 1}, search.ErrSort},
		"names without kinds":        {search.Query{Sort: search.Name}, search.ErrSort},
		"names of penalties":         {search.Query{Sort: search.Name, Kinds: []disclosure.Kind{disclosure.KindPenalty}}, search.ErrSort},
		"names of venues and others": {search.Query{Sort: search.Name, Kinds: search.Kinds()}, search.ErrSort},
		"less than no hits":          {search.Query{Limit: -1}, nil},
		"too many hits":              {search.Query{Limit: search.MaxLimit + 1}, nil},
	} {
		err := c.query.Check()
		if err == nil || disclosure.KindOf(err) != disclosure.Invalid || c.wraps != nil && !errors.Is(err, c.wraps) {
			t.Errorf("%s: error is %v, want kind invalid and %v", name, err, c.wraps)
		}
	}
}

func TestDocumentCheck(t *testing.T) {
	day := disclosure.MustDate("2026-01-01")
	for name, c := range map[string]struct {
		document search.Document
		ok       bool
	}{
		"a venue":                    {search.Document{ID: disclosure.NewID(disclosure.KindVenue), SortName: "甲"}, true},
		"a venue without sort name":  {search.Document{ID: disclosure.NewID(disclosure.KindVenue)}, true},
		"a permit":                   {search.Document{ID: disclosure.NewID(disclosure.KindPermit), DecidedOn: day}, true},
		"a penalty without a date":   {search.Document{ID: disclosure.NewID(disclosure.KindPenalty)}, true},
		"a venue with a date":        {search.Document{ID: disclosure.NewID(disclosure.KindVenue), DecidedOn: day}, false},
		"a venue with a fine":        {search.Document{ID: disclosure.NewID(disclosure.KindVenue), Fine: new(disclosure.Fen)}, false},
		"a penalty with a fine":      {search.Document{ID: disclosure.NewID(disclosure.KindPenalty), Fine: new(disclosure.Fen)}, true},
		"a permit with a sort name":  {search.Document{ID: disclosure.NewID(disclosure.KindPermit), SortName: "甲"}, false},
		"a board":                    {search.Document{ID: disclosure.NewID(disclosure.KindBoard)}, false},
		"no id":                      {search.Document{}, false},
		"an id that is none":         {search.Document{ID: "pm_1"}, false},
		"an id in the wrong letters": {search.Document{ID: "pm_000000000000i"}, false},
	} {
		if err := c.document.Check(); (err == nil) != c.ok || err != nil && disclosure.KindOf(err) != disclosure.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestDocumentValues(t *testing.T) {
	full := search.Document{
		ID: disclosure.NewID(disclosure.KindPenalty), DecidedOn: disclosure.MustDate("0987-01-01"), State: "a", Authority: "b",
		Street: "c", VenueKind: "d", CounterpartyKind: "e", Grade: "f", PenaltyKinds: []string{"g", "h"},
	}
	want := map[search.Field]string{
		search.FieldKind: "penalty", search.FieldState: "a", search.FieldAuthority: "b", search.FieldStreet: "c", search.FieldVenueKind: "d",
		search.FieldCounterpartyKind: "e", search.FieldGrade: "f", search.FieldPenaltyKind: "g h", search.FieldYear: "0987",
	}
	empty := search.Document{ID: disclosure.NewID(disclosure.KindVenue)}
	for _, field := range search.Fields() {
		if got := strings.Join(full.Values(field), " "); got != want[field] {
			t.Errorf("%s is %q, want %q", field, got, want[field])
		}
		if got := empty.Values(field); len(got) > 0 && field != search.FieldKind {
			t.Errorf("%s of an empty document is %q", field, got)
		}
	}
	if got := full.Values("x"); len(got) > 0 {
		t.Errorf("an unknown field is %q", got)
	}
}
