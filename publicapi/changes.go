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

// changesQuery is what is asked of the feed.
type changesQuery struct {
	after int64
	limit int
	kind  disclosure.Kind
	feed  string
	wait  time.Duration
}

// changes answers a page of the feed.
//
//	@ID				listChanges
//	@Summary		The feed of changes
//	@Description	Everything that ever happened to a record, in one order. To keep a copy: begin at after=0, store each record, delete what comes with record null,
//	@Description	and ask again with after=next as long as next is less than position, then with wait. Send feed with the feed_id that you began with: if the answer is 409
//	@Description	feed-reset, the data was restored or begun anew, and you must begin at 0 and drop what does not come again. A record is given as it is now in all its changes, the
//	@Description	earlier ones too, so that what is gone is told nowhere. See /dumps/ for a quicker beginning.
//	@Tags			changes
//	@Param			after	query		int		false	"Position after which to begin"	minimum(0)	default(0)	example(3)
//	@Param			limit	query		int		false	"How many changes a page has at most"	minimum(1)	maximum(1000)	default(100)	example(1000)
//	@Param			kind	query		string	false	"Changes of records of this kind alone; next moves past the others"	extensions(x-list=Kind)	example(penalty)
//	@Param			feed	query		string	false	"The feed_id of your copy; another one than the present is answered 409"
//	@Param			wait	query		int		false	"Seconds to hold an answer open that would be empty. Where too many wait it is answered at once."	minimum(0)	maximum(60)	default(0)
//	@Success		200		{object}	ChangePage	"A page of changes"
//	@Success		304		"unchanged"
//	@Failure		409		"feed-reset"
//	@Router			/api/v1/changes [get]
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
	q, err := readPlace(c)
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
	q.limit, q.wait = int(limit), time.Duration(wait)*time.Second
	return q, nil
}

// readPlace reads which feed is asked for, from where, and of which kind.
func readPlace(c *fiber.Ctx) (changesQuery, error) {
	after, err := web.QueryInt(c, "after", positionBounds)
	if err != nil {
		return changesQuery{}, web.InvalidParameter("after", "api.parameter.position")
	}
	q := changesQuery{after: after, kind: disclosure.Kind(web.Query(c, "kind")), feed: web.Query(c, "feed")}
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
	client := web.ClientKey(c)
	if !a.waiters.enter(client) {
		return head, nil
	}
	defer a.waiters.leave(client)
	a.hub.join()
	defer a.hub.leave()
	over := time.NewTimer(q.wait)
	defer over.Stop()
	for examined := q.after; ; {
		news := a.hub.news()
		page, err := a.Feed.Changes(c.UserContext(), examined, 1, q.kind)
		if errors.Is(err, store.ErrBeyondHead) {
			return head, feedReset(err)
		}
		if err != nil || len(page.Entries) > 0 || page.Head.FeedID != head.FeedID {
			return page.Head, err
		}
		head, examined = page.Head, page.Next // what came was all of another kind
		select {
		case <-over.C:
			return head, nil
		case <-c.Context().Done():
			return head, nil
		case <-news:
		case <-a.hub.again(head):
		}
	}
}

func (a *api) changesDocument(c *fiber.Ctx, page *store.ChangePage) ([]byte, error) {
	joined, err := a.join(c, recordsIn(page.Entries))
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

// recordsIn lists the records that changes lead to and that are still there.
func recordsIn(entries []store.FeedEntry) []disclosure.Record {
	records := make([]disclosure.Record, 0, len(entries))
	for i := range entries {
		if entries[i].Record != nil {
			records = append(records, *entries[i].Record)
		}
	}
	return records
}
