package publicapi

import (
	"context"
	"errors"
	"slices"

	"mingshi/internal/disclosure"
	"mingshi/internal/dossier"
	"mingshi/internal/store"
)

const (
	// recentMost is how many records of a kind are remembered, and how many positions are searched for them at a time.
	recentMost = 10_000
	// recentLeast is how many records of a kind are looked for, however long ago they were changed, and how many are given: more
	// than a feed has, since some may have ended.
	recentLeast = 200
	// recentPage is how many changes are read at a time.
	recentPage = 1000
)

// latest is what is remembered of a record's last change: enough to choose by, nothing to show.
type latest struct {
	id       disclosure.ID
	position int64
	// gone says that the record had ended when it was read; then authority and street are "".
	gone      bool
	authority string
	street    string
}

// recent remembers which records of one kind were changed last, and follows the feed when it is asked.
type recent struct {
	reader store.Reader
	feed   store.Feed
	kind   disclosure.Kind

	// turn is held by whoever follows.
	turn   chan struct{}
	feedID string
	// next is the position up to which the feed was followed.
	next int64
	// placed is the position of the change of a venue with which the streets were read.
	placed int64
	// list is by position, each record once.
	list []latest
}

func newRecent(reader store.Reader, feed store.Feed, kind disclosure.Kind) *recent {
	return &recent{reader: reader, feed: feed, kind: kind, turn: make(chan struct{}, 1)}
}

// last follows the feed and gives the chosen records of the kind, those that changed last first, as many as a feed may have to
// look at. Streets are as they are since the change of a venue at the position venues; 0: they do not matter.
func (r *recent) last(ctx context.Context, venues int64, chosen func(*latest) bool) ([]latest, error) {
	select {
	case r.turn <- struct{}{}:
		defer func() { <-r.turn }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	if r.feedID == "" || venues > r.placed {
		if err := r.begin(ctx, venues); err != nil {
			return nil, err
		}
	}
	if err := r.follow(ctx, venues); err != nil {
		return nil, err
	}
	var list []latest
	for i := len(r.list) - 1; i >= 0 && len(list) < recentLeast; i-- {
		if chosen(&r.list[i]) {
			list = append(list, r.list[i])
		}
	}
	return list, nil
}

// follow takes what has come since. After more than is remembered, or on another feed, it begins again.
func (r *recent) follow(ctx context.Context, venues int64) error {
	for {
		page, err := r.feed.Changes(ctx, r.next, recentPage, r.kind)
		beyond := errors.Is(err, store.ErrBeyondHead)
		if err != nil && !beyond {
			return err
		}
		if beyond || page.Head.FeedID != r.feedID || page.Head.Position-r.next > recentMost+recentPage {
			if err := r.begin(ctx, venues); err != nil {
				return err
			}
			continue
		}
		list, err := r.read(ctx, page.Entries)
		if err != nil {
			return err
		}
		r.list, r.next = newer(r.list, list), page.Next
		if page.Next >= page.Head.Position {
			return nil
		}
	}
}

// begin reads backwards from the head, until there is enough or the feed begins.
func (r *recent) begin(ctx context.Context, venues int64) error {
	head, err := r.reader.Head(ctx)
	if err != nil {
		return err
	}
	r.feedID = "" // what an error leaves is begun again
	var list []latest
	for to := head.Position; to > 0 && len(list) < recentLeast; {
		from := max(0, to-recentMost)
		earlier, err := r.between(ctx, from, to)
		if err != nil {
			return err
		}
		list, to = newer(earlier, list), from
	}
	r.list, r.feedID, r.next, r.placed = list, head.FeedID, head.Position, venues
	return nil
}

// between reads what changed behind from and up to to.
func (r *recent) between(ctx context.Context, from, to int64) ([]latest, error) {
	var list []latest
	for {
		page, err := r.feed.Changes(ctx, from, recentPage, r.kind)
		if err != nil {
			return nil, err
		}
		end := slices.IndexFunc(page.Entries, func(e store.FeedEntry) bool { return e.Position > to })
		if end < 0 {
			end = len(page.Entries)
		}
		more, err := r.read(ctx, page.Entries[:end])
		if err != nil {
			return nil, err
		}
		list, from = newer(list, more), page.Next
		if from >= to || end < len(page.Entries) {
			return list, nil
		}
	}
}

// read notes what a page of changes is to be chosen by.
func (r *recent) read(ctx context.Context, entries []store.FeedEntry) ([]latest, error) {
	places, err := dossier.PlacesOf(ctx, r.reader, recordsIn(entries))
	if err != nil {
		return nil, err
	}
	list := make([]latest, len(entries))
	for i := range entries {
		list[i] = latest{id: entries[i].ID, position: entries[i].Position}
		record := entries[i].Record
		if list[i].gone = record == nil; record == nil {
			continue
		}
		list[i].authority = record.Authority
		if place, ok := places[record.ID]; ok {
			list[i].street = place.Facts.Street
		} else if list[i].street, err = ownStreet(record); err != nil {
			return nil, err
		}
	}
	return list, nil
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

// newer puts later changes behind earlier ones, of each record only the last, and cuts to what is remembered.
func newer(earlier, later []latest) []latest {
	if len(later) == 0 {
		return earlier
	}
	last := make(map[disclosure.ID]int64, len(later))
	for i := range later {
		last[later[i].id] = later[i].position
	}
	list := make([]latest, 0, len(earlier)+len(later))
	for _, part := range [][]latest{earlier, later} {
		for i := range part {
			if position, again := last[part[i].id]; !again || position == part[i].position {
				list = append(list, part[i])
			}
		}
	}
	return list[max(0, len(list)-recentMost):]
}
