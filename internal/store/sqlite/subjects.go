package sqlite

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"

	"mingshi/internal/store"
	"mingshi/internal/store/row"
)

// Subjects implements store.Reader.
func (s *Store) Subjects(ctx context.Context, q store.SubjectQuery) (store.SubjectPage, error) {
	if err := s.enter(ctx); err != nil {
		return store.SubjectPage{}, err
	}
	defer s.leave()
	page, ranked, err := s.subjects(ctx, q, (*state).keptRanking)
	if err == nil && !ranked {
		turns := s.rankings.Turns()
		if err := turns.Take(ctx); err != nil {
			return store.SubjectPage{}, err
		}
		defer turns.Give()
		page, _, err = s.subjects(ctx, q, (*state).ranking)
	}
	return page, explain(ctx, err, "list subjects")
}

// ranker gives the ranking of a state, nil for none.
type ranker func(st *state, ctx context.Context) (row.Ranking, error)

func (s *Store) subjects(ctx context.Context, q store.SubjectQuery, rank ranker) (page store.SubjectPage, ranked bool, err error) {
	err = s.reader.snapshot(ctx, func(v *view) (err error) {
		page, ranked, err = s.stateIn(v).subjects(ctx, q, rank)
		return err
	})
	return page, ranked, err
}

// subjects answers with the ranking that rank gives; it is not ranked if that gives none.
func (st *state) subjects(ctx context.Context, q store.SubjectQuery, rank ranker) (page store.SubjectPage, ranked bool, err error) {
	q.Limit = row.Limit(q.Limit)
	after, err := st.store.cursors.StartSubjects(q)
	if err != nil {
		return store.SubjectPage{}, false, err
	}
	ranking, err := rank(st, ctx)
	if err != nil || ranking == nil {
		return store.SubjectPage{}, false, err
	}
	behind := ranking.Behind(after, q.Limit)
	latest, err := st.latestPenalties(ctx, row.Codes(behind))
	if err != nil {
		return store.SubjectPage{}, false, err
	}
	return st.store.cursors.SubjectPage(q, behind, latest, len(ranking)), true, nil
}

// keptRanking is the ranking if it is known without counting, else nil.
func (st *state) keptRanking(ctx context.Context) (row.Ranking, error) {
	position, err := st.rankedAt(ctx)
	if err != nil {
		return nil, err
	}
	return st.store.rankings.Of(position, st.today, nil)
}

// ranking is the ranking, be it that all penalties must be counted for it.
func (st *state) ranking(ctx context.Context) (row.Ranking, error) {
	position, err := st.rankedAt(ctx)
	if err != nil {
		return nil, err
	}
	return st.store.rankings.Of(position, st.today, func() ([]row.Ranked, error) { return st.countPenalties(ctx) })
}

// rankedAt is the position since which the ranking changes with the day alone.
func (st *state) rankedAt(ctx context.Context) (int64, error) {
	var position int64
	err := st.view.queryRow(ctx, subjectsPositionSQL, nil, &position)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, errFilling()
	}
	return position, err
}

// countPenalties counts the public penalties of each business.
func (st *state) countPenalties(ctx context.Context) ([]row.Ranked, error) {
	rows, err := st.view.query(ctx, subjectsSQL, st.today)
	if err != nil {
		return nil, err
	}
	var all []row.Ranked
	err = eachRow(rows, func() error {
		var one row.Ranked
		err := rows.Scan(&one.Code, &one.Penalties)
		all = append(all, one)
		return err
	})
	return all, err
}

// latestPenalties finds where the latest penalty of each business stands, by code.
func (st *state) latestPenalties(ctx context.Context, codes []string) (map[string]row.Place, error) {
	packed, err := json.Marshal(codes)
	if err != nil {
		return nil, err
	}
	rows, err := st.view.query(ctx, subjectsPenaltiesSQL, st.today, string(packed))
	if err != nil {
		return nil, err
	}
	latest := make(map[string]row.Place, len(codes))
	err = eachRow(rows, func() error {
		var code string
		var at row.Place
		err := rows.Scan(&code, &at.ID, &at.Day, &at.Name)
		row.KeepLatest(latest, code, at)
		return err
	})
	return latest, err
}
