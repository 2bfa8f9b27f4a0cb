package postgres

import (
	"bytes"
	"cmp"
	"context"
	"maps"
	"slices"

	"github.com/jackc/pgx/v5"

	"mingshi/internal/disclosure"
	"mingshi/internal/store"
	"mingshi/internal/store/row"
)

// queueCounts adds to the numbers of records.
func queueCounts(statements *pgx.Batch, counts row.Counts) {
	maps.DeleteFunc(counts.Public, func(_ row.CountCell, n int64) bool { return n == 0 })
	if len(counts.Public) > 0 {
		queuePublicCounts(statements, counts.Public)
	}
	if len(counts.Ever) > 0 {
		kinds := slices.Sorted(maps.Keys(counts.Ever))
		added := make([]int64, len(kinds))
		for i, kind := range kinds {
			added[i] = counts.Ever[kind]
		}
		statements.Queue(addEverSQL, kinds, added)
	}
}

func queuePublicCounts(statements *pgx.Batch, public map[row.CountCell]int64) {
	cells := slices.SortedFunc(maps.Keys(public), func(a, b row.CountCell) int {
		return cmp.Or(cmp.Compare(a.PublicUntil, b.PublicUntil), cmp.Compare(a.Kind, b.Kind))
	})
	days, kinds, added := make([]int64, len(cells)), make([]string, len(cells)), make([]int64, len(cells))
	fewer := false
	for i, cell := range cells {
		days[i], kinds[i], added[i] = cell.PublicUntil, cell.Kind, public[cell]
		fewer = fewer || added[i] < 0
	}
	statements.Queue(addCountsSQL, days, kinds, added)
	if fewer {
		statements.Queue(dropEmptyCountsSQL)
	}
}

// countNotPublic counts the rows that are never published, each key once, with the figure of the first row under it. The
// keys are sorted, so that writers wait for each other in one direction.
func (w *batchWriter) countNotPublic(ctx context.Context) error {
	if len(w.batch.Counted) == 0 {
		return nil
	}
	first := make(map[disclosure.Key]*store.Counted, len(w.batch.Counted))
	for i := range w.batch.Counted {
		counted := &w.batch.Counted[i]
		if first[counted.Key] == nil {
			first[counted.Key] = counted
		}
	}
	sorted := slices.SortedFunc(maps.Keys(first), func(a, b disclosure.Key) int { return bytes.Compare(a[:], b[:]) })
	keys, rules := make([][]byte, len(sorted)), make([]string, len(sorted))
	for i := range sorted {
		keys[i], rules[i] = sorted[i][:], string(first[sorted[i]].Rule)
	}
	rows, err := w.tx.Query(ctx, countNotPublicSQL, keys, rules, w.at)
	if err != nil {
		return err
	}
	added, err := pgx.CollectRows(rows, pgx.RowTo[[]byte])
	for _, key := range added {
		w.figures.Add(first[disclosure.Key(key)].Figure)
	}
	return err
}
