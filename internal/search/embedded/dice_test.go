package embedded_test

import (
	"fmt"
	"math/rand/v2"
	"strings"

	"mingshi/internal/disclosure"
	"mingshi/internal/search"
)

// dice make documents and questions by chance, of so few pieces that they often meet.
type dice struct{ *rand.Rand }

func rolled(seed uint64, streams ...int) dice {
	stream := uint64(0)
	for _, one := range streams {
		stream = stream*1_000_003 + uint64(one)
	}
	return dice{rand.New(rand.NewPCG(seed, stream))}
}

var (
	textPieces = []string{
		"宾", "馆", "宾馆", "大", "光", "明", "长", "重", "庆", "12号", "院", "1", "k", "tv", "𠮷", "𠮾", "·", "〔2024〕", "（西）", "女",
		"Ｋ", " ", "　", "㈱", "e\u0301",
	}
	codePieces = []string{"9141", "9241", "99", "MA0", "m", "号", "𠮷", "1"}
	fewDates   = []string{"", "", "0001-01-01", "1969-12-31", "1970-01-01", "2024-12-31", "2025-01-01", "2026-01-01", "9999-12-31"}
	fewFines   = []disclosure.Fen{0, 1, 100, 1 << 33, 999_999_999_999_999_999}
	fewValues  = []string{"", "", "甲", "乙", "A", "a"}
)

func oneOf[T any](d dice, list []T) T { return list[d.IntN(len(list))] }

func (d dice) text(pieces []string, most int) string {
	var s strings.Builder
	for range 1 + d.IntN(most) {
		s.WriteString(oneOf(d, pieces))
	}
	return s.String()
}

func (d dice) list(below int, pieces []string, most int) []string {
	list := make([]string, d.IntN(below))
	for i := range list {
		list[i] = d.text(pieces, most)
	}
	return list
}

func (d dice) date() disclosure.Date { return disclosure.MustDate(oneOf(d, fewDates)) }

// nthID is the nth id of a kind; ids of one kind ascend with n.
func nthID(kind disclosure.Kind, n int) disclosure.ID {
	return disclosure.ID(fmt.Sprintf("%s%013d", kind.Prefix(), n))
}

// kindOf is the kind of the nth document of all: kinds take turns.
func kindOf(n int) disclosure.Kind { return search.Kinds()[n%len(search.Kinds())] }

// document makes one with the nth id; what it holds is left to chance.
func (d dice) document(n int) search.Document {
	made := search.Document{
		ID: nthID(kindOf(n), n), Names: d.list(3, textPieces, 4), Texts: d.list(3, textPieces, 6), Numbers: d.list(3, textPieces, 4),
		Codes: d.list(3, codePieces, 4), State: oneOf(d, fewValues), Street: oneOf(d, fewValues), Authority: oneOf(d, fewValues),
		VenueKind: oneOf(d, fewValues), CounterpartyKind: oneOf(d, fewValues), Grade: oneOf(d, fewValues),
		PenaltyKinds: d.list(3, fewValues[2:], 1),
	}
	if d.IntN(4) == 0 {
		made.PublicUntil = today().AddDays(d.IntN(8) - 3)
	}
	if made.ID.Kind() == disclosure.KindVenue {
		made.SortName = oneOf(d, []string{"", "a", "B", "甲", "甲乙", "𠮷"})
		return made
	}
	made.DecidedOn = d.date()
	if d.IntN(2) == 0 {
		made.Fine = new(oneOf(d, fewFines))
	}
	return made
}

// documents makes those with the ids from one to another, that one excluded.
func (d dice) documents(from, to int) []search.Document {
	made := make([]search.Document, 0, to-from)
	for n := from; n < to; n++ {
		made = append(made, d.document(n))
	}
	return made
}

// query asks for something that some documents are likely to have.
func (d dice) query() search.Query {
	q := search.Query{
		Pinyin: d.IntN(4) == 0, Limit: oneOf(d, []int{0, 40, search.MaxLimit, search.MaxLimit}),
		Sort: oneOf(d, []search.Sort{search.Relevance, search.Relevance, search.Newest, search.Oldest, search.Fine, search.Name}),
	}
	for range d.IntN(3) {
		q.Text += " " + oneOf(d, []string{
			d.text(textPieces, 1), d.text(textPieces, 2), d.text(textPieces, 3), d.text(codePieces, 3), "bg", "binguan", "cq", "k",
		})
	}
	if d.IntN(4) == 0 {
		q.Kinds = []disclosure.Kind{oneOf(d, search.Kinds()), oneOf(d, search.Kinds())}
	}
	if q.Sort == search.Name {
		q.Kinds = []disclosure.Kind{disclosure.KindVenue}
	}
	if d.IntN(4) == 0 {
		field := oneOf(d, search.Fields()[1:8])
		q.Filters = map[search.Field][]string{field: {oneOf(d, fewValues), oneOf(d, fewValues)}}
	}
	if d.IntN(5) == 0 {
		q.DecidedFrom = d.date()
	}
	if d.IntN(5) == 0 {
		q.DecidedTo = d.date()
	}
	if d.IntN(6) == 0 {
		q.FineFrom = new(oneOf(d, fewFines))
	}
	if d.IntN(6) == 0 {
		q.FineTo = new(oneOf(d, fewFines))
	}
	for _, field := range search.Fields() {
		if d.IntN(3) == 0 {
			q.Facets = append(q.Facets, field)
		}
	}
	return q
}

func (d dice) queries(n int) []search.Query {
	made := make([]search.Query, n)
	for i := range made {
		made[i] = d.query()
	}
	return made
}
