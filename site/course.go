package site

import (
	"context"
	"errors"
	"sync"

	"mingshi/internal/disclosure"
	"mingshi/internal/store"
)

// How long sitemaps are. Each begins behind a record that stays where it is, so that pages do not wander from one sitemap
// to the next while records come and go; what comes with an earlier decision lengthens a sitemap in the middle, and new
// decisions the last. A sitemap is written whole in memory: one of stretchLength is about 4 MB.
const (
	stretchLength = 10_000
	// maxStretch is the most that a sitemap may hold (sitemaps.org); one that would be longer has all cut anew.
	maxStretch = 50_000
	// walkedAtOnce is how many records are read at a time.
	walkedAtOnce = 1000
)

// errOvergrown says that a sitemap would be longer than it may be.
var errOvergrown = errors.New("longer than a sitemap may be")

// start is where a sitemap begins: behind the given record, and the store's cursor there. The zero start is the beginning.
type start struct {
	after string
	day   disclosure.Date
	id    disclosure.ID
}

// before reports whether a record stands up to the start, in the order of decisions with ties by id.
func (s *start) before(r *disclosure.Record) bool {
	if c := r.DecidedOn.Compare(s.day); c != 0 {
		return c < 0
	}
	return r.ID <= s.id
}

// courses remembers where the sitemaps of each kind of record begin. The first question walks all records once, every other
// one what is behind the last start.
type courses struct {
	// length is how many records a sitemap is cut to, longest how many it may come to hold.
	length, longest int

	mu    sync.Mutex
	kinds map[disclosure.Kind]*course
}

func newCourses() *courses {
	return &courses{length: stretchLength, longest: maxStretch, kinds: map[disclosure.Kind]*course{}}
}

// course is what is known of one kind.
type course struct {
	// feedID and position name the store that was walked to its end.
	feedID   string
	position int64
	starts   []start
}

// follow tells where the sitemaps of a kind begin in a store at the given head; none for a kind without records.
func (c *courses) follow(ctx context.Context, r store.Reader, kind disclosure.Kind, head store.Head) ([]start, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	known := c.kinds[kind]
	if known == nil || known.feedID != head.FeedID {
		known = &course{feedID: head.FeedID, position: -1}
		c.kinds[kind] = known
	}
	if known.position == head.Position {
		return known.starts, nil
	}
	if err := known.walk(ctx, r, kind, c.length); err != nil {
		return nil, err
	}
	known.position = head.Position
	return known.starts, nil
}

// forget makes the next question walk everything.
func (c *courses) forget() {
	c.mu.Lock()
	defer c.mu.Unlock()
	clear(c.kinds)
}

// walk goes from the last start to the end and marks the starts on the way.
func (c *course) walk(ctx context.Context, r store.Reader, kind disclosure.Kind, stretch int) error {
	starts := c.starts
	if len(starts) == 0 {
		starts = []start{{}}
	}
	q := store.Query{Kind: kind, Order: store.ByDecisionAscending, After: starts[len(starts)-1].after, Limit: min(stretch, walkedAtOnce)}
	for length := 0; ; {
		page, err := r.List(ctx, q)
		if err != nil {
			return err
		}
		length += len(page.Records)
		if page.Next == "" {
			if page.Total == 0 {
				starts = nil
			}
			c.starts = starts
			return nil
		}
		q.After = page.Next
		if length >= stretch {
			last := &page.Records[len(page.Records)-1]
			starts = append(starts, start{after: page.Next, day: last.DecidedOn, id: last.ID})
			length = 0
		}
	}
}

// stretch hands on the records behind a cursor up to end, or, with nil, to the last; errOvergrown if they are too many.
func (c *courses) stretch(
	ctx context.Context, r store.Reader, kind disclosure.Kind, after string, end *start, each func(records []disclosure.Record) error,
) error {
	q := store.Query{Kind: kind, Order: store.ByDecisionAscending, After: after, Limit: walkedAtOnce}
	for length := 0; ; {
		page, err := r.List(ctx, q)
		if err != nil {
			return err
		}
		records := page.Records
		for end != nil && len(records) > 0 && !end.before(&records[len(records)-1]) {
			records = records[:len(records)-1]
		}
		if length += len(records); length > c.longest {
			return errOvergrown
		}
		if err := each(records); err != nil {
			return err
		}
		if page.Next == "" || len(records) < len(page.Records) {
			return nil
		}
		q.After = page.Next
	}
}
