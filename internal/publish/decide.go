package publish

import (
	"bytes"
	"cmp"
	"context"
	"maps"
	"slices"
	"time"

	"mingshi/internal/disclosure"
	"mingshi/internal/store"
)

// decision is what one transaction of an import shall write, and what became of each of its rows.
type decision struct {
	batch    store.Batch
	outcomes []disclosure.Outcome
	figures  map[store.Figure]int64
}

func (d *decision) empty() bool { return len(d.batch.Writes) == 0 && len(d.batch.Counted) == 0 }

// decide compares the rows with what is stored.
func (im *Import) decide(ctx context.Context, rows []stagedRow) (*decision, error) {
	found, err := im.p.store.Find(ctx, keysOf(rows))
	if err != nil {
		return nil, err
	}
	at := im.p.instant()
	d := &decision{
		batch:    store.Batch{At: at},
		outcomes: make([]disclosure.Outcome, len(rows)),
		figures:  make(map[store.Figure]int64),
	}
	for i := range rows {
		r := rows[i] // a copy, so that a second try starts from what was staged
		existing, err := im.existing(ctx, &r, found)
		if err != nil {
			return nil, err
		}
		if d.outcomes[i], err = im.decideRow(d, &r, existing); err != nil {
			return nil, err
		}
	}
	d.sumFigures()
	d.batch.Journal = im.journal(rows[len(rows)-1].seq)
	return d, nil
}

// sumFigures puts the counted figures into the batch, in a fixed order.
func (d *decision) sumFigures() {
	for _, figure := range slices.SortedFunc(maps.Keys(d.figures), compareFigures) {
		count := d.figures[figure]
		figure.Count = count
		d.batch.Figures = append(d.batch.Figures, figure)
	}
}

func keysOf(rows []stagedRow) []disclosure.Key {
	keys := make([]disclosure.Key, 0, len(rows))
	for i := range rows {
		keys = append(keys, rows[i].key)
		if rows[i].Continues != nil {
			keys = append(keys, *rows[i].Continues)
		}
	}
	return keys
}

// existing finds the record that a row speaks of: by its own key, or, for a row that may continue another, by the key of
// that one, unless the file still names that one separately (two venues of one operator at one address) or it has moved
// away since. A key that leads to a record other than the row's stays with that one.
func (im *Import) existing(
	ctx context.Context, r *stagedRow, found map[disclosure.Key]disclosure.Record,
) (*disclosure.Record, error) {
	own, hasOwn := found[r.key]
	var earlier disclosure.Record
	continues := false
	if r.Continues != nil {
		earlier, continues = found[*r.Continues]
	}
	if hasOwn {
		if continues && earlier.ID != own.ID {
			r.Continues = nil
		}
		return &own, nil
	}
	if !continues {
		return nil, nil //nolint:nilnil // no record is an answer here, not a failure
	}
	if stays, err := r.sameDoor(&earlier); err != nil {
		return nil, err
	} else if stays {
		named, err := im.p.store.HasKeys(ctx, im.stagingOf(r.file), im.p.numberKeys(&earlier))
		if err != nil || len(named) == 0 {
			return &earlier, err
		}
	}
	r.Continues = nil
	return nil, nil //nolint:nilnil // as above
}

// numberKeys are the natural keys of a venue's numbers.
func (p *Publisher) numberKeys(venue *disclosure.Record) []disclosure.Key {
	keys := make([]disclosure.Key, len(venue.Places))
	for i, number := range venue.Places {
		keys[i] = p.naturalKey(disclosure.KindVenue, []string{number})
	}
	return keys
}

func (im *Import) decideRow(d *decision, r *stagedRow, existing *disclosure.Record) (disclosure.Outcome, error) {
	if existing != nil && !existing.PublicOn(im.p.today) {
		return disclosure.OutcomeGone, nil
	}
	if existing != nil && !im.claim(r, existing.ID) {
		return disclosure.OutcomeRejected, nil
	}
	if r.NotPublic == "" && existing == nil && !r.PublicUntil.IsZero() && r.PublicUntil.Before(im.p.today) {
		r.NotPublic = disclosure.NotPublicPeriodOver
	}
	switch {
	case r.NotPublic != "" && existing == nil:
		d.batch.Counted = append(d.batch.Counted, im.counted(d, r))
		if r.NotPublic == disclosure.NotPublicPeriodOver {
			return disclosure.OutcomeExpired, nil
		}
		return disclosure.OutcomeNotPublic, nil
	case r.NotPublic != "":
		reason := disclosure.ReasonChanged
		if r.NotPublic == disclosure.NotPublicRevoked {
			reason = disclosure.ReasonRevoked
		}
		im.p.end(d, existing, disclosure.StateWithdrawn, disclosure.OpWithdraw, reason, im.trail(r))
		return disclosure.OutcomeNotPublic, nil
	case existing == nil:
		im.publishRow(d, r)
		return disclosure.OutcomePublished, nil
	}
	return im.correctRow(d, r, existing)
}

func (im *Import) publishRow(d *decision, r *stagedRow) {
	record := disclosure.Record{
		ID: disclosure.NewID(r.Kind), Kind: r.Kind, Version: 1, State: disclosure.StatePublished,
		PublishedAt: d.batch.At,
	}
	r.describe(&record, d.batch.At)
	record.Seal(r.body)
	d.write(store.Write{Op: disclosure.OpPublish, Record: record, Keys: r.keys(), Trail: im.trail(r)}, im.p.month(d.batch.At))
	if r.Late {
		d.count(&record, im.p.month(d.batch.At), store.EventLate, 1)
	}
	if r.Kind != disclosure.KindPermit && r.Kind != disclosure.KindPenalty {
		return
	}
	d.count(&record, im.p.month(d.batch.At), store.EventWorkingDaysOf, 1)
	if r.WorkingDays > 0 {
		d.count(&record, im.p.month(d.batch.At), store.EventWorkingDays, int64(r.WorkingDays))
	}
}

func (im *Import) correctRow(d *decision, r *stagedRow, existing *disclosure.Record) (disclosure.Outcome, error) {
	if err := r.carryOver(existing); err != nil {
		return "", err
	}
	record := *existing
	r.describe(&record, d.batch.At)
	if bytes.Equal(r.body, existing.Body) && sameEnvelope(&record, existing) {
		return disclosure.OutcomeUnchanged, nil
	}
	record.Version = existing.Version + 1
	record.Seal(r.body)
	d.write(store.Write{
		Op: disclosure.OpCorrect, Reason: disclosure.ReasonErrorInSource,
		Record: record, Expect: existing.Version, Keys: r.keys(), Trail: im.trail(r),
	}, im.p.month(d.batch.At))
	return disclosure.OutcomeCorrected, nil
}

// end writes the end of a record; the store drops all but the tombstone.
func (p *Publisher) end(
	d *decision, existing *disclosure.Record, state disclosure.State, op disclosure.Op, reason disclosure.Reason, trail store.Trail,
) {
	record := *existing
	record.Version++
	record.State = state
	record.UpdatedAt = d.batch.At
	d.write(store.Write{Op: op, Reason: reason, Record: record, Expect: existing.Version, Trail: trail}, p.month(d.batch.At))
}

func (im *Import) counted(d *decision, r *stagedRow) store.Counted {
	return store.Counted{Key: r.key, Rule: r.NotPublic, Figure: store.Figure{
		Month: im.p.month(d.batch.At), DecidedMonth: monthOf(r.DecidedOn), Kind: r.Kind, Unit: r.Authority,
		Event: "not_public:" + string(r.NotPublic), Count: 1,
	}}
}

func (im *Import) trail(r *stagedRow) store.Trail {
	origin := im.files[r.file]
	origin.Row = r.row
	return store.Trail{By: im.p.by, Batch: im.batch, Origin: origin}
}

// write adds a change and counts it.
func (d *decision) write(w store.Write, month string) {
	d.batch.Writes = append(d.batch.Writes, w)
	event := string(w.Op)
	if w.Reason != "" {
		event += ":" + string(w.Reason)
	}
	d.count(&w.Record, month, event, 1)
}

// count adds n to the figure of an event of a record.
func (d *decision) count(record *disclosure.Record, month, event string, n int64) {
	d.figures[store.Figure{
		Month: month, DecidedMonth: monthOf(record.DecidedOn), Kind: record.Kind, Unit: record.Authority, Event: event,
	}] += n
}

// describe sets the envelope's part of a record from a row.
func (r *stagedRow) describe(record *disclosure.Record, at time.Time) {
	record.Name, record.Subject, record.Places, record.Authority = r.Name, r.Subject, r.Places, r.Authority
	record.DecidedOn, record.PublicUntil, record.Regime = r.DecidedOn, r.PublicUntil, r.Regime
	record.UpdatedAt = at
}

func (r *stagedRow) keys() []disclosure.Key {
	if r.Continues == nil {
		return []disclosure.Key{r.key}
	}
	return []disclosure.Key{r.key, *r.Continues}
}

func sameEnvelope(a, b *disclosure.Record) bool {
	return a.Name == b.Name && a.Subject == b.Subject && slices.Equal(a.Places, b.Places) && a.Authority == b.Authority &&
		a.DecidedOn == b.DecidedOn && a.PublicUntil == b.PublicUntil && a.Regime == b.Regime
}

func monthOf(d disclosure.Date) string {
	if d.IsZero() {
		return ""
	}
	return d.String()[:len("2006-01")]
}

func compareFigures(a, b store.Figure) int {
	return cmp.Or(
		cmp.Compare(a.Month, b.Month), cmp.Compare(a.DecidedMonth, b.DecidedMonth), cmp.Compare(a.Kind, b.Kind),
		cmp.Compare(a.Unit, b.Unit), cmp.Compare(a.Event, b.Event),
	)
}
