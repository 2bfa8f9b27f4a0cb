package postgres

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"math/rand/v2"
	"net"
	"os"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"mingshi/internal/disclosure"
)

const (
	// writeWindow is how long what belongs to a write is tried again: a failover takes about half of it.
	writeWindow = 30 * time.Second
	// readWindow is how long a read that somebody waits for is tried again.
	readWindow = 5 * time.Second

	firstPause, longestPause = 20 * time.Millisecond, 2 * time.Second
)

// passing are the codes of faults that pass by themselves, beside those of class 08: the connection.
var passing = []string{
	"40001", // serialization, or a standby that had to go on
	"40P01", // deadlock
	"53300", // too many connections
	"57P01", "57P02", "57P03",
}

// retry repeats do while it fails transiently, for as long as a failover may take.
func retry(ctx context.Context, log *slog.Logger, do func(ctx context.Context) error) error {
	return retryFor(ctx, log, writeWindow, do)
}

// retryFor repeats do with growing pauses while it fails transiently and the window, which opens with the first failure,
// is not over. The error is that of the last try.
func retryFor(ctx context.Context, log *slog.Logger, window time.Duration, do func(ctx context.Context) error) error {
	err := do(ctx)
	if err == nil || !transient(err) {
		return err
	}
	end := time.Now().Add(window)
	for pause := firstPause; ; pause = min(2*pause, longestPause) {
		// Whoever failed together shall not come back together.
		wait := pause/2 + rand.N(pause) //nolint:gosec // the time of a retry is no secret
		if time.Now().Add(wait).After(end) {
			return err
		}
		log.LogAttrs(ctx, slog.LevelWarn, "database: trying again",
			slog.String("error", err.Error()), slog.Duration("after", wait))
		if !waited(ctx, wait) {
			return err
		}
		if err = do(ctx); err == nil || !transient(err) {
			return err
		}
	}
}

// waited waits and reports whether the context let it.
func waited(ctx context.Context, wait time.Duration) bool {
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-timer.C:
		return true
	}
}

// transient reports whether the same may succeed a moment later.
func transient(err error) bool {
	if _, ok := errors.AsType[*disclosure.Error](err); ok {
		return false
	}
	if code := codeOf(err); code != "" {
		return strings.HasPrefix(code, "08") || slices.Contains(passing, code)
	}
	return lost(err)
}

// lost reports whether the connection itself went, or could not be had: what became of that which was sent, nobody here
// knows. A fault that the server told of before it went (shutting down) is of these.
func lost(err error) bool {
	if code := codeOf(err); code != "" {
		return strings.HasPrefix(code, "08") || strings.HasPrefix(code, "57P")
	}
	if _, ok := errors.AsType[*pgconn.ConnectError](err); ok {
		return true
	}
	for _, gone := range []error{
		pgconn.ErrConnClosed, io.EOF, io.ErrUnexpectedEOF, io.ErrClosedPipe, net.ErrClosed, os.ErrDeadlineExceeded,
		syscall.ECONNRESET, syscall.ECONNREFUSED, syscall.EPIPE, context.DeadlineExceeded,
	} {
		if errors.Is(err, gone) {
			return true
		}
	}
	_, ok := errors.AsType[*net.OpError](err)
	return ok
}
