package main

import (
	"fmt"
	"strings"
	"text/tabwriter"

	"mingshi/internal/i18n"
)

// status is how one check of the doctor came out.
type status string

const (
	statusOK   status = "ok"
	statusWarn status = "warn"
	statusFail status = "fail"
)

// finding is what one check of the doctor found, and what to do about it.
type finding struct {
	Check  string `json:"check"`
	Status status `json:"status"`
	Says   string `json:"says"`
	Do     string `json:"do,omitempty"`
}

// checkup collects findings.
type checkup struct {
	lang     i18n.Lang
	findings []finding
}

func (c *checkup) ok(check, key string, args ...any) {
	c.findings = append(c.findings, finding{Check: check, Status: statusOK, Says: i18n.T(c.lang, key, args...)})
}

// trouble begins a finding that something has to be done about; do ends it.
func (c *checkup) trouble(check string, how status, key string, args ...any) *finding {
	c.findings = append(c.findings, finding{Check: check, Status: how, Says: i18n.T(c.lang, key, args...)})
	return &c.findings[len(c.findings)-1]
}

func (c *checkup) warn(check, key string, args ...any) *finding {
	return c.trouble(check, statusWarn, key, args...)
}

func (c *checkup) fail(check, key string, args ...any) *finding {
	return c.trouble(check, statusFail, key, args...)
}

// do says what to do about a finding.
func (f *finding) do(lang i18n.Lang, key string, args ...any) { f.Do = i18n.T(lang, key, args...) }

// count tells how many findings came out so.
func (c *checkup) count(how status) int {
	n := 0
	for i := range c.findings {
		if c.findings[i].Status == how {
			n++
		}
	}
	return n
}

// checkupDocument is a checkup as programs read it.
type checkupDocument struct {
	Warnings int       `json:"warnings"`
	Failures int       `json:"failures"`
	Checks   []finding `json:"checks"`
}

// print prints one line for each finding: how it came out, what was found, and what to do about it.
func (c *checkup) print(t *terminal) error {
	if t.asJSON {
		return writeJSON(t.out, checkupDocument{
			Warnings: c.count(statusWarn), Failures: c.count(statusFail), Checks: c.findings,
		})
	}
	table := tabwriter.NewWriter(t.out, 0, 0, 2, ' ', 0)
	for _, found := range c.findings {
		line := []string{i18n.T(t.lang, "status."+string(found.Status)), i18n.T(t.lang, "check."+found.Check), found.Says}
		if found.Do != "" {
			line[2] += i18n.T(t.lang, "doctor.then") + found.Do
		}
		_, _ = fmt.Fprintln(table, strings.Join(line, "\t")) // the flush tells
	}
	if err := table.Flush(); err != nil {
		return err
	}
	t.say("doctor.end", len(c.findings), c.count(statusWarn), c.count(statusFail))
	return nil
}
