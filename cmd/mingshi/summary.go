package main

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"

	"mingshi/internal/disclosure"
	"mingshi/internal/i18n"
	"mingshi/internal/intake"
	"mingshi/internal/lives"
)

// shownFindings is how many findings of a file are printed; the report file holds all of them.
const shownFindings = 20

// fromFeed reports whether a file is the venues of a LIVES feed that was read.
func fromFeed(file *intake.FileReport) bool {
	return file.Problem == nil && strings.HasSuffix(file.File, "/"+lives.Businesses)
}

// printReport prints an import for a person: a table of rows by outcome, then what is wrong, file by file.
func (h *house) printReport(t *terminal, report *intake.Report, rehearsed bool) error {
	if rehearsed {
		t.say("import.rehearsed")
	}
	table := tabwriter.NewWriter(t.out, 0, 0, 2, ' ', 0)
	header := []string{i18n.T(t.lang, "import.file"), i18n.T(t.lang, "import.kind"), i18n.T(t.lang, "import.rows")}
	for _, outcome := range disclosure.Outcomes() {
		header = append(header, i18n.T(t.lang, "outcome."+string(outcome)))
	}
	_, _ = fmt.Fprintln(table, strings.Join(header, "\t")) // the flush reports the error
	for _, file := range report.Files {
		if file.Problem != nil {
			continue
		}
		cells := []string{file.File, kindName(t, file), strconv.FormatInt(file.Rows, 10)}
		for _, outcome := range disclosure.Outcomes() {
			cells = append(cells, strconv.FormatInt(file.Outcomes[outcome], 10))
		}
		_, _ = fmt.Fprintln(table, strings.Join(cells, "\t")) // as above
	}
	if err := table.Flush(); err != nil {
		return err
	}
	if slices.ContainsFunc(report.Files, fromFeed) {
		t.say("import.lives_no_permits")
	}
	findings := false
	for _, file := range report.Files {
		if err := printFile(t, file); err != nil {
			return err
		}
		findings = findings || file.HasFindings()
	}
	if findings {
		t.say("import.report_hint")
	}
	t.say("import.end", report.Batch, report.Position, report.AsOf, h.named)
	return nil
}

func kindName(t *terminal, file *intake.FileReport) string {
	name := i18n.T(t.lang, "kind."+string(file.Kind))
	if file.Generation != "" {
		name += " " + file.Generation
	}
	return name
}

// printFile prints a file's problem or its findings: errors first of all, and warnings as counts by code.
func printFile(t *terminal, file *intake.FileReport) error {
	if file.Problem != nil {
		t.say("import.refused", file.File, file.Problem.Message)
		return nil
	}
	warnings, examples := map[intake.Code]int{}, map[intake.Code]string{}
	var order []intake.Code
	errorsShown, errorsAll := 0, 0
	err := file.Findings(func(finding intake.Finding) bool {
		if finding.Severity == intake.SeverityWarning {
			if warnings[finding.Code] == 0 {
				order = append(order, finding.Code)
				examples[finding.Code] = finding.Message
			}
			warnings[finding.Code]++
			return true
		}
		if errorsAll++; errorsShown < shownFindings {
			errorsShown++
			_, _ = fmt.Fprintf(t.out, "  %s: %s [%s]\n", file.File, finding.Message, finding.Code) // a closed pipe ends the reader
		}
		return true
	})
	if errorsAll > errorsShown {
		t.say("import.more_errors", errorsAll-errorsShown)
	}
	for _, code := range order {
		t.say("import.warnings", file.File, warnings[code], i18n.T(t.lang, "code."+string(code)), code)
		t.say("import.example", examples[code])
	}
	if file.Hidden > 0 {
		t.say("import.hidden", file.File, file.Hidden)
	}
	if len(file.OtherSheets) > 0 {
		t.say("import.other_sheets", file.File, strings.Join(file.OtherSheets, "、"))
	}
	if len(file.HiddenSheets) > 0 {
		t.say("import.hidden_sheets", file.File, strings.Join(file.HiddenSheets, "、"))
	}
	return err
}
