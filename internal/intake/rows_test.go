package intake

import (
	"bufio"
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mingshi/internal/disclosure"
)

// rowTable is one file of testdata/rows: a good row of one format, and cases that change a few of its cells.
// testdata/README.md explains the form.
type rowTable struct {
	format *format
	row    []cellOf
	cases  []rowCase
}

// cellOf is a value under the heading by which the tables name its column.
type cellOf struct{ heading, value string }

type rowCase struct {
	name    string
	changes []cellOf
	want    rowOutcome
	body    []cellOf // dotted path into the published body and its JSON
}

// rowOutcome is what becomes of one row.
type rowOutcome struct {
	Outcome  disclosure.Outcome
	Findings []string // "severity code heading"
}

func readRowTable(t testing.TB, name string) *rowTable {
	t.Helper()
	file, err := os.Open(filepath.Join("testdata", "rows", name+".txt"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	table := new(rowTable)
	lines := bufio.NewScanner(file)
	for number := 1; lines.Scan(); number++ {
		line := strings.TrimSpace(lines.Text())
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		if err := table.read(line); err != nil {
			t.Fatalf("%s.txt:%d: %v", name, number, err)
		}
	}
	if lines.Err() != nil || table.format == nil || len(table.row) == 0 || len(table.cases) == 0 {
		t.Fatalf("%s.txt: want a format, a row and cases (%v)", name, lines.Err())
	}
	return table
}

func (table *rowTable) read(line string) error {
	word, rest, _ := strings.Cut(line, " ")
	switch word {
	case "format":
		kind, generation, _ := strings.Cut(rest, " ")
		table.format = formatOf(disclosure.Kind(kind), generation)
		if table.format == nil {
			return fmt.Errorf("no format %q", rest)
		}
	case "case":
		table.cases = append(table.cases, rowCase{name: rest, want: rowOutcome{Outcome: disclosure.OutcomePublished}})
	case "=>":
		return table.cases[len(table.cases)-1].expect(rest)
	default:
		heading, value, ok := strings.Cut(line, "=")
		cell := cellOf{strings.TrimSpace(heading), strings.ReplaceAll(strings.TrimSpace(value), `\n`, "\n")}
		if unquoted, quoted := strings.CutPrefix(cell.value, `"`); quoted {
			cell.value = strings.TrimSuffix(unquoted, `"`)
		}
		if _, known := table.format.byHeading[headingKey(cell.heading)]; !ok || !known {
			return fmt.Errorf("no column %q", line)
		}
		if len(table.cases) == 0 {
			table.row = append(table.row, cell)
		} else {
			c := &table.cases[len(table.cases)-1]
			c.changes = append(c.changes, cell)
		}
	}
	return nil
}

// expect reads "outcome", "severity code heading" or "body.path = JSON".
func (c *rowCase) expect(text string) error {
	if path, value, ok := strings.Cut(text, " = "); ok && strings.HasPrefix(path, "body.") {
		c.body = append(c.body, cellOf{strings.TrimPrefix(path, "body."), value})
		return nil
	}
	switch words := strings.Fields(text); {
	case len(words) == 1 && slices.Contains(disclosure.Outcomes(), disclosure.Outcome(text)):
		c.want.Outcome = disclosure.Outcome(text)
	case len(words) > 1 && (words[0] == "error" || words[0] == "warning"):
		c.want.Findings = append(c.want.Findings, text)
	default:
		return fmt.Errorf("no expectation: %q", text)
	}
	return nil
}

// cells gives the row of a case. Columns that only the case has come last.
func (table *rowTable) cells(c *rowCase) []cellOf {
	cells := slices.Clone(table.row)
	for _, change := range c.changes {
		at := slices.IndexFunc(cells, func(cell cellOf) bool { return cell.heading == change.heading })
		if at < 0 {
			cells = append(cells, change)
		} else {
			cells[at].value = change.value
		}
	}
	return cells
}

// inChinese heads the cells by the names of their columns, in another order for each seed.
func (table *rowTable) inChinese(cells []cellOf, seed uint64) (shuffled []cellOf, codes map[string]string) {
	shuffled, codes = slices.Clone(cells), make(map[string]string)
	for i := range shuffled {
		column := table.format.Columns[table.format.byHeading[headingKey(shuffled[i].heading)]]
		codes[column.Names[0]] = shuffled[i].heading
		shuffled[i].heading = column.Names[0]
	}
	random := rand.New(rand.NewPCG(seed, seed))
	random.Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
	return shuffled, codes
}

func csvOf(t testing.TB, cells []cellOf) string {
	t.Helper()
	headings, values := make([]string, len(cells)), make([]string, len(cells))
	for i, cell := range cells {
		headings[i], values[i] = cell.heading, cell.value
	}
	var out strings.Builder
	w := csv.NewWriter(&out)
	if err := w.WriteAll([][]string{headings, values}); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// outcomeOf reads a report on a single row; codes renames the headings of its findings.
func (table *rowTable) outcomeOf(t testing.TB, report *Report, codes map[string]string) rowOutcome {
	t.Helper()
	f := report.Files[0]
	if f.Kind != table.format.Kind || f.Generation != table.format.Generation {
		t.Fatalf("recognised as %s %s, want %s %s", f.Kind, f.Generation, table.format.Kind, table.format.Generation)
	}
	if f.Problem != nil {
		t.Fatalf("the file was refused: %s", f.Problem.Message)
	}
	everyRowHasOneOutcome(t, f)
	var got rowOutcome
	for outcome := range f.Outcomes {
		got.Outcome = outcome
	}
	for _, finding := range findings(t, f) {
		field := finding.Field
		if code, ok := codes[field]; ok {
			field = code
		}
		got.Findings = append(got.Findings, strings.TrimSpace(fmt.Sprintf("%s %s %s", finding.Severity, finding.Code, field)))
	}
	slices.Sort(got.Findings)
	return got
}

var rowTables = []string{
	"penalty-gen3", "penalty-gen3-person", "penalty-gen2", "penalty-gen1", "permit-gen3", "permit-gen3-person", "permit-gen2",
	"permit-gen1", "venue", "filing", "grading", "reading",
}

// TestRows imports every case of testdata/rows, once with the headings as they stand there and once with Chinese headings
// in another order.
func TestRows(t *testing.T) {
	for _, name := range rowTables {
		t.Run(name, func(t *testing.T) {
			table := readRowTable(t, name)
			h := newHouse(t)
			seen := make(map[string]bool)
			for i := range table.cases {
				c := &table.cases[i]
				if seen[c.name] {
					t.Errorf("two cases are called %q", c.name)
				}
				seen[c.name] = true
				t.Run(c.name, func(t *testing.T) { testRow(t, h, table, c, uint64(i)+1) })
			}
		})
	}
}

// testRow rehearses the case in the table's house, and publishes it in a house of its own if the case says what is
// published.
func testRow(t *testing.T, h *house, table *rowTable, c *rowCase, seed uint64) {
	t.Helper()
	known := table.venueNumber()
	h.venue = func(_ context.Context, number string) (bool, error) { return number == known, nil }
	slices.Sort(c.want.Findings)
	cells := table.cells(c)
	shuffled, codes := table.inChinese(cells, seed)
	if diff := cmp.Diff(c.want, table.outcomeOf(t, h.rehearse(t, write(t, "shuffled.csv", csvOf(t, shuffled))), codes)); diff != "" {
		t.Errorf("Chinese headings, shuffled (-want +got):\n%s", diff)
	}
	path := write(t, "rows.csv", csvOf(t, cells))
	if diff := cmp.Diff(c.want, table.outcomeOf(t, h.rehearse(t, path), nil)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if len(c.body) == 0 {
		return
	}
	own := newHouse(t)
	own.venue = h.venue
	own.run(t, path)
	records := own.records(t, table.format.Kind)
	if len(records) != 1 {
		t.Fatalf("%d records were published, want 1", len(records))
	}
	for _, want := range c.body {
		if got := at(t, records[0].Body, want.heading); got != want.value {
			t.Errorf("body.%s = %s, want %s", want.heading, got, want.value)
		}
	}
}

// venueNumber is the number under which the register knows the venue of the table's good row.
func (table *rowTable) venueNumber() string {
	for _, cell := range table.row {
		if cell.heading == "卫生许可证号" {
			return cell.value
		}
	}
	return ""
}

// at returns the JSON at a dotted path, "absent" where there is none.
func at(t testing.TB, raw []byte, path string) string {
	t.Helper()
	for name := range strings.SplitSeq(path, ".") {
		var object map[string]json.RawMessage
		if err := json.Unmarshal(raw, &object); err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		next, ok := object[name]
		if !ok {
			return "absent"
		}
		raw = next
	}
	return string(raw)
}

// TestEveryCodeHasItsCase holds the cases to the contract's table: each code is yielded by one of them at least.
func TestEveryCodeHasItsCase(t *testing.T) {
	seen := make(map[string]bool)
	for _, name := range rowTables {
		for _, c := range readRowTable(t, name).cases {
			for _, finding := range c.want.Findings {
				seen[strings.Fields(finding)[1]] = true
			}
		}
	}
	for _, c := range readFileCases(t) {
		for _, step := range c.want {
			for _, file := range step.Report {
				for _, finding := range file.Findings {
					seen[string(finding.Code)] = true
				}
			}
		}
	}
	for _, code := range codes {
		if !seen[string(code)] {
			t.Errorf("no case yields %s", code)
		}
	}
}

// formatOf finds a shipped format.
func formatOf(kind disclosure.Kind, generation string) *format {
	all, err := formats()
	if err != nil {
		return nil
	}
	for _, f := range all {
		if f.Kind == kind && f.Generation == generation && !f.ItemSheets {
			return f
		}
	}
	return nil
}

// codes lists every code of findings.
var codes = []Code{
	CodeRequired, CodeRowCells, CodeUSCCInvalid, CodeUSCCLegacy, CodeDateInvalid, CodeDateFuture, CodeDateOrder, CodeEnumUnknown,
	CodeLengthExceeded, CodeAmountInvalid, CodeAmountRequired, CodeDuplicateConflict, CodeDuplicateIdentical, CodeTextMasked,
	CodeNameNormalized, CodeDocNumberNormalized, CodeDocNumberPattern, CodeLate, CodeNotPublic, CodeGone, CodeVenueUnknown,
	CodeDeductionsSum, CodeInspectorsCount, CodeScoreRange, CodeItemUnknown, CodeItemMissing, CodeUnitUnknown,
	CodeCorrectionMissing, CodeCorrectionDue, CodeTableVenueKind, CodePermitNotInForce, CodeInspectionConflict,
	CodeHeadingUnknown, CodeHeadingMissing, CodeRecordExported,
}
