package sqlite

import (
	"context"
	"database/sql"
)

// runner runs the prepared statements, within a snapshot or each alone.
type runner interface {
	query(ctx context.Context, text string, args ...any) (*sql.Rows, error)
	queryRow(ctx context.Context, text string, args []any, into ...any) error
}

func (p *pool) query(ctx context.Context, text string, args ...any) (*sql.Rows, error) {
	stmt, err := p.stmt(text)
	if err != nil {
		return nil, err
	}
	return stmt.QueryContext(ctx, args...)
}

func (p *pool) queryRow(ctx context.Context, text string, args []any, into ...any) error {
	stmt, err := p.stmt(text)
	if err != nil {
		return err
	}
	return stmt.QueryRowContext(ctx, args...).Scan(into...)
}

// view is a transaction with the pool's prepared statements; in a pool of readers it is a snapshot of the database.
type view struct {
	pool *pool
	tx   *sql.Tx
}

// begin opens a view; the caller must roll it back or commit it.
func (p *pool) begin(ctx context.Context) (*view, error) {
	tx, err := p.db.BeginTx(ctx, nil)
	if err != nil {
		return nil, err
	}
	return &view{pool: p, tx: tx}, nil
}

// snapshot calls read with a view in which nothing changes.
func (p *pool) snapshot(ctx context.Context, read func(v *view) error) error {
	v, err := p.begin(ctx)
	if err != nil {
		return err
	}
	defer v.tx.Rollback() //nolint:errcheck // nothing was written
	return read(v)
}

func (v *view) stmt(ctx context.Context, text string) (*sql.Stmt, error) {
	stmt, err := v.pool.stmt(text)
	if err != nil {
		return nil, err
	}
	return v.tx.StmtContext(ctx, stmt), nil
}

func (v *view) query(ctx context.Context, text string, args ...any) (*sql.Rows, error) {
	stmt, err := v.stmt(ctx, text)
	if err != nil {
		return nil, err
	}
	return stmt.QueryContext(ctx, args...)
}

func (v *view) queryRow(ctx context.Context, text string, args []any, into ...any) error {
	stmt, err := v.stmt(ctx, text)
	if err != nil {
		return err
	}
	return stmt.QueryRowContext(ctx, args...).Scan(into...)
}

// exec runs a statement and tells how many rows it changed.
func (v *view) exec(ctx context.Context, text string, args ...any) (int64, error) {
	stmt, err := v.stmt(ctx, text)
	if err != nil {
		return 0, err
	}
	result, err := stmt.ExecContext(ctx, args...)
	if err != nil {
		return 0, err
	}
	return result.RowsAffected()
}
