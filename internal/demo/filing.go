package demo

import (
	"slices"

	"mingshi/internal/disclosure"
)

// filing is the notice of a venue that needs no permit (bookshop, museum …) that it has opened.
type filing struct {
	number          string
	kind            string
	sign            string
	business        *business
	street, address string
	filed           disclosure.Date
}

const (
	filingsPerBlock = 10
	filingDays      = 300
)

// addFilings makes the filings of one block; two of them were filed in the last days.
func (d *district) addFilings() {
	for i := range filingsPerBlock {
		k := d.words.FilingKinds[i%len(d.words.FilingKinds)]
		operator := d.newBusiness(k.Prefix, k.Legal)
		street, address, _ := d.newAddress()
		filed := d.ago(d.draw.between(10, filingDays))
		if i < 2 {
			filed = d.ago(i)
		}
		d.filings = append(d.filings, &filing{
			kind: k.Kind, sign: operator.brand + k.Kind, business: operator, street: street, address: address, filed: filed,
		})
	}
}

// numberFilings puts the filings in order and numbers them year by year.
func (d *district) numberFilings() {
	slices.SortStableFunc(d.filings, func(a, b *filing) int { return a.filed.Compare(b.filed) })
	last := map[int]int{}
	for _, f := range d.filings {
		last[f.filed.Year]++
		f.number = documentNumber("示卫公备", f.filed.Year, "第", last[f.filed.Year], 4)
	}
}

func (d *district) filingRows() [][]cell {
	rows := make([][]cell, 0, len(d.filings))
	for _, f := range d.filings {
		rows = append(rows, []cell{
			f.number, f.sign, f.kind, f.business.name, f.business.code, f.business.representative.name, f.address, f.street,
			f.filed, authorityName, authorityCode, "有效",
		})
	}
	return rows
}
