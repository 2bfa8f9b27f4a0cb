package site_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/gofiber/fiber/v2"

	"mingshi/indexer"
	"mingshi/internal/authority"
	"mingshi/internal/disclosure"
	"mingshi/internal/publish"
	"mingshi/internal/search/embedded"
	"mingshi/internal/store"
	"mingshi/internal/store/sqlite"
	"mingshi/internal/web"
	"mingshi/qrsign"
	"mingshi/site"
)

// now is the instant of every test unless it says otherwise: a Friday in the authority's zone.
var now = time.Date(2026, 11, 20, 10, 30, 0, 0, time.FixedZone("CST", 8*60*60))

// world is a real store and a real index behind the real pages.
type world struct {
	t      *testing.T
	app    *fiber.App
	store  *sqlite.Store
	clock  time.Time
	boards *qrsign.Keyring
	engine *embedded.Index
	// unindexed: what is published does not reach the engine.
	unindexed bool
	deps      site.Deps
}

// newWorld opens an empty store and installs the pages over it.
func newWorld(t *testing.T) *world {
	t.Helper()
	profile, err := authority.Parse(authority.Sample)
	if err != nil {
		t.Fatal(err)
	}
	profile.RecordNumbers = []string{"示ICP备00000000号"}
	ring, err := qrsign.NewKeyring(map[uint8][]byte{1: []byte("a key of thirty-two bytes, or so")})
	if err != nil {
		t.Fatal(err)
	}
	w := &world{t: t, clock: now, boards: ring}
	w.store, err = sqlite.Open(t.Context(), t.TempDir(), sqlite.Options{
		Zone: profile.Zone, Today: func() disclosure.Date { return profile.Today(w.clock) },
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := w.store.Close(); err != nil {
			t.Error(err)
		}
	})
	index, err := embedded.Open(t.Context(), t.TempDir(), embedded.Options{
		Today: func() disclosure.Date { return profile.Today(w.clock) },
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := index.Close(); err != nil {
			t.Error(err)
		}
	})
	w.engine = index
	w.index()
	w.deps = site.Deps{
		Reader: w.store, Searcher: w.engine, Authority: profile, Boards: ring, BaseURL: "https://gs.example.cn",
		Now: func() time.Time { return w.clock }, Build: "test",
	}
	w.open()
	return w
}

// open installs the pages.
func (w *world) open() {
	w.app = web.New(web.Options{ErrorPage: site.ErrorPage(w.deps), StyleHashes: []string{site.StyleHash()}})
	site.Install(w.app, w.deps)
}

func (w *world) publisher() *publish.Publisher {
	return publish.New(w.store, publish.Options{
		Key: []byte("another key of thirty-two bytes."), Zone: w.deps.Authority.Zone,
		Now: func() time.Time { return w.clock }, By: "test",
	})
}

// publish imports drafts, all of which must arrive.
func (w *world) publish(drafts ...disclosure.Draft) {
	w.t.Helper()
	ctx := context.Background()
	im := w.publisher().Begin(false)
	file := im.AddFile(disclosure.Origin{File: "test.csv"})
	for i := range drafts {
		drafts[i].Origin.Row = i + 2
		if len(drafts[i].NaturalKey) == 0 {
			w.t.Fatalf("draft %d has no key", i)
		}
	}
	outcomes, err := im.Stage(ctx, file, drafts)
	if err != nil {
		w.t.Fatal(err)
	}
	for i, outcome := range outcomes {
		if outcome != "" {
			w.t.Fatalf("draft %d is %s", i, outcome)
		}
	}
	if _, err := im.Publish(ctx, func(int, int, disclosure.Outcome) {}); err != nil {
		w.t.Fatal(err)
	}
	w.index()
}

// index brings the engine up to the store.
func (w *world) index() {
	w.t.Helper()
	if w.unindexed {
		return
	}
	if err := indexer.New(indexer.Options{Reader: w.store, Feed: w.store, Sink: w.engine}).CatchUp(context.Background()); err != nil {
		w.t.Fatal(err)
	}
}

// all lists the public records of a kind.
func (w *world) all(kind disclosure.Kind) []disclosure.Record {
	w.t.Helper()
	page, err := w.store.List(context.Background(), store.Query{Kind: kind, Limit: store.MaxLimit})
	if err != nil {
		w.t.Fatal(err)
	}
	return page.Records
}

// named is the id of the public record of a kind with the given name.
func (w *world) named(kind disclosure.Kind, name string) disclosure.ID {
	w.t.Helper()
	for _, record := range w.all(kind) {
		if record.Name == name {
			return record.ID
		}
	}
	w.t.Fatalf("no public %s is named %q", kind, name)
	return ""
}

// serial writes a board's number as its serial.
func (w *world) serial(number uint32) string { return w.boards.Issue(number).Serial().String() }

// hang issues a board for a place at a venue and gives its code.
func (w *world) hang(venue disclosure.ID, place string) qrsign.Code {
	w.t.Helper()
	issued, err := w.publisher().IssueBoards(context.Background(), []publish.Door{{Venue: venue, Place: place}}, w.serial)
	if err != nil || len(issued) != 1 {
		w.t.Fatalf("issued %d boards, %v", len(issued), err)
	}
	w.index()
	return w.boards.Issue(issued[0].Number)
}

// print prints a board as its venue is, but with the given grade.
func (w *world) print(board qrsign.Code, venue disclosure.ID, letter, decidedOn string) {
	w.t.Helper()
	serial := board.Serial()
	facts := w.venue(venue)
	printed := disclosure.Print{On: disclosure.DateOf(w.clock), Letter: letter, Face: w.boards.Face(serial, facts.Name, facts.Address)}
	if decidedOn != "" {
		printed.DecidedOn = disclosure.MustDate(decidedOn)
	}
	changed, err := w.publisher().PrintBoards(context.Background(), []publish.BoardPrint{{Serial: serial.String(), Print: printed}})
	if err != nil || changed != 1 {
		w.t.Fatalf("printed %d boards, %v", changed, err)
	}
	w.index()
}

// issue hangs a board at a venue's entrance, printed with the given grade, and gives its code.
func (w *world) issue(venue disclosure.ID, letter, decidedOn string) qrsign.Code {
	w.t.Helper()
	board := w.hang(venue, "")
	w.print(board, venue, letter, decidedOn)
	return board
}

// revoke ends a board.
func (w *world) revoke(board qrsign.Code, reason disclosure.BoardEnd) {
	w.t.Helper()
	if err := w.publisher().RevokeBoard(context.Background(), board.Serial().String(), reason, publish.Remark{}); err != nil {
		w.t.Fatal(err)
	}
	w.index()
}

// replace puts another board in the place of one and gives its code.
func (w *world) replace(board qrsign.Code, reason disclosure.BoardEnd) qrsign.Code {
	w.t.Helper()
	issued, err := w.publisher().ReplaceBoard(context.Background(), board.Serial().String(), reason, publish.Remark{}, w.serial)
	if err != nil {
		w.t.Fatal(err)
	}
	w.index()
	return w.boards.Issue(issued.Number)
}

// venue reads the facts of a venue.
func (w *world) venue(id disclosure.ID) *disclosure.Venue {
	w.t.Helper()
	record, err := w.store.Get(context.Background(), id)
	if err != nil {
		w.t.Fatal(err)
	}
	body, err := disclosure.DecodeBody(disclosure.KindVenue, record.Body)
	if err != nil {
		w.t.Fatal(err)
	}
	return body.(*disclosure.Venue)
}

// answer is what a page request got.
type answer struct {
	status int
	body   string
	header http.Header
}

func (w *world) get(path string, headers ...string) answer {
	w.t.Helper()
	request := httptest.NewRequest(http.MethodGet, path, nil)
	for i := 0; i < len(headers); i += 2 {
		request.Header.Set(headers[i], headers[i+1])
	}
	response, err := w.app.Test(request, -1)
	if err != nil {
		w.t.Fatalf("GET %s: %v", path, err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		w.t.Fatal(err)
	}
	return answer{status: response.StatusCode, body: string(body), header: response.Header}
}

// page gets a page that must be there.
func (w *world) page(path string) string {
	w.t.Helper()
	got := w.get(path)
	if got.status != http.StatusOK {
		w.t.Fatalf("GET %s: status %d", path, got.status)
	}
	return got.body
}

// contains fails for every text that a page lacks.
func contains(t *testing.T, page string, texts ...string) {
	t.Helper()
	for _, text := range texts {
		if !strings.Contains(page, text) {
			t.Errorf("the page does not say %q", text)
		}
	}
}

// lacks fails for every text that a page has.
func lacks(t *testing.T, page string, texts ...string) {
	t.Helper()
	for _, text := range texts {
		if strings.Contains(page, text) {
			t.Errorf("the page says %q", text)
		}
	}
}
