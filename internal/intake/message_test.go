package intake

import (
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"mingshi/internal/disclosure"
	"mingshi/internal/i18n"
)

// TestMessages makes every finding of all cases in both languages: each is a whole sentence that names its row, and its
// cell where one is meant.
func TestMessages(t *testing.T) {
	for _, lang := range i18n.Langs() {
		seen := make(map[Code]bool)
		check := func(t *testing.T, f *FileReport) {
			t.Helper()
			for _, finding := range findings(t, f) {
				seen[finding.Code] = true
				if problem := faultOf(finding); problem != "" {
					t.Errorf("%s: %s: %s", finding.Code, problem, finding.Message)
				}
			}
			if f.Problem != nil && (garbled(f.Problem.Message) || !strings.Contains(f.Problem.Message, f.File)) {
				t.Errorf("%s: %s", f.Problem.Code, f.Problem.Message)
			}
		}
		for _, name := range rowTables {
			table := readRowTable(t, name)
			h := newHouse(t)
			h.lang = lang
			for i := range table.cases {
				check(t, h.rehearse(t, write(t, "rows.csv", csvOf(t, table.cells(&table.cases[i])))).Files[0])
			}
		}
		for _, c := range readFileCases(t) {
			h := newHouse(t)
			h.lang = lang
			dir := t.TempDir()
			for _, file := range c.files {
				makeInput(t, dir, file)
			}
			for _, step := range c.want {
				h.kind, h.day = step.Kind, asOf
				if !step.AsOf.IsZero() {
					h.day = step.AsOf
				}
				paths := make([]string, len(step.Files))
				for i, name := range step.Files {
					paths[i] = filepath.Join(dir, name)
				}
				for _, f := range h.run(t, paths...).Files {
					check(t, f)
				}
			}
		}
		for _, code := range codes {
			if !seen[code] {
				t.Errorf("%s: no message of %s was made", lang, code)
			}
		}
	}
}

// faultOf tells what is wrong with a message, "" if nothing.
func faultOf(finding Finding) string {
	switch {
	case garbled(finding.Message):
		return "verbs and values do not match"
	case !strings.Contains(finding.Message, strconv.Itoa(finding.Row)):
		return "the row is not named"
	case !strings.Contains(finding.Message, finding.Field):
		return "the field is not named"
	}
	return ""
}

// garbled reports what fmt writes for a verb without its value, a value without its verb, and a missing text.
func garbled(message string) bool {
	return message == "" || strings.Contains(message, "%!") || strings.HasPrefix(message, "[") || strings.Contains(message, "<nil>")
}

// TestEveryCodeHasAName holds the short names of codes and outcomes to their lists.
func TestEveryCodeHasAName(t *testing.T) {
	for _, code := range codes {
		if !i18n.Has("code."+string(code)) || !i18n.Has("finding."+string(code)) {
			t.Errorf("%s has no name or no sentence", code)
		}
	}
	for _, outcome := range disclosure.Outcomes() {
		if !i18n.Has("outcome." + string(outcome)) {
			t.Errorf("%s has no name", outcome)
		}
	}
}

// TestExportedRowsNameTheirRecord: whoever reads the finding must find the record by it, and never a person's number.
func TestExportedRowsNameTheirRecord(t *testing.T) {
	table := readRowTable(t, "penalty-gen3-person")
	for _, test := range []struct{ number, want string }{
		{"pn_0123456789ABC", "pn_0123456789ABC"},
		{"pn_4199011983041", "pn_4199011983041"}, // looks like a private number and is none
		{"419901198304147738", "******"},
	} {
		for _, lang := range i18n.Langs() {
			h := newHouse(t)
			h.lang = lang
			c := rowCase{changes: []cellOf{{"MS_JLBH", test.number}, {"MS_BWZ", "已隐去个人信息"}}}
			all := findings(t, h.rehearse(t, write(t, "rows.csv", csvOf(t, table.cells(&c)))).Files[0])
			if len(all) != 1 || all[0].Code != CodeRecordExported || !strings.Contains(all[0].Message, test.want) ||
				!strings.Contains(all[0].Message, "已隐去个人信息") {
				t.Errorf("%s: %v, want one finding that names %s and says why", test.number, all, test.want)
			}
		}
	}
}
