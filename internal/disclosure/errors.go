package disclosure

import (
	"errors"
	"fmt"
)

// ErrorKind is the closed set of reasons for which the house refuses. Edges (HTTP, command line) translate kinds, never
// texts: an internal text does not leave the process.
type ErrorKind int

const (
	// Internal is everything that is not one of the others: a defect of ours.
	Internal ErrorKind = iota
	// NotFound: no such thing was ever published here.
	NotFound
	// Gone: it was published and has ended (withdrawn, repaired, expired); the error carries the tombstone.
	Gone
	// Conflict: somebody else wrote first; nothing was written.
	Conflict
	// Invalid: the request or the input is wrong and would be wrong again.
	Invalid
	// Unavailable: a store, disk or network does not answer now; the same call may succeed later.
	Unavailable
)

var errorKindNames = [...]string{"internal", "not found", "gone", "conflict", "invalid", "unavailable"}

// String names the kind for logs.
func (k ErrorKind) String() string { return errorKindNames[k] }

// Error is the one error type of the domain. Its text names the operation and what it was about, in lower case; it is
// for logs and operators, not for visitors.
type Error struct {
	Kind ErrorKind
	// Tombstone is what remains of a gone record; nil for every other kind.
	Tombstone *Tombstone
	// Err carries the text and the cause.
	Err error
}

// Error gives the text of the error and of its causes.
func (e *Error) Error() string { return e.Err.Error() }

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// Errorf makes an error of the given kind. With %w the cause stays reachable by errors.Is and errors.As.
func Errorf(kind ErrorKind, format string, args ...any) error {
	return &Error{Kind: kind, Err: fmt.Errorf(format, args...)} //nolint:err113 // the one place where errors are made
}

// GoneError is what reading a gone record answers.
func GoneError(t Tombstone) error {
	return &Error{Kind: Gone, Tombstone: &t, Err: fmt.Errorf("%s is %s", t.ID, t.State)} //nolint:err113 // as Errorf
}

// KindOf returns the kind of the outermost domain error in err's chain, Internal when there is none.
func KindOf(err error) ErrorKind {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Kind
	}
	return Internal
}

// TombstoneOf returns what remains of the gone record that err speaks of.
func TombstoneOf(err error) (Tombstone, bool) {
	if e, ok := errors.AsType[*Error](err); ok && e.Tombstone != nil {
		return *e.Tombstone, true
	}
	return Tombstone{}, false
}
