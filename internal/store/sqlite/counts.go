package sqlite

import (
	"context"

	"mingshi/internal/store"
)

type countCell struct {
	publicUntil int64
	kind        string
}

// counts are what a batch adds to the numbers of records, by kind: of those that are public until a day, and of all.
type counts struct {
	public map[countCell]int64
	ever   map[string]int64
}

// move notes that a record is public until another day than before; 0 stands for not at all.
func (c *counts) move(kind string, before, after int64) {
	if before > 0 {
		c.public[countCell{before, kind}]--
	}
	if after > 0 {
		c.public[countCell{after, kind}]++
	}
}

func (c *counts) flush(ctx context.Context, v *view) error {
	for cell, n := range c.public {
		if n == 0 {
			continue
		}
		if _, err := v.exec(ctx, addCountSQL, cell.publicUntil, cell.kind, n); err != nil {
			return err
		}
	}
	if len(c.public) > 0 {
		if _, err := v.exec(ctx, dropEmptyCountsSQL); err != nil {
			return err
		}
	}
	for kind, n := range c.ever {
		if _, err := v.exec(ctx, addEverSQL, kind, n); err != nil {
			return err
		}
	}
	return nil
}

// countRows counts rows that are never published, each key once, and adds the figures.
func countRows(ctx context.Context, v *view, b *store.Batch, at int64) error {
	cells := make(map[store.Figure]int64)
	add := func(f store.Figure) {
		n := f.Count
		f.Count = 0
		cells[f] += n
	}
	for i := range b.Counted {
		row := &b.Counted[i]
		isNew, err := v.exec(ctx, countNotPublicSQL, row.Key[:], string(row.Rule), at)
		if err != nil {
			return err
		}
		if isNew > 0 {
			add(row.Figure)
		}
	}
	for _, f := range b.Figures {
		add(f)
	}
	for f, n := range cells {
		if n == 0 {
			continue
		}
		if _, err := v.exec(ctx, addFigureSQL, f.Month, f.DecidedMonth, string(f.Kind), f.Unit, f.Event, n); err != nil {
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
