package site

import (
	"net/url"
	"slices"
	"strings"

	"mingshi/internal/disclosure"
	"mingshi/internal/finder"
	"mingshi/internal/search"
)

// narrowed is how a page of records was narrowed, and how it can be narrowed further.
type narrowed struct {
	Form searchForm
	// Chips are the conditions that hold, each with the way to be rid of it.
	Chips []chip
	Sorts []choiceLink
	// Narrowed: the page shows what a search has found.
	Narrowed bool
	// Everywhere leads to the same text in all records, where it was sought under conditions; "" where it was not.
	Everywhere string
	// Behind: what was published in the last moments may be missing.
	Behind bool
}

// chip is a condition that holds.
type chip struct {
	Label string
	Text  string
	// Without is the page without it.
	Without string
	Ours    bool
}

// choiceLink leads to the page under a further condition or in another order.
type choiceLink struct {
	Text  string
	Page  string
	Count int64
	Ours  bool
	// Chosen: this is how the page is.
	Chosen bool
}

// facet is what the hits can be narrowed by in one respect.
type facet struct {
	// Name is its parameter's, as an id on the page.
	Name  string
	Label string
	// Links are the most frequent values, More those that are folded away.
	Links []choiceLink
	More  []choiceLink
}

func (s *site) narrowed(v *visit, ask *inquiry, form searchForm) narrowed {
	shown := narrowed{Form: form, Chips: s.chips(v, ask), Sorts: s.sorts(v, ask), Narrowed: true, Behind: v.behind}
	if text := ask.text(); text != "" && (ask.kind != "" || len(shown.Chips) > 0) {
		shown.Everywhere = searchPath + "?" + url.Values{textParameter: {text}}.Encode()
	}
	return shown
}

// chips lists the conditions, the text and the order aside, which the form shows.
func (s *site) chips(v *visit, ask *inquiry) []chip {
	var list []chip
	for _, name := range []string{
		kindParameter, "street", "venue_kind", "grade", "penalty_kind", "counterparty_kind", "authority", "state",
	} {
		if value, given := ask.get(name); given {
			text, ours := s.valueText(v, name, value)
			list = append(list, chip{Label: v.T(fieldLabels[name]), Text: text, Without: ask.address(name, ""), Ours: ours})
		}
	}
	if text := daysText(v, &ask.query); text != "" {
		without := ask.address(fromParameter, "", toParameter, "")
		list = append(list, chip{Label: v.T("site.field.decided_on"), Text: text, Without: without, Ours: true})
	}
	if text := finesText(v, &ask.query); text != "" {
		without := ask.address(leastParameter, "", mostParameter, "")
		list = append(list, chip{Label: v.T("site.field.fine"), Text: text, Without: without, Ours: true})
	}
	if ask.query.Pinyin {
		without := ask.address(pinyinParameter, "")
		list = append(list, chip{Label: v.T("site.search.reading"), Text: v.T("site.search.pinyin"), Without: without, Ours: true})
	}
	return list
}

func daysText(v *visit, q *search.Query) string {
	from, to := q.DecidedFrom, q.DecidedTo
	first, last := yearOf(from)
	switch {
	case from.IsZero() && to.IsZero():
		return ""
	case from.IsZero():
		return v.T("site.search.until", to.String())
	case to.IsZero():
		return v.T("site.search.since", from.String())
	case from == first && to == last:
		return v.T("site.search.in_year", from.String()[:4])
	}
	return from.String() + " – " + to.String()
}

// yearOf gives the first and the last day of a day's year.
func yearOf(day disclosure.Date) (first, last disclosure.Date) {
	return disclosure.Date{Year: day.Year, Month: 1, Day: 1}, disclosure.Date{Year: day.Year, Month: 12, Day: 31}
}

func finesText(v *visit, q *search.Query) string {
	least, most := v.yuan(q.FineFrom), v.yuan(q.FineTo)
	switch {
	case least == "" && most == "":
		return ""
	case least == "":
		return "≤ " + most
	case most == "":
		return "≥ " + least
	}
	return least + " – " + most
}

// sorts leads to the other orders.
func (s *site) sorts(v *visit, ask *inquiry) []choiceLink {
	var list []choiceLink
	for _, name := range sortsOf(ask.kind) {
		text, _ := s.valueText(v, sortParameter, name)
		list = append(list, choiceLink{
			Text: text, Page: ask.address(sortParameter, name), Ours: true, Chosen: ask.sortedBy(name),
		})
	}
	return list
}

// sortedBy reports whether a value of sort stands for the order that the query is in.
func (a *inquiry) sortedBy(name string) bool {
	query, err := finder.Parse(func(asked string) (string, bool) {
		if asked == sortParameter {
			return name, true
		}
		return "", false
	}, a.kind)
	return err == nil && query.Sort == a.query.Sort
}

// counted are the fields that the search counts its hits by.
var counted = []search.Field{
	search.FieldKind, search.FieldYear, search.FieldStreet, search.FieldVenueKind, search.FieldGrade, search.FieldPenaltyKind,
	search.FieldAuthority,
}

// mostLinks is how many values of a facet are seen at once.
const mostLinks = 8

// facets shows the counts of a search as ways to narrow it. What would narrow nothing is left out.
func (s *site) facets(v *visit, ask *inquiry, found *finder.Found) []facet {
	var list []facet
	for _, name := range counted {
		one := facet{Name: string(name), Label: v.T(fieldLabels[string(name)])}
		for _, count := range found.Facets[name] {
			page, ok := ask.narrow(name, count.Value)
			if !ok || count.Count == found.Total {
				continue
			}
			text, ours := s.valueText(v, string(name), count.Value)
			one.Links = append(one.Links, choiceLink{Text: text, Page: page, Count: count.Count, Ours: ours})
		}
		if len(one.Links) == 0 {
			continue
		}
		if name == search.FieldYear {
			slices.SortStableFunc(one.Links, func(a, b choiceLink) int { return strings.Compare(b.Text, a.Text) })
		}
		if len(one.Links) > mostLinks+1 {
			one.Links, one.More = one.Links[:mostLinks], one.Links[mostLinks:]
		}
		list = append(list, one)
	}
	return list
}

// narrow is the address of the hits that have a value; false for one that no address can ask for.
func (a *inquiry) narrow(name search.Field, value string) (string, bool) {
	changes := []string{string(name), value}
	if name == search.FieldYear {
		day, err := disclosure.ParseDate(value + "-01-01")
		if err != nil {
			return "", false
		}
		from, to := yearOf(day)
		if from.Before(a.query.DecidedFrom) {
			from = a.query.DecidedFrom
		}
		if end := a.query.DecidedTo; !end.IsZero() && end.Before(to) {
			to = end
		}
		changes = []string{fromParameter, from.String(), toParameter, to.String()}
	} else if _, taken := a.get(string(name)); taken {
		return "", false // its records have this value, too, but an address takes one
	}
	_, err := finder.Parse(func(asked string) (string, bool) {
		at := slices.Index(changes, asked)
		if at < 0 || at%2 != 0 {
			return "", false
		}
		return changes[at+1], true
	}, a.kind)
	return a.address(changes...), err == nil
}
