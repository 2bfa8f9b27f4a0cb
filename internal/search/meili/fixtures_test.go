package meili

import (
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mingshi/internal/disclosure"
	"mingshi/internal/search"
)

// fixture is a conversation with a server. Each was written by hand from the documentation and the source of the version that
// it names; none was recorded.
type fixture struct {
	Server    string     `json:"server"`
	Source    []string   `json:"source"`
	Status    string     `json:"status"`
	Exchanges []exchange `json:"exchanges"`
}

type exchange struct {
	Request struct {
		Method string `json:"method"`
		Path   string `json:"path"`
		Body   any    `json:"body"`
	} `json:"request"`
	Response struct {
		Status int             `json:"status"`
		Body   json.RawMessage `json:"body"`
	} `json:"response"`
}

// unproven is what every fixture says of itself, as long as no server has said otherwise.
const unproven = "unproven: written from documentation, not recorded"

// scenarios are what is done while a fixture is played, by its name.
var scenarios = map[string]func(t *testing.T, e *Engine){
	"batch":        batch,
	"failed-task":  failedTask,
	"search":       searchPage,
	"common-words": searchCommonWords,
	"code":         searchCode,
	"neighbours":   neighbours,
	"rebuild":      rebuild,
	"forbidden":    forbidden,
	"no-index":     noIndex,
}

func TestFixtures(t *testing.T) {
	files, err := filepath.Glob("testdata/*.json")
	if err != nil || len(files) != len(scenarios) {
		t.Fatalf("%d fixtures for %d scenarios (%v)", len(files), len(scenarios), err)
	}
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".json")
		t.Run(name, func(t *testing.T) {
			if scenarios[name] == nil {
				t.Fatalf("no scenario %q", name)
			}
			scenarios[name](t, play(t, file))
		})
	}
}

// play serves a fixture. Every request must be the next one, to the letter of its JSON, and every one must be made.
func play(t *testing.T, file string) *Engine {
	t.Helper()
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var f fixture
	if err := json.Unmarshal(raw, &f); err != nil {
		t.Fatal(err)
	}
	if f.Server == "" || len(f.Source) == 0 || f.Status != unproven {
		t.Errorf("a fixture names its server's version and sources, and says that it is unproven")
	}
	p := &player{t: t, exchanges: f.Exchanges}
	server := httptest.NewServer(p)
	t.Cleanup(func() {
		server.Close()
		if p.played != len(p.exchanges) {
			t.Errorf("%d of %d exchanges were played", p.played, len(p.exchanges))
		}
	})
	e := open(t, Options{URL: server.URL, Key: modelKey, Today: func() disclosure.Date { return disclosure.MustDate("2026-11-22") }})
	e.patient.poll = 1
	return e
}

type player struct {
	t         *testing.T
	exchanges []exchange
	played    int
	token     string
}

// ServeHTTP implements http.Handler.
func (p *player) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if p.played == len(p.exchanges) {
		p.t.Errorf("one request too many: %s %s", r.Method, r.URL)
		http.Error(w, "", http.StatusTeapot)
		return
	}
	next := p.exchanges[p.played]
	p.played++
	if got, want := r.Method+" "+r.URL.RequestURI(), next.Request.Method+" "+next.Request.Path; got != want {
		p.t.Errorf("request %d is %s, want %s", p.played, got, want)
	}
	if got := r.Header.Get("Authorization"); got != "Bearer "+modelKey {
		p.t.Errorf("request %d has the key %q", p.played, got)
	}
	var body any
	if r.ContentLength != 0 {
		if got := r.Header.Get("Content-Type"); got != "application/json" {
			p.t.Errorf("request %d is %q", p.played, got)
		}
		read(r, &body)
	}
	if diff := cmp.Diff(next.Request.Body, p.hide(body)); diff != "" {
		p.t.Errorf("body of request %d (-want +got):\n%s", p.played, diff)
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(next.Response.Status)
	if _, err := w.Write([]byte(strings.ReplaceAll(string(next.Response.Body), "$TOKEN", p.token))); err != nil {
		p.t.Error(err)
	}
}

// hide puts $TOKEN for what a generation calls itself, which nobody knows before.
func (p *player) hide(body any) any {
	documents, ok := body.([]any)
	if !ok {
		return body
	}
	for _, d := range documents {
		if d, ok := d.(map[string]any); ok && d["building"] != nil && d["building"] != "" {
			p.token, _ = d["building"].(string)
			d["building"] = "$TOKEN"
		}
	}
	return body
}

func hotel() search.Document {
	return search.Document{
		ID: "vn_0000000000001", SortName: "酒店甲", Names: []string{"酒店甲", "示例（重庆）有限公司"}, Texts: []string{"解放路1号"},
		Numbers: []string{"卫公证字〔2024〕第12号"}, Codes: []string{"91440300MA5EXAMPLE"},
		State: "published", Street: "解放街道", VenueKind: "hotel", Grade: "A",
	}
}

func penalty() search.Document {
	return search.Document{
		ID: "pn_0000000000002", DecidedOn: disclosure.MustDate("2026-03-01"), PublicUntil: disclosure.MustDate("2027-02-28"),
		Names: []string{"酒店甲"}, Texts: []string{"\"毛巾\"不洁"}, State: "published", Authority: "某区卫生健康局",
		PenaltyKinds: []string{"warning", "fine"}, Fine: new(disclosure.Fen(300_000)),
	}
}

func batch(t *testing.T, e *Engine) {
	t.Helper()
	b := search.Batch{FeedID: testFeed, Position: 7, Put: []search.Document{hotel(), penalty()}, Remove: []disclosure.ID{"pm_0000000000003"}}
	if err := e.Apply(t.Context(), b); err != nil {
		t.Error(err)
	}
}

func failedTask(t *testing.T, e *Engine) {
	t.Helper()
	err := e.Apply(t.Context(), search.Batch{FeedID: testFeed, Position: 8, Remove: []disclosure.ID{"pm_0000000000003"}})
	if disclosure.KindOf(err) != disclosure.Internal || !strings.Contains(err.Error(), "no_space_left_on_device") {
		t.Errorf("a task that failed: %v", err)
	}
}

// searchPage asks for two characters, which the server finds exactly.
func searchPage(t *testing.T, e *Engine) {
	t.Helper()
	result, err := e.Search(t.Context(), search.Query{
		Text: "酒店", Kinds: []disclosure.Kind{disclosure.KindPenalty, disclosure.KindVenue},
		Filters:     map[search.Field][]string{search.FieldState: {"published"}, search.FieldAuthority: {"某区\"卫生\\局", "某区卫生健康局"}},
		DecidedFrom: disclosure.MustDate("2026-01-01"), FineTo: new(disclosure.Fen(500_000)), Sort: search.Newest, Limit: 1,
		Facets: []search.Field{search.FieldPenaltyKind, search.FieldGrade},
	})
	if err != nil {
		t.Fatal(err)
	}
	next := result.Next
	result.Next = ""
	want := search.Result{
		Hits: []disclosure.ID{"pn_0000000000002"}, Total: 2, TotalIsExact: true, FeedID: "feed-1", Position: 7,
		Facets: map[search.Field][]search.Count{
			search.FieldPenaltyKind: {{Value: "fine", Count: 2}, {Value: "warning", Count: 1}},
			search.FieldGrade:       {{Value: "A", Count: 1}},
		},
	}
	if diff := cmp.Diff(want, result); diff != "" || next == "" {
		t.Errorf("result, next %q (-want +got):\n%s", next, diff)
	}
}

// searchCommonWords asks for four characters of which the server finds more candidates than are fetched, one of them false.
func searchCommonWords(t *testing.T, e *Engine) {
	t.Helper()
	e.bounds.candidates = 2
	q := search.Query{Text: "有限公司", Sort: search.Newest, Limit: 1}
	result, err := e.Search(t.Context(), q)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]disclosure.ID{"pn_0000000000002"}, result.Hits); diff != "" {
		t.Errorf("hits (-want +got):\n%s", diff)
	}
	if result.Total != 2 || result.TotalIsExact || result.Next == "" {
		t.Errorf("total %d (exact %t), next %q", result.Total, result.TotalIsExact, result.Next)
	}
}

// searchCode asks for the beginning of a code; one of the candidates has it within its code.
func searchCode(t *testing.T, e *Engine) {
	t.Helper()
	result, err := e.Search(t.Context(), search.Query{Text: "91440300", Limit: 20, Facets: []search.Field{search.FieldGrade}})
	if err != nil {
		t.Fatal(err)
	}
	want := search.Result{
		Hits: []disclosure.ID{"vn_0000000000001"}, Total: 1, TotalIsExact: true, FeedID: "feed-1", Position: 7,
		Facets: map[search.Field][]search.Count{search.FieldGrade: {{Value: "A", Count: 1}}},
	}
	if diff := cmp.Diff(want, result); diff != "" {
		t.Errorf("result (-want +got):\n%s", diff)
	}
}

func neighbours(t *testing.T, e *Engine) {
	t.Helper()
	found, err := e.Neighbours(t.Context(), []disclosure.ID{"vn_0000000000001", "vn_0000000000009"})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]disclosure.ID{"pn_0000000000002", "vn_0000000000001"}, found); diff != "" {
		t.Errorf("neighbours (-want +got):\n%s", diff)
	}
}

func rebuild(t *testing.T, e *Engine) {
	t.Helper()
	g, err := e.Rebuild(t.Context(), "feed-2")
	if err != nil {
		t.Fatal(err)
	}
	if err := g.Apply(t.Context(), search.Batch{FeedID: "feed-2", Position: 9, Put: []search.Document{penalty()}}); err != nil {
		t.Fatal(err)
	}
	if err := g.Promote(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := g.Discard(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// forbidden meets a key that does not allow what is asked, and one that is not known.
func forbidden(t *testing.T, e *Engine) {
	t.Helper()
	_, err := e.State(t.Context())
	first := downOf(t, err)
	_, err = e.Suggest(t.Context(), "酒店", 8)
	if again := downOf(t, err); first == nil || again == nil || !again.Since.Equal(first.Since) {
		t.Errorf("down since %v, then since %v", first, again)
	}
	if _, err := e.Search(t.Context(), search.Query{}); err != nil {
		t.Errorf("after the key was mended: %v", err)
	}
}

// noIndex meets a server on which the first generation is being built.
func noIndex(t *testing.T, e *Engine) {
	t.Helper()
	_, err := e.Search(t.Context(), search.Query{Text: "酒店", Limit: 1})
	if down := downOf(t, err); down != nil && !down.Building {
		t.Errorf("not being built: %v", down)
	}
	state, err := e.State(t.Context())
	if diff := cmp.Diff(search.State{Rebuilding: true}, state); diff != "" || err != nil {
		t.Errorf("state, %v (-want +got):\n%s", err, diff)
	}
}

// wantDown fails the test if an error does not say that the engine is down, or says what it must not.
func wantDown(t *testing.T, err error) {
	t.Helper()
	_ = downOf(t, err)
}

// downOf is wantDown, and gives what the error says; nil if it does not.
func downOf(t *testing.T, err error) *search.Down {
	t.Helper()
	var down *search.Down
	if disclosure.KindOf(err) != disclosure.Unavailable || !errors.As(err, &down) {
		t.Errorf("error is %v, want that the engine is down", err)
		return nil
	}
	if strings.Contains(err.Error(), modelKey) {
		t.Errorf("the key is in an error: %v", err)
	}
	return down
}
