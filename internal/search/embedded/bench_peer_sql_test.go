package embedded_test

import (
	"cmp"
	"database/sql"
	"slices"
	"strconv"
	"strings"

	"mingshi/internal/disclosure"
	"mingshi/internal/search"
)

// peerQuestion is a question in SQLite's words.
type peerQuestion struct {
	peer   *peer
	counts peerStatement
	// steps give the hits in order, one part of the order after the other.
	steps         []peerStatement
	offset, limit int
}

type peerStatement struct {
	statement *sql.Stmt
	arguments []any
}

// question words a query. Each step stops at the rows that the page needs.
func (p *peer) question(q *search.Query, today, offset int) *peerQuestion {
	p.b.Helper()
	found := &peerQuestion{peer: p, offset: offset, limit: q.Limit}
	conditions, arguments := p.conditions(q, today)
	terms := search.Terms(q.Text)
	add := func(words string, also []string, tail string) peerStatement {
		from, where, values := "document d", slices.Concat(conditions, also), slices.Clone(arguments)
		if words != "" {
			from, where = "words JOIN document d ON d.n = words.rowid", append(where, "words MATCH ?")
			values = append(values, words)
		}
		head, end, _ := strings.Cut(tail, "|")
		statement, err := p.db.Prepare("SELECT " + head + " FROM " + from + " WHERE " + strings.Join(where, " AND ") + end)
		if err != nil {
			p.b.Fatalf("%v: %s", err, tail)
		}
		return peerStatement{statement, values}
	}
	row := "d.n"
	all := ""
	if len(terms) > 0 {
		row, all = "words.rowid", everywhere(terms)
	}
	found.counts = add(all, nil, "d.facets, count(*)| GROUP BY d.facets")
	venues, others := []string{row + " >= " + strconv.Itoa(p.venues)}, []string{row + " < " + strconv.Itoa(p.venues)}
	inOrder := "d.id| ORDER BY " + row + " LIMIT ?"
	switch q.Sort {
	case search.Relevance:
		for _, words := range tiers(terms) {
			found.steps = append(found.steps, add(words, venues, inOrder), add(words, others, inOrder))
		}
	case search.Fine:
		found.steps = append(found.steps, add(all, []string{"d.fine IS NOT NULL"}, "d.id| ORDER BY d.fine DESC, d.n LIMIT ?"))
		found.steps = append(found.steps, add(all, []string{"d.fine IS NULL"}, inOrder))
	default:
		found.steps = append(found.steps, add(all, nil, inOrder))
	}
	return found
}

// conditions are what a query is narrowed to.
func (p *peer) conditions(q *search.Query, today int) (conditions []string, arguments []any) {
	add := func(condition string, values ...any) {
		conditions, arguments = append(conditions, condition), append(arguments, values...)
	}
	add("(d.until = 0 OR d.until >= ?)", today)
	if len(q.Kinds) == 1 {
		add("d.kind = ?", string(q.Kinds[0]))
	}
	for field, values := range q.Filters {
		add("d."+string(field)+" = ?", p.values[values[0]]) // the mix asks for one value of authority or venue_kind
	}
	if !q.DecidedFrom.IsZero() {
		add("d.day >= ?", dayNumber(q.DecidedFrom))
	}
	if !q.DecidedTo.IsZero() {
		add("d.day BETWEEN 1 AND ?", dayNumber(q.DecidedTo))
	}
	bound := func(condition string, fine *disclosure.Fen) {
		if fine != nil {
			add(condition, int64(*fine))
		}
	}
	bound("d.fine >= ?", q.FineFrom)
	bound("d.fine <= ?", q.FineTo)
	return conditions, arguments
}

// ordered lists a facet's counts, the most frequent value first.
func (p *peer) ordered(field search.Field, counts []int64) []search.Count {
	var list []search.Count
	for number, count := range counts {
		if number == 0 || count == 0 {
			continue
		}
		value := strconv.Itoa(number)
		if field != search.FieldYear {
			value = p.names[number]
		}
		list = append(list, search.Count{Value: value, Count: count})
	}
	slices.SortFunc(list, func(a, b search.Count) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Value, b.Value))
	})
	return list
}

// beginning is the token before the first pair of each text: terms do not run from one text into the next, and what names
// begin with can be asked for.
const beginning = "\uE0FF"

// pairsOf cuts texts into pairs.
func pairsOf(texts []string) string {
	var all strings.Builder
	for _, text := range texts {
		all.WriteString(beginning + " " + pairs(search.Normalize(text)) + " ")
	}
	return all.String()
}

// pairs are the overlapping pairs of characters of a normal form. The tokenizer takes signs of ASCII for spaces, so they are
// written as private characters.
func pairs(normal string) string {
	var all strings.Builder
	before := rune(-1)
	for _, r := range normal {
		if r < 0x80 && (r < '0' || r > '9') && (r < 'a' || r > 'z') {
			r += 0xE000
		}
		if before >= 0 {
			if all.Len() > 0 {
				all.WriteByte(' ')
			}
			all.WriteRune(before)
			all.WriteRune(r)
		}
		before = r
	}
	return all.String()
}

// otherTexts are a document's texts, and its numbers with and without brackets.
func otherTexts(doc *search.Document) []string {
	texts := slices.Clone(doc.Texts)
	for _, number := range doc.Numbers {
		texts = append(texts, number, search.WithoutBrackets(search.Normalize(number)))
	}
	return texts
}

func codesOf(codes []string) string { return search.Normalize(strings.Join(codes, " ")) }

// tiers are the full-text expressions of the parts of the order by relevance; one empty expression without terms.
func tiers(terms []string) []string {
	if len(terms) == 0 {
		return []string{""}
	}
	all, named, begins := everywhere(terms), inNames(terms), beginsWithOne(terms)
	return []string{
		"(" + named + ") AND (" + begins + ")",
		"(" + named + ") NOT (" + begins + ")",
		"(" + all + ") NOT (" + named + ")",
	}
}

// everywhere is the full-text expression for documents that all terms match.
func everywhere(terms []string) string {
	parts := make([]string, 0, len(terms))
	for _, text := range terms {
		part := `{names texts} : "` + pairs(text) + `"`
		if strings.Trim(text, "0123456789abcdefghijklmnopqrstuvwxyz") == "" && len(text) >= search.MinCode {
			part += ` OR codes : "` + text + `" *`
		}
		parts = append(parts, "("+part+")")
	}
	return strings.Join(parts, " AND ")
}

// inNames is the expression for documents that have all terms in their names.
func inNames(terms []string) string {
	parts := make([]string, 0, len(terms))
	for _, text := range terms {
		parts = append(parts, `(names : "`+pairs(text)+`")`)
	}
	return strings.Join(parts, " AND ")
}

// beginsWithOne is the expression for documents one of whose names begins with one of the terms.
func beginsWithOne(terms []string) string {
	parts := make([]string, 0, len(terms))
	for _, text := range terms {
		parts = append(parts, `(names : "`+beginning+" "+pairs(text)+`")`)
	}
	return strings.Join(parts, " OR ")
}
