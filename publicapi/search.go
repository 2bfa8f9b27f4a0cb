package publicapi

import (
	"context"
	"errors"
	"time"

	"github.com/gofiber/fiber/v2"

	"mingshi/internal/finder"
	"mingshi/internal/search"
	"mingshi/internal/store"
	"mingshi/internal/web"
)

// search answers a query over the records of all kinds.
func (a *api) search(c *fiber.Ctx) error {
	query, err := readQuery(c, "")
	if err != nil {
		return a.refused(err)
	}
	stamp, err := a.stamp(c.UserContext())
	if err != nil {
		return err
	}
	if same, err := web.NotModified(c, stamp); same || err != nil {
		return err
	}
	return a.searched(c, query)
}

// searched answers a query from the index. Where the index is behind the store, so is what the answer claims.
func (a *api) searched(c *fiber.Ctx, query search.Query) error {
	found, err := a.finder.Find(c.UserContext(), query)
	if err != nil {
		return a.refused(err)
	}
	stamp, err := a.reflected(c.UserContext(), found.Head, found.Position)
	if err != nil {
		return err
	}
	if same, err := stampAgain(c, stamp); same || err != nil {
		return err
	}
	joined, err := a.join(c, found.Records)
	if err != nil {
		return err
	}
	if len(search.Terms(query.Text)) > 0 {
		joined.marks = &query
	}
	return a.sendPage(c, joined, stamp, found)
}

// reflected is the stamp of an answer from an index that has come to the position. That of an index which is behind says as
// of which change it is true, and no more. One that is ahead of the store (the reader may be a replica) claims no more
// than the store: an answer may be newer than it says, never older.
func (a *api) reflected(ctx context.Context, head store.Head, position int64) (web.Stamp, error) {
	stamp := a.stampOf(head)
	if position >= head.Position {
		return stamp, nil
	}
	stamp.Position, stamp.AsOf = position, time.Time{}
	stamp.Zone = nil // without Last-Modified: what the index lacks may bear the same second
	if position == 0 {
		return stamp, nil
	}
	page, err := a.Feed.Changes(ctx, position-1, 1, "")
	if err != nil {
		return stamp, err
	}
	if len(page.Entries) > 0 {
		stamp.AsOf = page.Entries[0].At
	}
	return stamp, nil
}

// stampAgain replaces the tag of the store's head, under which the visitor had no answer, by that of the answer.
func stampAgain(c *fiber.Ctx, stamp web.Stamp) (bool, error) {
	c.Response().Header.Del(fiber.HeaderLastModified)
	return web.NotModified(c, stamp)
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
