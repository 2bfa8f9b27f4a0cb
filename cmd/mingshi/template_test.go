package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"mingshi/internal/disclosure"
	"mingshi/internal/grading"
	"mingshi/internal/intake"
	"mingshi/internal/store"
)

// mingshi runs a command and wants an exit code.
func mingshi(t *testing.T, want int, args ...string) (stdout string) {
	t.Helper()
	var out, errs strings.Builder
	if got := run(t.Context(), args, &out, &errs); got != want {
		t.Fatalf("mingshi %s: exit %d, want %d: %s%s", strings.Join(args, " "), got, want, out.String(), errs.String())
	}
	return out.String()
}

// fillIn opens a workbook, lets its first sheet be filled in, and saves it.
func fillIn(t *testing.T, path string, fill func(book *excelize.File, rows [][]string)) {
	t.Helper()
	book, err := excelize.OpenFile(path)
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	rows, err := book.GetRows(blankSheet)
	if err != nil {
		t.Fatal(err)
	}
	fill(book, rows)
	if err := book.Save(); err != nil {
		t.Fatal(err)
	}
}

func set(t *testing.T, book *excelize.File, column, row int, value any) {
	t.Helper()
	name, err := excelize.CoordinatesToCellName(column, row)
	if err == nil {
		err = book.SetCellValue(blankSheet, name, value)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// reportOf reads the only file of an import's report.
func reportOf(t *testing.T, text string) (file struct {
	Kind      string `json:"kind"`
	Rows      int    `json:"rows"`
	Published int    `json:"published"`
	Problem   *struct {
		Code string `json:"code"`
	} `json:"problem"`
	Findings []intake.Finding `json:"findings"`
},
) {
	t.Helper()
	var report struct {
		Files []json.RawMessage `json:"files"`
	}
	if err := json.Unmarshal([]byte(text), &report); err != nil || len(report.Files) != 1 {
		t.Fatalf("%v: %s", err, text)
	}
	if err := json.Unmarshal(report.Files[0], &file); err != nil {
		t.Fatal(err)
	}
	return file
}

// TestScoreSheetComesBack makes the score sheet of each table, fills it in as an inspector would, imports it, and holds the
// score that is published to the one worked out by hand.
func TestScoreSheetComesBack(t *testing.T) {
	data := filepath.Join(t.TempDir(), "data")
	for _, table := range grading.ShippedSet().All() {
		t.Run(table.Code, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "sheet.xlsx")
			number := "示卫公证字〔2024〕第0001号" + table.Code
			mingshi(t, exitDone, "--data", data, "template", "--kind", "itemsheet", "--table", table.Code, "--venue", number, "-o", path)
			var want grading.Totals
			fillIn(t, path, func(book *excelize.File, rows [][]string) {
				want = fillSheet(t, book, rows, table)
			})
			got := reportOf(t, mingshi(t, exitDone, "--data", data, "--json", "import", "--as-of", "2026-11-20", path))
			if got.Published != len(table.Items) || got.Rows != len(table.Items) {
				t.Fatalf("%d rows, %d published, want %d: %+v", got.Rows, got.Published, len(table.Items), got.Findings)
			}
			body := onlyGrading(t, data, number)
			if body.ScoreObtained.String() != want.Obtained.String() || body.ScoreApplicable.String() != want.Applicable.String() {
				t.Errorf("%s of %s, want %s of %s", body.ScoreObtained, body.ScoreApplicable, want.Obtained, want.Applicable)
			}
			if diff := cmp.Diff([]string{table.Code, "2026-11-19", "2"},
				[]string{body.Table.Code, body.InspectedOn.String(), string(rune('0' + body.InspectorsCount))}); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// fillSheet fills in a score sheet: every item that may be left out is, every third of the others loses half of its points.
func fillSheet(t *testing.T, book *excelize.File, rows [][]string, table grading.Table) (want grading.Totals) {
	t.Helper()
	labels := map[string]any{
		"*检查日期": 46345, "*检查类型": "日常监督", "监督员1": "李静", "监督员2": "王磊", "责令整改": "否",
	}
	for at, row := range rows {
		if len(row) == 0 {
			continue
		}
		if value, known := labels[row[0]]; known {
			set(t, book, 2, at+1, value)
		}
		for _, item := range table.Items {
			if len(row) < 3 || row[1] != item.Title {
				continue
			}
			switch given := item.Max; {
			case item.NotApplicable:
				set(t, book, 5, at+1, "是")
				set(t, book, 6, at+1, "没有")
			case item.Key:
				set(t, book, 4, at+1, "符合")
			default:
				if item.No%3 == 0 {
					given /= 2
				}
				set(t, book, 4, at+1, float64(given)/float64(pointsInOne))
				want.Obtained += given
				want.Applicable += item.Max
			}
		}
	}
	return want
}

func onlyGrading(t *testing.T, data, number string) *disclosure.Grading {
	t.Helper()
	var found []*disclosure.Grading
	withHouse(t, data, func(h *house) {
		page, err := h.store.List(t.Context(), store.Query{Kind: disclosure.KindGrading, Places: []string{number}, Limit: 10})
		if err != nil {
			t.Fatal(err)
		}
		for i := range page.Records {
			g := new(disclosure.Grading)
			if err := json.Unmarshal(page.Records[i].Body, g); err != nil {
				t.Fatal(err)
			}
			found = append(found, g)
		}
	})
	if len(found) != 1 {
		t.Fatalf("%d inspections of %s, want 1", len(found), number)
	}
	return found[0]
}

// withHouse opens a data folder as a command would.
func withHouse(t *testing.T, data string, use func(h *house)) {
	t.Helper()
	s := &settings{Data: data}
	h, err := openHouse(&terminal{ctx: t.Context(), out: os.Stderr, err: os.Stderr, log: newLogger(os.Stderr, "error")}, s, disclosure.Date{})
	if err != nil {
		t.Fatal(err)
	}
	use(h)
	if err := h.close(); err != nil {
		t.Fatal(err)
	}
}

// TestTemplatesAreRecognised makes every form blank and imports it: its headings are known and whole, and there is nothing
// else in it. A blank score sheet is refused for the labels that have no value.
func TestTemplatesAreRecognised(t *testing.T) {
	for _, name := range intake.Forms() {
		t.Run(name, func(t *testing.T) {
			data, path := filepath.Join(t.TempDir(), "data"), filepath.Join(t.TempDir(), "blank.xlsx")
			args := []string{"--data", data, "template", "--kind", name, "-o", path}
			scored := name == intake.FormItems || name == intake.FormVenue
			if scored {
				args = append(args, "--table", "lodging")
			}
			mingshi(t, exitDone, args...)
			code := exitDone
			if scored {
				code = exitFaulty
			}
			got := reportOf(t, mingshi(t, code, "--data", data, "--json", "import", "--as-of", "2026-11-20", path))
			if scored {
				if got.Problem == nil || got.Problem.Code != "file.label_missing" || len(got.Findings) != 3 {
					t.Errorf("problem %+v, findings %+v, want the labels without a value", got.Problem, got.Findings)
				}
				return
			}
			if got.Kind != name || got.Problem != nil || got.Rows != 0 || len(got.Findings) != 0 {
				t.Errorf("%+v, want an empty file of kind %s", got, name)
			}
		})
	}
}

// TestItemSheetsOfSeveralVenuesComeBack fills in one table for two venues.
func TestItemSheetsOfSeveralVenuesComeBack(t *testing.T) {
	data, path := filepath.Join(t.TempDir(), "data"), filepath.Join(t.TempDir(), "items.xlsx")
	mingshi(t, exitDone, "--data", data, "template", "--kind", "评分表", "--table", "住宿业", "--venue", "甲1号", "--venue", "甲2号", "-o", path)
	items := 0
	fillIn(t, path, func(book *excelize.File, rows [][]string) {
		columns := make(map[string]int)
		for i, heading := range rows[tableHeadingRow-1] {
			columns[strings.Trim(heading, "*")] = i + 1
		}
		for at, row := range rows[tableHeadingRow:] {
			items++
			for heading, value := range map[string]any{"检查日期": "2026/11/19", "检查类型": "双随机", "监督员1": "李静", "监督员2": "王磊"} {
				set(t, book, columns[heading], tableHeadingRow+1+at, value)
			}
			most := row[columns["分值"]-1]
			if most == "※" {
				most = "符合"
			}
			set(t, book, columns["得分"], tableHeadingRow+1+at, most)
		}
	})
	got := reportOf(t, mingshi(t, exitDone, "--data", data, "--json", "import", "--as-of", "2026-11-20", path))
	if items == 0 || got.Published != items {
		t.Fatalf("%d rows published, want %d: %+v", got.Published, items, got.Findings)
	}
	if g := onlyGrading(t, data, "甲2号"); g.ScoreObtained != "100" || g.InspectionKind != "double_random" {
		t.Errorf("%+v, want 100 points at random", g)
	}
}
