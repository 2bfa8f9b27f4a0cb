package publicapi

import (
	"cmp"
	"context"
	"net/url"
	"slices"
	"strings"
	"sync"

	"github.com/gofiber/fiber/v2"

	"mingshi/internal/disclosure"
	"mingshi/internal/i18n"
	"mingshi/internal/store"
	"mingshi/internal/web"
	"mingshi/internal/wire"
)

// feedItems is how many items a feed has, but for that of a venue, which is whole.
const feedItems = 50

const feedsRoot = "/feeds/"

// feedKinds are the kinds of which each feed tells, by its name.
var feedKinds = map[string][]disclosure.Kind{
	"changes":   kinds,
	"gradings":  {disclosure.KindGrading},
	"penalties": {disclosure.KindPenalty},
	"permits":   {disclosure.KindPermit},
}

// recents are the records that changed last, by kind; each is made when it is first asked for.
type recents struct {
	mu     sync.Mutex
	byKind map[disclosure.Kind]*recent
}

func (a *api) recentOf(kind disclosure.Kind) *recent {
	a.recents.mu.Lock()
	defer a.recents.mu.Unlock()
	if a.recents.byKind == nil {
		a.recents.byKind = make(map[disclosure.Kind]*recent)
	}
	if a.recents.byKind[kind] == nil {
		a.recents.byKind[kind] = newRecent(a.Reader, a.Feed, kind)
	}
	return a.recents.byKind[kind]
}

func (a *api) installFeeds(app *fiber.App) {
	for name := range feedKinds {
		app.Get(feedsRoot+name+".json", only(jsonFeedType, fiber.MIMEApplicationJSON), a.feedJSON)
		app.Get(feedsRoot+name+".atom", only(atomType, fiber.MIMEApplicationXML, fiber.MIMETextXML), a.feedAtom)
	}
}

// feedQuery is which feed is asked for.
type feedQuery struct {
	name string
	// form is how the feed's address ends: ".json" or ".atom".
	form      string
	kinds     []disclosure.Kind
	lang      i18n.Lang
	authority string
	street    string
	// venue, if its id is not "", is that of which alone is told.
	venue disclosure.Record
	// selfQuery is the query of the feed's own address.
	selfQuery url.Values
}

// tellsEnds reports whether the feed tells that records have ended. Where only some records are asked for it does not: the
// end is public, but whose or where the record was is so no more.
func (q *feedQuery) tellsEnds() bool {
	return q.name == "changes" && q.authority == "" && q.street == "" && q.venue.ID == ""
}

// trail goes back over the records of one kind that changed last.
type trail struct {
	list []latest
	// places are where the records are; nil if streets do not matter.
	places []located
}

// next is the last record that the feed may be about; nil at the end. It leaves those behind that the feed is not about.
func (t *trail) next(q *feedQuery, today disclosure.Date) *latest {
	for ; len(t.list) > 0; t.list = t.list[:len(t.list)-1] {
		at := len(t.list) - 1
		l := &t.list[at]
		if (!l.goneOn(today) || q.tellsEnds()) && (q.authority == "" || l.authority == q.authority) &&
			(q.street == "" || t.places[at].street == q.street) {
			return l
		}
	}
	return nil
}

// feedJSON answers a feed as JSON Feed 1.1.
//
//	@ID				feedJSON
//	@Summary		Feeds to follow (JSON Feed 1.1)
//	@Description	What was published or changed last, newest first, up to 50 items, so that a business, a street or a venue can be followed without
//	@Description	an account. An item is a record: it comes again when the record changes, under the same id. Feeds of a kind hold only what is
//	@Description	public now; changes also tells what ended and why, without its content. Chosen are the latest 10,000 changed records of each
//	@Description	kind. With venue the feed is whole: all that is shown at the venue.
//	@Tags			feeds
//	@Produce		application/feed+json
//	@Param			authority	query		string	false	"Credit code (统一社会信用代码) of the authority that decided"	example(11320282014043721R)
//	@Param			street		query		string	false	"Street or town (街道) of the venue, as it is written in the records"	example(青禾街道)
//	@Param			venue		query		string	false	"Id of a venue; not together with authority or street"	example(vn_0000000000001)
//	@Success		200			{object}	JSONFeed	"The feed"
//	@Success		304			"unchanged"
//	@Header			200			{string}	Content-Language	"Language of the feed"
//	@Failure		404			"not-found"
//	@Failure		410			"gone"
//	@Router			/feeds/changes.json [get]
//	@Router			/feeds/gradings.json [get]
//	@Router			/feeds/penalties.json [get]
//	@Router			/feeds/permits.json [get]
func (a *api) feedJSON(c *fiber.Ctx) error { return a.feed(c, ".json", writeJSONFeed) }

// feedAtom answers a feed as Atom.
//
//	@ID				feedAtom
//	@Summary		Feeds to follow (Atom)
//	@Description	The same feeds as Atom (RFC 4287).
//	@Tags			feeds
//	@Produce		application/atom+xml
//	@Param			authority	query		string	false	"Credit code (统一社会信用代码) of the authority that decided"	example(11320282014043721R)
//	@Param			street		query		string	false	"Street or town (街道) of the venue, as it is written in the records"	example(青禾街道)
//	@Param			venue		query		string	false	"Id of a venue; not together with authority or street"	example(vn_0000000000001)
//	@Success		200			{string}	string	"The feed"
//	@Success		304			"unchanged"
//	@Header			200			{string}	Content-Language	"Language of the feed"
//	@Failure		404			"not-found"
//	@Failure		410			"gone"
//	@Router			/feeds/changes.atom [get]
//	@Router			/feeds/gradings.atom [get]
//	@Router			/feeds/penalties.atom [get]
//	@Router			/feeds/permits.atom [get]
func (a *api) feedAtom(c *fiber.Ctx) error { return a.feed(c, ".atom", writeAtomFeed) }

// feed answers with one feed in the form that write gives it.
func (a *api) feed(c *fiber.Ctx, form string, write func(c *fiber.Ctx, f *followed) error) error {
	q, err := a.readFeedQuery(c, form)
	if err != nil {
		return err
	}
	stamp, err := a.stamp(c.UserContext())
	if err != nil {
		return err
	}
	if asked := web.Query(c, "venue"); asked != "" {
		// Before the tag is looked at: "If-None-Match: *" must not hide that the venue is gone.
		if q.venue, err = a.venueAsked(c.UserContext(), asked); err != nil {
			return err
		}
	}
	if same, err := web.NotModified(c, stamp); same || err != nil {
		return err
	}
	entries, err := a.entriesOf(c.UserContext(), &q)
	if err != nil {
		return err
	}
	f, err := a.followedOf(c.UserContext(), &q, entries, stamp)
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderContentLanguage, string(q.lang))
	return write(c, f)
}

func (a *api) readFeedQuery(c *fiber.Ctx, form string) (feedQuery, error) {
	parameters := []string{"authority", "street", "venue"}
	if err := web.CheckQuery(c, parameters...); err != nil {
		return feedQuery{}, err
	}
	q := feedQuery{
		name: strings.TrimSuffix(strings.TrimPrefix(c.Route().Path, feedsRoot), form), form: form,
		lang: web.Lang(c), selfQuery: url.Values{},
		authority: web.Query(c, "authority"), street: web.Query(c, "street"),
	}
	q.kinds = feedKinds[q.name]
	for _, name := range append(parameters, "lang") {
		if !web.HasQuery(c, name) {
			continue
		}
		if web.Query(c, name) == "" {
			return q, web.InvalidParameter(name, "api.feeds.empty", name)
		}
		q.selfQuery.Set(name, web.Query(c, name))
	}
	if web.HasQuery(c, "venue") && (q.authority != "" || q.street != "") {
		return q, web.InvalidParameter("venue", "api.feeds.venue_alone")
	}
	return q, nil
}

func (a *api) venueAsked(ctx context.Context, asked string) (disclosure.Record, error) {
	id, kind, err := disclosure.ParseID(asked)
	if err != nil || kind != disclosure.KindVenue {
		return disclosure.Record{}, disclosure.Errorf(disclosure.NotFound, "no venue has this id")
	}
	return a.Reader.Get(ctx, id)
}

// entriesOf chooses what a feed tells of: the last change of each record with the record as it is now, latest first.
func (a *api) entriesOf(ctx context.Context, q *feedQuery) ([]store.FeedEntry, error) {
	if q.venue.ID != "" {
		return a.entriesAt(ctx, q)
	}
	trails, err := a.trails(ctx, q)
	if err != nil {
		return nil, err
	}
	entries := make([]store.FeedEntry, 0, feedItems)
	for len(entries) < feedItems {
		position, ok := a.back(trails, q)
		if !ok {
			break
		}
		entry, err := a.entryAt(ctx, position)
		if err != nil {
			return nil, err
		}
		if entry.Record != nil || q.tellsEnds() {
			entries = append(entries, entry)
		}
	}
	slices.SortFunc(entries, laterFirst)
	return entries, nil
}

func laterFirst(a, b store.FeedEntry) int { return cmp.Compare(b.Position, a.Position) }

// trails are those of the feed's kinds.
func (a *api) trails(ctx context.Context, q *feedQuery) ([]*trail, error) {
	trails := make([]*trail, 0, len(q.kinds))
	for _, kind := range q.kinds {
		recent := a.recentOf(kind)
		now, err := recent.last(ctx)
		if err != nil {
			return nil, err
		}
		t := &trail{list: now.list}
		if q.street != "" {
			if t.places, err = recent.streets.placesOf(ctx, now); err != nil {
				return nil, err
			}
		}
		trails = append(trails, t)
	}
	return trails, nil
}

// back takes the last change off the trails; false at their end.
func (a *api) back(trails []*trail, q *feedQuery) (position int64, ok bool) {
	var from *trail
	for _, t := range trails {
		if l := t.next(q, a.today()); l != nil && l.position > position {
			from, position = t, l.position
		}
	}
	if from == nil {
		return 0, false
	}
	from.list = from.list[:len(from.list)-1]
	return position, true
}

// entryAt reads the change at a position or, if its record has been changed since, the record's last one.
func (a *api) entryAt(ctx context.Context, position int64) (store.FeedEntry, error) {
	for {
		page, err := a.Feed.Changes(ctx, position-1, 1, "")
		if err != nil {
			return store.FeedEntry{}, err
		}
		if len(page.Entries) == 0 || page.Entries[0].Position != position {
			return store.FeedEntry{}, disclosure.Errorf(disclosure.Unavailable, "feed: no change at position %d", position)
		}
		entry := page.Entries[0]
		if entry.Record == nil || entry.Record.Position <= position {
			return entry, nil
		}
		position = entry.Record.Position
	}
}

// lensOf is how the records of a feed are looked at.
func (a *api) lensOf(q *feedQuery) wire.Lens {
	return wire.Lens{BaseURL: a.BaseURL, Today: a.today(), Lang: q.lang, Scheme: a.Scheme}
}
