package dossier

import (
	"context"

	"mingshi/internal/disclosure"
	"mingshi/internal/grading"
	"mingshi/internal/store"
)

// Venue is everything public about one venue, latest first.
type Venue struct {
	Entry[*disclosure.Venue]
	// Course is how its grade came about.
	Course
	Permits   []Entry[*disclosure.Permit]
	Filings   []Entry[*disclosure.Filing]
	Penalties []Entry[*disclosure.Penalty]
	Readings  []Entry[*disclosure.Reading]
	// PenaltiesElsewhere counts the business's penalties that name no venue or other ones.
	PenaltiesElsewhere int
}

// recentReadings is how many of a venue's latest test readings are joined: some three weeks of a pool tested daily.
const recentReadings = 100

// OfVenue reads everything about one venue.
func OfVenue(ctx context.Context, r store.Reader, scheme *grading.Scheme, id disclosure.ID) (Venue, error) {
	entry, err := Get[*disclosure.Venue](ctx, r, id)
	if err != nil {
		return Venue{}, err
	}
	v := Venue{Entry: entry}
	around, err := AroundOf(ctx, r, scheme, []disclosure.Record{entry.Record})
	if err != nil {
		return Venue{}, err
	}
	v.Course = around[id].Course
	v.Penalties, v.PenaltiesElsewhere = around[id].Penalties.Here, around[id].Penalties.Elsewhere
	if err := v.addPermits(around[id].Permits); err != nil {
		return Venue{}, err
	}
	if v.Readings, err = readingsAt(ctx, r, entry.Places); err != nil {
		return Venue{}, err
	}
	return v, nil
}

// addPermits decodes the venue's permits and filings.
func (v *Venue) addPermits(records []disclosure.Record) error {
	for i := range records {
		if records[i].Kind == disclosure.KindPermit {
			entry, err := Decode[*disclosure.Permit](&records[i])
			if err != nil {
				return err
			}
			v.Permits = append(v.Permits, entry)
			continue
		}
		entry, err := Decode[*disclosure.Filing](&records[i])
		if err != nil {
			return err
		}
		v.Filings = append(v.Filings, entry)
	}
	return nil
}

func of[B disclosure.Body](ctx context.Context, r store.Reader, kind disclosure.Kind, code string) ([]Entry[B], error) {
	return all[B](ctx, r, store.Query{Kind: kind, Subjects: []string{code}})
}

func readingsAt(ctx context.Context, r store.Reader, places []string) ([]Entry[*disclosure.Reading], error) {
	if len(places) == 0 {
		return nil, nil
	}
	page, err := r.List(ctx, store.Query{Kind: disclosure.KindReading, Places: places, Limit: recentReadings})
	if err != nil {
		return nil, err
	}
	readings := make([]Entry[*disclosure.Reading], len(page.Records))
	for i := range page.Records {
		if readings[i], err = Decode[*disclosure.Reading](&page.Records[i]); err != nil {
			return nil, err
		}
	}
	return readings, nil
}
