package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"

	_ "modernc.org/sqlite" //nolint:depguard // the mirror's own file, not the store of the house
)

// schema: record is what is public, gone what is not any more, place where the mirror is in the feed (-1: nowhere yet), the
// tag of the last answer to path, if there was nothing new in it, and how often since the file was last written anew
// something was taken out, or written in vain.
const schema = `
CREATE TABLE IF NOT EXISTS record (id TEXT PRIMARY KEY, kind TEXT NOT NULL, version INTEGER NOT NULL, state TEXT NOT NULL,
	public_until TEXT, updated_at TEXT NOT NULL, url TEXT NOT NULL, salt TEXT NOT NULL, digest TEXT NOT NULL, body TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS gone (id TEXT PRIMARY KEY, kind TEXT NOT NULL, version INTEGER NOT NULL, reason TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS place (feed_id TEXT NOT NULL, position INTEGER NOT NULL, path TEXT NOT NULL, tag TEXT NOT NULL,
	untidy INTEGER NOT NULL);
INSERT INTO place SELECT '', -1, '', '', 0 WHERE NOT EXISTS (SELECT 1 FROM place)`

// options: what is deleted is overwritten, since gone means gone (tidy does the rest), and who reads the file is waited for.
const options = "?_pragma=secure_delete(1)&_pragma=busy_timeout(10000)&_txlock=immediate"

type tables struct{ db *sql.DB }

type place struct {
	feed      string
	position  int64
	path, tag string
}

func openTables(ctx context.Context, file string) (*tables, error) {
	db, err := sql.Open("sqlite", file+options)
	if err != nil {
		return nil, err
	}
	if _, err := db.ExecContext(ctx, schema); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return &tables{db}, nil
}

func (t *tables) place(ctx context.Context) (at place, err error) {
	row := t.db.QueryRowContext(ctx, "SELECT feed_id, position, path, tag FROM place")
	return at, row.Scan(&at.feed, &at.position, &at.path, &at.tag)
}

// move writes and goes from one place to another in one transaction: wherever the program is stopped, records and
// position fit together. Until the transaction has ended the file counts as untidy, for what is written may be in vain.
func (t *tables) move(ctx context.Context, from, to place, write func(w writer) error) error {
	if _, err := t.db.ExecContext(ctx, "UPDATE place SET untidy = untidy + 1"); err != nil {
		return err
	}
	tx, err := t.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback() //nolint:errcheck // after a commit it does nothing
	if err := write(writer{ctx, tx}); err != nil {
		return err
	}
	moved, err := tx.ExecContext(ctx, `UPDATE place SET feed_id = ?, position = ?, path = ?, tag = ?, untidy = untidy - 1
		WHERE feed_id = ? AND position = ?`, to.feed, to.position, to.path, to.tag, from.feed, from.position)
	if err != nil {
		return err
	}
	if rows, err := moved.RowsAffected(); err != nil || rows != 1 {
		return errors.Join(err, errors.New("another mirror is at work in this file"))
	}
	return tx.Commit()
}

// tidy writes the file anew if it may hold what is gone: secure_delete overwrites a row that is deleted, but not the copies
// of it that stay behind when rows move between pages, nor what was written to free pages before a transaction was cut short.
func (t *tables) tidy(ctx context.Context) error {
	var untidy int64
	if err := t.db.QueryRowContext(ctx, "SELECT untidy FROM place").Scan(&untidy); err != nil || untidy == 0 {
		return err
	}
	_, err := t.db.ExecContext(ctx, "VACUUM; UPDATE place SET untidy = untidy - ?", untidy)
	return err
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

// forget deletes records, which leaves the file untidy.
func (w writer) forget(statement string, args ...any) error {
	deleted, err := w.tx.ExecContext(w.ctx, statement, args...)
	if err != nil {
		return err
	}
	if rows, err := deleted.RowsAffected(); err != nil || rows == 0 {
		return err
	}
	return w.exec("UPDATE place SET untidy = untidy + 1")
}

// clear takes everything out, to begin anew.
func (w writer) clear() error {
	return errors.Join(w.forget("DELETE FROM record"), w.exec("DELETE FROM gone"))
}

// put takes a record in, once its digest is checked.
func (w writer) put(record map[string]any) error {
	body, err := bodyOf(record)
	if err != nil {
		return err
	}
	if err := w.forget("DELETE FROM record WHERE id = ?", record["id"]); err != nil {
		return err
	}
	return w.exec("INSERT INTO record VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
		record["id"], record["kind"], record["version"], record["state"], record["public_until"], record["updated_at"],
		record["url"], record["salt"], record["digest"], string(body))
}

// remove takes out the body of a record that is gone, and keeps that it was there.
func (w writer) remove(c *change) error {
	return errors.Join(
		w.forget("DELETE FROM record WHERE id = ?", c.ID),
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
