package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"os"

	_ "modernc.org/sqlite" //nolint:depguard // the mirror's own file, not the store of the house
)

// schema: record is what is public, gone what is not any more, place where the mirror is in the feed (-1: nowhere yet) and
// the tag of the last answer to path, if there was nothing new in it.
const schema = `
CREATE TABLE IF NOT EXISTS record (id TEXT PRIMARY KEY, kind TEXT NOT NULL, version INTEGER NOT NULL, state TEXT NOT NULL,
	public_until TEXT, updated_at TEXT NOT NULL, url TEXT NOT NULL, salt TEXT NOT NULL, digest TEXT NOT NULL, body TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS gone (id TEXT PRIMARY KEY, kind TEXT NOT NULL, version INTEGER NOT NULL, reason TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS place (feed_id TEXT NOT NULL, position INTEGER NOT NULL, path TEXT NOT NULL, tag TEXT NOT NULL);
INSERT INTO place SELECT '', -1, '', '' WHERE NOT EXISTS (SELECT 1 FROM place)`

// options: what is deleted is overwritten, since gone means gone, and who reads the file is waited for.
const options = "?_pragma=secure_delete(1)&_pragma=busy_timeout(10000)&_txlock=immediate"

type tables struct{ db *sql.DB }

type place struct {
	feed      string
	position  int64
	path, tag string
}

func openTables(ctx context.Context, file string) (*tables, error) {
	statements := schema
	if _, err := os.Stat(file + "-journal"); err == nil {
		statements += "; VACUUM" // the last run was cut short: what it wrote in vain may still lie in free pages
	}
	db, err := sql.Open("sqlite", file+options)
	if err != nil {
		return nil, err
	}
	if _, err := db.ExecContext(ctx, statements); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return &tables{db}, nil
}

func (t *tables) place(ctx context.Context) (at place, err error) {
	row := t.db.QueryRowContext(ctx, "SELECT feed_id, position, path, tag FROM place")
	return at, row.Scan(&at.feed, &at.position, &at.path, &at.tag)
}

// move writes and goes from one place to another in one transaction: wherever the program is stopped, records and
// position fit together.
func (t *tables) move(ctx context.Context, from, to place, write func(w writer) error) error {
	tx, err := t.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback() //nolint:errcheck // after a commit it does nothing
	if err := write(writer{ctx, tx}); err != nil {
		return err
	}
	moved, err := tx.ExecContext(ctx, "UPDATE place SET feed_id = ?, position = ?, path = ?, tag = ? WHERE feed_id = ? AND position = ?",
		to.feed, to.position, to.path, to.tag, from.feed, from.position)
	if err != nil {
		return err
	}
	if rows, err := moved.RowsAffected(); err != nil || rows != 1 {
		return errors.Join(err, errors.New("another mirror is at work in this file"))
	}
	return tx.Commit()
}

// writer writes within one transaction.
type writer struct {
	ctx context.Context //nolint:containedctx // it lives as long as the transaction
	tx  *sql.Tx
}

func (w writer) exec(statement string, args ...any) error {
	_, err := w.tx.ExecContext(w.ctx, statement, args...)
	return err
}

// clear takes everything out, to begin anew.
func (w writer) clear() error {
	return errors.Join(w.exec("DELETE FROM record"), w.exec("DELETE FROM gone"))
}

// put takes a record in, once its digest is checked.
func (w writer) put(record map[string]any) error {
	body, err := bodyOf(record)
	if err != nil {
		return err
	}
	return w.exec("INSERT OR REPLACE INTO record VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
		record["id"], record["kind"], record["version"], record["state"], record["public_until"], record["updated_at"],
		record["url"], record["salt"], record["digest"], string(body))
}

// remove takes out the body of a record that is gone, and keeps that it was there.
func (w writer) remove(c *change) error {
	return errors.Join(
		w.exec("DELETE FROM record WHERE id = ?", c.ID),
		w.exec("INSERT OR REPLACE INTO gone VALUES (?, ?, ?, ?)", c.ID, c.Kind, c.Version, c.Reason))
}

// report says what the mirror holds.
func (t *tables) report(ctx context.Context, out io.Writer) error {
	var records, gone, position int64
	row := t.db.QueryRowContext(ctx, "SELECT (SELECT COUNT(*) FROM record), (SELECT COUNT(*) FROM gone), position FROM place")
	if err := row.Scan(&records, &gone, &position); err != nil {
		return err
	}
	_, err := fmt.Fprintf(out, "%d records, %d gone, at position %d of the feed\n", records, gone, position)
	return err
}
