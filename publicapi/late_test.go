package publicapi

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"mingshi/internal/disclosure"
	"mingshi/internal/search"
	"mingshi/internal/store"
	"mingshi/internal/workday"
)

// lates publishes decisions of April and of the months around it, on 2025-05-20.
func lates(t *testing.T) (f *fixture, late []disclosure.ID) {
	t.Helper()
	f = newFixture(t)
	publish := func(kind disclosure.Kind, n int, decided, published, authority string) {
		t.Helper()
		var body disclosure.Body
		if kind == disclosure.KindPermit {
			permit := samplePermit(permitNumber, "2029-03-31")
			permit.DecidedOn = disclosure.MustDate(decided)
			body = permit
		} else {
			body = samplePenalty(decided, "未按规定消毒")
		}
		record := f.record(numbered(kind, n), body)
		record.Authority = authority
		record.PublishedAt = disclosure.MustDate(published).In(f.zone).Add(12 * time.Hour)
		f.apply(store.Write{Op: disclosure.OpPublish, Record: record})
		isLate, _ := workday.Shipped().Late(record.DecidedOn, disclosure.MustDate(published), 7)
		if isLate && strings.HasPrefix(decided, "2025-04") && authority == deciding {
			late = append(late, record.ID)
		}
	}
	for n := range 30 {
		kind := disclosure.KindPenalty
		if n%3 == 0 {
			kind = disclosure.KindPermit
		}
		day := disclosure.MustDate("2025-04-01").AddDays(n)
		publish(kind, n, day.String(), "2025-05-08", deciding)
		publish(kind, 100+n, day.String(), day.AddDays(1).String(), deciding)
	}
	publish(disclosure.KindPenalty, 200, "2025-03-31", "2025-05-08", deciding)
	publish(disclosure.KindPermit, 201, "2025-05-01", "2025-05-20", deciding)
	publish(disclosure.KindPenalty, 202, "2025-04-01", "2025-05-08", otherUnit)
	slices.Sort(late)
	return f, late
}

// walkLate goes through all pages of late records and gives what they hold.
func (f *fixture) walkLate(target string) (found []LateRecord, pages int) {
	f.Helper()
	for after := ""; ; {
		var got Timeliness
		f.decoded(target+after, &got)
		found = append(found, got.LateRecords.Data...)
		if pages++; got.LateRecords.Next == nil {
			return found, pages
		}
		after = "&after=" + *got.LateRecords.Next
	}
}

func idsOf(found []LateRecord) []disclosure.ID {
	var ids []disclosure.ID
	for i := range found {
		ids = append(ids, found[i].ID)
	}
	slices.Sort(ids)
	return ids
}

func TestLateRecordsAreListedOnceEach(t *testing.T) {
	f, late := lates(t)
	if len(late) < 20 || len(late) > 28 {
		t.Fatalf("%d are late; the sample shows nothing", len(late))
	}
	for _, down := range []bool{false, true} {
		if down {
			f.api.finder.Searcher = deaf{}
		}
		for _, limit := range []string{"1", "2", "7", "200"} {
			found, _ := f.walkLate(root + "/stats/timeliness?month=2025-04&authority=" + deciding + "&limit=" + limit)
			if diff := gocmp.Diff(late, idsOf(found)); diff != "" {
				t.Errorf("search down: %v, limit %s (-want +got):\n%s", down, limit, diff)
			}
		}
		found, pages := f.walkLate(root + "/stats/timeliness?month=2025-04&limit=200")
		if len(found) != len(late)+1 || pages != 1 && !down {
			t.Errorf("search down: %v, all units: %d records on %d pages, want %d", down, len(found), pages, len(late)+1)
		}
	}
}

// TestLateRecordsFromTheStoreAreNotKept holds that a list in the store's order has no tag, since the index gives another order.
func TestLateRecordsFromTheStoreAreNotKept(t *testing.T) {
	f, _ := lates(t)
	target := root + "/stats/timeliness?month=2025-04&limit=5"
	f.api.finder.Searcher = deaf{}
	a := f.get(target)
	if a.status != http.StatusOK || a.header.Get("ETag") != "" || a.header.Get("Last-Modified") != "" || a.header.Get("Cache-Control") != "no-store" {
		t.Errorf("from the store: %d %v", a.status, a.header)
	}
	f.api.finder.Searcher = f.index
	tag := f.get(target).header.Get("ETag")
	if same := f.get(target, "If-None-Match", tag); tag == "" || same.status != http.StatusNotModified {
		t.Errorf("from the index: %d with the tag %q", same.status, tag)
	}
}

// deaf is a search that does not answer.
type deaf struct{ search.Searcher }

func (deaf) Search(context.Context, search.Query) (search.Result, error) {
	return search.Result{}, search.Unavailable(time.Date(2025, 5, 20, 0, 0, 0, 0, time.UTC), false, nil)
}

func TestLateRecordSaysHowLate(t *testing.T) {
	f := newFixture(t)
	record := f.record(penaltyID, samplePenalty("2025-04-25", "未按规定消毒"))
	record.PublishedAt = time.Date(2025, 5, 12, 16, 0, 0, 0, time.UTC) // the 13th in Shanghai
	f.apply(store.Write{Op: disclosure.OpPublish, Record: record})
	found, _ := f.walkLate(root + "/stats/timeliness?month=2025-04")
	want := []LateRecord{{
		ID: penaltyID, Kind: disclosure.KindPenalty, DocumentNumber: "青卫公罚〔2025〕0001号",
		DecidedOn: disclosure.MustDate("2025-04-25"), PublishedOn: disclosure.MustDate("2025-05-13"),
		// 27 April is a make-up day, 1 to 5 May are off: 27, 28, 29, 30 April, 6, 7, 8 May; 9, 12, 13 May.
		Deadline: disclosure.MustDate("2025-05-08"), WorkingDays: 10, URL: baseURL + "/penalties/" + string(penaltyID),
	}}
	if diff := gocmp.Diff(want, found); diff != "" {
		t.Errorf("late (-want +got):\n%s", diff)
	}

	f.end(record, disclosure.OpRepair, disclosure.ReasonRepaired, disclosure.StateRepaired)
	if found, _ := f.walkLate(root + "/stats/timeliness?month=2025-04"); len(found) != 0 {
		t.Errorf("a record that is gone is listed: %+v", found)
	}
}

func TestWrongCursorsOfLateRecords(t *testing.T) {
	f, _ := lates(t)
	next := func(target string) string {
		var got Timeliness
		f.decoded(target, &got)
		return *got.LateRecords.Next
	}
	cursor := func(at lateCursor) string {
		sealed, err := at.sealed()
		if err != nil {
			t.Fatal(err)
		}
		return sealed
	}
	month := root + "/stats/timeliness?month=2025-04&limit=1"
	indexed := next(month)
	f.api.finder.Searcher = deaf{}
	stored := next(month)
	f.api.finder.Searcher = f.index
	for name, target := range map[string]string{
		"nonsense":           month + "&after=nonsense",
		"empty":              month + "&after=",
		"another month":      root + "/stats/timeliness?month=2025-03&after=" + indexed,
		"stored, another":    root + "/stats/timeliness?month=2025-03&after=" + stored,
		"another unit":       month + "&authority=" + deciding + "&after=" + stored,
		"cut":                month + "&after=" + stored[:len(stored)-4],
		"spare bits":         month + "&after=" + stored + "A",
		"no place in either": month + "&after=" + cursor(lateCursor{Month: "2025-04"}),
		"of another kind":    month + "&after=" + cursor(lateCursor{Month: "2025-04", Stored: true, Kind: "venue"}),
		"of no engine":       month + "&after=" + cursor(lateCursor{Month: "2025-04", After: "x"}),
		"of no store":        month + "&after=" + cursor(lateCursor{Month: "2025-04", Stored: true, Kind: "permit", After: "x"}),
	} {
		if a := f.get(target); a.code() != "invalid-cursor" {
			t.Errorf("%s: %d %s", name, a.status, a.body)
		}
	}
	// One made by hand would walk the store while the index answers; so would one that the store gave.
	for name, at := range map[string]string{
		"made by hand": cursor(lateCursor{Month: "2025-04", Stored: true, Kind: "penalty"}), "from the store": stored,
	} {
		a := f.get(month + "&lang=en&after=" + at)
		if a.code() != "invalid-cursor" || !strings.Contains(a.body, "begin at the first page again") {
			t.Errorf("%s: %d %s", name, a.status, a.body)
		}
	}
	// A list from the index cannot go on without it.
	f.api.finder.Searcher = deaf{}
	if a := f.get(month + "&after=" + indexed); a.code() != "unavailable" {
		t.Errorf("without the index: %d %s", a.status, a.body)
	}
}
