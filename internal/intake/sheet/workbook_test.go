package sheet

import (
	"archive/zip"
	"bufio"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
)

// save writes a workbook made with excelize.
func save(t testing.TB, f *excelize.File) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "book.xlsx")
	if err := errors.Join(f.SaveAs(path), f.Close()); err != nil {
		t.Fatal(err)
	}
	return path
}

func must(t testing.TB, errs ...error) {
	t.Helper()
	if err := errors.Join(errs...); err != nil {
		t.Fatal(err)
	}
}

func TestWorksheetValues(t *testing.T) {
	tests := []struct{ name, xml, want string }{
		{"shared string", `<c r="A1" t="s"><v>0</v></c>`, "one"},
		{"rich text without its phonetic reading", `<c r="A1" t="s"><v>1</v></c>`, "rich text"},
		{"escapes and entities", `<c r="A1" t="s"><v>2</v></c>`, "a\nb <中>"},
		{"inline string", `<c r="A1" t="inlineStr"><is><r><t> a</t></r><r><t>b &amp;<![CDATA[ <c>]]></t></r></is></c>`, " ab & <c>"},
		{"formula with a text", `<c r="A1" t="str"><f>B1&amp;"x"</f><v>yx</v></c>`, "yx"},
		{"formula with a number", `<c r="A1"><f>1/3</f><v>0.33333333333333331</v></c>`, "0.333333333333333"},
		{"binary noise", `<c r="A1"><v>0.30000000000000004</v></c>`, "0.3"},
		{"exponent", `<c r="A1"><v>1.75E-2</v></c>`, "0.0175"},
		{"credit code that became a number", `<c r="A1"><v>9.1419901000000012E+17</v></c>`, "914199010000000000"},
		{"date", `<c r="A1" s="1"><v>46310</v></c>`, "46310"},
		{"date and time", `<c r="A1" s="1"><v>46310.5</v></c>`, "46310.5"},
		{"ISO date", `<c r="A1" t="d"><v>2026-11-20T00:00:00Z</v></c>`, "2026-11-20"},
		{"ISO instant", `<c r="A1" t="d"><v>2026-11-20T09:30:00.000</v></c>`, "2026-11-20 09:30:00"},
		{"true", `<c r="A1" t="b"><v>1</v></c>`, "TRUE"},
		{"false", `<c r="A1" t="b"><v>0</v></c>`, "FALSE"},
		{"error", `<c r="A1" t="e"><f>NA()</f><v>#N/A</v></c>`, "#N/A"},
		{"prefixed names", `<x:c r="A1" t="inlineStr"><x:is><x:t>p</x:t></x:is></x:c>`, "p"},
		{"no references", `<c t="s"><v>0</v></c>`, "one"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			rows := readAll(t, open(t, cell(tt.xml).pack(t)), "S")
			if diff := cmp.Diff([]Row{{1, []string{tt.want}}}, rows); diff != "" {
				t.Errorf("rows (-want +got):\n%s", diff)
			}
		})
	}
}

func TestDatesFrom1904AreShifted(t *testing.T) {
	data := `<row r="1"><c r="A1" s="1"><v>44848</v></c><c r="B1" s="2"><v>44848.25</v></c><c r="C1"><v>44848</v></c></row>`
	p := bareWorkbook(data, "").with("xl/workbook.xml",
		`<workbook><workbookPr date1904="1"/><sheets><sheet name="S" id="rId1"/></sheets><extLst><ext><workbookPr x="1"/></ext></extLst></workbook>`)
	want := []Row{{1, []string{"46310", "46310.25", "44848"}}}
	if diff := cmp.Diff(want, readAll(t, open(t, p.pack(t)), "S")); diff != "" {
		t.Errorf("rows (-want +got):\n%s", diff)
	}
}

func TestDateFormats(t *testing.T) {
	for code, want := range map[string]bool{
		"General": false, "0.00": false, `yyyy/m/d`: true, `[$-804]yyyy"年"m"月"`: true, `"day"0`: false, `0\d`: false,
		`[Red]0`: false, `[h]:mm`: true, `[mm]`: true, `_d0`: false, `"open`: false, `[`: false,
	} {
		if got := isDateFormat(code); got != want {
			t.Errorf("%s: %v, want %v", code, got, want)
		}
	}
}

func TestRowsAreNumberedAsShown(t *testing.T) {
	data := `<row r="3"><c r="B3"><v>1</v></c><c r="D3" s="1"/></row><row><c><v>2</v></c></row><row r="7"><c r="A7" t="inlineStr"><is><t> </t></is></c></row>` +
		`<row r="1048576"><c r="C1048576"><v>3</v></c><c><v>4</v></c></row>`
	want := []Row{{3, []string{"", "1"}}, {4, []string{"2"}}, {1048576, []string{"", "", "3", "4"}}}
	b := open(t, bareWorkbook(data, "").pack(t))
	for range 2 {
		if diff := cmp.Diff(want, readAll(t, b, "S")); diff != "" {
			t.Errorf("rows (-want +got):\n%s", diff)
		}
	}
}

func TestWhatAPersonSees(t *testing.T) {
	f := excelize.NewFile()
	for _, sheet := range []string{"隐藏", "深藏", "说明"} {
		_, err := f.NewSheet(sheet)
		must(t, err)
	}
	set := func(row int, cells ...any) {
		must(t, f.SetSheetRow("Sheet1", fmt.Sprintf("A%d", row), &cells))
	}
	set(1, "卫生许可登记表")
	set(2, "序号", "街道", "名称", "日期")
	set(3, 1, "前湖街道", "甲", time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC))
	set(4, 2, nil, "乙", 0.1+0.2)
	set(5, 3, nil, "丙", true)
	set(6, 9, "不见", "隐", nil)
	set(7, "以下为二类")
	set(8, 4, "高台乡", "丁", nil)
	set(12, "合并", nil, nil, nil)
	must(t,
		f.MergeCell("Sheet1", "A1", "D1"), f.MergeCell("Sheet1", "B3", "B6"), f.MergeCell("Sheet1", "A7", "C7"),
		f.MergeCell("Sheet1", "C8", "D8"), f.MergeCell("Sheet1", "A12", "A15"),
		f.SetRowVisible("Sheet1", 6, false), f.SetRowVisible("Sheet1", 9, false),
		f.SetSheetVisible("隐藏", false), f.SetSheetVisible("深藏", false, true),
	)
	b := open(t, save(t, f))
	want := []Row{
		{2, []string{"序号", "街道", "名称", "日期"}},
		{3, []string{"1", "前湖街道", "甲", "46346"}},
		{4, []string{"2", "前湖街道", "乙", "0.3"}},
		{5, []string{"3", "前湖街道", "丙", "TRUE"}},
		{8, []string{"4", "高台乡", "丁"}},
		{12, []string{"合并"}},
	}
	for range 2 { // Reading twice counts once.
		if diff := cmp.Diff(want, readAll(t, b, "Sheet1")); diff != "" {
			t.Errorf("rows (-want +got):\n%s", diff)
		}
		skipped := Skipped{HiddenSheets: []string{"隐藏", "深藏"}, HiddenRows: 1, MergedRows: 2}
		if diff := cmp.Diff(skipped, b.Skipped()); diff != "" {
			t.Errorf("skipped (-want +got):\n%s", diff)
		}
	}
	if diff := cmp.Diff([]string{"Sheet1", "说明"}, b.Sheets()); diff != "" {
		t.Errorf("sheets (-want +got):\n%s", diff)
	}
	if rows := readAll(t, b, "说明"); len(rows) != 0 {
		t.Errorf("empty sheet has rows %v", rows)
	}
}

// TestSameAsExcelize compares the cells of a plain sheet with what another reader finds.
func TestSameAsExcelize(t *testing.T) {
	f := excelize.NewFile()
	for r := 1; r <= 200; r++ {
		cells := []any{r, fmt.Sprintf("名称 <%d> & \"x\"", r%7), float64(r) / 4, "", fmt.Sprintf("=%d", r), int64(r) * 1e12, nil, "\t末\n尾 "}
		must(t, f.SetSheetRow("Sheet1", fmt.Sprintf("A%d", r), &cells))
	}
	path := save(t, f)
	other, err := excelize.OpenFile(path, excelize.Options{RawCellValue: true})
	must(t, err)
	want, err := other.GetRows("Sheet1")
	must(t, err, other.Close())
	var got [][]string
	for _, r := range readAll(t, open(t, path), "Sheet1") {
		got = append(got, r.Cells)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("cells (-excelize +ours):\n%s", diff)
	}
}

// longWorkbook writes rows of 30 cells, all shared strings that occur once.
func longWorkbook(t testing.TB, rows int) string {
	t.Helper()
	const columns = 30
	path := filepath.Join(t.TempDir(), "long.xlsx")
	f, err := os.Create(path)
	must(t, err)
	z := zip.NewWriter(f)
	part := func(name string, body func(w *bufio.Writer)) {
		w, err := z.Create(name)
		must(t, err)
		buffered := bufio.NewWriter(w)
		body(buffered)
		must(t, buffered.Flush())
	}
	for name, text := range bareWorkbook("", "") {
		if name != "xl/sharedStrings.xml" && name != "xl/worksheets/sheet1.xml" {
			part(name, func(w *bufio.Writer) { fmt.Fprint(w, text) })
		}
	}
	part("xl/sharedStrings.xml", func(w *bufio.Writer) {
		fmt.Fprint(w, "<sst>")
		for i := range rows * columns {
			fmt.Fprintf(w, "<si><t>共享的文字 %d</t></si>", i)
		}
		fmt.Fprint(w, "</sst>")
	})
	part("xl/worksheets/sheet1.xml", func(w *bufio.Writer) {
		fmt.Fprint(w, "<worksheet><sheetData>")
		for r := range rows {
			fmt.Fprintf(w, `<row r="%d">`, r+1)
			for c := range columns {
				fmt.Fprintf(w, `<c r="%s%d" t="s"><v>%d</v></c>`, columnName(c), r+1, r*columns+c)
			}
			fmt.Fprint(w, "</row>")
		}
		fmt.Fprint(w, "</sheetData></worksheet>")
	})
	must(t, z.Close(), f.Close())
	return path
}

func TestLongWorkbookStaysSmallInMemory(t *testing.T) {
	const count, bound = 100_000, 40 << 20
	path := longWorkbook(t, count)
	temp := t.TempDir()
	t.Setenv("TMPDIR", temp)
	before := liveHeap()
	b := open(t, path)
	rows, peak := growth(t, b, "S", before)
	if rows != count || peak > bound {
		t.Errorf("%d rows, heap grew by %d bytes, want %d rows and at most %d bytes", rows, peak, count, bound)
	}
	for r, err := range b.Rows("S") {
		must(t, err)
		if want := fmt.Sprintf("共享的文字 %d", r.Number*30-1); len(r.Cells) != 30 || r.Cells[29] != want {
			t.Fatalf("row %d ends with %q, want %q", r.Number, r.Cells[len(r.Cells)-1], want)
		}
	}
	if left, err := os.ReadDir(temp); err != nil || len(left) != 1 {
		t.Errorf("temporary folder while open: %v %v, want one entry", left, err)
	}
	must(t, b.Close())
	if left, err := os.ReadDir(temp); err != nil || len(left) != 0 {
		t.Errorf("temporary folder after Close: %v %v, want none", left, err)
	}
}

func TestSpillOnDiskReadsAsInMemory(t *testing.T) {
	var folder tempFolder
	small, large := spill{budget: 10}, spill{budget: 1 << 30}
	for i := range 40_000 {
		p := []byte(strings.Repeat("x", i%11) + strconv.Itoa(i))
		must(t, small.write(p, folder.make), large.write(p, folder.make))
	}
	must(t, small.flush(), large.flush())
	for offset := int64(0); offset < small.size; offset += 997 {
		n := int(min(small.size-offset, 100_000))
		a, err := small.appendAt(nil, offset, n)
		must(t, err)
		b, err := large.appendAt(nil, offset, n)
		must(t, err)
		if string(a) != string(b) {
			t.Fatalf("offset %d: the bytes differ", offset)
		}
	}
	must(t, folder.remove(small.close(), large.close()))
}

func BenchmarkXLSX(b *testing.B) {
	const count = 20_000
	book := open(b, longWorkbook(b, count))
	b.ReportAllocs()
	for b.Loop() {
		for _, err := range book.Rows("S") {
			if err != nil {
				b.Fatal(err)
			}
		}
	}
	b.ReportMetric(count*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
}

func BenchmarkOpenXLSX(b *testing.B) {
	const count = 20_000
	path := longWorkbook(b, count)
	for b.Loop() {
		book, err := Open(path)
		if err != nil {
			b.Fatal(err)
		}
		if err := book.Close(); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(count*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
}

// FuzzWorksheet reads arbitrary rows inside a sound archive.
func FuzzWorksheet(f *testing.F) {
	f.Add(`<row r="1" hidden="1"><c r="A1" t="s"><v>1</v></c></row><row><c t="inlineStr"><is><t>_x0041_</t></is></c></row>`, `<mergeCells><mergeCell ref="A1:B3"/></mergeCells>`)
	f.Add(`<row r="2"><c s="1"><f>x</f><v>1e400</v></c><c r="ZZ2" t="d"><v>2026T1</v></c></row>`, `<mergeCells><mergeCell ref="C2:$D$1048576"/></mergeCells>`)
	f.Fuzz(func(t *testing.T, data, after string) {
		b, err := Open(bareWorkbook(data, after).packAs(t, zip.Store))
		if err != nil {
			return
		}
		last := 0
		for r, err := range b.Rows("S") {
			if err != nil {
				break
			}
			if r.Number <= last || isBlank(r.Cells) || len(r.Cells) > MaxColumns {
				t.Errorf("row %d with %d cells after row %d", r.Number, len(r.Cells), last)
			}
			last = r.Number
		}
		must(t, b.Close())
	})
}
