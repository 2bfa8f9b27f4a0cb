package sqlite

import (
	"context"

	"mingshi/internal/disclosure"
	"mingshi/internal/store"
)

// Apply implements store.Writer.
func (s *Store) Apply(ctx context.Context, b store.Batch) (store.Applied, error) {
	if err := s.enter(ctx); err != nil {
		return store.Applied{}, err
	}
	defer s.leave()
	for i := range b.Writes {
		if err := checkWrite(&b.Writes[i]); err != nil {
			return store.Applied{}, err
		}
	}
	var applied store.Applied
	err := s.write(ctx, func(ctx context.Context, v *view) (err error) {
		applied, err = applyBatch(ctx, v, &b)
		return err
	})
	if err != nil {
		return store.Applied{}, explain(ctx, err, "apply %d writes", len(b.Writes))
	}
	return applied, nil
}

// checkWrite refuses what no caller may mean.
func checkWrite(w *store.Write) error {
	record := &w.Record
	switch record.State {
	case disclosure.StatePublished, disclosure.StateDisputed,
		disclosure.StateWithdrawn, disclosure.StateRepaired, disclosure.StateExpired:
	default:
		return disclosure.Errorf(disclosure.Invalid, "write %q: unknown state %q", record.ID, record.State)
	}
	if record.ID == "" || !record.Kind.Valid() {
		return disclosure.Errorf(disclosure.Invalid, "write %q: no id or unknown kind %q", record.ID, record.Kind)
	}
	if w.Expect < 0 || record.Version != w.Expect+1 {
		return disclosure.Errorf(disclosure.Invalid, "write %q: version %d does not follow %d",
			record.ID, record.Version, w.Expect)
	}
	return nil
}

// batchWriter gathers what a batch writes, so that each table gets its rows in few statements. The order is: records as
// they come, then what hangs on them, then the head of the feed.
type batchWriter struct {
	view *view
	at   int64
	// position and number are the last ones given.
	position, number int64

	records records
	keys    keys
	places  places
	feed    feedRows
	counts  counts
}

func applyBatch(ctx context.Context, v *view, b *store.Batch) (store.Applied, error) {
	w := &batchWriter{
		view: v, at: b.At.UnixMicro(),
		keys: make(keys), places: make(places), feed: feedRows{sources: make(map[source]int64)},
		counts: counts{public: make(map[countCell]int64), ever: make(map[string]int64)},
	}
	if err := v.queryRow(ctx, writerHeadSQL, nil, &w.position, &w.number); err != nil {
		return store.Applied{}, err
	}
	applied := store.Applied{First: w.position, Last: w.position + int64(len(b.Writes))}
	if len(b.Writes) > 0 {
		applied.First++
	}
	for i := range b.Writes {
		if err := w.add(ctx, &b.Writes[i]); err != nil {
			return store.Applied{}, err
		}
	}
	if err := w.flush(ctx); err != nil {
		return store.Applied{}, err
	}
	if err := countRows(ctx, v, b, w.at); err != nil {
		return store.Applied{}, err
	}
	if err := putJournal(ctx, v, b.Journal, w.at); err != nil {
		return store.Applied{}, err
	}
	if len(b.Writes) > 0 {
		if _, err := v.exec(ctx, moveHeadSQL, w.position, w.at); err != nil {
			return store.Applied{}, err
		}
	}
	return applied, nil
}

// add takes one write into the batch.
func (w *batchWriter) add(ctx context.Context, write *store.Write) error {
	before, err := w.stored(ctx, write)
	if err != nil {
		return err
	}
	w.position++
	after := newRow(write, before.number, w.position)
	if write.Expect == 0 {
		w.records.add(after)
		w.counts.ever[after.kind]++
	} else if err := w.records.update(ctx, w.view, after); err != nil {
		return err
	}
	w.counts.move(after.kind, before.publicUntil, after.publicUntil)
	w.places.move(after.number, after.kind, before.places, after.places)
	if err := w.keys.add(write, after.number); err != nil {
		return err
	}
	return w.feed.add(ctx, w, write, after, before.position)
}

func (w *batchWriter) flush(ctx context.Context) error {
	if err := w.records.flush(ctx, w.view); err != nil {
		return err
	}
	if err := w.keys.flush(ctx, w.view); err != nil {
		return err
	}
	if err := w.places.flush(ctx, w.view); err != nil {
		return err
	}
	if err := w.feed.flush(ctx, w.view); err != nil {
		return err
	}
	return w.counts.flush(ctx, w.view)
}
