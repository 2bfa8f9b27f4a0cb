package site

import (
	"html/template"
	"net/url"
	"strconv"
	"strings"

	"mingshi/internal/chart"
	"mingshi/internal/gradebook"
)

// printer writes figures of grades in a voice.
type printer struct {
	voice
	letters []string
}

// withoutGrade stands in drawings for venues without a grade.
const withoutGrade = "—"

// series are the letters and, last, no grade.
func (p *printer) series() []chart.Series {
	list := make([]chart.Series, 0, len(p.letters)+1)
	for _, letter := range p.letters {
		list = append(list, chart.Series{Name: seriesOf(letter), Label: letter})
	}
	return append(list, chart.Series{Name: "none", Label: withoutGrade})
}

// seriesOf names the colour and hatching of a letter; all letters behind C share one.
func seriesOf(letter string) string {
	if face := faceOf(letter); face != "none" {
		return face
	}
	return "d"
}

// counts are those of a tally in the order of series.
func (p *printer) counts(t gradebook.Tally) []int64 {
	list := make([]int64, 0, len(p.letters)+1)
	for _, letter := range p.letters {
		list = append(list, t.Grades[letter])
	}
	return append(list, t.None)
}

// wordOf is the word of a letter in the first score table that has it.
func (p *printer) wordOf(letter string) string {
	for _, table := range p.scheme.Tables.All() {
		for _, band := range table.Bands {
			if band.Letter == letter {
				return p.bandWord(band)
			}
		}
	}
	return ""
}

func (p *printer) legend(now gradebook.Tally) []legendEntry {
	counts := p.counts(now)
	var list []legendEntry
	for i, s := range p.series() {
		entry := legendEntry{
			Swatch: drawn(chart.Swatch(s.Name)), Letter: s.Label, Count: count(counts[i]), Share: share(counts[i], now.Venues),
		}
		if i < len(p.letters) {
			entry.Word = p.wordOf(s.Label)
		} else {
			entry.Word, entry.WithoutGrade = p.T("site.statistics.none"), true
		}
		list = append(list, entry)
	}
	return list
}

// spread shows the grades that a group holds now.
func (p *printer) spread(id, name string, group gradebook.Group) spreadView {
	shown := spreadView{Name: name, Venues: count(group.Now.Venues)}
	counts := p.counts(group.Now)
	var told []string
	for i, s := range p.series() {
		cell := shareView{Letter: s.Label, Count: count(counts[i]), Share: share(counts[i], group.Now.Venues)}
		shown.Cells = append(shown.Cells, cell)
		told = append(told, p.T("site.statistics.drawing.part", p.heard(i), cell.Count, cell.Share))
	}
	shown.Bar = drawn(chart.Bar(p.series(), counts, chart.Caption{
		ID: "bar-" + id, Title: p.T("site.statistics.drawing.bar", name, shown.Venues), Text: strings.Join(told, p.T("site.comma")),
	}))
	return shown
}

// heard is how a series is called where it cannot be seen.
func (p *printer) heard(i int) string {
	if i < len(p.letters) {
		return p.letters[i]
	}
	return p.T("site.statistics.none")
}

func (p *printer) street(n int, group gradebook.Group) spreadView {
	if group.Name == "" {
		return p.spread("street-"+strconv.Itoa(n), p.T("site.statistics.no_street"), group)
	}
	shown := p.spread("street-"+strconv.Itoa(n), group.Name, group)
	shown.Chinese, shown.Page = true, "/venues?street="+url.QueryEscape(group.Name)
	return shown
}

// tenths is how many there are in one percent, tenthsOfAll in all of it.
const (
	tenths      = 10
	tenthsOfAll = 100 * tenths
)

// share is a part of a whole in percent, with one decimal, rounded; "" of nothing. What is more than nothing is never 0.0 %, and
// what is less than all never 100 %.
func share(part, of int64) string {
	if of == 0 {
		return ""
	}
	rounded := (part*tenthsOfAll + of/2) / of
	switch {
	case part > 0 && rounded == 0:
		return "<0.1%"
	case part < of && rounded == tenthsOfAll:
		return ">99.9%"
	}
	return strconv.FormatInt(rounded/tenths, 10) + "." + strconv.FormatInt(rounded%tenths, 10) + "%"
}

// monthsView are the grades that a group held at the end of each month.
type monthsView struct {
	Name    string
	Drawing template.HTML
	Letters []string
	// Rows are the months, the latest first.
	Rows []monthRow
}

// monthRow is the end of one month.
type monthRow struct {
	Month  string
	Venues string
	Counts []string
}

// monthForm is how long a month is in a day.
const monthForm = len("2006-01")

func (p *printer) months(id, name string, group gradebook.Group) monthsView {
	shown := monthsView{Name: name, Letters: append(append([]string{}, p.letters...), withoutGrade)}
	columns := make([]chart.Column, len(group.Months))
	shown.Rows = make([]monthRow, len(group.Months))
	for i, month := range group.Months {
		columns[i].Counts = p.counts(month.Tally)
		row := monthRow{Month: month.Month.String()[:monthForm], Venues: count(month.Venues)}
		for _, n := range columns[i].Counts {
			row.Counts = append(row.Counts, count(n))
		}
		shown.Rows[len(shown.Rows)-1-i] = row
	}
	last, first := shown.Rows[0], shown.Rows[len(shown.Rows)-1]
	shown.Drawing = drawn(chart.Columns(p.series(), columns, chart.Ends{First: first.Month, Last: last.Month}, chart.Caption{
		ID: id, Title: p.T("site.statistics.drawing.months", name),
		Text: p.T("site.statistics.drawing.months.text", first.Month, p.told(first), last.Month, p.told(last)),
	}))
	return shown
}

// told says the counts of a month in one line.
func (p *printer) told(row monthRow) string {
	parts := make([]string, len(row.Counts))
	for i, n := range row.Counts {
		parts[i] = p.T("site.statistics.drawing.count", p.heard(i), n)
	}
	return strings.Join(parts, p.T("site.comma"))
}
