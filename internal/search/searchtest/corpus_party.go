package searchtest

import (
	"strconv"
	"strings"

	"golang.org/x/text/encoding/simplifiedchinese"

	"mingshi/internal/disclosure"
	"mingshi/internal/search"
)

// party is a made-up business with its venue.
type party struct {
	city, office            string
	sign, former, legal     string
	kind                    string // of the counterparty
	code, oldCode           string
	trade                   *trade
	street, address, permit string
	venueless               bool
}

// party makes the business of a number. It belongs to one city, whose authorities decide about it.
func (g *Generator) party(stream, number uint64) party {
	d := g.draw(stream, number)
	city, district := d.IntN(len(cities)), pick(d, districts)
	t := &trades[pick(d, g.trades)]
	p := party{
		city: cities[city], trade: t, office: g.office(d, city),
		street: pick(d, streetFirst) + pick(d, streetSecond) + "街道",
	}
	brand := g.brand(d)
	if d.chance(40) {
		p.kind = string(disclosure.Organization)
		p.legal = p.city + brand + t.sign + pick(d, suffixLottery)
	} else {
		p.kind = string(disclosure.SoleTrader)
		p.legal = p.city + district + "区" + brand + t.sign
	}
	road := pick(d, roadFirst) + pick(d, roadSecond)
	p.sign = signboard(d, [...]string{p.city, district}, brand+t.sign, road)
	if d.chance(4) {
		p.former = g.brand(d) + t.sign
	}
	p.address = p.city + "市" + district + "区" + road + strconv.Itoa(d.between(1, 400)) + "号"
	if d.chance(20) {
		p.address += strconv.Itoa(d.between(1, 6)) + "层"
	}
	p.code = creditCode(d, p.kind)
	if d.chance(3) {
		p.oldCode = division + drawDigits(d, 9)
	}
	p.permit = p.city[:len("市")] + "卫公证字〔" + strconv.Itoa(d.between(2016, 2026)) + "〕第" + drawDigits(d, 6) + "号"
	return p
}

// becomePerson makes it somebody without a business: name hidden, no code that may be shown, no venue.
func (p *party) becomePerson(d draw) {
	*p = party{
		city: p.city, office: p.office, trade: p.trade, permit: p.permit, sign: p.sign,
		kind: string(disclosure.NaturalPerson), legal: pick(d, surnames) + "某某",
	}
}

// office picks the authority: the city's own for one party in four, a district's otherwise.
func (g *Generator) office(d draw, city int) string {
	if d.chance(25) {
		return g.offices[city]
	}
	return g.offices[len(cities)+d.IntN(len(g.offices)-len(cities))]
}

// offices are 30 authorities: one for each city, and 22 of districts that work for any.
func offices() []string {
	list := make([]string, 0, 30)
	for _, city := range cities {
		list = append(list, city+"市卫生健康委员会")
	}
	for _, district := range districts[:22] {
		list = append(list, district+"区卫生健康局")
	}
	return list
}

// brand is two to four characters.
func (g *Generator) brand(d draw) string {
	var brand strings.Builder
	length := 2
	if d.chance(40) {
		length = d.between(3, 4)
	}
	for range length {
		brand.WriteRune(pick(d, g.brands))
	}
	return brand.String()
}

// signboard is what people call the venue by: brand and trade, often with the place that tells branches apart, or with the
// city or district that it stands in before it.
func signboard(d draw, places [2]string, name, road string) string {
	switch n := d.IntN(100); {
	case n < 45:
		return name + "（" + road + "店）"
	case n < 75:
		return places[d.IntN(len(places))] + name
	}
	return name
}

// brandCharacters is every fifth of the everyday characters of GB 2312 (rows 16 to 55), 751 of them.
func brandCharacters() []rune {
	const firstRow, lastRow, cells, offset, step = 16, 55, 94, 0xA0, 5
	var everyday []rune
	decoder := simplifiedchinese.GBK.NewDecoder()
	for row := firstRow; row <= lastRow; row++ {
		for cell := 1; cell <= cells; cell++ {
			text, err := decoder.Bytes([]byte{byte(row + offset), byte(cell + offset)})
			if err != nil {
				panic(err) // every pair of these bytes can be decoded
			}
			if r := []rune(string(text))[0]; 0x4E00 <= r && r <= 0x9FFF { // the last five cells are empty
				everyday = append(everyday, r)
			}
		}
	}
	var chosen []rune
	for i := 0; i < len(everyday); i += step {
		chosen = append(chosen, everyday[i])
	}
	return chosen
}

// tradeLottery holds each trade as often as its weight says.
func tradeLottery() []int {
	var lottery []int
	for i, t := range trades {
		for range t.weight {
			lottery = append(lottery, i)
		}
	}
	return lottery
}

// division is that of all codes; no place has it.
const division = "419901"

// creditCode is 18 characters: kind, a division that does not exist, nine made-up characters, and the check character.
func creditCode(d draw, kind string) string {
	const alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"
	code := make([]byte, 0, 18)
	code = append(code, "91"...)
	if kind == string(disclosure.SoleTrader) {
		code[1] = '2'
	}
	code = append(code, division...)
	for len(code) < 17 {
		code = append(code, alphabet[d.IntN(len(alphabet))])
	}
	sum, weight := 0, 1
	for _, c := range code {
		sum += strings.IndexByte(alphabet, c) * weight
		weight = weight * 3 % len(alphabet)
	}
	return string(append(code, alphabet[(len(alphabet)-sum%len(alphabet))%len(alphabet)]))
}

func drawDigits(d draw, n int) string {
	const alphabet = "0123456789"
	text := make([]byte, n)
	for i := range text {
		text[i] = alphabet[d.IntN(len(alphabet))]
	}
	return string(text)
}

// documentNumber is one of a city's series of a year; one in ten is written with other brackets.
func (p *party) documentNumber(d draw, series string, year int) string {
	opening, closing := "〔", "〕"
	if d.chance(10) {
		opening, closing = "（", "）"
	}
	return p.city[:len("市")] + series + opening + strconv.Itoa(year) + closing + strconv.Itoa(d.between(1, 9000)) + "号"
}

// fillVenue gives a document what it has of a venue: names, code, address, street and kind.
func (p *party) fillVenue(doc *search.Document) {
	doc.Names = append(doc.Names, p.sign)
	if p.former != "" {
		doc.Names = append(doc.Names, p.former)
	}
	if p.legal != p.sign {
		doc.Names = append(doc.Names, p.legal)
	}
	doc.Texts = append(doc.Texts, p.address, p.street)
	doc.Street, doc.VenueKind = p.street, p.trade.kind
	doc.Codes = []string{p.code}
}

// fillCase gives a document its counterparty, its own texts, and what it has of a venue.
func (p *party) fillCase(doc *search.Document, texts ...string) {
	doc.Texts = append(doc.Texts, texts...)
	doc.CounterpartyKind = p.kind
	switch {
	case p.kind == string(disclosure.NaturalPerson):
		doc.Names = []string{p.legal}
	case p.venueless:
		doc.Names, doc.Codes = []string{p.legal}, []string{p.code}
	default:
		p.fillVenue(doc)
	}
	if p.oldCode != "" {
		doc.Codes = append(doc.Codes, p.oldCode)
	}
}
