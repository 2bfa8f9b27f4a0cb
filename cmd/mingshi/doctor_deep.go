package main

import (
	"context"

	"mingshi/internal/archive"
	"mingshi/internal/disclosure"
	"mingshi/internal/store"
)

// checkDeep reads every row of one snapshot and asks of it what a backup asks (see archive.Audit), and that the records
// that are public today are as many as the totals say.
func (d *doctor) checkDeep(ctx context.Context, records database, _ store.Head) error {
	if !d.deep {
		return nil
	}
	progress := newProgress(d.t)
	seen := publicRecords{byKind: map[disclosure.Kind]int64{}, today: d.today()}
	report, err := archive.Audit(ctx, records, seen.look, progress.tellParts())
	progress.done()
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case err != nil && disclosure.KindOf(err) == disclosure.Unavailable:
		d.fail("digests", "doctor.plain", err).do(d.lang, "doctor.digests_do")
		return nil
	case err != nil:
		d.fail("digests", "doctor.plain", err).do(d.lang, "doctor.damaged_do")
		return nil
	}
	totals, err := records.Totals(ctx)
	if err != nil {
		return err
	}
	head, err := records.Head(ctx) // last: it tells whether the totals are those of the snapshot
	if err != nil {
		return err
	}
	for _, kind := range disclosure.Kinds() {
		// What was written meanwhile is counted already, and not in the snapshot.
		if head.Position == report.Position && totals[kind] != seen.byKind[kind] {
			d.fail("digests", "doctor.digests_totals", kind, totals[kind], seen.byKind[kind]).do(d.lang, "doctor.damaged_do")
			return nil
		}
	}
	d.ok("digests", "doctor.digests_ok", seen.records, report.Position)
	return nil
}

// publicRecords counts the records of a whole store that are public today.
type publicRecords struct {
	today   disclosure.Date
	records int64
	byKind  map[disclosure.Kind]int64
}

func (p *publicRecords) look(rows *store.Rows) {
	for i := range rows.Records {
		r := &rows.Records[i].Record
		p.records++
		if r.State.Public() && (r.PublicUntil.IsZero() || !r.PublicUntil.Before(p.today)) {
			p.byKind[r.Kind]++
		}
	}
}
