package indexer

import (
	"context"

	"mingshi/internal/disclosure"
	"mingshi/internal/search"
	"mingshi/internal/store"
)

// The sizes of what is done at a time.
const (
	// feedBatch is the most changes of one step.
	feedBatch = 1000
	// chunk is how many records are derived and applied at a time. What they are joined with is read in pages of about as
	// many; each page looks at all of it, so that larger chunks would be slower.
	chunk = 500
)

// course is an index on its way along the feed: the one that answers, or a generation that is being built.
type course struct {
	feedID   string
	position int64
	apply    func(ctx context.Context, b search.Batch) error
	// neighbours is Sink's; nil for a generation, of which notes tell all.
	neighbours func(ctx context.Context, ids []disclosure.ID) ([]disclosure.ID, error)
	notes      *notes
}

// witness is the reader to derive with; what the index knows once it has come to a position needs no note.
func (c *course) witness(r store.Reader, hubs hubs, through int64) witness {
	if c.neighbours == nil {
		through = 0
	}
	return witness{Reader: r, hubs: hubs, beyond: through, notes: c.notes}
}

// advance takes an index one page of the feed further and returns the feed's end as it was then. Another feed than the
// index reflects is kind Conflict.
func (x *Indexer) advance(ctx context.Context, c *course) (store.Head, error) {
	page, err := x.feed.Changes(ctx, c.position, feedBatch, "")
	if err != nil {
		return store.Head{}, err
	}
	if page.Head.FeedID != c.feedID {
		return store.Head{}, disclosure.Errorf(disclosure.Conflict, "follow feed %q: the store's is %q", c.feedID, page.Head.FeedID)
	}
	if page.Next == c.position {
		return page.Head, nil
	}
	s := &step{
		course: c, indexer: x, reader: c.witness(x.reader, x.hubs, page.Next), through: page.Next,
		changed: make(map[disclosure.ID]*disclosure.Record), touched: make(map[disclosure.ID]bool),
	}
	for i := range page.Entries {
		if entry := &page.Entries[i]; entry.Kind != disclosure.KindBoard {
			s.changed[entry.ID] = entry.Record // as it is now, in all its changes
		}
	}
	if err := s.take(ctx); err != nil {
		return store.Head{}, err
	}
	return page.Head, nil
}

// step is one page of the feed on its way into an index.
type step struct {
	*course

	indexer *Indexer
	reader  store.Reader
	// through is the position that the index has after the step.
	through int64
	// changed are the page's records; nil for what is gone.
	changed map[disclosure.ID]*disclosure.Record
	// touched are records that a changed one is joined to; pending and removed are those that are not yet applied.
	touched map[disclosure.ID]bool
	pending []disclosure.Record
	removed []disclosure.ID
}

// take applies first what the changed records touch, at the position that stands, and then these themselves with the new
// one.
func (s *step) take(ctx context.Context) error {
	if err := s.touchByVenues(ctx); err != nil {
		return err
	}
	if err := s.touchByGrades(ctx); err != nil {
		return err
	}
	if err := s.flush(ctx, s.position); err != nil {
		return err
	}
	for id, record := range s.changed {
		if record == nil {
			s.removed = append(s.removed, id)
		} else {
			s.pending = append(s.pending, *record)
		}
	}
	if err := s.flush(ctx, s.through); err != nil {
		return err
	}
	s.position = s.through
	if s.neighbours != nil {
		s.notes.forget(s.through)
	}
	return nil
}

// touchByVenues finds what was or is joined to a changed venue.
func (s *step) touchByVenues(ctx context.Context) error {
	ids, by := s.changedOf(disclosure.KindVenue)
	for _, kind := range []disclosure.Kind{
		disclosure.KindPermit, disclosure.KindFiling, disclosure.KindGrading, disclosure.KindReading,
	} {
		if err := s.touchStored(ctx, store.Query{Kind: kind, Places: by.places}); err != nil {
			return err
		}
	}
	if err := s.touchStored(ctx, store.Query{Kind: disclosure.KindPenalty, Subjects: by.subjects}); err != nil {
		return err
	}
	if err := s.touchBranches(ctx, by.subjects); err != nil {
		return err
	}
	return s.touchIndexed(ctx, ids, func(kind disclosure.Kind) bool {
		return kind != disclosure.KindVenue || s.indexer.hubs.has(disclosure.KindPenalty)
	})
}

// touchByGrades finds the venues whose grade followed or follows from a changed record: those with its number, and where penalties
// count those of its business.
func (s *step) touchByGrades(ctx context.Context) error {
	for _, kind := range s.indexer.hubs {
		if kind == disclosure.KindVenue {
			continue
		}
		ids, by := s.changedOf(kind)
		if err := s.touchStored(ctx, store.Query{Kind: disclosure.KindVenue, Places: by.places}); err != nil {
			return err
		}
		if kind == disclosure.KindPenalty {
			if err := s.touchStored(ctx, store.Query{Kind: disclosure.KindVenue, Subjects: by.subjects}); err != nil {
				return err
			}
		}
		if err := s.touchIndexed(ctx, ids, func(kind disclosure.Kind) bool { return kind == disclosure.KindVenue }); err != nil {
			return err
		}
	}
	return nil
}

// touchBranches finds the other venues of the businesses that had or have a changed venue: at which of them a penalty is shown
// depends on all of them, and where penalties count so does their grade.
func (s *step) touchBranches(ctx context.Context, subjects []string) error {
	if !s.indexer.hubs.has(disclosure.KindPenalty) {
		return nil
	}
	return s.touchStored(ctx, store.Query{Kind: disclosure.KindVenue, Subjects: subjects})
}

// changedOf lists the changed records of a kind and the keys by which others are joined to them, now or in a state noted.
func (s *step) changedOf(kind disclosure.Kind) (ids []disclosure.ID, by keys) {
	for id, record := range s.changed {
		if id.Kind() != kind {
			continue
		}
		ids = append(ids, id)
		noted := s.notes.of(id)
		by.places, by.subjects = append(by.places, noted.places...), append(by.subjects, noted.subjects...)
		if record != nil {
			by.places = append(by.places, record.Places...)
			if record.Subject != "" {
				by.subjects = append(by.subjects, record.Subject)
			}
		}
	}
	by.places, by.subjects = distinct(by.places), distinct(by.subjects)
	return ids, by
}

// touchStored touches the records that the store lists for some numbers or codes, of which there may be none.
func (s *step) touchStored(ctx context.Context, q store.Query) error {
	if len(q.Places)+len(q.Subjects) == 0 {
		return nil
	}
	for q.Limit = store.MaxLimit; ; {
		page, err := s.reader.List(ctx, q)
		if err != nil {
			return err
		}
		for i := range page.Records {
			if err := s.touch(ctx, &page.Records[i]); err != nil {
				return err
			}
		}
		if page.Next == "" {
			return nil
		}
		q.After = page.Next
	}
}

// touchIndexed touches the neighbours in the index that are of a wanted kind.
func (s *step) touchIndexed(ctx context.Context, ids []disclosure.ID, wanted func(disclosure.Kind) bool) error {
	if len(ids) == 0 || s.neighbours == nil {
		return nil
	}
	found, err := s.neighbours(ctx, ids)
	if err != nil {
		return err
	}
	for _, id := range found {
		if _, changed := s.changed[id]; changed || s.touched[id] || !wanted(id.Kind()) {
			continue
		}
		record, err := s.reader.Get(ctx, id)
		switch kind := disclosure.KindOf(err); {
		case err == nil:
			err = s.touch(ctx, &record)
		case kind == disclosure.NotFound || kind == disclosure.Gone:
			err = s.remove(ctx, id)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// touch has a record derived again, unless that is done anyway. A venue or grading that has changed beyond this page is
// left to the page that says so: its neighbours of old are found by what the index has of it.
func (s *step) touch(ctx context.Context, r *disclosure.Record) error {
	if _, changed := s.changed[r.ID]; changed || s.touched[r.ID] || (s.indexer.hubs.has(r.Kind) && r.Position > s.through) {
		return nil
	}
	s.touched[r.ID] = true
	s.pending = append(s.pending, *r)
	return s.flushFull(ctx)
}

// remove takes out a record that has ended since the feed was read, less a venue or grading, as touch does.
func (s *step) remove(ctx context.Context, id disclosure.ID) error {
	if s.indexer.hubs.has(id.Kind()) {
		return nil
	}
	s.touched[id] = true
	s.removed = append(s.removed, id)
	return s.flushFull(ctx)
}

func (s *step) flushFull(ctx context.Context) error {
	if len(s.pending)+len(s.removed) < chunk {
		return nil
	}
	return s.flush(ctx, s.position)
}

// flush derives and applies what is pending.
func (s *step) flush(ctx context.Context, position int64) error {
	if len(s.pending)+len(s.removed) == 0 && position == s.position {
		return nil
	}
	derived, err := s.indexer.derive(ctx, s.reader, s.pending, s.through)
	if err != nil {
		return err
	}
	err = s.put(ctx, s.indexer.log, search.Batch{
		FeedID: s.feedID, Position: position, Put: derived.documents, Remove: append(s.removed, derived.unreadable...),
	})
	s.pending, s.removed = nil, nil
	return err
}
