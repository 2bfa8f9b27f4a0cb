package sqlite

import (
	"context"

	"mingshi/internal/store"
	"mingshi/internal/store/row"
)

// addCounts adds to the numbers of records.
func addCounts(ctx context.Context, v *view, c *row.Counts) error {
	for cell, n := range c.Public {
		if n == 0 {
			continue
		}
		if _, err := v.exec(ctx, addCountSQL, cell.PublicUntil, cell.Kind, n); err != nil {
			return err
		}
	}
	if len(c.Public) > 0 {
		if _, err := v.exec(ctx, dropEmptyCountsSQL); err != nil {
			return err
		}
	}
	for kind, n := range c.Ever {
		if _, err := v.exec(ctx, addEverSQL, kind, n); err != nil {
			return err
		}
	}
	return nil
}

// countRows counts rows that are never published, each key once, and adds the figures.
func countRows(ctx context.Context, v *view, b *store.Batch, at int64) error {
	figures := make(row.Figures)
	for i := range b.Counted {
		counted := &b.Counted[i]
		isNew, err := v.exec(ctx, countNotPublicSQL, counted.Key[:], string(counted.Rule), at)
		if err != nil {
			return err
		}
		if isNew > 0 {
			figures.Add(counted.Figure)
		}
	}
	for _, f := range b.Figures {
		figures.Add(f)
	}
	for _, f := range figures.Sorted() {
		if _, err := v.exec(ctx, addFigureSQL, f.Month, f.DecidedMonth, string(f.Kind), f.Unit, f.Event, f.Count); err != nil {
			return err
		}
	}
	return nil
}

// putJournal writes how far the import has come.
func putJournal(ctx context.Context, v *view, j *store.Journal, at int64) error {
	if j == nil {
		return nil
	}
	if _, err := v.exec(ctx, putJournalSQL, j.Batch, j.By, j.ThroughSeq, j.Done, at); err != nil {
		return err
	}
	for i, f := range j.Files {
		if _, err := v.exec(ctx, putJournalFileSQL, j.Batch, i, f.File, f.SHA256, f.Sheet, f.Row); err != nil {
			return err
		}
	}
	return nil
}
