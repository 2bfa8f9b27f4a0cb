package grading

import (
	"strings"
	"testing"

	"mingshi/internal/disclosure"
)

func TestStanding(t *testing.T) {
	tests := []struct {
		name  string
		lines []string
		want  string // letter, since, cause; then the grade that has ended and its day
	}{
		{"never inspected", []string{"permit 2020-01-01"}, ""},
		{"only a check of a complaint", []string{"2025-01-10 complaint B"}, ""},
		{"graded", []string{"2025-01-10 routine B"}, "B 2025-01-10 inspection"},
		{"the same grade again", []string{"2025-01-10 routine B", "2026-01-10 routine B"}, "B 2025-01-10 inspection"},
		{"back to an earlier grade", []string{"2024-01-10 routine B", "2025-01-10 routine A", "2026-01-10 routine B"}, "B 2026-01-10 inspection"},
		{
			"a key item failed, and again",
			[]string{"2024-01-10 routine B", "2025-01-10 routine key", "2026-01-10 routine key"},
			"- 2025-01-10 key_item_failed, B until 2025-01-10",
		},
		{"never had a grade", []string{"2025-01-10 routine key"}, "- 2025-01-10 key_item_failed"},
		{"a new venue", []string{"permit 2025-01-01", "2025-01-10 routine A"}, "- 2025-01-10 awaiting_second_inspection"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			course := Shipped().Course(history(t, test.lines...))
			standing, known := course.Standing()
			got := ""
			if known {
				letter := letterOf(standing.Grade)
				if letter == "" {
					letter = "-"
				}
				got = strings.Join([]string{letter, standing.Since.String(), string(standing.Cause)}, " ")
				if standing.Ended != nil {
					got += ", " + standing.Ended.Grade.Letter + " until " + standing.Ended.On.String()
				}
			}
			if got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

func TestCorrections(t *testing.T) {
	day := disclosure.MustDate
	ordered := func(due, reinspected string, result disclosure.CheckResult) disclosure.Correction {
		c := disclosure.Correction{Ordered: true, Result: result}
		if due != "" {
			c.DueOn = day(due)
		}
		if reinspected != "" {
			c.ReinspectedOn = day(reinspected)
		}
		return c
	}
	tests := []struct {
		name  string
		order disclosure.Correction
		later []string
		today string
		state CorrectionState
		on    string
	}{
		{"open on its last day", ordered("2025-02-01", "", ""), nil, "2025-02-01", CorrectionOpen, ""},
		{"overdue the day after", ordered("2025-02-01", "", ""), nil, "2025-02-02", CorrectionOverdue, ""},
		{"without a day it is never overdue", ordered("", "", ""), nil, "2035-01-01", CorrectionOpen, ""},
		{"passed by its own columns", ordered("2025-02-01", "2025-02-10", disclosure.ResultPass), nil, "2026-01-01", CorrectionPassed, "2025-02-10"},
		{"failed by its own columns", ordered("2025-02-01", "2025-02-10", disclosure.ResultFail), nil, "2026-01-01", CorrectionFailed, "2025-02-10"},
		{"re-inspected, result not told", ordered("2025-02-01", "2025-02-10", ""), nil, "2026-01-01", CorrectionReinspected, "2025-02-10"},
		{"passed by a re-inspection", ordered("2025-02-01", "", ""), []string{"2025-02-03 reinspection C"}, "2026-01-01", CorrectionPassed, "2025-02-03"},
		{"failed by a re-inspection", ordered("2025-02-01", "", ""), []string{"2025-02-03 reinspection key"}, "2026-01-01", CorrectionFailed, "2025-02-03"},
		{
			"failed, then passed", ordered("2025-02-01", "", ""),
			[]string{"2025-02-03 reinspection low", "2025-03-03 reinspection C"},
			"2026-01-01", CorrectionPassed, "2025-03-03",
		},
		{"failed by its columns, then passed", ordered("2025-02-01", "2025-02-10", disclosure.ResultFail), []string{"2025-03-03 reinspection C"}, "2026-01-01", CorrectionPassed, "2025-03-03"},
		{"closed by a whole inspection that gives a grade", ordered("2025-02-01", "", ""), []string{"2025-08-03 routine B"}, "2026-01-01", CorrectionPassed, "2025-08-03"},
		{"not by one that gives none", ordered("2025-02-01", "", ""), []string{"2025-08-03 routine low"}, "2026-01-01", CorrectionOverdue, ""},
		{"not by a check of a complaint", ordered("2025-02-01", "", ""), []string{"2025-08-03 complaint B"}, "2026-01-01", CorrectionOverdue, ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			h := history(t, append([]string{"2025-01-10 routine key"}, test.later...)...)
			h.Visits[0].Correction = test.order
			course := Shipped().Course(h)
			orders := course.Corrections(day(test.today))
			if len(orders) != 1 || orders[0].State != test.state || orders[0].ReinspectedOn.String() != test.on || orders[0].Visit.ID != "gr_0" {
				t.Errorf("got %+v, want one that is %s, re-inspected %q", orders, test.state, test.on)
			}
		})
	}
}

func TestNext(t *testing.T) {
	tests := []struct {
		name  string
		lines []string
		want  string
	}{
		{"A: in two years", []string{"2024-02-29 routine A"}, "2026-02-28 frequency"},
		{"B: in a year", []string{"2025-01-10 routine B"}, "2026-01-10 frequency"},
		{"C: in half a year", []string{"2025-08-31 routine C"}, "2026-02-28 frequency"},
		{"no grade", []string{"2025-01-10 routine key"}, "2025-07-10 frequency"},
		{"counted from the last visit of any kind, by the grade of the one that decided", []string{"2025-01-10 routine B", "2025-03-10 complaint A"}, "2026-03-10 frequency"},
		{"only a check of a complaint", []string{"2025-01-10 complaint B"}, "2025-07-10 frequency"},
		{"a new venue's second", []string{"permit 2025-01-01", "2025-01-10 routine A", "2025-02-10 routine A"}, "2025-07-10 second_inspection from 2025-04-10"},
		{"never inspected", []string{"permit 2025-01-01"}, "2025-07-01 first_inspection"},
		{"nothing known", nil, ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			course := Shipped().Course(history(t, test.lines...))
			if got := dueText(course.Next(disclosure.MustDate("2026-11-22"))); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

func TestNextIsTheCorrectionWhereThatComesFirst(t *testing.T) {
	h := history(t, "2025-01-10 routine B")
	h.Visits[0].Correction = disclosure.Correction{Ordered: true, DueOn: disclosure.MustDate("2025-01-25")}
	course := Shipped().Course(h)
	if got := dueText(course.Next(disclosure.MustDate("2025-02-01"))); got != "2025-01-25 correction" {
		t.Errorf("open: %s", got)
	}
	h.Visits[0].Correction.DueOn = disclosure.Date{}
	course = Shipped().Course(h)
	if got := dueText(course.Next(disclosure.MustDate("2025-02-01"))); got != "2025-02-09 correction" {
		t.Errorf("open, without a day: %s", got)
	}
	h.Visits[0].Correction.Result = disclosure.ResultPass
	course = Shipped().Course(h)
	if got := dueText(course.Next(disclosure.MustDate("2025-02-01"))); got != "2026-01-10 frequency" {
		t.Errorf("closed: %s", got)
	}
}

func dueText(due Due) string {
	if due.By.IsZero() {
		return string(due.Reason)
	}
	text := due.By.String() + " " + string(due.Reason)
	if !due.From.IsZero() {
		text += " from " + due.From.String()
	}
	return text
}

func TestLargestLosses(t *testing.T) {
	g := &disclosure.Grading{Deductions: []disclosure.Deduction{
		{Item: "一", Points: "2"}, {Item: "二", Points: "10"}, {Item: "三", Points: "2.5"}, {Item: "四", Points: "2.5"}, {Item: "五", Points: "?"},
	}}
	var names []string
	for _, loss := range LargestLosses(g, 3) {
		names = append(names, loss.Item)
	}
	if got := strings.Join(names, ""); got != "二三四" {
		t.Errorf("got %s", got)
	}
	if got := LargestLosses(&disclosure.Grading{}, 3); len(got) != 0 {
		t.Errorf("none: %v", got)
	}
	if g.Deductions[0].Item != "一" {
		t.Error("the record was sorted")
	}
}
