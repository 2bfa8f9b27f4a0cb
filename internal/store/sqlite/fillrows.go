package sqlite

import (
	"context"

	"mingshi/internal/disclosure"
	"mingshi/internal/store"
	"mingshi/internal/store/row"
)

func fillKeys(ctx context.Context, v *view, rows *store.Rows) error {
	args := make([]any, 0, 2*len(rows.Keys))
	for i := range rows.Keys {
		args = append(args, rows.Keys[i].Key[:], rows.Keys[i].Number)
	}
	_, err := v.insertMany(ctx, fillKeySQL, 2, args)
	return err
}

func fillChanges(ctx context.Context, v *view, rows *store.Rows) error {
	feed := feedRows{sources: make(map[row.Source]int64)}
	for i := range rows.Changes {
		from := &rows.Changes[i]
		c := &from.Change
		digest := c.Digest[:]
		if c.Digest == (disclosure.Digest{}) {
			digest = []byte{}
		}
		feed.changes = append(feed.changes, c.Position, c.At.UnixMicro(), string(c.Op), string(c.Kind), from.Number, c.Version,
			string(c.Reason), digest, from.Previous)
		if err := feed.addTrail(ctx, v, c.Position, &from.Trail); err != nil {
			return err
		}
	}
	return feed.flush(ctx, v)
}

func fillNotPublic(ctx context.Context, v *view, rows *store.Rows) error {
	args := make([]any, 0, 3*len(rows.NotPublic))
	for i := range rows.NotPublic {
		from := &rows.NotPublic[i]
		args = append(args, from.Key[:], string(from.Rule), from.CountedAt.UnixMicro())
	}
	_, err := v.insertMany(ctx, fillNotPublicSQL, 3, args)
	return err
}

func fillFigures(ctx context.Context, v *view, rows *store.Rows) error {
	args := make([]any, 0, 6*len(rows.Figures))
	for _, f := range rows.Figures {
		args = append(args, f.Month, f.DecidedMonth, string(f.Kind), f.Unit, f.Event, f.Count)
	}
	_, err := v.insertMany(ctx, fillFigureSQL, 6, args)
	return err
}

func fillJournals(ctx context.Context, v *view, rows *store.Rows) error {
	var journals, files []any
	for i := range rows.Journals {
		from := &rows.Journals[i]
		j := &from.Journal
		journals = append(journals, j.Batch, j.By, j.ThroughSeq, j.Done, from.UpdatedAt.UnixMicro())
		for number, f := range j.Files {
			files = append(files, j.Batch, number, f.File, f.SHA256, f.Sheet, f.Row)
		}
	}
	if _, err := v.insertMany(ctx, fillJournalSQL, 5, journals); err != nil {
		return err
	}
	_, err := v.insertMany(ctx, fillJournalFileSQL, 6, files)
	return err
}

func fillFingerprints(ctx context.Context, v *view, rows *store.Rows) error {
	args := make([]any, 0, 2*len(rows.Fingerprints))
	for _, f := range rows.Fingerprints {
		args = append(args, f.Name, f.Fingerprint)
	}
	_, err := v.insertMany(ctx, fillFingerprintSQL, 2, args)
	return err
}
