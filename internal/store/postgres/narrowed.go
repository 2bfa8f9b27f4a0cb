package postgres

import (
	"context"
	"slices"

	"github.com/jackc/pgx/v5"

	"mingshi/internal/disclosure"
	"mingshi/internal/store"
	"mingshi/internal/store/row"
)

// listNarrowed lists the records of a few businesses or places.
func (s *Store) listNarrowed(ctx context.Context, p *pool, q store.Query, after row.Place) (store.Page, error) {
	today := row.Day(s.today())
	var page store.Page
	err := p.transact(ctx, reading, func(ctx context.Context, tx pgx.Tx) (err error) {
		page, err = s.narrowedIn(ctx, tx, q, after, today)
		return err
	})
	return page, err
}

func (s *Store) narrowedIn(
	ctx context.Context, tx pgx.Tx, q store.Query, after row.Place, today int64,
) (store.Page, error) {
	found, err := candidates(ctx, tx, q, today)
	if err != nil {
		return store.Page{}, err
	}
	records, err := recordsOf(ctx, tx, row.InOrder(found, q, after))
	return s.cursors.Page(q, records, int64(len(found))), err
}

// candidates finds the public records of the subjects, at the places, or, if both are given, that are of both.
func candidates(ctx context.Context, tx pgx.Tx, q store.Query, today int64) ([]row.Place, error) {
	if len(q.Places) == 0 {
		return readCandidates(ctx, tx, candidatesBySubjectSQL, q.Kind, today, q.Subjects)
	}
	found, err := readCandidates(ctx, tx, candidatesByPlaceSQL, q.Kind, today, q.Places)
	if err != nil || len(q.Subjects) == 0 {
		return found, err
	}
	others, err := readCandidates(ctx, tx, candidatesBySubjectSQL, q.Kind, today, q.Subjects)
	if err != nil {
		return nil, err
	}
	return row.Both(found, others), nil
}

func readCandidates(
	ctx context.Context, tx pgx.Tx, text string, kind disclosure.Kind, today int64, among []string,
) ([]row.Place, error) {
	// What cannot be stored leads nowhere.
	among = slices.DeleteFunc(slices.Clone(among), func(one string) bool { return !row.Storable(one) })
	rows, err := tx.Query(ctx, text, string(kind), today, among)
	if err != nil {
		return nil, err
	}
	var found []row.Place
	var c row.Place
	_, err = pgx.ForEachRow(rows, []any{&c.Number, &c.ID, &c.Day, &c.Name}, func() error {
		found = append(found, c)
		return nil
	})
	return found, err
}

// recordsOf reads the records of the candidates, in their order.
func recordsOf(ctx context.Context, tx pgx.Tx, wanted []row.Place) ([]disclosure.Record, error) {
	if len(wanted) == 0 {
		return nil, nil
	}
	index := make(map[int64]int, len(wanted))
	numbers := make([]int64, len(wanted))
	for i, c := range wanted {
		index[c.Number], numbers[i] = i, c.Number
	}
	records := make([]disclosure.Record, len(wanted))
	var number int64
	var r recordRow
	columns := r.columns(&number)
	rows, err := tx.Query(ctx, recordsByNumberSQL, numbers)
	err = eachRow(rows, err, func(rows pgx.Rows) error {
		if err := r.scan(rows, columns); err != nil {
			return err
		}
		records[index[number]] = r.Record.Record()
		return nil
	})
	return records, err
}
