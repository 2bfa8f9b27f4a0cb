package searchtest

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"mingshi/internal/disclosure"
	"mingshi/internal/search"
)

// PageHits is how many hits each query of the mix asks for.
const PageHits = 20

// deepPage is the page that one query in five asks for.
const deepPage = 50

// NamedQuery is one question of the mix.
type NamedQuery struct {
	// Class says in words what kind of question it is, one of QueryClasses.
	Class string
	// Query is for the first page.
	Query search.Query
	// Page is the page of PageHits that is asked for, 1 or 50; OnPage leads there.
	Page int
}

// The classes of questions.
const (
	twoCharacters  = "two characters"
	partOfName     = "part of a name"
	commonWord     = "common word"
	codePrefix     = "beginning of a code"
	documentNumber = "document number"
	severalTerms   = "several terms"
	filtersOnly    = "filters only"
	streetNumber   = "street and number"
)

// queryClass is a class with its share in 300 and how many percent of it are on the deep page. The frequent questions
// have deep pages; a document number has none.
type queryClass struct {
	name        string
	share, deep int
}

const sharesOf = 300

var queryClasses = []queryClass{
	{twoCharacters, 60, 33},
	{partOfName, 60, 0},
	{commonWord, 36, 50},
	{codePrefix, 24, 0},
	{documentNumber, 24, 0},
	{severalTerms, 60, 22},
	{filtersOnly, 20, 50},
	{streetNumber, 20, 0},
}

// QueryClasses lists the classes in the order of a report.
func QueryClasses() []string {
	names := make([]string, 0, len(queryClasses))
	for _, class := range queryClasses {
		names = append(names, class.name)
	}
	return names
}

// Queries makes at least n questions about the first documents of the corpus, which MUST be 1,000 or more: each class in
// its share, rounded up, in mixed order. Their words are taken from documents, so that most find something. Each asks for
// the total, three facets and PageHits hits; many are narrowed by kind of venue, authority, dates or fine. None has a term
// of one character, and none asks for pinyin.
func Queries(seed uint64, n int, g *Generator, documents int) []NamedQuery {
	const streamQueries = 7
	m := mixer{draw: g.draw(streamQueries, seed), g: g, documents: documents}
	var queries []NamedQuery
	for _, class := range queryClasses {
		count := (n*class.share + sharesOf - 1) / sharesOf
		for i := range count {
			page := 1
			if i*100 < count*class.deep {
				page = deepPage
			}
			queries = append(queries, NamedQuery{Class: class.name, Query: m.query(class.name), Page: page})
		}
	}
	m.Shuffle(len(queries), func(i, j int) { queries[i], queries[j] = queries[j], queries[i] })
	return queries
}

// OnPage is the query for its page, reached by cursor from the first, and the number of that page: 1 where the hits do not
// reach as far.
func (n *NamedQuery) OnPage(ctx context.Context, s search.Searcher) (search.Query, int, error) {
	q := n.Query
	if n.Page == 1 {
		return q, 1, nil
	}
	q.Facets = nil
	for page := 1; page < n.Page; page++ {
		result, err := s.Search(ctx, q)
		if err != nil {
			return search.Query{}, 0, err
		}
		if result.Next == "" {
			return n.Query, 1, nil
		}
		q.After = result.Next
	}
	q.Facets = n.Query.Facets
	return q, n.Page, nil
}

// mixer makes questions.
type mixer struct {
	draw

	g         *Generator
	documents int
}

func (m *mixer) query(class string) search.Query {
	q := search.Query{
		Sort: m.sort(), Limit: PageHits,
		Facets: []search.Field{search.FieldAuthority, search.FieldVenueKind, search.FieldYear},
	}
	var about search.Document
	q.Text, about = m.text(class)
	m.narrow(&q, &about)
	if class == filtersOnly && m.chance(25) {
		q.Kinds = []disclosure.Kind{about.ID.Kind()}
	}
	return q
}

// sort is by relevance for 60 in 100 questions, newest first for 35, by fine for 5.
func (m *mixer) sort() search.Sort {
	switch n := m.IntN(100); {
	case n < 60:
		return search.Relevance
	case n < 95:
		return search.Newest
	}
	return search.Fine
}

// narrow adds filters that the document passes as far as it has such a property.
func (m *mixer) narrow(q *search.Query, about *search.Document) {
	filters := map[search.Field][]string{}
	if m.chance(30) {
		filters[search.FieldVenueKind] = []string{about.VenueKind}
		if about.VenueKind == "" {
			filters[search.FieldVenueKind][0] = trades[pick(m.draw, m.g.trades)].kind
		}
	}
	if m.chance(20) {
		filters[search.FieldAuthority] = []string{about.Authority}
	}
	if len(filters) > 0 {
		q.Filters = filters
	}
	if m.chance(20) {
		day := about.DecidedOn
		if day.IsZero() {
			day = pick(m.draw, m.g.days)
		}
		q.DecidedFrom, q.DecidedTo = day.AddDays(-m.between(0, 900)), day.AddDays(m.between(0, 900))
	}
	if m.chance(5) {
		least, most := disclosure.Fen(1_000*100), disclosure.Fen(10_000*100)
		if about.Fine != nil {
			least, most = *about.Fine/2, *about.Fine*2
		}
		q.FineFrom, q.FineTo = &least, &most
	}
}

// text is what is typed, and a document that it was taken from.
func (m *mixer) text(class string) (string, search.Document) {
	switch class {
	case twoCharacters:
		doc, source := m.source(2, func(d *search.Document) []string { return slices.Concat(d.Names, d.Texts) })
		return m.cut(source, 2), doc
	case partOfName:
		length := m.between(4, 8)
		doc, source := m.source(length, func(d *search.Document) []string { return d.Names })
		return m.cut(source, length), doc
	case commonWord:
		return pick(m.draw, commonWords), m.document()
	case codePrefix:
		doc := m.documentWith(func(d *search.Document) bool { return len(d.Codes) > 0 })
		return doc.Codes[0][:m.between(8, len(doc.Codes[0]))], doc
	case documentNumber:
		doc := m.documentWith(func(d *search.Document) bool { return d.CounterpartyKind != "" })
		return m.typed(doc.Numbers[0]), doc
	case severalTerms:
		return m.severalTerms()
	case streetNumber:
		return m.streetNumber()
	}
	return "", m.document()
}

var commonWords = []string{
	"有限公司", "宾馆", "卫生许可证", "从业人员", "公共场所", "酒店", "理发店", "公司", "卫生", "街道", "罚款", "许可", "清洗", "清洗、消毒",
	"当事人", "有效期四年", "公共场所卫生管理条例", "卫生监督员", "美容美发", "检测报告", "听荷", "棋枰",
}

func (m *mixer) document() search.Document { return m.g.Document(m.IntN(m.documents)) }

// documentWith draws until a document fits.
func (m *mixer) documentWith(fits func(*search.Document) bool) search.Document {
	for {
		if doc := m.document(); fits(&doc) {
			return doc
		}
	}
}

// source finds a document and a text of it that has so many characters of Chinese in a row.
func (m *mixer) source(length int, of func(*search.Document) []string) (search.Document, string) {
	for {
		doc := m.document()
		if text := pick(m.draw, of(&doc)); len(hanRuns(text, length)) > 0 {
			return doc, text
		}
	}
}

// cut takes so many characters in a row of Chinese from some place in a text, or the most there are.
func (m *mixer) cut(text string, length int) string {
	for length > 1 {
		if runs := hanRuns(text, length); len(runs) > 0 {
			run := pick(m.draw, runs)
			at := m.IntN(len(run) - length + 1)
			return string(run[at : at+length])
		}
		length--
	}
	return text
}

// hanRuns are the parts of a text that are Chinese characters only and have so many of them.
func hanRuns(text string, length int) [][]rune {
	var runs [][]rune
	for run := range strings.FieldsFuncSeq(text, func(r rune) bool { return !unicode.Is(unicode.Han, r) }) {
		if characters := []rune(run); len(characters) >= length {
			runs = append(runs, characters)
		}
	}
	return runs
}

// typed is a document number as people write it: copied, with the brackets of the keyboard, or without any.
func (m *mixer) typed(number string) string {
	brackets := [][2]string{{"〔", "〕"}, {"[", "]"}, {"(", ")"}, {"", ""}}[m.IntN(4)]
	return strings.NewReplacer("〔", brackets[0], "〕", brackets[1], "（", brackets[0], "）", brackets[1]).Replace(number)
}

// severalTerms are two or three terms from different texts of one document, sometimes with a year of a number.
func (m *mixer) severalTerms() (string, search.Document) {
	doc := m.document()
	name, text := pick(m.draw, doc.Names), pick(m.draw, doc.Texts)
	terms := []string{m.cut(name, m.between(2, 4)), m.cut(text, m.between(2, 3))}
	switch m.IntN(5) {
	case 0:
		terms = append(terms, pick(m.draw, commonWords))
	case 1:
		terms = append(terms, m.cut(pick(m.draw, doc.Texts), 2))
	case 2:
		if !doc.DecidedOn.IsZero() {
			terms[0] = "〔" + strconv.Itoa(doc.DecidedOn.Year) + "〕"
		}
	}
	m.Shuffle(len(terms), func(i, j int) { terms[i], terms[j] = terms[j], terms[i] })
	return strings.Join(terms, " "), doc
}

// streetNumber is where a venue stands, as one term or as two.
func (m *mixer) streetNumber() (string, search.Document) {
	for {
		doc := m.document()
		for _, text := range doc.Texts {
			_, place, found := strings.Cut(text, "市")
			_, place, inDistrict := strings.Cut(place, "区")
			road, _, numbered := strings.Cut(place, "号")
			at := strings.IndexFunc(road, unicode.IsDigit)
			if !found || !inDistrict || !numbered || at < 1 {
				continue
			}
			if m.chance(50) {
				return road + "号", doc
			}
			return road[:at] + " " + road[at:] + "号", doc
		}
	}
}
