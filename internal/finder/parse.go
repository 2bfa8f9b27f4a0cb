package finder

import (
	"slices"
	"strconv"
	"strings"

	"mingshi/internal/disclosure"
	"mingshi/internal/search"
	"mingshi/internal/store"
)

// MaxLimit is the most records of a page.
const MaxLimit = 200

// Parameters are the names that Parse reads for the list of a kind, or with "" for the search over all kinds.
func Parameters(kind disclosure.Kind) []string {
	names := []string{
		"q", "pinyin", "authority", "street", "venue_kind", "counterparty_kind", "grade", "penalty_kind", "state",
		"decided_from", "decided_to", "fine_from", "fine_to", "sort", "limit", "after", "facets",
	}
	if kind == "" {
		names = append(names, "kind")
	}
	return names
}

// Parse reads a query for the list of a kind, or with "" for the search over all kinds. get tells the value of a parameter
// and whether it was given: one that is given empty is refused, except q, so an edge that reads forms, which send fields
// that were left empty, says that those were not given. Every parameter has one value. An error is a *Refusal; of several
// the first in the order of Parameters is told.
//
//   - q is the text; pinyin is 0 or 1.
//   - venue_kind, counterparty_kind, penalty_kind, state, grade and kind are values of closed lists; authority (a credit code) and
//     street may be anything: one that nobody has finds nothing.
//   - decided_from and decided_to are days (YYYY-MM-DD), fine_from and fine_to yuan with at most two decimals, all inclusive.
//   - sort is one of Sorts; limit is 1 to MaxLimit, store.DefaultLimit where not given; after is the Next of the page before.
//   - facets is a list of fields to count, separated by commas, each once.
func Parse(get func(name string) (value string, given bool), kind disclosure.Kind) (search.Query, error) {
	p := &parser{get: get}
	q := &p.query
	q.Text, _ = get("q")
	if (&search.Query{Text: q.Text}).Check() != nil {
		p.refuse("q", "finder.text", search.MaxText, search.MaxTerms)
	}
	q.Pinyin = p.closed("pinyin", []string{"0", "1"}) == "1"
	p.filters()
	p.days()
	p.fines()
	q.Sort = p.sort(kind)
	q.Limit = p.limit()
	if after, given := get("after"); given {
		q.After = after
		if after == "" {
			p.refuse("after", "finder.after")
		}
	}
	p.facets()
	if kind != "" {
		q.Kinds = []disclosure.Kind{kind}
	} else if one := p.closed("kind", Choices(search.FieldKind)); one != "" {
		q.Kinds = []disclosure.Kind{disclosure.Kind(one)}
	}
	if p.err != nil {
		return search.Query{}, p.err
	}
	return *q, nil
}

// parser collects a query and keeps the first refusal.
type parser struct {
	get   func(name string) (string, bool)
	query search.Query
	err   error
}

func (p *parser) refuse(parameter, key string, args ...any) {
	if p.err == nil {
		p.err = refuse(parameter, key, args...)
	}
}

// closed reads a value of a closed list; "" where none is given.
func (p *parser) closed(name string, choices []string) string {
	value, given := p.get(name)
	if given && p.oneOf(name, value, choices) {
		return value
	}
	return ""
}

func (p *parser) filters() {
	for _, free := range []search.Field{search.FieldAuthority, search.FieldStreet} {
		value, given := p.get(string(free))
		if given && value == "" {
			p.refuse(string(free), "finder.empty", string(free))
		}
		p.filter(free, value)
	}
	for _, field := range []search.Field{
		search.FieldVenueKind, search.FieldCounterpartyKind, search.FieldGrade, search.FieldPenaltyKind, search.FieldState,
	} {
		p.filter(field, p.closed(string(field), Choices(field)))
	}
}

func (p *parser) filter(field search.Field, value string) {
	if value == "" {
		return
	}
	if p.query.Filters == nil {
		p.query.Filters = map[search.Field][]string{}
	}
	p.query.Filters[field] = []string{value}
}

func (p *parser) days() {
	from, to := p.day("decided_from"), p.day("decided_to")
	if !from.IsZero() && !to.IsZero() && from.After(to) {
		p.refuse("decided_to", "finder.range", "decided_from", "decided_to")
	}
	p.query.DecidedFrom, p.query.DecidedTo = from, to
}

func (p *parser) day(name string) disclosure.Date {
	text, given := p.get(name)
	if !given {
		return disclosure.Date{}
	}
	day, err := disclosure.ParseDate(text)
	if err != nil || day.IsZero() {
		p.refuse(name, "finder.day", name)
	}
	return day
}

func (p *parser) fines() {
	from, to := p.amount("fine_from"), p.amount("fine_to")
	if from != nil && to != nil && *from > *to {
		p.refuse("fine_to", "finder.range", "fine_from", "fine_to")
	}
	p.query.FineFrom, p.query.FineTo = from, to
}

func (p *parser) amount(name string) *disclosure.Fen {
	text, given := p.get(name)
	if !given {
		return nil
	}
	amount, err := disclosure.ParseYuan(text)
	if err != nil {
		p.refuse(name, "finder.amount", name)
	}
	return &amount
}

func (p *parser) limit() int {
	text, given := p.get("limit")
	if !given {
		return store.DefaultLimit
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 || n > MaxLimit || text[0] == '+' {
		p.refuse("limit", "finder.limit", MaxLimit)
	}
	return n
}

func (p *parser) facets() {
	list, given := p.get("facets")
	if !given {
		return
	}
	for name := range strings.SplitSeq(list, ",") {
		field := search.Field(name)
		if !slices.Contains(search.Fields(), field) || slices.Contains(p.query.Facets, field) {
			p.refuse("facets", "finder.facets", facetNames())
			return
		}
		p.query.Facets = append(p.query.Facets, field)
	}
}

func facetNames() string { return strings.Join(names(search.Fields()), ", ") }
