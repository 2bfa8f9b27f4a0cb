package sqlite

import (
	"context"
	"database/sql"
	"strconv"
)

// LimitPages lets the database grow by no more than n pages, as a full disk would.
func (s *Store) LimitPages(ctx context.Context, n int) error {
	var pages int
	if err := s.writer.db.QueryRowContext(ctx, "PRAGMA page_count").Scan(&pages); err != nil {
		return err
	}
	_, err := s.writer.db.ExecContext(ctx, "PRAGMA max_page_count = "+strconv.Itoa(pages+n))
	return err
}

// Reader is the pool of readers.
func (s *Store) Reader() *sql.DB { return s.reader.db }

// Writer is the pool of the one writer.
func (s *Store) Writer() *sql.DB { return s.writer.db }

// Statements are those of readers and of the writer.
func Statements() (readers, writer []string) { return readerStatements(), writerStatements() }

// MigrationScripts are the scripts of all migrations, in order.
func MigrationScripts() ([]string, error) {
	steps, err := migrations()
	scripts := make([]string, len(steps))
	for i, step := range steps {
		scripts[i] = step.Script
	}
	return scripts, err
}

// UnusedBytes is the part of a page that Scrub zeroes.
func UnusedBytes(number int64, page []byte) []byte { return unusedBytes(number, page) }
