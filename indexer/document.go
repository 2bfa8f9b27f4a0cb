package indexer

import (
	"cmp"
	"slices"

	"mingshi/internal/disclosure"
	"mingshi/internal/search"
)

// NewDocument makes the document of a record from its body, the venue that it belongs to (nil where there is none, and for
// venues) and, of a venue, the letter of its present grade ("" for none). The record's own texts come before those of its
// venue; each text comes once in each role.
func NewDocument(r *disclosure.Record, body disclosure.Body, venue *disclosure.Venue, grade string) search.Document {
	d := search.Document{
		ID: r.ID, DecidedOn: r.DecidedOn, PublicUntil: r.PublicUntil, State: string(r.State), Authority: r.Authority,
	}
	addMembers(&d, search.Members(body))
	if venue != nil {
		addMembers(&d, search.VenueMembers(venue))
		d.Street, d.VenueKind = venue.Street, string(venue.VenueKind)
	}
	switch body := body.(type) {
	case *disclosure.Venue:
		d.SortName, d.DecidedOn = r.Name, disclosure.Date{}
		d.Street, d.VenueKind, d.Grade = body.Street, string(body.VenueKind), grade
	case *disclosure.Permit:
		d.CounterpartyKind = string(body.Counterparty.Kind)
	case *disclosure.Filing:
		d.CounterpartyKind = string(body.Counterparty.Kind)
		// A filed place that is missing from the register still lies in a street.
		d.Street = cmp.Or(d.Street, body.Premises.Street)
		d.VenueKind = cmp.Or(d.VenueKind, string(body.Premises.VenueKind))
	case *disclosure.Penalty:
		d.CounterpartyKind = string(body.Counterparty.Kind)
		for _, kind := range body.PenaltyKinds {
			d.PenaltyKinds = appendNew(d.PenaltyKinds, string(kind))
		}
		d.Fine = body.Fine
	case *disclosure.Grading:
		if body.Grade != nil {
			d.Grade = body.Grade.Letter
		}
	}
	return d
}

func addMembers(d *search.Document, members []search.Member) {
	for _, m := range members {
		switch m.Role {
		case search.RoleName:
			d.Names = appendNew(d.Names, m.Text)
		case search.RoleText:
			d.Texts = appendNew(d.Texts, m.Text)
		case search.RoleNumber:
			d.Numbers = appendNew(d.Numbers, m.Text)
		case search.RoleCode:
			d.Codes = appendNew(d.Codes, m.Text)
		}
	}
}

func appendNew(list []string, text string) []string {
	if slices.Contains(list, text) {
		return list
	}
	return append(list, text)
}
