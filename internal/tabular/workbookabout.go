package tabular

import (
	"strconv"
	"time"

	"github.com/xuri/excelize/v2"

	"mingshi/internal/i18n"
)

// describe adds the sheets behind the records: what the workbook is, and its columns.
func (s *workbookSink) describe() error {
	if err := s.aboutSheet(); err != nil {
		return err
	}
	if err := s.columnsSheet(); err != nil {
		return err
	}
	asOf := instant(s.options.About.AsOf.Truncate(time.Second))
	return s.book.SetDocProps(&excelize.DocProperties{
		Title: s.title(), Creator: s.options.About.Publisher, Description: s.options.About.Attribution,
		Created: asOf, Modified: asOf,
	})
}

func (s *workbookSink) title() string { return Title(s.lang(), s.options.Kind) }

func (s *workbookSink) aboutSheet() error {
	const labels, contents = 18, 90 // widths in characters
	lang, a := s.lang(), &s.options.About
	sheet, err := s.sheet(i18n.T(lang, "tabular.about"), []string{i18n.T(lang, "tabular.about"), s.title()}, []float64{labels, contents})
	if err != nil {
		return err
	}
	lines := [][2]string{
		{i18n.T(lang, "tabular.about.publisher"), a.Publisher},
		{i18n.T(lang, "tabular.about.query"), a.Query},
		{i18n.T(lang, "tabular.about.url"), a.URL},
		{i18n.T(lang, "tabular.about.as_of"), instant(a.AsOf)},
		{i18n.T(lang, "tabular.about.feed"), a.FeedID},
		{i18n.T(lang, "tabular.about.position"), strconv.FormatInt(a.Position, 10)},
		{i18n.T(lang, "tabular.about.records"), strconv.Itoa(s.row - 1)},
		{i18n.T(lang, "tabular.about.licence"), a.Licence},
		{i18n.T(lang, "tabular.about.licence_url"), a.LicenceURL},
		{i18n.T(lang, "tabular.about.attribution"), a.Attribution},
	}
	return s.lines(sheet, len(lines), func(i int) []any { return []any{lines[i][0], lines[i][1]} })
}

func (s *workbookSink) columnsSheet() error {
	lang := s.lang()
	headings := []string{
		i18n.T(lang, "tabular.columns.name"), i18n.T(lang, "tabular.columns.title"), i18n.T(lang, "tabular.columns.type"),
		i18n.T(lang, "tabular.columns.code"), i18n.T(lang, "tabular.columns.description"),
	}
	sheet, err := s.sheet(i18n.T(lang, "tabular.columns"), headings, []float64{34, 34, 12, 16, 90})
	if err != nil {
		return err
	}
	return s.lines(sheet, len(s.columns), func(i int) []any {
		c := &s.columns[i]
		return []any{c.Name, c.Title(lang), string(c.Type), c.Code, c.Description(lang)}
	})
}

// lines fills a sheet below its headings and ends it.
func (s *workbookSink) lines(sheet *excelize.StreamWriter, n int, line func(i int) []any) error {
	for i := range n {
		if err := sheet.SetRow("A"+strconv.Itoa(i+2), line(i)); err != nil {
			return err
		}
	}
	return sheet.Flush()
}

// instant is RFC 3339 in UTC; "" for the zero time.
func instant(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339Nano)
}
