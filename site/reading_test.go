package site_test

import (
	"encoding/json"
	"strings"
	"testing"

	"mingshi/internal/disclosure"
)

// tested is a reading at the pool of the district.
func tested(item, value, unit, at string, limit *disclosure.Limit, result disclosure.CheckResult, source disclosure.ReadingSource, by string) disclosure.Draft {
	comparator := strings.TrimRight(value, "0123456789.")
	return disclosure.Draft{
		Body: &disclosure.Reading{
			PermitNumber: poolNumber, SampledAt: at, Item: item, Comparator: comparator, Value: json.Number(strings.TrimPrefix(value, comparator)),
			Unit: unit, Limit: limit, Result: result, Place: "成人池", TestedBy: by, Source: source,
		},
		NaturalKey: []string{poolNumber, item, at, string(source)}, Places: []string{poolNumber}, Authority: bureau.USCC,
		DecidedOn: disclosure.MustDate(at[:10]),
	}
}

func venueText(t *testing.T, w *world, name, lang string) string {
	t.Helper()
	return checkedHTML(t, w.page(address(w, disclosure.KindVenue, name)+"?lang="+lang)).said()
}

// latest is the part of a venue's page that shows the latest tests only.
func latest(said string) string {
	before, _, _ := strings.Cut(said, "历次检测结果")
	return before
}

// TestReadings holds that the latest test of each item is shown with its limit, and beside the value who tested.
func TestReadings(t *testing.T) {
	w, _, _ := district(t)
	said := venueText(t, w, pool, "zh")
	contains(t, latest(said),
		"游离性余氯 成人池 0.42 mg/L 合格 自检 碧波游泳馆 限值 0.3–1 mg/L GB 37488-2019 2026-11-19 08:00",
		"浑浊度 成人池 1.4 NTU 不合格 监督抽检 碧波游泳馆 限值 ≤ 1 NTU",
		"尿素 成人池 2.1 mg/L 合格 委托检测 碧波游泳馆 限值 ≤ 3.5 mg/L GB 9667-1996 样例数据，尚未核对 2026-11-17 ",
		"2026-11-19 00:30",
		"水温 成人池 27 ℃ 未判定 自检 碧波游泳馆 无已知限值",
	)
	lacks(t, said, "2026-11-17 0", "T00", "00Z", "UTC")
	lacks(t, latest(said), "0.1 mg/L")
	if strings.Index(said, "游离性余氯 成人池") > strings.Index(said, "水温 成人池") {
		t.Error("tests of one instant are not in the order of the list")
	}
	// The last is first, also among those of one day.
	for _, later := range []string{"游离性余氯 成人池", "浑浊度 成人池"} {
		if strings.Index(said, later) > strings.Index(said, "尿素 成人池") {
			t.Errorf("%s is not before an earlier test", later)
		}
	}
}

// TestOwnTestHidesNoOtherTesters holds that the authority's sample stands beside a later test by the venue itself.
func TestOwnTestHidesNoOtherTesters(t *testing.T) {
	w, _, _ := district(t)
	limit := &disclosure.Limit{Max: "1", Basis: "GB 37488-2019", Verified: true}
	w.publish(
		tested("turbidity", "0.4", "NTU", "2026-11-20T00:00:00Z", limit, disclosure.ResultPass, "self", pool),
		tested("turbidity", "0.6", "NTU", "2026-11-12", limit, disclosure.ResultPass, "laboratory", "示例检测技术有限公司"),
	)
	said := latest(venueText(t, w, pool, "zh"))
	contains(t, said, "0.4 NTU 合格 自检 碧波游泳馆", "1.4 NTU 不合格 监督抽检 碧波游泳馆", "0.6 NTU 合格 委托检测 示例检测技术有限公司")
}

// TestLimitsInWords holds that strict bounds, none allowed, what is only recommended and what lies above a bound are said.
func TestLimitsInWords(t *testing.T) {
	w, _, _ := district(t)
	recommended := &disclosure.Limit{Min: "23", Max: "30", Basis: "GB 37488-2019", Recommended: true, Verified: true}
	w.publish(
		tested("coliforms", "0", "CFU/100mL", "2026-11-20T00:00:00Z", &disclosure.Limit{Max: "0", Basis: "GB 37488-2019"}, disclosure.ResultPass, "self", ""),
		tested("colony_count", ">200", "CFU/mL", "2026-11-20T00:00:00Z", &disclosure.Limit{Max: "200", MaxExclusive: true, Basis: "b"}, disclosure.ResultFail, "self", ""),
		tested("orp", "700", "mV", "2026-11-20T00:00:00Z", &disclosure.Limit{Min: "650", MinExclusive: true, Max: "900", Basis: "b"}, disclosure.ResultPass, "self", ""),
		tested("water_temperature", "31", "℃", "2026-11-20T00:00:00Z", recommended, "", "self", ""),
		tested("humidity", "28", "%", "2026-11-20T00:00:00Z", recommended, "", "self", ""),
	)
	contains(t, venueText(t, w, pool, "zh"),
		"未检出 合格 自检 限值 不得检出", ">200 CFU/mL 不合格 自检 限值 < 200 CFU/mL", "限值 > 650、≤ 900 mV",
		"31 ℃ 不在推荐范围内（不作判定） 自检 推荐 23–30 ℃", "28 % 在推荐范围内（不作判定）",
	)
	contains(t, venueText(t, w, pool, "en"),
		"none found Pass Self-test", "Limit none may be found", "not as recommended (not judged) Self-test Recommended 23–30 ℃", "Pass Self-test",
	)
}

// TestPoolSaysThatNothingIsOfToday holds it on the authority's day, of pools that are open and of no other venue.
func TestPoolSaysThatNothingIsOfToday(t *testing.T) {
	const notToday, never = "今天未检测（尚未公布今天的检测结果）。", "尚未公布过检测结果。"
	w, _, poolBoard := district(t)
	contains(t, venueText(t, w, pool, "zh"), notToday+" 最近一次采样：2026-11-19 08:00。")
	contains(t, venueText(t, w, pool, "en"), "Not tested today, as far as is published. The last sample was taken on 2026-11-19 08:00.")
	contains(t, w.page("/S/"+string(poolBoard)), notToday)
	lacks(t, venueText(t, w, hotel, "zh"), notToday, never)
	w.publish(tested("ph", "7.2", "", "2026-11-19T16:30:00Z", nil, "", "self", pool)) // half past midnight there
	lacks(t, venueText(t, w, pool, "zh"), notToday, never)
	w.clock = w.clock.AddDate(0, 0, 1)
	contains(t, venueText(t, w, pool, "zh"), notToday+" 最近一次采样：2026-11-20 00:30。")

	drafts := venueDrafts()
	for i := range drafts {
		drafts[i].Body.(*disclosure.Venue).VenueKind = "swimming"
	}
	w = newWorld(t)
	w.publish(drafts...)
	contains(t, venueText(t, w, hotel, "zh"), never)
	lacks(t, venueText(t, w, hotel, "zh"), notToday)
	lacks(t, venueText(t, w, salon, "zh"), notToday, never) // it is not trading
}

// TestSeriesAreDrawn holds that several values of an item are drawn with words for who cannot see them, and are all in a table
// with who tested; and that a single value is not.
func TestSeriesAreDrawn(t *testing.T) {
	w, _, poolBoard := district(t)
	page := w.page(address(w, disclosure.KindVenue, pool))
	if got := strings.Count(page, `<svg class="chart"`); got != 1 {
		t.Fatalf("%d charts, want the one of chlorine", got)
	}
	const told = "2026-11-18 至 2026-11-19 共 2 次检测，最低 0.1 mg/L，最高 0.42 mg/L，不合格 1 次。"
	contains(t, page, `role="img" aria-label="`+told+`"><title>`+told+`</title>`, `class="band"`, `class="out"`, `>0.1</text>`, `>0.42</text>`, `>0.3</text>`, `>1</text>`)
	_, series, _ := strings.Cut(checkedHTML(t, page).said(), "历次检测结果")
	contains(t, series, "2026-11-19 08:00 0.42 mg/L 合格 自检 碧波游泳馆", "2026-11-18 08:00 0.1 mg/L 不合格 自检 碧波游泳馆")
	scanned := w.page("/S/" + string(poolBoard))
	lacks(t, scanned, "<svg class=\"chart\"", "0.1 mg/L")
	contains(t, scanned, `<a href="`+address(w, disclosure.KindVenue, pool)+`#readings">查看历次检测结果</a>`)
	contains(t, w.page("/S/"+string(poolBoard)+"?lang=en"), address(w, disclosure.KindVenue, pool)+`?lang=en#readings`)
}

// season is three weeks of a pool that tests twice a day, with what makes a chart hard to draw: failures, values of which only a
// bound is known, and one that never changes.
func season() []disclosure.Draft {
	chlorine := &disclosure.Limit{Min: "0.3", Max: "1", Basis: "GB 37488-2019", Verified: true}
	colonies := &disclosure.Limit{Max: "200", Basis: "GB 37488-2019", Verified: true}
	values := []string{"0.42", "0.55", "0.61", "0.28", "0.35", "0.92", "1.20", "0.44", "0.5"}
	var drafts []disclosure.Draft
	for n := range 40 {
		at := disclosure.MustDate("2026-10-28").AddDays(n/2).String() + []string{"T00:30:00Z", "T07:00:00Z"}[n%2]
		value, result := values[n*n%len(values)], disclosure.ResultPass
		if value < "0.3" || value > "1" {
			result = disclosure.ResultFail
		}
		drafts = append(drafts, tested("free_chlorine", value, "mg/L", at, chlorine, result, "self", pool))
	}
	for n, value := range []string{"<1", "12", "40", ">300", "8"} {
		result := disclosure.ResultPass
		if value == ">300" {
			result = disclosure.ResultFail
		}
		at := disclosure.MustDate("2025-11-04").AddMonths(3 * n).String()
		drafts = append(drafts, tested("colony_count", value, "CFU/mL", at, colonies, result, "laboratory", "示例检测技术有限公司"))
	}
	return append(drafts,
		tested("orp", "700", "mV", "2026-11-01", &disclosure.Limit{Min: "650", Basis: "GB 37488-2019"}, disclosure.ResultPass, "self", pool),
		tested("orp", "700", "mV", "2026-11-08", &disclosure.Limit{Min: "650", Basis: "GB 37488-2019"}, disclosure.ResultPass, "self", pool),
	)
}

// TestSeasonOnAScan holds that a pool with much to show still fits what a scan may weigh.
func TestSeasonOnAScan(t *testing.T) {
	w, _, poolBoard := district(t)
	w.publish(season()...)
	got := w.get("/S/"+string(poolBoard), "Accept-Encoding", "gzip")
	if size := len(got.body) + len(headText(got.header)); size > 14_000 {
		t.Errorf("%d bytes", size)
	}
}
