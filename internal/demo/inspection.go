package demo

import (
	"slices"
	"strconv"
	"strings"

	"mingshi/internal/disclosure"
)

// inspection is the outcome of one visit: totals of the score table.
type inspection struct {
	venue      *venue
	on         disclosure.Date
	kind       string
	inspectors [2]string
	// obtained and applicable are tenths of a point.
	obtained, applicable int
	failedKeyItem        string
	deductions           []deduction
	correction           correction
}

type deduction struct {
	item string
	// points is in tenths of a point.
	points int
}

// correction is an order to put something right. The zero value means that none was given.
type correction struct {
	due, reinspected disclosure.Date
	result           string
}

// Days from a visit to the deadline of its correction, and from there to the second visit.
const (
	correctionDays   = 15
	reinspectionDays = 3
)

// band is what a visit finds: a range of the standard score in percent, the upper end excluded.
type band struct {
	low, high int
	keyFails  bool
}

// The bands of the common model: A from 90, B from 70, C from 60. Below that, or with a failed key item, there is no
// grade.
var (
	bandA   = band{low: 90, high: 99}
	bandB   = band{low: 70, high: 90}
	bandC   = band{low: 60, high: 70}
	bandLow = band{low: 50, high: 60}
	bandKey = band{low: 55, high: 92, keyFails: true}
)

// standing is how the correction of a latest visit stands today.
type standing int

const (
	noCorrection standing = iota
	openCorrection
	overdueCorrection
	passedCorrection
	failedCorrection
)

// finding is what the latest visit to a venue found and what came of it.
type finding struct {
	band     band
	standing standing
}

// findings gives what the latest visits to n venues found. Shares follow Shenzhen's circular of 2023 for 20,510
// venues: few A, about 40 % B, about 58 % C. The first closedCases are for closed venues and are plain.
func (d *district) findings(n int) []finding {
	special := []finding{
		{bandA, noCorrection},
		{bandA, noCorrection},
		{bandA, noCorrection},
		{bandKey, openCorrection},
		{bandKey, overdueCorrection},
		{bandKey, passedCorrection},
		{bandLow, openCorrection},
		{bandLow, failedCorrection},
		{bandLow, passedCorrection},
		{bandC, openCorrection},
		{bandC, overdueCorrection},
		{bandC, passedCorrection},
		{bandC, passedCorrection},
	}
	const gradeB = 43
	all := make([]finding, n)
	for i := range all {
		all[i].band = bandC
	}
	rest := all[closedCases:]
	copy(rest, special)
	for i := range gradeB {
		rest[len(special)+i].band = bandB
	}
	shuffle(d.draw, rest)
	return all
}

// visitCounts gives how often n venues were visited in two years: a third once, half twice, the others three times.
func (d *district) visitCounts(n int) []int {
	counts := make([]int, n)
	for i := range counts {
		switch {
		case i < n/3:
			counts[i] = 1
		case i < n-n/6:
			counts[i] = 2
		default:
			counts[i] = 3
		}
	}
	shuffle(d.draw, counts)
	return counts
}

// inspect makes the visits to a block of venues.
func (d *district) inspect(b *block) {
	venues := b.inspected()
	findings := d.findings(len(venues))
	counts := d.visitCounts(len(venues))
	for i, v := range venues {
		dates := d.visitDates(v, counts[i], findings[i].standing)
		for _, on := range dates[:len(dates)-1] {
			d.addInspection(v, on, d.earlierFinding())
		}
		d.addInspection(v, dates[len(dates)-1], findings[i])
	}
	slices.SortStableFunc(d.inspections, func(a, b *inspection) int { return a.on.Compare(b.on) })
}

// earlierFinding is what an earlier visit found; what it ordered has been put right since.
func (d *district) earlierFinding() finding {
	switch share := d.draw.IntN(100); {
	case share < 40:
		return finding{bandB, noCorrection}
	case share < 90:
		return finding{bandC, noCorrection}
	case share < 93:
		return finding{bandA, noCorrection}
	case share < 98:
		return finding{bandLow, passedCorrection}
	default:
		return finding{bandKey, passedCorrection}
	}
}

// visitDates gives the dates of n visits in order, at least three months apart, after the permit and in the last two
// years. The last of them leaves its correction the time that its standing needs.
func (d *district) visitDates(v *venue, n int, s standing) []disclosure.Date {
	const (
		twoYears    = 725
		settlingIn  = 15
		threeMonths = 95
		longestGap  = 260
	)
	span := min(twoYears, v.permit.from.DaysUntil(d.today)-settlingIn)
	earliest, latest := 0, 330
	switch {
	case v.closed:
		earliest = 200
	case s == openCorrection:
		earliest, latest = 1, correctionDays-5
	case s != noCorrection:
		earliest, latest = correctionDays+reinspectionDays+7, 200
	}
	ago := d.draw.between(earliest, max(earliest, min(latest, span-threeMonths*(n-1))))
	dates := []disclosure.Date{d.ago(ago)}
	for left := n - 2; left >= 0; left-- {
		ago += d.draw.between(threeMonths, max(threeMonths, min(longestGap, span-ago-threeMonths*left)))
		dates = append(dates, d.ago(ago))
	}
	slices.Reverse(dates)
	return dates
}

func (d *district) addInspection(v *venue, on disclosure.Date, f finding) {
	first := d.draw.IntN(len(d.officers))
	second := (first + d.draw.between(1, len(d.officers)-1)) % len(d.officers)
	kind := "日常监督"
	switch share := d.draw.IntN(100); {
	case share < 20:
		kind = "双随机"
	case share < 37:
		kind = "专项检查"
	}
	i := &inspection{
		venue:      v,
		on:         on,
		kind:       kind,
		inspectors: [2]string{d.officers[first], d.officers[second]},
		applicable: pick(d.draw, []int{1000, 980, 960}),
	}
	if f.band.keyFails {
		i.failedKeyItem = v.trade.KeyItem
	}
	i.obtained = d.score(i.applicable, f.band)
	i.deductions = d.deduct(v.trade, i.applicable-i.obtained)
	i.correction = d.correct(on, f.standing)
	d.inspections = append(d.inspections, i)
}

// score gives tenths of points that lie in the band: mostly whole points, now and then half a point.
func (d *district) score(applicable int, b band) int {
	const point, half = 10, 5
	low := (applicable*b.low + 100*point - 1) / (100 * point)
	high := (applicable*b.high - 1) / (100 * point)
	score := d.draw.between(low, high) * point
	if score > low*point && d.draw.chance(10) {
		score -= half
	}
	return score
}

// deduct divides the points lost among the trade's items, one to six points each, so that the items suffice.
func (d *district) deduct(t *trade, lost int) []deduction {
	const point, most = 10, 6
	var deductions []deduction
	items := d.draw.Perm(len(t.Deductions))
	for i, n := range items {
		if lost == 0 {
			break
		}
		after := len(items) - i - 1
		// What the items after this one cannot take falls to this one, and an uneven share of the rest.
		needed := (lost+point-1)/point - most*after
		even := lost / point / (after + 1)
		points := min(lost, d.draw.between(max(1, even-1, needed), most)*point)
		deductions = append(deductions, deduction{t.Deductions[n], points})
		lost -= points
	}
	return deductions
}

// correct gives the order of a visit as it stands today.
func (d *district) correct(on disclosure.Date, s standing) correction {
	if s == noCorrection {
		return correction{}
	}
	c := correction{due: on.AddDays(correctionDays)}
	if s == passedCorrection || s == failedCorrection {
		c.reinspected = weekday(c.due.AddDays(reinspectionDays))
		c.result = "合格"
	}
	if s == failedCorrection {
		c.result = "不合格"
	}
	return c
}

func (d *district) inspectionRows() [][]cell {
	rows := make([][]cell, 0, len(d.inspections))
	for _, i := range d.inspections {
		ordered := "否"
		if !i.correction.due.IsZero() {
			ordered = "是"
		}
		rows = append(rows, []cell{
			i.venue.permit.number, i.on, i.venue.trade.Table, i.kind, i.inspectors[0], i.inspectors[1],
			points(i.obtained), points(i.applicable), i.failedKeyItem, i.deductionList(),
			ordered, i.correction.due, i.correction.reinspected, i.correction.result,
		})
	}
	return rows
}

// deductionList writes the deductions as the authority's table does: item|-points;item|-points.
func (i *inspection) deductionList() string {
	parts := make([]string, 0, len(i.deductions))
	for _, lost := range i.deductions {
		parts = append(parts, lost.item+"|-"+points(lost.points))
	}
	return strings.Join(parts, ";")
}

// points writes tenths of a point as a decimal number, as 86 or 86.5.
func points(tenths int) string { return strconv.FormatFloat(float64(tenths)/10, 'f', -1, 64) }
