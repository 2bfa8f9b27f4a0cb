package publicapi

import (
	"context"
	"slices"

	"mingshi/internal/disclosure"
	"mingshi/internal/dossier"
	"mingshi/internal/store"
)

// entriesAt lists everything that is shown at a venue, of the feed's kinds: as the venue's page does, so its latest readings.
func (a *api) entriesAt(ctx context.Context, q *feedQuery) ([]store.FeedEntry, error) {
	whole, err := dossier.OfVenue(ctx, a.Reader, a.Scheme, q.venue.ID)
	if err != nil {
		return nil, err
	}
	records := []disclosure.Record{whole.Record}
	records = append(records, recordsOf(whole.Permits)...)
	records = append(records, recordsOf(whole.Filings)...)
	records = append(records, recordsOf(whole.Penalties)...)
	records = append(records, recordsOf(whole.Gradings)...)
	records = append(records, recordsOf(whole.Readings)...)
	var entries []store.FeedEntry
	for i := range records {
		if !slices.Contains(q.kinds, records[i].Kind) {
			continue
		}
		entry, err := a.entryAt(ctx, records[i].Position)
		if err != nil {
			return nil, err
		}
		if entry.Record != nil { // else it has ended since
			entries = append(entries, entry)
		}
	}
	slices.SortFunc(entries, laterFirst)
	return entries, nil
}
