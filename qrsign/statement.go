package qrsign

import (
	"time"

	"github.com/golang-jwt/jwt/v5"

	"mingshi/internal/disclosure"
)

// StatementAge is how long a statement holds at most.
const StatementAge = 7 * 24 * time.Hour

// StatementType is the typ of a statement's header. RFC 8725 §3.11 advises a type of its own, so that nobody can pass a
// statement off as another token, say for a login, under a key that is trusted for both.
const StatementType = "mingshi-statement+jwt"

// Statement is what the publisher vouches for of a venue (RFC 7519): everything in it is public.
type Statement struct {
	// Issuer is the address of the site (iss), Venue the id of the venue (sub).
	Issuer string        `json:"-"`
	Venue  disclosure.ID `json:"-"`
	// From (iat) and Until (exp) are cut to seconds.
	From  time.Time `json:"-"`
	Until time.Time `json:"-"`

	URL      string                 `json:"url"`
	Name     string                 `json:"name"`
	Address  string                 `json:"address"`
	Operator disclosure.Party       `json:"operator"`
	Status   disclosure.VenueStatus `json:"status"`
	// Permit is that of the venue's present number; nil where no public permit or filing has it.
	Permit *StatedPermit `json:"permit"`
	// Grade is nil where none is given: not yet, or not by the last inspection. InspectedOn tells these apart.
	Grade       *StatedGrade    `json:"grade"`
	InspectedOn disclosure.Date `json:"inspected_on"`

	// FeedID, Position and AsOf name the state of the public records that the statement is made from.
	FeedID   string `json:"feed_id"`
	Position int64  `json:"position"`
	AsOf     string `json:"as_of"`
}

// StatedPermit is a permit or filing as a statement has it.
type StatedPermit struct {
	ID         disclosure.ID   `json:"id"`
	Kind       disclosure.Kind `json:"kind"`
	Number     string          `json:"number"`
	ValidUntil disclosure.Date `json:"valid_until"`
	// StatusToday is that of the day on which the statement was made; it must hold until the statement ends.
	StatusToday disclosure.PermitStatus `json:"status_today"`
}

// StatedGrade is a grade as a statement has it.
type StatedGrade struct {
	Letter    string                `json:"letter"`
	Word      Words                 `json:"word"`
	DecidedOn disclosure.Date       `json:"decided_on"`
	Table     disclosure.ScoreTable `json:"table"`
	Grading   disclosure.ID         `json:"grading"`
	// State is that of the grading: published, or disputed while an objection to it is looked into.
	State disclosure.State `json:"state"`
}

// Words is a text in both languages.
type Words struct {
	ZH string `json:"zh"`
	EN string `json:"en"`
}

// claims are the payload of a statement: the registered names first, then ours.
type claims struct {
	jwt.RegisteredClaims
	Statement
}

// Sign gives the statement as a compact JWS (RFC 7515) under the newest key. Equal statements give equal texts. One that ends
// before it begins or holds for longer than StatementAge is refused: its maker is at fault.
func (s *Signer) Sign(of *Statement) (string, error) {
	from, until := of.From.Truncate(time.Second), of.Until.Truncate(time.Second)
	if age := until.Sub(from); age <= 0 || age > StatementAge {
		return "", disclosure.Errorf(disclosure.Internal, "statement of %s: holds for %v, want at most %v", of.Venue, age, StatementAge)
	}
	token := jwt.NewWithClaims(jwt.SigningMethodEdDSA, claims{
		RegisteredClaims: jwt.RegisteredClaims{
			Issuer: of.Issuer, Subject: string(of.Venue), IssuedAt: jwt.NewNumericDate(from), ExpiresAt: jwt.NewNumericDate(until),
		},
		Statement: *of,
	})
	token.Header["kid"], token.Header["typ"] = s.newest.kid, StatementType
	signed, err := token.SignedString(s.newest.private)
	if err != nil {
		return "", disclosure.Errorf(disclosure.Internal, "statement of %s: %w", of.Venue, err)
	}
	return signed, nil
}
