package searchtest

import (
	"math/rand/v2"
	"slices"
	"strings"

	"mingshi/internal/disclosure"
	"mingshi/internal/search"
)

// dice makes documents and queries by chance, of so few pieces that they often meet.
type dice struct {
	random *rand.Rand
	// known are texts of the documents made so far.
	known []string
}

// knownTexts is how many of them are remembered.
const knownTexts = 200

var (
	// normalPieces are their own normal form, so that two names differ if their texts do.
	normalPieces = []string{"宾", "馆", "大", "光", "明", "长", "重", "庆", "12号", "院", "1", "k", "tv", "𠮷", "·", "()", "女"}
	// anyPieces are all that texts are made of.
	anyPieces = append([]string{
		"宾馆", "大光明", "12号院", "〔2024〕", "（西）", "【", "]", "Ｋ", "TV", "１２", " ", "　", "\u200b", "\xff", "e\u0301", "2024", "x", "㈱",
	}, normalPieces...)
	codePieces = []string{"9141", "9241", "99", "MA0", "m", "号", "1", "ＡB"}
	latinTerms = []string{
		"bg", "binguan", "cq", "chongqing", "zhongqing", "zhang", "cd", "dgm", "daguang", "k", "ktv", "nv", "nü", "ktvbin", "mm", "d1",
	}
	diceDates     = []string{"", "", "2024-12-31", "2025-01-01", "2025-06-01", "2026-01-01"}
	diceFines     = []disclosure.Fen{0, 1, 100, 1 << 33}
	diceValues    = []string{"", "", "甲", "乙", "A", "a"}
	dicePenalties = []string{"fine", "warning", "order_closure", "甲"}
)

// idNumbers is how many ids of a kind there are.
const idNumbers = 12

func (d *dice) id() disclosure.ID {
	return idOf(one(d.random, search.Kinds()...), d.random.IntN(idNumbers))
}

// ids makes less than n different ones.
func (d *dice) ids(n int) []disclosure.ID {
	return slices.Compact(slices.Sorted(slices.Values(some(d.random, n, d.id))))
}

// text joins one to most pieces.
func (d *dice) text(pieces []string, most int) string {
	var s strings.Builder
	for range 1 + d.random.IntN(most) {
		s.WriteString(one(d.random, pieces...))
	}
	return s.String()
}

func (d *dice) date() disclosure.Date { return disclosure.MustDate(one(d.random, diceDates...)) }

// documents makes less than n documents of different ids.
func (d *dice) documents(n int) []search.Document {
	list := some(d.random, n, d.document)
	seen := map[disclosure.ID]bool{}
	return slices.DeleteFunc(list, func(made search.Document) bool {
		again := seen[made.ID]
		seen[made.ID] = true
		return again
	})
}

func (d *dice) document() search.Document {
	any3 := func() string { return d.text(anyPieces, 6) }
	made := search.Document{
		ID:    d.id(),
		Texts: some(d.random, 3, any3), Numbers: some(d.random, 3, any3),
		Codes:  some(d.random, 3, func() string { return d.text(codePieces, 4) }),
		State:  one(d.random, diceValues...),
		Street: one(d.random, diceValues...), Authority: one(d.random, diceValues...),
		VenueKind: one(d.random, diceValues...), CounterpartyKind: one(d.random, diceValues...), Grade: one(d.random, diceValues...),
		PenaltyKinds: some(d.random, 4, func() string { return one(d.random, dicePenalties...) }),
	}
	if d.random.IntN(5) > 0 {
		made.Names = append([]string{d.text(normalPieces, 4)}, some(d.random, 3, any3)...)
	}
	if d.random.IntN(3) == 0 {
		made.PublicUntil = disclosure.MustDate(firstDay).AddDays(d.random.IntN(8) - 1)
	}
	d.remember(made.Names, made.Texts, made.Numbers, made.Codes)
	if made.ID.Kind() == disclosure.KindVenue {
		made.SortName = one(d.random, "", "a", "B", "甲", "甲乙", "𠮷")
		return made
	}
	made.DecidedOn = d.date()
	if d.random.IntN(2) == 0 {
		made.Fine = new(one(d.random, diceFines...))
	}
	return made
}

func (d *dice) remember(lists ...[]string) {
	d.known = append(d.known, slices.Concat(lists...)...)
	d.known = d.known[max(0, len(d.known)-knownTexts):]
}

// cut is a piece of a text that some document has or had, with its brackets or without.
func (d *dice) cut() string {
	if len(d.known) == 0 {
		return ""
	}
	text := search.Normalize(one(d.random, d.known...))
	if d.random.IntN(2) == 0 {
		text = search.WithoutBrackets(text)
	}
	runes := []rune(text)
	from := d.random.IntN(len(runes) + 1)
	return string(runes[from : from+d.random.IntN(len(runes)-from+1)])
}

// terms make the text of a query, often of what documents are made of.
func (d *dice) terms() string {
	terms := some(d.random, 4, func() string {
		switch d.random.IntN(12) {
		case 0:
			return one(d.random, latinTerms...)
		case 1:
			return d.text(codePieces, 3)
		case 2, 3:
			return d.text(anyPieces, 3)
		case 4, 5, 6, 7:
			return d.cut()
		default:
			return d.text(normalPieces, 2)
		}
	})
	return strings.Join(terms, one(d.random, " ", "  ", "　"))
}

func (d *dice) query() search.Query {
	q := search.Query{
		Text: d.terms(), Pinyin: d.random.IntN(3) == 0, Limit: one(d.random, 0, 1, 2, 5, 20, search.MaxLimit),
		Sort: one(d.random, search.Relevance, search.Relevance, search.Newest, search.Oldest, search.Fine, search.Name),
	}
	if d.random.IntN(3) == 0 {
		q.Kinds = some(d.random, 4, func() disclosure.Kind { return one(d.random, search.Kinds()...) })
	}
	if q.Sort == search.Name {
		q.Kinds = []disclosure.Kind{disclosure.KindVenue}
	}
	if d.random.IntN(3) == 0 {
		q.Filters = d.filters()
	}
	if d.random.IntN(4) == 0 {
		q.DecidedFrom = d.date()
	}
	if d.random.IntN(4) == 0 {
		q.DecidedTo = d.date()
	}
	if d.random.IntN(6) == 0 {
		q.FineFrom = new(one(d.random, diceFines...))
	}
	if d.random.IntN(6) == 0 {
		q.FineTo = new(one(d.random, diceFines...))
	}
	for _, field := range search.Fields() {
		if d.random.IntN(3) == 0 {
			q.Facets = append(q.Facets, field)
		}
	}
	return q
}

func (d *dice) filters() map[search.Field][]string {
	filters := make(map[search.Field][]string)
	for range 1 + d.random.IntN(2) {
		field := one(d.random, search.Fields()...)
		values := append(slices.Clone(diceValues), dicePenalties...)
		if field == search.FieldKind {
			values = []string{"venue", "permit", "penalty"}
		}
		if field != search.FieldYear {
			filters[field] = []string{one(d.random, values...), one(d.random, values...)}
		}
	}
	return filters
}
