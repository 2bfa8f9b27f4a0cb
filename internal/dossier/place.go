package dossier

import (
	"context"
	"slices"
	"strings"

	"mingshi/internal/disclosure"
	"mingshi/internal/store"
)

// VenueRef names the venue that a record belongs to, with its present name.
type VenueRef struct {
	ID   disclosure.ID `json:"id"`
	Name string        `json:"name"`
}

// VenuesOf tells for each of the records at which venue it is shown; records that belong to none are absent. A permit,
// filing, grading or reading belongs to the venue that has its number. A penalty belongs to a venue of the same business
// if it names the venue's number or address, or if the business has exactly one venue (design.md §3: the wrong branch is
// never blamed).
func VenuesOf(ctx context.Context, r store.Reader, records []disclosure.Record) (map[disclosure.ID]VenueRef, error) {
	numbers, codes := map[string]bool{}, map[string]bool{}
	for i := range records {
		record := &records[i]
		switch {
		case record.Kind == disclosure.KindVenue || record.Kind == disclosure.KindBoard:
		case record.Kind != disclosure.KindPenalty:
			for _, number := range record.Places {
				numbers[number] = true
			}
		case record.Subject != "":
			codes[record.Subject] = true
		}
	}
	byNumber, err := venuesByNumber(ctx, r, keys(numbers))
	if err != nil {
		return nil, err
	}
	bySubject, err := venuesBySubject(ctx, r, keys(codes))
	if err != nil {
		return nil, err
	}
	refs := make(map[disclosure.ID]VenueRef, len(records))
	for i := range records {
		if ref, ok := venueOf(&records[i], byNumber, bySubject); ok {
			refs[records[i].ID] = ref
		}
	}
	return refs, nil
}

func venueOf(
	record *disclosure.Record, byNumber map[string]VenueRef, bySubject map[string][]Entry[*disclosure.Venue],
) (VenueRef, bool) {
	if record.Kind != disclosure.KindPenalty {
		for _, number := range record.Places {
			if ref, ok := byNumber[number]; ok {
				return ref, true
			}
		}
		return VenueRef{}, false
	}
	penalty, err := Decode[*disclosure.Penalty](record)
	if err != nil {
		return VenueRef{}, false // a body that cannot be read blames nobody; reading it itself reports the fault
	}
	venues := VenuesOfPenalty(penalty.Facts, bySubject[record.Subject])
	if len(venues) == 0 {
		return VenueRef{}, false
	}
	return refOf(&venues[0]), true
}

// VenuesOfPenalty picks, from all venues of the penalised business, those at which the penalty is shown: the ones it
// names by number or address, else the only one there is, else none.
func VenuesOfPenalty(p *disclosure.Penalty, ofBusiness []Entry[*disclosure.Venue]) []Entry[*disclosure.Venue] {
	if len(ofBusiness) <= 1 {
		return ofBusiness
	}
	text := strings.Join([]string{p.ViolationType, p.Facts, p.Content, p.LicenseAction, p.Remark}, "\n")
	var phrases []string
	for i := range ofBusiness {
		phrases = append(phrases, phrasesOf(ofBusiness[i].Facts)...)
	}
	var named []Entry[*disclosure.Venue]
	for i := range ofBusiness {
		if names(text, ofBusiness[i].Facts, phrases) {
			named = append(named, ofBusiness[i])
		}
	}
	return named
}

func venuesByNumber(ctx context.Context, r store.Reader, numbers []string) (map[string]VenueRef, error) {
	if len(numbers) == 0 {
		return map[string]VenueRef{}, nil
	}
	byNumber := make(map[string]VenueRef, len(numbers))
	err := each(ctx, r, store.Query{Kind: disclosure.KindVenue, Places: numbers}, func(venue *disclosure.Record) error {
		for _, number := range venue.Places {
			byNumber[number] = VenueRef{ID: venue.ID, Name: venue.Name}
		}
		return nil
	})
	return byNumber, err
}

func venuesBySubject(ctx context.Context, r store.Reader, codes []string) (map[string][]Entry[*disclosure.Venue], error) {
	bySubject := make(map[string][]Entry[*disclosure.Venue], len(codes))
	if len(codes) == 0 {
		return bySubject, nil
	}
	venues, err := all[*disclosure.Venue](ctx, r, store.Query{Kind: disclosure.KindVenue, Subjects: codes})
	if err != nil {
		return nil, err
	}
	for i := range venues {
		bySubject[venues[i].Subject] = append(bySubject[venues[i].Subject], venues[i])
	}
	return bySubject, nil
}

func refOf(v *Entry[*disclosure.Venue]) VenueRef { return VenueRef{ID: v.ID, Name: v.Facts.Name} }

func keys(set map[string]bool) []string {
	list := make([]string, 0, len(set))
	for key := range set {
		list = append(list, key)
	}
	slices.Sort(list)
	return list
}
