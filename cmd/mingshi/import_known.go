package main

import (
	"context"
	"slices"

	"mingshi/internal/disclosure"
	"mingshi/internal/grading"
	"mingshi/internal/store"
)

// alreadyPublic answers an import what is public of the venues that its rows name. While rows are checked nothing is published,
// so that answers may be kept: they are, for the venues named last, since files are mostly sorted by venue.
type alreadyPublic struct {
	reader store.Reader
	rules  *grading.Rules
	kept   map[string]*venueFacts
	// none marks kinds of which nothing is published at all: a first import of a hundred thousand rows asks nothing.
	none map[disclosure.Kind]bool
	// misses counts questions that found nothing, by kind; after many of them numbers lists all there are of the kind, so
	// that a hundred thousand strangers are not looked for one by one.
	misses  map[disclosure.Kind]int
	numbers map[disclosure.Kind]map[string]bool
}

const (
	// manyMisses is after how many questions without an answer all numbers of a kind are read.
	manyMisses = 500
	// mostNumbers is how many of them are held.
	mostNumbers = 200_000
)

// keptVenues is how many venues are kept.
const keptVenues = 4096

// venueFacts are what is public of the venue with a number; numbers has that one alone where there is no such venue.
type venueFacts struct {
	kind        disclosure.VenueKind
	numbers     []string
	inspections []*disclosure.Grading
	asked       bool // for the inspections
}

func newAlreadyPublic(reader store.Reader, rules *grading.Rules) *alreadyPublic {
	return &alreadyPublic{
		reader: reader, rules: rules, kept: make(map[string]*venueFacts), none: make(map[disclosure.Kind]bool),
		misses: make(map[disclosure.Kind]int), numbers: make(map[disclosure.Kind]map[string]bool),
	}
}

// venue finds the venue with a number.
func (p *alreadyPublic) venue(ctx context.Context, number string) (*venueFacts, error) {
	if facts, kept := p.kept[number]; kept {
		return facts, nil
	}
	facts := &venueFacts{numbers: []string{number}}
	err := p.each(ctx, disclosure.KindVenue, facts.numbers, func(body disclosure.Body) {
		if venue, ok := body.(*disclosure.Venue); ok && len(venue.PermitNumbers) > 0 {
			facts.kind, facts.numbers = venue.VenueKind, venue.PermitNumbers
		}
	})
	if err != nil {
		return nil, err
	}
	if len(p.kept) == keptVenues {
		clear(p.kept)
	}
	p.kept[number] = facts
	return facts, nil
}

// each decodes what is public of a kind under some numbers.
func (p *alreadyPublic) each(ctx context.Context, kind disclosure.Kind, numbers []string, yield func(disclosure.Body)) error {
	if len(numbers) == 0 {
		return nil
	}
	none, asked := p.none[kind]
	if !asked {
		page, err := p.reader.List(ctx, store.Query{Kind: kind, Limit: 1})
		if err != nil {
			return err
		}
		none = len(page.Records) == 0
		p.none[kind] = none
	}
	if none || p.strangers(kind, numbers) {
		return nil
	}
	found := false
	err := p.pages(ctx, store.Query{Kind: kind, Places: numbers}, func(record *disclosure.Record) error {
		found = true
		body, err := disclosure.DecodeBody(kind, record.Body)
		if err == nil {
			yield(body)
		}
		return err
	})
	if err != nil || found {
		return err
	}
	if p.misses[kind]++; p.misses[kind] == manyMisses {
		return p.readNumbers(ctx, kind)
	}
	return nil
}

// strangers tells whether nothing of a kind is known to be under any of the numbers.
func (p *alreadyPublic) strangers(kind disclosure.Kind, numbers []string) bool {
	known := p.numbers[kind]
	return known != nil && !slices.ContainsFunc(numbers, func(number string) bool { return known[number] })
}

// readNumbers lists all numbers under which something of a kind is public, unless there are too many.
func (p *alreadyPublic) readNumbers(ctx context.Context, kind disclosure.Kind) error {
	page, err := p.reader.List(ctx, store.Query{Kind: kind, Limit: 1})
	if err != nil || page.Total > mostNumbers {
		return err
	}
	known := make(map[string]bool, page.Total)
	err = p.pages(ctx, store.Query{Kind: kind}, func(record *disclosure.Record) error {
		for _, number := range record.Places {
			known[number] = true
		}
		return nil
	})
	p.numbers[kind] = known
	return err
}

// pages visits all records of a query.
func (p *alreadyPublic) pages(ctx context.Context, query store.Query, visit func(*disclosure.Record) error) error {
	query.Limit = store.MaxLimit
	for {
		page, err := p.reader.List(ctx, query)
		if err != nil {
			return err
		}
		for i := range page.Records {
			if err := visit(&page.Records[i]); err != nil {
				return err
			}
		}
		if page.Next == "" {
			return nil
		}
		query.After = page.Next
	}
}

// hasVenue tells whether a number is that of a published venue.
func (p *alreadyPublic) hasVenue(ctx context.Context, number string) (bool, error) {
	facts, err := p.venue(ctx, number)
	return err == nil && facts.kind != "", err
}

// venueKindOf is the kind of the venue with a number, "" where there is none.
func (p *alreadyPublic) venueKindOf(ctx context.Context, number string) (disclosure.VenueKind, error) {
	facts, err := p.venue(ctx, number)
	if err != nil {
		return "", err
	}
	return facts.kind, nil
}

// permitsOf tells for what times the permits and filings of the venue with a number were given.
func (p *alreadyPublic) permitsOf(ctx context.Context, number string) ([]grading.Term, error) {
	facts, err := p.venue(ctx, number)
	if err != nil {
		return nil, err
	}
	var terms []grading.Term
	for _, kind := range []disclosure.Kind{disclosure.KindPermit, disclosure.KindFiling} {
		err := p.each(ctx, kind, facts.numbers, func(body disclosure.Body) {
			if term, ok := p.rules.TermOf(body); ok {
				terms = append(terms, term)
			}
		})
		if err != nil {
			return nil, err
		}
	}
	return terms, nil
}

// inspectionsOn gives the inspections of the venue with a number on a day.
func (p *alreadyPublic) inspectionsOn(ctx context.Context, number string, day disclosure.Date) ([]*disclosure.Grading, error) {
	facts, err := p.venue(ctx, number)
	if err != nil {
		return nil, err
	}
	if !facts.asked {
		err := p.each(ctx, disclosure.KindGrading, facts.numbers, func(body disclosure.Body) {
			if g, ok := body.(*disclosure.Grading); ok {
				facts.inspections = append(facts.inspections, g)
			}
		})
		if err != nil {
			return nil, err
		}
		facts.asked = true
	}
	var found []*disclosure.Grading
	for _, g := range facts.inspections {
		if g.InspectedOn == day {
			found = append(found, g)
		}
	}
	return found, nil
}
