package postgres

import (
	"strings"

	"mingshi/internal/disclosure"
)

// Cause is the closed set of reasons why a database cannot be used, as far as the advice to an operator differs.
type Cause string

const (
	// CauseUnknown: none of the others; the error's own text says what is known.
	CauseUnknown Cause = "unknown"
	// CauseUnreachable: no server answers at the address.
	CauseUnreachable Cause = "unreachable"
	// CauseRole: the server does not let the role in (SQLSTATE class 28).
	CauseRole Cause = "role"
	// CauseNoDatabase: the server has no database of that name.
	CauseNoDatabase Cause = "no_database"
	// CauseRights: the role came in and may not do that.
	CauseRights Cause = "rights"
	// CauseStore: the database answers, but what it holds is no whole store of the present schema.
	CauseStore Cause = "store"
)

// Why tells for what reason an error of this package says that the database cannot be used.
func Why(err error) Cause {
	switch code := codeOf(err); {
	case strings.HasPrefix(code, "28"):
		return CauseRole
	case code == "3D000":
		return CauseNoDatabase
	case code == "42501":
		return CauseRights
	case lost(err):
		return CauseUnreachable
	case code == "" && disclosure.KindOf(err) == disclosure.Unavailable:
		return CauseStore
	}
	return CauseUnknown
}
