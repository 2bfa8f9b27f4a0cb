package publicapi

import (
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"net/url"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"mingshi/internal/disclosure"
	"mingshi/internal/store"
	"mingshi/internal/web"
)

// again is the same store behind a process that has just begun.
func (f *fixture) again() *fixture {
	fresh := *f
	fresh.api = newAPI(f.api.Deps)
	fresh.app = web.New(web.Options{BaseURL: baseURL})
	fresh.api.install(fresh.app)
	return &fresh
}

// history makes a feed at random. Few numbers, businesses and streets, so that venues often take what was another's.
type history struct {
	*fixture
	*rand.Rand

	public map[disclosure.ID]disclosure.Record
	made   int
}

var historyStreets = []string{"青禾街道", "城南街道", "城北街道"}

func (h *history) number() string {
	return fmt.Sprintf("青卫公证字〔2025〕第%04d号", h.IntN(12))
}
func (h *history) address() string  { return fmt.Sprintf("青禾路%d号", 10+h.IntN(12)) }
func (h *history) business() string { return fmt.Sprintf("91320282MA1MARKQ%02d", h.IntN(3)) }

func (h *history) street() string { return historyStreets[h.IntN(len(historyStreets))] }

func (h *history) body(kind disclosure.Kind) disclosure.Body {
	switch kind {
	case disclosure.KindVenue:
		venue := sampleVenue("青禾浴室", h.number(), h.address())
		venue.Street, venue.Operator.USCC = h.street(), h.business()
		if h.IntN(3) == 0 {
			venue.PermitNumbers = append(venue.PermitNumbers, h.number())
		}
		return venue
	case disclosure.KindPermit:
		return samplePermit(h.number(), "2029-03-31")
	case disclosure.KindFiling:
		filing := sampleFiling()
		filing.DocumentNumber, filing.Premises.Street = h.number(), h.street()
		return filing
	case disclosure.KindGrading:
		grading := sampleGrading()
		grading.PermitNumber = h.number()
		return grading
	case disclosure.KindPenalty:
		facts := []string{"未按规定消毒", "在" + h.address() + "未按规定消毒", "持" + h.number() + "未按规定消毒"}
		penalty := samplePenalty("2025-05-01", facts[h.IntN(len(facts))])
		penalty.Counterparty.USCC = h.business()
		penalty.ValidUntil = disclosure.DateOf(h.now.In(h.zone)).AddDays(h.IntN(60))
		return penalty
	case disclosure.KindReading, disclosure.KindBoard:
	}
	h.Fatalf("no history of %s", kind)
	return nil
}

// step publishes, amends or ends one record, or lets a day pass.
func (h *history) step() {
	h.now = h.now.Add(time.Minute)
	ids := slices.Sorted(maps.Keys(h.public))
	if h.IntN(40) == 0 {
		h.now = h.now.Add(24 * time.Hour)
	}
	if len(ids) < 20 || h.IntN(2) == 0 {
		among := []disclosure.Kind{
			disclosure.KindVenue, disclosure.KindPermit, disclosure.KindFiling, disclosure.KindGrading, disclosure.KindPenalty,
		}
		kind := among[h.IntN(len(among))]
		h.made++
		record := h.record(numbered(kind, h.made), h.body(kind))
		record.Authority = []string{deciding, otherUnit}[h.IntN(2)]
		h.public[record.ID] = record
		h.apply(store.Write{Op: disclosure.OpPublish, Record: record})
		return
	}
	before := h.public[ids[h.IntN(len(ids))]]
	if h.IntN(3) == 0 {
		delete(h.public, before.ID)
		h.end(before, disclosure.OpWithdraw, disclosure.ReasonRevoked, disclosure.StateWithdrawn)
		return
	}
	record := h.record(before.ID, h.body(before.Kind))
	record.Authority, record.Version, record.PublishedAt = before.Authority, before.Version+1, before.PublishedAt
	h.public[record.ID] = record
	h.apply(store.Write{Op: disclosure.OpAmend, Record: record, Expect: before.Version})
}

// TestFeedsDoNotDependOnTheProcess asks one process all along and another one that has just begun.
func TestFeedsDoNotDependOnTheProcess(t *testing.T) {
	targets := []string{
		"/feeds/changes.json", "/feeds/penalties.json?authority=" + otherUnit, "/feeds/changes.json?authority=" + deciding,
	}
	for _, street := range historyStreets {
		for _, name := range []string{"changes", "permits", "gradings", "penalties"} {
			targets = append(targets, "/feeds/"+name+".json?street="+url.QueryEscape(street))
		}
	}
	for seed := range uint64(2) {
		f := newFixture(t)
		f.index.paused = true
		h := &history{
			fixture: f, Rand: rand.New(rand.NewPCG(seed, 5)),
			public: map[disclosure.ID]disclosure.Record{},
		}
		filled := 0
		for step := range 300 {
			h.step()
			if h.IntN(30) != 0 && step != 299 {
				continue
			}
			fresh := f.again()
			for _, target := range targets {
				long, short := f.jsonFeed(target), fresh.jsonFeed(target)
				if diff := cmp.Diff(short, long); diff != "" {
					t.Fatalf("seed %d, step %d, %s (-just begun +long running):\n%s", seed, step, target, diff)
				}
				filled += len(long.Items)
			}
		}
		if filled < 500 {
			t.Errorf("seed %d: the feeds have %d items in all; that shows nothing", seed, filled)
		}
	}
}

// TestTheLastOfEachKindAreRemembered holds what is remembered against the whole feed: a rare kind that is spread over it, one that
// fills it, and records that change again and again.
func TestTheLastOfEachKindAreRemembered(t *testing.T) {
	f := newFixture(t)
	f.index.paused = true
	change := func(kind disclosure.Kind, ids []int) {
		batch := store.Batch{At: f.now}
		for _, n := range ids {
			var body disclosure.Body = sampleFiling()
			if kind == disclosure.KindPermit {
				body = samplePermit(branchNumber, "2029-03-31")
			}
			batch.Writes = append(batch.Writes, store.Write{
				Op: disclosure.OpPublish, Record: f.record(numbered(kind, n), body), Trail: store.Trail{By: "test"},
			})
		}
		if _, err := f.store.Apply(t.Context(), batch); err != nil {
			t.Fatal(err)
		}
	}
	restless := f.publish(numbered(disclosure.KindFiling, 1), sampleFiling())
	for round := range 8 {
		var filings []int
		for n := range 1700 {
			filings = append(filings, 10+round*1700+n)
		}
		change(disclosure.KindFiling, filings)
		change(disclosure.KindPermit, []int{2 * round, 2*round + 1})
		for range 3 {
			restless.Version++
			f.apply(store.Write{Op: disclosure.OpAmend, Record: restless, Expect: restless.Version - 1})
		}
		if round%3 == 0 {
			f.jsonFeed("/feeds/changes.json")
		}
	}
	var permits []int
	for n := range 5000 {
		permits = append(permits, 100+n)
	}
	change(disclosure.KindPermit, permits) // for long no filing, and then many
	for kind, most := range map[disclosure.Kind]int{disclosure.KindFiling: recentMost, disclosure.KindPermit: 5016, disclosure.KindVenue: 0} {
		want := f.wholeFeed(kind)
		if len(want) < most || kind == disclosure.KindFiling && len(want) == recentMost {
			t.Fatalf("%s: %d records changed; that shows nothing", kind, len(want))
		}
		want = want[len(want)-most:]
		for name, process := range map[string]*fixture{"long running": f, "just begun": f.again()} {
			now, err := process.api.recentOf(kind).last(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			var got []int64
			for i := range now.list {
				got = append(got, now.list[i].position)
			}
			if !slices.Equal(want, got) {
				t.Errorf("%s, %s: %d positions, want %d: %v", name, kind, len(got), len(want), cmp.Diff(want, got))
			}
		}
	}
}

// wholeFeed lists the last position of each record of a kind.
func (f *fixture) wholeFeed(kind disclosure.Kind) []int64 {
	f.Helper()
	last := map[disclosure.ID]int64{}
	for after := int64(0); ; {
		page, err := f.store.Changes(f.Context(), after, store.MaxLimit, kind)
		if err != nil {
			f.Fatal(err)
		}
		for i := range page.Entries {
			last[page.Entries[i].ID] = page.Entries[i].Position
		}
		if after = page.Next; after >= page.Head.Position {
			return slices.Sorted(maps.Values(last))
		}
	}
}

// readings counts the changes that are read of each kind.
type readings struct {
	store.Feed
	byKind map[disclosure.Kind]int
}

func (r *readings) Changes(ctx context.Context, after int64, limit int, kind disclosure.Kind) (store.ChangePage, error) {
	page, err := r.Feed.Changes(ctx, after, limit, kind)
	r.byKind[kind] += len(page.Entries)
	return page, err
}

func TestOnlyWhatBelongsToAVenueMovesWithIt(t *testing.T) {
	f := newFixture(t)
	read := &readings{Feed: f.store, byKind: map[disclosure.Kind]int{}}
	f.api.Feed = read
	f.publishMany(disclosure.KindVenue, 300)
	f.publishMany(disclosure.KindPermit, 300)
	moving, err := f.store.Get(t.Context(), numbered(disclosure.KindVenue, 7))
	if err != nil {
		t.Fatal(err)
	}
	target := "/feeds/permits.json?street=" + url.QueryEscape("城北街道")
	if got := f.jsonFeed(target).ids(); len(got) != 0 {
		t.Fatalf("before: %v", got)
	}
	venue := sampleVenue("青禾浴室", moving.Places[0], "城北路1号")
	venue.Street = "城北街道"
	moved := f.record(moving.ID, venue)
	moved.Version, moved.Subject = moving.Version+1, moving.Subject
	f.apply(store.Write{Op: disclosure.OpAmend, Record: moved, Expect: moving.Version})
	clear(read.byKind)
	if diff := cmp.Diff([]disclosure.ID{numbered(disclosure.KindPermit, 7)}, f.jsonFeed(target).ids()); diff != "" {
		t.Errorf("in the street that the venue moved to (-want +got):\n%s", diff)
	}
	want := map[disclosure.Kind]int{disclosure.KindVenue: 1, disclosure.KindPermit: 1, "": 1} // what moved, what is shown
	if diff := cmp.Diff(want, read.byKind); diff != "" {
		t.Errorf("changes read (-want +got):\n%s", diff)
	}
}

// TestAPenaltyComesToTheOnlyVenueThatIsLeft has a penalty that names neither of two venues, one of which then ends or goes to
// another business: nothing that is known of the penalty's own place tells that it has one now.
func TestAPenaltyComesToTheOnlyVenueThatIsLeft(t *testing.T) {
	target := "/feeds/penalties.json?street=" + url.QueryEscape("青禾街道")
	for name, leave := range map[string]func(f *fixture, branch disclosure.Record){
		"ends": func(f *fixture, branch disclosure.Record) {
			f.end(branch, disclosure.OpWithdraw, disclosure.ReasonNotInSource, disclosure.StateWithdrawn)
		},
		"is sold": func(f *fixture, branch disclosure.Record) {
			venue := sampleVenue("青禾浴室二店", branchNumber, "青禾路17号2幢")
			venue.Operator.USCC = "91320282MA1MARKQ99"
			sold := f.record(branch.ID, venue)
			sold.Version = branch.Version + 1
			f.apply(store.Write{Op: disclosure.OpAmend, Record: sold, Expect: branch.Version})
		},
	} {
		f := seeded(t)
		branch, err := f.store.Get(t.Context(), branchID)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]disclosure.ID{penaltyID}, f.jsonFeed(target).ids()); diff != "" {
			t.Errorf("of two venues (-want +got):\n%s", diff)
		}
		leave(f, branch)
		if diff := cmp.Diff([]disclosure.ID{unplacedID, penaltyID}, f.jsonFeed(target).ids()); diff != "" {
			t.Errorf("one %s (-want +got):\n%s", name, diff)
		}
	}
}

// TestFeedsWithoutAStreetDoNotWaitForOne has somebody look for streets who does not come to an end.
func TestFeedsWithoutAStreetDoNotWaitForOne(t *testing.T) {
	f := seeded(t)
	looking := f.api.recentOf(disclosure.KindPermit).streets.turn
	looking <- struct{}{}
	for _, target := range []string{"/feeds/permits.json", "/feeds/changes.json?authority=" + deciding} {
		if got := f.jsonFeed(target).ids(); !slices.Contains(got, permitID) {
			t.Errorf("%s: %v", target, got)
		}
	}
	<-looking
	if got := f.jsonFeed("/feeds/permits.json?street=" + url.QueryEscape("青禾街道")).ids(); !slices.Contains(got, permitID) {
		t.Errorf("in the street: %v", got)
	}
}

// TestTheEndIsToldByTheChangeThatMadeIt has an objection upheld, after which the record stays until its last day.
func TestTheEndIsToldByTheChangeThatMadeIt(t *testing.T) {
	f := newFixture(t)
	penalty := samplePenalty("2025-03-05", marker)
	penalty.ValidUntil = disclosure.MustDate("2025-05-25")
	record := f.publish(numbered(disclosure.KindPenalty, 70), penalty)
	record.Version++
	f.apply(store.Write{
		Op: disclosure.OpSettle, Reason: disclosure.ReasonObjectionUpheld, Record: record, Expect: record.Version - 1,
	})
	read := &readings{Feed: f.store, byKind: map[disclosure.Kind]int{}}
	f.api.Feed = read
	f.jsonFeed("/feeds/penalties.json")
	f.now = f.now.AddDate(0, 0, 6)
	clear(read.byKind)
	if got := f.jsonFeed("/feeds/penalties.json").Items; len(got) != 0 || read.byKind[""] != 0 {
		t.Errorf("penalties: %v, after %d records that have ended", got, read.byKind[""])
	}
	item := f.jsonFeed("/feeds/changes.json?lang=en").item(record.ID)
	if item.Mingshi.Reason != disclosure.ReasonExpired || item.ContentText != "The publication period has ended; the record is no longer public." ||
		item.Mingshi.Digest != "" {
		t.Errorf("got %+v", item)
	}
}
