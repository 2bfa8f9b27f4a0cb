package search

import (
	"slices"
	"unicode/utf8"

	"mingshi/internal/disclosure"
)

// Document is what a record offers to be found by. It says nothing that is not public.
type Document struct {
	ID disclosure.ID
	// SortName orders venues; other kinds leave it empty.
	SortName string
	// DecidedOn is zero for venues, which have no decision.
	DecidedOn disclosure.Date
	// PublicUntil is the last public day; zero means without end.
	PublicUntil disclosure.Date

	// Names are the record's own and its venue's, the one it goes by first; texts are all else that is read.
	Names []string
	Texts []string
	// Numbers are those of documents, permits and filings; codes are credit codes and the older ones beside them.
	Numbers []string
	Codes   []string

	// Values are the properties that can be filtered by, less kind (the id's) and year (the date's).
	State            string
	Authority        string
	Street           string
	VenueKind        string
	CounterpartyKind string
	Grade            string
	PenaltyKinds     []string
	// Fine is nil where there is none.
	Fine *disclosure.Fen
}

// Values are the document's values in a field; none where it has no such property.
func (d *Document) Values(f Field) []string {
	single := ""
	switch f {
	case FieldKind:
		single = string(d.ID.Kind())
	case FieldState:
		single = d.State
	case FieldAuthority:
		single = d.Authority
	case FieldStreet:
		single = d.Street
	case FieldVenueKind:
		single = d.VenueKind
	case FieldCounterpartyKind:
		single = d.CounterpartyKind
	case FieldGrade:
		single = d.Grade
	case FieldPenaltyKind:
		return d.PenaltyKinds
	case FieldYear:
		if !d.DecidedOn.IsZero() {
			single = d.DecidedOn.String()[:4]
		}
	}
	if single == "" {
		return nil
	}
	return []string{single}
}

// maxFine is the most that disclosure.ParseYuan reads.
const maxFine disclosure.Fen = 1e18 - 1

// Check refuses a document that no index could keep: an id of no searchable kind, a venue with a date or fine, another kind
// with a sort name, one that is no UTF-8, a fine that is none.
func (d *Document) Check() error {
	kind := d.ID.Kind()
	switch {
	case !slices.Contains(Kinds(), kind):
		return disclosure.Errorf(disclosure.Invalid, "document %q: no searchable kind", d.ID)
	case kind == disclosure.KindVenue && (!d.DecidedOn.IsZero() || d.Fine != nil):
		return disclosure.Errorf(disclosure.Invalid, "document %s: a venue has neither decision date nor fine", d.ID)
	case kind != disclosure.KindVenue && d.SortName != "":
		return disclosure.Errorf(disclosure.Invalid, "document %s: only venues have a sort name", d.ID)
	case d.Fine != nil && (*d.Fine < 0 || *d.Fine > maxFine):
		return disclosure.Errorf(disclosure.Invalid, "document %s: no fine is %d fen", d.ID, *d.Fine)
	case !utf8.ValidString(d.SortName):
		return disclosure.Errorf(disclosure.Invalid, "document %s: its sort name is no UTF-8", d.ID)
	}
	return nil
}
