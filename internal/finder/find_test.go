package finder

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"mingshi/indexer"
	"mingshi/internal/disclosure"
	"mingshi/internal/search"
	"mingshi/internal/search/embedded"
	"mingshi/internal/store"
	"mingshi/internal/store/sqlite"
)

// world is a store with venues and an index that follows only when it is told to.
type world struct {
	*testing.T
	Finder
	store   *sqlite.Store
	sink    search.Sink
	indexer *indexer.Indexer
}

func newWorld(t *testing.T) *world {
	t.Helper()
	today := func() disclosure.Date { return disclosure.MustDate("2026-11-20") }
	opened, err := sqlite.Open(t.Context(), t.TempDir(), sqlite.Options{Today: today, Zone: time.UTC})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = opened.Close() })
	engine, err := embedded.Open(t.Context(), t.TempDir(), embedded.Options{Today: today})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = engine.Close() })
	return &world{
		T: t, store: opened, sink: engine, Finder: Finder{Searcher: engine, Reader: opened},
		indexer: indexer.New(indexer.Options{Reader: opened, Feed: opened, Sink: engine}),
	}
}

func (w *world) catchUp() {
	w.Helper()
	if err := w.indexer.CatchUp(w.Context()); err != nil {
		w.Fatal(err)
	}
}

func venueID(n int) disclosure.ID { return disclosure.ID(fmt.Sprintf("vn_%013d", n)) }

// publish writes the venues with these numbers.
func (w *world) publish(numbers ...int) {
	w.Helper()
	for _, n := range numbers {
		body := &disclosure.Venue{
			Name: fmt.Sprintf("青禾浴室%02d", n), VenueKind: "bathing", PermitNumber: fmt.Sprintf("第%04d号", n),
			PermitNumbers: []string{fmt.Sprintf("第%04d号", n)}, Status: disclosure.VenueOpen,
		}
		document, err := disclosure.CanonicalJSON(body)
		if err != nil {
			w.Fatal(err)
		}
		record := disclosure.Record{
			ID: venueID(n), Kind: disclosure.KindVenue, Version: 1, State: disclosure.StatePublished, Authority: "11320282014043721R",
			Name: body.Name, Places: body.PermitNumbers, PublishedAt: instant, UpdatedAt: instant, Regime: "cn-2021", Body: document,
		}
		record.Digest = record.ComputeDigest()
		w.apply(store.Write{Op: disclosure.OpPublish, Record: record})
	}
}

var instant = time.Date(2026, 11, 20, 8, 0, 0, 0, time.UTC)

func (w *world) withdraw(n int) {
	w.Helper()
	record, err := w.store.Get(w.Context(), venueID(n))
	if err != nil {
		w.Fatal(err)
	}
	record.Version, record.State = 2, disclosure.StateWithdrawn
	w.apply(store.Write{Op: disclosure.OpWithdraw, Reason: disclosure.ReasonRevoked, Record: record, Expect: 1})
}

func (w *world) apply(write store.Write) {
	w.Helper()
	write.Trail.By = "test"
	if _, err := w.store.Apply(w.Context(), store.Batch{At: instant, Writes: []store.Write{write}}); err != nil {
		w.Fatal(err)
	}
}

var venues = search.Query{Text: "浴室", Kinds: []disclosure.Kind{disclosure.KindVenue}, Sort: search.Name, Limit: 2, Facets: []search.Field{search.FieldVenueKind}}

func (w *world) find(q search.Query) Found {
	w.Helper()
	found, err := w.Find(w.Context(), q)
	if err != nil {
		w.Fatal(err)
	}
	return found
}

func namesOf(records []disclosure.Record) []string {
	var names []string
	for i := range records {
		names = append(names, records[i].Name)
	}
	return names
}

func TestFindReadsTheHitsInTheirOrder(t *testing.T) {
	w := newWorld(t)
	w.publish(3, 1, 2)
	w.catchUp()
	found := w.find(venues)
	if diff := cmp.Diff([]string{"青禾浴室01", "青禾浴室02"}, namesOf(found.Records)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if found.Total != 3 || !found.TotalIsExact || found.Next == "" || found.Position != 3 || found.Head.Position != 3 ||
		found.Facets[search.FieldVenueKind][0].Count != 3 {
		t.Errorf("%+v", found.Result)
	}
}

func TestFindNeitherShowsNorCountsWhatEndedSince(t *testing.T) {
	w := newWorld(t)
	w.publish(1, 2, 3)
	w.catchUp()
	w.withdraw(1)
	found := w.find(venues)
	if diff := cmp.Diff([]disclosure.ID{venueID(2)}, found.Hits); diff != "" {
		t.Errorf("hits (-want +got):\n%s", diff)
	}
	if found.Total != 1 || found.TotalIsExact || found.Facets != nil || found.Position != 3 || found.Head.Position != 4 {
		t.Errorf("%+v at head %d", found.Result, found.Head.Position)
	}
	rest := venues
	rest.After = found.Next
	if diff := cmp.Diff([]string{"青禾浴室03"}, namesOf(w.find(rest).Records)); diff != "" {
		t.Errorf("next page (-want +got):\n%s", diff)
	}
	w.catchUp()
	if again := w.find(venues); again.Total != 2 || !again.TotalIsExact || len(again.Records) != 2 {
		t.Errorf("caught up: %+v", again.Result)
	}
}

// TestNothingOfWhatEndedCanBeWorkedOut asks for one record at a time while the index has all and the store fewer.
func TestNothingOfWhatEndedCanBeWorkedOut(t *testing.T) {
	for name, tc := range map[string]struct {
		ended []int
		shown []string
		total int64
	}{
		"the first of two": {[]int{1}, nil, 0},
		"both":             {[]int{1, 2}, nil, 0},
		"none":             {nil, []string{"青禾浴室01"}, 2},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			w.publish(1, 2)
			w.catchUp()
			for _, n := range tc.ended {
				w.withdraw(n)
			}
			one := venues
			one.Limit, one.Facets = 1, search.Fields()
			found := w.find(one)
			if diff := cmp.Diff(tc.shown, namesOf(found.Records)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			untouched := len(tc.ended) == 0
			if found.Total != tc.total || found.TotalIsExact != untouched || len(found.Facets) > 0 != untouched || found.Next == "" {
				t.Errorf("%+v", found.Result)
			}
		})
	}
}

// interrupted lets something happen between the first search and the reading of its hits.
type interrupted struct {
	search.Searcher
	then     func()
	searches int
	asked    search.Query
}

func (i *interrupted) Search(ctx context.Context, q search.Query) (search.Result, error) {
	i.searches++
	i.asked = q
	result, err := i.Searcher.Search(ctx, q)
	if i.searches == 1 {
		i.then()
	}
	return result, err
}

func TestFindAsksAgainWhereARecordEndedMeanwhile(t *testing.T) {
	w := newWorld(t)
	w.publish(1, 2, 3)
	w.catchUp()
	between := &interrupted{Searcher: w.Searcher, then: func() { w.withdraw(1); w.catchUp() }}
	w.Searcher = between
	found := w.find(venues)
	if diff := cmp.Diff([]string{"青禾浴室02", "青禾浴室03"}, namesOf(found.Records)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if found.Total != 2 || !found.TotalIsExact || found.Position != 4 || between.searches != 2 {
		t.Errorf("%+v after %d searches", found.Result, between.searches)
	}
}

func TestFindWaitsForTheHeadAndSaysWhatItReached(t *testing.T) {
	w := newWorld(t)
	w.publish(1)
	w.catchUp()
	w.publish(2)
	watched := &interrupted{Searcher: w.Searcher, then: func() {}}
	w.Searcher = watched
	if found := w.find(venues); found.Position != 1 || found.Head.Position != 2 || found.Total != 1 {
		t.Errorf("%+v at head %d", found.Result, found.Head.Position)
	}
	if watched.asked.AtLeast != 2 {
		t.Errorf("asked for position %d, want that of the head", watched.asked.AtLeast)
	}
}

func TestAnIndexOfAnotherFeedIsUnavailable(t *testing.T) {
	w := newWorld(t)
	w.catchUp()
	if found := w.find(venues); found.Total != 0 {
		t.Errorf("nothing published: %+v", found.Result)
	}
	if _, err := w.Suggest(t.Context(), "青"); err != nil {
		t.Errorf("nothing published: %v", err)
	}
	other, err := w.sink.Rebuild(t.Context(), "another feed")
	if err != nil {
		t.Fatal(err)
	}
	if err := other.Promote(t.Context()); err != nil {
		t.Fatal(err)
	}
	w.publish(1)
	building := func(err error) {
		t.Helper()
		down, ok := errors.AsType[*search.Down](err)
		if disclosure.KindOf(err) != disclosure.Unavailable || !ok || !down.Building {
			t.Errorf("%v", err)
		}
	}
	_, err = w.Find(t.Context(), venues)
	building(err)
	_, err = w.Suggest(t.Context(), "青")
	building(err)
}

func TestFaultsOfTheStoreAreNoMissingRecords(t *testing.T) {
	w := newWorld(t)
	w.publish(1)
	w.catchUp()
	if err := w.store.Close(); err != nil {
		t.Fatal(err)
	}
	for what, err := range map[string]error{
		"find":    second(w.Find(t.Context(), venues)),
		"suggest": second(w.Suggest(t.Context(), "青")),
		"read":    second(w.read(t.Context(), []disclosure.ID{venueID(1)})),
	} {
		if disclosure.KindOf(err) != disclosure.Unavailable {
			t.Errorf("%s: %v", what, err)
		}
	}
}

func second[T any](_ T, err error) error { return err }

func TestSuggestGivesNamesOfWhatIsPublic(t *testing.T) {
	w := newWorld(t)
	w.publish(1, 2, 3, 4, 5, 6, 7, 8, 9, 10)
	w.catchUp()
	w.withdraw(1)
	suggested, err := w.Suggest(t.Context(), "浴室")
	if err != nil {
		t.Fatal(err)
	}
	if len(suggested.Names) != MaxSuggestions || suggested.Names[0].Record.ID != venueID(2) ||
		suggested.Position != 10 || suggested.Head.Position != 11 {
		t.Errorf("%v at %d of %d", suggested.Names, suggested.Position, suggested.Head.Position)
	}
	for _, s := range suggested.Names {
		if !strings.Contains(s.Name, "浴室") || s.Record.ID == venueID(1) {
			t.Errorf("%q of %s", s.Name, s.Record.ID)
		}
	}
	if _, err := w.Suggest(t.Context(), "1 2 3 4 5 6 7 8 9 10 11"); !errors.Is(err, search.ErrText) {
		t.Errorf("eleven terms: %v", err)
	}
}
