package embedded

import (
	"bytes"
	"strings"
)

// Tiers of relevance; tierNone is no match.
const (
	tierStarts = iota
	tierNames
	tierElsewhere
	tiers
)

const tierNone = -1

// tierOf looks at a document's text: the tier in which it matches all terms, or tierNone. bare are its numbers without
// brackets, if they are known.
func (a *question) tierOf(p *pieces, bare []byte) int {
	if len(a.terms) == 0 {
		return tierStarts
	}
	tier, starts := tierNames, false
	for i := range a.terms {
		term := &a.terms[i]
		inNames, begins := term.inNames(p.names)
		starts = starts || begins
		switch {
		case inNames:
		case a.namesOnly || !term.inRest(p, bare):
			return tierNone
		default:
			tier = tierElsewhere
		}
	}
	if tier == tierNames && starts {
		return tierStarts
	}
	return tier
}

// inNames reports whether the term is in one of the names, and whether one begins with it.
func (t *term) inNames(names []byte) (found, begins bool) {
	if contains(names, t.units) {
		found, begins = true, contains(names, t.start)
	}
	if t.spelt == "" || begins {
		return found, begins
	}
	inSpelling, spellingBegins := t.inSpelling(names)
	return found || inSpelling, begins || spellingBegins
}

func (t *term) inSpelling(names []byte) (found, begins bool) {
	eachField(names, func(name []byte) {
		if in, first := t.isSpelled(name); in {
			found, begins = true, begins || first
		}
	})
	return found, begins
}

// inRest reports whether the term is in a number or another text, or begins a code.
func (t *term) inRest(p *pieces, bare []byte) bool { return t.inWords(p, bare) || t.inCodes(p) }

// inWords reports whether the term is in a number, its brackets left out or not, or in another text.
func (t *term) inWords(p *pieces, bare []byte) bool {
	if contains(p.texts, t.units) || contains(p.numbers, t.units) {
		return true
	}
	if bare == nil && hasBrackets(p.numbers) {
		var room [256]byte // most numbers fit
		bare = appendBare(room[:0], p.numbers)
	}
	return contains(bare, t.units)
}

func (t *term) inCodes(p *pieces) bool {
	if !t.codeTerm() || !bytes.Contains(p.codes, []byte(t.text)) {
		return false
	}
	for _, one := range p.codeList() {
		if strings.HasPrefix(one, t.text) {
			return true
		}
	}
	return false
}

// wants reports whether a tuple of a group passes the filters.
func (a *question) wants(group int, values []fieldValue) bool {
	for field, wanted := range a.wanted[group] {
		passes := false
		for _, value := range values {
			if value.field != field {
				continue
			}
			for _, one := range wanted {
				passes = passes || one == value.value
			}
		}
		if !passes {
			return false
		}
	}
	return true
}

// wantsEntry reports whether a document in memory passes the filters, dates and fines, and is still public.
func (a *question) wantsEntry(e *entry) bool {
	if e.until < a.today || a.dated && (e.day == noDay || e.day < a.from || e.day > a.to) ||
		a.fined && (e.fine == noFine || e.fine < a.fineFrom || e.fine > a.fineTo) {
		return false
	}
	for g := range groups {
		if len(a.wanted[g]) > 0 && !a.wants(g, e.values[g]) {
			return false
		}
	}
	return true
}
