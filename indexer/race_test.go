package indexer_test

import (
	"context"
	"slices"
	"testing"

	"mingshi/internal/disclosure"
	"mingshi/internal/search"
	"mingshi/internal/store"
)

const third = "91440300MA5DA1234X"

// interrupted is a Reader before whose first lists of a certain kind something happens, one thing before each.
type interrupted struct {
	store.Reader

	list func(q store.Query) bool
	do   *[]func()
}

func (i interrupted) List(ctx context.Context, q store.Query) (store.Page, error) {
	if len(*i.do) > 0 && i.list(q) {
		do := (*i.do)[0]
		*i.do = (*i.do)[1:]
		do()
	}
	return i.Reader.List(ctx, q)
}

// interrupts lets things happen before the indexer's next lists of a certain kind; all of them must.
func (w *world) interrupts(list func(q store.Query) bool, do ...func()) {
	w.Helper()
	w.Indexer = w.indexer(interrupted{Reader: w.store, list: list, do: &do}, w.engine)
	w.Cleanup(func() {
		if len(do) > 0 {
			w.Errorf("%d things did not happen", len(do))
		}
	})
}

func venuesOfBusinesses(q store.Query) bool {
	return q.Kind == disclosure.KindVenue && len(q.Subjects) > 0
}

func venuesWithNumbers(q store.Query) bool {
	return q.Kind == disclosure.KindVenue && len(q.Places) > 0
}

// TestAVenueThatWasOfABusinessForAMomentOnly has a venue change hands twice. The state between is joined to a penalty, but
// stands neither in the index nor, in the end, in the store.
func TestAVenueThatWasOfABusinessForAMomentOnly(t *testing.T) {
	w := newWorld(t)
	w.imports(venue(other, "卫证1", "一店", "青禾路1号"), venue(company, "卫证2", "二店", "青禾路2号"), penalty(other, "罚1", "某公司", ""))
	w.catchUp()
	w.interrupts(venuesOfBusinesses, func() { w.imports(venue(other, "卫证2", "二店", "青禾路2号")) })
	w.engine.after = func(search.Batch) error {
		w.engine.after = nil
		w.imports(venue(third, "卫证2", "二店", "青禾路2号"))
		return nil
	}
	w.imports(venue(other, "卫证1", "一店改名", "青禾路1号"))
	w.catchUp()
	if got := w.names(disclosure.KindPenalty); w.engine.after != nil || !slices.Equal(got[0], []string{"某公司"}) {
		t.Fatalf("between, the penalty is found by %v", got)
	}
	w.catchUp()
	w.agrees()
}

// TestAVenueThatEndsBeforeItIsDerived has a venue withdrawn after its inspection came with the feed.
func TestAVenueThatEndsBeforeItIsDerived(t *testing.T) {
	w := newWorld(t)
	w.imports(venue(company, "卫证1", "一店", "青禾路1号"), reading("卫证1", "余氯"), grading("卫证1", 3, "A"))
	w.catchUp()
	w.interrupts(venuesWithNumbers, func() { w.withdraw(w.only(disclosure.KindVenue)) })
	w.imports(grading("卫证1", 3, "B"))
	w.catchUp()
	w.catchUp()
	w.agrees()
}

// TestAVenueThatChangesHandsBeforeItIsDerived has a venue sold after its inspection came with the feed; the penalty of the
// former operator must be found again by what the index knows of the venue.
func TestAVenueThatChangesHandsBeforeItIsDerived(t *testing.T) {
	w := newWorld(t)
	w.imports(venue(company, "卫证1", "一店", "青禾路1号"), penalty(company, "罚1", "某公司", ""), grading("卫证1", 3, "A"))
	w.catchUp()
	w.interrupts(venuesWithNumbers, func() { w.imports(venue(other, "卫证1", "一店", "青禾路1号")) })
	w.imports(grading("卫证1", 3, "B"))
	w.catchUp()
	w.catchUp()
	if got := w.names(disclosure.KindPenalty); !slices.Equal(got[0], []string{"某公司"}) {
		t.Errorf("the penalty is found by %v", got)
	}
	w.agrees()
}

// TestWhatAGenerationSawFromBeyondItsEndIsRemembered is TestAVenueThatWasOfABusinessForAMomentOnly with a generation that is
// promoted in between.
func TestWhatAGenerationSawFromBeyondItsEndIsRemembered(t *testing.T) {
	w := newWorld(t)
	w.imports(venue(other, "卫证1", "一店", "青禾路1号"), venue(company, "卫证2", "二店", "青禾路2号"), penalty(other, "罚1", "某公司", ""))
	renamed := func(name string) func() {
		return func() { w.imports(venue(other, "卫证1", name, "青禾路1号")) }
	}
	w.interrupts(venuesOfBusinesses,
		renamed("一店甲"), // while all records are read
		renamed("一店乙"), // while the feed is followed
		func() { w.imports(venue(other, "卫证2", "二店", "青禾路2号")) }, // while the rest of it is, before the promotion
	)
	if err := w.Rebuild(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	if state := w.engine.state(t); state.Position != w.head().Position-1 {
		t.Fatalf("promoted at position %d, the head is %d", state.Position, w.head().Position)
	}
	w.imports(venue(third, "卫证2", "二店", "青禾路2号"))
	w.catchUp()
	w.agrees()
}
