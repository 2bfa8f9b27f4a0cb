package postgres

import (
	"context"

	"github.com/jackc/pgx/v5"

	"mingshi/internal/store"
	"mingshi/internal/store/row"
)

// ranker gives the ranking of the state that a transaction sees, on a day; nil for none.
type ranker func(ctx context.Context, tx pgx.Tx, today int64) (row.Ranking, error)

// Subjects implements store.Reader.
func (s *Store) Subjects(ctx context.Context, q store.SubjectQuery) (store.SubjectPage, error) {
	if err := s.enter(ctx); err != nil {
		return store.SubjectPage{}, err
	}
	defer s.leave()
	page, ranked, err := s.subjects(ctx, q, s.keptRanking)
	if err == nil && !ranked {
		turns := s.rankings.Turns()
		if err := turns.Take(ctx); err != nil {
			return store.SubjectPage{}, err
		}
		defer turns.Give()
		page, _, err = s.subjects(ctx, q, s.ranking)
	}
	return page, explain(ctx, err, "list subjects")
}

func (s *Store) subjects(ctx context.Context, q store.SubjectQuery, rank ranker) (page store.SubjectPage, ranked bool, err error) {
	err = s.read(ctx, func(ctx context.Context, p *pool) error {
		today := row.Day(s.today())
		return p.transact(ctx, reading, func(ctx context.Context, tx pgx.Tx) (err error) {
			page, ranked, err = s.subjectsIn(ctx, tx, q, today, rank)
			return err
		})
	})
	return page, ranked, err
}

// subjectsIn answers with the ranking that rank gives; it is not ranked if that gives none.
func (s *Store) subjectsIn(
	ctx context.Context, tx pgx.Tx, q store.SubjectQuery, today int64, rank ranker,
) (page store.SubjectPage, ranked bool, err error) {
	q.Limit = row.Limit(q.Limit)
	after, err := s.cursors.StartSubjects(q)
	if err != nil {
		return store.SubjectPage{}, false, err
	}
	ranking, err := rank(ctx, tx, today)
	if err != nil || ranking == nil {
		return store.SubjectPage{}, false, err
	}
	behind := ranking.Behind(after, q.Limit)
	latest, err := latestPenalties(ctx, tx, today, row.Codes(behind))
	if err != nil {
		return store.SubjectPage{}, false, err
	}
	return s.cursors.SubjectPage(q, behind, latest, len(ranking)), true, nil
}

// keptRanking is the ranking if it is known without counting, else nil.
func (s *Store) keptRanking(ctx context.Context, tx pgx.Tx, today int64) (row.Ranking, error) {
	position, err := rankedAt(ctx, tx)
	if err != nil {
		return nil, err
	}
	return s.rankings.Of(position, today, nil)
}

// ranking is the ranking, be it that all penalties must be counted for it.
func (s *Store) ranking(ctx context.Context, tx pgx.Tx, today int64) (row.Ranking, error) {
	position, err := rankedAt(ctx, tx)
	if err != nil {
		return nil, err
	}
	return s.rankings.Of(position, today, func() ([]row.Ranked, error) { return countPenalties(ctx, tx, today) })
}

// rankedAt is the position since which the ranking changes with the day alone.
func rankedAt(ctx context.Context, tx pgx.Tx) (position int64, err error) {
	err = scanHead(tx.QueryRow(ctx, subjectsPositionSQL), &position)
	return position, err
}

// countPenalties counts the public penalties of each business.
func countPenalties(ctx context.Context, tx pgx.Tx, today int64) ([]row.Ranked, error) {
	rows, err := tx.Query(ctx, subjectsSQL, today)
	if err != nil {
		return nil, err
	}
	var all []row.Ranked
	var one row.Ranked
	_, err = pgx.ForEachRow(rows, []any{&one.Code, &one.Penalties}, func() error {
		all = append(all, one)
		return nil
	})
	return all, err
}

// latestPenalties finds where the latest penalty of each business stands, by code.
func latestPenalties(ctx context.Context, tx pgx.Tx, today int64, codes []string) (map[string]row.Place, error) {
	rows, err := tx.Query(ctx, subjectsPenaltiesSQL, today, codes)
	if err != nil {
		return nil, err
	}
	latest := make(map[string]row.Place, len(codes))
	var code string
	var at row.Place
	_, err = pgx.ForEachRow(rows, []any{&code, &at.ID, &at.Day, &at.Name}, func() error {
		row.KeepLatest(latest, code, at)
		return nil
	})
	return latest, err
}
