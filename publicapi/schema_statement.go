package publicapi

import "mingshi/internal/disclosure"

// Statement is the payload of a signed statement (JWT claims).
type Statement struct {
	// Issuer: the address of this site.
	Issuer string `json:"iss" format:"uri" example:"https://mingshi.example"`
	// Subject: id of the venue.
	Subject disclosure.ID `json:"sub"`
	// Issued at, in seconds since 1970: the last change of anything published here, or the local midnight after it.
	IssuedAt int64 `json:"iat"`
	// Ends, in seconds since 1970: at most 7 days behind iat, and no later than the permit's valid_until.
	ExpiresAt int64 `json:"exp"`
	// Address of the venue's page.
	URL string `json:"url" format:"uri"`
	// Signboard name (招牌名称).
	Name string `json:"name"`
	// Address (地址).
	Address string `json:"address"`
	// Business that runs the venue.
	Operator Party `json:"operator"`
	// Whether the venue is open.
	Status disclosure.VenueStatus `json:"status"`
	// Permit or filing that has the venue's present number; null where none that is public has it.
	Permit *StatedPermit `json:"permit"`
	// Present grade; null where there is none: not yet, or not by the last inspection.
	Grade *StatedGrade `json:"grade"`
	// Day of the last inspection, also where it gave no grade; null: none was published.
	InspectedOn disclosure.Date `json:"inspected_on"`
	// Feed of which position is.
	FeedID string `json:"feed_id"`
	// Position of the feed that the statement is made from.
	Position int64 `json:"position" minimum:"1"`
	// Instant of the last change at that position.
	AsOf string `json:"as_of" format:"date-time"`
}

// StatedPermit is a permit or filing as a statement has it.
type StatedPermit struct {
	// Id of the permit or filing.
	ID disclosure.ID `json:"id"`
	// Kind of the record.
	Kind string `json:"kind" enums:"permit,filing"`
	// Number of the permit or filing.
	Number string `json:"number"`
	// Last day of validity; null: without end.
	ValidUntil disclosure.Date `json:"valid_until"`
	// What held on the day of iat; valid_until does not fall before exp unless it has lapsed already.
	StatusToday disclosure.PermitStatus `json:"status_today"`
}

// StatedGrade is a grade as a statement has it: with its scale, its date and the inspection that gave it.
type StatedGrade struct {
	// Letter of the band.
	Letter string `json:"letter" example:"A"`
	// Word of the band.
	Word StatedWords `json:"word"`
	// Day of the inspection.
	DecidedOn string `json:"decided_on" format:"date"`
	// Score table.
	Table ScoreTable `json:"table"`
	// Id of the grading that gave it.
	Grading disclosure.ID `json:"grading"`
	// State of that grading: disputed as long as an objection to it is looked into. Do not show a disputed grade without saying so.
	State string `json:"state" enums:"published,disputed"`
}

// StatedWords is a word in both languages.
type StatedWords struct {
	// Chinese.
	ZH string `json:"zh" example:"优秀"`
	// English.
	EN string `json:"en" example:"Excellent"`
}

// KeySet is a set of public keys (RFC 7517).
type KeySet struct {
	// The keys, the one that signs now first.
	Keys []Key `json:"keys"`
}

// Key is the public half of an Ed25519 key (RFC 8037).
type Key struct {
	// Key type.
	Type string `json:"kty" enums:"OKP"`
	// Curve.
	Curve string `json:"crv" enums:"Ed25519"`
	// Public key, 32 bytes in base64url.
	X string `json:"x" pattern:"^[A-Za-z0-9_-]{43}$"`
	// Name of the key: its thumbprint (RFC 7638).
	ID string `json:"kid" pattern:"^[A-Za-z0-9_-]{43}$"`
	// Use of the key: signatures.
	Use string `json:"use" enums:"sig"`
	// Algorithm.
	Alg string `json:"alg" enums:"EdDSA"`
}
