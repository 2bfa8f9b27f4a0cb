package main

import (
	"fmt"
	"strconv"
	"strings"
	"text/tabwriter"

	"mingshi/internal/i18n"
)

// write writes the list into the file that was asked for.
func (c *venuesDueCommand) write(t *terminal, l *dueList) error {
	if err := writePaper(c.Output, l.writer(c.Format, t)); err != nil {
		return err
	}
	if t.asJSON {
		return writeJSON(t.out, struct {
			File string `json:"file"`
			*dueList
		}{c.Output, l})
	}
	due, overdue, corrections := l.total()
	t.say("due.written", c.Output, len(l.Venues), due, overdue, corrections)
	return nil
}

// total adds up the sums.
func (l *dueList) total() (due, overdue, corrections int64) {
	for _, sum := range l.Sums {
		due, overdue, corrections = due+sum.Due, overdue+sum.Overdue, corrections+sum.Corrections
	}
	return due, overdue, corrections
}

// tell prints the list as a table for people, with the sums by street and unit below it, or as JSON.
func (l *dueList) tell(t *terminal) error {
	if t.asJSON {
		return writeJSON(t.out, l)
	}
	if len(l.Venues) == 0 {
		if l.Overdue {
			t.say("due.nothing_overdue", l.AsOf)
			return nil
		}
		t.say("due.nothing", l.AsOf, l.Within)
		return nil
	}
	table := tabwriter.NewWriter(t.out, 0, 0, 2, ' ', 0)
	line := func(cells ...string) { _, _ = fmt.Fprintln(table, strings.Join(cells, "\t")) } // the flush tells
	line(strings.Split(i18n.T(t.lang, "due.screen"), "|")...)
	for i := range l.Venues {
		v := &l.Venues[i]
		overdue := noValue
		if v.OverdueDays > 0 {
			overdue = i18n.T(t.lang, "due.days", v.OverdueDays)
		}
		line(named(v.Street), named(v.Grid), named(v.GridDuty), v.Name, v.PermitNumber, named(v.graded(t)),
			named(v.LastInspected.String()), v.DueBy.String(), v.why(t), overdue)
	}
	line()
	line(strings.Split(i18n.T(t.lang, "due.screen_sums"), "|")...)
	for _, sum := range l.Sums {
		line(named(sum.Street), named(sum.Unit), strconv.FormatInt(sum.Overdue, 10), strconv.FormatInt(sum.Due, 10),
			strconv.FormatInt(sum.Corrections, 10))
	}
	if err := table.Flush(); err != nil {
		return err
	}
	due, overdue, corrections := l.total()
	t.say("due.listed", len(l.Venues), overdue, due, corrections)
	return nil
}
