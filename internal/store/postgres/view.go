package postgres

import (
	"context"
	"maps"

	"github.com/jackc/pgx/v5"

	"mingshi/internal/disclosure"
	"mingshi/internal/store"
	"mingshi/internal/store/row"
)

// View implements store.Viewer, on the replica if that is fit. While read runs, the old versions of what is changed or
// ended cannot be vacuumed.
func (s *Store) View(ctx context.Context, read func(ctx context.Context, at store.Reader) error) error {
	if err := s.enter(ctx); err != nil {
		return err
	}
	defer s.leave()
	if err := s.views.Take(ctx); err != nil {
		return err
	}
	defer s.views.Give()
	at := &viewed{store: s, today: row.Day(s.today())}
	// Only the beginning is tried again: what read has done with the answers cannot be undone.
	err := s.read(ctx, func(trying context.Context, p *pool) error { return at.begin(ctx, trying, p) })
	if err != nil {
		return explain(ctx, err, "begin a view of the store")
	}
	defer rollback(ctx, at.tx) // nothing was written
	guarded := row.NewView(at)
	defer guarded.End()
	return read(ctx, guarded)
}

// viewed answers from one transaction, looked at on one day.
type viewed struct {
	store *Store
	tx    pgx.Tx
	today int64
	head  store.Head
	// counted are the totals, once they were asked for.
	counted map[disclosure.Kind]int64
}

// begin opens the transaction and reads the head, which fixes what all questions see.
func (r *viewed) begin(ctx, trying context.Context, p *pool) error {
	mode := reading
	mode.BeginQuery = p.begin(mode)
	tx, err := p.db.BeginTx(trying, mode)
	if err != nil {
		return err
	}
	var h headRow
	if _, err = tx.Exec(trying, viewPatienceSQL); err == nil {
		err = scanHead(tx.QueryRow(trying, headSQL, r.today), h.columns()...)
	}
	if err != nil {
		rollback(ctx, tx)
		return err
	}
	r.store.told(p, h.position)
	r.tx, r.head = tx, r.store.headOf(&h)
	return nil
}

// Head implements store.Reader.
func (r *viewed) Head(context.Context) (store.Head, error) { return r.head, nil }

// Get implements store.Reader.
func (r *viewed) Get(ctx context.Context, id disclosure.ID) (disclosure.Record, error) {
	ctx, cancel := context.WithTimeout(ctx, readTimeout)
	defer cancel()
	record, err := r.store.get(ctx, r.tx, id, r.today)
	return record, explain(ctx, err, "get %q", id)
}

// List implements store.Reader.
func (r *viewed) List(ctx context.Context, q store.Query) (store.Page, error) {
	ctx, cancel := context.WithTimeout(ctx, readTimeout)
	defer cancel()
	page, err := r.list(ctx, q)
	return page, explain(ctx, err, "list %s", q.Kind)
}

func (r *viewed) list(ctx context.Context, q store.Query) (store.Page, error) {
	q.Limit = row.Limit(q.Limit)
	after, err := r.store.cursors.Start(q)
	if err != nil {
		return store.Page{}, err
	}
	if err := findNumber(ctx, r.tx, q, &after); err != nil {
		return store.Page{}, err
	}
	if len(q.Subjects)+len(q.Places) > 0 {
		return r.store.narrowedIn(ctx, r.tx, q, after, r.today)
	}
	totals, err := r.totals(ctx)
	if err != nil {
		return store.Page{}, err
	}
	text, args := pageQuery(q, after, r.today)
	records, err := readRecords(r.tx.Query(ctx, text, args...))
	if err != nil {
		return store.Page{}, err
	}
	return r.store.cursors.Page(q, records, totals[q.Kind]), nil
}

// Totals implements store.Reader.
func (r *viewed) Totals(ctx context.Context) (map[disclosure.Kind]int64, error) {
	ctx, cancel := context.WithTimeout(ctx, readTimeout)
	defer cancel()
	totals, err := r.totals(ctx)
	return maps.Clone(totals), explain(ctx, err, "count public records")
}

// totals are shared and must not be changed.
func (r *viewed) totals(ctx context.Context) (map[disclosure.Kind]int64, error) {
	if r.counted != nil {
		return r.counted, nil
	}
	totals := r.store.totals.Get(r.head.Position, r.today)
	if totals == nil {
		rows, err := r.tx.Query(ctx, totalsSQL, r.today)
		if err != nil {
			return nil, err
		}
		if totals, err = readTotals(rows); err != nil {
			return nil, err
		}
		r.store.totals.Put(r.head.Position, r.today, totals)
	}
	r.counted = totals
	return totals, nil
}

// Figures implements store.Reader.
func (r *viewed) Figures(ctx context.Context, q store.FigureQuery) ([]store.Figure, error) {
	ctx, cancel := context.WithTimeout(ctx, readTimeout)
	defer cancel()
	figures, err := readFigures(ctx, r.tx, q)
	return figures, explain(ctx, err, "read figures")
}

// Subjects implements store.Reader.
func (r *viewed) Subjects(ctx context.Context, q store.SubjectQuery) (store.SubjectPage, error) {
	ctx, cancel := context.WithTimeout(ctx, readTimeout)
	defer cancel()
	page, _, err := r.store.subjectsIn(ctx, r.tx, q, r.today, r.store.ranking)
	return page, explain(ctx, err, "list subjects")
}
