package demo

import (
	"slices"
	"strconv"

	"mingshi/internal/disclosure"
)

// district is everything that the files are written from.
type district struct {
	words *words
	draw  draw
	today disclosure.Date

	brandStart, serialStart int
	businesses              int
	addresses               map[string]bool
	officers                []string

	blocks      []*block
	venues      []*venue
	permits     []*permit
	persons     []*permit
	filings     []*filing
	inspections []*inspection
	readings    []*reading
	penalties   []*penalty

	scale int
}

// business is an operator; it may run several venues.
type business struct {
	name           string
	code           string
	soleTrader     bool
	representative person
	brand          string
}

type person struct{ name, id string }

// category is the standard's name for the kind of counterparty.
func (b *business) category() string {
	if b.soleTrader {
		return "个体工商户"
	}
	return "法人及非法人组织"
}

type venue struct {
	business  *business
	trade     *trade
	sign      string
	street    string
	grid      string
	address   string
	phone     string
	openPhone string
	lon, lat  float64
	permit    *permit
	closed    bool
}

// districtStream keeps the chance of the district apart from that of the benchmark.
const districtStream = 1

// The authority has so many inspectors for each block of venues, and at most so many in all.
const (
	officersPerBlock = 12
	mostOfficers     = 240
)

// newDistrict makes up everything. Permits are numbered before penalties, which quote them.
func newDistrict(w *words, o Options) *district {
	random := newDraw(o.Seed, districtStream)
	d := &district{
		words:       w,
		draw:        random,
		today:       o.Today,
		scale:       o.Scale,
		brandStart:  random.IntN(len(w.BrandFirst) * len(w.BrandSecond)),
		serialStart: random.IntN(codeSerials),
		addresses:   map[string]bool{},
	}
	for officers := min(officersPerBlock*o.Scale, mostOfficers); len(d.officers) < officers; {
		if name := w.personName(random, w.Surnames); !slices.Contains(d.officers, name) {
			d.officers = append(d.officers, name)
		}
	}
	for range o.Scale {
		d.blocks = append(d.blocks, d.newBlock())
		d.addPersons()
		d.addFilings()
	}
	d.numberPermits()
	d.numberFilings()
	for _, b := range d.blocks {
		d.inspect(b)
		d.measure(b)
		d.punish(b)
	}
	d.numberPenalties()
	return d
}

// newBusiness registers an operator. name holds {brand} where the brand goes.
func (d *district) newBusiness(prefix, name string) *business {
	brand := d.words.brand(d.brandStart, d.businesses)
	serial := d.serialStart + d.businesses
	d.businesses++
	return &business{
		name:           fill(name, "brand", brand),
		code:           creditCode(prefix, serial),
		soleTrader:     prefix == soleTraderPrefix,
		representative: person{d.words.personName(d.draw, d.words.Surnames), residentID(serial)},
		brand:          brand,
	}
}

// newOperator registers an operator for a trade and gives the name on its door.
func (d *district) newOperator(t *trade, soleTrader bool) (*business, string) {
	if !soleTrader {
		company := pick(d.draw, t.Company)
		b := d.newBusiness(companyPrefix, "示例市{brand}"+company.Legal)
		return b, b.brand + company.Sign
	}
	shop := pick(d.draw, t.Sole)
	name := "湖光区{brand}" + shop
	if d.draw.chance(25) {
		name += "（个体工商户）"
	}
	b := d.newBusiness(soleTraderPrefix, name)
	return b, b.brand + shop
}

// newVenue opens a venue of b and grants its permit on from.
func (d *district) newVenue(b *business, t *trade, sign string, from disclosure.Date) *venue {
	street, address, position := d.newAddress()
	v := &venue{
		business: b,
		trade:    t,
		sign:     sign,
		street:   street,
		grid:     street + "第" + strconv.Itoa(d.draw.between(1, 8)) + "网格",
		address:  address,
		phone:    mobile(d.draw),
		lon:      position[0],
		lat:      position[1],
	}
	if d.draw.chance(20) {
		v.openPhone = landline(d.draw)
	}
	v.permit = d.newPermit(b, t, from)
	d.venues = append(d.venues, v)
	return v
}

// newAddress gives a street, an address that no other venue's address begins with, and a position at sea. Venues of one
// street lie near each other, two streets beside two streets in a grid of millionths of a degree.
func (d *district) newAddress() (street, address string, position [2]float64) {
	const (
		west, south = 124_004_000, 30_003_000
		cellWidth   = 38_000
		cellHeight  = 70_000
		columns     = 5
	)
	for {
		n := d.draw.IntN(len(d.words.Streets))
		street = d.words.Streets[n]
		address = districtName + street + pick(d.draw, d.words.Roads) + strconv.Itoa(d.draw.between(1, 300+10*d.scale)) + "号"
		if d.addresses[address] {
			continue
		}
		d.addresses[address] = true
		if d.draw.chance(40) {
			address += strconv.Itoa(d.draw.between(1, 9)) + "幢" + strconv.Itoa(d.draw.between(1, 18)) + "层"
		}
		lon := west + n%columns*cellWidth + d.draw.IntN(cellWidth)
		lat := south + n/columns*cellHeight + d.draw.IntN(cellHeight)
		return street, address, [2]float64{float64(lon) / 1e6, float64(lat) / 1e6}
	}
}

// weekday gives d, or the Friday before it where d falls on a weekend: offices decide and inspect on weekdays.
func weekday(d disclosure.Date) disclosure.Date {
	const sunday, saturday = 0, 6
	switch int(d.Weekday()) {
	case saturday:
		return d.AddDays(-1)
	case sunday:
		return d.AddDays(-2)
	default:
		return d
	}
}

// ago gives the weekday at or before so many days before today.
func (d *district) ago(days int) disclosure.Date { return weekday(d.today.AddDays(-days)) }

// gridDuty names who looks after a street's venues.
func gridDuty(street string) string {
	if town := []rune(street); town[len(town)-1] == '道' {
		return street + "社区卫生服务中心"
	}
	return street + "卫生院"
}

func (d *district) venueRows() [][]cell {
	rows := make([][]cell, 0, len(d.venues))
	for i, v := range d.venues {
		state := "营业"
		if v.closed {
			state = "停业"
		}
		rows = append(rows, []cell{
			i + 1, v.sign, v.trade.VenueKind, v.business.name, v.business.code, v.business.representative.name, v.phone,
			v.openPhone, v.street, v.grid, gridDuty(v.street), v.address, v.permit.number, v.lon, v.lat, state,
		})
	}
	return rows
}
