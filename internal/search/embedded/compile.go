package embedded

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"mingshi/internal/disclosure"
	"mingshi/internal/search"
)

// question is a query as the engine asks it of each segment.
type question struct {
	terms []term
	// namesOnly asks for documents all of whose terms are in their names.
	namesOnly bool
	// wanted are, for each group, the fields that are filtered by and the values that will do.
	wanted [groups]map[search.Field][]string
	// wantedKey names the filters of a group in the cache.
	wantedKey [groups]string
	// dated leaves out documents without a date; from and to are both inclusive.
	dated    bool
	from, to day
	// fined leaves out documents without a fine; the bounds are both inclusive.
	fined            bool
	fineFrom, fineTo int64
	today            day
}

// term is one term of a text.
type term struct {
	text  string
	units []byte
	// pairs are those that a document must have; a term of one unit has none and asks by first.
	pairs []pair
	first uint16
	// start is the term behind a break: what a name that begins with it has.
	start []byte
	// spelt is the term as pinyin, "" where it is none or was not asked for; cuts are the ways to cut its beginning into
	// syllables.
	spelt string
	cuts  [][]string
}

func (t *term) single() bool { return len(t.units) == unitSize }

// anyFine is above every fine.
const anyFine = 1<<63 - 1

func compile(q *search.Query, today disclosure.Date) *question {
	a := &question{today: dayOf(today), from: noDay + 1, to: noEnd, fineTo: anyFine}
	for _, text := range search.Terms(q.Text) {
		a.terms = append(a.terms, newTerm(text, q.Pinyin))
	}
	for field, values := range q.Filters {
		a.want(field, values)
	}
	if len(q.Kinds) > 0 {
		kinds := make([]string, len(q.Kinds))
		for i, kind := range q.Kinds {
			kinds[i] = string(kind)
		}
		if values, filtered := q.Filters[search.FieldKind]; filtered {
			kinds = slices.DeleteFunc(kinds, func(kind string) bool { return !slices.Contains(values, kind) })
		}
		a.want(search.FieldKind, kinds)
	}
	a.nameFilters()
	if a.dated = !q.DecidedFrom.IsZero() || !q.DecidedTo.IsZero(); a.dated {
		if !q.DecidedFrom.IsZero() {
			a.from = dayOf(q.DecidedFrom)
		}
		if !q.DecidedTo.IsZero() {
			a.to = dayOf(q.DecidedTo)
		}
	}
	if a.fined = q.FineFrom != nil || q.FineTo != nil; a.fined {
		if q.FineFrom != nil {
			a.fineFrom = int64(*q.FineFrom)
		}
		if q.FineTo != nil {
			a.fineTo = int64(*q.FineTo)
		}
	}
	return a
}

func (a *question) want(field search.Field, values []string) {
	group, ok := groupOf(field)
	if !ok {
		return // refused by Query.Check
	}
	if a.wanted[group] == nil {
		a.wanted[group] = map[search.Field][]string{}
	}
	a.wanted[group][field] = values
}

// nameFilters gives each group's filters a name that no others have.
func (a *question) nameFilters() {
	for g, wanted := range a.wanted {
		var name strings.Builder
		for _, field := range groupFields[g] {
			if values, ok := wanted[field]; ok {
				name.WriteString(string(field))
				for _, value := range slices.Sorted(slices.Values(values)) {
					name.WriteString(strconv.Quote(value)) // so that no value reads as several
				}
			}
		}
		a.wantedKey[g] = name.String()
	}
}

func newTerm(text string, spelt bool) term {
	t := term{text: text, units: appendUnits(nil, text)}
	t.start = append([]byte{fieldBreak, 0}, t.units...)
	t.first = unitAt(t.units, 0)
	for i := range len(t.units)/unitSize - 1 {
		if p := pairOf(unitAt(t.units, i), unitAt(t.units, i+1)); !slices.Contains(t.pairs, p) {
			t.pairs = append(t.pairs, p)
		}
	}
	if spelt {
		if s, ok := search.PinyinTerm(text); ok {
			t.spelt, t.cuts = s, cutsOf(s)
		}
	}
	return t
}

// longestCut is how many syllables of a term are looked for before its documents are looked at.
const longestCut = 3

// cutsOf lists the ways to cut the beginning of a term into syllables, or letters and digits that a name may hold as they
// are. A cut of fewer than longestCut is the whole term.
func cutsOf(spelt string) [][]string {
	var found [][]string
	var cut func(before []string, rest string)
	cut = func(before []string, rest string) {
		if rest == "" || len(before) == longestCut {
			found = append(found, before)
			return
		}
		for size := 1; size <= min(len(rest), longestSyllable); size++ {
			if size == 1 || search.IsSyllable(rest[:size]) {
				cut(append(slices.Clip(before), rest[:size]), rest[size:])
			}
		}
	}
	cut(nil, spelt)
	return found
}

// longestSyllable is the length of "zhuang".
const longestSyllable = 6

// codeTerm reports whether codes are asked for at all.
func (t *term) codeTerm() bool { return utf8.RuneCountInString(t.text) >= search.MinCode }
