package archive

import (
	"context"
	"io"
	"slices"

	"mingshi/internal/disclosure"
	"mingshi/internal/store"
)

// Audit reads one snapshot of a whole store and proves of it all that Write and Carry ask of their source: a store that passes
// can be backed up and copied. Each page of rows is shown to look, which may be nil. A store that contradicts itself is kind
// Internal.
func Audit(ctx context.Context, from store.Carrier, look func(rows *store.Rows), tell Tell) (Report, error) {
	var report Report
	err := from.Snapshot(ctx, func(ctx context.Context, whole store.Whole) error {
		head := whole.Head()
		report = Report{FeedID: head.FeedID, Position: head.Position, AsOf: head.At}
		var a audit
		for _, part := range store.Parts() {
			lines := newPartWriter(part, io.Discard)
			err := eachPage(ctx, whole, part, "", func(rows *store.Rows, _ string) error {
				if err := lines.add(rows); err != nil {
					return err
				}
				if look != nil {
					look(rows)
				}
				tell.tell(StepCheck, part, lines.rows)
				return a.add(rows)
			})
			if err != nil {
				return err
			}
			report.Parts = append(report.Parts, lines.sum())
		}
		return a.done(head)
	})
	if err != nil {
		return Report{}, err
	}
	return report, nil
}

// audit proves of a whole store that its parts fit each other, whatever they were copied from: the feed has every
// position once, each record is as its last change left it, each key leads to a record, and the public bodies are the ones
// that were sealed. It sees the parts in their order and keeps 40 bytes a record.
type audit struct {
	records  []audited
	position int64
	// current counts the records whose last change has been seen.
	current int
}

// audited is what the feed must lead to.
type audited struct {
	number, version, position int64
	// seen is the position of the last change that has been seen, made the version that it made.
	seen, made int64
}

func (a *audit) add(rows *store.Rows) error {
	for i := range rows.Records {
		if err := a.record(&rows.Records[i]); err != nil {
			return err
		}
	}
	for i := range rows.Keys {
		if a.find(rows.Keys[i].Number) == nil {
			return differs("a natural key leads to number %d, which no record has", rows.Keys[i].Number)
		}
	}
	for i := range rows.Changes {
		if err := a.change(&rows.Changes[i]); err != nil {
			return err
		}
	}
	return nil
}

func (a *audit) record(w *store.WholeRecord) error {
	r := &w.Record
	if n := len(a.records); n > 0 && w.Number <= a.records[n-1].number {
		return differs("record %s: number %d stands behind %d", r.ID, w.Number, a.records[n-1].number)
	}
	if r.State.Public() && r.Digest != r.ComputeDigest() {
		return differs("record %s: its digest is not that of its salt and body", r.ID)
	}
	a.records = append(a.records, audited{number: w.Number, version: r.Version, position: r.Position})
	return nil
}

func (a *audit) find(number int64) *audited {
	i, found := slices.BinarySearchFunc(a.records, number, func(r audited, number int64) int {
		switch {
		case r.number < number:
			return -1
		case r.number > number:
			return 1
		}
		return 0
	})
	if !found {
		return nil
	}
	return &a.records[i]
}

func (a *audit) change(w *store.WholeChange) error {
	c := &w.Change
	a.position++
	if c.Position != a.position {
		return differs("the feed has position %d where %d should be", c.Position, a.position)
	}
	r := a.find(w.Number)
	switch {
	case r == nil:
		return differs("change %d is of number %d, which no record has", c.Position, w.Number)
	case w.Previous != r.seen:
		return differs("change %d of %s says that the one before was %d; it was %d", c.Position, c.ID, w.Previous, r.seen)
	case c.Version != r.made+1:
		return differs("change %d of %s made version %d out of %d", c.Position, c.ID, c.Version, r.made)
	case c.Position > r.position:
		return differs("record %s was last changed at position %d, but again at %d", c.ID, r.position, c.Position)
	}
	r.seen, r.made = c.Position, c.Version
	if c.Position == r.position {
		if c.Version != r.version {
			return differs("record %s is at version %d, but its last change made version %d", c.ID, r.version, c.Version)
		}
		a.current++
	}
	return nil
}

// done is called behind the last part.
func (a *audit) done(head store.WholeHead) error {
	if a.position != head.Position {
		return differs("the feed ends at position %d, want %d", a.position, head.Position)
	}
	if a.current != len(a.records) {
		return differs("%d records of %d are not as their last change left them", len(a.records)-a.current, len(a.records))
	}
	return nil
}

// startAnew reports whether a filling that has met err cannot be gone on with: it differs, or what an earlier run left does
// not fit this source.
func startAnew(err error, resumed bool) bool {
	if isDifference(err) {
		return true
	}
	kind := disclosure.KindOf(err)
	return resumed && (kind == disclosure.Invalid || kind == disclosure.Conflict)
}
