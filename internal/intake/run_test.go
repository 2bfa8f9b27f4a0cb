package intake

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"mingshi/internal/authority"
	"mingshi/internal/disclosure"
	"mingshi/internal/grading"
	"mingshi/internal/i18n"
	"mingshi/internal/publish"
	"mingshi/internal/store"
	"mingshi/internal/store/sqlite"
	"mingshi/internal/workday"
)

// asOf is the day on which every import of these tests happens.
var asOf = disclosure.MustDate("2026-11-20")

// house is a data folder with a real store, and the profile of the made-up authority.
type house struct {
	dir     string
	store   *sqlite.Store
	profile *disclosure.Authority
	lang    i18n.Lang
	kind    disclosure.Kind
	day     disclosure.Date
	// venue stands in for the register where a case is not about it; nil asks the store.
	venue func(ctx context.Context, number string) (bool, error)
}

func newHouse(t testing.TB) *house {
	t.Helper()
	profile, err := authority.Parse(authority.Sample)
	if err != nil {
		t.Fatal(err)
	}
	profile.DocumentPrefixes = map[disclosure.Kind][]string{
		disclosure.KindPenalty: {"示卫公", "示卫医"},
		disclosure.KindPermit:  {"示卫"},
		disclosure.KindFiling:  {"示卫公备"},
	}
	h := &house{dir: t.TempDir(), profile: profile, lang: i18n.ZH, day: asOf}
	h.store, err = sqlite.Open(t.Context(), h.dir, sqlite.Options{
		Zone: profile.Zone, Today: func() disclosure.Date { return h.day },
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := h.store.Close(); err != nil {
			t.Errorf("close the store: %v", err)
		}
	})
	return h
}

// publisher is the real one, at noon of the house's day.
func (h *house) publisher() *publish.Publisher {
	noon := h.day.In(h.profile.Zone).Add(12 * time.Hour)
	return publish.New(h.store, publish.Options{
		Key: []byte("a key of thirty-two bytes, or so"), Zone: h.profile.Zone, AsOf: h.day, By: "test",
		Now: func() time.Time { return noon },
	})
}

func (h *house) options() Options {
	o := Options{Lang: h.lang, AsOf: h.day, Profile: h.profile, Calendar: workday.Shipped(), Kind: h.kind, HasVenue: h.venue}
	if o.HasVenue == nil {
		o.HasVenue = h.hasVenue
	}
	o.PermitsOf, o.InspectionsOn = h.permitsOf, h.inspectionsOn
	return o
}

// bodiesAt reads what the store has of a number.
func (h *house) bodiesAt(ctx context.Context, kind disclosure.Kind, number string) ([]disclosure.Body, error) {
	page, err := h.store.List(ctx, store.Query{Kind: kind, Places: []string{number}, Limit: 200})
	if err != nil {
		return nil, err
	}
	var bodies []disclosure.Body
	for i := range page.Records {
		body, err := disclosure.DecodeBody(kind, page.Records[i].Body)
		if err != nil {
			return nil, err
		}
		bodies = append(bodies, body)
	}
	return bodies, nil
}

func (h *house) permitsOf(ctx context.Context, number string) ([]grading.Term, error) {
	bodies, err := h.bodiesAt(ctx, disclosure.KindPermit, number)
	var terms []grading.Term
	for _, body := range bodies {
		term, _ := grading.Shipped().Rules.TermOf(body)
		terms = append(terms, term)
	}
	return terms, err
}

func (h *house) inspectionsOn(ctx context.Context, number string, day disclosure.Date) ([]*disclosure.Grading, error) {
	bodies, err := h.bodiesAt(ctx, disclosure.KindGrading, number)
	var found []*disclosure.Grading
	for _, body := range bodies {
		if g, ok := body.(*disclosure.Grading); ok && g.InspectedOn == day {
			found = append(found, g)
		}
	}
	return found, err
}

// hasVenue asks the store, as the command line does.
func (h *house) hasVenue(ctx context.Context, number string) (bool, error) {
	page, err := h.store.List(ctx, store.Query{Kind: disclosure.KindVenue, Places: []string{number}, Limit: 1})
	return len(page.Records) > 0, err
}

// run imports files and closes the report when the test ends.
func (h *house) run(t testing.TB, paths ...string) *Report {
	t.Helper()
	report, err := Run(t.Context(), paths, h.publisher().Begin(false), h.options())
	if err != nil {
		t.Fatalf("Run: %v", err)
	}
	t.Cleanup(report.Close)
	return report
}

// rehearse is run without writing.
func (h *house) rehearse(t testing.TB, paths ...string) *Report {
	t.Helper()
	report, err := Run(t.Context(), paths, h.publisher().Begin(true), h.options())
	if err != nil {
		t.Fatalf("Run: %v", err)
	}
	t.Cleanup(report.Close)
	return report
}

// records returns every public record of a kind, oldest first.
func (h *house) records(t testing.TB, kind disclosure.Kind) []disclosure.Record {
	t.Helper()
	var records []disclosure.Record
	query := store.Query{Kind: kind, Limit: 200}
	for {
		page, err := h.store.List(t.Context(), query)
		if err != nil {
			t.Fatal(err)
		}
		records = append(records, page.Records...)
		if query.After = page.Next; query.After == "" {
			return records
		}
	}
}

// findings collects what a report says of a file.
func findings(t testing.TB, f *FileReport) []Finding {
	t.Helper()
	var all []Finding
	if err := f.Findings(func(finding Finding) bool { all = append(all, finding); return true }); err != nil {
		t.Fatal(err)
	}
	return all
}

// write puts text into a new file of the given name.
func write(t testing.TB, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// everyRowHasOneOutcome holds the report to its first promise.
func everyRowHasOneOutcome(t testing.TB, f *FileReport) {
	t.Helper()
	var sum int64
	for _, n := range f.Outcomes {
		sum += n
	}
	if sum != f.Rows {
		t.Errorf("%s: %d rows, but %d outcomes: %v", f.File, f.Rows, sum, f.Outcomes)
	}
}
