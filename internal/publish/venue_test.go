package publish_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"mingshi/internal/disclosure"
)

// facts decodes the public venue of a name.
func (w *world) facts(name string) (disclosure.Record, *disclosure.Venue) {
	w.Helper()
	record := w.named(disclosure.KindVenue, name)
	body, err := disclosure.DecodeBody(record.Kind, record.Body)
	if err != nil {
		w.Fatal(err)
	}
	return record, body.(*disclosure.Venue)
}

func TestANewNumberContinuesTheVenue(t *testing.T) {
	w := newWorld(t)
	w.must(disclosure.OutcomePublished, venue("卫证1", "清河旅馆", "青禾路17号"))
	before, _ := w.facts("清河旅馆")
	w.must(disclosure.OutcomeCorrected, venue("卫证2", "清河大旅馆", "青禾路17号"))
	after, facts := w.facts("清河大旅馆")
	both := []string{"卫证1", "卫证2"}
	if after.ID != before.ID || after.Version != 2 || facts.PermitNumber != "卫证2" {
		t.Errorf("continued as %s at version %d with number %s", after.ID, after.Version, facts.PermitNumber)
	}
	if diff := cmp.Diff([][]string{both, both}, [][]string{after.Places, facts.PermitNumbers}); diff != "" {
		t.Errorf("numbers (-want +got):\n%s", diff)
	}
	w.must(disclosure.OutcomeUnchanged, venue("卫证2", "清河大旅馆", "青禾路17号"))
	w.must(disclosure.OutcomeCorrected, venue("卫证3", "清河大旅馆", "青禾路17号"))
	if record, _ := w.facts("清河大旅馆"); record.ID != before.ID || len(record.Places) != 3 {
		t.Errorf("the third number makes %s with %v", record.ID, record.Places)
	}
}

func TestAVenueIsNotContinuedByAnother(t *testing.T) {
	first := venue("卫证1", "清河旅馆", "青禾路17号")
	elsewhere := venue("卫证2", "清河二店", "青禾路19号")
	pool := venue("卫证2", "清河二店", "青禾路17号")
	pool.Body.(*disclosure.Venue).VenueKind, pool.Continues[3] = "swimming", "swimming"
	stranger := venue("卫证2", "清河二店", "青禾路17号")
	stranger.Body.(*disclosure.Venue).Operator.USCC, stranger.Subject, stranger.Continues[1] = other, other, other
	unknown := venue("卫证2", "清河二店", "青禾路17号")
	unknown.Body.(*disclosure.Venue).Operator.USCC, unknown.Subject, unknown.Continues = "", "", nil
	for name, second := range map[string]disclosure.Draft{
		"another address": elsewhere, "another kind": pool, "another operator": stranger, "no operator's code": unknown,
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			w.must(disclosure.OutcomePublished, first)
			w.must(disclosure.OutcomePublished, second)
			if got := w.list(disclosure.KindVenue); len(got) != 2 || len(got["清河旅馆"].Places) != 1 {
				t.Errorf("venues: %v", got)
			}
		})
	}
}

func TestTwoNumbersInOneFileAreTwoVenues(t *testing.T) {
	hall, annexe := venue("卫证1", "清河旅馆", "青禾路17号"), venue("卫证2", "清河别馆", "青禾路17号")
	orders := map[string][2]disclosure.Draft{"as issued": {hall, annexe}, "the other way round": {annexe, hall}}
	for name, both := range orders {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			w.must(disclosure.OutcomePublished, both[0], both[1])
			w.must(disclosure.OutcomeUnchanged, both[1], both[0])
			if got := w.list(disclosure.KindVenue); len(got) != 2 {
				t.Fatalf("venues: %v", got)
			}
			// Both may be corrected, though only one of them holds the key of operator and address.
			for _, draft := range both {
				body := *draft.Body.(*disclosure.Venue)
				body.PublicPhone, draft.Body = "0452-12345", &body
				w.must(disclosure.OutcomeCorrected, draft)
			}
		})
		t.Run(name+", one by one", func(t *testing.T) {
			w := newWorld(t)
			w.must(disclosure.OutcomePublished, both[0])
			got := w.imports(both[1], both[0])
			if diff := cmp.Diff([]disclosure.Outcome{disclosure.OutcomePublished, disclosure.OutcomeUnchanged}, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestAFileThatNamesOneVenueTwiceCountsItsFirstRow(t *testing.T) {
	w := newWorld(t)
	w.must(disclosure.OutcomePublished, venue("卫证1", "清河旅馆", "青禾路17号"))
	w.must(disclosure.OutcomeCorrected, venue("卫证2", "清河旅馆", "青禾路17号"))
	sold := venue("卫证1", "清河旅馆", "青禾路17号")
	sold.Continues[1] = other // no key that the two rows share
	for _, want := range [][]disclosure.Outcome{
		{disclosure.OutcomeUnchanged, disclosure.OutcomeRejected}, {disclosure.OutcomeUnchanged, disclosure.OutcomeRejected},
	} {
		for _, second := range []disclosure.Draft{venue("卫证1", "清河旅馆", "青禾路17号"), sold} {
			if diff := cmp.Diff(want, w.imports(venue("卫证2", "清河旅馆", "青禾路17号"), second)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		}
	}
	if got := w.head().Position; got != 2 {
		t.Errorf("the feed ends at %d, want 2", got)
	}
}

func TestAGoneVenueIsNotContinued(t *testing.T) {
	w := newWorld(t)
	w.must(disclosure.OutcomePublished, venue("卫证1", "清河旅馆", "青禾路17号"))
	w.end(w.named(disclosure.KindVenue, "清河旅馆"), disclosure.StateWithdrawn, disclosure.OpWithdraw, disclosure.ReasonPublishedInError)
	w.must(disclosure.OutcomePublished, venue("卫证2", "清河二店", "青禾路17号"))
	w.must(disclosure.OutcomeCorrected, venue("卫证2", "清河新店", "青禾路17号"))
	w.must(disclosure.OutcomeGone, venue("卫证1", "清河旅馆", "青禾路17号"))
	if record, _ := w.facts("清河新店"); record.Version != 2 || len(record.Places) != 1 {
		t.Errorf("the newcomer is at version %d with %v", record.Version, record.Places)
	}
}

func TestAVenueThatMovedLeavesItsDoorToTheNewcomer(t *testing.T) {
	w := newWorld(t)
	w.must(disclosure.OutcomePublished, venue("卫证1", "清河旅馆", "青禾路17号"))
	w.must(disclosure.OutcomeCorrected, venue("卫证1", "清河旅馆", "河东路3号"))
	w.must(disclosure.OutcomePublished, venue("卫证2", "清河二店", "青禾路17号"))
	if _, facts := w.facts("清河旅馆"); facts.Address != "河东路3号" || len(facts.PermitNumbers) != 1 {
		t.Errorf("the venue that moved: %+v", facts)
	}
	before, _ := w.facts("清河旅馆")
	w.must(disclosure.OutcomeCorrected, venue("卫证3", "清河旅馆", "河东路3号"))
	if after, _ := w.facts("清河旅馆"); after.ID != before.ID {
		t.Error("a new number at the new address makes another venue")
	}
}

func TestAVenueKeepsTheNamesItHadBefore(t *testing.T) {
	renamed := func(name string) disclosure.Draft { return venue("卫证1", name, "青禾路17号") }
	w := newWorld(t)
	w.must(disclosure.OutcomePublished, renamed("甲旅馆"))
	for _, step := range []struct {
		name string
		want []string
	}{
		{"乙旅馆", []string{"甲旅馆"}},
		{"丙旅馆", []string{"甲旅馆", "乙旅馆"}},
		{"甲旅馆", []string{"乙旅馆", "丙旅馆"}},
		{"乙旅馆", []string{"丙旅馆", "甲旅馆"}},
	} {
		w.must(disclosure.OutcomeCorrected, renamed(step.name))
		record, facts := w.facts(step.name)
		if diff := cmp.Diff(step.want, facts.FormerNames); diff != "" {
			t.Errorf("%s (-want +got):\n%s", step.name, diff)
		}
		w.must(disclosure.OutcomeUnchanged, renamed(step.name))
		if after, _ := w.facts(step.name); after.Version != record.Version || string(after.Body) != string(record.Body) {
			t.Errorf("%s: importing the row again makes version %d of %d", step.name, after.Version, record.Version)
		}
	}
}

func TestFormerNamesStayThroughOtherChanges(t *testing.T) {
	w := newWorld(t)
	w.must(disclosure.OutcomePublished, venue("卫证1", "甲旅馆", "青禾路17号"))
	w.must(disclosure.OutcomeCorrected, venue("卫证1", "乙旅馆", "青禾路17号"))
	phoned := venue("卫证2", "乙旅馆", "青禾路17号")
	phoned.Body.(*disclosure.Venue).PublicPhone = "0452-12345"
	for _, want := range []disclosure.Outcome{disclosure.OutcomeCorrected, disclosure.OutcomeUnchanged} {
		w.must(want, phoned)
		_, facts := w.facts("乙旅馆")
		if diff := cmp.Diff([][]string{{"甲旅馆"}, {"卫证1", "卫证2"}}, [][]string{facts.FormerNames, facts.PermitNumbers}); diff != "" {
			t.Errorf("names and numbers (-want +got):\n%s", diff)
		}
	}
	moved := venue("卫证2", "乙旅馆", "河东路3号")
	w.must(disclosure.OutcomeCorrected, moved)
	if _, facts := w.facts("乙旅馆"); len(facts.FormerNames) != 1 {
		t.Errorf("the venue that moved was called %v", facts.FormerNames)
	}
}

func TestARejectedRowLeavesNoFormerName(t *testing.T) {
	w := newWorld(t)
	w.must(disclosure.OutcomePublished, venue("卫证1", "甲旅馆", "青禾路17号"))
	w.must(disclosure.OutcomeCorrected, venue("卫证2", "甲旅馆", "青禾路17号"))
	want := []disclosure.Outcome{disclosure.OutcomeUnchanged, disclosure.OutcomeRejected}
	if diff := cmp.Diff(want, w.imports(venue("卫证2", "甲旅馆", "青禾路17号"), venue("卫证1", "乙旅馆", "青禾路17号"))); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	w.run(w.publisher().Begin(true), []disclosure.Draft{venue("卫证2", "丙旅馆", "青禾路17号")})
	if _, facts := w.facts("甲旅馆"); len(facts.FormerNames) != 0 {
		t.Errorf("it was never called %v", facts.FormerNames)
	}
}
