package site_test

import (
	"context"
	"errors"
	"net/http"
	"testing"
	"time"

	"golang.org/x/net/html"

	"mingshi/internal/disclosure"
	"mingshi/internal/i18n"
	"mingshi/internal/search"
)

// silent is an engine that does not answer.
type silent struct {
	search.Searcher
	err   error
	asked int
}

func (s *silent) Search(context.Context, search.Query) (search.Result, error) {
	s.asked++
	return search.Result{}, s.err
}

// withEngine is the same world behind pages that search with another engine.
func (w *world) withEngine(engine search.Searcher) *world {
	other := *w
	other.deps.Searcher = engine
	other.open()
	return &other
}

// otherFeed is an engine that was filled from another store.
func otherFeed(t *testing.T) search.Searcher {
	t.Helper()
	other := newWorld(t)
	other.publish(venueDrafts()...)
	return other.engine
}

// TestASilentEngineTakesNothingElseAway holds that search says since when it does not answer, and all else is as ever.
func TestASilentEngineTakesNothingElseAway(t *testing.T) {
	w, _, _ := district(t)
	since := w.clock.Add(-25 * time.Minute)
	for name, tc := range map[string]struct {
		engine search.Searcher
		said   string
	}{
		"down":         {&silent{err: search.Unavailable(since, false, errors.New("secret cause"))}, "自 10:05 起查询没有回应"},
		"since a day":  {&silent{err: search.Unavailable(since.AddDate(0, 0, -1), false, nil)}, "自 2026-11-19 10:05 起"},
		"being built":  {&silent{err: search.Unavailable(since, true, nil)}, "索引正在建立"},
		"none":         {nil, "查询现在没有回应"},
		"another feed": {otherFeed(t), "索引正在建立"},
	} {
		t.Run(name, func(t *testing.T) {
			down := w.withEngine(tc.engine)
			for _, path := range []string{"/search", seek("q", "酒店"), listedAt("/penalties", "q", "消毒"), listedAt("/venues", "street", "青禾街道")} {
				got := down.get(path)
				if got.status != http.StatusServiceUnavailable || got.header.Get("Retry-After") == "" || got.header.Get("Cache-Control") != "no-store" {
					t.Errorf("%s: status %d", path, got.status)
				}
				d := checkedHTML(t, got.body)
				checkFrame(t, path, i18n.ZH, d)
				contains(t, d.said(), tc.said)
				contains(t, got.body, `href="/venues"`, `href="/penalties"`, `href="`+html.EscapeString(path)+`"`)
				lacks(t, got.body, "secret")
			}
			for _, path := range []string{"/", "/venues", "/penalties", "/permits", "/filings", "/about", address(w, disclosure.KindVenue, hotel)} {
				if got := down.get(path); got.status != http.StatusOK {
					t.Errorf("%s: status %d", path, got.status)
				}
			}
		})
	}
}

// TestListsAskTheEngineOnlyForTheirForm holds that a list is not searched unless it is narrowed, and that one that does not
// answer is left alone for a while.
func TestListsAskTheEngineOnlyForTheirForm(t *testing.T) {
	w, _, _ := district(t)
	engine := &silent{err: search.Unavailable(w.clock, false, nil)}
	down := w.withEngine(engine)
	for range 5 {
		down.page("/venues")
		down.page(listedAt("/penalties", "sort", "decided_on"))
	}
	if engine.asked != 1 {
		t.Errorf("an engine that does not answer was asked %d times", engine.asked)
	}
	contains(t, down.page("/venues"), `<input id="by-street"`, `<option value="hair_beauty"`)
	contains(t, w.page("/venues"), `<select id="by-street"`, `<option value="青禾街道"`)
	lacks(t, w.page("/venues"), `<option value="museum"`)
}

// TestAnIndexBehindTheStoreIsSaid holds that such a page is not kept as if it were whole.
func TestAnIndexBehindTheStoreIsSaid(t *testing.T) {
	w, _, _ := district(t)
	path := seek("q", "酒店")
	tag := w.get(path).header.Get("ETag")
	if got := w.get(path, "If-None-Match", tag); tag == "" || got.status != http.StatusNotModified {
		t.Errorf("the same page again: status %d with the tag %q", got.status, tag)
	}
	w.unindexed = true
	w.publish(penalty("湖光卫公罚〔2026〕077号", "示例市又一酒店", "", "2026-10-18"))
	got := w.get(path, "If-None-Match", tag)
	if got.status != http.StatusOK || got.header.Get("ETag") != "" || got.header.Get("Cache-Control") != "no-store" {
		t.Errorf("status %d, tag %q", got.status, got.header.Get("ETag"))
	}
	contains(t, got.body, "索引正在跟上")
	lacks(t, got.body, "数据截至")
	w.unindexed = false
	w.index()
	contains(t, w.page(path), "示例市又一", "数据截至")
}

// TestGoneRecordsAreNotFound holds it before the index has heard of it, too.
func TestGoneRecordsAreNotFound(t *testing.T) {
	w, _, _ := district(t)
	for _, text := range []string{goneMarker, "099号"} {
		contains(t, w.page(seek("q", text)), "没有找到符合条件的记录。")
	}
	draft := penalty("湖光卫公罚〔2026〕098号", "示例市将撤回公司", "", "2026-08-01")
	w.publish(draft)
	contains(t, checkedHTML(t, w.page(seek("q", "将撤回"))).said(), "示例市 将撤回 公司")
	w.unindexed = true
	draft.NotPublic = disclosure.NotPublicMinor
	w.publish(draft)
	got := w.get(seek("q", "将撤回"))
	lacks(t, got.body, "098号", "将撤回公司")
	if n := checkedHTML(t, got.body).total(t); n != 0 {
		t.Errorf("%d gone records are counted", n)
	}
}
