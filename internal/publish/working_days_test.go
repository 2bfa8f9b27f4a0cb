package publish_test

import (
	"context"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mingshi/internal/disclosure"
	"mingshi/internal/publish"
	"mingshi/internal/store"
)

// took is a draft of the n-th decision that was published so many working days after it.
func took(n, days int, content string) disclosure.Draft {
	draft := penalty(n, content, disclosure.Date{})
	draft.WorkingDays = days
	return draft
}

// wantWorkingDays fails the test if the figures do not add up to so many publications of decisions, each with its working days
// counted, and to so many of these days.
func (w *world) wantWorkingDays(published, days int64) {
	w.Helper()
	figures, err := w.store.Figures(w.Context(), store.FigureQuery{})
	if err != nil {
		w.Fatal(err)
	}
	got := make(map[string]int64)
	for _, figure := range figures {
		got[figure.Event] += figure.Count
	}
	if got["publish"] != published || got[store.EventWorkingDaysOf] != published || got[store.EventWorkingDays] != days {
		w.Errorf("%d published, %d of them counted, in %d working days, want %d in %d",
			got["publish"], got[store.EventWorkingDaysOf], got[store.EventWorkingDays], published, days)
	}
}

func TestWorkingDaysAddUpAtFirstPublication(t *testing.T) {
	w := newWorld(t)
	w.must(disclosure.OutcomePublished, took(1, 3, "甲"), took(2, 9, "甲"), took(3, 0, "甲"))
	w.wantWorkingDays(3, 12)
}

func TestWorkingDaysAreNotCountedAgain(t *testing.T) {
	w := newWorld(t)
	w.must(disclosure.OutcomePublished, took(1, 3, "甲"), took(2, 9, "甲"))
	w.day = w.day.AddDays(30)
	w.must(disclosure.OutcomeUnchanged, took(1, 24, "甲"), took(2, 30, "甲"))
	w.must(disclosure.OutcomeCorrected, took(1, 24, "乙"))
	w.must(disclosure.OutcomeNotPublic, hidden(took(2, 30, "甲"), disclosure.NotPublicRevoked))
	w.must(disclosure.OutcomeGone, took(2, 30, "甲"))
	w.wantWorkingDays(2, 12)
}

func TestWorkingDaysOfRowsThatAreNotPublicAreNotCounted(t *testing.T) {
	w := newWorld(t)
	w.must(disclosure.OutcomeNotPublic,
		hidden(took(1, 3, "甲"), disclosure.NotPublicMinor), hidden(took(2, 4, "甲"), disclosure.NotPublicSimple))
	over := took(3, 5, "甲")
	over.PublicUntil = w.day.AddDays(-1)
	w.must(disclosure.OutcomeExpired, over)
	w.wantWorkingDays(0, 0)
}

func TestWorkingDaysOfARehearsalAreNotCounted(t *testing.T) {
	w := newWorld(t)
	w.run(w.publisher().Begin(true), []disclosure.Draft{took(1, 3, "甲")})
	w.wantWorkingDays(0, 0)
}

// crashing is the real store until a number of batches are applied.
type crashing struct {
	publish.Target

	left int
}

var errCrash = errors.New("the machine went down")

// Apply fails from the crash on.
func (c *crashing) Apply(ctx context.Context, b store.Batch) (store.Applied, error) {
	if c.left--; c.left < 0 {
		return store.Applied{}, errCrash
	}
	return c.Target.Apply(ctx, b)
}

func TestWorkingDaysOfAnImportThatGoesOnAfterACrashAreCountedOnce(t *testing.T) {
	first := []disclosure.Draft{took(1, 3, "甲"), took(2, 9, "甲")}
	second := []disclosure.Draft{took(3, 5, "甲"), took(4, 7, "甲")}
	for batches, want := range [][2]int64{{0, 0}, {2, 12}, {4, 24}} {
		w := newWorld(t)
		im := w.publisherOf(&crashing{w.store, batches}).Begin(false)
		w.stage(im, "a.csv", first)
		w.stage(im, "b.csv", second)
		if _, err := im.Publish(t.Context(), func(int, int, disclosure.Outcome) {}); !errors.Is(err, errCrash) {
			t.Fatalf("got %v, want the crash", err)
		}
		w.wantWorkingDays(want[0], want[1])
		again := w.run(w.publisher().Begin(false), first, second)
		const published, unchanged = disclosure.OutcomePublished, disclosure.OutcomeUnchanged
		wantAgain := [][]disclosure.Outcome{{published, published}, {published, published}}
		for i := range batches {
			wantAgain[i] = []disclosure.Outcome{unchanged, unchanged}
		}
		if diff := cmp.Diff(wantAgain, again); diff != "" {
			t.Errorf("after %d batches (-want +got):\n%s", batches, diff)
		}
		w.wantWorkingDays(4, 24)
	}
}
