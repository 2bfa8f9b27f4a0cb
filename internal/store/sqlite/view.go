package sqlite

import (
	"context"
	"maps"

	"mingshi/internal/disclosure"
	"mingshi/internal/store"
	"mingshi/internal/store/row"
)

// viewsAtOnce is how many views are given at once; the pool of readers has as many connections for them.
const viewsAtOnce = 4

// state is the store as one snapshot shows it, looked at on one day.
type state struct {
	store *Store
	view  *view
	today int64
	// counted are the totals, once they were asked for.
	counted map[disclosure.Kind]int64
}

func (s *Store) stateIn(v *view) *state { return &state{store: s, view: v, today: row.Day(s.today())} }

// View implements store.Viewer. While read runs the log cannot be truncated: writers go on, Scrub is kind Unavailable.
func (s *Store) View(ctx context.Context, read func(ctx context.Context, at store.Reader) error) error {
	if err := s.enter(ctx); err != nil {
		return err
	}
	defer s.leave()
	if err := s.views.Take(ctx); err != nil {
		return err
	}
	defer s.views.Give()
	err := s.reader.snapshot(ctx, func(v *view) error {
		st := s.stateIn(v)
		head, err := s.head(ctx, v, st.today) // the first statement of a transaction fixes what all of them see
		if err != nil {
			return explain(ctx, err, "read the head of a view")
		}
		at := row.NewView(&viewed{state: st, head: head})
		defer at.End()
		if err := read(ctx, at); err != nil {
			return &readError{err}
		}
		return nil
	})
	if failure, ok := err.(*readError); ok { //nolint:errorlint // as it was wrapped above
		return failure.error
	}
	return explain(ctx, err, "view the store")
}

// viewed answers from the state of a view.
type viewed struct {
	*state

	head store.Head
}

// Head implements store.Reader.
func (r *viewed) Head(context.Context) (store.Head, error) { return r.head, nil }

// Get implements store.Reader.
func (r *viewed) Get(ctx context.Context, id disclosure.ID) (disclosure.Record, error) {
	record, err := r.store.get(ctx, r.view, id, r.today)
	return record, explain(ctx, err, "get %q", id)
}

// List implements store.Reader.
func (r *viewed) List(ctx context.Context, q store.Query) (store.Page, error) {
	page, err := r.list(ctx, q)
	return page, explain(ctx, err, "list %s", q.Kind)
}

// Totals implements store.Reader.
func (r *viewed) Totals(ctx context.Context) (map[disclosure.Kind]int64, error) {
	totals, err := r.totals(ctx)
	return maps.Clone(totals), explain(ctx, err, "count public records")
}

// Figures implements store.Reader.
func (r *viewed) Figures(ctx context.Context, q store.FigureQuery) ([]store.Figure, error) {
	figures, err := readFigures(ctx, r.view, q)
	return figures, explain(ctx, err, "read figures")
}

// Subjects implements store.Reader.
func (r *viewed) Subjects(ctx context.Context, q store.SubjectQuery) (store.SubjectPage, error) {
	page, _, err := r.subjects(ctx, q, (*state).ranking)
	return page, explain(ctx, err, "list subjects")
}
