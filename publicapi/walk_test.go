package publicapi

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"slices"
	"strconv"
	"testing"
	"time"

	"mingshi/internal/disclosure"
	"mingshi/internal/finder"
	"mingshi/internal/publish"
)

// TestWalkDuringAnImport walks every list to its end over HTTP, in every order and with pages of several sizes, while an
// import publishes, corrects and withdraws records beside it: whatever was there at the beginning and stayed is met exactly
// once, and nothing is met twice.
func TestWalkDuringAnImport(t *testing.T) {
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	w := newWalk(t, seed)
	for _, kind := range lists {
		for i, sort := range finder.Sorts(kind) {
			w.walk(kind, []int{8, 19}[i%2], "sort", sort)
		}
	}
	for _, kind := range []disclosure.Kind{"", disclosure.KindPenalty} {
		w.walk(kind, 7, "q", "青禾")
		w.walk(kind, 7, "q", "青禾", "sort", finder.SortOldest)
		w.walk(kind, 7, "penalty_kind", string(disclosure.PenaltyFine), "fine_to", "3", "sort", finder.SortFine)
	}
	if w.imported < 100 || w.stayed == 0 || w.left == 0 || w.came == 0 {
		t.Errorf("%d imports; of the records met %d stayed, %d left and %d came meanwhile", w.imported, w.stayed, w.left, w.came)
	}
	t.Logf("%d walks, %d pages, %d imports; %d records stayed, %d left and %d came meanwhile", w.walks, w.pages, w.imported, w.stayed, w.left, w.came)
}

// walkSize is how many records of each kind there are, more or less.
const walkSize = 30

// walker is in a district that changes while its lists are walked.
type walker struct {
	*fixture

	random *rand.Rand
	base   string
	// live are the numbers of the records that are public, by kind, and made how many there ever were.
	live map[disclosure.Kind][]int
	made int
	// turn lets the import go on by one file, and turned tells that it did.
	turn, turned chan struct{}

	walks, pages, imported, stayed, left, came int
}

func newWalk(t *testing.T, seed uint64) *walker {
	t.Helper()
	w := &walker{
		fixture: newFixture(t), random: rand.New(rand.NewPCG(seed, 1)), live: make(map[disclosure.Kind][]int),
		turn: make(chan struct{}), turned: make(chan struct{}, 1),
	}
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	w.base = "http://" + listener.Addr().String()
	go func() { _ = w.app.Listener(listener) }() // ends with Shutdown
	ctx, cancel := context.WithCancel(context.WithoutCancel(t.Context()))
	ended := make(chan struct{})
	t.Cleanup(func() {
		cancel()
		<-ended
		if err := w.app.Shutdown(); err != nil {
			t.Error(err)
		}
	})
	if err := w.imports(ctx, walkSize, 0, 0); err != nil {
		t.Fatal(err)
	}
	w.index.catchUp()
	go func() {
		defer close(ended)
		w.importing(ctx)
	}()
	return w
}

// importing imports a file at each turn, and lets the index follow.
func (w *walker) importing(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-w.turn:
		}
		err := w.imports(ctx, 1, 1, 1)
		if err == nil {
			err = w.index.indexer.CatchUp(ctx)
		}
		if err != nil && ctx.Err() == nil {
			w.Errorf("import: %v", err)
		}
		w.imported++
		w.turned <- struct{}{}
	}
}

// imports publishes a file with so many new rows of each kind, and so many corrections and withdrawals of earlier ones.
func (w *walker) imports(ctx context.Context, fresh, corrected, withdrawn int) error {
	publisher := publish.New(w.store, publish.Options{
		Key: []byte("a key of thirty-two bytes, or so"), Zone: w.zone, Now: func() time.Time { return w.now }, By: "walk",
	})
	im := publisher.Begin(false)
	var drafts []disclosure.Draft
	for _, kind := range kinds {
		live := w.live[kind]
		w.random.Shuffle(len(live), func(i, k int) { live[i], live[k] = live[k], live[i] })
		for _, n := range live[:withdrawn] {
			draft := walkDraft(kind, n)
			draft.NotPublic = disclosure.NotPublicRevoked
			drafts = append(drafts, draft)
		}
		live = live[withdrawn:]
		for _, n := range live[:corrected] {
			draft := walkDraft(kind, n)
			draft.Regime = "edition " + strconv.Itoa(w.made)
			drafts = append(drafts, draft)
		}
		for range fresh {
			w.made++
			live = append(live, w.made)
			drafts = append(drafts, walkDraft(kind, w.made))
		}
		w.live[kind] = live
	}
	for i := range drafts {
		drafts[i].Origin.Row = i + 2
	}
	if _, err := im.Stage(ctx, im.AddFile(disclosure.Origin{File: "walk.csv", SHA256: fmt.Sprintf("%064d", w.made)}), drafts); err != nil {
		return err
	}
	_, err := im.Publish(ctx, func(_, row int, outcome disclosure.Outcome) {
		if outcome != disclosure.OutcomePublished && outcome != disclosure.OutcomeCorrected && outcome != disclosure.OutcomeNotPublic {
			w.Errorf("row %d: %s", row, outcome)
		}
	})
	return err
}

// walkDraft is the n-th row of all, the same each time. Many rows share a date, a fine or a name.
func walkDraft(kind disclosure.Kind, n int) disclosure.Draft {
	body := many(kind, n)
	if penalty, ok := body.(*disclosure.Penalty); ok {
		fine := disclosure.Fen(n * 7 % 5 * 100)
		penalty.Fine = &fine
	}
	var r disclosure.Record
	describe(&r, body)
	return disclosure.Draft{
		Body: body, NaturalKey: []string{string(kind), strconv.Itoa(n)}, Name: r.Name, Subject: r.Subject, Places: r.Places,
		Authority: deciding, DecidedOn: r.DecidedOn,
	}
}

// walk walks a list while the import goes on, and holds what it meets against what a walk in quiet meets before and after.
func (w *walker) walk(kind disclosure.Kind, limit int, parameters ...string) {
	w.Helper()
	quiet := query(pathOf(kind), append(parameters, "limit", "200")...)
	target := query(pathOf(kind), append(parameters, "limit", strconv.Itoa(limit))...)
	before := w.quiet(kind, quiet)
	met := make(map[disclosure.ID]int)
	for next := target; next != ""; w.pages++ {
		w.turn <- struct{}{}
		var ids []disclosure.ID
		ids, next = w.page(target, next)
		for _, id := range ids {
			met[id]++
		}
		<-w.turned
	}
	after := w.quiet(kind, quiet)
	for id, times := range met {
		if times > 1 {
			w.Errorf("%s: %s is met %d times", target, id, times)
		}
		if !slices.Contains(before, id) {
			w.came++
		}
	}
	for _, id := range before {
		switch stayed := slices.Contains(after, id); {
		case !stayed:
			w.left++
		case met[id] == 0:
			w.Errorf("%s: %s stayed and is not met", target, id)
		default:
			w.stayed++
		}
	}
	w.walks++
}

// quiet walks a list while nothing changes. In the order of dates, which takes no filters, that is all there is.
func (w *walker) quiet(kind disclosure.Kind, target string) []disclosure.ID {
	w.Helper()
	var all []disclosure.ID
	for next := target; next != ""; {
		var ids []disclosure.ID
		ids, next = w.page(target, next)
		all = append(all, ids...)
	}
	if len(all) == 0 {
		w.Fatalf("%s: the list is empty", target)
	}
	if want := len(w.live[kind]); target == query(pathOf(kind), "sort", finder.SortNewest, "limit", "200") && kind != "" && len(all) != want {
		w.Errorf("%s: a walk in quiet meets %d records of %d", target, len(all), want)
	}
	return all
}

// page asks for a page and returns its ids and the address of the next one, "" for the last.
func (w *walker) page(target, address string) (ids []disclosure.ID, next string) {
	w.Helper()
	response, err := http.Get(w.base + address)
	if err != nil {
		w.Fatal(err)
	}
	defer response.Body.Close()
	var page foundPage
	if err := json.NewDecoder(response.Body).Decode(&page); err != nil || response.StatusCode != http.StatusOK {
		w.Fatalf("GET %s: %s, %v", address, response.Status, err)
	}
	if page.Next == nil {
		return page.ids(), ""
	}
	return page.ids(), target + "&after=" + *page.Next
}
