package demo

import (
	"slices"
	"strconv"

	"mingshi/internal/disclosure"
)

// permit is one decision to permit, to a business or, where business is nil, to a natural person.
type permit struct {
	business *business
	person   person

	document, documentNumber string
	kind, certificate        string
	number, content          string
	from                     disclosure.Date
	// until is the last day; the zero Date means no end.
	until disclosure.Date
}

// newPermit grants a hygiene permit; numberPermits numbers it.
func (d *district) newPermit(b *business, t *trade, from disclosure.Date) *permit {
	p := &permit{
		business:    b,
		document:    "准予行政许可决定书",
		kind:        "普通",
		certificate: "公共场所卫生许可证",
		content:     t.Content,
		from:        from,
		until:       from.AddMonths(12 * permitYears).AddDays(-1),
	}
	d.permits = append(d.permits, p)
	return p
}

// numberPermits puts the permits in order of decision and numbers them year by year.
func (d *district) numberPermits() {
	slices.SortStableFunc(d.permits, func(a, b *permit) int { return a.from.Compare(b.from) })
	last := map[int]int{}
	for _, p := range d.permits {
		year := p.from.Year
		last[year]++
		p.documentNumber = documentNumber("示卫许准字", year, "第", last[year], 4)
		p.number = documentNumber("示卫公证字", year, "第", last[year], 4)
	}
}

// Natural persons' permits: how many in a block, how many days back they reach, and their first certificate number.
const (
	personsPerBlock  = 8
	personDays       = 500
	firstCertificate = 700_001
	personIDSerial   = 5_000_000
)

// addPersons registers doctors and nurses, whose names the public copy has to shorten and whose telephone numbers
// stand in the text.
func (d *district) addPersons() {
	for i := range personsPerBlock {
		l := d.words.Licences[i%len(d.words.Licences)]
		n := len(d.persons)
		name := d.words.personName(d.draw, d.words.PersonSurnames)
		from := d.ago(d.draw.between(2, personDays))
		if i == 0 {
			from = d.ago(1)
		}
		d.persons = append(d.persons, &permit{
			person:         person{name, residentID(d.serialStart + personIDSerial + n)},
			document:       l.Document,
			documentNumber: documentNumber(l.Prefix, from.Year, "", n+1, 1),
			kind:           "登记",
			certificate:    l.Certificate,
			number:         strconv.Itoa(firstCertificate + n),
			content:        fill(l.Content, "name", name, "phone", mobile(d.draw)),
			from:           from,
		})
	}
}

// permitsByForm deals the permits of businesses out to the two forms of file, seven in ten by codes.
func (d *district) permitsByForm() (codes, names []*permit) {
	for i, p := range d.permits {
		if i%10 < 7 {
			codes = append(codes, p)
		} else {
			names = append(names, p)
		}
	}
	return codes, names
}

// residentIDType is the standard's name for the document whose numbers the files hold.
const residentIDType = "身份证"

// permitRows lays permits out in the order of permitColumns.
func permitRows(permits []*permit) [][]cell {
	rows := make([][]cell, 0, len(permits))
	for _, p := range permits {
		var until cell = p.until
		if p.until.IsZero() {
			until = noEnd
		}
		rows = append(rows, append(p.counterparty(),
			p.document, p.documentNumber, p.kind, p.certificate, p.number, p.content, p.from, p.from, until,
			authorityName, authorityCode, "1", authorityName, authorityCode, nil))
	}
	return rows
}

// counterparty gives the first 13 fields of a permit.
func (p *permit) counterparty() []cell {
	if p.business != nil {
		return p.business.counterparty()
	}
	return []cell{
		p.person.name, "自然人", nil, nil, nil, nil, nil, nil, nil, nil, nil, residentIDType, p.person.id,
	}
}

// counterparty gives the first 13 fields of a permit or penalty: who it is about.
func (b *business) counterparty() []cell {
	return []cell{
		b.name, b.category(), b.code, nil, nil, nil, nil, nil, b.representative.name, residentIDType, b.representative.id,
		nil, nil,
	}
}
