package postgres

import (
	"context"

	"github.com/jackc/pgx/v5"
)

// snapshot is a set of questions to be answered from one state of the store. They are sent in one go, with the beginning
// and the end of their transaction, and so cost one way to the server and back.
type snapshot struct {
	questions pgx.Batch
}

func newSnapshot() *snapshot {
	var s snapshot
	s.questions.Queue("begin read only isolation level repeatable read")
	return &s
}

// head asks a question about the head of the feed.
func (s *snapshot) head(into []any, text string, args ...any) {
	s.questions.Queue(text, args...).QueryRow(func(r pgx.Row) error { return scanHead(r, into...) })
}

// rows asks a question and hands its rows over.
func (s *snapshot) rows(read func(rows pgx.Rows) error, text string, args ...any) {
	s.questions.Queue(text, args...).Query(read)
}

// ask sends the questions and returns when all are answered.
func (s *snapshot) ask(ctx context.Context, p *pool) error {
	s.questions.Queue("commit")
	return p.db.SendBatch(ctx, &s.questions).Close()
}
