package postgres

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"
)

// Clock asks the server at url for its time.
func Clock(ctx context.Context, url string) (time.Time, error) {
	config, err := parseURL(url)
	if err != nil {
		return time.Time{}, err
	}
	plain := config.ConnConfig.Copy()
	plain.DefaultQueryExecMode = pgx.QueryExecModeExec // a pooler may stand between
	conn, err := pgx.ConnectConfig(ctx, plain)
	if err != nil {
		return time.Time{}, explain(ctx, err, "ask %s for its time", nameOf(config))
	}
	defer conn.Close(context.WithoutCancel(ctx)) //nolint:errcheck // it has told what it should
	var now time.Time
	err = conn.QueryRow(ctx, clockSQL).Scan(&now)
	return now, explain(ctx, err, "ask %s for its time", nameOf(config))
}
