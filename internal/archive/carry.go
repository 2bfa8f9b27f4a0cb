package archive

import (
	"context"
	"errors"
	"io"
	"slices"
	"time"

	"mingshi/internal/disclosure"
	"mingshi/internal/store"
)

// CarryOptions tell how to carry a store.
type CarryOptions struct {
	// FeedID is that of the other store; "" keeps the source's, for a copy that takes its place. What comes out of a backup
	// needs a new one (store.NewFeedID).
	FeedID string
	Tell   Tell
}

// Report is what a store holds, as it was read: by Carry, from the other store.
type Report struct {
	FeedID   string
	Position int64
	// AsOf is the instant of the last change.
	AsOf  time.Time
	Parts []PartSum
}

// Carry fills a store with all that one snapshot of another holds, proves that it is the same, and opens it. Proved is,
// from what is read back: each part has the same rows and the same SHA-256 as the source's, each public body is the one
// that its digest is of, the feed has every position from 1 to its head, and each record is as its last change left it.
//
// An error, a cancelled context among them, leaves the other store unfinished, which nobody can open; the same call
// goes on where it stopped. What differs is kind Internal, and what was filled is dropped then, so that the same call
// begins anew. A target with records of its own is kind Conflict and stays as it is.
func Carry(ctx context.Context, from store.Carrier, to store.Filling, o CarryOptions) (Report, error) {
	c := &carrier{to: to, tell: o.Tell}
	err := from.Snapshot(ctx, func(ctx context.Context, whole store.Whole) error {
		c.whole = whole
		return c.run(ctx)
	})
	if err != nil {
		return Report{}, err
	}
	if o.FeedID != "" {
		c.report.FeedID = o.FeedID
	}
	if err := to.Finish(ctx, c.report.FeedID); err != nil {
		return Report{}, err
	}
	return c.report, nil
}

// carrier is one call of Carry.
type carrier struct {
	whole store.Whole
	to    store.Filling
	tell  Tell
	// sums are of the parts of the source that were read from end to end while they were carried.
	sums   map[store.Part]PartSum
	report Report
}

// run fills and proves. A filling that an earlier run has left is begun anew once if it does not fit.
func (c *carrier) run(ctx context.Context) error {
	for again := false; ; again = true {
		resumed, err := c.fill(ctx)
		if err == nil {
			err = c.prove(ctx)
		}
		if err == nil || !startAnew(err, resumed) {
			return err
		}
		if dropErr := c.drop(ctx); dropErr != nil {
			return errors.Join(err, dropErr)
		}
		if !resumed || again {
			return err
		}
	}
}

// drop empties the other store, so that the next run begins anew: no source has this feed id.
func (c *carrier) drop(ctx context.Context) error {
	nobody := c.whole.Head()
	nobody.FeedID = ""
	_, err := c.to.Begin(ctx, nobody)
	return err
}

// fill puts what is not there yet, and tells whether an earlier run had begun.
func (c *carrier) fill(ctx context.Context) (resumed bool, err error) {
	c.sums = make(map[store.Part]PartSum)
	at, err := c.to.Begin(ctx, c.whole.Head())
	if err != nil {
		return false, err
	}
	resumed = at != (store.Progress{})
	parts := append(store.Parts(), store.PartDone)
	if !resumed {
		at.Part = parts[0]
	}
	start := slices.Index(parts, at.Part)
	if start < 0 {
		return resumed, differs("the filling has come to an unknown part %q", at.Part)
	}
	for i, part := range parts[start : len(parts)-1] {
		if err := c.fillPart(ctx, part, at.After, parts[start+i+1]); err != nil {
			return resumed, err
		}
		at.After = ""
	}
	return resumed, nil
}

func (c *carrier) fillPart(ctx context.Context, part store.Part, after string, behind store.Part) error {
	w := newPartWriter(part, io.Discard)
	err := eachPage(ctx, c.whole, part, after, func(rows *store.Rows, next string) error {
		if err := w.add(rows); err != nil {
			return err
		}
		then := store.Progress{Part: part, After: next}
		if next == "" {
			then.Part = behind
		}
		if err := c.to.Put(ctx, *rows, then); err != nil {
			return err
		}
		c.tell.tell(StepCarry, part, w.rows)
		return nil
	})
	if err == nil && after == "" {
		c.sums[part] = w.sum()
	}
	return err
}

// prove reads the other store back and holds it against the source.
func (c *carrier) prove(ctx context.Context) error {
	head := c.whole.Head()
	report := Report{FeedID: head.FeedID, Position: head.Position, AsOf: head.At}
	err := c.to.Snapshot(ctx, func(ctx context.Context, filled store.Whole) error {
		got := filled.Head()
		if got.Position != head.Position || !got.At.Equal(head.At) || string(got.Secret) != string(head.Secret) {
			return differs("the head of the other store is position %d of %v, want %d of %v", got.Position, got.At, head.Position, head.At)
		}
		var a audit
		for _, part := range store.Parts() {
			sum, err := c.proveRows(ctx, filled, part, &a)
			if err != nil {
				return err
			}
			report.Parts = append(report.Parts, sum)
		}
		return a.done(head)
	})
	c.report = report
	return err
}

func (c *carrier) proveRows(ctx context.Context, filled store.Whole, part store.Part, a *audit) (PartSum, error) {
	want, known := c.sums[part]
	if !known {
		w := newPartWriter(part, io.Discard)
		err := eachPage(ctx, c.whole, part, "", func(rows *store.Rows, _ string) error { return w.add(rows) })
		if err != nil {
			return PartSum{}, err
		}
		want = w.sum()
	}
	w := newPartWriter(part, io.Discard)
	err := eachPage(ctx, filled, part, "", func(rows *store.Rows, _ string) error {
		if err := w.add(rows); err != nil {
			return err
		}
		c.tell.tell(StepCheck, part, w.rows)
		return a.add(rows)
	})
	if err != nil {
		return PartSum{}, err
	}
	got := w.sum()
	if got != want {
		return got, differs("%s: %d rows with SHA-256 %s were filled in, want %d with %s",
			part, got.Rows, got.SHA256, want.Rows, want.SHA256)
	}
	return got, nil
}

// isDifference reports whether err says that what was carried is not what it should be.
func isDifference(err error) bool {
	return errors.Is(err, errDiffers) && disclosure.KindOf(err) == disclosure.Internal
}
