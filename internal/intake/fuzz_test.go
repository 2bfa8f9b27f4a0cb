package intake

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"mingshi/internal/authority"
	"mingshi/internal/disclosure"
	"mingshi/internal/grading"
	"mingshi/internal/i18n"
	"mingshi/internal/intake/sheet"
	"mingshi/internal/limits"
	"mingshi/internal/privacy"
	"mingshi/internal/publicity"
	"mingshi/internal/uscc"
	"mingshi/internal/workday"
)

// examination prepares the checking of rows of a table without a store.
func examination(t testing.TB, table *rowTable) (*run, *file, []cellOf) {
	t.Helper()
	items, err := limits.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	profile, err := authority.Parse(authority.Sample)
	if err != nil {
		t.Fatal(err)
	}
	headings := make([]string, len(table.row))
	for i, cell := range table.row {
		headings[i] = cell.heading
	}
	h, err := recognise(headings, 1, "")
	if err != nil || h == nil || h.format != table.format {
		t.Fatalf("recognised %+v, %v", h, err)
	}
	r := &run{
		rules: &rules{
			lang: i18n.ZH, asOf: asOf, profile: profile, calendar: workday.Shipped(), publicity: publicity.Shipped(), items: items,
			scheme: grading.Shipped(),
		},
		register: &register{
			known: make(map[string]bool), hasVenue: func(context.Context, string) (bool, error) { return true, nil },
		},
	}
	return r, &file{report: &FileReport{File: "rows.csv"}, book: &sheet.Book{Encoding: "utf-8"}, header: h}, table.row
}

func values(cells []cellOf) []string {
	texts := make([]string, len(cells))
	for i, cell := range cells {
		texts[i] = cell.value
	}
	return texts
}

// FuzzRow checks rows of any cells in every format: nothing panics, a row stands or tells an error, and what stands has a
// body that decodes to itself and holds nothing that looks like an identity number.
func FuzzRow(f *testing.F) {
	type subject struct {
		table *rowTable
		run   *run
		file  *file
	}
	var subjects []subject
	for i, name := range rowTables {
		table := readRowTable(f, name)
		r, file, _ := examination(f, table)
		subjects = append(subjects, subject{table, r, file})
		for _, c := range table.cases {
			var line strings.Builder
			w := csv.NewWriter(&line)
			if err := w.Write(values(table.cells(&c))); err != nil {
				f.Fatal(err)
			}
			w.Flush()
			f.Add(uint8(i), line.String())
		}
	}
	f.Fuzz(func(t *testing.T, number uint8, line string) {
		s := subjects[int(number)%len(subjects)]
		cells, err := csv.NewReader(strings.NewReader(line)).Read()
		if err != nil {
			t.Skip()
		}
		for len(cells) < len(s.table.row) {
			cells = append(cells, "")
		}
		got, err := s.run.examine(t.Context(), s.file, sheet.Row{Number: 2, Cells: cells[:len(s.table.row)]})
		if err != nil {
			t.Fatal(err)
		}
		errorsToo := false
		seen := make(map[string]bool)
		for _, finding := range got.findings {
			errorsToo = errorsToo || finding.Severity == SeverityError
			key := string(finding.Code) + " " + finding.Field
			if seen[key] || garbled(finding.Message) {
				t.Errorf("twice or garbled: %+v", finding)
			}
			seen[key] = true
		}
		if got.stands == errorsToo {
			t.Fatalf("stands: %t, with findings %+v", got.stands, got.findings)
		}
		if got.stands {
			mustDecode(t, s.table.format.Kind, got.draft)
		}
	})
}

func mustDecode(t *testing.T, kind disclosure.Kind, draft disclosure.Draft) {
	t.Helper()
	raw, err := disclosure.CanonicalJSON(draft.Body)
	if err != nil {
		t.Fatal(err)
	}
	body, err := disclosure.DecodeBody(kind, raw)
	if err != nil {
		t.Fatalf("%s: %v", raw, err)
	}
	again, err := disclosure.CanonicalJSON(body)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(raw), string(again)); diff != "" {
		t.Errorf("the body does not come back (-was +is):\n%s", diff)
	}
	var tree any
	if err := json.Unmarshal(raw, &tree); err != nil {
		t.Fatal(err)
	}
	mustNotIdentify(t, tree)
	if len(draft.NaturalKey) == 0 || kind != disclosure.KindVenue && kind != disclosure.KindReading && draft.DecidedOn.IsZero() {
		t.Errorf("draft without key or date: %+v", draft)
	}
}

// mustNotIdentify looks for identity numbers in every text of a body.
func mustNotIdentify(t *testing.T, tree any) {
	t.Helper()
	switch node := tree.(type) {
	case string:
		if masked, hit := maskIdentity(node); hit {
			t.Errorf("an identity number is published: %s", masked)
		}
	case map[string]any:
		for _, child := range node {
			mustNotIdentify(t, child)
		}
	case []any:
		for _, child := range node {
			mustNotIdentify(t, child)
		}
	}
}

// FuzzMoment reads any text as a date: nothing panics, and what is read is read again in the house's own form.
func FuzzMoment(f *testing.F) {
	for _, seed := range []string{
		"2026/11/20", "2026-1-4 10:00", "20261120 9:30:00", "2026年1月4日", "2026年1月4日10:00", "46346", "46346.75", "46346.999999",
		"２０２６／１１／２０", "2099/12/31", "2026", "2026.11", "99999", "0206/11/20", "2026/02/30", "2026-11-20T10:00", "",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		m, ok := parseMoment(text)
		if !ok {
			return
		}
		if m.date.Year < firstYear || m.hour >= hoursPerDay || m.minute >= minutesPerHour || m.second >= secondsPerMinute {
			t.Fatalf("%q is %+v", text, m)
		}
		again, ok := parseMoment(m.date.String())
		if !ok || again.date != m.date {
			t.Errorf("%q is %s, which is %+v, %t", text, m.date, again, ok)
		}
	})
}

// FuzzRecognise looks for headings in any cells: nothing panics, and order, width, spaces and stars make no difference.
func FuzzRecognise(f *testing.F) {
	for _, name := range rowTables {
		var headings []string
		for _, cell := range readRowTable(f, name).row {
			headings = append(headings, cell.heading)
		}
		f.Add(strings.Join(headings, "|"))
	}
	f.Add("处罚 机关|*处罚\n依据|CF_WSH|CF_WSH|CF_JDRQ|x")
	f.Fuzz(func(t *testing.T, line string) {
		cells := strings.Split(line, "|")
		h, err := recognise(cells, 1, "")
		if err != nil || h == nil {
			return
		}
		starred := make([]string, len(cells))
		for i, cell := range cells {
			if trim(cell) != "" {
				starred[len(cells)-1-i] = "*" + cell + " "
			}
			if headingKey(cell) != headingKey(headingKey(cell)) {
				t.Errorf("%q: the key of its key is another", cell)
			}
		}
		again, err := recognise(starred, 1, "")
		if err != nil || again == nil {
			t.Fatalf("%q is recognised, but not the other way round: %v", line, err)
		}
		if again.format != h.format || len(again.missing) != len(h.missing) || len(again.doubled) != len(h.doubled) {
			t.Errorf("%q is %s %s, the other way round %s %s", line, h.format.Kind, h.format.Generation, again.format.Kind, again.format.Generation)
		}
	})
}

// FuzzNormal: a normal form is its own normal form.
func FuzzNormal(f *testing.F) {
	for _, seed := range []string{
		"湖光区ＡＢＣ (个体工商户)", "示卫公罚[２０２６] 9001 号", "　a\u200B b\ufeff ", "㈱⑴ ¨", "𠮷祥", "e \u0301", "0 \x01", "\x01 0", "a¨", "（）〔〕【】",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if !utf8.ValidString(text) {
			t.Skip() // package sheet hands out none
		}
		for name, normal := range map[string]func(string) string{
			"trim": trim, "plain": plain, "name": normalName, "number": normalNumber, "text": clean, "heading": headingKey,
			"code": uscc.Normalize, "person": privacy.MaskName,
		} {
			once := normal(text)
			if twice := normal(once); twice != once {
				t.Errorf("%s of %q is %q, and of that %q", name, text, once, twice)
			}
		}
	})
}
