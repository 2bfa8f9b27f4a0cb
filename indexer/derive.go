package indexer

import (
	"context"
	"log/slog"

	"mingshi/internal/disclosure"
	"mingshi/internal/dossier"
	"mingshi/internal/search"
	"mingshi/internal/store"
)

// derivation is what became of some records: their documents, and those that nobody can read.
type derivation struct {
	documents  []search.Document
	unreadable []disclosure.ID
}

// derive makes the documents of records, joined with what the reader has now, which must not be older than a position
// (kind Unavailable). A record whose body cannot be read is logged and left out, so that one damaged record does not keep
// all others from being found.
func (x *Indexer) derive(ctx context.Context, r store.Reader, records []disclosure.Record, least int64) (derivation, error) {
	places, err := dossier.PlacesOf(ctx, r, records)
	if err != nil {
		return derivation{}, err
	}
	grades, err := x.gradesOf(ctx, r, records)
	if err != nil {
		return derivation{}, err
	}
	if head, err := r.Head(ctx); err != nil {
		return derivation{}, err
	} else if head.Position < least { // a standby that is behind: what was joined may be out of date and would stay so
		return derivation{}, disclosure.Errorf(disclosure.Unavailable, "derive: reader at position %d, want %d", head.Position, least)
	}
	done := derivation{documents: make([]search.Document, 0, len(records))}
	for i := range records {
		record := &records[i]
		body, err := disclosure.DecodeBody(record.Kind, record.Body)
		if err != nil {
			x.log.LogAttrs(ctx, slog.LevelError, "indexer: unreadable record",
				slog.String("id", string(record.ID)), slog.Int64("version", record.Version))
			done.unreadable = append(done.unreadable, record.ID)
			continue
		}
		var venue *disclosure.Venue
		if place, ok := places[record.ID]; ok {
			venue = place.Facts
		}
		done.documents = append(done.documents, NewDocument(record, body, venue, grades[record.ID]))
	}
	return done, nil
}

// gradesOf gives the letter of the present grade of each venue among the records that has one.
func (x *Indexer) gradesOf(ctx context.Context, r store.Reader, records []disclosure.Record) (map[disclosure.ID]string, error) {
	letters := make(map[disclosure.ID]string)
	var venues []disclosure.Record
	for i := range records {
		if records[i].Kind == disclosure.KindVenue {
			venues = append(venues, records[i])
		}
	}
	grades, err := dossier.GradesOf(ctx, r, x.scheme, venues)
	if err != nil {
		return nil, err
	}
	for id, grade := range grades {
		if grade.Letter != nil {
			letters[id] = *grade.Letter
		}
	}
	return letters, nil
}
