package sheet

import (
	"io"

	"mingshi/internal/disclosure"
	"mingshi/internal/i18n"
)

// ScoreSheet is what inspectors score a venue on, on site and by hand (量化分级评分表): a form from a score table.
type ScoreSheet struct {
	Table     ScoreTable
	Authority Publisher
	// Venues have a sheet each; without any there is one whose venue is left to be written in.
	Venues    []ScoredVenue
	PrintedOn disclosure.Date
}

// ScoreTable is the table that is scored by. Points are decimal numbers as they are to be printed ("0.25").
type ScoreTable struct {
	NameZH, NameEN string
	Version        string
	// Verified is false for a sample: its rows were not compared with the source, and the sheet says so.
	Verified  bool
	FullScore string
	Items     []ScoreItem
	// Bands are the grades, best first; NotGradedZH and NotGradedEN the words for no grade.
	Bands                    []ScoreBand
	NotGradedZH, NotGradedEN string
}

// ScoreItem is a row of the table.
type ScoreItem struct {
	No             int
	Section, Title string
	Max            string // empty for a key item
	// Key marks a key item (※), NotApplicable one that may be left out, with a remark (合理缺项).
	Key, NotApplicable bool
	Deductions         []ScoreDeduction
	Verified           bool
}

// ScoreDeduction is what takes points off: Points for each Per, or once where Per is empty, and no more than Cap where there is one.
type ScoreDeduction struct{ Text, Points, Per, Cap string }

// ScoreBand is a grade and the standard score from which it is given.
type ScoreBand struct{ Letter, WordZH, WordEN, AtLeast string }

// ScoredVenue is the venue that is scored; what is empty is left to be written in.
type ScoredVenue struct{ Name, Operator, Address, PermitNumber string }

// WriteScoreSheet writes score sheets as one PDF on A4, those of each venue with page numbers of their own, and gives the number
// of pages. A character that no font has is spelled out as 〔U+1F600〕. Only an item that is longer than a page, or a name of the
// authority that cannot be set, is kind Invalid.
func WriteScoreSheet(w io.Writer, s *ScoreSheet) (pages int, err error) {
	p := &scorePress{ScoreSheet: s, typesetter: newTypesetter()}
	if err := p.setRows(); err != nil {
		return 0, err
	}
	file := newDocument(w, s.Table.NameZH)
	file.author = clean(s.Authority.NameZH)
	venues := s.Venues
	if len(venues) == 0 {
		venues = []ScoredVenue{{}}
	}
	for i := range venues {
		written, err := p.sheets(file, &venues[i])
		if err != nil {
			return 0, err
		}
		pages += written
	}
	return pages, file.close()
}

// The measures of a score sheet: A4 upright.
const (
	scoreW, scoreH = 210.0, 297.0
	scoreMargin    = 12.0
	scoreWidth     = scoreW - 2*scoreMargin
	scoreNext      = 24.0 // where the table begins on the pages after the first
	scoreBottom    = 280.0
	scoreHead      = 10.5 // of the names of the columns
	// scoreRow is the least height of a row: what handwriting needs.
	scoreRow  = 7.6
	scorePad  = 1.4
	scoreLine = 0.2
)

// The types of a score sheet.
const (
	scoreType  = 3.2
	scoreSmall = 2.55
	scoreTiny  = 2.3
)

// scorePress sets score sheets. The rows are the same for all venues and set once.
type scorePress struct {
	*ScoreSheet
	*typesetter

	rows []scoreRowSet
}

// scoreSheets is one venue's sheet while its pages are drawn.
type scoreSheets struct {
	*scorePress

	venue *ScoredVenue
	facts []scoreFact
	// from is where the table begins on the first page.
	from float64
	// spans are the rows of each page; a last page without rows has the end of the sheet alone.
	spans [][2]int
}

// sheets draws the pages of one venue.
func (p *scorePress) sheets(file *document, venue *ScoredVenue) (int, error) {
	s := &scoreSheets{scorePress: p, venue: venue}
	if err := s.setFacts(); err != nil {
		return 0, err
	}
	if err := s.paginate(); err != nil {
		return 0, err
	}
	for number := range s.spans {
		sheet := newPage(p.typesetter, scoreW, scoreH, false, 1)
		d := &drawing{page: sheet}
		s.page(d, number)
		if d.err != nil {
			return 0, disclosure.Errorf(disclosure.KindOf(d.err), "score sheet: %w", d.err)
		}
		file.add(sheet)
	}
	return len(s.spans), nil
}

// paginate shares the rows out among pages, and keeps room for the end of the sheet on the last.
func (s *scoreSheets) paginate() error {
	start, y := 0, s.from+scoreHead
	for i, row := range s.rows {
		if row.height > scoreBottom-scoreNext-scoreHead {
			return disclosure.Errorf(disclosure.Invalid, "score sheet: item %d does not fit on a page", s.Table.Items[i].No)
		}
		if y+row.height > scoreBottom {
			s.spans = append(s.spans, [2]int{start, i})
			start, y = i, scoreNext+scoreHead
		}
		y += row.height
	}
	s.spans = append(s.spans, [2]int{start, len(s.rows)})
	if y+endGap+s.endHeight() > scoreBottom {
		s.spans = append(s.spans, [2]int{len(s.rows), len(s.rows)})
	}
	return nil
}

// page draws one page.
func (s *scoreSheets) page(d *drawing, number int) {
	y := scoreNext
	if number == 0 {
		s.title(d)
		y = s.from
	} else {
		s.runningTitle(d)
	}
	if span := s.spans[number]; span[0] < span[1] {
		y = s.table(d, span, y) + endGap
	}
	if number == len(s.spans)-1 {
		s.end(d, y)
	}
	s.foot(d, number)
}

// foot draws whose sheet it is and which page.
func (s *scoreSheets) foot(d *drawing, number int) {
	y := scoreBottom + 4
	d.line(scoreMargin, y, scoreW-scoreMargin, y, pen{ink: listInk, width: scoreLine})
	const pageRoom = 34.0
	quiet := style{size: scoreSmall, ink: listQuiet}
	room := box{scoreMargin, y + 1.2, scoreWidth - pageRoom, quiet.lineHeight()}
	authority := s.printable(s.Authority.NameZH + " " + s.Authority.NameEN)
	room.y = d.put("authority", authority, quiet, room, 1.5, top)
	line := both("scoresheet.foot", s.Authority.ComplaintLine, s.PrintedOn)
	d.put("foot", s.printable(line), quiet, room, 1.5, top)
	strong := style{weight: bold, size: scoreType, ink: listInk, align: right}
	page := i18n.T(i18n.ZH, "scoresheet.page", number+1, len(s.spans))
	corner := box{scoreW - scoreMargin - pageRoom, y + 1, pageRoom, strong.lineHeight()}
	corner.y = d.put("page", page, strong, corner, 2, top)
	quiet.align = strong.align
	d.put("page", i18n.T(i18n.EN, "scoresheet.page", number+1, len(s.spans)), quiet, corner, 1.5, top)
}

// both gives a text in both languages, Chinese first.
func both(key string, args ...any) string {
	return i18n.T(i18n.ZH, key, args...) + " " + i18n.T(i18n.EN, key, args...)
}
