package demo

import (
	"encoding/csv"
	"io"
	"strconv"
	"strings"

	"mingshi/internal/disclosure"
)

// The benchmark's shares and spans.
const (
	benchStream = 2
	// benchDays is how many days back the decisions reach.
	benchDays = 720
	// benchRepeat is how many penalties a business has on average.
	benchRepeat = 3
)

// BenchPenalties streams a file of penalties, generation 3 by code headings, for the benchmark of the import: rows
// different decisions by ordinary procedure with a fine, so that all are public, taken in the two years before today,
// with texts of ordinary length. Memory does not grow with rows. The same arguments give the same bytes. Arguments
// that describe no file are of kind Invalid; a writer that refuses is of kind Unavailable.
func BenchPenalties(w io.Writer, rows int, seed uint64, today disclosure.Date) error {
	if rows < 0 || today.IsZero() {
		return disclosure.Errorf(disclosure.Invalid, "benchmark penalties: %d rows, today %q: want rows and a day", rows, today)
	}
	vocabulary, err := loadWords()
	if err != nil {
		return err
	}
	if err := newBench(vocabulary, seed, today).write(w, rows); err != nil {
		return disclosure.Errorf(disclosure.Unavailable, "benchmark penalties: %w", err)
	}
	return nil
}

// bench makes penalties one at a time. Days are worded once, for wording them anew for each row would cost the most.
type bench struct {
	words      *words
	draw       draw
	violations []*violation
	decided    []benchDay
}

// benchDay is a day in the three forms that the rows need.
type benchDay struct {
	year           int
	slash, chinese string
}

func newBench(w *words, seed uint64, today disclosure.Date) *bench {
	b := &bench{words: w, draw: newDraw(seed, benchStream)}
	for _, v := range w.Violations {
		if len(v.Tables) > 0 {
			b.violations = append(b.violations, v)
		}
	}
	for days := range benchDays + caseLead {
		day := weekday(today.AddDays(-days))
		b.decided = append(b.decided, benchDay{day.Year, slashDate(day), chineseDate(day)})
	}
	return b
}

func (b *bench) write(w io.Writer, rows int) error {
	lines := csv.NewWriter(w)
	if err := lines.Write(codesOf(penaltyColumns)); err != nil {
		return err
	}
	record := make([]string, len(penaltyColumns))
	for n := range rows {
		b.fillRecord(record, n, max(1, rows/benchRepeat))
		if err := lines.Write(record); err != nil {
			return err
		}
	}
	lines.Flush()
	return lines.Error()
}

// The places of the fields that a benchmark row fills, in penaltyColumns.
const (
	fieldName           = 0
	fieldCategory       = 1
	fieldCode           = 2
	fieldRepresentative = 8
	fieldNumber         = 13
	fieldViolation      = 14
	fieldFacts          = 15
	fieldBasis          = 16
	fieldKinds          = 17
	fieldContent        = 18
	fieldFine           = 19
	fieldDecided        = 22
	fieldValid          = 23
	fieldAuthority      = 25
)

// fillRecord makes the n-th penalty, about one of so many businesses. Every field that differs from row to row is set.
func (b *bench) fillRecord(record []string, n, businesses int) {
	which := b.draw.IntN(businesses)
	t := b.words.Trades[which%len(b.words.Trades)]
	shop := t.Sole[which/len(b.words.Trades)%len(t.Sole)]
	record[fieldName] = "湖光区" + b.words.brand(0, which) + shop
	record[fieldCategory] = "个体工商户"
	record[fieldCode] = creditCode(soleTraderPrefix, which)
	record[fieldRepresentative] = b.representative(which)

	ago := b.draw.IntN(benchDays)
	day := b.decided[ago]
	v := pick(b.draw, b.violations)
	fine := yuan(b.draw.between(v.FineMin/500, v.FineMax/500) * 500)
	record[fieldNumber] = documentNumber(ordinaryPrefix, day.year, "", n+1, 1)
	record[fieldViolation] = v.Type
	record[fieldFacts] = b.facts(v, b.decided[ago+b.draw.between(15, caseLead-1)].chinese)
	record[fieldBasis] = v.Basis
	record[fieldKinds] = "警告;罚款"
	record[fieldContent] = "警告，罚款人民币" + strconv.Itoa(int(fine)) + "元"
	record[fieldFine] = strconv.FormatFloat(fine.tenThousands(), 'f', -1, 64)
	record[fieldDecided] = day.slash
	record[fieldValid] = noEnd
	copy(record[fieldAuthority:], []string{authorityName, authorityCode, sourceName, sourceCode})
}

// representative names the person behind a business, the same one each time.
func (b *bench) representative(which int) string {
	w := b.words
	surname := w.Surnames[which%len(w.Surnames)]
	which /= len(w.Surnames)
	return surname + w.GivenFirst[which%len(w.GivenFirst)] + w.GivenSecond[which/len(w.GivenFirst)%len(w.GivenSecond)]
}

// facts words what happened at some address, with the evidence for it.
func (b *bench) facts(v *violation, happened string) string {
	w := b.words
	unit := "该单位设在" + districtName + pick(b.draw, w.Streets) + pick(b.draw, w.Roads) +
		strconv.Itoa(b.draw.between(1, 400)) + "号的经营场所"
	text := strings.Replace(pick(b.draw, v.Facts), "{unit}", unit, 1)
	return strings.Replace(text, "{date}", happened, 1) + pick(b.draw, w.Evidence)
}
