package main

import (
	"encoding/csv"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"mingshi/internal/demo"
	"mingshi/internal/disclosure"
	"mingshi/internal/duty"
	"mingshi/internal/grading"
)

// writtenVenue is a venue as the files of the made-up district tell of it.
type writtenVenue struct {
	street, unit string
	terms        [][2]disclosure.Date
	visits       []writtenVisit
}

// writtenVisit is an inspection as the file tells of it.
type writtenVisit struct {
	on                   disclosure.Date
	obtained, applicable float64
	keyFailed, ordered   bool
	due                  disclosure.Date
	result               string
}

func (v writtenVisit) share() float64 { return 100 * v.obtained / v.applicable }
func (v writtenVisit) passed() bool   { return !v.keyFailed && v.share() >= 60 }

// TestDueInTheDemoDistrict publishes the made-up district and compares what the list and the figures count with what the files
// come to by a second computation, which knows nothing of the first.
func TestDueInTheDemoDistrict(t *testing.T) {
	p := venuesToHang(t)
	files, err := demo.Write(t.TempDir(), demo.Options{Scale: 1, Seed: 5, Today: asOf()})
	if err != nil {
		t.Fatal(err)
	}
	want, overdue, due := countWritten(t, readWritten(t, files))

	db := p.open(t, true, nil)
	counts, err := duty.Tally(t.Context(), db, grading.Shipped(), asOf(), 30)
	if err := errors.Join(err, db.Close()); err != nil {
		t.Fatal(err)
	}
	got := map[[2]string]duty.Count{}
	for _, count := range counts {
		got[[2]string{count.Street, count.Unit}] = count
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("figures by street and unit (-files +store):\n%s", diff)
	}
	if overdue == 0 || due == 0 {
		t.Errorf("%d overdue, %d due: the district shows too little", overdue, due)
	}

	var list dueList
	if err := json.Unmarshal([]byte(p.must(t, "--json", "venues", "due", "--as-of", asOfText)), &list); err != nil {
		t.Fatal(err)
	}
	listedDue, listedOverdue, _ := list.total()
	if listedDue != due || listedOverdue != overdue || int64(len(list.Venues)) != due+overdue {
		t.Errorf("the list has %d venues, %d due, %d overdue; want %d, %d", len(list.Venues), listedDue, listedOverdue, due, overdue)
	}
	t.Logf("%d due, %d overdue", due, overdue)
}

// countWritten counts by street and unit.
func countWritten(t *testing.T, venues map[string]*writtenVenue) (counts map[[2]string]duty.Count, overdue, due int64) {
	t.Helper()
	counts = map[[2]string]duty.Count{}
	for _, v := range venues {
		where := [2]string{v.street, v.unit}
		count := counts[where]
		count.Street, count.Unit = v.street, v.unit
		count.Venues++
		by, correction := v.dueBy()
		switch {
		case by.IsZero() || by.After(asOf().AddDays(30)):
			counts[where] = count
			continue
		case by.Before(asOf()):
			count.Overdue++
			overdue++
		default:
			count.Due++
			due++
		}
		if correction {
			count.Corrections++
		}
		counts[where] = count
	}
	return counts, overdue, due
}

// dueBy is by when the rules that come with the program want the venue inspected, and whether an order to put something right does.
func (v *writtenVenue) dueBy() (by disclosure.Date, correction bool) {
	slices.SortFunc(v.visits, func(a, b writtenVisit) int { return a.on.Compare(b.on) })
	slices.SortFunc(v.terms, func(a, b [2]disclosure.Date) int { return a[0].Compare(b[0]) })
	switch {
	case len(v.visits) == 0 && len(v.terms) == 0:
		return by, false
	case len(v.visits) == 0:
		return v.terms[0][0].AddMonths(6), false
	}
	by = v.byGrade()
	for i, visit := range v.visits {
		put := visit.result == "合格" || slices.ContainsFunc(v.visits[i+1:], writtenVisit.passed)
		if visit.ordered && !put && visit.due.Before(by) {
			by, correction = visit.due, true
		}
	}
	return by, correction
}

// byGrade is by when the grade wants the venue inspected, or the want of one.
func (v *writtenVenue) byGrade() disclosure.Date {
	last := v.visits[len(v.visits)-1]
	var licensed []writtenVisit
	for _, visit := range v.visits {
		if slices.ContainsFunc(v.terms, func(term [2]disclosure.Date) bool {
			return !visit.on.Before(term[0]) && (term[1].IsZero() || !visit.on.After(term[1]))
		}) {
			licensed = append(licensed, visit)
		}
	}
	half := last.on.AddMonths(6)
	if !last.passed() || len(licensed) == 0 || licensed[len(licensed)-1].on != last.on {
		return half
	}
	first := licensed[0].on
	isNew := !first.After(v.terms[0][0].AddMonths(12))
	switch {
	case isNew && (len(licensed) < 2 || last.on.Before(first.AddMonths(3))):
		return first.AddMonths(6)
	case last.share() >= 90:
		return last.on.AddMonths(24)
	case last.share() >= 70:
		return last.on.AddMonths(12)
	}
	return half
}

// readWritten reads the venues that trade, by their permit numbers.
func readWritten(t *testing.T, files []string) map[string]*writtenVenue {
	t.Helper()
	venues := map[string]*writtenVenue{}
	for _, row := range rowsOf(t, fileOf(t, files, "venues.xlsx"), "场所名称") {
		if row["状态"] == "营业" {
			venues[row["卫生许可证号"]] = &writtenVenue{street: row["街道"], unit: row["网格责任人"]}
		}
	}
	for file, columns := range map[string][3]string{
		"permits-gen3-codes.csv": {"XK_XKBH", "XK_YXQZ", "XK_YXQZI"}, "permits-gen3-names.xlsx": {"许可编号", "有效期自", "有效期至"},
	} {
		for _, row := range rowsOf(t, fileOf(t, files, file), columns[0]) {
			if v := venues[row[columns[0]]]; v != nil {
				v.terms = append(v.terms, [2]disclosure.Date{dayOf(t, row[columns[1]]), dayOf(t, row[columns[2]])})
			}
		}
	}
	for _, row := range rowsOf(t, fileOf(t, files, "inspections.csv"), "检查日期") {
		if v := venues[row["卫生许可证号"]]; v != nil {
			v.visits = append(v.visits, writtenVisit{
				on: dayOf(t, row["检查日期"]), obtained: numberOf(t, row["实得分"]), applicable: numberOf(t, row["应得分"]),
				keyFailed: row["关键项不合格"] != "", ordered: row["责令整改"] == "是", due: dayOf(t, row["整改期限"]), result: row["复查结果"],
			})
		}
	}
	return venues
}

func fileOf(t *testing.T, files []string, name string) string {
	t.Helper()
	at := slices.IndexFunc(files, func(path string) bool { return filepath.Base(path) == name })
	if at < 0 {
		t.Fatalf("the district has no %s", name)
	}
	return files[at]
}

// rowsOf reads a file by the names of its columns, which stand in the first row that has the given one.
func rowsOf(t *testing.T, path, heading string) []map[string]string {
	t.Helper()
	table := tableOf(t, path)
	begin := slices.IndexFunc(table, func(row []string) bool { return slices.Contains(row, heading) })
	if begin < 0 {
		t.Fatalf("%s has no column %s", path, heading)
	}
	var rows []map[string]string
	for _, cells := range table[begin+1:] {
		row := map[string]string{}
		for i, cell := range cells {
			row[table[begin][i]] = cell
		}
		rows = append(rows, row)
	}
	return rows
}

// tableOf reads the cells of a workbook's first sheet, or of a CSV file.
func tableOf(t *testing.T, path string) [][]string {
	t.Helper()
	if filepath.Ext(path) != ".xlsx" {
		raw, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		table, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(string(raw), "\uFEFF"))).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		return table
	}
	book, err := excelize.OpenFile(path)
	if err != nil {
		t.Fatal(err)
	}
	table, err := book.GetRows(book.GetSheetName(0), excelize.Options{RawCellValue: true})
	if err := errors.Join(err, book.Close()); err != nil {
		t.Fatal(err)
	}
	return table
}

// dayOf reads a day as the district's files write it: with slashes, or as a spreadsheet's number. The last day of all is none.
func dayOf(t *testing.T, text string) disclosure.Date {
	t.Helper()
	if text == "" || strings.HasPrefix(text, "2099") {
		return disclosure.Date{}
	}
	if serial, err := strconv.Atoi(text); err == nil {
		return disclosure.MustDate("1899-12-30").AddDays(serial)
	}
	parts := strings.Split(strings.ReplaceAll(text, "-", "/"), "/")
	for i, part := range parts {
		if len(part) == 1 {
			parts[i] = "0" + part
		}
	}
	return disclosure.MustDate(strings.Join(parts, "-"))
}

func numberOf(t *testing.T, text string) float64 {
	t.Helper()
	number, err := strconv.ParseFloat(text, 64)
	if err != nil {
		t.Fatal(err)
	}
	return number
}
