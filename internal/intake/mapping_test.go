package intake

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mingshi/internal/disclosure"
)

const examples = "../../docs/examples/"

func readExample(t testing.TB) *Mapping {
	t.Helper()
	raw, err := os.ReadFile(examples + "mapping.yaml")
	if err != nil {
		t.Fatal(err)
	}
	m, err := ParseMapping("mapping.yaml", raw)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// runMapped imports files by a mapping.
func (h *house) runMapped(t *testing.T, m *Mapping, paths ...string) *Report {
	t.Helper()
	o := h.options()
	o.Mapping = m
	report, err := Run(t.Context(), paths, h.publisher().Begin(false), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(report.Close)
	return report
}

// bodies are the public bodies of a kind.
func bodies[B disclosure.Body](t *testing.T, h *house, kind disclosure.Kind) []B {
	t.Helper()
	var all []B
	for _, record := range h.records(t, kind) {
		body, err := disclosure.DecodeBody(kind, record.Body)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, body.(B))
	}
	return all
}

// told lists the findings of a file as "row severity code field".
func told(t *testing.T, f *FileReport) (short, messages []string) {
	t.Helper()
	err := f.Findings(func(finding Finding) bool {
		short = append(short, strings.Join([]string{string(finding.Severity), string(finding.Code), finding.Field}, " "))
		messages = append(messages, finding.Message)
		return true
	})
	if err != nil {
		t.Fatal(err)
	}
	return short, messages
}

// TestOtherColumnsNeedNoCode imports the tables of the documented example: an authority with other columns, codes, dates and
// scores writes a mapping file, and no program.
func TestOtherColumnsNeedNoCode(t *testing.T) {
	h := newHouse(t)
	report := h.runMapped(t, readExample(t), examples+"their-inspections.csv", examples+"their-venues.csv")
	for _, f := range report.Files {
		if f.Problem != nil || f.Outcomes[disclosure.OutcomePublished] != f.Rows {
			short, _ := told(t, f)
			t.Fatalf("%s: %+v %v %v", f.File, f.Problem, f.Outcomes, short)
		}
	}
	venue := bodies[*disclosure.Venue](t, h, disclosure.KindVenue)[0]
	if venue.Name != "假山旅馆" || venue.VenueKind != "lodging" || venue.Status != disclosure.VenueOpen || venue.Street != "假街道" {
		t.Errorf("the venue became %+v", venue)
	}
	type line struct{ day, kind, obtained, applicable, letter string }
	var got []line
	for _, g := range bodies[*disclosure.Grading](t, h, disclosure.KindGrading) {
		if g.InspectorsCount != 2 {
			t.Errorf("%s: %d inspectors", g.InspectedOn, g.InspectorsCount)
		}
		got = append(got, line{
			g.InspectedOn.String(), string(g.InspectionKind), g.ScoreObtained.String(), g.ScoreApplicable.String(), g.Grade.Letter,
		})
	}
	want := []line{{"2026-02-03", "routine", "90", "100", "A"}, {"2026-09-20", "reinspection", "65", "100", "C"}}
	if got[0].day > got[1].day {
		got[0], got[1] = got[1], got[0]
	}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(line{})); diff != "" {
		t.Errorf("inspections (-want +got):\n%s", diff)
	}
}

// TestMappedCellsAreNamedAsTheyStand holds findings to the headings and cells of the file that was read.
func TestMappedCellsAreNamedAsTheyStand(t *testing.T) {
	const headings = "Licence,Visited,Reason,Stars,Officer 1,Officer 2\n"
	const licence = "示卫公证字〔2024〕第9001号"
	cases := []struct{ name, row, want, says string }{
		{"no translation", licence + ",3/2/2026,X,4,甲某某,乙某某\n", "error enum.unknown Reason", "values"},
		{"another form of date", licence + ",2026-02-03,R,4,甲某某,乙某某\n", "error date.invalid Visited", "D/M/YYYY"},
		{"a day that is none", licence + ",31/2/2026,R,4,甲某某,乙某某\n", "error date.invalid Visited", "31/2/2026"},
		{"a score that needs rounding", licence + ",3/2/2026,R,3.3333,甲某某,乙某某\n", "error score.range Stars", "3.3333"},
		{"more stars than there are", licence + ",3/2/2026,R,5.5,甲某某,乙某某\n", "error score.range Stars", "“5.5”，超过了满分；应为 0 至 5"},
		{"no number at all", licence + ",3/2/2026,R,good,甲某某,乙某某\n", "error score.range Stars", "good"},
		{"an empty cell", ",3/2/2026,R,4,甲某某,乙某某\n", "error required Licence", "Licence"},
		{"a cell too few", licence + ",3/2/2026,R,4,甲某某\n", "error row.cells ", "6"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			h := newHouse(t)
			path := filepath.Join(t.TempDir(), "theirs.csv")
			if err := os.WriteFile(path, []byte(headings+c.row), 0o600); err != nil {
				t.Fatal(err)
			}
			report := h.runMapped(t, readExample(t), path)
			short, messages := told(t, report.Files[0])
			if diff := cmp.Diff([]string{c.want}, short); diff != "" {
				t.Errorf("findings (-want +got):\n%s", diff)
			}
			if len(messages) > 0 && !strings.Contains(messages[0], c.says) {
				t.Errorf("%q does not say %q", messages[0], c.says)
			}
			out := filepath.Join(t.TempDir(), "report.xlsx")
			if err := report.WriteWorkbook(out, h.lang); err != nil {
				t.Errorf("the clerk's own sheet: %v", err)
			}
		})
	}
}

// TestMappingThatDoesNotFitAFile is refused whole, and says which column or line is missing; a file with our own columns beside it
// is read as ever.
func TestMappingThatDoesNotFitAFile(t *testing.T) {
	cases := []struct{ name, table, want, says string }{
		{"a column is gone", "Licence,Visited,Reason,Stars,Officer 1\na,b,c,d,e\n", "error heading.missing Officer 2", "Officer 2"},
		{"none is there", "x,y\n1,2\n", "", "Licence"},
		{"one stands twice", "Licence,Visited,Reason,Stars,Officer 1,Officer 2,Stars\na,b,c,d,e,f,g\n", "", "Stars"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "theirs.csv")
			if err := os.WriteFile(path, []byte(c.table), 0o600); err != nil {
				t.Fatal(err)
			}
			f := newHouse(t).runMapped(t, readExample(t), path).Files[0]
			short, _ := told(t, f)
			if f.Problem == nil || !strings.Contains(f.Problem.Message, c.says) || strings.Join(short, "\n") != c.want {
				t.Errorf("problem %+v, findings %q", f.Problem, short)
			}
		})
	}
	t.Run("nothing says the score table", func(t *testing.T) {
		m, err := ParseMapping("m", []byte("kind: inspection\ncolumns: {卫生许可证号: a, 检查日期: b, 检查类型: c, 实得分: d}\nconstants: {应得分: 100}\n"))
		if err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(t.TempDir(), "theirs.csv")
		if err := os.WriteFile(path, []byte("a,b,c,d\n1,2,3,4\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		f := newHouse(t).runMapped(t, m, path).Files[0]
		short, _ := told(t, f)
		if f.Problem == nil || !strings.Contains(f.Problem.Message, "评分表") || strings.Join(short, "") != "error heading.missing 评分表" {
			t.Errorf("problem %+v, findings %q", f.Problem, short)
		}
	})
	t.Run("a file of ours", func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "ours.csv")
		const ours = "卫生许可证号,检查日期,评分表,检查类型,监督员1,监督员2,实得分,应得分\n示卫公证字〔2024〕第9001号,2026/02/03,lodging,日常监督,甲某某,乙某某,90,100\n"
		if err := os.WriteFile(path, []byte(ours), 0o600); err != nil {
			t.Fatal(err)
		}
		f := newHouse(t).runMapped(t, readExample(t), path).Files[0]
		if f.Problem != nil || f.Outcomes[disclosure.OutcomePublished] != 1 {
			t.Errorf("problem %+v, outcomes %v", f.Problem, f.Outcomes)
		}
	})
}

// TestFaultyMappingsAreRefused names the line and what is wrong with it.
func TestFaultyMappingsAreRefused(t *testing.T) {
	const good = "kind: inspection\ncolumns:\n  实得分: score\n"
	cases := []struct {
		name, text, key string
		line            int
	}{
		{"empty", "# nothing\n", "mapping.empty", 0},
		{"brackets without end", "kind: " + strings.Repeat("[", 100_000), "mapping.deep", 0},
		{"maps within maps", "kind: " + strings.Repeat("{a: ", 60_000), "mapping.deep", 0},
		{"lists within lists", strings.Repeat("- ", 100_000) + "a", "mapping.deep", 0},
		{"no YAML", "kind: [venue\n", "mapping.syntax", 1},
		{"a list", "- kind: venue\n", "mapping.shape", 1},
		{"no kind", "columns: {a: b}\n", "mapping.kind", 1},
		{"another kind", "kind: board\ncolumns: {a: b}\n", "mapping.kind", 1},
		{"another generation", "kind: permit\ngeneration: gen9\ncolumns: {a: b}\n", "mapping.generation", 2},
		{"unknown section", good + "colums: {}\n", "mapping.section", 4},
		{"unknown column of ours", "kind: inspection\ncolumns:\n  实得: score\n", "mapping.field", 3},
		{"a column twice", good + "  实得分: points\n", "mapping.twice", 4},
		{"column and constant", good + "constants:\n  实得分: 9\n", "mapping.twice", 5},
		{"no text", "kind: inspection\ncolumns:\n  实得分: [a]\n", "mapping.text", 3},
		{"empty text", "kind: inspection\ncolumns:\n  实得分: \"\"\n", "mapping.text", 3},
		{"values without column", good + "values:\n  检查类型: {R: 复查}\n", "mapping.no_column", 5},
		{"dates without column", good + "dates:\n  检查日期: YYYY-MM-DD\n", "mapping.no_column", 5},
		{"no form of dates", "kind: inspection\ncolumns:\n  检查日期: d\ndates:\n  检查日期: MM/YYYY\n", "mapping.date", 5},
		{"no columns", "kind: venue\nconstants: {状态: 营业}\n", "mapping.no_columns", 1},
		{"scale without full", "kind: inspection\nscale:\n  table: lodging\n  obtained: s\n", "mapping.scale", 3},
		{"scale of nothing", "kind: inspection\nscale:\n  table: lodging\n  obtained: s\n  full: 0\n", "mapping.scale", 3},
		{"scale of venues", "kind: venue\nscale:\n  table: lodging\n  obtained: s\n  full: 5\n", "mapping.scale_kind", 3},
		{"scale and column", good + "scale: {table: lodging, obtained: s, full: 5}\n", "mapping.twice", 4},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			_, err := ParseMapping("m.yaml", []byte(c.text))
			fault, ok := errors.AsType[*MappingFault](err)
			if !ok || fault.Key != c.key || fault.Line != c.line || disclosure.KindOf(err) != disclosure.Invalid {
				t.Errorf("got %v, want %s in line %d", err, c.key, c.line)
			}
		})
	}
}

func TestDaysByPattern(t *testing.T) {
	cases := []struct{ text, pattern, want string }{
		{"03/02/2026", "MM/DD/YYYY", "2026-03-02"},
		{"3/2/2026", "D/M/YYYY", "2026-02-03"},
		{"13/12/2026", "D/M/YYYY", "2026-12-13"},
		{"20260203", "YYYYMMDD", "2026-02-03"},
		{"3.2.2026", "DD.MM.YYYY", ""},
		{"03/02/2026 ", "MM/DD/YYYY", ""},
		{"13/02/2026", "MM/DD/YYYY", ""},
		{"", "MM/DD/YYYY", ""},
	}
	for _, c := range cases {
		got, ok := parseByPattern(c.text, c.pattern)
		if ok != (c.want != "") || (ok && got.String() != c.want) {
			t.Errorf("%q by %s: %s, %v", c.text, c.pattern, got, ok)
		}
	}
	for pattern, want := range map[string]bool{"YYYY-MM-DD": true, "D.M.YYYY": true, "MM-DD": false, "YYYY-MM-DD-MM": false, "": false} {
		if isDayPattern(pattern) != want {
			t.Errorf("%q is a pattern: %v", pattern, !want)
		}
	}
}

// FuzzMapping reads any text as a mapping file: it never panics, and a mapping that is read binds to its own columns.
func FuzzMapping(f *testing.F) {
	raw, err := os.ReadFile(examples + "mapping.yaml")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(string(raw))
	f.Add("kind: inspection\ncolumns: {实得分: a, 应得分: a}\nvalues: {实得分: {1: 2, ~: 3}}\n")
	f.Add("kind: venue\ncolumns: &a {场所名称: b}\nconstants: *a\n")
	f.Add("---\n---\nkind: permit\ngeneration: gen2\n")
	f.Fuzz(func(t *testing.T, text string) {
		m, err := ParseMapping("m", []byte(text))
		if err != nil {
			if disclosure.KindOf(err) != disclosure.Invalid {
				t.Fatal(err)
			}
			return
		}
		for _, table := range m.tables {
			h, matches := table.bind(table.columns(), 1)
			if matches == 0 && len(h.absent) == 0 {
				t.Errorf("a mapping of %q reads nothing", table.columns())
			}
		}
	})
}

// TestMappingTellsAllItsFaults: the lines that are wrong are told at once, and what only follows from one of them is not.
func TestMappingTellsAllItsFaults(t *testing.T) {
	const text = "kind: inspection\ncolumns:\n  许可证号: Licence\n  许可: Other\n  检查日期: []\n" +
		"dates:\n  检查日期: YYYY-MM-DD\n  复查日期: YYYY\n---\nkind: venues\n"
	_, err := ParseMapping("m.yaml", []byte(text))
	var got []string
	for _, fault := range MappingFaults(err) {
		got = append(got, fault.Where()+" "+fault.Key)
	}
	want := []string{"m.yaml:4 mapping.field", "m.yaml:5 mapping.text", "m.yaml:8 mapping.no_column", "m.yaml:10 mapping.kind"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("faults (-want +got):\n%s", diff)
	}
	if disclosure.KindOf(err) != disclosure.Invalid {
		t.Errorf("kind %v", disclosure.KindOf(err))
	}
}

// TestMappingTakesEveryNameOfOurColumns: whatever heads one of our columns in a file names it in a mapping too.
func TestMappingTakesEveryNameOfOurColumns(t *testing.T) {
	all, err := formats()
	if err != nil {
		t.Fatal(err)
	}
	for _, k := range mappedKinds {
		for _, f := range all {
			if f.Kind != k.kind || f.ItemSheets != k.itemSheets || f.OneVenue {
				continue
			}
			for i := range f.Columns {
				for _, name := range append([]string{f.Columns[i].Field}, f.Columns[i].Names...) {
					text := "kind: " + k.name + "\ncolumns:\n  '" + name + "': theirs\n"
					if f.Generation != "" {
						text = "generation: " + f.Generation + "\n" + text
					}
					if _, err := ParseMapping("m", []byte(text)); err != nil {
						t.Errorf("%s %s: %q: %v", k.name, f.Generation, name, err)
					}
				}
			}
		}
	}
}
