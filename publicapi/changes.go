package publicapi

import (
	"context"
	"errors"
	"math"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"mingshi/internal/disclosure"
	"mingshi/internal/store"
	"mingshi/internal/web"
	"mingshi/internal/wire"
)

// Bounds of the feed's parameters; after ends where positions do.
var (
	positionBounds = web.Bounds{Min: 0, Max: math.MaxInt64, Default: 0}
	changesBounds  = web.Bounds{Min: 1, Max: 1000, Default: 100}
	waitBounds     = web.Bounds{Min: 0, Max: 60, Default: 0}
)

// lookEvery is how often a waiting request looks at the head.
const lookEvery = 200 * time.Millisecond

// changesQuery is what is asked of the feed.
type changesQuery struct {
	after int64
	limit int
	kind  disclosure.Kind
	feed  string
	wait  time.Duration
}

// changes answers a page of the feed.
func (a *api) changes(c *fiber.Ctx) error {
	q, err := readChangesQuery(c)
	if err != nil {
		return err
	}
	head, err := a.headBeyond(c.UserContext(), q)
	if err != nil {
		return err
	}
	if head, err = a.await(c, q, head); err != nil {
		return err
	}
	if same, err := web.NotModified(c, a.stampOf(head)); same || err != nil {
		return err
	}
	page, err := a.Feed.Changes(c.UserContext(), q.after, q.limit, q.kind)
	if errors.Is(err, store.ErrBeyondHead) || (err == nil && q.feed != "" && q.feed != page.Head.FeedID) {
		return feedReset(err) // restored since the head was read
	}
	if err != nil {
		return err
	}
	document, err := a.changesDocument(c, &page)
	if err != nil {
		return err
	}
	return sendJSON(c, document)
}

// headBeyond returns a head that is not before the position asked for, or the refusal of one that is beyond the feed, or
// of another feed. A position that the reader has not heard of may have been told by another server: the feed decides.
func (a *api) headBeyond(ctx context.Context, q changesQuery) (store.Head, error) {
	head, err := a.Reader.Head(ctx)
	if err != nil {
		return head, err
	}
	if q.feed != "" && q.feed != head.FeedID {
		return head, feedReset(nil)
	}
	if q.after <= head.Position {
		return head, nil
	}
	page, err := a.Feed.Changes(ctx, q.after, 1, "")
	if errors.Is(err, store.ErrBeyondHead) {
		return head, feedReset(err)
	}
	return page.Head, err
}

func feedReset(cause error) error { return &web.Refusal{Code: web.CodeFeedReset, Err: cause} }

func readChangesQuery(c *fiber.Ctx) (changesQuery, error) {
	if err := web.CheckQuery(c, "after", "limit", "kind", "feed", "wait"); err != nil {
		return changesQuery{}, err
	}
	after, err := web.QueryInt(c, "after", positionBounds)
	if err != nil {
		return changesQuery{}, err
	}
	limit, err := web.QueryInt(c, "limit", changesBounds)
	if err != nil {
		return changesQuery{}, err
	}
	wait, err := web.QueryInt(c, "wait", waitBounds)
	if err != nil {
		return changesQuery{}, err
	}
	q := changesQuery{
		after: after, limit: int(limit), wait: time.Duration(wait) * time.Second,
		kind: disclosure.Kind(web.Query(c, "kind")), feed: web.Query(c, "feed"),
	}
	if web.HasQuery(c, "kind") && !q.kind.Valid() {
		return changesQuery{}, web.InvalidParameter("kind", "api.parameter.choice", "kind", kindList())
	}
	if web.HasQuery(c, "feed") && q.feed == "" {
		return changesQuery{}, web.InvalidParameter("feed", "api.parameter.feed")
	}
	return q, nil
}

func kindList() string {
	var names []string
	for _, kind := range disclosure.Kinds() {
		names = append(names, string(kind))
	}
	return strings.Join(names, ", ")
}

// await holds an answer open that would be empty, until there is a change to give, the time is over or the server shuts
// down, and returns the head it saw last. It does not wait where too many do.
func (a *api) await(c *fiber.Ctx, q changesQuery, head store.Head) (store.Head, error) {
	if q.wait == 0 {
		return head, nil
	}
	network := web.ClientNetwork(c)
	if !a.waiters.enter(network) {
		return head, nil
	}
	defer a.waiters.leave(network)
	over := time.NewTimer(q.wait)
	defer over.Stop()
	look := time.NewTicker(lookEvery)
	defer look.Stop()
	for examined := q.after; ; {
		if head.Position > examined {
			page, err := a.Feed.Changes(c.UserContext(), examined, 1, q.kind)
			if err != nil || len(page.Entries) > 0 {
				return head, err
			}
			examined = page.Next // all of another kind
		}
		select {
		case <-over.C:
			return head, nil
		case <-c.Context().Done():
			return head, nil
		case <-look.C:
		}
		var err error
		if head, err = a.Reader.Head(c.UserContext()); err != nil {
			return head, err
		}
	}
}

func (a *api) changesDocument(c *fiber.Ctx, page *store.ChangePage) ([]byte, error) {
	var records []disclosure.Record
	for i := range page.Entries {
		if record := page.Entries[i].Record; record != nil {
			records = append(records, *record)
		}
	}
	joined, err := a.join(c, records)
	if err != nil {
		return nil, err
	}
	o := wire.NewObject(make([]byte, 0, recordSize*(len(page.Entries)+1)))
	o.Text("feed_id", page.Head.FeedID)
	err = o.Array("changes", len(page.Entries), func(out []byte, i int) ([]byte, error) {
		return joined.AppendEntry(out, &page.Entries[i])
	})
	if err != nil {
		return nil, err
	}
	o.Number("next", page.Next)
	o.Number("position", page.Head.Position)
	return o.End(), nil
}
