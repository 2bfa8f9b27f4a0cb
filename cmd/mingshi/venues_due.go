package main

import (
	"cmp"
	"context"
	"errors"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"mingshi/internal/disclosure"
	"mingshi/internal/dossier"
	"mingshi/internal/duty"
	"mingshi/internal/grading"
	"mingshi/internal/i18n"
	"mingshi/internal/store"
	"mingshi/qrsign/sheet"
)

const (
	// dueMost is how many days a list looks ahead at most: some ten years.
	dueMost = 3660
	// dueWithin is how many days it looks ahead unless told.
	dueWithin  = 30
	formatXLSX = "xlsx"
)

type venuesDueCommand struct {
	AsOf    string `help:"从这一天起算，不填为今天；记录仍按现时公示的 · count days from this one instead of today" placeholder:"YYYY-MM-DD"`
	Within  *int   `help:"列出多少天内到期的，不填为 30 · due within so many days; else 30" placeholder:"DAYS"`
	Overdue bool   `help:"只列已逾期的，不与 --within 同用 · only what is overdue; not with --within"`
	Street  string `help:"只列这个街道的 · only those on this street" placeholder:"STREET"`
	Grid    string `help:"只列这个网格的 · only those in this grid" placeholder:"GRID"`
	Kind    string `help:"只列这一类别的 · only this kind of venue" placeholder:"VENUE_KIND"`
	Format  string `help:"文件格式，不填按文件名 · format of the file; else by its name" placeholder:"csv|xlsx|pdf"`
	Output  string `name:"output" short:"o" help:"写成文件，不得已存在；csv 没有合计 · a new file to write; csv has no sums" placeholder:"FILE"`
}

// Run implements the command.
func (c *venuesDueCommand) Run(s *settings, t *terminal) (err error) {
	asOf, filter, err := c.check(s.Data)
	if err != nil {
		return err
	}
	own, err := s.openTables()
	if err != nil {
		return err
	}
	_, records, today, err := s.openForADay(t)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, records.Close()) }()
	if asOf.IsZero() {
		asOf = today
	}
	list := dueList{AsOf: asOf, Within: filter.Within, Overdue: filter.Overdue, Venues: []dueVenue{}, Sums: []dueSum{}}
	err = records.View(t.ctx, func(ctx context.Context, at store.Reader) error {
		if err := checkPlaces(ctx, at, &filter); err != nil {
			return err
		}
		entries, err := duty.List(ctx, at, own.Scheme, asOf, filter)
		list.add(t, entries)
		return err
	})
	if err != nil {
		return err
	}
	if c.Output != "" && len(list.Venues) > 0 {
		return c.write(t, &list)
	}
	return list.tell(t)
}

// check refuses what could not work before the records are opened. Without --as-of the day is zero.
func (c *venuesDueCommand) check(data string) (disclosure.Date, duty.Filter, error) {
	filter := duty.Filter{
		Within: dueWithin, Overdue: c.Overdue, Street: strings.TrimSpace(c.Street), Grid: strings.TrimSpace(c.Grid),
	}
	var asOf disclosure.Date
	if c.AsOf != "" {
		var err error
		if asOf, err = disclosure.ParseDate(c.AsOf); err != nil {
			return asOf, filter, usage("cli.as_of", c.AsOf)
		}
	}
	if c.Within != nil {
		filter.Within = *c.Within
	}
	switch {
	case c.Within != nil && c.Overdue:
		return asOf, filter, usage("due.overdue_within")
	case filter.Within < 0 || filter.Within > dueMost:
		return asOf, filter, usage("due.within", filter.Within, dueMost)
	}
	if c.Kind != "" {
		var known bool
		if filter.Kind, known = disclosure.VenueKinds.Find(strings.TrimSpace(c.Kind)); !known {
			return asOf, filter, usage("due.kind", c.Kind, venueKinds())
		}
	}
	return asOf, filter, c.checkFile(data)
}

// checkFile refuses a file that cannot be written, and completes its format.
func (c *venuesDueCommand) checkFile(data string) error {
	if c.Output == "" {
		if c.Format != "" {
			return usage("due.no_file")
		}
		return nil
	}
	formats := []string{formatCSV, formatXLSX, formatPDF}
	ending := strings.ToLower(strings.TrimPrefix(filepath.Ext(c.Output), "."))
	c.Format = strings.ToLower(cmp.Or(c.Format, ending))
	switch {
	case c.Format == "":
		return usage("due.no_ending", c.Output)
	case !slices.Contains(formats, c.Format):
		return usage("due.format", c.Format)
	case ending != c.Format && slices.Contains(formats, ending):
		return usage("due.other_ending", c.Output, c.Format)
	}
	return boardFileTarget.check(c.Output, data)
}

// venueKinds lists the kinds of venue for people, as "住宿 lodging".
func venueKinds() string {
	names := make([]string, len(disclosure.VenueKinds))
	for i, kind := range disclosure.VenueKinds {
		names[i] = kind.ZH + " " + string(kind.ID)
	}
	return strings.Join(names, ", ")
}

// checkPlaces refuses a street and a grid in which no venue lies: an empty list would look like work done.
func checkPlaces(ctx context.Context, r store.Reader, filter *duty.Filter) error {
	if filter.Street == "" && filter.Grid == "" {
		return nil
	}
	all, err := allVenues(ctx, r)
	if err != nil {
		return err
	}
	if filter.Street != "" {
		if err := checkStreet(all, filter.Street); err != nil {
			return err
		}
	}
	if filter.Grid != "" && !slices.ContainsFunc(all, func(v venueEntry) bool { return v.Facts.Grid == filter.Grid }) {
		return usage("due.grid", filter.Grid)
	}
	return nil
}

// dueList is what the command tells.
type dueList struct {
	AsOf    disclosure.Date `json:"as_of"`
	Within  int             `json:"within"`
	Overdue bool            `json:"only_overdue"`
	Venues  []dueVenue      `json:"venues"`
	Sums    []dueSum        `json:"sums"`
}

// dueVenue is a venue that must be inspected.
type dueVenue struct {
	ID            disclosure.ID         `json:"id"`
	Street        string                `json:"street"`
	Grid          string                `json:"grid"`
	GridDuty      string                `json:"grid_duty"`
	Name          string                `json:"name"`
	VenueKind     disclosure.VenueKind  `json:"venue_kind"`
	Address       string                `json:"address"`
	PermitNumber  string                `json:"permit_number"`
	Grade         *dossier.CurrentGrade `json:"grade"`
	LastInspected disclosure.Date       `json:"last_inspected"`
	// FirstInspected is the day from which the second inspection of a new venue is counted.
	FirstInspected disclosure.Date   `json:"first_inspected"`
	DueFrom        disclosure.Date   `json:"due_from"`
	DueBy          disclosure.Date   `json:"due_by"`
	Reason         grading.DueReason `json:"reason"`
	ReasonLabel    string            `json:"reason_label"`
	OverdueDays    int               `json:"overdue_days"`
}

// dueSum counts the venues of the list by street and unit.
type dueSum struct {
	Street      string `json:"street"`
	Unit        string `json:"unit"`
	Due         int64  `json:"due"`
	Overdue     int64  `json:"overdue"`
	Corrections int64  `json:"corrections"`
}

// add takes over the entries, which are sorted by street, grid and unit.
func (l *dueList) add(t *terminal, entries []duty.Entry) {
	at := make(map[[2]string]int)
	var counts []duty.Count
	for i := range entries {
		e := &entries[i]
		v := e.Venue.Facts
		l.Venues = append(l.Venues, dueVenue{
			ID: e.Venue.ID, Street: v.Street, Grid: v.Grid, GridDuty: v.GridDuty, Name: v.Name, VenueKind: v.VenueKind, Address: v.Address,
			PermitNumber: v.PermitNumber, Grade: e.Grade, LastInspected: e.LastInspected,
			FirstInspected: e.FirstInspected, DueFrom: e.Due.From, DueBy: e.Due.By,
			Reason: e.Due.Reason, ReasonLabel: grading.DueReasons.Label(e.Due.Reason, t.lang == i18n.EN), OverdueDays: e.Overdue,
		})
		where := [2]string{v.Street, v.GridDuty}
		if _, known := at[where]; !known {
			at[where] = len(counts)
			counts = append(counts, duty.Count{Street: v.Street, Unit: v.GridDuty})
		}
		counts[at[where]].Add(e, l.AsOf, l.Within)
	}
	for _, count := range counts {
		l.Sums = append(l.Sums, dueSum{count.Street, count.Unit, count.Due, count.Overdue, count.Corrections})
	}
}

// graded says which grade a venue has, and since the inspection of which day; empty where no inspection says anything of it.
func (v *dueVenue) graded(t *terminal) string {
	switch {
	case v.Grade == nil:
		return ""
	case v.Grade.Letter == nil:
		return i18n.T(t.lang, "due.ungraded") + " " + v.Grade.DecidedOn.String()
	}
	return *v.Grade.Letter + " " + v.Grade.DecidedOn.String()
}

// why says why a venue must be inspected, and for a second inspection since when it is counted: the last one may be later.
func (v *dueVenue) why(t *terminal) string {
	if v.FirstInspected.IsZero() {
		return v.ReasonLabel
	}
	return i18n.T(t.lang, "due.since_first", v.ReasonLabel, v.FirstInspected)
}

// paper is the list as it is printed.
func (l *dueList) paper(t *terminal) *sheet.DueList {
	list := &sheet.DueList{Lang: t.lang, On: l.AsOf, Within: l.Within, Overdue: l.Overdue}
	for start := 0; start < len(l.Venues); {
		first := &l.Venues[start]
		end := start
		for end < len(l.Venues) && l.Venues[end].sameDuty(first) {
			end++
		}
		group := sheet.DueGroup{Title: i18n.T(t.lang, "due.group", named(first.Street), named(first.GridDuty), end-start)}
		for i := start; i < end; i++ {
			v := &l.Venues[i]
			group.Rows = append(group.Rows, sheet.DueRow{
				Name: v.Name, Grid: v.Grid, Address: v.Address, PermitNumber: v.PermitNumber, Grade: v.graded(t),
				LastInspected: v.LastInspected, By: v.DueBy, Reason: v.why(t), Overdue: v.OverdueDays,
			})
		}
		list.Groups = append(list.Groups, group)
		start = end
	}
	for _, sum := range l.Sums {
		list.Sums = append(list.Sums, sheet.DueSum{
			Street: named(sum.Street), Unit: named(sum.Unit), Overdue: sum.Overdue, Due: sum.Due, Corrections: sum.Corrections,
		})
	}
	return list
}

func (v *dueVenue) sameDuty(other *dueVenue) bool {
	return v.Street == other.Street && v.GridDuty == other.GridDuty
}

// named gives a text, or the sign that there is none.
func named(text string) string { return cmp.Or(text, noValue) }

// writer writes the list in a format of files.
func (l *dueList) writer(format string, t *terminal) func(io.Writer) error {
	switch format {
	case formatPDF:
		return func(w io.Writer) error {
			_, err := sheet.WriteDueList(w, l.paper(t))
			return err
		}
	case formatXLSX:
		return func(w io.Writer) error { return writeDueWorkbook(w, t, l) }
	}
	return func(w io.Writer) error { return writeDueCSV(w, t, l) }
}
