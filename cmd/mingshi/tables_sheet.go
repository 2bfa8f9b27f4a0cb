package main

import (
	"context"
	"errors"
	"io"
	"slices"
	"strings"
	"time"

	"mingshi/internal/disclosure"
	"mingshi/internal/dossier"
	"mingshi/internal/grading"
	"mingshi/internal/i18n"
	"mingshi/internal/store"
	"mingshi/qrsign/sheet"
)

type tablesSheetCommand struct {
	Code    string   `arg:"" help:"评分表的代码或名称 · the table's code or name"`
	Version string   `help:"版本，不填为现行的 · edition; the one in force unless told" placeholder:"VERSION"`
	Venue   []string `help:"为这个场所填好表头（编号或许可、备案编号），可重复 · fill in this venue, by id or permit number; a sheet each" placeholder:"ID|NUMBER"`
	Output  string   `name:"output" short:"o" required:"" help:"要写的 PDF，不得已存在 · the PDF to write; it must not exist" placeholder:"FILE"`
}

// Run implements the command.
func (c *tablesSheetCommand) Run(s *settings, t *terminal) error {
	if err := boardFileTarget.check(c.Output, s.Data); err != nil {
		return err
	}
	profile, err := givenProfile(s.Data)
	if err != nil {
		return err
	}
	own, err := s.openTables()
	if err != nil {
		return err
	}
	today := profile.Today(time.Now())
	table, err := c.table(own.Scheme.Tables, today)
	if err != nil {
		return err
	}
	form := &sheet.ScoreSheet{Table: scoreTable(&table), Authority: publisherOf(profile), PrintedOn: today}
	if len(c.Venue) > 0 {
		if form.Venues, err = c.venues(s, t, &table); err != nil {
			return err
		}
	}
	pages := 0
	err = writePaper(c.Output, func(w io.Writer) (err error) {
		pages, err = sheet.WriteScoreSheet(w, form)
		return err
	})
	if err != nil {
		return err
	}
	return c.tell(t, &table, pages)
}

// table finds the table by its code or a name, in the edition asked for or else the one in force.
func (c *tablesSheetCommand) table(set *grading.Set, today disclosure.Date) (grading.Table, error) {
	name := strings.TrimSpace(c.Code)
	table, known := set.Lookup(name, today)
	if !known {
		return table, usage("scoresheet.table_unknown", c.Code, scoreTableNames(set))
	}
	if c.Version != "" {
		var editions []string
		for _, edition := range set.All() {
			if edition.Code != table.Code {
				continue
			}
			if edition.Version == c.Version {
				return edition, checkItems(&edition)
			}
			editions = append(editions, edition.Version)
		}
		return table, usage("scoresheet.version_unknown", table.Code, c.Version, strings.Join(editions, ", "))
	}
	return table, checkItems(&table)
}

// checkItems refuses a table that says nothing of its items: there would be nothing to fill in.
func checkItems(table *grading.Table) error {
	if len(table.Items) == 0 {
		return usage("scoresheet.no_items", table.Code, table.Version)
	}
	return nil
}

// scoreTableNames lists the tables for people, as "lodging 住宿业卫生监督量化分级评分表".
func scoreTableNames(set *grading.Set) string {
	var names []string
	for _, table := range set.All() {
		names = append(names, table.Code+" "+table.NameZH)
	}
	return strings.Join(slices.Compact(names), ", ")
}

// venues reads the venues that are asked for, in their order. One of another kind than the table's is told of, one that is
// closed is refused.
func (c *tablesSheetCommand) venues(s *settings, t *terminal, table *grading.Table) (scored []sheet.ScoredVenue, err error) {
	_, records, _, err := s.openForADay(t)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, records.Close()) }()
	for _, wanted := range c.Venue {
		venue, err := findVenue(t.ctx, records, strings.TrimSpace(wanted))
		if err != nil {
			return nil, err
		}
		v := venue.Facts
		switch {
		case v.Status == disclosure.VenueClosed:
			return nil, usage("scoresheet.venue_closed", wanted, v.Name)
		case v.VenueKind != table.VenueKind:
			t.note("scoresheet.other_kind", v.Name, disclosure.VenueKinds.Label(v.VenueKind, t.lang == i18n.EN), table.NameZH)
		}
		scored = append(scored, sheet.ScoredVenue{
			Name: v.Name, Operator: v.Operator.Name, Address: v.Address, PermitNumber: v.PermitNumber,
		})
	}
	return scored, nil
}

// findVenue reads the venue with an id, or with a permit or filing number.
func findVenue(ctx context.Context, r store.Reader, wanted string) (venueEntry, error) {
	if id, kind, err := disclosure.ParseID(wanted); err == nil && kind == disclosure.KindVenue {
		venue, err := dossier.Get[*disclosure.Venue](ctx, r, id)
		if kind := disclosure.KindOf(err); kind == disclosure.NotFound || kind == disclosure.Gone {
			return venue, usage("scoresheet.venue_unknown", wanted)
		}
		return venue, err
	}
	page, err := r.List(ctx, store.Query{Kind: disclosure.KindVenue, Places: []string{wanted}, Limit: 1})
	if err != nil {
		return venueEntry{}, err
	}
	if len(page.Records) == 0 {
		return venueEntry{}, usage("scoresheet.venue_unknown", wanted)
	}
	return dossier.Decode[*disclosure.Venue](&page.Records[0])
}

// scoreTable is a table as it is printed.
func scoreTable(table *grading.Table) sheet.ScoreTable {
	printed := sheet.ScoreTable{
		NameZH: table.NameZH, NameEN: table.NameEN, Version: table.Version, Verified: !table.Sample(), FullScore: table.FullScore.String(),
		NotGradedZH: table.NotGraded.ZH, NotGradedEN: table.NotGraded.EN,
	}
	for _, band := range table.Bands {
		printed.Bands = append(printed.Bands, sheet.ScoreBand{
			Letter: band.Letter, WordZH: band.WordZH, WordEN: band.WordEN, AtLeast: band.AtLeast.String(),
		})
	}
	for _, item := range table.Items {
		row := sheet.ScoreItem{
			No: item.No, Section: item.Section, Title: item.Title, Max: printedPoints(item.Max), Key: item.Key,
			NotApplicable: item.NotApplicable, Verified: item.Verified,
		}
		for _, d := range item.Deductions {
			row.Deductions = append(row.Deductions, sheet.ScoreDeduction{
				Text: d.Text, Points: printedPoints(d.Points), Per: d.Per, Cap: printedPoints(d.Cap),
			})
		}
		printed.Items = append(printed.Items, row)
	}
	return printed
}

// printedPoints gives points for print; none are empty.
func printedPoints(points grading.Points) string {
	if points == 0 {
		return ""
	}
	return points.String()
}

// tell says what was written, and that a sample is one.
func (c *tablesSheetCommand) tell(t *terminal, table *grading.Table, pages int) error {
	unverified := 0
	for i := range table.Items {
		if !table.Items[i].Verified {
			unverified++
		}
	}
	if table.Sample() {
		t.note("scoresheet.is_sample", table.Code, table.Version, unverified, len(table.Items))
	}
	if t.asJSON {
		return writeJSON(t.out, map[string]any{
			"file": c.Output, "pages": pages, "sheets": max(1, len(c.Venue)), "table": table.Code, "version": table.Version,
			"verified": !table.Sample(), "items": len(table.Items), "unverified_items": unverified,
		})
	}
	t.say("scoresheet.written", c.Output, table.NameZH, table.Version, max(1, len(c.Venue)), pages)
	return nil
}
