package searchtest

import (
	"slices"
	"strings"
	"unicode/utf8"

	"mingshi/internal/disclosure"
	"mingshi/internal/search"
)

// The tiers of the order Relevance.
const (
	tierBegins = iota
	tierInNames
	tierElsewhere
)

// entry is a document with the normal forms of its texts.
type entry struct {
	id       disclosure.ID
	document search.Document
	names    []string
	others   []string
	numbers  []string
	codes    []string
}

func newEntry(d *search.Document) *entry {
	e := &entry{id: d.ID, document: *d}
	e.document.Names, e.document.PenaltyKinds = slices.Clone(d.Names), slices.Clone(d.PenaltyKinds)
	if d.Fine != nil {
		e.document.Fine = new(*d.Fine)
	}
	for _, name := range d.Names {
		e.names = append(e.names, search.Normalize(name))
	}
	for _, text := range d.Texts {
		e.others = append(e.others, search.Normalize(text))
	}
	for _, number := range d.Numbers {
		normal := search.Normalize(number)
		e.numbers = append(e.numbers, normal)
		e.others = append(e.others, normal, search.WithoutBrackets(normal))
	}
	for _, code := range d.Codes {
		e.codes = append(e.codes, search.Normalize(code))
	}
	return e
}

// term is one term of a query; spelt is how it is read as pinyin, "" where it is not.
type term struct{ text, spelt string }

func newTerms(q *search.Query) []term {
	var terms []term
	for _, text := range search.Terms(q.Text) {
		found := term{text: text}
		if spelt, ok := search.PinyinTerm(text); ok && q.Pinyin {
			found.spelt = spelt
		}
		terms = append(terms, found)
	}
	return terms
}

// in tells whether the term is in a name, and whether the name begins with it.
func (t term) in(name string) (begins, contains bool) {
	begins, contains = strings.HasPrefix(name, t.text), strings.Contains(name, t.text)
	if t.spelt != "" {
		from, _ := search.FindPinyin([]rune(name), t.spelt)
		begins, contains = begins || from == 0, contains || from >= 0
	}
	return begins, contains
}

// tier says whether all terms match the entry and in which tier that puts it.
func (e *entry) tier(terms []term) (tier int, ok bool) {
	if len(terms) == 0 {
		return tierBegins, true
	}
	tier = tierInNames
	begun := false
	for _, t := range terms {
		begins, contains := false, false
		for _, name := range e.names {
			b, c := t.in(name)
			begins, contains = begins || b, contains || c
		}
		begun = begun || begins
		if contains {
			continue
		}
		if !e.elsewhere(t.text) {
			return 0, false
		}
		tier = tierElsewhere
	}
	if tier == tierInNames && begun {
		tier = tierBegins
	}
	return tier, true
}

// elsewhere reports whether a term occurs in a text or number, or begins a code.
func (e *entry) elsewhere(term string) bool {
	for _, text := range e.others {
		if strings.Contains(text, term) {
			return true
		}
	}
	if utf8.RuneCountInString(term) < search.MinCode {
		return false
	}
	for _, code := range e.codes {
		if strings.HasPrefix(code, term) {
			return true
		}
	}
	return false
}

// ended reports whether the last public day has passed.
func (e *entry) ended(today disclosure.Date) bool {
	return !e.document.PublicUntil.IsZero() && e.document.PublicUntil.Before(today)
}

// passes reports whether kind, filters, dates and fine are those asked for.
func (e *entry) passes(q *search.Query) bool {
	if len(q.Kinds) > 0 && !slices.Contains(q.Kinds, e.id.Kind()) {
		return false
	}
	for field, wanted := range q.Filters {
		has := false
		for _, value := range e.document.Values(field) {
			has = has || slices.Contains(wanted, value)
		}
		if !has {
			return false
		}
	}
	return e.decidedWithin(q.DecidedFrom, q.DecidedTo) && e.finedWithin(q.FineFrom, q.FineTo)
}

func (e *entry) decidedWithin(from, to disclosure.Date) bool {
	if from.IsZero() && to.IsZero() {
		return true
	}
	on := e.document.DecidedOn
	return !on.IsZero() && (from.IsZero() || !on.Before(from)) && (to.IsZero() || !on.After(to))
}

func (e *entry) finedWithin(from, to *disclosure.Fen) bool {
	if from == nil && to == nil {
		return true
	}
	fine := e.document.Fine
	return fine != nil && (from == nil || *fine >= *from) && (to == nil || *fine <= *to)
}
