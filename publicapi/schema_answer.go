package publicapi

import (
	"time"

	"mingshi/internal/disclosure"
)

// AsOf says as of when an answer is true.
type AsOf struct {
	// Instant of the last change or expiry that the answer knows of; null as long as nothing was published.
	AsOf *time.Time `json:"as_of"`
	// Position of the feed that the answer knows of.
	Position int64 `json:"position" minimum:"0"`
}

// Page is what every list has beside its records.
type Page struct {
	// How many records match in all; where total_is_exact is false, the least that there are.
	Total int64 `json:"total" minimum:"0"`
	// Whether total is exact.
	TotalIsExact bool `json:"total_is_exact"`
	// Cursor of the next page, opaque: give it as after, all other parameters unchanged; null at the end.
	Next *string `json:"next"`
	// For each field asked for, the values that occur among all records found, the most frequent first.
	Facets map[string][]Facet `json:"facets"`
	AsOf
}

// Facet is how many of the records that were found have a value.
type Facet struct {
	// The value, as the filter of the same name takes it.
	Value string `json:"value"`
	// What the value is called, if lang is given and the value is one of a closed list.
	Label string `json:"label,omitempty"`
	// How many records have it.
	Count int64 `json:"count" minimum:"1"`
}

// PermitList is a page of permits.
type PermitList struct {
	// Records of the page; with codes=gen3 in the standard's own members.
	Data []any `json:"data" oneof:"Permit,PermitGen3"`
	Page
}

// FilingList is a page of filings.
type FilingList struct {
	// Records of the page.
	Data []Filing `json:"data"`
	Page
}

// PenaltyList is a page of penalties.
type PenaltyList struct {
	// Records of the page; with codes=gen3 in the standard's own members.
	Data []any `json:"data" oneof:"Penalty,PenaltyGen3"`
	Page
}

// VenueList is a page of venues.
type VenueList struct {
	// Records of the page.
	Data []Venue `json:"data"`
	Page
}

// GradingList is a page of gradings.
type GradingList struct {
	// Records of the page.
	Data []Grading `json:"data"`
	Page
}

// ReadingList is a page of readings.
type ReadingList struct {
	// Records of the page.
	Data []Reading `json:"data"`
	Page
}

// RecordList is a page of records of several kinds.
type RecordList struct {
	// Records of the page; kind tells which they are. With kind and codes=gen3 in the standard's own members.
	Data []any `json:"data" oneof:"Permit,Filing,Penalty,Venue,Grading,Reading,PermitGen3,PenaltyGen3"`
	Page
}

// Change is one change of one record, without the record.
type Change struct {
	// Position of the change in the feed, growing, never reused.
	Position int64 `json:"position" minimum:"1"`
	// Instant of the change.
	At time.Time `json:"at"`
	// What happened.
	Op disclosure.Op `json:"op"`
	// Kind of the record.
	Kind disclosure.Kind `json:"kind"`
	// Id of the record.
	ID disclosure.ID `json:"id"`
	// Version that the change made.
	Version int64 `json:"version" minimum:"1"`
	// Public reason; null where the operation has none.
	Reason *disclosure.Reason `json:"reason"`
	// Digest of the record after the change; null where the change ended it, since there is no body to vouch for.
	Digest *disclosure.Digest `json:"digest"`
}

// ChangeWithRecord is one change of the feed.
type ChangeWithRecord struct {
	Change

	// The record as it is now, not as it was then; null once it is gone, in its earlier changes too.
	Record any `json:"record" oneof:"Permit,Filing,Penalty,Venue,Grading,Reading,Board" nullable:"true"`
}

// ChangePage is a page of the feed.
type ChangePage struct {
	// Which feed this is. Another one means that the data was restored or begun anew: positions do not carry over.
	FeedID string `json:"feed_id"`
	// Changes in the order of their positions.
	Changes []ChangeWithRecord `json:"changes"`
	// Last position that was examined, also if a filter left it out: the after of the next request.
	Next int64 `json:"next" minimum:"0"`
	// Head of the feed: there is more as long as next is less.
	Position int64 `json:"position" minimum:"0"`
}

// History is what happened to one record, also after it is gone, and never what it said before.
type History struct {
	// Id of the record.
	ID disclosure.ID `json:"id"`
	// Kind of the record.
	Kind disclosure.Kind `json:"kind"`
	// Present state of the record.
	State disclosure.State `json:"state"`
	// Changes, earliest first.
	Data []Change `json:"data"`
	WholeList
}

// WholeList is what a list has that is given whole.
type WholeList struct {
	// How many entries data has.
	Total int64 `json:"total" minimum:"0"`
	// Always true.
	TotalIsExact bool `json:"total_is_exact"`
	// Always null.
	Next *string `json:"next"`
	// Always empty.
	Facets map[string][]Facet `json:"facets"`
	AsOf
}

// Subject is everything public about one business.
type Subject struct {
	// Unified social credit code (统一社会信用代码) in its normal form.
	Code string `json:"code"`
	// Name of the business.
	Name string `json:"name"`
	// Address of its page.
	URL string `json:"url" format:"uri"`
	// Venues that it runs.
	Venues []Venue `json:"venues"`
	// Permits that it has, latest first.
	Permits []Permit `json:"permits"`
	// Filings that it made, latest first.
	Filings []Filing `json:"filings"`
	// Public penalties of it, latest first.
	Penalties []Penalty `json:"penalties"`
	AsOf
}

// SubjectList is a page of businesses.
type SubjectList struct {
	// Businesses of the page.
	Data []SubjectBrief `json:"data"`
	Page
}

// SubjectBrief is a business in the list by penalties.
type SubjectBrief struct {
	// Unified social credit code (统一社会信用代码).
	Code string `json:"code"`
	// Name in its latest public penalty.
	Name string `json:"name"`
	// How many penalties of it are public.
	Penalties int64 `json:"penalties" minimum:"1"`
	// Day of the latest decision among them; null if none has one.
	LatestDecidedOn disclosure.Date `json:"latest_decided_on"`
	// Address of its page.
	URL string `json:"url" format:"uri"`
}

// Suggestions are names that fit a text.
type Suggestions struct {
	// Up to eight names, the best first, none twice.
	Data []Suggestion `json:"data"`
	AsOf
}

// Suggestion is one name.
type Suggestion struct {
	// Id of the record that has the name.
	ID disclosure.ID `json:"id"`
	// The name.
	Name string `json:"name"`
	// Kind of the record.
	Kind disclosure.Kind `json:"kind"`
	// Address of the record's page.
	URL string `json:"url" format:"uri"`
}

// Authorities are the publishers of this site.
type Authorities struct {
	// Publishers: one.
	Data []publisher `json:"data"`
	WholeList
}

// Probe says that the service answers.
type Probe struct {
	// What holds.
	Status string `json:"status" enums:"ok,ready"`
	// Version of the program.
	Build string `json:"build"`
}
