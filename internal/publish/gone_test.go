package publish_test

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mingshi/internal/disclosure"
)

func TestWhatIsGoneIsNeverResurrected(t *testing.T) {
	end := func(state disclosure.State, op disclosure.Op, reason disclosure.Reason) func(w *world) {
		return func(w *world) { w.end(w.named(disclosure.KindPenalty, "第1旅馆有限公司"), state, op, reason) }
	}
	cases := []struct {
		name string
		end  func(w *world)
		want disclosure.State
	}{
		{"withdrawn", end(disclosure.StateWithdrawn, disclosure.OpWithdraw, disclosure.ReasonHeldUnlawful), disclosure.StateWithdrawn},
		{"repaired", end(disclosure.StateRepaired, disclosure.OpRepair, disclosure.ReasonRepaired), disclosure.StateRepaired},
		{"expired", func(w *world) {
			w.day = w.day.AddDays(31)
			if ended, err := w.publisher().Expire(w.Context()); err != nil || ended != 1 {
				w.Fatalf("%d ended, %v", ended, err)
			}
		}, disclosure.StateExpired},
		{"over and not yet swept", func(w *world) { w.day = w.day.AddDays(31) }, disclosure.StateExpired},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t)
			until := w.day.AddDays(30)
			w.must(disclosure.OutcomePublished, penalty(1, "甲", until))
			id := w.named(disclosure.KindPenalty, "第1旅馆有限公司").ID
			c.end(w)
			before := w.everything()
			w.must(disclosure.OutcomeGone, penalty(1, "甲", until))
			w.must(disclosure.OutcomeGone, penalty(1, "乙", disclosure.Date{}))
			w.must(disclosure.OutcomeGone, hidden(penalty(1, "甲", until), disclosure.NotPublicRevoked))
			if diff := cmp.Diff(before, w.everything()); diff != "" {
				t.Errorf("importing it again wrote:\n%s", diff)
			}
			_, err := w.store.Get(t.Context(), id)
			if stone, ok := disclosure.TombstoneOf(err); !ok || stone.State != c.want {
				t.Errorf("it is %v, %v", stone.State, err)
			}
		})
	}
}

func TestExpiredAtFirstSightIsCountedAndNotStored(t *testing.T) {
	w := newWorld(t)
	over, last := penalty(1, "甲", w.day.AddDays(-1)), penalty(2, "甲", w.day)
	want := []disclosure.Outcome{disclosure.OutcomeExpired, disclosure.OutcomePublished}
	if diff := cmp.Diff(want, w.imports(over, last)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	w.must(disclosure.OutcomeExpired, over)
	if diff := cmp.Diff([]string{"publish 第2旅馆有限公司"}, w.changes(0)); diff != "" {
		t.Errorf("feed (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"not_public:period_over|1", "publish|1", "working_days_of|1"}, w.figures()); diff != "" {
		t.Errorf("figures (-want +got):\n%s", diff)
	}
	if got := w.query("SELECT COUNT(*) FROM record"); got[0] != "1" {
		t.Errorf("%s records are stored, want 1", got[0])
	}
}

func TestRowsThatAreNotPublicLeaveOneFigureAndNothingElse(t *testing.T) {
	w := newWorld(t)
	drafts := []disclosure.Draft{
		hidden(penalty(1, "甲", disclosure.Date{}), disclosure.NotPublicMinor),
		hidden(penalty(2, "甲", disclosure.Date{}), disclosure.NotPublicSimple),
		hidden(penalty(3, "甲", disclosure.Date{}), disclosure.NotPublicUsageRange),
		hidden(penalty(4, "甲", disclosure.Date{}), disclosure.NotPublicRevoked),
	}
	for range 3 {
		w.must(disclosure.OutcomeNotPublic, drafts...)
		w.day = w.day.AddDays(20)
	}
	if head := w.head(); head.Position != 0 || len(w.feed()) != 0 {
		t.Errorf("the feed ends at %d", head.Position)
	}
	if count, err := w.store.CountEver(t.Context(), disclosure.KindPenalty); err != nil || count != 0 {
		t.Errorf("%d were ever published, %v", count, err)
	}
	for table, want := range map[string]string{"record": "0", "record_key": "0", "trail": "0", "not_public": "4"} {
		if got := w.query("SELECT COUNT(*) FROM " + table); got[0] != want {
			t.Errorf("%s has %s rows, want %s", table, got[0], want)
		}
	}
	want := []string{
		"2026-11|2026-03|penalty|" + office + "|not_public:minor_class|1", "2026-11|2026-03|penalty|" + office + "|not_public:revoked|1",
		"2026-11|2026-03|penalty|" + office + "|not_public:simple_procedure|1", "2026-11|2026-03|penalty|" + office + "|not_public:usage_range|1",
	}
	if diff := cmp.Diff(want, w.query("SELECT month, decided_month, kind, unit, event, count FROM figure ORDER BY event")); diff != "" {
		t.Errorf("figures (-want +got):\n%s", diff)
	}
}

func TestARecordWhoseRowIsNotPublicAnyMoreIsWithdrawn(t *testing.T) {
	for rule, reason := range map[disclosure.NotPublicRule]disclosure.Reason{
		disclosure.NotPublicRevoked: disclosure.ReasonRevoked, disclosure.NotPublicMinor: disclosure.ReasonChanged,
		disclosure.NotPublicSimple: disclosure.ReasonChanged, disclosure.NotPublicUsageRange: disclosure.ReasonChanged,
	} {
		t.Run(string(rule), func(t *testing.T) {
			w := newWorld(t)
			w.must(disclosure.OutcomePublished, penalty(1, "甲", disclosure.Date{}), penalty(2, "甲", disclosure.Date{}))
			id := w.named(disclosure.KindPenalty, "第1旅馆有限公司").ID
			w.must(disclosure.OutcomeNotPublic, hidden(penalty(1, "甲", disclosure.Date{}), rule))
			_, err := w.store.Get(t.Context(), id)
			stone, ok := disclosure.TombstoneOf(err)
			if !ok || stone.State != disclosure.StateWithdrawn || stone.Reason != reason || stone.Version != 2 {
				t.Errorf("tombstone %+v, %v", stone, err)
			}
			if diff := cmp.Diff([]string{"publish|2", "withdraw:" + string(reason) + "|1", "working_days_of|2"}, w.figures()); diff != "" {
				t.Errorf("figures (-want +got):\n%s", diff)
			}
			w.must(disclosure.OutcomeGone, hidden(penalty(1, "甲", disclosure.Date{}), rule))
			w.must(disclosure.OutcomeGone, penalty(1, "乙", disclosure.Date{}))
			w.must(disclosure.OutcomeUnchanged, penalty(2, "甲", disclosure.Date{}))
		})
	}
}

func TestExpireEndsExactlyWhatIsOver(t *testing.T) {
	w := newWorld(t)
	w.must(disclosure.OutcomePublished, penalty(1, "甲", w.day), penalty(2, "甲", w.day.AddDays(1)), penalty(3, "甲", disclosure.Date{}))
	w.must(disclosure.OutcomePublished, venue("卫证1", "清河旅馆", "青禾路17号"))
	expire := func() int {
		ended, err := w.publisher().Expire(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return ended
	}
	for day, want := range []struct {
		ended int
		told  []string
	}{
		{0, []string{}}, {1, []string{"expire:expired"}}, {1, []string{"expire:expired"}}, {0, []string{}},
	} {
		before := w.head().Position
		if got := expire(); got != want.ended {
			t.Errorf("after %d days %d ended, want %d", day, got, want.ended)
		}
		if again := expire(); again != 0 {
			t.Errorf("after %d days the second sweep ended %d", day, again)
		}
		if diff := cmp.Diff(want.told, w.changes(before)); diff != "" {
			t.Errorf("after %d days (-want +got):\n%s", day, diff)
		}
		w.day = w.day.AddDays(1)
	}
	if got := w.list(disclosure.KindPenalty); len(got) != 1 || got["第3旅馆有限公司"].Version != 1 {
		t.Errorf("public: %v", got)
	}
	if diff := cmp.Diff([]string{"expire:expired|2", "publish|4", "working_days_of|3"}, w.figures()); diff != "" {
		t.Errorf("figures (-want +got):\n%s", diff)
	}
	if got := w.query("SELECT COUNT(*) FROM record WHERE state = 'expired' AND LENGTH(body) = 0 AND name = ''"); got[0] != "2" {
		t.Errorf("%s records kept only their tombstone, want 2", got[0])
	}
}

func TestExpireThatIsCancelledCountsNothing(t *testing.T) {
	w := newWorld(t)
	w.must(disclosure.OutcomePublished, penalty(1, "甲", w.day))
	w.day = w.day.AddDays(1)
	ctx, cancel := context.WithCancel(t.Context())
	publisher := w.publisherOf(&interrupted{Target: w.store, before: cancel})
	if ended, err := publisher.Expire(ctx); err == nil || ended != 0 {
		t.Errorf("%d ended, %v", ended, err)
	}
}
