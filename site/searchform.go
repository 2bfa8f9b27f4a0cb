package site

import (
	"slices"

	"mingshi/internal/disclosure"
	"mingshi/internal/finder"
	"mingshi/internal/search"
)

// searchForm is the form by which a visitor searches everything, or narrows a list.
type searchForm struct {
	Action string
	// Label is what the box is for.
	Label string
	// Help tells what can be typed.
	Help string
	Text string
	// Problem is what is wrong with the text, or with the address as a whole where no field is at fault.
	Problem string
	// Page leads to the first page where the address of a further one was at fault.
	Page string
	// Kind narrows the search of everything; it has no options on a list.
	Kind field
	// Fields are folded away unless one of them has a problem.
	Fields []field
	// Set is how many of the fields narrow what is found.
	Set  int
	Open bool
	// Refused: something is wrong, and nothing was searched.
	Refused bool
	// Kept are parameters that the form has no field for and carries on.
	Kept []kept
}

// field is one choice of a form.
type field struct {
	Name  string
	Label string
	Value string
	// Problem says what would be right.
	Problem string
	// Options make it a list to choose from.
	Options []option
	// Day and Money are what is typed where there is no list.
	Day   bool
	Money bool
}

type option struct {
	Value  string
	Text   string
	Chosen bool
	// Ours marks words in the page's own language.
	Ours bool
}

type kept struct{ Name, Value string }

// fieldLabels name what a visitor can narrow by, at the fields of a form and for who does not see in which place a chip stands.
var fieldLabels = map[string]string{
	kindParameter:       "site.search.kind",
	"street":            "site.field.street",
	"venue_kind":        "site.field.venue_kind",
	"grade":             "site.field.grade",
	"penalty_kind":      "site.field.penalty_kinds",
	"counterparty_kind": "site.field.counterparty_kind",
	"authority":         "site.field.authority",
	"state":             "site.field.status",
	"year":              "site.search.year",
	fromParameter:       "site.search.decided_from",
	toParameter:         "site.search.decided_to",
	leastParameter:      "site.search.fine_from",
	mostParameter:       "site.search.fine_to",
	sortParameter:       "site.search.sort",
}

// fieldsOf lists the fields of the form of each kind's list, and of the search.
func fieldsOf(kind disclosure.Kind) []string {
	switch kind {
	case disclosure.KindVenue:
		return []string{"street", "venue_kind", "grade", "authority", sortParameter}
	case disclosure.KindPenalty:
		return []string{
			"street", "venue_kind", "penalty_kind", "counterparty_kind", "authority", fromParameter, toParameter,
			leastParameter, mostParameter, sortParameter,
		}
	case disclosure.KindPermit, disclosure.KindFiling:
		return []string{"street", "venue_kind", "counterparty_kind", "authority", fromParameter, toParameter, sortParameter}
	case disclosure.KindGrading, disclosure.KindReading, disclosure.KindBoard: // without a list of their own
	}
	return []string{
		"street", "venue_kind", "grade", "penalty_kind", "counterparty_kind", "authority", fromParameter, toParameter,
		leastParameter, mostParameter, sortParameter,
	}
}

// form shows what the visitor asked, with what is wrong at the field where it is wrong.
func (s *site) form(v *visit, ask *inquiry) searchForm {
	f := searchForm{Refused: ask.refusal != nil, Action: ask.path, Label: v.T("site.search.label"), Text: ask.text()}
	f.Help = v.T("site.search.help")
	if ask.kind != "" && ask.kind != disclosure.KindPenalty {
		f.Help = v.T("site.search.help_list")
	}
	if ask.kind != "" {
		f.Label = v.T("site.search.label_list", v.label(ask.kind))
	} else {
		f.Kind = s.field(v, ask, kindParameter, nil)
	}
	known := s.choicesOf(v, ask.kind)
	for _, name := range fieldsOf(ask.kind) {
		one := s.field(v, ask, name, known)
		if name == "authority" && len(known[search.FieldAuthority]) <= 1 && one.Value == "" {
			continue
		}
		if one.Value != "" && name != sortParameter {
			f.Set++
		}
		f.Open = f.Open || one.Problem != ""
		f.Fields = append(f.Fields, one)
	}
	f.refuse(v, ask)
	for _, name := range []string{"state", "grade"} {
		if value, given := ask.get(name); given && !f.has(name) {
			f.Kept = append(f.Kept, kept{name, value})
		}
	}
	return f
}

func (f *searchForm) has(name string) bool {
	return slices.ContainsFunc(f.Fields, func(one field) bool { return one.Name == name })
}

// refuse says what is wrong above all fields, where none of them is at fault.
func (f *searchForm) refuse(v *visit, ask *inquiry) {
	wrong := ask.refusal
	if wrong == nil || f.has(wrong.parameter) || ask.kind == "" && wrong.parameter == kindParameter {
		return
	}
	f.Problem = v.T(wrong.key, wrong.args...)
	if wrong.parameter == afterParameter {
		f.Page = ask.address()
	}
}

func (s *site) field(v *visit, ask *inquiry, name string, known choices) field {
	one := field{Name: name, Label: v.T(fieldLabels[name]), Value: ask.given.Get(name)}
	if ask.refusal != nil && ask.refusal.parameter == name {
		one.Problem = v.T(ask.refusal.key, ask.refusal.args...)
	}
	switch name {
	case fromParameter, toParameter:
		one.Day = true
		return one
	case leastParameter, mostParameter:
		one.Money = true
		return one
	}
	values := s.values(name, ask.kind, known)
	if len(values) == 0 {
		return one // what can be chosen is not known: it is typed
	}
	if one.Value != "" && !slices.Contains(values, one.Value) {
		values = append(values, one.Value)
	}
	first := option{Text: v.T("site.search.any"), Ours: true}
	switch name {
	case sortParameter:
		first.Text = v.T("site.search.sort_default")
	case kindParameter:
		first.Text = v.T("site.search.any_kind")
	}
	one.Options = append(one.Options, first)
	for _, value := range values {
		text, ours := s.valueText(v, name, value)
		one.Options = append(one.Options, option{Value: value, Text: straight(text), Ours: ours, Chosen: value == one.Value})
	}
	return one
}

// values lists what can be chosen in a field.
func (s *site) values(name string, kind disclosure.Kind, known choices) []string {
	switch name {
	case sortParameter:
		return sortsOf(kind)
	case kindParameter:
		return finder.Choices(search.FieldKind)
	}
	return known.offer(search.Field(name))
}

// sortsOf are the orders that a list offers, the default first: of those that it takes, the ones that make a difference.
func sortsOf(kind disclosure.Kind) []string {
	return slices.DeleteFunc(finder.Sorts(kind), func(sort string) bool {
		switch sort {
		case finder.SortNewest, finder.SortOldest:
			return kind == disclosure.KindVenue // without dates
		case finder.SortFine:
			return kind != disclosure.KindPenalty && kind != ""
		}
		return false
	})
}

// sortTexts name the orders.
var sortTexts = map[string]string{
	finder.SortRelevance: "site.search.sort.relevance",
	finder.SortNewest:    "site.search.sort.newest",
	finder.SortOldest:    "site.search.sort.oldest",
	finder.SortFine:      "site.search.sort.fine",
	finder.SortName:      "site.search.sort.name",
}

// valueText says what a value means, and whether in the page's own words or the record's.
func (s *site) valueText(v *visit, name, value string) (text string, ours bool) {
	if closed := finder.Choices(search.Field(name)); len(closed) > 0 && !slices.Contains(closed, value) {
		return value, false // as it was typed into the address
	}
	switch name {
	case kindParameter:
		if text := v.label(disclosure.Kind(value)); text != "" {
			return text, true
		}
	case "venue_kind":
		return v.label(disclosure.VenueKind(value)), true
	case "penalty_kind":
		return v.label(disclosure.PenaltyKind(value)), true
	case "counterparty_kind":
		return v.label(disclosure.CounterpartyKind(value)), true
	case "grade":
		return v.T("site.search.grade", value), true
	case "year":
		return v.T("site.search.in_year", value), true
	case "authority":
		if value == s.Authority.USCC {
			return s.Authority.NameZH, false
		}
	case "state":
		return v.stateText(disclosure.State(value)), true
	case sortParameter:
		if key, known := sortTexts[value]; known {
			return v.T(key), true
		}
	}
	return value, false
}

func (v *visit) stateText(state disclosure.State) string {
	if state == disclosure.StateDisputed {
		return v.T("site.disputed")
	}
	return v.T("site.search.undisputed")
}
