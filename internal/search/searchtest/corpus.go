package searchtest

import (
	"encoding/base32"
	"encoding/binary"
	"math/rand/v2"
	"strconv"
	"strings"

	"mingshi/internal/disclosure"
	"mingshi/internal/search"
)

// The shape of the corpus.
const (
	// venueEvery is how many documents stand around one venue, the venue itself included.
	venueEvery = 25
	// corpusYears is how many years back decisions reach.
	corpusYears = 11
	// overduePercent of the penalties with a last public day are past it.
	overduePercent = 1
)

// corpusToday is the day the corpus is meant to be read on.
var corpusToday = disclosure.Date{Year: 2026, Month: 11, Day: 20}

// Generator makes up documents like those of a health authority with many districts: venues, and the permits, filings,
// gradings, readings and penalties around them. Nothing in them exists: no city, no street, no business and no code.
type Generator struct {
	seed uint64
	// days are all days that a decision may be taken on, earliest first; making them anew for each document would cost
	// more than all the rest.
	days    []disclosure.Date
	brands  []rune
	trades  []int
	offices []string
}

// Corpus is the corpus of a seed: the same seed gives the same documents on every machine. A Generator keeps no state and
// may be used by several goroutines at once.
func Corpus(seed uint64) *Generator {
	g := &Generator{seed: seed, brands: brandCharacters(), trades: tradeLottery(), offices: offices()}
	for day := corpusToday.AddMonths(-12 * corpusYears).AddDays(1); !day.After(corpusToday); day = day.AddDays(1) {
		g.days = append(g.days, day)
	}
	return g
}

// Today is the day the corpus is meant to be read on: no decision is later, and few last public days are earlier.
func (g *Generator) Today() disclosure.Date { return corpusToday }

// The streams of chance: documents, and the parties of venues and of records that stand alone.
const (
	streamDocument = iota + 1
	streamVenue
	streamAlone
)

// draw is the source of chance of one document or party.
type draw struct{ *rand.Rand }

func (g *Generator) draw(stream, number uint64) draw {
	const streams = 8
	return draw{rand.New(rand.NewPCG(g.seed, number*streams+stream))} //nolint:gosec // made-up data that must come out the same again
}

// chance is true in percent of 100 cases.
func (d draw) chance(percent int) bool { return d.IntN(100) < percent }

// between gives a whole number from low to high, both included.
func (d draw) between(low, high int) int { return low + d.IntN(high-low+1) }

func pick[T any](d draw, list []T) T { return list[d.IntN(len(list))] }

// Document makes document i, which MUST NOT be negative. Documents of different i have different ids.
func (g *Generator) Document(i int) search.Document {
	d := g.draw(streamDocument, uint64(i)) //nolint:gosec // not negative
	kind := kindOf(d, i)
	p := g.partyOf(d, kind, i)
	doc := search.Document{
		ID:        g.id(kind, uint64(i)), //nolint:gosec // not negative
		State:     string(disclosure.StatePublished),
		Authority: p.office,
		DecidedOn: pick(d, g.days),
	}
	if d.chance(2) {
		doc.State = string(disclosure.StateDisputed)
	}
	switch kind {
	case disclosure.KindVenue:
		doc.DecidedOn = disclosure.Date{}
		doc.SortName = p.sign
		p.fillVenue(&doc)
		doc.Numbers = []string{p.permit}
		doc.Grade = presentGrade(d)
	case disclosure.KindGrading:
		p.fillVenue(&doc)
		doc.Numbers = []string{p.permit}
		doc.Grade = pick(d, gradeLottery)
	case disclosure.KindReading:
		p.fillVenue(&doc)
		doc.Numbers = []string{p.permit}
	case disclosure.KindPermit:
		p.fillCase(&doc, permitContent(d, &p))
		doc.Numbers = []string{p.documentNumber(d, "卫公许", doc.DecidedOn.Year), p.permit}
	case disclosure.KindFiling:
		p.fillCase(&doc, filingContent(d, &p))
		doc.Numbers = []string{p.documentNumber(d, "卫公备", doc.DecidedOn.Year)}
	default:
		g.fillPenalty(d, &doc, &p)
	}
	return doc
}

// kindOf gives each venue its documents: of 96 others 30 permits, 5 filings, 25 gradings, 16 readings, 20 penalties.
func kindOf(d draw, i int) disclosure.Kind {
	if i%venueEvery == 0 {
		return disclosure.KindVenue
	}
	switch n := d.IntN(96); {
	case n < 30:
		return disclosure.KindPermit
	case n < 35:
		return disclosure.KindFiling
	case n < 60:
		return disclosure.KindGrading
	case n < 76:
		return disclosure.KindReading
	}
	return disclosure.KindPenalty
}

// partyOf finds who a document is about. Half of the permits, filings and penalties are about somebody without other
// records, and some of those have no venue at all.
func (g *Generator) partyOf(d draw, kind disclosure.Kind, i int) party {
	decided := kind == disclosure.KindPermit || kind == disclosure.KindFiling || kind == disclosure.KindPenalty
	if decided && d.chance(50) {
		p := g.party(streamAlone, uint64(i)) //nolint:gosec // not negative
		p.venueless = d.chance(20)
		if d.chance(4) {
			p.becomePerson(d)
		}
		return p
	}
	return g.party(streamVenue, uint64(i/venueEvery)) //nolint:gosec // not negative
}

var idEncoding = base32.NewEncoding("0123456789ABCDEFGHJKMNPQRSTVWXYZ").WithPadding(base32.NoPadding)

// id has the form of a drawn one. Each step of the mixing can be undone, so that no two numbers give the same id.
func (g *Generator) id(kind disclosure.Kind, number uint64) disclosure.ID {
	x := number + g.seed*0x9E3779B97F4A7C15 // the constants are those of SplitMix64
	x = (x ^ x>>30) * 0xBF58476D1CE4E5B9
	x = (x ^ x>>27) * 0x94D049BB133111EB
	x ^= x >> 31
	text := make([]byte, 0, 16)
	text = append(text, kind.Prefix()...)
	return disclosure.ID(idEncoding.AppendEncode(text, binary.BigEndian.AppendUint64(nil, x)))
}

// fillPenalty adds what a penalty decided: facts, kinds, a fine that often is a round one, and for most a last public day.
func (g *Generator) fillPenalty(d draw, doc *search.Document, p *party) {
	act := pick(d, caseActs)
	kinds, fine := drawPenalty(d)
	words := make([]string, 0, len(kinds))
	for _, kind := range kinds {
		words = append(words, penaltyWords[kind])
	}
	content := strings.Join(words, "，")
	if fine > 0 {
		content += "人民币" + strconv.FormatInt(int64(fine)/100, 10) + "元"
		doc.Fine = &fine
	}
	doc.PenaltyKinds = kinds
	p.fillCase(doc, act.violation, caseFacts(d, act), content)
	doc.Numbers = []string{p.documentNumber(d, "卫公罚", doc.DecidedOn.Year)}
	if d.chance(60) {
		doc.PublicUntil = corpusToday.AddDays(d.IntN(3 * 365))
		if d.chance(overduePercent) {
			doc.PublicUntil = corpusToday.AddDays(-d.between(1, 30))
		}
	}
}

// drawPenalty draws one to three kinds and, where a fine is among them, its amount.
func drawPenalty(d draw) ([]string, disclosure.Fen) {
	kinds := pick(d, penaltyLottery)
	for _, kind := range kinds {
		if kind == string(disclosure.PenaltyFine) {
			if d.chance(10) {
				return kinds, disclosure.Fen(d.between(200, 100_000)) * 100
			}
			return kinds, pick(d, fineLottery) * 100
		}
	}
	return kinds, 0
}

// presentGrade is what hangs at a venue's door; one in ten has not been graded.
func presentGrade(d draw) string {
	if d.chance(10) {
		return ""
	}
	return pick(d, gradeLottery)
}
