package search

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"
)

// Highlight tells which bytes of a member's text the terms of a query match, in order and without overlap. A character that
// is one of several behind one sign of the normal form is marked whole.
func Highlight(q *Query, role Role, text string) []Span {
	w := writer{track: true}
	w.normalize(text)
	var found []Span
	for _, term := range Terms(q.Text) {
		found = w.find(found, role, term)
		if spelt, ok := PinyinTerm(term); ok && q.Pinyin && role == RoleName {
			if from, to := FindPinyin(w.out, spelt); to > 0 {
				found = append(found, w.source(from, to))
			}
		}
	}
	return merge(found)
}

// find adds the places of one term.
func (w *writer) find(found []Span, role Role, term string) []Span {
	normal := string(w.bytes)
	switch role {
	case RoleCode:
		if n := utf8.RuneCountInString(term); n >= MinCode && strings.HasPrefix(normal, term) {
			found = append(found, w.source(0, n))
		}
	case RoleNumber:
		found = w.occurrences(found, w.positions(nil), term)
		found = w.occurrences(found, w.positions(func(r rune) bool { return r != '(' && r != ')' }), term)
	case RoleName, RoleText:
		found = w.occurrences(found, w.positions(nil), term)
	}
	return found
}

// MinCode is how many characters of a code's beginning must be given.
const MinCode = 4

// positions lists the places in the normal form of the characters that keep wants, all of them for nil.
func (w *writer) positions(keep func(r rune) bool) []int {
	kept := make([]int, 0, len(w.out))
	for i, r := range w.out {
		if keep == nil || keep(r) {
			kept = append(kept, i)
		}
	}
	return kept
}

// occurrences adds every place of the term in the text that is made of the kept characters.
func (w *writer) occurrences(found []Span, kept []int, term string) []Span {
	want := []rune(term)
	for i := 0; i+len(want) <= len(kept); i++ {
		fits := true
		for n, r := range want {
			if w.out[kept[i+n]] != r {
				fits = false
				break
			}
		}
		if fits {
			found = append(found, w.source(kept[i], kept[i+len(want)-1]+1))
		}
	}
	return found
}

// source is the range of the text that a range of the normal form comes from.
func (w *writer) source(from, to int) Span { return Span{w.spans[from].From, w.spans[to-1].To} }

func merge(spans []Span) []Span {
	slices.SortFunc(spans, func(a, b Span) int { return cmp.Or(a.From-b.From, a.To-b.To) })
	var merged []Span
	for _, s := range spans {
		if last := len(merged) - 1; last >= 0 && s.From <= merged[last].To {
			merged[last].To = max(merged[last].To, s.To)
			continue
		}
		merged = append(merged, s)
	}
	return merged
}
