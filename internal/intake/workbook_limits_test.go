package intake

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"mingshi/internal/disclosure"
	"mingshi/internal/i18n"
)

// bounded writes one file's table with limits of the test's own and opens what came of it.
func bounded(t *testing.T, report *Report, limits workbookLimits) (*excelize.File, summaryLine) {
	t.Helper()
	w, err := newWorkbook(i18n.EN)
	if err != nil {
		t.Fatal(err)
	}
	w.limits = limits
	line, err := w.addFile(report.Files[0])
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "bounded.xlsx")
	out, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := w.save(out); err != nil {
		t.Fatal(err)
	}
	if err := out.Close(); err != nil {
		t.Fatal(err)
	}
	if err := w.book.Close(); err != nil {
		t.Fatal(err)
	}
	return openBook(t, path), line
}

func TestWorkbookEndsWhereAWorksheetEnds(t *testing.T) {
	report := reportOn(t, []string{textFile(t, "名册.csv", venueCSV)}, failed(6, "", "kept"), failed(7, "", "lost"))
	book, line := bounded(t, report, workbookLimits{rows: 6, comments: 10})
	if value(t, book, "名册", "A6") == "" || value(t, book, "名册", "A7") != "" {
		t.Error("row 6 must be there and row 7 not")
	}
	want := []string{"A worksheet ends with row 6; what came of later rows is in the JSON report."}
	if diff := cmp.Diff(want, line.notes); diff != "" {
		t.Errorf("notes (-want +got):\n%s", diff)
	}
}

func TestWorkbookKeepsColoursWhenCommentsAreTooMany(t *testing.T) {
	report := reportOn(t, []string{textFile(t, "名册.csv", venueCSV)},
		failed(4, "", "a"), failed(6, "", "b"), failed(6, "状态", "c"), failed(7, "", "d"))
	book, line := bounded(t, report, workbookLimits{rows: 100, comments: 2})
	if diff := cmp.Diff(map[string]string{"A4": "a", "A6": "b"}, comments(t, book, "名册")); diff != "" {
		t.Errorf("comments (-want +got):\n%s", diff)
	}
	for _, cell := range []string{"A4", "A6", "G6", "A7"} {
		if got := fill(t, book, "名册", cell); got != colourFailed {
			t.Errorf("%s is coloured %q", cell, got)
		}
	}
	if len(line.notes) != 1 || !strings.Contains(line.notes[0], "first 2") {
		t.Errorf("notes %q, want one that names the limit", line.notes)
	}
}

func TestWorkbookOfALargeFile(t *testing.T) {
	const rows = 60_000 // larger than what the stream keeps in memory
	var text bytes.Buffer
	text.WriteString("场所名称,场所类别,经营单位名称,统一社会信用代码,详细地址,卫生许可证号,状态\n")
	var findings []Finding
	for i := range rows {
		fmt.Fprintf(&text, "旅馆%d,旅店,公司,91419901MAU140397T,东街,%06d,在营\n", i, i)
		if i%100 == 0 {
			findings = append(findings, warned(i+2, "卫生许可证号", fmt.Sprintf("row %d", i+2)))
		}
	}
	slices.Reverse(findings)
	book := written(t, reportOn(t, []string{textFile(t, "big.csv", text.String())}, findings...), i18n.EN)
	if got := value(t, book, "big", "H59902"); got != "Warning: row 59902" {
		t.Errorf("H59902 = %q", got)
	}
	if got := value(t, book, "big", "F60001"); got != "059999" {
		t.Errorf("F60001 = %q", got)
	}
	if got := len(comments(t, book, "big")); got != rows/100 {
		t.Errorf("%d comments, want %d", got, rows/100)
	}
}

func TestWorkbookIsWrittenWholeOrNotAtAll(t *testing.T) {
	source := textFile(t, "名册.csv", venueCSV)
	folder := t.TempDir()
	target := filepath.Join(folder, "report.xlsx")
	if err := os.WriteFile(target, []byte("earlier"), 0o600); err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name, path string
		findings   []Finding
		want       disclosure.ErrorKind
	}{
		{"in the place of a source", source, nil, disclosure.Invalid},
		{"no such folder", filepath.Join(folder, "none", "report.xlsx"), nil, disclosure.Unavailable},
		{"a finding between rows", target, []Finding{failed(5, "", "x")}, disclosure.Unavailable},
		{"a finding after the last row", target, []Finding{failed(8, "", "x")}, disclosure.Unavailable},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			err := reportOn(t, []string{source}, tt.findings...).WriteWorkbook(tt.path, i18n.ZH)
			if err == nil || disclosure.KindOf(err) != tt.want {
				t.Errorf("error %v, want one of kind %v", err, tt.want)
			}
		})
	}
	content, err := os.ReadFile(source)
	if err != nil || string(content) != venueCSV {
		t.Errorf("the source was touched (%v)", err)
	}
	entries, err := os.ReadDir(folder)
	if err != nil || len(entries) != 1 {
		t.Errorf("the folder holds %v (%v), want the earlier report alone", entries, err)
	}
	if content, err := os.ReadFile(target); err != nil || string(content) != "earlier" {
		t.Errorf("the earlier report is now %q (%v)", content, err)
	}
	if err := reportOn(t, []string{source}).WriteWorkbook(target, i18n.ZH); err != nil {
		t.Errorf("replacing an earlier report: %v", err)
	}
}

func TestWorkbookSaysThatAFileIsGone(t *testing.T) {
	source := textFile(t, "名册.csv", venueCSV)
	report := reportOn(t, []string{source}, failed(6, "", "kept"))
	if err := os.Remove(source); err != nil {
		t.Fatal(err)
	}
	book := written(t, report, i18n.EN)
	if got := value(t, book, "名册", "A1"); !strings.Contains(got, "名册.csv") {
		t.Errorf("the sheet says %q", got)
	}
	if got := value(t, book, "名册", "A2"); got != "Error: kept" {
		t.Errorf("below it stands %q", got)
	}
}

func TestWorkbookRefusesAFileThatBecameAnother(t *testing.T) {
	source := textFile(t, "名册.csv", venueCSV)
	report := reportOn(t, []string{source})
	if err := os.WriteFile(source, []byte("a,b\n1,2\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	err := report.WriteWorkbook(filepath.Join(t.TempDir(), "r.xlsx"), i18n.ZH)
	if err == nil || disclosure.KindOf(err) != disclosure.Unavailable {
		t.Errorf("error %v, want one of kind %v", err, disclosure.Unavailable)
	}
}

func TestSheetNames(t *testing.T) {
	names := newSheetNames()
	names.take("Summary")
	for _, tt := range []struct{ file, want string }{
		{"名册.csv", "名册"},
		{"名册.xlsx", "名册 (2)"},
		{"SUMMARY.csv", "SUMMARY (2)"},
		{"history.csv", "history (2)"},
		{"a:b\\c?d*e[f]'g.csv", "a_b_c_d_e_f__g"},
		{".csv", "_"},
		{"  .csv", "_ (2)"},
		{"\xff.csv", "_ (3)"},
		{"no extension", "no extension"},
		{strings.Repeat("长", 40) + ".csv", strings.Repeat("长", 31)},
		{strings.Repeat("长", 40) + ".xlsx", strings.Repeat("长", 27) + " (2)"},
		{strings.Repeat("𠮷", 40) + ".csv", strings.Repeat("𠮷", 15)},
		{strings.Repeat("a", 30) + " b.csv", strings.Repeat("a", 30)},
	} {
		if got := names.add(tt.file); got != tt.want {
			t.Errorf("add(%q) = %q, want %q", tt.file, got, tt.want)
		}
	}
}

func FuzzSheetNames(f *testing.F) {
	for _, seed := range []string{"a.csv", "'", "\xff\xfe", "a/b:c", "长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长", " . ", "\x00"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, file string) {
		names := newSheetNames()
		book := excelize.NewFile()
		defer book.Close()
		for range 2 {
			name := names.add(file)
			if units := len(utf16.Encode([]rune(name))); units > excelize.MaxSheetNameLength {
				t.Errorf("%q makes a name of %d units", file, units)
			}
			if index, err := book.NewSheet(name); err != nil || index == 0 {
				t.Errorf("%q makes %q: %v", file, name, err)
			}
		}
		if got := len(book.GetSheetList()); got != 3 && !strings.EqualFold(strings.TrimSpace(file), "sheet1") {
			t.Errorf("%q makes %d sheets: %q", file, got, book.GetSheetList())
		}
	})
}
