package intake

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"mingshi/internal/disclosure"
	"mingshi/internal/i18n"
	"mingshi/internal/intake/sheet"
)

// venueCSV has its headings in row 3; row 6 follows a blank line, and row 4 holds a cell over two lines.
const venueCSV = "公共场所名册\n\n" +
	"场所名称,场所类别,经营单位名称,统一社会信用代码,详细地址,卫生许可证号,状态,联系电话\n" +
	"平安旅馆,旅店,平安公司,91419901MAU140397T,\"东街1号\n二楼\",007,在营,+8613800000000\n" +
	"\n" +
	"=1+1,旅店,-乙公司,910000000000000000,@西街,000123456789012345,在营,\"=HYPERLINK(\"\"x\"\")\"\n" +
	"丙旅馆,酒吧,丙公司,,南街,009,在营,\n"

// textFile writes a file and returns its path.
func textFile(t *testing.T, name, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// reportOn opens files as an import does and notes findings of the first.
func reportOn(t *testing.T, paths []string, findings ...Finding) *Report {
	t.Helper()
	report := &Report{AsOf: disclosure.Date{Year: 2026, Month: time.November, Day: 20}, Batch: "b_1"}
	t.Cleanup(report.Close)
	for i, path := range paths {
		f, err := openFile(path, i18n.ZH, "", reading{})
		if f != nil {
			report.Files = append(report.Files, f.report)
			f.close()
		}
		if err != nil {
			t.Fatal(err)
		}
		if i == 0 {
			if err := f.report.findings.add(findings...); err != nil {
				t.Fatal(err)
			}
		}
	}
	return report
}

// written writes the report and opens the workbook.
func written(t *testing.T, report *Report, lang i18n.Lang) *excelize.File {
	t.Helper()
	path := filepath.Join(t.TempDir(), "report.xlsx")
	if err := report.WriteWorkbook(path, lang); err != nil {
		t.Fatal(err)
	}
	return openBook(t, path)
}

func openBook(t *testing.T, path string) *excelize.File {
	t.Helper()
	book, err := excelize.OpenFile(path)
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

// value is what a cell shows; it must be text, whatever it looks like.
func value(t *testing.T, book *excelize.File, name, cell string) string {
	t.Helper()
	text, err := book.GetCellValue(name, cell)
	if err != nil {
		t.Fatal(err)
	}
	formula, err := book.GetCellFormula(name, cell)
	if err != nil || formula != "" {
		t.Errorf("%s!%s holds the formula %q (%v)", name, cell, formula, err)
	}
	if kind, err := book.GetCellType(name, cell); text != "" && (err != nil || kind != excelize.CellTypeInlineString) {
		t.Errorf("%s!%s = %q has type %v (%v), want text", name, cell, text, kind, err)
	}
	return text
}

// fill is a cell's colour, "" for none.
func fill(t *testing.T, book *excelize.File, name, cell string) string {
	t.Helper()
	number, err := book.GetCellStyle(name, cell)
	if err != nil {
		t.Fatal(err)
	}
	style, err := book.GetStyle(number)
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(style.Fill.Color, "")
}

// comments are the texts of a sheet's comments by cell.
func comments(t *testing.T, book *excelize.File, name string) map[string]string {
	t.Helper()
	all, err := book.GetComments(name)
	if err != nil {
		t.Fatal(err)
	}
	texts := map[string]string{}
	for _, c := range all {
		var text strings.Builder
		for _, run := range c.Paragraph {
			text.WriteString(run.Text)
		}
		texts[c.Cell] = text.String()
	}
	return texts
}

func failed(row int, field, text string) Finding {
	return Finding{Row: row, Severity: SeverityError, Code: CodeEnumUnknown, Field: field, Message: text}
}

func warned(row int, field, text string) Finding {
	return Finding{Row: row, Severity: SeverityWarning, Code: CodeLate, Field: field, Message: text}
}

func TestWorkbookGivesACSVBackWithItsFaults(t *testing.T) {
	source := textFile(t, "名册.csv", venueCSV)
	report := reportOn(t, []string{source},
		failed(6, "统一社会信用代码", "代码无效"), warned(6, "统一社会信用代码", "代码陈旧"), warned(6, "场所名称", "名称"),
		failed(7, "", "整行有误"), failed(7, "没有的列", "缺列"),
		warned(4, "卫生许可证号", "已终止"), // comes late, as those of publication do
	)
	book := written(t, report, i18n.ZH)

	if diff := cmp.Diff([]string{"汇总", "名册"}, book.GetSheetList()); diff != "" {
		t.Fatalf("sheets (-want +got):\n%s", diff)
	}
	for cell, want := range map[string]string{
		"A1": "公共场所名册", "A2": "", "A3": "场所名称", "H3": "联系电话", "I3": "导入结果",
		"D4": "91419901MAU140397T", "E4": "东街1号\n二楼", "F4": "007", "H4": "+8613800000000", "I4": "提醒：已终止",
		"A5": "", "A6": "=1+1", "C6": "-乙公司", "D6": "910000000000000000", "E6": "@西街", "F6": "000123456789012345",
		"H6": `=HYPERLINK("x")`, "I6": "错误：代码无效\n提醒：代码陈旧\n提醒：名称",
		"A7": "丙旅馆", "D7": "", "I7": "错误：整行有误\n错误：缺列",
	} {
		if got := value(t, book, "名册", cell); got != want {
			t.Errorf("%s = %q, want %q", cell, got, want)
		}
	}
	for cell, want := range map[string]string{
		"A4": "", "F4": colourWarned, "A6": colourWarned, "B6": "", "D6": colourFailed, "A7": colourFailed, "D7": "", "A1": "",
		"A3": colourHeading, "I6": "",
	} {
		if got := fill(t, book, "名册", cell); got != want {
			t.Errorf("%s is coloured %q, want %q", cell, got, want)
		}
	}
	want := map[string]string{"F4": "已终止", "A6": "名称", "D6": "代码无效\n代码陈旧", "A7": "整行有误\n缺列"}
	if diff := cmp.Diff(want, comments(t, book, "名册")); diff != "" {
		t.Errorf("comments (-want +got):\n%s", diff)
	}
	if height, err := book.GetRowHeight("名册", 6); err != nil || height != 3*lineHeight {
		t.Errorf("row 6 is %v points high (%v), want room for its three messages", height, err)
	}
	panes, err := book.GetPanes("名册")
	if err != nil || !panes.Freeze || panes.YSplit != 3 {
		t.Errorf("panes %+v (%v), want frozen below row 3", panes, err)
	}
}

// venueBook is a register as a clerk keeps it: a merged title, a hidden row, numbers and text side by side.
func venueBook(t *testing.T) string {
	t.Helper()
	return bookFile(t, "venues.xlsx", func(book *excelize.File) error {
		return errors.Join(
			book.SetCellStr("Sheet1", "A1", "名册"),
			book.MergeCell("Sheet1", "A1", "G1"),
			book.SetSheetRow("Sheet1", "A2", &[]any{"场所名称", "场所类别", "经营单位名称", "统一社会信用代码", "详细地址", "卫生许可证号", "状态"}),
			book.SetSheetRow("Sheet1", "A3", &[]any{"甲", "旅店", "甲公司", "91419901MAU140397T", "东街", "007", "在营"}),
			book.SetSheetRow("Sheet1", "A4", &[]any{"隐", "旅店", "隐公司", nil, "东街", "008", "在营"}),
			book.SetRowVisible("Sheet1", 4, false),
			book.SetSheetRow("Sheet1", "A5", &[]any{"乙", "酒吧", "乙公司", nil, "西街", 12345, "在营", nil, "便签"}),
		)
	})
}

func bookFile(t *testing.T, name string, write func(*excelize.File) error) string {
	t.Helper()
	book := excelize.NewFile()
	path := filepath.Join(t.TempDir(), name)
	if err := errors.Join(write(book), book.SaveAs(path), book.Close()); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestWorkbookGivesAWorksheetBackAtItsRows(t *testing.T) {
	report := reportOn(t, []string{venueBook(t)}, failed(5, "场所类别", "不在取值内"), failed(5, "统一社会信用代码", "为空"))
	report.Files[0].Hidden, report.Files[0].Merged = 1, 1
	book := written(t, report, i18n.EN)
	for cell, want := range map[string]string{
		"A1": "", "A2": "场所名称", "F3": "007", "A4": "", "B5": "酒吧", "F5": "12345", "I5": "便签",
		"J2": "Import result", "J3": "", "J5": "Error: 不在取值内\nError: 为空",
	} {
		if got := value(t, book, "venues", cell); got != want {
			t.Errorf("%s = %q, want %q", cell, got, want)
		}
	}
	if got := fill(t, book, "venues", "D5"); got != colourFailed {
		t.Errorf("the empty cell D5 is coloured %q, want %q", got, colourFailed)
	}
	remarks, err := book.GetCellValue("Summary", "L5")
	want := "Hidden rows were not read and are blank here: 1.\nRows of one merged cell (titles, sections) were not read and are blank here: 1."
	if err != nil || remarks != want {
		t.Errorf("remarks %q (%v), want %q", remarks, err, want)
	}
}

func TestWorkbookWritesDatesOut(t *testing.T) {
	path := bookFile(t, "readings.xlsx", func(book *excelize.File) error {
		return errors.Join(
			book.SetSheetRow("Sheet1", "A1", &[]any{"卫生许可证号", "采样时间", "检测项目", "结果", "数据来源"}),
			book.SetSheetRow("Sheet1", "A2", &[]any{"46000", time.Date(2026, 11, 20, 9, 30, 0, 0, time.UTC), "pH", 46000, "x"}),
			book.SetSheetRow("Sheet1", "A3", &[]any{"2", time.Date(2026, 1, 5, 0, 0, 0, 0, time.UTC), "pH", "7", "x"}),
			book.SetSheetRow("Sheet1", "A4", &[]any{"3", "2026年1月5日", "pH", "7", "x"}),
			book.SetSheetRow("Sheet1", "A5", &[]any{"4", "2026", "pH", "7", "x"}),
		)
	})
	book := written(t, reportOn(t, []string{path}), i18n.ZH)
	for cell, want := range map[string]string{
		"A2": "46000", "B2": "2026/11/20 09:30:00", "D2": "46000", "B3": "2026/01/05", "B4": "2026年1月5日", "B5": "2026",
	} {
		if got := value(t, book, "readings", cell); got != want {
			t.Errorf("%s = %q, want %q", cell, got, want)
		}
	}
}

func TestWorkbookLeavesNumbersOfATextFile(t *testing.T) {
	path := textFile(t, "readings.csv", "卫生许可证号,采样时间,检测项目,结果,数据来源\n1,46000,pH,7,x\n")
	if got := value(t, written(t, reportOn(t, []string{path}), i18n.ZH), "readings", "B2"); got != "46000" {
		t.Errorf("B2 = %q, want it as typed", got)
	}
}

func TestWorkbookSumsUp(t *testing.T) {
	missing := textFile(t, "缺列.csv", "场所名称,场所类别,经营单位名称,详细地址\n甲,旅店,甲公司,东街\n")
	extra := textFile(t, "名册.csv", "场所名称,场所类别,经营单位名称,详细地址,卫生许可证号,状态,陌生\n甲,旅店,甲公司,东街,1,在营,x\n")
	report := reportOn(t, []string{textFile(t, "名册.csv", venueCSV), missing, extra, filepath.Join(t.TempDir(), "没有.csv")})
	for i, rows := range []int64{3, 0, 1, 0} {
		report.Files[i].Rows = rows
	}
	report.Files[0].Outcomes[disclosure.OutcomePublished] = 1
	report.Files[0].Outcomes[disclosure.OutcomeRejected] = 2
	report.Files[2].Outcomes[disclosure.OutcomePublished] = 1
	book := written(t, report, i18n.ZH)

	rows, err := book.GetRows("汇总")
	if err != nil {
		t.Fatal(err)
	}
	want := [][]string{
		{"导入报告"},
		{"导入日：2026-11-20", "", "批次：b_1"},
		nil,
		{"文件", "种类", "行数", "公示", "更正", "未变", "重复", "不公示", "已过期", "已终止", "退回", "说明"},
		{"名册.csv", "单位名册", "3", "1", "0", "0", "0", "0", "0", "0", "2"},
		{"缺列.csv", "单位名册", "", "", "", "", "", "", "", "", "", report.Files[1].Problem.Message},
		{"名册.csv", "单位名册", "1", "1", "0", "0", "0", "0", "0", "0", "0", "第 1 行表头中有不认识的列：陌生；这些列不导入。"},
		{"没有.csv", "", "", "", "", "", "", "", "", "", "", report.Files[3].Problem.Message},
		{"合计", "", "4", "2", "0", "0", "0", "0", "0", "0", "2"},
	}
	if diff := cmp.Diff(want, rows[:len(want)]); diff != "" {
		t.Errorf("summary (-want +got):\n%s", diff)
	}
	for cell, want := range map[string]string{"K5": colourFailed, "K7": "", "L5": "", "L6": colourFailed, "L8": colourFailed, "L7": ""} {
		if got := fill(t, book, "汇总", cell); got != want {
			t.Errorf("%s is coloured %q, want %q", cell, got, want)
		}
	}
	if _, target, err := book.GetCellHyperLink("汇总", "A7"); err != nil || target != "'名册 (2)'!A1" {
		t.Errorf("A7 leads to %q (%v)", target, err)
	}
	if got := value(t, book, "缺列", "A1"); got != report.Files[1].Problem.Message {
		t.Errorf("the refused file's sheet says %q", got)
	}
	if got := value(t, book, "缺列", "A2"); !strings.HasPrefix(got, "错误：第 1 行表头缺少必需的列") {
		t.Errorf("below it stands %q", got)
	}
	if got := value(t, book, "没有", "A1"); !strings.HasPrefix(got, "找不到文件") {
		t.Errorf("the missing file's sheet says %q", got)
	}
}

func TestWorkbookCanBeImportedAgain(t *testing.T) {
	report := reportOn(t, []string{textFile(t, "名册.csv", venueCSV)}, failed(6, "", "错"))
	path := filepath.Join(t.TempDir(), "again.xlsx")
	if err := report.WriteWorkbook(path, i18n.ZH); err != nil {
		t.Fatal(err)
	}
	f, err := openFile(path, i18n.ZH, "", reading{})
	if err != nil {
		t.Fatal(err)
	}
	defer f.close()
	defer f.report.findings.close()
	if f.report.Problem != nil || f.report.Kind != disclosure.KindVenue || f.sheet != "名册" || f.header.row != 3 {
		t.Fatalf("problem %v, kind %q, sheet %q, header %+v", f.report.Problem, f.report.Kind, f.sheet, f.header)
	}
	original, err := sheet.Open(report.Files[0].Path)
	if err != nil {
		t.Fatal(err)
	}
	defer original.Close()
	if diff := cmp.Diff(rowsOf(t, original, "", 8), rowsOf(t, f.book, f.sheet, 8)); diff != "" {
		t.Errorf("rows (-original +report):\n%s", diff)
	}
}

// rowsOf reads a sheet's first columns, without empty cells at the ends of rows.
func rowsOf(t *testing.T, book *sheet.Book, name string, columns int) map[int]string {
	t.Helper()
	rows := map[int]string{}
	for row, err := range book.Rows(name) {
		if err != nil {
			t.Fatal(err)
		}
		rows[row.Number] = strings.TrimRight(strings.Join(row.Cells[:min(columns, len(row.Cells))], "|"), "|")
	}
	return rows
}
