package main

import (
	"cmp"
	"context"
	"errors"
	"io"
	"slices"
	"strings"

	"mingshi/internal/disclosure"
	"mingshi/internal/dossier"
	"mingshi/internal/grading"
	"mingshi/internal/lives"
	"mingshi/internal/store"
	"mingshi/internal/tabular"
	"mingshi/internal/wire"
)

// formatLIVES is the one format that holds two kinds of records, and no table of tabular's.
const formatLIVES tabular.Format = "lives"

// livesQuery says which records a LIVES feed holds, like the query of other files.
const livesQuery = "format=lives&kind=venue&kind=grading"

// checkLIVES refuses what says nothing to a feed.
func (c *exportCommand) checkLIVES(data string) error {
	if c.Kind != "" || c.Codes != "" || c.Since != 0 || c.BOM || c.Labels || c.CreditOffice {
		return usage("export.lives_flags")
	}
	return exportTarget.check(c.Output, data)
}

// tellLIVES prints what was written.
func (x *exported) tellLIVES(t *terminal) {
	t.say("export.lives", x.File, x.Rows, x.Inspections, x.Position, x.SHA256)
	t.say("export.cite", wire.Instant(x.AsOf), x.FeedID, x.Query)
	if x.LeftOut > 0 {
		t.say("export.lives_left_out", x.LeftOut)
	}
}

// lives writes a feed of all venues and inspections that are public, of one position.
func (e *exporter) lives(path string) (exported, error) {
	done := exported{File: path, Format: formatLIVES, Query: livesQuery}
	err := e.records.View(e.t.ctx, func(ctx context.Context, at store.Reader) error {
		if err := e.prepare(ctx, at, []wanted{{path: path}}); err != nil {
			return err
		}
		head, err := at.Head(ctx)
		if err != nil {
			return err
		}
		done.FeedID, done.Position, done.AsOf = head.FeedID, head.Position, head.AsOf
		return e.file(&done, func(out io.Writer) error { return e.livesFeed(ctx, at, out, &done) })
	})
	return done, err
}

func (e *exporter) livesFeed(ctx context.Context, at store.Reader, out io.Writer, done *exported) (err error) {
	scheme := e.lens.Scheme
	if scheme == nil {
		scheme = grading.Shipped()
	}
	feed, err := lives.NewWriter(lives.NewScale(scheme.Tables))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, feed.Close()) }()
	venues, err := livesVenues(ctx, at)
	if err != nil {
		return err
	}
	for chunk := range slices.Chunk(venues, livesChunk) {
		if err := addVenues(ctx, at, feed, scheme, chunk); err != nil {
			return err
		}
	}
	all, err := at.List(ctx, store.Query{Kind: disclosure.KindGrading, Limit: 1})
	if err != nil {
		return err
	}
	done.Rows, done.Inspections, done.LeftOut = feed.Businesses, feed.Inspections, max(0, all.Total-feed.Inspections)
	return feed.Finish(out, e.livesInfo(done))
}

// livesInfo says what the feed is. Its date is that of the last change, so that the same records give the same bytes.
func (e *exporter) livesInfo(done *exported) *lives.Info {
	info := &lives.Info{
		Date: e.lens.Today, Municipality: e.profile.NameZH, URL: e.lens.BaseURL, Email: e.profile.ComplaintMail,
		FeedID: done.FeedID, Position: done.Position, Query: done.Query,
		Licence: strings.TrimSpace(e.profile.LicenceName + " " + e.profile.LicenceURL), Attribution: e.profile.AttributionZH,
	}
	if !done.AsOf.IsZero() {
		info.Date, info.AsOf = disclosure.DateOf(done.AsOf.In(e.profile.Zone)), wire.Instant(done.AsOf)
	}
	return info
}

// livesChunk is how many venues are read together, with all their inspections.
const livesChunk = 200

// livesVenue is a venue under the id that it has in the feed.
type livesVenue struct {
	id     string
	record disclosure.ID
}

// livesVenues lists the venues by the id that they have in the feed: the number of their present permit or filing. Where that
// had to be masked, or another venue has it too, it is the record's own id, which is unique. Only this list is held in memory.
func livesVenues(ctx context.Context, at store.Reader) ([]livesVenue, error) {
	var venues []livesVenue
	all := selection{kind: disclosure.KindVenue}
	err := all.each(ctx, at, func(records []disclosure.Record) error {
		for i := range records {
			entry, err := dossier.Decode[*disclosure.Venue](&records[i])
			if err != nil {
				return err
			}
			v := livesVenue{entry.Facts.PermitNumber, records[i].ID}
			if !slices.Contains(entry.Facts.PermitNumbers, v.id) {
				v.id = string(v.record)
			}
			venues = append(venues, v)
		}
		return nil
	})
	slices.SortFunc(venues, func(a, b livesVenue) int { return cmp.Or(cmp.Compare(a.id, b.id), cmp.Compare(a.record, b.record)) })
	for i := len(venues) - 1; i > 0; i-- {
		if venues[i].id == venues[i-1].id {
			venues[i].id = string(venues[i].record)
		}
	}
	return venues, err
}

// addVenues adds some venues with their inspections, earliest first.
func addVenues(ctx context.Context, at store.Reader, feed *lives.Writer, scheme *grading.Scheme, venues []livesVenue) error {
	records := make([]disclosure.Record, len(venues))
	for i, v := range venues {
		var err error
		if records[i], err = at.Get(ctx, v.record); err != nil {
			return err
		}
	}
	courses, err := dossier.CoursesOf(ctx, at, scheme, records)
	if err != nil {
		return err
	}
	for i := range records {
		entry, err := dossier.Decode[*disclosure.Venue](&records[i])
		if err != nil {
			return err
		}
		var inspections []*disclosure.Grading
		for _, inspection := range courses[records[i].ID].Gradings {
			inspections = append(inspections, inspection.Facts)
		}
		slices.SortFunc(inspections, func(a, b *disclosure.Grading) int {
			return cmp.Or(
				a.InspectedOn.Compare(b.InspectedOn),
				cmp.Compare(a.InspectionKind, b.InspectionKind), cmp.Compare(a.PermitNumber, b.PermitNumber),
			)
		})
		if err := feed.Add(venues[i].id, entry.Facts, inspections); err != nil {
			return err
		}
	}
	return nil
}
