package intake

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"
	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/simplifiedchinese"

	"mingshi/internal/disclosure"
)

// fileCase is one archive of testdata/files: input files, and what their import reports. testdata/README.md explains the
// form.
type fileCase struct {
	name  string
	files []txtar.File
	want  []importStep
}

// importStep is one run of the import. Several share one store.
type importStep struct {
	Files  []string        `json:"files"`
	Kind   disclosure.Kind `json:"kind,omitempty"`  // --kind
	AsOf   disclosure.Date `json:"as_of,omitzero"`  // --as-of; the day of the tests where absent
	Expire bool            `json:"expire,omitzero"` // runs the sweeper first
	Report []fileOutcome   `json:"report"`
}

// fileOutcome is the part of a file's report that a case pins down; counts of zero may be left out.
type fileOutcome struct {
	File       string           `json:"file"`
	Kind       disclosure.Kind  `json:"kind,omitempty"`
	Generation string           `json:"generation,omitempty"`
	Encoding   string           `json:"encoding,omitempty"`
	Problem    string           `json:"problem,omitempty"`
	Rows       int64            `json:"rows"`
	Counts     map[string]int64 `json:"counts,omitempty"`
	Findings   []findingOfAFile `json:"findings,omitempty"`

	OtherSheets  []string `json:"other_sheets,omitempty"`
	HiddenSheets []string `json:"hidden_sheets,omitempty"`
}

type findingOfAFile struct {
	Row      int      `json:"row"`
	Severity Severity `json:"severity"`
	Code     Code     `json:"code"`
	Field    string   `json:"field,omitempty"`
}

func readFileCases(t testing.TB) []fileCase {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join("testdata", "files", "*.txtar"))
	if err != nil || len(paths) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	var cases []fileCase
	for _, path := range paths {
		archive, err := txtar.ParseFile(path)
		if err != nil {
			t.Fatal(err)
		}
		c := fileCase{name: strings.TrimSuffix(filepath.Base(path), ".txtar")}
		for _, file := range archive.Files {
			if file.Name != "expected.json" {
				c.files = append(c.files, file)
				continue
			}
			decoder := json.NewDecoder(strings.NewReader(string(file.Data)))
			decoder.DisallowUnknownFields()
			if err := decoder.Decode(&c.want); err != nil {
				t.Fatalf("%s: expected.json: %v", path, err)
			}
		}
		cases = append(cases, c)
	}
	return cases
}

// TestFiles imports every archive of testdata/files.
func TestFiles(t *testing.T) {
	for _, c := range readFileCases(t) {
		t.Run(c.name, func(t *testing.T) {
			h := newHouse(t)
			dir := t.TempDir()
			for _, file := range c.files {
				makeInput(t, dir, file)
			}
			for i, step := range c.want {
				if diff := cmp.Diff(step.Report, h.step(t, dir, step)); diff != "" {
					t.Errorf("import %d (-want +got):\n%s", i+1, diff)
				}
			}
		})
	}
}

// step runs one import and returns what it reported.
func (h *house) step(t *testing.T, dir string, step importStep) []fileOutcome {
	t.Helper()
	h.kind, h.day = step.Kind, asOf
	if !step.AsOf.IsZero() {
		h.day = step.AsOf
	}
	if step.Expire {
		if _, err := h.publisher().Expire(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	paths := make([]string, len(step.Files))
	for i, name := range step.Files {
		paths[i] = filepath.Join(dir, name)
	}
	var got []fileOutcome
	for _, f := range h.run(t, paths...).Files {
		everyRowHasOneOutcome(t, f)
		outcome := fileOutcome{
			File: f.File, Kind: f.Kind, Generation: f.Generation, Encoding: f.Encoding, Rows: f.Rows,
			OtherSheets: f.OtherSheets, HiddenSheets: f.HiddenSheets,
		}
		if f.Problem != nil {
			outcome.Problem = f.Problem.Code
		}
		for name, n := range f.Outcomes {
			if outcome.Counts == nil {
				outcome.Counts = make(map[string]int64)
			}
			outcome.Counts[string(name)] = n
		}
		for _, finding := range findings(t, f) {
			outcome.Findings = append(outcome.Findings, findingOfAFile{finding.Row, finding.Severity, finding.Code, finding.Field})
		}
		got = append(got, outcome)
	}
	return got
}

// makeInput writes an input file: text as it stands, a name in .gb18030.csv in that encoding, and .xlsx as a workbook.
func makeInput(t testing.TB, dir string, file txtar.File) {
	t.Helper()
	path, data := filepath.Join(dir, file.Name), file.Data
	switch {
	case strings.HasSuffix(file.Name, ".xlsx"):
		makeWorkbook(t, path, string(data))
		return
	case strings.HasSuffix(file.Name, ".gb18030.csv"):
		encoded, err := simplifiedchinese.GB18030.NewEncoder().Bytes(data)
		if err != nil {
			t.Fatal(err)
		}
		data = encoded
	}
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
}

// makeWorkbook builds a workbook from lines of cells parted by tabs or bars. "[name]" begins a sheet, "[-name]" a hidden one; a cell "#0.8" is the
// number 0.8, any other is text; "\n" is a line break inside a cell; a line "~" is an empty row.
func makeWorkbook(t testing.TB, path, text string) {
	t.Helper()
	book := excelize.NewFile()
	defer book.Close()
	sheet, row := "Sheet1", 0
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, "\n")
		if name, ok := strings.CutPrefix(line, "["); ok {
			name, hidden := strings.CutPrefix(strings.TrimSuffix(name, "]"), "-")
			sheet, row = name, 0
			if _, err := book.NewSheet(sheet); err != nil {
				t.Fatal(err)
			}
			if err := book.SetSheetVisible(sheet, !hidden); err != nil {
				t.Fatal(err)
			}
			continue
		}
		row++
		if line == "~" {
			continue
		}
		for column, cell := range strings.Split(line, "|") {
			setCell(t, book, sheet, column+1, row, strings.ReplaceAll(strings.TrimSpace(cell), `\n`, "\n"))
		}
	}
	if sheet != "Sheet1" && strings.HasPrefix(text, "[") {
		if err := book.DeleteSheet("Sheet1"); err != nil {
			t.Fatal(err)
		}
	}
	if err := book.SaveAs(path); err != nil {
		t.Fatal(err)
	}
}

func setCell(t testing.TB, book *excelize.File, sheet string, column, row int, cell string) {
	t.Helper()
	name, err := excelize.CoordinatesToCellName(column, row)
	if err != nil {
		t.Fatal(err)
	}
	if digits, ok := strings.CutPrefix(cell, "#"); ok {
		number, err := strconv.ParseFloat(digits, 64)
		if err != nil {
			t.Fatal(err)
		}
		err = book.SetCellFloat(sheet, name, number, -1, 64)
		if err != nil {
			t.Fatal(err)
		}
		return
	}
	if cell == "" {
		return
	}
	if err := book.SetCellStr(sheet, name, cell); err != nil {
		t.Fatal(err)
	}
}

// TestDirtyPenalties holds the import to the expected report of a file with one fault a row.
func TestDirtyPenalties(t *testing.T) {
	raw, err := os.ReadFile(filepath.Join("testdata", "penalties-dirty.expected.json"))
	if err != nil {
		t.Fatal(err)
	}
	var want struct {
		Rows     int64            `json:"rows"`
		Findings []findingOfAFile `json:"findings"`
	}
	if err := json.Unmarshal(raw, &want); err != nil {
		t.Fatal(err)
	}
	h := newHouse(t)
	h.profile.DocumentPrefixes = nil
	f := h.run(t, filepath.Join("testdata", "penalties-dirty.csv")).Files[0]
	everyRowHasOneOutcome(t, f)
	var got []findingOfAFile
	for _, finding := range findings(t, f) {
		got = append(got, findingOfAFile{finding.Row, finding.Severity, finding.Code, finding.Field})
	}
	if diff := cmp.Diff(want.Findings, got); diff != "" {
		t.Errorf("findings (-want +got):\n%s", diff)
	}
	counts := map[disclosure.Outcome]int64{
		disclosure.OutcomePublished: 11, disclosure.OutcomeDuplicate: 1, disclosure.OutcomeNotPublic: 1, disclosure.OutcomeRejected: 18,
	}
	if diff := cmp.Diff(counts, f.Outcomes); diff != "" || f.Rows != want.Rows {
		t.Errorf("%d rows, want %d; outcomes (-want +got):\n%s", f.Rows, want.Rows, diff)
	}
}
