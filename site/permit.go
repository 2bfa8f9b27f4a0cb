package site

import (
	"mingshi/internal/disclosure"
	"mingshi/internal/dossier"
)

// permitView is the page of one permit with every public field.
type permitView struct {
	frame
	permitBrief
	Facts []fact
}

func (*permitView) page() string { return "permit" }

func (s *site) permit(v *visit) (view, error) {
	entry, at, err := placed[*disclosure.Permit](s, v, disclosure.KindPermit)
	if err != nil {
		return nil, err
	}
	shown := &permitView{
		frame:       s.recordFrame(v, &entry.Record, v.T("site.permit.title", entry.Facts.Counterparty.Name, entry.Facts.DocumentNumber)),
		permitBrief: v.permitBrief(&entry),
		Facts:       v.permitFacts(&entry),
	}
	shown.Venue = at
	return shown, nil
}

func (v *visit) permitFacts(e *dossier.Entry[*disclosure.Permit]) []fact {
	facts := e.Facts
	l := factList{voice: v.voice}
	l.add("site.field.document_title", facts.DocumentTitle)
	l.code("site.field.document_number", facts.DocumentNumber)
	l.counterparty(&facts.Counterparty, e.Subject)
	l.say("site.field.permit_kind", v.label(facts.PermitKind))
	l.add("site.field.permit_kind_other", facts.PermitKindOther)
	l.add("site.field.certificate_name", facts.CertificateName)
	l.code("site.field.permit_number", facts.PermitNumber)
	l.add("site.field.permit_content", facts.Content)
	l.day("site.field.decided_on", facts.DecidedOn)
	l.day("site.field.valid_from", facts.ValidFrom)
	l.until("site.field.valid_until", facts.ValidUntil)
	l.say("site.field.status", v.label(facts.Status.On(v.today, facts.ValidUntil)))
	l.parties(facts.Authority, facts.Source)
	l.add("site.field.remark", facts.Remark)
	l.envelope(&e.Record)
	return l.Facts
}
