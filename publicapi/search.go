package publicapi

import (
	"context"
	"errors"
	"time"

	"github.com/gofiber/fiber/v2"

	"mingshi/internal/finder"
	"mingshi/internal/search"
	"mingshi/internal/store"
	"mingshi/internal/tabular"
	"mingshi/internal/web"
)

// search answers a query over the records of all kinds.
//
//	@ID				search
//	@Summary		Search records of all kinds
//	@Description	One query over permits, filings, penalties, venues, gradings and readings. With a text the best match comes
//	@Description	first, without one the latest decision.
//	@Description	Records that were found by a text say in matches where its terms stand. Formats other than json and ndjson need kind.
//	@Tags			search
//	@Produce		json,application/x-ndjson,text/csv,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet,application/vnd.apache.parquet
//	@Param			list	query		ListQuery	false	"What every list takes"
//	@Param			kind	query		string		false	"Kind of record"	Enums(permit,filing,penalty,venue,grading,reading)	example(penalty)
//	@Param			sort	query		string		false	"Order; relevance with a text and -decided_on without one where it is not given. Venues, which have no dates, stand behind the rest in the orders of dates."	Enums(relevance,-decided_on,decided_on,-fine_cny)	example(-decided_on)
//	@Param			format	query		string		false	"Format of the answer; csv, xlsx and parquet need kind. It goes before Accept."	Enums(json,ndjson,csv,xlsx,parquet)	default(json)	extensions(x-with=kind:penalty)	example(ndjson)
//	@Param			bom		query		string		false	"1: CSV begins with a byte order mark, by which Excel knows UTF-8. With format=csv alone."	Enums(0,1)	default(0)	extensions(x-with=format:csv+kind:penalty)
//	@Param			codes	query		string		false	"gen3: members and columns are the field codes of the standard, generation 3 (XK_…, CF_…), amounts in 万元; needs kind"	Enums(gen3)	extensions(x-with=kind:penalty)	example(gen3)
//	@Success		200		{object}	RecordList	"A page of records"
//	@Success		304		"unchanged"
//	@Header			200		{string}	Link	"next"
//	@Router			/api/v1/search [get]
//	@Router			/search.json [get]
func (a *api) search(c *fiber.Ctx) error { return a.list("")(c) }

// searched answers a query from the index. Where the index is behind the store, so is what the answer claims.
func (a *api) searched(c *fiber.Ctx, f form, query search.Query) error {
	found, err := a.finder.Find(c.UserContext(), query)
	if err != nil {
		return a.refused(err)
	}
	stamp, same, err := a.restamp(c, found.Head, found.Position, f.format)
	if same || err != nil {
		return err
	}
	f.indexed = true
	return a.send(c, f, query, stamp, found)
}

// marksOf is the query whose matches are told with each record; nil if its text has no terms.
func marksOf(query *search.Query) *search.Query {
	if len(search.Terms(query.Text)) == 0 {
		return nil
	}
	return query
}

// restamp replaces the tag of the store's head, under which the visitor had no answer, by that of an answer from an index
// that has come to the position, and reports whether the visitor has this one. One that is ahead of the store (the reader
// may be a replica) claims no more than the store: an answer may be newer than it says, never older.
//
// An answer from an index that is behind says as of which change it is true, and has no tag: its records are the store's as
// they are now, and one of them may end while the index comes no further. Whoever has a copy must not be told to keep it.
func (a *api) restamp(
	c *fiber.Ctx, head store.Head, position int64, format tabular.Format,
) (stamp web.Stamp, same bool, err error) {
	stamp = a.stampOf(head)
	stamp.Form = string(format)
	if position >= head.Position {
		c.Response().Header.Del(fiber.HeaderLastModified)
		same, err = web.NotModified(c, stamp)
		return stamp, same, err
	}
	web.DoNotKeep(c)
	stamp.Position = position
	stamp.AsOf, err = a.instantOf(c.UserContext(), position)
	return stamp, false, err
}

// instantOf is when the change at a position of the feed was made; zero for position 0.
func (a *api) instantOf(ctx context.Context, position int64) (time.Time, error) {
	if position == 0 {
		return time.Time{}, nil
	}
	page, err := a.Feed.Changes(ctx, position-1, 1, "")
	if err != nil || len(page.Entries) == 0 {
		return time.Time{}, err
	}
	return page.Entries[0].At, nil
}

// refused words what Parse, the store or an engine found wrong with a query, and that search does not answer. Other errors
// stay as they are.
func (a *api) refused(err error) error {
	if refusal, ok := finder.Refused(err); ok {
		if refusal.Parameter == "after" {
			return web.InvalidCursor()
		}
		return web.InvalidParameter(refusal.Parameter, refusal.Key, refusal.Args...)
	}
	if down, ok := errors.AsType[*search.Down](err); ok {
		return a.noSearch(down, err)
	}
	return err
}

// noSearch says since when search does not answer, and what does.
func (a *api) noSearch(down *search.Down, err error) error {
	since := down.Since.In(a.Authority.Zone).Format(time.RFC3339)
	detail := web.Text{Key: "api.search.down", Args: []any{since}}
	switch {
	case down.Since.IsZero():
		detail = web.Text{Key: "api.search.unknown"}
	case down.Building:
		detail.Key = "api.search.building"
	}
	return &web.Refusal{Code: web.CodeUnavailable, Detail: detail, Fix: web.Text{Key: "api.search.fix"}, Err: err}
}
