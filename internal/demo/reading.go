package demo

import (
	"fmt"
	"math"
	"strconv"

	"mingshi/internal/disclosure"
)

// reading is one measured value.
type reading struct {
	venue          *venue
	on             disclosure.Date
	hour           int
	item           string
	result, unit   string
	place          string
	tester, source string
}

// Where readings come from.
const (
	ownTest          = "自检"
	commissionedTest = "委托检测"
)

// poolDays is how many days of daily readings a pool shows.
const poolDays = 23

// poolGaps says how many days ago each pool of a block stopped measuring: most have measured today, one forgot today,
// one stopped last week. A pool beyond the list shows nothing at all.
var poolGaps = []int{0, 0, 0, 1, 6}

// measure makes the readings of a block: pools daily by themselves, other venues once or twice by a laboratory.
func (d *district) measure(b *block) {
	pools := 0
	for _, v := range b.inspected() {
		switch {
		case v.trade.Table == "swimming":
			if pools < len(poolGaps) {
				d.measurePool(v, poolGaps[pools])
			}
			pools++
		case v.trade.AirPlace != "" && !v.closed:
			d.measureAir(v)
		}
	}
}

func (d *district) measurePool(v *venue, gap int) {
	const earlyHour, lateHour, beforeOpening = 9, 16, 8
	for days := gap; days < poolDays; days++ {
		hour := d.draw.between(earlyHour, lateHour)
		if days == 0 {
			// Today's first reading is taken before opening, so that it never lies in the future.
			hour = beforeOpening
		}
		add := func(item, result, unit string) {
			d.readings = append(d.readings, &reading{
				venue: v, on: d.today.AddDays(-days), hour: hour, item: item, result: result, unit: unit,
				place: "成人池", tester: v.sign, source: ownTest,
			})
		}
		add("游离性余氯", d.decimal(35, 95, 20, 120, 2), "mg/L")
		add("pH", d.decimal(71, 77, 69, 80, 1), "")
		add("浑浊度", d.decimal(30, 95, 90, 125, 2), "NTU")
	}
}

// measureAir makes one laboratory report, for lodging with the cups of a room in it.
func (d *district) measureAir(v *venue) {
	latest := min(330, v.permit.from.DaysUntil(d.today))
	on := d.ago(d.draw.between(5, latest))
	hour := d.draw.between(9, 16)
	add := func(item, result, unit, place string) {
		d.readings = append(d.readings, &reading{
			venue: v, on: on, hour: hour, item: item, result: result, unit: unit, place: place,
			tester: d.words.Laboratory, source: commissionedTest,
		})
	}
	add("二氧化碳", d.decimal(45, 98, 90, 150, 3), "%", v.trade.AirPlace)
	if v.trade.Table != "lodging" {
		return
	}
	cups := "<1"
	if d.draw.chance(60) {
		cups = strconv.Itoa(d.draw.between(1, 5))
	}
	if d.draw.chance(5) {
		cups = strconv.Itoa(d.draw.between(6, 12))
	}
	add("杯具菌落总数", cups, "CFU/cm²", "客房")
}

// decimal gives a value with so many decimals, usually between low and high, now and then between the wider or worse
// bounds, where it may miss its limit. Bounds are in units of the last decimal.
func (d *district) decimal(low, high, worseLow, worseHigh, places int) string {
	const worse = 6
	if d.draw.chance(worse) {
		low, high = worseLow, worseHigh
	}
	return strconv.FormatFloat(float64(d.draw.between(low, high))/math.Pow10(places), 'f', places, 64)
}

func (d *district) readingRows() [][]cell {
	rows := make([][]cell, 0, len(d.readings))
	for _, r := range d.readings {
		rows = append(rows, []cell{
			r.venue.permit.number, fmt.Sprintf("%s %02d:00", r.on, r.hour), r.item, r.result, r.unit, r.place, r.tester, r.source,
		})
	}
	return rows
}
