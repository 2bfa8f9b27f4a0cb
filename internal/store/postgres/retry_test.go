package postgres

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"syscall"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"mingshi/internal/disclosure"
)

func said(code string) error {
	return fmt.Errorf("query: %w", &pgconn.PgError{Code: code, Message: "so"})
}

func TestErrorsAreToldApart(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name            string
		err             error
		transient, lost bool
		kind            disclosure.ErrorKind
	}{
		{"serialization", said("40001"), true, false, disclosure.Unavailable},
		{"deadlock", said("40P01"), true, false, disclosure.Unavailable},
		{"server shuts down", said("57P01"), true, true, disclosure.Unavailable},
		{"server crashed", said("57P02"), true, true, disclosure.Unavailable},
		{"server starts", said("57P03"), true, true, disclosure.Unavailable},
		{"connection failure", said("08006"), true, true, disclosure.Unavailable},
		{"pooler's protocol violation", said("08P01"), true, true, disclosure.Unavailable},
		{"too many connections", said("53300"), true, false, disclosure.Unavailable},
		{"connection refused", fmt.Errorf("dial: %w", syscall.ECONNREFUSED), true, true, disclosure.Unavailable},
		{"connection reset", &net.OpError{Op: "read", Err: syscall.ECONNRESET}, true, true, disclosure.Unavailable},
		{"end of the stream", fmt.Errorf("receive: %w", io.ErrUnexpectedEOF), true, true, disclosure.Unavailable},
		{"closed connection", pgconn.ErrConnClosed, true, true, disclosure.Unavailable},
		{"a commit that was lost", &commitError{err: io.EOF}, true, true, disclosure.Unavailable},
		{"a commit that was refused", &commitError{err: said("40001")}, true, false, disclosure.Unavailable},
		{"disk full", said("53100"), false, false, disclosure.Unavailable},
		{"statement took too long", said("57014"), false, false, disclosure.Unavailable},
		{"locked", said("55P03"), false, false, disclosure.Unavailable},
		{"wrong password", said("28P01"), false, false, disclosure.Unavailable},
		{"no database", said("3D000"), false, false, disclosure.Unavailable},
		{"not allowed", said("42501"), false, false, disclosure.Unavailable},
		{"standby", said("25006"), false, false, disclosure.Unavailable},
		{"damaged", said("XX001"), false, false, disclosure.Unavailable},
		{"no text", said("22021"), false, false, disclosure.Invalid},
		{"unique", said("23505"), false, false, disclosure.Internal},
		{"unknown table", said("42P01"), false, false, disclosure.Internal},
		{"no rows", pgx.ErrNoRows, false, false, disclosure.Internal},
		{"of the domain", disclosure.Errorf(disclosure.Conflict, "no: %w", io.EOF), false, true, disclosure.Conflict},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if got := transient(c.err); got != c.transient {
				t.Errorf("transient: got %v, want %v", got, c.transient)
			}
			if got := lost(c.err); got != c.lost {
				t.Errorf("lost: got %v, want %v", got, c.lost)
			}
			err := explain(t.Context(), c.err, "ask")
			if got := disclosure.KindOf(err); got != c.kind || !errors.Is(err, c.err) {
				t.Errorf("explain: got kind %q, want %q: %v", got, c.kind, err)
			}
		})
	}
}

func TestExplainPrefersTheContextsError(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := explain(ctx, said("57014"), "ask"); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want %v", err, context.Canceled)
	}
}

func TestRetryTriesAgainOnlyWhatPasses(t *testing.T) {
	t.Parallel()
	quiet := slog.New(slog.DiscardHandler)
	cases := []struct {
		name     string
		fails    []error
		wantErr  error
		wantTrys int
	}{
		{"at once", nil, nil, 1},
		{"after two faults", []error{said("40001"), io.EOF}, nil, 3},
		{"not what stays", []error{io.EOF, syscall.ENOENT, nil}, syscall.ENOENT, 2},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			tries := 0
			err := retry(t.Context(), quiet, func(context.Context) error {
				tries++
				if tries <= len(c.fails) {
					return c.fails[tries-1]
				}
				return nil
			})
			if !errors.Is(err, c.wantErr) || tries != c.wantTrys {
				t.Errorf("got %v after %d tries, want %v after %d", err, tries, c.wantErr, c.wantTrys)
			}
		})
	}
}

func TestRetryEnds(t *testing.T) {
	t.Parallel()
	quiet := slog.New(slog.DiscardHandler)
	tries := 0
	err := retryFor(t.Context(), quiet, 0, func(context.Context) error { tries++; return io.EOF })
	if !errors.Is(err, io.EOF) || tries != 1 {
		t.Errorf("got %v after %d tries, want %v after one", err, tries, io.EOF)
	}
	ctx, cancel := context.WithCancel(t.Context())
	tries = 0
	err = retry(ctx, quiet, func(context.Context) error {
		if tries++; tries == 3 {
			cancel()
		}
		return io.EOF
	})
	if !errors.Is(err, io.EOF) || tries != 3 {
		t.Errorf("got %v after %d tries, want %v after 3", err, tries, io.EOF)
	}
}
