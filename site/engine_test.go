package site_test

import (
	"context"
	"errors"
	"net/http"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
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

// slow is an engine that nobody can wait for.
type slow struct{ search.Searcher }

func (slow) Search(ctx context.Context, _ search.Query) (search.Result, error) {
	<-ctx.Done()
	return search.Result{}, ctx.Err()
}

// changing is an engine that is exchanged from one request to the next.
type changing struct{ search.Searcher }

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
			for _, path := range []string{"/", "/about", address(w, disclosure.KindVenue, hotel)} {
				if got, ever := down.get(path), w.get(path); got.status != http.StatusOK || got.body != ever.body ||
					got.header.Get("ETag") == "" || got.header.Get("ETag") != ever.header.Get("ETag") {
					t.Errorf("%s is not as ever: status %d", path, got.status)
				}
			}
			for _, path := range []string{"/venues", "/penalties", "/permits", "/filings", listedAt("/venues", "sort", "-decided_on")} {
				page, ever := checkedHTML(t, down.page(path)), checkedHTML(t, w.page(path))
				if diff := cmp.Diff(ever.rows(), page.rows()); diff != "" || len(page.rows()) < 2 {
					t.Errorf("%s is not as ever (-with +without search):\n%s", path, diff)
				}
				checkFrame(t, path, i18n.ZH, page)
				lacks(t, page.said(), tc.said, "查询索引正在更新")
			}
		})
	}
}

// rows is what the rows of a page's tables say.
func (d document) rows() []string {
	var rows []string
	for _, row := range d.all("tr") {
		rows = append(rows, text(row))
	}
	return rows
}

// TestAListWithoutItsChoicesIsNotKept holds that a list whose form could not be filled from these very records has no tag, so
// that nobody is told later that it is still the same.
func TestAListWithoutItsChoicesIsNotKept(t *testing.T) {
	passing := func(t *testing.T, got answer) {
		t.Helper()
		if got.status != http.StatusOK || got.header.Get("ETag") != "" || got.header.Get("Last-Modified") != "" || got.header.Get("Cache-Control") != "no-store" {
			t.Errorf("status %d, tag %q, %q", got.status, got.header.Get("ETag"), got.header.Get("Cache-Control"))
		}
		lacks(t, got.body, "查询索引正在更新")
		contains(t, got.body, "数据截至")
	}
	for name, engine := range map[string]search.Searcher{
		"silent": &silent{err: search.Unavailable(now, false, nil)}, "slow": slow{}, "of another feed": otherFeed(t),
	} {
		t.Run(name, func(t *testing.T) {
			w, _, _ := district(t)
			turned := &changing{engine}
			list := w.withEngine(turned)
			first := list.get("/venues")
			passing(t, first)
			contains(t, first.body, `<input id="by-street"`)
			passing(t, list.get("/venues")) // the engine rests, or is still of another feed
			turned.Searcher, w.clock = w.engine, w.clock.Add(time.Minute)
			back := list.get("/venues", "If-None-Match", first.header.Get("ETag"), "If-Modified-Since", w.clock.UTC().Format(http.TimeFormat))
			if back.status != http.StatusOK || back.header.Get("ETag") == "" {
				t.Errorf("back: status %d, tag %q", back.status, back.header.Get("ETag"))
			}
			contains(t, back.body, `<option value="青禾街道"`)
		})
	}
	t.Run("behind", func(t *testing.T) {
		w, _, _ := district(t)
		w.unindexed = true
		w.publish(penalty("湖光卫公罚〔2026〕077号", "示例市又一酒店", "", "2026-10-18"))
		got := w.get("/venues")
		passing(t, got)
		contains(t, got.body, `<option value="青禾街道"`)
		w.unindexed = false
		w.index()
		if got := w.get("/venues"); got.header.Get("ETag") == "" {
			t.Error("caught up: no tag")
		}
	})
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
	contains(t, got.body, "查询索引正在更新，刚公示的记录可能暂时查不到。")
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
	contains(t, got.body, "至少 0 条")
	lacks(t, got.body, `class="facets"`)
}
