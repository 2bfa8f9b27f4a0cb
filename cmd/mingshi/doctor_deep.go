package main

import (
	"context"

	"mingshi/internal/disclosure"
	"mingshi/internal/store"
)

// deepPage is how many rows the deep check reads at once.
const deepPage = 2000

// checkDeep reads every record and every change of one snapshot: each public body is the one that its digest is of, the
// feed has every position up to its head, and the records that are public today are as many as the totals say.
func (d *doctor) checkDeep(ctx context.Context, records database, _ store.Head) error {
	if !d.deep {
		return nil
	}
	progress := newProgress(d.t)
	w := &deepWalk{public: map[disclosure.Kind]int64{}, today: d.today(), tell: progress.draw}
	err := records.Snapshot(ctx, w.walk)
	progress.done()
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case disclosure.KindOf(err) == disclosure.Unavailable && err != nil:
		d.fail("digests", "doctor.plain", err).do(d.lang, "doctor.digests_do")
		return nil
	case err != nil:
		d.fail("digests", "doctor.plain", err).do(d.lang, "doctor.damaged_do")
		return nil
	}
	head, err := records.Head(ctx)
	if err != nil {
		return err
	}
	totals, err := records.Totals(ctx)
	if err != nil {
		return err
	}
	for _, kind := range disclosure.Kinds() {
		// What was written meanwhile is counted already, and not in the snapshot.
		if head.Position == w.position && totals[kind] != w.public[kind] {
			d.fail("digests", "doctor.digests_totals", kind, totals[kind], w.public[kind]).do(d.lang, "doctor.damaged_do")
			return nil
		}
	}
	d.ok("digests", "doctor.digests_ok", w.records, w.position)
	return nil
}

// deepWalk is one walk over a whole store.
type deepWalk struct {
	today    disclosure.Date
	tell     func(what string, rows int64, share float64)
	records  int64
	position int64
	public   map[disclosure.Kind]int64
}

func (w *deepWalk) walk(ctx context.Context, whole store.Whole) error {
	if err := w.each(ctx, whole, store.PartRecords); err != nil {
		return err
	}
	if err := w.each(ctx, whole, store.PartChanges); err != nil {
		return err
	}
	if head := whole.Head(); head.Position != w.position {
		return disclosure.Errorf(disclosure.Internal, "the feed ends at %d, its head says %d", w.position, head.Position)
	}
	return nil
}

func (w *deepWalk) each(ctx context.Context, whole store.Whole, part store.Part) error {
	for after := ""; ; {
		rows, next, err := whole.Rows(ctx, part, after, deepPage)
		if err != nil {
			return err
		}
		for i := range rows.Records {
			if err := w.record(&rows.Records[i].Record); err != nil {
				return err
			}
		}
		for i := range rows.Changes {
			if w.position++; rows.Changes[i].Change.Position != w.position {
				return disclosure.Errorf(disclosure.Internal, "the feed has position %d where %d should be",
					rows.Changes[i].Change.Position, w.position)
			}
		}
		w.tell(string(part), w.records+w.position, 0)
		if after = next; next == "" {
			return nil
		}
	}
}

func (w *deepWalk) record(r *disclosure.Record) error {
	w.records++
	if !r.State.Public() {
		return nil
	}
	if r.Digest != r.ComputeDigest() {
		return disclosure.Errorf(disclosure.Internal, "record %s: its digest is not that of its salt and body", r.ID)
	}
	if r.PublicUntil.IsZero() || !r.PublicUntil.Before(w.today) {
		w.public[r.Kind]++
	}
	return nil
}
