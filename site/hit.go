package site

import (
	"mingshi/internal/disclosure"
	"mingshi/internal/dossier"
	"mingshi/internal/search"
)

// hit is a record of any kind as a line of what was found; one of the briefs is set.
type hit struct {
	Kind    disclosure.Kind
	Venue   *venueBrief
	Penalty *penaltyBrief
	// Permit is a permit or a filing.
	Permit  *permitBrief
	Grading *gradingHit
	Reading *readingHit
}

// gradingHit is the outcome of one inspection as a line of a list. It has no page of its own: its venue shows it.
type gradingHit struct {
	Grade    *gradeView
	Occasion disclosure.InspectionKind
	Number   marked
	// Venue is nil where no public venue has the number.
	Venue *venueLink
	Found []passage
}

// readingHit is one test as a line of a list. Its venue shows it.
type readingHit struct {
	readingView
	Number marked
	Venue  *venueLink
	Found  []passage
}

// hits shows records of all kinds, in the order given.
func (s *site) hits(v *visit, records []disclosure.Record) ([]hit, error) {
	places := map[disclosure.Kind][]int{}
	for i := range records {
		places[records[i].Kind] = append(places[records[i].Kind], i)
	}
	list := make([]hit, len(records))
	for kind, at := range places {
		of := make([]disclosure.Record, len(at))
		for n, i := range at {
			of[n] = records[i]
			list[i].Kind = kind
		}
		if err := s.hitsOf(v, kind, of, func(n int) *hit { return &list[at[n]] }); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// hitsOf fills in the hits of one kind.
func (s *site) hitsOf(v *visit, kind disclosure.Kind, records []disclosure.Record, at func(n int) *hit) (err error) {
	switch kind {
	case disclosure.KindVenue:
		var list []venueBrief
		list, err = s.venueBriefs(v, records)
		for n := range list {
			at(n).Venue = &list[n]
		}
	case disclosure.KindPenalty:
		var list []penaltyBrief
		list, err = s.penaltyBriefs(v, records)
		for n := range list {
			at(n).Penalty = &list[n]
		}
	case disclosure.KindPermit:
		var list []permitBrief
		list, err = s.permitBriefs(v, records)
		for n := range list {
			at(n).Permit = &list[n]
		}
	case disclosure.KindFiling:
		var list []permitBrief
		list, err = s.filingBriefs(v, records)
		for n := range list {
			at(n).Permit = &list[n]
		}
	case disclosure.KindGrading:
		var list []gradingHit
		list, err = s.gradingHits(v, records)
		for n := range list {
			at(n).Grading = &list[n]
		}
	case disclosure.KindReading:
		var list []readingHit
		list, err = s.readingHits(v, records)
		for n := range list {
			at(n).Reading = &list[n]
		}
	case disclosure.KindBoard: // never searched
	}
	return err
}

func (s *site) gradingHits(v *visit, records []disclosure.Record) ([]gradingHit, error) {
	entries, err := decodeAll[*disclosure.Grading](records)
	if err != nil {
		return nil, err
	}
	venues, err := dossier.VenuesOf(v.UserContext(), s.Reader, records)
	if err != nil {
		return nil, err
	}
	list := make([]gradingHit, len(entries))
	for i := range entries {
		facts := entries[i].Facts
		ref, ok := venues[entries[i].ID]
		grade := v.gradeOf(facts)
		list[i] = gradingHit{
			Grade: &grade, Occasion: facts.InspectionKind, Number: v.mark(search.RoleNumber, facts.PermitNumber),
			Venue: v.linkOf(ref, ok),
		}
		if list[i].Found, err = s.passages(v, facts, ref, list[i].Number); err != nil {
			return nil, err
		}
	}
	return list, nil
}

func (s *site) readingHits(v *visit, records []disclosure.Record) ([]readingHit, error) {
	entries, err := decodeAll[*disclosure.Reading](records)
	if err != nil {
		return nil, err
	}
	venues, err := dossier.VenuesOf(v.UserContext(), s.Reader, records)
	if err != nil {
		return nil, err
	}
	list := make([]readingHit, len(entries))
	for i := range entries {
		facts := entries[i].Facts
		ref, ok := venues[entries[i].ID]
		list[i] = readingHit{
			readingView: v.reading(facts), Number: v.mark(search.RoleNumber, facts.PermitNumber), Venue: v.linkOf(ref, ok),
		}
		if list[i].Found, err = s.passages(v, facts, ref, list[i].Number); err != nil {
			return nil, err
		}
	}
	return list, nil
}
