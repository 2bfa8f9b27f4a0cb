package publicapi

import (
	"context"
	"errors"
	"slices"

	"mingshi/internal/disclosure"
	"mingshi/internal/dossier"
	"mingshi/internal/store"
)

// located is where a record was when it was last looked for.
type located struct {
	// position is that of the record's last change; 0: the record must be looked for.
	position int64
	// street is "" where there is none.
	street string
	// near are the venues that the street was found by: that of the record and, of a penalty, all of its business, since another
	// one may become the only one. keys are the numbers or the credit code by which a venue may come to be one of these.
	near []disclosure.ID
	keys []string
}

// streets knows in which streets the remembered records of one kind are. It is asked only by feeds of a street, so that no other
// feed waits for it, and looks again only for what was changed or belongs to a venue that was.
type streets struct {
	reader store.Reader
	feed   store.Feed
	kind   disclosure.Kind

	// turn is held by whoever looks.
	turn chan struct{}
	// of are the records that places are of, one by one; nobody writes to what was given out.
	of     *remembered
	places []located
	feedID string
	// venues is the position up to which the changes of venues were followed.
	venues int64
}

func newStreets(reader store.Reader, feed store.Feed, kind disclosure.Kind) *streets {
	return &streets{reader: reader, feed: feed, kind: kind, turn: make(chan struct{}, 1), of: &remembered{}}
}

// placesOf tells of each of the remembered records where it is.
func (s *streets) placesOf(ctx context.Context, now *remembered) ([]located, error) {
	select {
	case s.turn <- struct{}{}:
		defer func() { <-s.turn }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	head, err := s.reader.Head(ctx) // before any record is read: what comes later is looked at again
	if err != nil {
		return nil, err
	}
	moved, follows, err := s.follow(ctx, head)
	if err != nil {
		return nil, err
	}
	var places []located
	switch {
	case !follows:
		places = make([]located, len(now.list))
	case now == s.of && moved.none():
		s.venues = head.Position
		return s.places, nil
	default:
		places = s.carriedTo(now)
	}
	for i := range places {
		if moved.touch(&places[i]) {
			places[i].position = 0
		}
	}
	if err := s.locate(ctx, now.list, places); err != nil {
		return nil, err
	}
	s.of, s.places, s.feedID, s.venues = now, places, head.FeedID, head.Position
	return places, nil
}

// carriedTo are the places as far as the records have not changed since.
func (s *streets) carriedTo(now *remembered) []located {
	if now == s.of {
		return slices.Clone(s.places)
	}
	before := make(map[disclosure.ID]int, len(s.places))
	for i := range s.of.list {
		before[s.of.list[i].id] = i
	}
	places := make([]located, len(now.list))
	for i := range now.list {
		if at, known := before[now.list[i].id]; known && s.places[at].position == now.list[i].position {
			places[i] = s.places[at]
		}
	}
	return places
}

// moves are the venues that changed, with the numbers and codes that they have now.
type moves struct {
	ids  map[disclosure.ID]bool
	keys map[string]bool
}

func (m *moves) none() bool { return len(m.ids) == 0 }

// touch reports whether a place may be another one since.
func (m *moves) touch(p *located) bool {
	return slices.ContainsFunc(p.near, func(id disclosure.ID) bool { return m.ids[id] }) ||
		slices.ContainsFunc(p.keys, func(key string) bool { return m.keys[key] })
}

// follow tells which venues changed since they were followed; false where it is easier to look for everything: on another feed
// and after more changes of venues than records are remembered.
func (s *streets) follow(ctx context.Context, head store.Head) (moves, bool, error) {
	m := moves{ids: make(map[disclosure.ID]bool), keys: make(map[string]bool)}
	if head.FeedID != s.feedID || head.Position < s.venues {
		return m, false, nil
	}
	for next, left := s.venues, recentMost; next < head.Position; left -= recentPage {
		if left <= 0 {
			return m, false, nil
		}
		page, err := s.feed.Changes(ctx, next, recentPage, disclosure.KindVenue)
		if errors.Is(err, store.ErrBeyondHead) || err == nil && page.Head.FeedID != head.FeedID {
			return m, false, errReplaced
		}
		if err != nil {
			return m, false, err
		}
		for i := range page.Entries {
			m.ids[page.Entries[i].ID] = true
			venue := page.Entries[i].Record
			if venue == nil {
				continue
			}
			for _, number := range venue.Places {
				m.keys[number] = true
			}
			if venue.Subject != "" {
				m.keys[venue.Subject] = true
			}
		}
		next = page.Next
	}
	return m, true, nil
}

// locate looks for those records of the list whose place is not known.
func (s *streets) locate(ctx context.Context, list []latest, places []located) error {
	var missing []int
	for i := range list {
		switch {
		case places[i].position != 0:
		case list[i].gone:
			places[i] = located{position: list[i].position}
		default:
			missing = append(missing, i)
		}
	}
	for len(missing) > 0 {
		page, err := s.feed.Changes(ctx, list[missing[0]].position-1, min(len(missing), recentPage), s.kind)
		if err != nil {
			return err
		}
		var records []disclosure.Record
		var of []int
		left := len(missing)
		for i := range page.Entries {
			if len(missing) == 0 || page.Entries[i].Position != list[missing[0]].position {
				continue // not its record's last change, or known
			}
			if record := page.Entries[i].Record; record != nil {
				records, of = append(records, *record), append(of, missing[0])
			}
			places[missing[0]] = located{position: page.Entries[i].Position}
			missing = missing[1:]
		}
		if len(missing) == left {
			return errReplaced // no change goes from a feed
		}
		if err := s.place(ctx, records, of, places); err != nil {
			return err
		}
	}
	return nil
}

// place notes where records are; of are their indices in places.
func (s *streets) place(ctx context.Context, records []disclosure.Record, of []int, places []located) error {
	// Before the places, so that a venue that ends in between is among them.
	businesses, err := s.venuesOf(ctx, records)
	if err != nil {
		return err
	}
	found, err := dossier.PlacesOf(ctx, s.reader, records)
	if err != nil {
		return err
	}
	for n := range records {
		record, place := &records[n], &places[of[n]]
		switch {
		case record.Kind != disclosure.KindPenalty:
			place.keys = record.Places
		case record.Subject != "":
			place.keys, place.near = []string{record.Subject}, businesses[record.Subject]
		}
		if at, ok := found[record.ID]; ok {
			place.street = at.Facts.Street
			if !slices.Contains(place.near, at.ID) {
				place.near = append(slices.Clip(place.near), at.ID)
			}
		} else if place.street, err = ownStreet(record); err != nil {
			return err
		}
	}
	return nil
}

// venuesOf lists the venues of the businesses that penalties are about, by credit code.
func (s *streets) venuesOf(ctx context.Context, records []disclosure.Record) (map[string][]disclosure.ID, error) {
	var codes []string
	for i := range records {
		if records[i].Kind == disclosure.KindPenalty && records[i].Subject != "" {
			codes = append(codes, records[i].Subject)
		}
	}
	businesses := make(map[string][]disclosure.ID)
	if len(codes) == 0 {
		return businesses, nil
	}
	slices.Sort(codes)
	query := store.Query{Kind: disclosure.KindVenue, Subjects: slices.Compact(codes), Limit: store.MaxLimit}
	for {
		page, err := s.reader.List(ctx, query)
		if err != nil {
			return nil, err
		}
		for i := range page.Records {
			code := page.Records[i].Subject
			businesses[code] = append(businesses[code], page.Records[i].ID)
		}
		if query.After = page.Next; page.Next == "" {
			return businesses, nil
		}
	}
}

// ownStreet is the street that a record itself names; "" for kinds that name none.
func ownStreet(r *disclosure.Record) (string, error) {
	if r.Kind != disclosure.KindVenue && r.Kind != disclosure.KindFiling {
		return "", nil
	}
	body, err := disclosure.DecodeBody(r.Kind, r.Body)
	switch body := body.(type) {
	case *disclosure.Venue:
		return body.Street, nil
	case *disclosure.Filing:
		return body.Premises.Street, nil
	}
	return "", err
}
