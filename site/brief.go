package site

import (
	"mingshi/internal/disclosure"
	"mingshi/internal/dossier"
	"mingshi/internal/search"
)

// penaltyBrief is a penalty as a line of a list.
type penaltyBrief struct {
	Page     string
	Number   marked
	Name     marked
	On       disclosure.Date
	About    marked
	Kinds    string
	Fine     string
	Disputed bool
	// Until is the last public day.
	Until disclosure.Date
	// Venue is nil where the penalty is about none, or not known to be.
	Venue *venueLink
	Found []passage
}

// permitBrief is a permit or filing as a line of a list.
type permitBrief struct {
	Page     string
	Kind     disclosure.Kind
	Number   marked
	Name     marked
	What     marked
	On       disclosure.Date
	From     disclosure.Date
	Until    disclosure.Date
	Status   disclosure.PermitStatus
	InForce  bool
	Disputed bool
	Venue    *venueLink
	Found    []passage
}

// venueBrief is a venue as a line of a list.
type venueBrief struct {
	Page     string
	Name     marked
	Kind     disclosure.VenueKind
	Address  marked
	Status   disclosure.VenueStatus
	Trading  bool
	Disputed bool
	Grade    *gradeView
	Found    []passage
}

// venueLink leads to the venue that a record belongs to.
type venueLink struct {
	Page string
	Name marked
}

func (v *visit) linkOf(ref dossier.VenueRef, ok bool) *venueLink {
	if !ok {
		return nil
	}
	return &venueLink{Page: address(ref.ID), Name: v.mark(search.RoleName, ref.Name)}
}

func (v *visit) penaltyBrief(e *dossier.Entry[*disclosure.Penalty]) penaltyBrief {
	return penaltyBrief{
		Page: address(e.ID), Number: v.mark(search.RoleNumber, e.Facts.DocumentNumber),
		Name: v.mark(search.RoleName, e.Facts.Counterparty.Name), On: e.Facts.DecidedOn,
		About: v.mark(search.RoleText, e.Facts.ViolationType), Kinds: v.kindsOf(e.Facts.PenaltyKinds), Fine: v.yuan(e.Facts.Fine),
		Disputed: e.State == disclosure.StateDisputed, Until: e.PublicUntil,
	}
}

func (v *visit) permitBrief(e *dossier.Entry[*disclosure.Permit]) permitBrief {
	number := e.Facts.PermitNumber
	if number == "" {
		number = e.Facts.DocumentNumber
	}
	status := e.Facts.Status.On(v.today, e.Facts.ValidUntil)
	what := e.Facts.CertificateName
	if what == "" {
		what = e.Facts.DocumentTitle
	}
	return permitBrief{
		Page: address(e.ID), Kind: e.Kind, Number: v.mark(search.RoleNumber, number),
		Name: v.mark(search.RoleName, e.Facts.Counterparty.Name), What: plain(what),
		On: e.Facts.DecidedOn, From: e.Facts.ValidFrom, Until: e.Facts.ValidUntil, Status: status,
		InForce: status == disclosure.PermitInForce, Disputed: e.State == disclosure.StateDisputed,
	}
}

func (v *visit) filingBrief(e *dossier.Entry[*disclosure.Filing]) permitBrief {
	status := e.Facts.Status.On(v.today, e.Facts.ValidUntil)
	return permitBrief{
		Page: address(e.ID), Kind: e.Kind, Number: v.mark(search.RoleNumber, e.Facts.DocumentNumber),
		Name: v.mark(search.RoleName, e.Facts.Counterparty.Name), What: v.mark(search.RoleName, e.Facts.Premises.Name),
		On: e.Facts.DecidedOn, From: e.Facts.ValidFrom, Until: e.Facts.ValidUntil, Status: status,
		InForce: status == disclosure.PermitInForce, Disputed: e.State == disclosure.StateDisputed,
	}
}

func (v *visit) venueBrief(e *dossier.Entry[*disclosure.Venue], grade *dossier.CurrentGrade) venueBrief {
	return venueBrief{
		Page: address(e.ID), Name: v.mark(search.RoleName, e.Facts.Name), Kind: e.Facts.VenueKind,
		Address: v.mark(search.RoleText, e.Facts.Address), Status: e.Facts.Status,
		Trading: e.Facts.Status == disclosure.VenueOpen, Disputed: e.State == disclosure.StateDisputed, Grade: v.currentGrade(grade),
	}
}
