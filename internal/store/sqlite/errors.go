package sqlite

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"

	"modernc.org/sqlite"
	codes "modernc.org/sqlite/lib"

	"mingshi/internal/disclosure"
)

// primaryCode is the part of a result code that tells the family; the rest only refines it.
const primaryCode = 0xff

// unavailable says for which result codes the store does not answer now, and what an operator should know.
var unavailable = map[int]string{
	codes.SQLITE_BUSY:     "the database is locked by another process",
	codes.SQLITE_LOCKED:   "the database is locked",
	codes.SQLITE_FULL:     "the disk is full",
	codes.SQLITE_IOERR:    "the disk does not answer",
	codes.SQLITE_CANTOPEN: "the database file cannot be opened",
	codes.SQLITE_READONLY: "the database file may not be written",
	codes.SQLITE_PERM:     "the database file may not be opened",
	codes.SQLITE_NOTADB:   "the file is not a database",
	codes.SQLITE_CORRUPT:  "the database file is damaged",
	codes.SQLITE_PROTOCOL: "the database is locked by too many processes",
	codes.SQLITE_NOLFS:    "the file system does not hold files this large",
	codes.SQLITE_NOMEM:    "out of memory",
}

// explain turns what the driver says into an error of the domain, by result code and never by text. Errors that are of
// the domain already pass unchanged. If the context is done, its error is the answer: it interrupts what is under way.
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
	if errors.Is(err, sql.ErrConnDone) || errors.Is(err, sql.ErrTxDone) || errors.Is(err, driver.ErrBadConn) {
		return disclosure.Errorf(disclosure.Unavailable, "%s: the connection was lost: %w", operation, err)
	}
	if failure, ok := errors.AsType[*sqlite.Error](err); ok {
		if text, found := unavailable[failure.Code()&primaryCode]; found {
			return disclosure.Errorf(disclosure.Unavailable, "%s: %s: %w", operation, text, err)
		}
	}
	return disclosure.Errorf(disclosure.Internal, "%s: %w", operation, err)
}

// isTaken reports whether err says that a row with the same unique value exists.
func isTaken(err error) bool {
	failure, ok := errors.AsType[*sqlite.Error](err)
	return ok && failure.Code() == codes.SQLITE_CONSTRAINT_UNIQUE
}

// isPresent reports whether err says that a row with the same key or unique value exists.
func isPresent(err error) bool {
	failure, ok := errors.AsType[*sqlite.Error](err)
	return ok && (failure.Code() == codes.SQLITE_CONSTRAINT_PRIMARYKEY || failure.Code() == codes.SQLITE_CONSTRAINT_ROWID ||
		isTaken(err))
}
