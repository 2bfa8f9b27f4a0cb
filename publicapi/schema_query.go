package publicapi

// ListQuery are the parameters that every list takes, and the search over all kinds.
type ListQuery struct {
	// Text to find, at most 200 characters. It is cut at spaces into at most 10 terms, all of which must match, each in any one member.
	Q string `json:"q" maxLength:"200" example:"青禾"`
	// 1: a term of latin letters also matches names of which it is the pinyin or the initials.
	Pinyin string `json:"pinyin" enums:"0,1" default:"0" example:"1"`
	// Credit code (统一社会信用代码) of the authority that decided.
	Authority string `json:"authority" example:"11320282014043721R"`
	// Street or town (街道) of the venue, as it is written in the records.
	Street string `json:"street" example:"青禾街道"`
	// Kind of the venue at which it happened.
	VenueKind string `json:"venue_kind" extensions:"x-list=VenueKind" example:"bathing"`
	// Kind of counterparty (行政相对人类别).
	CounterpartyKind string `json:"counterparty_kind" extensions:"x-list=CounterpartyKind" example:"organization"`
	// Letter of the grade: of a venue its present one, of a grading its own.
	Grade string `json:"grade" enums:"A,B,C" example:"B"`
	// Kind of penalty (处罚类别) among those imposed.
	PenaltyKind string `json:"penalty_kind" extensions:"x-list=PenaltyKind" example:"fine"`
	// State of the record.
	State string `json:"state" enums:"published,disputed" example:"published"`
	// First day of the decision, inspection or sample, inclusive.
	DecidedFrom string `json:"decided_from" format:"date" example:"2025-01-01"`
	// Last day of the decision, inspection or sample, inclusive.
	DecidedTo string `json:"decided_to" format:"date" example:"2025-12-31"`
	// Least fine in yuan, inclusive, at most two decimals.
	FineFrom string `json:"fine_from" pattern:"^[0-9]{1,16}([.][0-9]{1,2})?$" example:"1000"`
	// Greatest fine in yuan, inclusive, at most two decimals.
	FineTo string `json:"fine_to" pattern:"^[0-9]{1,16}([.][0-9]{1,2})?$" example:"50000.00"`
	// How many records a page has. all gives every record at once, in formats other than json alone.
	Limit int `json:"limit" minimum:"1" maximum:"200" default:"20" extensions:"x-or=all,x-or-with=format:ndjson" example:"2"`
	// Cursor: the next of the page before. It is opaque and holds for the same other parameters alone. A record that is there all
	// the time is on exactly one page, whatever is published in between.
	After string `json:"after"`
	// Fields of which the values are counted among all records found, separated by commas, each once. Not with formats other than json.
	Facets []string `json:"facets" enums:"kind,state,authority,street,venue_kind,counterparty_kind,grade,penalty_kind,year" example:"year,penalty_kind"` //nolint:lll // a tag is one line
	// Format of the answer. It goes before Accept, which chooses among the media types of the answer.
	Format string `json:"format" enums:"json,ndjson,csv,xlsx,parquet" default:"json" example:"ndjson"`
	// 1: CSV begins with a byte order mark, by which Excel knows UTF-8. With format=csv alone.
	BOM string `json:"bom" enums:"0,1" default:"0" extensions:"x-with=format:csv"`
}
