package meili

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"mingshi/internal/disclosure"
	"mingshi/internal/search"
)

func TestOpenRefuses(t *testing.T) {
	for name, o := range map[string]Options{
		"nothing":          {},
		"no scheme":        {URL: "localhost:7700"},
		"another scheme":   {URL: "ftp://localhost"},
		"a file":           {URL: "file:///etc/passwd"},
		"no host":          {URL: "http://"},
		"a port alone":     {URL: "http://:7700"},
		"a query":          {URL: "http://user:secret@localhost?x=1"},
		"an empty query":   {URL: "http://localhost?"},
		"a fragment":       {URL: "http://localhost#x"},
		"no address":       {URL: "http://user:secret@local host"},
		"control":          {URL: "http://user:secret@localhost\n"},
		"key of two lines": {URL: "http://localhost", Key: "secret\r\nX-Other: 1"},
		"key with a space": {URL: "http://localhost", Key: "secret key"},
		"Chinese key":      {URL: "http://localhost", Key: "secret密"},
		"index with slash": {URL: "http://localhost", Index: "a/b"},
		"index with dots":  {URL: "http://localhost", Index: "../keys"},
		"long index":       {URL: "http://localhost", Index: strings.Repeat("a", 300)},
	} {
		_, err := Open(t.Context(), o)
		if disclosure.KindOf(err) != disclosure.Invalid || err == nil || strings.Contains(err.Error(), "secret") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestAddressLosesItsUser(t *testing.T) {
	e := open(t, Options{URL: "https://user:secret@search.example/path/"})
	if e.address != "https://search.example/path/" {
		t.Errorf("address %q", e.address)
	}
}

// TestDownAndUp follows a server that goes away and comes back.
func TestDownAndUp(t *testing.T) {
	m, server := newModel(t)
	var lines bytes.Buffer
	address := strings.Replace(server.URL, "http://", "http://user:secret@", 1)
	e := openMade(t, Options{URL: address, Key: modelKey, Log: slog.New(slog.NewTextHandler(&lines, nil))})
	before := time.Now()
	for name, fail := range map[string]func(w http.ResponseWriter, r *http.Request) bool{
		"500 without a body":   status(http.StatusInternalServerError, ""),
		"503 of the server":    status(http.StatusServiceUnavailable, `{"message":"m","code":"too_many_search_requests","type":"system","link":""}`),
		"502 of a proxy":       status(http.StatusBadGateway, "<html>"),
		"404 of another site":  status(http.StatusNotFound, "<html>"),
		"200 of another site":  status(http.StatusOK, "<html>"),
		"200 with other JSON":  status(http.StatusOK, `{}`),
		"401":                  status(http.StatusUnauthorized, `{"message":"m","code":"missing_authorization_header","type":"auth","link":""}`),
		"403":                  status(http.StatusForbidden, `{"message":"m","code":"invalid_api_key","type":"auth","link":""}`),
		"a redirect":           redirect,
		"a connection cut off": cut,
	} {
		m.set(nil)
		if _, err := e.State(t.Context()); err != nil {
			t.Fatal(err)
		}
		m.set(fail)
		_, err := e.Search(t.Context(), search.Query{Text: "不可说", Limit: 1})
		first := downOf(t, err)
		_, err = e.State(t.Context())
		again := downOf(t, err)
		if first == nil || again == nil || !again.Since.Equal(first.Since) || !first.Since.After(before) {
			t.Errorf("%s: down since %v, then since %v", name, first, again)
			continue
		}
		before = first.Since
		m.set(nil)
		if _, err := e.Search(t.Context(), search.Query{}); err != nil {
			t.Errorf("%s: after it: %v", name, err)
		}
	}
	for _, word := range []string{modelKey, "secret", "不可说"} {
		if strings.Contains(lines.String(), word) {
			t.Errorf("%q is in the log:\n%s", word, lines.String())
		}
	}
	if !strings.Contains(lines.String(), "answers again") {
		t.Errorf("the log does not tell that the server came back:\n%s", lines.String())
	}
}

func TestDownWithoutServer(t *testing.T) {
	server := httptest.NewServer(http.NotFoundHandler())
	server.Close()
	e := open(t, Options{URL: server.URL, Key: modelKey})
	_, err := e.Search(t.Context(), search.Query{Text: "酒店", Limit: 1})
	wantDown(t, err)
	_, err = e.Suggest(t.Context(), "酒店", 8)
	wantDown(t, err)
	_, err = e.Neighbours(t.Context(), []disclosure.ID{"vn_0000000000001"})
	wantDown(t, err)
	wantDown(t, e.Apply(t.Context(), search.Batch{FeedID: testFeed, Position: 1}))
	_, err = e.Rebuild(t.Context(), "feed")
	wantDown(t, err)
	if _, err = e.Rebuild(t.Context(), "feed"); disclosure.KindOf(err) != disclosure.Unavailable {
		t.Errorf("a rebuild that could not begin stands in the way of the next: %v", err)
	}
}

// TestSlowServer asks a server that never answers.
func TestSlowServer(t *testing.T) {
	_, server := newModel(t)
	e := openMade(t, Options{URL: server.URL, Key: modelKey})
	e.client = newSilent(t)
	e.patient = patience{question: 20 * time.Millisecond, request: 20 * time.Millisecond, task: 20 * time.Millisecond, poll: time.Millisecond}
	_, err := e.Search(t.Context(), search.Query{Limit: 1})
	if down := downOf(t, err); down != nil && !errors.Is(down, errSlow) {
		t.Errorf("cause %v", down.Cause)
	}
	_, err = e.State(t.Context())
	wantDown(t, err)
	wantDown(t, e.Apply(t.Context(), search.Batch{FeedID: testFeed, Position: 1}))

	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := e.Search(ctx, search.Query{Limit: 1}); !errors.Is(err, context.Canceled) || disclosure.KindOf(err) == disclosure.Unavailable {
		t.Errorf("a search that was canceled: %v", err)
	}
}

// TestTaskThatIsNeverDone waits for a task in vain.
func TestTaskThatIsNeverDone(t *testing.T) {
	m, server := newModel(t)
	e := openMade(t, Options{URL: server.URL, Key: modelKey})
	m.set(func(w http.ResponseWriter, r *http.Request) bool {
		if r.Method != http.MethodGet {
			return false
		}
		answer(w, http.StatusOK, map[string]any{"uid": 1, "status": "enqueued"})
		return true
	})
	e.patient.task = 20 * time.Millisecond
	wantDown(t, e.Apply(t.Context(), search.Batch{FeedID: testFeed, Position: 1}))
}

func TestCanceledTask(t *testing.T) {
	m, server := newModel(t)
	e := openMade(t, Options{URL: server.URL, Key: modelKey})
	m.set(func(w http.ResponseWriter, r *http.Request) bool {
		if r.Method != http.MethodGet {
			return false
		}
		answer(w, http.StatusOK, map[string]any{"uid": 1, "status": "canceled", "canceledBy": 9})
		return true
	})
	if err := e.Apply(t.Context(), search.Batch{FeedID: testFeed, Position: 1}); disclosure.KindOf(err) != disclosure.Unavailable {
		t.Errorf("error %v", err)
	}
}

// TestSearchOnlyKey does all that a process that answers the public does.
func TestSearchOnlyKey(t *testing.T) {
	_, server := newModel(t)
	writer := openMade(t, Options{URL: server.URL, Key: modelKey})
	if err := writer.Apply(t.Context(), search.Batch{FeedID: testFeed, Position: 7, Put: []search.Document{hotel(), penalty()}}); err != nil {
		t.Fatal(err)
	}
	reader := open(t, Options{URL: server.URL, Key: "search-only", Today: func() disclosure.Date { return disclosure.MustDate("2026-11-22") }})
	result, err := reader.Search(t.Context(), search.Query{Text: "有限公司", Limit: 1, AtLeast: 7, Facets: search.Fields()})
	if err != nil || len(result.Hits) != 1 || result.Position != 7 {
		t.Errorf("search: %v, %v", result, err)
	}
	if found, err := reader.Suggest(t.Context(), "店甲", 8); err != nil || len(found) != 1 {
		t.Errorf("suggest: %v, %v", found, err)
	}
	state, err := reader.State(t.Context())
	if diff := cmp.Diff(search.State{FeedID: testFeed, Position: 7, Documents: 2}, state); diff != "" || err != nil {
		t.Errorf("state, %v (-want +got):\n%s", err, diff)
	}
	wantDown(t, reader.Apply(t.Context(), search.Batch{FeedID: testFeed, Position: 8}))
}

// TestOtherSchema meets an index of another version of this package.
func TestOtherSchema(t *testing.T) {
	m, server := newModel(t)
	m.indexes["mingshi-v0"] = &modelIndex{documents: map[string]*modelDocument{"x": {}}}
	e := open(t, Options{URL: server.URL, Key: modelKey})
	state, err := e.State(t.Context())
	if diff := cmp.Diff(search.State{}, state); diff != "" || err != nil {
		t.Errorf("state, %v (-want +got):\n%s", err, diff)
	}
	if found, err := e.Neighbours(t.Context(), []disclosure.ID{"vn_0000000000001"}); err != nil || found != nil {
		t.Errorf("neighbours: %v, %v", found, err)
	}
}
