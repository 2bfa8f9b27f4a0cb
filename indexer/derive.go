package indexer

import (
	"context"
	"log/slog"
	"maps"

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
	grades, err := gradesOf(ctx, r, records)
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
func gradesOf(ctx context.Context, r store.Reader, records []disclosure.Record) (map[disclosure.ID]string, error) {
	letters := make(map[disclosure.ID]string)
	var venues []disclosure.Record
	for i := range records {
		if records[i].Kind == disclosure.KindVenue {
			venues = append(venues, records[i])
		}
	}
	for len(venues) > 0 {
		var together []disclosure.Record
		together, venues = apart(venues)
		grades, err := dossier.GradesOf(ctx, r, together)
		if err != nil {
			return nil, err
		}
		for id, grade := range maps.All(grades) {
			if grade.Letter != nil {
				letters[id] = *grade.Letter
			}
		}
	}
	return letters, nil
}

// apart takes from a list of venues those that share no number. GradesOf gives what was found at a number to one venue
// only, so venues that share one are asked for one after the other, as each page of a venue does.
func apart(venues []disclosure.Record) (together, rest []disclosure.Record) {
	taken := make(map[string]bool, len(venues))
	for i := range venues {
		shares := false
		for _, number := range venues[i].Places {
			shares = shares || taken[number]
		}
		if shares {
			rest = append(rest, venues[i])
			continue
		}
		for _, number := range venues[i].Places {
			taken[number] = true
		}
		together = append(together, venues[i])
	}
	return together, rest
}
