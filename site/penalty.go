package site

import (
	"mingshi/internal/disclosure"
	"mingshi/internal/dossier"
)

// penaltyView is the page of one penalty with every public field.
type penaltyView struct {
	frame
	penaltyBrief
	Facts []fact
}

func (*penaltyView) page() string { return "penalty" }

func (s *site) penalty(v *visit) (view, error) {
	entry, at, err := placed[*disclosure.Penalty](s, v, disclosure.KindPenalty)
	if err != nil {
		return nil, err
	}
	shown := &penaltyView{
		frame:        s.recordFrame(v, &entry.Record, v.T("site.penalty.title", entry.Facts.Counterparty.Name, entry.Facts.DocumentNumber)),
		penaltyBrief: v.penaltyBrief(&entry),
		Facts:        v.penaltyFacts(&entry),
	}
	shown.Venue = at
	shown.NoIndex = isAboutAPerson(entry.Facts)
	return shown, nil
}

func (v *visit) penaltyFacts(e *dossier.Entry[*disclosure.Penalty]) []fact {
	facts := e.Facts
	l := factList{voice: v.voice}
	l.code("site.field.document_number", facts.DocumentNumber)
	l.counterparty(&facts.Counterparty, e.Subject)
	l.add("site.field.violation_type", facts.ViolationType)
	l.add("site.field.facts", facts.Facts)
	l.add("site.field.legal_basis", facts.LegalBasis)
	l.say("site.field.penalty_kinds", v.kindsOf(facts.PenaltyKinds))
	l.add("site.field.penalty_kind_other", facts.PenaltyKindOther)
	l.add("site.field.content", facts.Content)
	l.code("site.field.fine", v.yuan(facts.Fine))
	l.code("site.field.confiscated", v.yuan(facts.Confiscated))
	l.add("site.field.license_action", facts.LicenseAction)
	l.day("site.field.decided_on", facts.DecidedOn)
	l.day("site.field.valid_until", facts.ValidUntil)
	l.misconduct(facts.MisconductClass, e.Regime)
	l.day("site.field.repair_earliest", facts.Repair.EarliestOn)
	l.parties(facts.Authority, facts.Source)
	l.add("site.field.remark", facts.Remark)
	l.envelope(&e.Record)
	return l.Facts
}
