package meili

import (
	"slices"
	"strings"
	"unicode/utf8"

	"mingshi/internal/search"
)

// term is one term of a query and the queries of the server that find it.
type term struct {
	text string
	// pinyin is how the term is read, "" where it is not.
	pinyin string
	// options are the server's queries of which one or more find every document that the term matches.
	options []string
}

// question is the text of a query in the server's terms.
type question struct {
	terms []term
	// all are the server's queries whose hits together hold every document that matches; names those for documents with all
	// terms in their names, begins those of them that begin with one of the terms. Where nothing narrower is known, all do.
	all, names, begins []string
	// exact tells that the server finds the documents that match and no others.
	exact bool
}

const (
	// maxQueries is how many combinations of options are asked for.
	maxQueries = 16
	// exactRun is how many characters a phrase may have for the server to find it and nothing else.
	exactRun = 2
)

// questionOf reads a text.
func questionOf(text string, pinyin bool) *question {
	q := &question{exact: true}
	read := false
	for _, text := range search.Terms(text) {
		t := newTerm(text, pinyin)
		read = read || t.pinyin != ""
		q.exact = q.exact && len(t.options) == 1 && utf8.RuneCountInString(text) <= exactRun
		q.terms = append(q.terms, t)
	}
	q.all = combinations(q.terms)
	q.names, q.begins = q.all, q.all
	if len(q.terms) > 0 && !read {
		q.names = []string{q.inNames(-1)}
		q.begins = nil
		for i := range q.terms {
			q.begins = append(q.begins, q.inNames(i))
		}
	}
	return q
}

func newTerm(text string, pinyin bool) term {
	t := term{text: text, options: []string{phrase(anything, false, text)}}
	if utf8.RuneCountInString(text) >= search.MinCode {
		t.options = append(t.options, phrase(coding, true, text))
	}
	if read, ok := search.PinyinTerm(text); ok && pinyin {
		t.pinyin = read
		t.options = append(t.options, initialWords(read), syllableWord(read))
	}
	return t
}

// inNames is the query for documents with all terms in names, one of which (none for -1) begins a name.
func (q *question) inNames(beginning int) string {
	var phrases []string
	for i, t := range q.terms {
		phrases = append(phrases, phrase(naming, i == beginning, t.text))
	}
	return strings.Join(phrases, " ")
}

// combinations takes one option of each term in every way. Where that would be too many queries, terms with several options
// are left out, the shortest first, which leaves more candidates.
func combinations(terms []term) []string {
	order := make([]int, len(terms))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return len(terms[b].text) - len(terms[a].text) })
	asked := make([]bool, len(terms))
	queries, words := 1, 0
	for _, i := range order {
		options := terms[i].options
		longest := 0
		for _, option := range options {
			longest = max(longest, strings.Count(option, `"`)/2)
		}
		if len(options) == 1 || queries*len(options) <= maxQueries && words+longest <= search.MaxTerms-(len(terms)-1) {
			asked[i], queries, words = true, queries*len(options), words+longest-1
		}
	}
	found := []string{""}
	for i, t := range terms {
		if !asked[i] {
			continue
		}
		var next []string
		for _, before := range found {
			for _, option := range t.options {
				next = append(next, strings.TrimSpace(before+" "+option))
			}
		}
		found = next
	}
	return found
}

// The tiers of Relevance.
const (
	tierBegins = iota
	tierInNames
	tierElsewhere
)

// tier holds a candidate against the terms: whether all of them match it, and in which tier that puts it.
func (q *question) tier(e *entry) (tier int, ok bool) {
	if len(q.terms) == 0 {
		return tierBegins, true
	}
	tier = tierInNames
	begun := false
	for i := range q.terms {
		begins, contains := q.terms[i].inNames(e)
		begun = begun || begins
		if contains {
			continue
		}
		if !q.terms[i].elsewhere(e) {
			return 0, false
		}
		tier = tierElsewhere
	}
	if tier == tierInNames && begun {
		tier = tierBegins
	}
	return tier, true
}

func (t *term) inNames(e *entry) (begins, contains bool) {
	for _, name := range e.Names {
		begins, contains = begins || strings.HasPrefix(name, t.text), contains || strings.Contains(name, t.text)
		if t.pinyin != "" {
			from, _ := search.FindPinyin([]rune(name), t.pinyin)
			begins, contains = begins || from == 0, contains || from >= 0
		}
	}
	return begins, contains
}

func (t *term) elsewhere(e *entry) bool {
	within := func(text string) bool { return strings.Contains(text, t.text) }
	if slices.ContainsFunc(e.Texts, within) || slices.ContainsFunc(withBare(e.Numbers), within) {
		return true
	}
	return utf8.RuneCountInString(t.text) >= search.MinCode &&
		slices.ContainsFunc(e.Codes, func(code string) bool { return strings.HasPrefix(code, t.text) })
}
