package sqlite

import (
	"context"

	"mingshi/internal/store"
	"mingshi/internal/store/row"
)

// Apply implements store.Writer.
func (s *Store) Apply(ctx context.Context, b store.Batch) (store.Applied, error) {
	if err := s.enter(ctx); err != nil {
		return store.Applied{}, err
	}
	defer s.leave()
	if err := row.CheckBatch(&b); err != nil {
		return store.Applied{}, err
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

// batchWriter gathers what a batch writes, so that each table gets its rows in few statements. The order is: records as
// they come, then what hangs on them, then the head of the feed.
type batchWriter struct {
	view *view
	at   int64
	// position and number are the last ones given.
	position, number int64

	records records
	keys    row.Keys
	places  row.Places
	feed    feedRows
	counts  row.Counts
}

func applyBatch(ctx context.Context, v *view, b *store.Batch) (store.Applied, error) {
	w := &batchWriter{
		view: v, at: b.At.UnixMicro(),
		keys: make(row.Keys), places: make(row.Places), feed: feedRows{sources: make(map[row.Source]int64)},
		counts: row.Counts{Public: make(map[row.CountCell]int64), Ever: make(map[string]int64)},
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
	after := numbered{Record: row.New(write, w.position), number: before.Number}
	if write.Expect == 0 {
		w.records.add(after)
		w.counts.Ever[after.Kind]++
	} else if err := w.records.update(ctx, w.view, &after); err != nil {
		return err
	}
	w.counts.Move(after.Kind, before.PublicUntil, after.PublicUntil)
	w.places.Move(after.number, after.Kind, before.Places, after.Places)
	if err := w.keys.Add(write, after.number); err != nil {
		return err
	}
	return w.feed.add(ctx, w, write, &after, before.Position)
}

func (w *batchWriter) flush(ctx context.Context) error {
	if err := w.records.flush(ctx, w.view); err != nil {
		return err
	}
	if err := insertKeys(ctx, w.view, w.keys); err != nil {
		return err
	}
	if err := movePlaces(ctx, w.view, w.places); err != nil {
		return err
	}
	if err := w.feed.flush(ctx, w.view); err != nil {
		return err
	}
	return addCounts(ctx, w.view, &w.counts)
}
