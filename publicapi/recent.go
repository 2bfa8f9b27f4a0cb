package publicapi

import (
	"context"
	"errors"
	"slices"

	"mingshi/internal/disclosure"
	"mingshi/internal/store"
)

const (
	// recentMost is how many records of a kind are remembered.
	recentMost = 10_000
	// recentPage is how many changes are read at a time.
	recentPage = 1000
)

// latest is what is remembered of a record's last change: enough to choose by, nothing to show.
type latest struct {
	id       disclosure.ID
	position int64
	// gone says that the record had ended when it was read; then authority is "".
	gone      bool
	authority string
	// until is the record's last public day; zero: it has none.
	until disclosure.Date
}

// goneOn reports whether the record has ended by that day, be it that nobody has written it down yet.
func (l *latest) goneOn(today disclosure.Date) bool {
	return l.gone || !l.until.IsZero() && l.until.Before(today)
}

// remembered are the records of one kind that changed last, by position, each once. Nobody writes to it, so it may be read
// while others follow the feed.
type remembered struct{ list []latest }

// recent remembers which records of one kind were changed last, and follows the feed when it is asked. What it gives depends on
// the feed alone, not on when it was asked before.
type recent struct {
	reader store.Reader
	feed   store.Feed
	kind   disclosure.Kind
	// streets tell where the records are.
	streets *streets

	// turn is held by whoever follows.
	turn chan struct{}
	// now is nil until the feed was read.
	now    *remembered
	feedID string
	// next is the position up to which the feed was followed.
	next int64
}

func newRecent(reader store.Reader, feed store.Feed, kind disclosure.Kind) *recent {
	return &recent{
		reader: reader, feed: feed, kind: kind, turn: make(chan struct{}, 1), streets: newStreets(reader, feed, kind),
	}
}

// last follows the feed and gives the records of the kind that changed last, recentMost of them if there are as many.
func (r *recent) last(ctx context.Context) (*remembered, error) {
	select {
	case r.turn <- struct{}{}:
		defer func() { <-r.turn }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	if r.now == nil {
		if err := r.begin(ctx); err != nil {
			return nil, err
		}
	}
	if err := r.follow(ctx); err != nil {
		return nil, err
	}
	return r.now, nil
}

// follow takes what has come since. Where that is more than is remembered, or another feed, it begins again.
func (r *recent) follow(ctx context.Context) error {
	for {
		page, err := r.feed.Changes(ctx, r.next, recentPage, r.kind)
		beyond := errors.Is(err, store.ErrBeyondHead)
		if err != nil && !beyond {
			return err
		}
		if beyond || page.Head.FeedID != r.feedID || page.Head.Position-page.Next > recentMost {
			if err := r.begin(ctx); err != nil {
				return err
			}
			continue
		}
		if len(page.Entries) > 0 {
			r.now = &remembered{newer(r.now.list, latestIn(page.Entries))}
		}
		if r.next = page.Next; page.Next >= page.Head.Position {
			return nil
		}
	}
}

// begin reads backwards from the head until there are as many records as are remembered, or the feed begins. A page is asked for
// from a position on and not up to one, so the feed is read in windows that shrink where the changes of the kind are too close
// for one page, and grow where they are few.
func (r *recent) begin(ctx context.Context) error {
	head, err := r.reader.Head(ctx)
	if err != nil {
		return err
	}
	var list []latest // the last one first
	known := make(map[disclosure.ID]bool)
	window := int64(recentPage)
	for to := head.Position; to > 0 && len(list) < recentMost; {
		from := max(0, to-window)
		page, err := r.feed.Changes(ctx, from, recentPage, r.kind)
		if errors.Is(err, store.ErrBeyondHead) || err == nil && page.Head.FeedID != head.FeedID {
			return errReplaced
		}
		if err != nil {
			return err
		}
		if len(page.Entries) == recentPage && page.Next < to {
			window = max(recentPage, (to-from)/2) // recentPage positions fit in any case
			continue
		}
		earlier := latestIn(upTo(page.Entries, to))
		for i := len(earlier) - 1; i >= 0 && len(list) < recentMost; i-- {
			if !known[earlier[i].id] {
				known[earlier[i].id] = true
				list = append(list, earlier[i])
			}
		}
		if len(earlier) <= recentPage/2 {
			window *= 2
		}
		to = from
	}
	slices.Reverse(list)
	r.now, r.feedID, r.next = &remembered{list}, head.FeedID, head.Position
	return nil
}

// errReplaced says that the feed is not the one that was begun with; who asks again gets an answer from the new one.
var errReplaced = disclosure.Errorf(disclosure.Unavailable, "feed: replaced while it was read")

// upTo are the changes up to a position.
func upTo(entries []store.FeedEntry, position int64) []store.FeedEntry {
	end := slices.IndexFunc(entries, func(e store.FeedEntry) bool { return e.Position > position })
	if end < 0 {
		return entries
	}
	return entries[:end]
}

// latestIn notes what changes are to be chosen by.
func latestIn(entries []store.FeedEntry) []latest {
	list := make([]latest, len(entries))
	for i := range entries {
		list[i] = latest{id: entries[i].ID, position: entries[i].Position, gone: entries[i].Record == nil}
		if record := entries[i].Record; record != nil {
			list[i].authority, list[i].until = record.Authority, record.PublicUntil
		}
	}
	return list
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
