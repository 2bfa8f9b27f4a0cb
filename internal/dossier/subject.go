package dossier

import (
	"context"

	"mingshi/internal/disclosure"
	"mingshi/internal/store"
)

// Subject is everything public about one business, latest first. Natural persons and businesses without a valid credit
// code have none (design.md §3).
type Subject struct {
	Code string
	// Name is the one on the latest record.
	Name      string
	Venues    []Entry[*disclosure.Venue]
	Permits   []Entry[*disclosure.Permit]
	Filings   []Entry[*disclosure.Filing]
	Penalties []Entry[*disclosure.Penalty]
}

// OfSubject reads everything about the business with the given credit code; kind NotFound if nothing is public.
func OfSubject(ctx context.Context, r store.Reader, code string) (Subject, error) {
	s := Subject{Code: code}
	notFound := disclosure.Errorf(disclosure.NotFound, "subject %q: nothing is public", code)
	if code == "" {
		return Subject{}, notFound
	}
	var err error
	if s.Venues, err = of[*disclosure.Venue](ctx, r, disclosure.KindVenue, code); err != nil {
		return Subject{}, err
	}
	if s.Permits, err = of[*disclosure.Permit](ctx, r, disclosure.KindPermit, code); err != nil {
		return Subject{}, err
	}
	if s.Filings, err = of[*disclosure.Filing](ctx, r, disclosure.KindFiling, code); err != nil {
		return Subject{}, err
	}
	if s.Penalties, err = of[*disclosure.Penalty](ctx, r, disclosure.KindPenalty, code); err != nil {
		return Subject{}, err
	}
	s.Name = s.latestName()
	if s.Name == "" {
		return Subject{}, notFound
	}
	return s, nil
}

// latestName takes the name of the latest decision, or the operator's name on the venue register.
func (s *Subject) latestName() string {
	var name string
	var decided disclosure.Date
	consider := func(candidate string, on disclosure.Date) {
		if name == "" || on.After(decided) {
			name, decided = candidate, on
		}
	}
	for i := range s.Venues {
		consider(s.Venues[i].Facts.Operator.Name, disclosure.Date{})
	}
	for i := range s.Permits {
		consider(s.Permits[i].Facts.Counterparty.Name, s.Permits[i].DecidedOn)
	}
	for i := range s.Filings {
		consider(s.Filings[i].Facts.Counterparty.Name, s.Filings[i].DecidedOn)
	}
	for i := range s.Penalties {
		consider(s.Penalties[i].Facts.Counterparty.Name, s.Penalties[i].DecidedOn)
	}
	return name
}
