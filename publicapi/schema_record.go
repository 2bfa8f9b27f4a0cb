package publicapi

import (
	"time"

	"mingshi/internal/disclosure"
)

// The types of the files schema_*.go describe answers for openapi/openapi.yaml; package wire writes them member by member,
// and every answer of every test is held against the description. openapi/describe says how they are read.

// Envelope is what every record has around its body.
type Envelope struct {
	// Permanent name of the record: the prefix of its kind and 13 characters of Crockford base32, random, never reused.
	ID disclosure.ID `json:"id"`
	// Kind of the record.
	Kind disclosure.Kind `json:"kind"`
	// Version of the record, from 1; every change makes the next one.
	Version int64 `json:"version" minimum:"1"`
	// State of the record. What is neither published nor disputed is gone and is answered 410.
	State string `json:"state" enums:"published,disputed"`
	// Position of the record's last change in the feed.
	Position int64 `json:"position" minimum:"1"`
	// Instant of the first publication.
	PublishedAt time.Time `json:"published_at"`
	// Last public day (公示截止期), in the authority's zone; null: without end.
	PublicUntil disclosure.Date `json:"public_until"`
	// Instant of the last change.
	UpdatedAt time.Time `json:"updated_at"`
	// Publication rules that set public_until.
	Regime string `json:"regime" example:"cn-2021"`
	// 16 random bytes in hexadecimal digits, which go before the body into the digest.
	Salt string `json:"salt" pattern:"^[0-9a-f]{32}$"`
	// SHA-256(salt ‖ body). To check it, take away the members of the envelope, the joined members and all that end in
	// _label, write what is left as canonical JSON (RFC 8785), and hash it behind the 16 bytes of the salt.
	Digest disclosure.Digest `json:"digest"`
	// Address of the record's page; of a grading or reading, which have no page, that of its data.
	URL string `json:"url" format:"uri"`
}

// Match tells which characters of a member the terms of a query match.
type Match struct {
	// Member of the record: names joined by dots, behind that of an array the place in it from 0 (former_names.0).
	Path string `json:"path" example:"counterparty.name"`
	// Pairs [from, to] of Unicode code points of the member's value, to exclusive.
	Ranges [][]int64 `json:"ranges"`
}

// Found is what a record has in addition where it was found by a text.
type Found struct {
	// Where the terms of q stand. Absent without a text; empty where the record was found by the address or the former name of its
	// venue alone. Not part of the body.
	Matches []Match `json:"matches,omitempty"`
}

// VenueRef names the venue to which a record belongs.
type VenueRef struct {
	// Id of the venue.
	ID disclosure.ID `json:"id"`
	// Present signboard name (招牌名称) of the venue.
	Name string `json:"name"`
}

// Party is an authority, a source unit or an operator.
type Party struct {
	// Name of the unit.
	Name string `json:"name"`
	// Unified social credit code (统一社会信用代码), 18 characters; absent where none is known.
	USCC string `json:"uscc,omitempty"`
}

// Counterparty is whom a decision is about (行政相对人). Of a natural person only the surname and 某 are published, and no code.
type Counterparty struct {
	// Name of the organisation or sole trader (行政相对人名称); of a natural person the surname and 某.
	Name string `json:"name"`
	// Kind of counterparty (行政相对人类别).
	Kind disclosure.CounterpartyKind `json:"kind"`
	// Unified social credit code (统一社会信用代码); absent for natural persons.
	USCC string `json:"uscc,omitempty"`
	// Legal representative (法定代表人), of organisations alone.
	LegalRepresentative string `json:"legal_representative,omitempty"`
	// Older codes of the organisation (行政相对人代码_2 to _6).
	OtherCodes *OtherCodes `json:"other_codes,omitempty"`
}

// OtherCodes are the codes that organisations had before or have beside the unified one.
type OtherCodes struct {
	// Business registration number (工商注册号).
	BusinessRegNo string `json:"business_reg_no,omitempty"`
	// Organisation code (组织机构代码).
	OrgCode string `json:"org_code,omitempty"`
	// Tax registration number (税务登记号).
	TaxRegNo string `json:"tax_reg_no,omitempty"`
	// Certificate number of a public institution (事业单位证书号).
	InstitutionCertNo string `json:"institution_cert_no,omitempty"`
	// Registration number of a social organisation (社会组织登记证号).
	SocialOrgRegNo string `json:"social_org_reg_no,omitempty"`
}
