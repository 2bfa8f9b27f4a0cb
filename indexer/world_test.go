package indexer_test

import (
	"context"
	"encoding/json"
	"maps"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"mingshi/indexer"
	"mingshi/internal/disclosure"
	grades "mingshi/internal/grading"
	"mingshi/internal/publish"
	"mingshi/internal/search"
	"mingshi/internal/search/searchtest"
	"mingshi/internal/store"
	"mingshi/internal/store/sqlite"
)

const (
	office  = "11230500001755309F"
	company = "91350100M000100Y43"
	other   = "91110108551385082Q"
)

var firstDay = disclosure.MustDate("2026-11-20")

// world is a real store that is filled by real imports, and an engine that an indexer fills from it.
type world struct {
	testing.TB

	clock  sync.Mutex
	day    disclosure.Date
	store  *sqlite.Store
	engine *engine
	// scheme decides grades; nil is the one that comes with the program.
	scheme *grades.Scheme
	*indexer.Indexer
}

func newWorld(t testing.TB) *world {
	t.Helper()
	w := &world{TB: t, day: firstDay}
	var err error
	w.store, err = sqlite.Open(t.Context(), t.TempDir(), sqlite.Options{Zone: time.UTC, Today: w.today})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := w.store.Close(); err != nil {
			t.Error(err)
		}
	})
	w.engine = newEngine(w.today)
	w.Indexer = w.indexer(w.store, w.engine)
	return w
}

func (w *world) today() disclosure.Date {
	w.clock.Lock()
	defer w.clock.Unlock()
	return w.day
}

// passes lets days go by.
func (w *world) passes(days int) {
	w.clock.Lock()
	defer w.clock.Unlock()
	w.day = w.day.AddDays(days)
}

// indexer returns one that never looks at the feed by itself within a test.
func (w *world) indexer(r store.Reader, sink search.Sink) *indexer.Indexer {
	return indexer.New(indexer.Options{Reader: r, Feed: w.store, Sink: sink, Scheme: w.scheme, Poll: time.Hour})
}

// strict is a scheme by which every penalty ends a grade, so that grades follow from all that they can follow from.
func strict() *grades.Scheme {
	rules := grades.ShippedRules()
	rules.Downgrades = []grades.Downgrade{{Enabled: true, Penalties: 1, WithinMonths: 12, Effect: grades.EffectEnd}}
	return &grades.Scheme{Tables: grades.ShippedSet(), Rules: rules}
}

func (w *world) publisher() *publish.Publisher {
	return publish.New(w.store, publish.Options{
		Key: []byte("a key of thirty-two bytes, or so"), Zone: time.UTC, Now: func() time.Time { return w.today().In(time.UTC) },
	})
}

// imports publishes drafts as one file, whatever becomes of them.
func (w *world) imports(drafts ...disclosure.Draft) {
	w.Helper()
	im := w.publisher().Begin(false)
	file := im.AddFile(disclosure.Origin{File: "test.csv"})
	if _, err := im.Stage(w.Context(), file, drafts); err != nil {
		w.Fatal(err)
	}
	if _, err := im.Publish(w.Context(), func(int, int, disclosure.Outcome) {}); err != nil {
		w.Fatal(err)
	}
}

// all lists the public records of a kind.
func (w *world) all(kind disclosure.Kind) []disclosure.Record {
	w.Helper()
	page, err := w.store.List(w.Context(), store.Query{Kind: kind, Limit: store.MaxLimit})
	if err != nil {
		w.Fatal(err)
	}
	return page.Records
}

// only is the one public record of a kind.
func (w *world) only(kind disclosure.Kind) disclosure.Record {
	w.Helper()
	records := w.all(kind)
	if len(records) != 1 {
		w.Fatalf("%d public records of kind %s, want one", len(records), kind)
	}
	return records[0]
}

// named is the public record of a kind that has this name.
func (w *world) named(kind disclosure.Kind, name string) disclosure.Record {
	w.Helper()
	for _, record := range w.all(kind) {
		if record.Name == name {
			return record
		}
	}
	w.Fatalf("no public %s is named %q", kind, name)
	return disclosure.Record{}
}

// writes does one more thing to a record than imports do.
func (w *world) writes(op disclosure.Op, reason disclosure.Reason, record disclosure.Record) {
	w.Helper()
	expect := record.Version
	record.Version++
	_, err := w.store.Apply(w.Context(), store.Batch{At: w.today().In(time.UTC), Writes: []store.Write{{
		Op: op, Reason: reason, Record: record, Expect: expect,
	}}})
	if err != nil {
		w.Fatal(err)
	}
}

func (w *world) withdraw(record disclosure.Record) {
	w.Helper()
	record.State = disclosure.StateWithdrawn
	w.writes(disclosure.OpWithdraw, disclosure.ReasonPublishedInError, record)
}

func (w *world) head() store.Head {
	w.Helper()
	head, err := w.store.Head(w.Context())
	if err != nil {
		w.Fatal(err)
	}
	return head
}

func (w *world) catchUp() {
	w.Helper()
	if err := w.CatchUp(w.Context()); err != nil {
		w.Fatal(err)
	}
}

// names are those of all documents of a kind, for each the own ones and then the venue's.
func (w *world) names(kind disclosure.Kind) [][]string {
	var names [][]string
	for _, d := range w.engine.all() {
		if d.ID.Kind() == kind {
			names = append(names, d.Names)
		}
	}
	return names
}

// finds are the ids that a text is answered with.
func (w *world) finds(text string) []disclosure.ID {
	w.Helper()
	result, err := w.engine.Search(w.Context(), search.Query{Text: text, Limit: search.MaxLimit})
	if err != nil {
		w.Fatal(err)
	}
	return result.Hits
}

// agrees holds the index to one that is built anew: position, every document that is still public, and the answers to
// some queries.
func (w *world) agrees() {
	w.Helper()
	fresh := newEngine(w.today)
	if err := w.indexer(w.store, fresh).Rebuild(w.Context(), nil); err != nil {
		w.Fatal(err)
	}
	got, want := w.engine.state(w), fresh.state(w)
	if got.FeedID != want.FeedID || got.Position != want.Position || got.Position != w.head().Position {
		w.Errorf("the index reflects %+v, one built anew %+v, the head is %+v", got, want, w.head())
	}
	if diff := cmp.Diff(w.public(fresh.all()), w.public(w.engine.all())); diff != "" {
		w.Errorf("documents (-rebuilt +followed):\n%s", diff)
	}
	for _, q := range []search.Query{
		{Facets: search.Fields()},
		{Text: "青禾"},
		{Text: "一店 卫证"},
		{Text: company[:6], Facets: search.Fields()},
		{Text: "店", Sort: search.Newest},
		{Filters: map[search.Field][]string{search.FieldGrade: {"A"}}},
		{Kinds: []disclosure.Kind{disclosure.KindVenue}, Sort: search.Name},
	} {
		q.Limit = search.MaxLimit
		wanted, err := fresh.Search(w.Context(), q)
		if err != nil {
			w.Fatal(err)
		}
		found, err := w.engine.Search(w.Context(), q)
		if diff := cmp.Diff(wanted, found); diff != "" || err != nil {
			w.Errorf("%+v: %v (-rebuilt +followed):\n%s", q, err, diff)
		}
	}
}

// public leaves out what no engine shows although it has not yet been swept.
func (w *world) public(documents []search.Document) []search.Document {
	return slices.DeleteFunc(documents, func(d search.Document) bool {
		return !d.PublicUntil.IsZero() && d.PublicUntil.Before(w.today())
	})
}

// engine is a real engine that shows its documents, and that can be made to fail or be watched.
type engine struct {
	*searchtest.Truth

	mu        sync.Mutex
	documents map[disclosure.ID]search.Document
	// batches are those applied to the index that answers.
	batches []search.Batch
	// rebuilds is how many generations were begun.
	rebuilds int
	// before and after are called around each write to the index that answers; an error is returned in its place.
	before, after func(b search.Batch) error
	// promoted is sent to, or not if nobody listens, when a generation is.
	promoted chan struct{}
}

func newEngine(today func() disclosure.Date) *engine {
	return &engine{Truth: searchtest.NewTruth(today), documents: make(map[disclosure.ID]search.Document), promoted: make(chan struct{}, 1)}
}

func (e *engine) Apply(ctx context.Context, b search.Batch) error {
	if e.before != nil {
		if err := e.before(b); err != nil {
			return err
		}
	}
	if err := e.Truth.Apply(ctx, b); err != nil {
		return err
	}
	e.mu.Lock()
	e.batches = append(e.batches, b)
	put(e.documents, b)
	e.mu.Unlock()
	if e.after != nil {
		return e.after(b)
	}
	return nil
}

func (e *engine) Rebuild(ctx context.Context, feedID string) (search.Generation, error) {
	e.mu.Lock()
	e.rebuilds++
	e.mu.Unlock()
	g, err := e.Truth.Rebuild(ctx, feedID)
	return &generation{Generation: g, engine: e, documents: make(map[disclosure.ID]search.Document)}, err
}

// all lists the documents by id.
func (e *engine) all() []search.Document {
	e.mu.Lock()
	defer e.mu.Unlock()
	documents := make([]search.Document, 0, len(e.documents))
	for _, id := range slices.Sorted(maps.Keys(e.documents)) {
		documents = append(documents, e.documents[id])
	}
	return documents
}

func (e *engine) state(t testing.TB) search.State {
	t.Helper()
	state, err := e.State(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return state
}

// generation is a real one that shows its documents once it is promoted.
type generation struct {
	search.Generation

	engine    *engine
	documents map[disclosure.ID]search.Document
}

func (g *generation) Apply(ctx context.Context, b search.Batch) error {
	if err := g.Generation.Apply(ctx, b); err != nil {
		return err
	}
	put(g.documents, b)
	return nil
}

func (g *generation) Promote(ctx context.Context) error {
	if err := g.Generation.Promote(ctx); err != nil {
		return err
	}
	g.engine.mu.Lock()
	defer g.engine.mu.Unlock()
	g.engine.documents = g.documents
	select {
	case g.engine.promoted <- struct{}{}:
	default:
	}
	return nil
}

func put(documents map[disclosure.ID]search.Document, b search.Batch) {
	for _, d := range b.Put {
		documents[d.ID] = d
	}
	for _, id := range b.Remove {
		delete(documents, id)
	}
}

func venue(code, number, name, address string) disclosure.Draft {
	return disclosure.Draft{
		Body: &disclosure.Venue{
			Name: name, VenueKind: "lodging", Operator: disclosure.Party{Name: name + "经营部", USCC: code}, Address: address,
			Street: address[:len("青禾路")] + "街道", PermitNumber: number, PermitNumbers: []string{number}, Status: disclosure.VenueOpen,
		},
		NaturalKey: []string{number}, Name: name, Subject: code, Places: []string{number}, Authority: office,
	}
}

func permit(code, document, number, name string) disclosure.Draft {
	return disclosure.Draft{
		Body: &disclosure.Permit{
			DocumentNumber: document, PermitNumber: number, Content: "公共场所卫生许可",
			Counterparty: disclosure.Counterparty{Name: name, Kind: disclosure.Organization, USCC: code},
		},
		NaturalKey: []string{office, document}, Name: name, Subject: code, Places: []string{number}, Authority: office,
		DecidedOn: firstDay.AddDays(-100),
	}
}

func filing(code, number, name string) disclosure.Draft {
	return disclosure.Draft{
		Body: &disclosure.Filing{
			DocumentNumber: number, Counterparty: disclosure.Counterparty{Name: name, Kind: disclosure.SoleTrader, USCC: code},
			Premises: disclosure.Premises{Name: name + "门市", VenueKind: "bookshop", Address: "南山路9号", Street: "南山街道"},
		},
		NaturalKey: []string{office, number}, Name: name, Subject: code, Places: []string{number}, Authority: office,
		DecidedOn: firstDay.AddDays(-90),
	}
}

func penalty(code, document, name, facts string) disclosure.Draft {
	fine := disclosure.Fen(300_000)
	return disclosure.Draft{
		Body: &disclosure.Penalty{
			DocumentNumber: document, Facts: facts, ViolationType: "未按规定消毒", Fine: &fine,
			PenaltyKinds: []disclosure.PenaltyKind{disclosure.PenaltyWarning, disclosure.PenaltyFine},
			Counterparty: disclosure.Counterparty{Name: name, Kind: disclosure.Organization, USCC: code},
		},
		NaturalKey: []string{office, document}, Name: name, Subject: code, Authority: office, DecidedOn: firstDay.AddDays(-80),
	}
}

// grading is one inspection so many days ago; an empty letter is "not graded".
func grading(number string, ago int, letter string) disclosure.Draft {
	body := &disclosure.Grading{PermitNumber: number, InspectedOn: firstDay.AddDays(-ago), InspectionKind: "routine", StandardScore: "86.5"}
	if letter != "" {
		body.Grade = &disclosure.Grade{Letter: letter, Word: "等级" + letter}
	}
	return disclosure.Draft{
		Body: body, NaturalKey: []string{number, body.InspectedOn.String(), "routine"}, Places: []string{number}, Authority: office,
		DecidedOn: body.InspectedOn,
	}
}

func reading(number, item string) disclosure.Draft {
	return disclosure.Draft{
		Body:       &disclosure.Reading{PermitNumber: number, SampledAt: "2026-10-01T08:00:00+08:00", Item: item, Value: json.Number("0.5"), Source: "self"},
		NaturalKey: []string{number, item}, Places: []string{number}, Authority: office, DecidedOn: firstDay.AddDays(-50),
	}
}
