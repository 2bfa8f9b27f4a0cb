package publicapi

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"mingshi/internal/disclosure"
	"mingshi/internal/store"
	"mingshi/internal/web"
	"mingshi/internal/wire"
)

const (
	eventStream      = "text/event-stream"
	headerLastEvent  = "Last-Event-ID"
	headerBuffering  = "X-Accel-Buffering"
	streamRetryAfter = 30 // seconds
)

// streaming is how streams are written.
type streaming struct {
	// keepAlive is how often something is written where there is nothing to tell, so that proxies keep the connection open
	// and a listener who has left is noticed.
	keepAlive time.Duration
	// patience is how long a listener may take to read what was written before the stream is cut off.
	patience time.Duration
	// page is how many changes are read at a time; what a listener costs in memory is one page.
	page int
	// shared holds what was written last, for all who listen at the same place.
	shared *pages
}

func newStreaming() streaming {
	return streaming{keepAlive: 15 * time.Second, patience: 20 * time.Second, page: 50, shared: new(pages)}
}

func (a *api) installStream(app *fiber.App) {
	app.Get(root+"/changes/stream", a.stream)
}

// stream answers with the changes of the feed as server-sent events, first those that are there and then each as it comes.
//
//	@ID				streamChanges
//	@Summary		The feed of changes as server-sent events
//	@Description	The feed of /api/v1/changes as server-sent events (text/event-stream): what is there behind after, then each change as it comes. An event
//	@Description	"change" holds one change as a page of changes has it; its id is FEED_ID:POSITION, with which a client comes back as Last-Event-ID. Every
//	@Description	15 seconds without an event a comment comes with an id and without data, so that proxies keep the connection and the id moves on
//	@Description	past changes of other kinds. "reset" is the last event of a feed that is no more: resynchronise as the problem feed-reset says.
//	@Description	One client has at most 32 places, those of requests that wait included.
//	@Tags			changes
//	@Produce		text/event-stream
//	@Param			after			query		int		false	"Position after which to begin"	minimum(0)	default(0)	example(3)
//	@Param			kind			query		string	false	"Changes of records of this kind alone"	extensions(x-list=Kind)	example(penalty)
//	@Param			feed			query		string	false	"The feed_id of your copy; another one than the present is answered 409"
//	@Param			Last-Event-ID	header		string	false	"The id of the last event that came, FEED_ID:POSITION or POSITION alone; it goes before after"
//	@Success		200				{string}	string	"Events, without end"
//	@Failure		409				"feed-reset"
//	@Failure		429				"too-many-requests"
//	@Router			/api/v1/changes/stream [get]
func (a *api) stream(c *fiber.Ctx) error {
	if _, err := web.Accept(c, eventStream); err != nil {
		return err
	}
	q, err := readStreamQuery(c)
	if err != nil {
		return err
	}
	head, err := a.headBeyond(c.UserContext(), q)
	if err != nil {
		return err
	}
	client := web.ClientKey(c)
	if c.Method() != http.MethodHead && !a.waiters.enter(client) {
		c.Set(fiber.HeaderRetryAfter, strconv.Itoa(streamRetryAfter))
		return &web.Refusal{Code: web.CodeTooManyRequests}
	}
	c.Set(fiber.HeaderContentType, eventStream)
	c.Set(fiber.HeaderCacheControl, "no-store, no-transform")
	c.Set(headerBuffering, "no")
	c.Context().SetConnectionClose() // what a listener writes is not read, so no request may follow
	if c.Method() == http.MethodHead {
		return nil
	}
	a.hub.join()
	c.Context().SetBodyStream(newEvents(a, listening{
		client: client, lens: a.lens(c), kind: q.kind, feedID: head.FeedID, after: q.after,
		conn: c.Context().Conn(), done: c.Context().Done(),
	}), -1)
	return nil
}

// readStreamQuery reads where to begin: the last event that arrived, if the listener comes back, else the parameters.
func readStreamQuery(c *fiber.Ctx) (changesQuery, error) {
	if err := web.CheckQuery(c, "after", "kind", "feed"); err != nil {
		return changesQuery{}, err
	}
	q, err := readPlace(c)
	if err != nil {
		return q, err
	}
	last := c.Get(headerLastEvent)
	if last == "" {
		return q, nil
	}
	feed, position, ok := parseEventID(last)
	switch {
	case !ok:
		return q, &web.Refusal{
			Code: web.CodeBadRequest, Detail: web.Text{Key: "api.stream.last_event"}, Fix: web.Text{Key: "api.stream.last_event.fix"},
		}
	case q.feed != "" && feed != "" && feed != q.feed:
		return q, feedReset(nil) // one of the two is another feed, whichever it is
	case feed != "":
		q.feed = feed
	}
	q.after = position
	return q, nil
}

// An event's id is the feed and the position in it, so that a listener who comes back after a restore is told so.
func eventID(feedID string, position int64) string {
	return feedID + ":" + strconv.FormatInt(position, 10)
}

// parseEventID reads "FEED_ID:POSITION" or "POSITION"; feed is "" for the latter.
func parseEventID(id string) (feed string, position int64, ok bool) {
	digits := id
	if before, after, has := strings.Cut(id, ":"); has {
		if before == "" {
			return "", 0, false
		}
		feed, digits = before, after
	}
	if digits == "" || strings.Trim(digits, "0123456789") != "" {
		return "", 0, false
	}
	position, err := strconv.ParseInt(digits, 10, 64)
	return feed, position, err == nil
}

// eventPage is one page of the feed, written as events.
type eventPage struct {
	text []byte
	next int64
	head store.Head
}

// writePage reads a page of the feed and writes its changes as events.
func (a *api) writePage(ctx context.Context, lens wire.Lens, kind disclosure.Kind, after int64) (eventPage, error) {
	page, err := a.Feed.Changes(ctx, after, a.streams.page, kind)
	if err != nil {
		return eventPage{}, err
	}
	written := eventPage{next: page.Next, head: page.Head}
	if len(page.Entries) == 0 {
		return written, nil
	}
	joined, err := wire.Join(ctx, a.Reader, lens, recordsIn(page.Entries))
	if err != nil {
		return eventPage{}, err
	}
	text := make([]byte, 0, recordSize*(len(page.Entries)+1))
	for i := range page.Entries {
		text = append(text, "id: "+eventID(page.Head.FeedID, page.Entries[i].Position)+"\nevent: change\ndata: "...)
		if text, err = joined.AppendEntry(text, &page.Entries[i]); err != nil {
			return eventPage{}, err
		}
		text = append(text, "\n\n"...)
	}
	written.text = text
	return written, nil
}
