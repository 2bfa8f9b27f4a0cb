package embedded_test

import (
	"cmp"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"unicode/utf8"

	gocmp "github.com/google/go-cmp/cmp"

	"mingshi/internal/disclosure"
	"mingshi/internal/search"
	"mingshi/internal/search/searchtest"
)

// facetFields are those that every question of the mix counts.
var facetFields = [...]search.Field{search.FieldAuthority, search.FieldVenueKind, search.FieldYear}

// truth finds the right answers by looking at every document for every question, in the words of the contract. It keeps no
// documents, only what each question has found so far, so that it is made for any number of them.
type truth struct {
	questions []searchtest.NamedQuery
	today     disclosure.Date
	// parts have looked at different documents.
	parts [][]*tally
}

// tally is what one question has found.
type tally struct {
	query   *search.Query
	terms   []term
	filters []filter
	total   int64
	facets  [len(facetFields)]map[string]int64
	// first are the first hits in order, keep of them, behind which may stand some more that have not been put in order.
	first []place
	keep  int
	full  bool
}

// term is one of a question's, in the forms that are looked for.
type term struct {
	text, atBeginning string
	// code tells that it is long enough for the beginning of a code.
	code bool
}

// filter is one of a question's: the values that are wanted of the field at a place of search.Fields.
type filter struct {
	field  int
	values []string
}

// place is a hit and where it stands in an order.
type place struct {
	tier    int
	venue   bool
	name    string
	day     int // 0 without a date
	fine    int64
	hasFine bool
	id      disclosure.ID
}

func newTruth(questions []searchtest.NamedQuery, today disclosure.Date) *truth {
	t := &truth{questions: questions, today: today}
	for range runtime.NumCPU() {
		var part []*tally
		for i := range questions {
			q := &questions[i].Query
			one := &tally{query: q, keep: questions[i].Page * q.Limit}
			for _, text := range search.Terms(q.Text) {
				one.terms = append(one.terms, term{text, "\n" + text, utf8.RuneCountInString(text) >= search.MinCode})
			}
			for f, field := range search.Fields() {
				if values := q.Filters[field]; values != nil {
					one.filters = append(one.filters, filter{f, values})
				}
			}
			for f := range one.facets {
				one.facets[f] = map[string]int64{}
			}
			part = append(part, one)
		}
		t.parts = append(t.parts, part)
	}
	return t
}

// add looks at the documents from one number up to, not including, another; none may have been looked at before.
func (t *truth) add(g *searchtest.Generator, from, to int) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(len(t.parts)))
	var wait sync.WaitGroup
	for p, part := range t.parts {
		wait.Go(func() {
			for i := from + p; i < to; i += len(t.parts) {
				doc := g.Document(i)
				if !doc.PublicUntil.IsZero() && doc.PublicUntil.Before(t.today) {
					continue
				}
				read := newReading(&doc)
				for _, one := range part {
					one.look(read)
				}
			}
		})
	}
	wait.Wait()
}

// reading is a document in the form in which it is compared. Each text stands behind a line feed, which no normal form has
// and so no term.
type reading struct {
	doc          *search.Document
	names, texts string
	codes        string
	values       [][]string // by the places of search.Fields
	facets       [len(facetFields)][]string
	place        place
}

func newReading(doc *search.Document) *reading {
	r := &reading{doc: doc, names: lines(doc.Names), codes: lines(doc.Codes)}
	r.texts = lines(doc.Texts) + lines(doc.Numbers) + search.WithoutBrackets(lines(doc.Numbers))
	for _, field := range search.Fields() {
		r.values = append(r.values, doc.Values(field))
	}
	for f, field := range facetFields {
		r.facets[f] = r.values[slices.Index(search.Fields(), field)]
	}
	r.place = placeOf(doc)
	return r
}

// placeOf is where a document stands, its tier aside.
func placeOf(doc *search.Document) place {
	p := place{
		venue: doc.ID.Kind() == disclosure.KindVenue, name: doc.SortName, day: dayNumber(doc.DecidedOn), id: doc.ID,
		hasFine: doc.Fine != nil,
	}
	if p.hasFine {
		p.fine = int64(*doc.Fine)
	}
	return p
}

func lines(texts []string) string {
	var all strings.Builder
	for _, text := range texts {
		all.WriteString("\n" + search.Normalize(text))
	}
	return all.String()
}

// dayNumber orders dates; 0 is none.
func dayNumber(d disclosure.Date) int { return d.Year*10_000 + int(d.Month)*100 + d.Day }

// look counts a document if it matches.
func (t *tally) look(r *reading) {
	if !t.passes(r) {
		return
	}
	tier, ok := t.tier(r)
	if !ok {
		return
	}
	t.total++
	for f := range facetFields {
		for _, value := range r.facets[f] {
			t.facets[f][value]++
		}
	}
	here := r.place
	here.tier = tier
	if t.full && here.compare(&t.first[t.keep-1], t.query.Sort) > 0 {
		return
	}
	if t.first = append(t.first, here); len(t.first) >= 4*t.keep {
		t.sort()
	}
}

func (t *tally) sort() {
	slices.SortFunc(t.first, func(a, b place) int { return a.compare(&b, t.query.Sort) })
	if len(t.first) >= t.keep {
		t.first, t.full = t.first[:t.keep], true
	}
}

// passes tells whether a document has what the question narrows to.
func (t *tally) passes(r *reading) bool {
	q := t.query
	if len(q.Kinds) > 0 && !slices.Contains(q.Kinds, r.doc.ID.Kind()) {
		return false
	}
	for _, f := range t.filters {
		if !slices.ContainsFunc(r.values[f.field], func(value string) bool { return slices.Contains(f.values, value) }) {
			return false
		}
	}
	if !q.DecidedFrom.IsZero() && (r.place.day == 0 || r.place.day < dayNumber(q.DecidedFrom)) {
		return false
	}
	if !q.DecidedTo.IsZero() && (r.place.day == 0 || r.place.day > dayNumber(q.DecidedTo)) {
		return false
	}
	if q.FineFrom != nil && (r.doc.Fine == nil || *r.doc.Fine < *q.FineFrom) {
		return false
	}
	return q.FineTo == nil || r.doc.Fine != nil && *r.doc.Fine <= *q.FineTo
}

// tier tells whether every term matches, and in which tier.
func (t *tally) tier(r *reading) (int, bool) {
	if len(t.terms) == 0 {
		return 0, true
	}
	inNames, begins := true, false
	for i := range t.terms {
		wanted := &t.terms[i]
		if strings.Contains(r.names, wanted.text) {
			begins = begins || strings.Contains(r.names, wanted.atBeginning)
			continue
		}
		inNames = false
		if !strings.Contains(r.texts, wanted.text) && (!wanted.code || !strings.Contains(r.codes, wanted.atBeginning)) {
			return 0, false
		}
	}
	switch {
	case inNames && begins:
		return 0, true
	case inNames:
		return 1, true
	}
	return 2, true
}

// compare is the order of hits.
func (p *place) compare(o *place, by search.Sort) int {
	switch {
	case by == search.Relevance && p.tier != o.tier:
		return p.tier - o.tier
	case by == search.Fine && p.hasFine != o.hasFine:
		return first(p.hasFine)
	case by == search.Fine && p.fine != o.fine:
		return cmp.Compare(o.fine, p.fine)
	case p.venue != o.venue:
		return first(p.venue == (by == search.Relevance))
	case p.venue:
		return cmp.Or(strings.Compare(p.name, o.name), cmp.Compare(p.id, o.id))
	}
	return cmp.Or(cmp.Compare(o.day, p.day), cmp.Compare(o.id, p.id))
}

func first(is bool) int {
	if is {
		return -1
	}
	return 1
}

// answer is the right one to question i.
func (t *truth) answer(i int) search.Result {
	whole := tally{query: &t.questions[i].Query, keep: t.parts[0][i].keep}
	result := search.Result{TotalIsExact: true, Facets: map[search.Field][]search.Count{}}
	for _, part := range t.parts {
		whole.total += part[i].total
		whole.first = append(whole.first, part[i].first...)
	}
	whole.sort()
	for f, field := range facetFields {
		counts := map[string]int64{}
		for _, part := range t.parts {
			for value, count := range part[i].facets[f] {
				counts[value] += count
			}
		}
		for value, count := range counts {
			result.Facets[field] = append(result.Facets[field], search.Count{Value: value, Count: count})
		}
		slices.SortFunc(result.Facets[field], func(a, b search.Count) int {
			return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Value, b.Value))
		})
	}
	from := (t.questions[i].Page - 1) * searchtest.PageHits
	if from >= len(whole.first) {
		from = 0 // fewer hits than the page would need: the first is asked for
	}
	for _, hit := range whole.first[from:min(from+searchtest.PageHits, len(whole.first))] {
		result.Hits = append(result.Hits, hit.id)
	}
	result.Total = whole.total
	return result
}

// differences counts the answers that are wrong in total, facets, hits or their order, and shows the first; "not checked"
// without a truth.
func (t *truth) differences(b testing.TB, what string, answers []search.Result) string {
	b.Helper()
	if t == nil {
		return "not checked"
	}
	wrong := 0
	for i, got := range answers {
		want := t.answer(i)
		plain := search.Result{Total: got.Total, TotalIsExact: got.TotalIsExact, Facets: map[search.Field][]search.Count{}}
		if len(got.Hits) > 0 {
			plain.Hits = got.Hits
		}
		for field, counts := range got.Facets {
			if len(counts) > 0 {
				plain.Facets[field] = counts
			}
		}
		if diff := gocmp.Diff(want, plain); diff != "" {
			if wrong++; wrong == 1 {
				b.Errorf("%s: %s %q is answered wrongly (-want +got):\n%s", what, t.questions[i].Class, t.questions[i].Query.Text, diff)
			}
		}
	}
	return strconv.Itoa(wrong)
}

// TestBenchmarkTruthIsTheContracts holds the truth of the benchmark against the one of the contract's suite: two readings of
// the same words.
func TestBenchmarkTruthIsTheContracts(t *testing.T) {
	const documents, feed = 2_000, "bench"
	g := searchtest.Corpus(benchSeed)
	questions := searchtest.Queries(benchSeed, benchQuestions, g, documents)
	counted := newTruth(questions, g.Today())
	counted.add(g, 0, documents/2)
	counted.add(g, documents/2, documents)

	contract := searchtest.NewTruth(g.Today)
	generation, err := contract.Rebuild(t.Context(), feed)
	if err != nil {
		t.Fatal(err)
	}
	batch := search.Batch{FeedID: feed, Position: 1}
	for i := range documents {
		batch.Put = append(batch.Put, g.Document(i))
	}
	if err := generation.Apply(t.Context(), batch); err != nil {
		t.Fatal(err)
	}
	if err := generation.Promote(t.Context()); err != nil {
		t.Fatal(err)
	}
	answers := make([]search.Result, len(questions))
	for i := range questions {
		q, _, err := questions[i].OnPage(t.Context(), contract)
		if err != nil {
			t.Fatal(err)
		}
		if answers[i], err = contract.Search(t.Context(), q); err != nil {
			t.Fatal(err)
		}
	}
	if got := counted.differences(t, "the contract's truth", answers); got != "0" {
		t.Errorf("%s of %d questions are answered otherwise", got, len(questions))
	}
}
