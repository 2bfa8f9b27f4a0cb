package tabular

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"mingshi/internal/disclosure"
	"mingshi/internal/i18n"
	"mingshi/internal/wire"
)

func openWorkbook(t *testing.T, data []byte) *excelize.File {
	t.Helper()
	book, err := excelize.OpenReader(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := book.Close(); err != nil {
			t.Error(err)
		}
	})
	return book
}

// raw reads a cell's stored value and its type.
func raw(t *testing.T, book *excelize.File, sheet string, column, row int) (string, excelize.CellType) {
	t.Helper()
	cell, err := excelize.CoordinatesToCellName(column, row)
	if err != nil {
		t.Fatal(err)
	}
	value, err := book.GetCellValue(sheet, cell, excelize.Options{RawCellValue: true})
	if err != nil {
		t.Fatal(err)
	}
	kind, err := book.GetCellType(sheet, cell)
	if err != nil {
		t.Fatal(err)
	}
	return value, kind
}

// expected is what a cell holds for a text of the row.
func expected(t *testing.T, c *Column, codes Codes, text string) (string, excelize.CellType) {
	t.Helper()
	switch {
	case text == "":
		return "", excelize.CellTypeUnset
	case c.Type == TypeFlag:
		return map[string]string{"true": "1", "false": "0"}[text], excelize.CellTypeBool
	case c.Type == TypeDate && codes == "":
		serial := disclosure.MustDate("1899-12-30").DaysUntil(disclosure.MustDate(text))
		return strconv.Itoa(serial), excelize.CellTypeUnset
	case c.Type == TypeInteger, c.Type == TypeNumber, c.Type == TypeMoney, c.Type == TypeWan:
		number, err := strconv.ParseFloat(text, 64)
		if err != nil {
			t.Fatal(err)
		}
		return strconv.FormatFloat(number, 'f', -1, 64), excelize.CellTypeUnset
	}
	return text, excelize.CellTypeInlineString
}

func TestWorkbookReadsBackAsTheRow(t *testing.T) {
	w := newWorld(t, wire.Lens{})
	for _, o := range tables() {
		o.Format = XLSX
		var out bytes.Buffer
		w.write(t, &out, o)
		book := openWorkbook(t, out.Bytes())
		sheet := book.GetSheetList()[0]
		columns, texts := w.texts(t, o.Kind, o.Codes, o.Lang)
		for i := range columns {
			c := &columns[i]
			want, wantKind := expected(t, c, o.Codes, texts[c.Name])
			got, kind := raw(t, book, sheet, i+1, 2)
			if got != want || kind != wantKind {
				t.Errorf("%s %s %s: column %s is %q of type %d, want %q of type %d", o.Kind, o.Codes, o.Lang, c.Name, got, kind, want, wantKind)
			}
		}
		if rows, err := book.GetRows(sheet); err != nil || len(rows) != 2 {
			t.Errorf("%s: %d rows, %v", o.Kind, len(rows), err)
		}
	}
}

func TestWorkbookHeadings(t *testing.T) {
	w := newWorld(t, wire.Lens{})
	for _, test := range []struct {
		codes Codes
		lang  i18n.Lang
		want  string // first and third heading
	}{
		{"", "", "id version"},
		{"", i18n.ZH, "记录编号 版本"},
		{"", i18n.EN, "Record id Version"},
		{CodesGen3, "", "CF_XDR_MC CF_XDR_SHXYM"},
		{CodesGen3, i18n.ZH, "行政相对人名称 行政相对人代码_1(统一社会信用代码)"},
		{CodesGen3, i18n.EN, "CF_XDR_MC CF_XDR_SHXYM"}, // an import knows no translations
	} {
		var out bytes.Buffer
		w.write(t, &out, Options{Kind: disclosure.KindPenalty, Format: XLSX, Codes: test.codes, Lang: test.lang})
		book := openWorkbook(t, out.Bytes())
		sheet := book.GetSheetList()[0]
		first, _ := raw(t, book, sheet, 1, 1)
		third, _ := raw(t, book, sheet, 3, 1)
		if got := first + " " + third; got != test.want {
			t.Errorf("%s %s: headings %s, want %s", test.codes, test.lang, got, test.want)
		}
		style, err := book.GetCellStyle(sheet, "A1")
		if err != nil {
			t.Fatal(err)
		}
		if form, err := book.GetStyle(style); err != nil || form.Font == nil || !form.Font.Bold {
			t.Errorf("%s %s: the headings are not bold (%v)", test.codes, test.lang, err)
		}
		if panes, err := book.GetPanes(sheet); err != nil || !panes.Freeze || panes.YSplit != 1 {
			t.Errorf("%s %s: the headings are not frozen: %+v, %v", test.codes, test.lang, panes, err)
		}
	}
}

func TestWorkbookSaysWhatItIs(t *testing.T) {
	w := newWorld(t, wire.Lens{})
	for _, lang := range i18n.Langs() {
		var out bytes.Buffer
		a := about()
		w.write(t, &out, Options{Kind: disclosure.KindPenalty, Format: XLSX, Lang: lang, About: a})
		book := openWorkbook(t, out.Bytes())
		sheets := book.GetSheetList()
		want := []string{i18n.T(lang, "kind.penalty"), i18n.T(lang, "tabular.about"), i18n.T(lang, "tabular.columns")}
		if diff := cmp.Diff(want, sheets); diff != "" {
			t.Fatalf("sheets (-want +got):\n%s", diff)
		}
		rows, err := book.GetRows(sheets[1])
		if err != nil {
			t.Fatal(err)
		}
		text := fmt.Sprint(rows)
		title := map[i18n.Lang]string{i18n.ZH: "行政处罚", i18n.EN: "Administrative penalties"}[lang]
		for _, said := range []string{
			title, a.Query, a.URL, a.FeedID, "42", "2026-11-20T04:00:00Z", a.Publisher, a.Licence, a.LicenceURL, a.Attribution,
			i18n.T(lang, "tabular.about.records") + " 1",
		} {
			if !strings.Contains(text, said) {
				t.Errorf("%s: the second sheet does not say %q", lang, said)
			}
		}
		columns, _ := w.texts(t, disclosure.KindPenalty, "", lang)
		lines, err := book.GetRows(sheets[2])
		if err != nil || len(lines) != len(columns)+1 {
			t.Fatalf("%s: %d lines about %d columns, %v", lang, len(lines), len(columns), err)
		}
		for i := range columns {
			c := &columns[i]
			if diff := cmp.Diff([]string{c.Name, c.Title(lang), string(c.Type), c.Code, c.Description(lang)}, lines[i+1]); diff != "" {
				t.Errorf("%s: (-want +got):\n%s", lang, diff)
			}
		}
		if props, err := book.GetDocProps(); err != nil || props.Title != title || props.Creator != a.Publisher {
			t.Errorf("%s: properties %+v, %v", lang, props, err)
		}
	}
}

// TestWorkbookRefusesMoreThanItHolds: rows are never cut, and nothing is written of what was refused.
func TestWorkbookRefusesMoreThanItHolds(t *testing.T) {
	if MaxSheetRows != 1_048_575 {
		t.Errorf("a sheet holds %d rows below its headings", MaxSheetRows)
	}
	w := newWorld(t, wire.Lens{})
	var out bytes.Buffer
	writer, err := NewWriter(&out, Options{Kind: disclosure.KindPenalty, Format: XLSX})
	if err != nil {
		t.Fatal(err)
	}
	writer.(*rowWriter).sink.(*workbookSink).max = 2
	records, joined := w.records[disclosure.KindPenalty], w.joined[disclosure.KindPenalty]
	for n := range 4 {
		err := writer.Write(joined, records)
		if refused := err != nil; refused != (n >= 2) || (refused && disclosure.KindOf(err) != disclosure.Invalid) {
			t.Errorf("row %d: %v", n+1, err)
		}
	}
	if err := writer.Close(); disclosure.KindOf(err) != disclosure.Invalid {
		t.Errorf("Close says %v", err)
	}
	if out.Len() > 0 {
		t.Errorf("%d bytes were written of a refused workbook", out.Len())
	}
}

func TestWorkbookRefusesTextThatNoCellHolds(t *testing.T) {
	for _, test := range []struct {
		text string
		fits bool
	}{
		{strings.Repeat("公", maxCell), true},
		{strings.Repeat("公", maxCell+1), false},
		{strings.Repeat("𠮷", maxCell/2), true},
		{strings.Repeat("𠮷", maxCell/2+1), false},
	} {
		penalty := penaltyBody()
		penalty.Facts = test.text
		record := recordOf(t, 1, penalty)
		var out bytes.Buffer
		writer, err := NewWriter(&out, Options{Kind: disclosure.KindPenalty, Format: XLSX, Codes: CodesGen3})
		if err != nil {
			t.Fatal(err)
		}
		err = writer.Write(nil, []disclosure.Record{record})
		if fits := err == nil; fits != test.fits || (!fits && (disclosure.KindOf(err) != disclosure.Invalid || !strings.Contains(err.Error(), "CF_SY"))) {
			t.Errorf("%d bytes: %v", len(test.text), err)
		}
		if err := writer.Close(); (err == nil) != test.fits {
			t.Errorf("Close says %v", err)
		}
		if !test.fits {
			continue
		}
		book := openWorkbook(t, out.Bytes())
		if got, _ := raw(t, book, book.GetSheetList()[0], 16, 2); got != test.text {
			t.Errorf("of %d bytes %d came back", len(test.text), len(got))
		}
	}
}

func TestWorkbookKeepsEveryDigitAndSign(t *testing.T) {
	s, err := newWorkbookSink(nil, []Column{{Name: "x"}}, &Options{Kind: disclosure.KindPenalty})
	if err != nil {
		t.Fatal(err)
	}
	defer s.free()
	for _, test := range []struct {
		kind Type
		text string
		want any
	}{
		{TypeInteger, "999999999999999", 999999999999999.0},
		{TypeInteger, "9999999999999999", "9999999999999999"}, // a number cell would say …000
		{TypeMoney, "99999999999999.99", "99999999999999.99"},
		{TypeWan, "0.000001", 0.000001},
		{TypeNumber, "-1.5", -1.5},
		{TypeDate, "1900-03-01", excelize.Cell{StyleID: s.dateStyle, Value: 61}},
		{TypeDate, "1900-02-28", "1900-02-28"}, // programs disagree on the days before
		{TypeText, "007", "007"},
		{TypeText, "=1+1", "=1+1"},
		{TypeText, "", nil},
	} {
		got, err := s.value(&Column{Type: test.kind}, []byte(test.text))
		if diff := cmp.Diff(test.want, got); diff != "" || err != nil {
			t.Errorf("%s %q, %v (-want +got):\n%s", test.kind, test.text, err, diff)
		}
	}
}

func FuzzWorkbookCellsReadBack(f *testing.F) {
	for _, seed := range []string{"", "=1+1", "_x000D_", "_x005F_x000D_", " a\n", "\t", "<&>\"'", "𠮷", "a\rb", "1", "_x0041"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if strings.ContainsFunc(text, noXML) {
			t.Skip("no text of a record")
		}
		var out bytes.Buffer
		columns := []Column{{Name: "a", Type: TypeText}, {Name: "b", Type: TypeText}}
		s, err := newWorkbookSink(&out, columns, &Options{Kind: disclosure.KindPenalty})
		if err != nil {
			t.Fatal(err)
		}
		defer s.free()
		if err := s.add([][]byte{[]byte(text), []byte("x")}); err != nil {
			t.Skip("longer than a cell")
		}
		if err := s.end(); err != nil {
			t.Fatal(err)
		}
		book := openWorkbook(t, out.Bytes())
		if got, _ := raw(t, book, book.GetSheetList()[0], 1, 2); got != text {
			t.Errorf("%q came back as %q", text, got)
		}
	})
}

// noXML reports the characters that XML cannot hold, and those that are none.
func noXML(r rune) bool {
	return r == '\uFFFD' || r == '\uFFFE' || r == '\uFFFF' || (r < ' ' && r != '\n' && r != '\t' && r != '\r')
}
