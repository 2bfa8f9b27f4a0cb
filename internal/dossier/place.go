package dossier

import (
	"context"
	"maps"
	"slices"

	"mingshi/internal/disclosure"
	"mingshi/internal/store"
)

// VenueRef names the venue that a record belongs to, with its present name.
type VenueRef struct {
	ID   disclosure.ID `json:"id"`
	Name string        `json:"name"`
}

// VenuesOf tells for each of the records which venue it belongs to, by the rule of PlacesOf.
func VenuesOf(ctx context.Context, r store.Reader, records []disclosure.Record) (map[disclosure.ID]VenueRef, error) {
	places, err := locate(ctx, r, records)
	if err != nil {
		return nil, err
	}
	refs := make(map[disclosure.ID]VenueRef, len(places))
	for id, venue := range places {
		refs[id] = VenueRef{ID: venue.ID, Name: venue.Name}
	}
	return refs, nil
}

// PlacesOf gives for each of the records the venue it belongs to, whole; records that belong to none are absent. A permit,
// filing, grading or reading belongs to the venue that has its number. A penalty belongs to the only venue at which it is
// shown: of the same business the one that it names by number, else the one that it names by address, else the only one
// there is (design.md §3: the wrong branch is never blamed). A penalty that is shown at several venues, because it names
// several, is absent too; PenaltiesAt tells it of each.
func PlacesOf(
	ctx context.Context, r store.Reader, records []disclosure.Record,
) (map[disclosure.ID]Entry[*disclosure.Venue], error) {
	located, err := locate(ctx, r, records)
	if err != nil {
		return nil, err
	}
	whole := make(map[disclosure.ID]Entry[*disclosure.Venue])
	places := make(map[disclosure.ID]Entry[*disclosure.Venue], len(located))
	for id, venue := range located {
		entry, known := whole[venue.ID]
		if !known {
			if entry, err = Decode[*disclosure.Venue](venue); err != nil {
				return nil, err
			}
			whole[venue.ID] = entry
		}
		places[id] = entry
	}
	return places, nil
}

// locate gives for each of the records the record of its venue, by the rule of PlacesOf. It decodes only what it must: venues of
// businesses that have several, and the penalties of these.
func locate(ctx context.Context, r store.Reader, records []disclosure.Record) (map[disclosure.ID]*disclosure.Record, error) {
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
	byNumber, err := venuesByNumber(ctx, r, slices.Sorted(maps.Keys(numbers)))
	if err != nil {
		return nil, err
	}
	bySubject, err := branchesOf(ctx, r, slices.Sorted(maps.Keys(codes)))
	if err != nil {
		return nil, err
	}
	places := make(map[disclosure.ID]*disclosure.Record, len(records))
	for i := range records {
		if venue, ok := placeOf(&records[i], byNumber, bySubject); ok {
			places[records[i].ID] = venue
		}
	}
	return places, nil
}

func placeOf(
	record *disclosure.Record, byNumber map[string]*disclosure.Record, bySubject map[string]branches,
) (*disclosure.Record, bool) {
	switch record.Kind {
	case disclosure.KindVenue, disclosure.KindBoard:
		return nil, false
	case disclosure.KindPermit, disclosure.KindFiling, disclosure.KindGrading, disclosure.KindReading:
		for _, number := range record.Places {
			if venue, ok := byNumber[number]; ok {
				return venue, true
			}
		}
		return nil, false
	case disclosure.KindPenalty:
	}
	business, known := bySubject[record.Subject]
	if !known {
		return nil, false // most businesses have no venue: their penalties need not be read
	}
	if len(business.venues) == 1 {
		return &business.venues[0], true // whatever the penalty says, so it need not be read either
	}
	penalty, err := Decode[*disclosure.Penalty](record)
	if err != nil {
		return nil, false // a body that cannot be read blames nobody; reading it itself reports the fault
	}
	venues := business.of(penalty.Facts)
	if len(venues) != 1 {
		return nil, false
	}
	return &venues[0], true
}

// Penalties are those of a business as one of its venues shows them.
type Penalties struct {
	// Here are shown at the venue, latest first.
	Here []Entry[*disclosure.Penalty]
	// Elsewhere counts those that name no venue or other ones.
	Elsewhere int
}

// PenaltiesAt tells of each of the venues which penalties are shown there. Venues without penalties may be absent.
func PenaltiesAt(ctx context.Context, r store.Reader, venues []disclosure.Record) (map[disclosure.ID]Penalties, error) {
	bySubject := make(map[string][]disclosure.ID)
	for i := range venues {
		if code := venues[i].Subject; code != "" {
			bySubject[code] = append(bySubject[code], venues[i].ID)
		}
	}
	shown := make(map[disclosure.ID]Penalties, len(venues))
	if len(bySubject) == 0 {
		return shown, nil
	}
	codes := slices.Sorted(maps.Keys(bySubject))
	// Venues of the same businesses that are not asked for may be the ones a penalty names.
	businesses, err := branchesOf(ctx, r, codes)
	if err != nil {
		return nil, err
	}
	err = each(ctx, r, store.Query{Kind: disclosure.KindPenalty, Subjects: codes}, func(record *disclosure.Record) error {
		penalty, err := Decode[*disclosure.Penalty](record)
		if err != nil {
			return err
		}
		places := businesses[record.Subject].of(penalty.Facts)
		for _, id := range bySubject[record.Subject] {
			at := shown[id]
			if slices.ContainsFunc(places, func(v disclosure.Record) bool { return v.ID == id }) {
				at.Here = append(at.Here, penalty)
			} else {
				at.Elsewhere++
			}
			shown[id] = at
		}
		return nil
	})
	return shown, err
}

// PermitsAt tells of each of the venues its permits and filings, latest decision first; of one day permits come first.
// Venues without any are absent.
func PermitsAt(ctx context.Context, r store.Reader, venues []disclosure.Record) (map[disclosure.ID][]disclosure.Record, error) {
	holders, numbers := holders(venues)
	permits := make(map[disclosure.ID][]disclosure.Record, len(venues))
	if len(numbers) == 0 {
		return permits, nil
	}
	for _, kind := range []disclosure.Kind{disclosure.KindPermit, disclosure.KindFiling} {
		err := each(ctx, r, store.Query{Kind: kind, Places: numbers}, func(record *disclosure.Record) error {
			for _, id := range holders.of(record) {
				permits[id] = append(permits[id], *record)
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	for _, list := range permits {
		slices.SortStableFunc(list, func(a, b disclosure.Record) int { return b.DecidedOn.Compare(a.DecidedOn) })
	}
	return permits, nil
}

// holding tells which venues have a number.
type holding map[string][]disclosure.ID

// holders tells which of the venues has a number, and lists the numbers of all.
func holders(venues []disclosure.Record) (held holding, numbers []string) {
	held = make(holding, len(venues))
	for i := range venues {
		for _, number := range venues[i].Places {
			if len(held[number]) == 0 {
				numbers = append(numbers, number)
			}
			held[number] = append(held[number], venues[i].ID)
		}
	}
	return held, numbers
}

// of names the venues that have one of a record's numbers, each once.
func (h holding) of(record *disclosure.Record) []disclosure.ID {
	if len(record.Places) == 1 {
		return h[record.Places[0]]
	}
	var ids []disclosure.ID
	for _, number := range record.Places {
		for _, id := range h[number] {
			if !slices.Contains(ids, id) {
				ids = append(ids, id)
			}
		}
	}
	return ids
}

func venuesByNumber(ctx context.Context, r store.Reader, numbers []string) (map[string]*disclosure.Record, error) {
	byNumber := make(map[string]*disclosure.Record, len(numbers))
	if len(numbers) == 0 {
		return byNumber, nil
	}
	err := each(ctx, r, store.Query{Kind: disclosure.KindVenue, Places: numbers}, func(venue *disclosure.Record) error {
		kept := *venue
		for _, number := range kept.Places {
			byNumber[number] = &kept
		}
		return nil
	})
	return byNumber, err
}

// branchesOf reads the venues of the businesses with the given credit codes.
func branchesOf(ctx context.Context, r store.Reader, codes []string) (map[string]branches, error) {
	if len(codes) == 0 {
		return map[string]branches{}, nil
	}
	bySubject := make(map[string][]disclosure.Record, len(codes))
	err := each(ctx, r, store.Query{Kind: disclosure.KindVenue, Subjects: codes}, func(venue *disclosure.Record) error {
		bySubject[venue.Subject] = append(bySubject[venue.Subject], *venue)
		return nil
	})
	if err != nil {
		return nil, err
	}
	businesses := make(map[string]branches, len(bySubject))
	for code, of := range bySubject {
		if businesses[code], err = newBranches(of); err != nil {
			return nil, err
		}
	}
	return businesses, nil
}
