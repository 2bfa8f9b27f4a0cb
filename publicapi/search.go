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
	stamp, same, err := a.restamp(c, found.Head, found.Position)
	if same || err != nil {
		return err
	}
	joined, err := a.join(c, found.Records)
	if err != nil {
		return err
	}
	var marks *search.Query
	if len(search.Terms(query.Text)) > 0 {
		marks = &query
	}
	return a.sendPage(c, joined, stamp, marks, found)
}

// restamp replaces the tag of the store's head, under which the visitor had no answer, by that of an answer from an index
// that has come to the position, and reports whether the visitor has this one. One that is ahead of the store (the reader
// may be a replica) claims no more than the store: an answer may be newer than it says, never older.
//
// An answer from an index that is behind says as of which change it is true, and has no tag: its records are the store's as
// they are now, and one of them may end while the index comes no further. Whoever has a copy must not be told to keep it.
func (a *api) restamp(c *fiber.Ctx, head store.Head, position int64) (stamp web.Stamp, same bool, err error) {
	stamp = a.stampOf(head)
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
