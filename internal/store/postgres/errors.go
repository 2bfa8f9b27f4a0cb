package postgres

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5/pgconn"

	"mingshi/internal/disclosure"
)

// The codes of PostgreSQL's errors (appendix A of its manual) that the store tells apart.
const (
	codeUniqueViolation = "23505"
	codeNotInCharset    = "22021" // a text with U+0000 or broken UTF-8
	codeQueryCanceled   = "57014" // statement_timeout, or somebody's pg_cancel_backend

	classLength = 2
)

// unavailable says for which codes the store does not answer now, and what an operator should know.
var unavailable = map[string]string{
	"25006":           "the server is a standby, or the role may only read",
	"25P03":           "the transaction stood still for too long",
	"3D000":           "the database does not exist",
	"40001":           "another transaction came between, time and again",
	"40P01":           "two transactions waited for each other, time and again",
	"42501":           "the role may not do that; see the roles script",
	"53100":           "the server's disk is full",
	"53200":           "the server is out of memory",
	"53300":           "the server has no connection left",
	"55P03":           "the database stays locked by another transaction",
	codeQueryCanceled: "the server gave the statement up, most likely because it took too long",
	"57P01":           "the server is being shut down",
	"57P02":           "the server has crashed",
	"57P03":           "the server is starting, or a standby that may not be read",
	"57P04":           "the database was dropped",
	"XX001":           "the database is damaged",
	"XX002":           "an index of the database is damaged",
}

// unavailableClass says the same for whole classes of codes, by their first two characters.
var unavailableClass = map[string]string{
	"08": "the connection failed",
	"28": "the server does not let the role in",
	"53": "the server lacks a resource",
	"57": "an operator intervened",
	"58": "the server's system failed",
}

// commitError is the failure of a commit. If the connection was lost with it, nobody here knows whether the commit took
// place.
type commitError struct{ err error }

func (e *commitError) Error() string { return "commit: " + e.err.Error() }

func (e *commitError) Unwrap() error { return e.err }

// explain turns what the driver says into an error of the domain, by code and never by text. Errors that are of the
// domain already pass unchanged. If the context is done, its error is the answer: it interrupts what is under way.
func explain(ctx context.Context, err error, format string, args ...any) error {
	if err == nil {
		return nil
	}
	if _, ok := errors.AsType[*disclosure.Error](err); ok {
		return err
	}
	operation := fmt.Sprintf(format, args...)
	if ctxErr := ctx.Err(); ctxErr != nil {
		return fmt.Errorf("%s: %w", operation, ctxErr)
	}
	if code := codeOf(err); code != "" {
		if code == codeNotInCharset {
			return disclosure.Errorf(disclosure.Invalid, "%s: a text holds U+0000 or broken UTF-8: %w", operation, err)
		}
		if text := whyUnavailable(code); text != "" {
			return disclosure.Errorf(disclosure.Unavailable, "%s: %s: %w", operation, text, err)
		}
		return disclosure.Errorf(disclosure.Internal, "%s: %w", operation, err)
	}
	if lost(err) {
		return disclosure.Errorf(disclosure.Unavailable, "%s: the server does not answer: %w", operation, err)
	}
	return disclosure.Errorf(disclosure.Internal, "%s: %w", operation, err)
}

func whyUnavailable(code string) string {
	if text, ok := unavailable[code]; ok {
		return text
	}
	return unavailableClass[code[:classLength]]
}

// codeOf is the code of what a server said, "" if no server said anything.
func codeOf(err error) string {
	if said, ok := errors.AsType[*pgconn.PgError](err); ok && len(said.Code) > classLength {
		return said.Code
	}
	return ""
}

// isTaken reports whether err says that a row with the same unique value exists.
func isTaken(err error) bool { return codeOf(err) == codeUniqueViolation }
