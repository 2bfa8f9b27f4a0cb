package meili

import (
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mingshi/internal/disclosure"
	"mingshi/internal/search"
)

// TestPositionIsNeverTooHigh breaks a batch off at each request: whatever was written, the position is that of before, and
// the same batch goes through afterwards.
func TestPositionIsNeverTooHigh(t *testing.T) {
	batch := search.Batch{FeedID: testFeed, Position: 8, Put: []search.Document{penalty()}, Remove: []disclosure.ID{"vn_0000000000001"}}
	broken := true
	for requests := 0; broken; requests++ {
		m, server := newModel(t)
		e := openMade(t, Options{URL: server.URL, Key: modelKey})
		if err := e.Apply(t.Context(), search.Batch{FeedID: testFeed, Position: 7, Put: []search.Document{hotel()}}); err != nil {
			t.Fatal(err)
		}
		n := 0
		m.set(func(w http.ResponseWriter, _ *http.Request) bool {
			n++
			if n <= requests {
				return false
			}
			w.WriteHeader(http.StatusBadGateway)
			return true
		})
		err := e.Apply(t.Context(), batch)
		m.set(nil)
		broken = err != nil
		state, stateErr := e.State(t.Context())
		if stateErr != nil {
			t.Fatal(stateErr)
		}
		if state.Position == 8 && state.Documents != 1 {
			t.Errorf("broken off after %d requests: position %d with %d documents", requests, state.Position, state.Documents)
		}
		if err := e.Apply(t.Context(), batch); err != nil {
			t.Errorf("again after %d requests: %v", requests, err)
		}
		state, stateErr = e.State(t.Context())
		if diff := cmp.Diff(search.State{FeedID: testFeed, Position: 8, Documents: 1}, state); diff != "" || stateErr != nil {
			t.Errorf("state, %v (-want +got):\n%s", stateErr, diff)
		}
	}
}

// TestLeftoversAreDropped begins a rebuild where a process ended in the midst of another one.
func TestLeftoversAreDropped(t *testing.T) {
	m, server := newModel(t)
	ended := openMade(t, Options{URL: server.URL, Key: modelKey})
	g, err := ended.Rebuild(t.Context(), "feed-1")
	if err != nil {
		t.Fatal(err)
	}
	if err := g.Apply(t.Context(), search.Batch{FeedID: testFeed, Position: 3, Put: []search.Document{hotel()}}); err != nil {
		t.Fatal(err)
	}

	e := open(t, Options{URL: server.URL, Key: modelKey})
	if state, err := e.State(t.Context()); err != nil || !state.Rebuilding {
		t.Errorf("state %+v, %v", state, err)
	}
	fresh, err := e.Rebuild(t.Context(), "feed-2")
	if err != nil {
		t.Fatal(err)
	}
	if err := g.Promote(t.Context()); disclosure.KindOf(err) != disclosure.Conflict {
		t.Errorf("the generation of another process was promoted: %v", err)
	}
	if err := fresh.Apply(t.Context(), search.Batch{FeedID: "feed-2", Position: 4, Put: []search.Document{penalty()}}); err != nil {
		t.Fatal(err)
	}
	if err := fresh.Promote(t.Context()); err != nil {
		t.Fatal(err)
	}
	state, err := e.State(t.Context())
	if diff := cmp.Diff(search.State{FeedID: "feed-2", Position: 4, Documents: 1}, state); diff != "" || err != nil {
		t.Errorf("state, %v (-want +got):\n%s", err, diff)
	}
	if len(m.indexes) != 1 {
		t.Errorf("%d indexes are left", len(m.indexes))
	}
}

// TestBrokenPromotion breaks promoting off at each request: what answers is whole, the old or the new, and promoting again or
// rebuilding again comes to an end.
func TestBrokenPromotion(t *testing.T) {
	broken := true
	for requests := 0; broken; requests++ {
		m, server := newModel(t)
		e := openMade(t, Options{URL: server.URL, Key: modelKey})
		if err := e.Apply(t.Context(), search.Batch{FeedID: testFeed, Position: 1, Put: []search.Document{hotel()}}); err != nil {
			t.Fatal(err)
		}
		g, err := e.Rebuild(t.Context(), "feed-2")
		if err != nil {
			t.Fatal(err)
		}
		if err := g.Apply(t.Context(), search.Batch{FeedID: "feed-2", Position: 9, Put: []search.Document{hotel(), penalty()}}); err != nil {
			t.Fatal(err)
		}
		n := 0
		m.set(func(w http.ResponseWriter, _ *http.Request) bool {
			n++
			if n <= requests {
				return false
			}
			w.WriteHeader(http.StatusBadGateway)
			return true
		})
		err = g.Promote(t.Context())
		broken = n > requests
		m.set(nil)
		state, stateErr := e.State(t.Context())
		if stateErr != nil {
			t.Fatal(stateErr)
		}
		if state.Position == 1 && state.Documents != 1 || state.Position == 9 && state.Documents != 2 {
			t.Errorf("broken off after %d requests: %+v", requests, state)
		}
		if err == nil {
			continue
		}
		if err := g.Discard(t.Context()); err != nil {
			t.Errorf("discarding after %d requests: %v", requests, err)
		}
		if _, err := e.Rebuild(t.Context(), "feed-3"); err != nil {
			t.Errorf("rebuilding after %d requests: %v", requests, err)
		}
	}
}

// TestHostileDocuments puts what would break out of JSON, of a query or of a key, and what the server would cut.
func TestHostileDocuments(t *testing.T) {
	_, server := newModel(t)
	e := openMade(t, Options{URL: server.URL, Key: modelKey})
	for i, text := range hostile {
		d := penalty()
		d.Names, d.Texts, d.Numbers, d.Codes = []string{"甲" + text}, []string{text}, []string{text}, []string{text}
		d.Street, d.Authority, d.PenaltyKinds = text, text, []string{text}
		position := int64(i + 1)
		if err := e.Apply(t.Context(), search.Batch{FeedID: testFeed, Position: position, Put: []search.Document{d}}); err != nil {
			t.Errorf("%q: %v", text, err)
		}
		q := search.Query{Text: text, Limit: 1, Facets: []search.Field{search.FieldStreet}}
		if text != "" {
			q.Filters = map[search.Field][]string{search.FieldStreet: {text}}
		}
		result, err := e.Search(t.Context(), q)
		if err != nil || len(result.Hits) != 1 || text != "" && result.Facets[search.FieldStreet][0].Value != text {
			t.Errorf("%q: %+v, %v", text, result, err)
		}
	}
}

func TestRefusedDocuments(t *testing.T) {
	m, server := newModel(t)
	e := openMade(t, Options{URL: server.URL, Key: modelKey})
	for name, change := range map[string]func(d *search.Document){
		"an id that is none":  func(d *search.Document) { d.ID = "state" },
		"an id with a quote":  func(d *search.Document) { d.ID = `pn_"000000000000` },
		"a value too long":    func(d *search.Document) { d.Street = strings.Repeat("街", 157) },
		"an amount too great": func(d *search.Document) { d.Fine = new(disclosure.Fen(1<<53 + 1)) },
		"a text too long":     func(d *search.Document) { d.Texts = []string{strings.Repeat("字", 300_000)} },
		"names too long":      func(d *search.Document) { d.Names = []string{strings.Repeat("名", 70_000)} },
	} {
		d := penalty()
		change(&d)
		before := m.requests["POST /indexes/mingshi-v1/documents"]
		err := e.Apply(t.Context(), search.Batch{FeedID: testFeed, Position: 1, Put: []search.Document{hotel(), d}})
		if disclosure.KindOf(err) != disclosure.Invalid || err == nil || m.requests["POST /indexes/mingshi-v1/documents"] != before {
			t.Errorf("%s: %v", name, err)
		}
	}
}
