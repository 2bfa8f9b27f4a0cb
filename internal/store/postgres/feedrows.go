package postgres

import (
	"context"

	"github.com/jackc/pgx/v5"

	"mingshi/internal/disclosure"
	"mingshi/internal/store"
	"mingshi/internal/store/row"
)

// The number of columns of the tables change and trail, and about how many bytes a row of them needs.
const (
	changeColumns  = 9
	changeOverhead = 192
	trailColumns   = 5
	trailOverhead  = 256
)

// change writes a row of the table change; number is that of the record and previous the position of its change before.
func (c *copyRows) change(number, previous int64, r *row.Change) {
	c.row(changeColumns)
	c.bigint(r.Position)
	c.bigint(r.At)
	c.bigint(number)
	c.bigint(r.Version)
	c.bigint(previous)
	c.text(r.Op)
	c.text(r.Kind)
	c.text(r.Reason)
	c.bytea(r.Digest)
}

// trail writes a row of the table trail.
func (c *copyRows) trail(position, source int64, trail *store.Trail) {
	c.row(trailColumns)
	c.bigint(position)
	c.bigint(source)
	c.bigint(int64(trail.Origin.Row))
	c.text(trail.Document)
	c.text(trail.Note)
}

// copyFeed writes the changes of the batch and their trail.
func (w *batchWriter) copyFeed(ctx context.Context) error {
	changes := newCopyRows(len(w.plan.changes) * changeOverhead)
	trail := newCopyRows(len(w.plan.changes) * trailOverhead)
	for i := range w.plan.changes {
		c := &w.plan.changes[i]
		changes.change(c.record.before.Number, c.previous, &row.Change{
			Op: string(c.write.Op), Kind: c.Kind, Reason: c.Reason,
			Position: c.Position, At: w.at, Version: c.Version, Digest: c.Digest,
		})
		line := &c.write.Trail
		trail.trail(c.Position, w.plan.sources.numbers[row.SourceOf(line)], line)
	}
	if err := changes.send(ctx, w.tx, copyChangesSQL); err != nil {
		return err
	}
	return trail.send(ctx, w.tx, copyTrailSQL)
}

// sources are what the lines of a batch's trail share.
type sources struct {
	// list holds each once, in the order of their first line.
	list    []row.Source
	numbers map[row.Source]int64
}

func newSources() sources { return sources{numbers: make(map[row.Source]int64)} }

func (s *sources) add(source row.Source) {
	if _, ok := s.numbers[source]; !ok {
		s.numbers[source] = 0
		s.list = append(s.list, source)
	}
}

// queue writes the sources that are new and asks for the numbers of all.
func (s *sources) queue(statements *pgx.Batch) {
	if len(s.list) == 0 {
		return
	}
	columns := make([][]string, 5)
	for _, source := range s.list {
		for i, text := range []string{source.By, source.Batch, source.File, source.SHA256, source.Sheet} {
			columns[i] = append(columns[i], text)
		}
	}
	args := []any{columns[0], columns[1], columns[2], columns[3], columns[4]}
	statements.Queue(addSourcesSQL, args...)
	statements.Queue(sourceNumbersSQL, args...).Query(func(rows pgx.Rows) error {
		numbers, err := pgx.CollectRows(rows, pgx.RowTo[int64])
		if err != nil {
			return err
		}
		if len(numbers) != len(s.list) {
			return disclosure.Errorf(disclosure.Internal, "%d sources have %d numbers", len(s.list), len(numbers))
		}
		for i, number := range numbers {
			s.numbers[s.list[i]] = number
		}
		return nil
	})
}
