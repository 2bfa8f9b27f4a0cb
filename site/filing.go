package site

import (
	"mingshi/internal/disclosure"
	"mingshi/internal/dossier"
)

// filingView is the page of one filing with every public field.
type filingView struct {
	frame
	permitBrief
	Facts []fact
}

func (*filingView) page() string { return "filing" }

func (s *site) filing(v *visit) (view, error) {
	entry, at, err := placed[*disclosure.Filing](s, v, disclosure.KindFiling)
	if err != nil {
		return nil, err
	}
	shown := &filingView{
		frame:       s.recordFrame(v, &entry.Record, v.T("site.filing.title", entry.Facts.Counterparty.Name, entry.Facts.DocumentNumber)),
		permitBrief: v.filingBrief(&entry),
		Facts:       v.filingFacts(&entry),
	}
	shown.Venue = at
	return shown, nil
}

func (v *visit) filingFacts(e *dossier.Entry[*disclosure.Filing]) []fact {
	facts := e.Facts
	l := factList{voice: v.voice}
	l.add("site.field.document_title", facts.DocumentTitle)
	l.code("site.field.filing_number", facts.DocumentNumber)
	l.counterparty(&facts.Counterparty, e.Subject)
	l.add("site.field.premises_name", facts.Premises.Name)
	l.say("site.field.venue_kind", v.label(facts.Premises.VenueKind))
	l.add("site.field.address", facts.Premises.Address)
	l.add("site.field.street", facts.Premises.Street)
	l.add("site.field.filing_content", facts.Content)
	l.day("site.field.filed_on", facts.DecidedOn)
	l.day("site.field.valid_from", facts.ValidFrom)
	l.until("site.field.valid_until", facts.ValidUntil)
	l.say("site.field.status", v.label(facts.Status.On(v.today, facts.ValidUntil)))
	l.parties(facts.Authority, facts.Source)
	l.add("site.field.remark", facts.Remark)
	l.envelope(&e.Record)
	return l.Facts
}
