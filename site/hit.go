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
func (s *site) hitsOf(v *visit, kind disclosure.Kind, records []disclosure.Record, at func(n int) *hit) error {
	switch kind {
	case disclosure.KindVenue:
		list, err := s.venueBriefs(v, records)
		return assign(list, err, at, func(h *hit, line *venueBrief) { h.Venue = line })
	case disclosure.KindPenalty:
		list, err := s.penaltyBriefs(v, records)
		return assign(list, err, at, func(h *hit, line *penaltyBrief) { h.Penalty = line })
	case disclosure.KindPermit:
		list, err := s.permitBriefs(v, records)
		return assign(list, err, at, func(h *hit, line *permitBrief) { h.Permit = line })
	case disclosure.KindFiling:
		list, err := s.filingBriefs(v, records)
		return assign(list, err, at, func(h *hit, line *permitBrief) { h.Permit = line })
	case disclosure.KindGrading:
		list, err := s.gradingHits(v, records)
		return assign(list, err, at, func(h *hit, line *gradingHit) { h.Grading = line })
	case disclosure.KindReading:
		list, err := s.readingHits(v, records)
		return assign(list, err, at, func(h *hit, line *readingHit) { h.Reading = line })
	case disclosure.KindBoard: // never searched
	}
	return nil
}

func assign[L any](list []L, err error, at func(n int) *hit, set func(h *hit, line *L)) error {
	for n := range list {
		set(at(n), &list[n])
	}
	return err
}

func (s *site) gradingHits(v *visit, records []disclosure.Record) ([]gradingHit, error) {
	return lines(s, v, records, func(line *gradingHit, e *dossier.Entry[*disclosure.Grading]) slots {
		grade := v.gradeOf(e.Facts)
		*line = gradingHit{
			Grade: &grade, Occasion: e.Facts.InspectionKind, Number: v.mark(search.RoleNumber, e.Facts.PermitNumber),
		}
		return slots{&line.Venue, &line.Found, []marked{line.Number}}
	})
}

func (s *site) readingHits(v *visit, records []disclosure.Record) ([]readingHit, error) {
	return lines(s, v, records, func(line *readingHit, e *dossier.Entry[*disclosure.Reading]) slots {
		*line = readingHit{readingView: v.reading(e), Number: v.mark(search.RoleNumber, e.Facts.PermitNumber)}
		return slots{&line.Venue, &line.Found, []marked{line.Number}}
	})
}
