package gradebook

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"mingshi/internal/disclosure"
	"mingshi/internal/dossier"
	"mingshi/internal/duty"
	"mingshi/internal/grading"
	"mingshi/internal/publish"
	"mingshi/internal/store"
	"mingshi/internal/store/sqlite"
)

func sprint(parts ...any) string { return strings.TrimSuffix(fmt.Sprintln(parts...), "\n") }

const office = "11230500001755309F"

func openStore(t testing.TB) *sqlite.Store {
	t.Helper()
	s, err := sqlite.Open(t.Context(), t.TempDir(), sqlite.Options{Zone: time.UTC, Today: func() disclosure.Date { return today }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func publishAll(t testing.TB, s *sqlite.Store, drafts []disclosure.Draft) {
	t.Helper()
	im := publish.New(s, publish.Options{
		Key: []byte("a key of thirty-two bytes, or so"), Zone: time.UTC, Now: func() time.Time { return today.In(time.UTC) },
	}).Begin(false)
	file := im.AddFile(disclosure.Origin{File: "test.csv"})
	for begin := 0; begin < len(drafts); begin += 10_000 {
		if _, err := im.Stage(t.Context(), file, drafts[begin:min(begin+10_000, len(drafts))]); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := im.Publish(t.Context(), func(int, int, disclosure.Outcome) {}); err != nil {
		t.Fatal(err)
	}
}

// registered are a venue, its permit and its inspections, "2026-05-01 B" each.
func registered(n int, street string, status disclosure.VenueStatus, inspections ...string) []disclosure.Draft {
	number := fmt.Sprintf("青卫公证字〔2025〕第%05d号", n)
	name := fmt.Sprintf("场所%d", n)
	opened := disclosure.MustDate("2023-01-10")
	drafts := []disclosure.Draft{{
		Body: &disclosure.Venue{
			Name: name, VenueKind: disclosure.VenueKinds[n%4].ID, Operator: disclosure.Party{Name: name}, Address: name, Street: street,
			GridDuty: "卫生监督所", PermitNumber: number, PermitNumbers: []string{number}, Status: status,
		},
		NaturalKey: []string{number}, Name: name, Places: []string{number}, Authority: office,
	}, {
		Body: &disclosure.Permit{
			DocumentNumber: number, PermitNumber: number, Counterparty: disclosure.Counterparty{Name: name, Kind: disclosure.Organization},
			DecidedOn: opened, ValidFrom: opened, ValidUntil: disclosure.MustDate("2030-01-09"),
		},
		NaturalKey: []string{office, number}, Name: name, Places: []string{number}, Authority: office, DecidedOn: opened,
	}}
	for _, told := range inspections {
		day, letter, _ := strings.Cut(told, " ")
		body := &disclosure.Grading{
			PermitNumber: number, InspectedOn: disclosure.MustDate(day), InspectionKind: "routine",
			Table: disclosure.ScoreTable{Code: "lodging", Version: "2023"}, StandardScore: "86.5",
		}
		if letter != "" {
			body.Grade = &disclosure.Grade{Letter: letter, Word: "等级" + letter}
		}
		drafts = append(drafts, disclosure.Draft{
			Body: body, NaturalKey: []string{number, day, "routine"}, Places: []string{number}, Authority: office, DecidedOn: body.InspectedOn,
		})
	}
	return drafts
}

func TestReadFromAStore(t *testing.T) {
	s := openStore(t)
	var drafts []disclosure.Draft
	drafts = append(drafts, registered(1, "青禾街道", disclosure.VenueOpen, "2024-08-01 C", "2025-03-01 B")...)
	drafts = append(drafts, registered(2, "青禾街道", disclosure.VenueOpen, "2024-08-01 C", "2026-03-01")...)
	drafts = append(drafts, registered(3, "", disclosure.VenueOpen)...)
	drafts = append(drafts, registered(4, "湖光街道", disclosure.VenueClosed, "2024-08-01 C", "2026-03-01 A")...)
	publishAll(t, s, drafts)
	book, err := Read(t.Context(), s, grading.Shipped(), today)
	if err != nil {
		t.Fatal(err)
	}
	got := book.Figures(Filter{}, Until(today, 24))
	want := Tally{
		Venues: 3, Grades: map[string]int64{"A": 0, "B": 1, "C": 0}, None: 2,
		Reasons: map[grading.Cause]int64{grading.CauseBelow: 1, NeverInspected: 1},
	}
	if diff := cmp.Diff(want, got.Total.Now); diff != "" {
		t.Errorf("now (-want +got):\n%s", diff)
	}
	for street, idle := range map[string]int64{"": 1, "湖光街道": 1, "青禾街道": 0} {
		if got := book.Idle(Filter{Street: street}); got != idle {
			t.Errorf("%q: %d venues do not trade, want %d", street, got, idle)
		}
	}
	var line []string
	for _, m := range got.Total.Months {
		line = append(line, fmt.Sprint(m.Grades["B"], m.Grades["C"], m.None))
	}
	if got, want := strings.Join(line, ","), strings.Repeat("0 2 1,", 3)+strings.Repeat("1 1 1,", 12)+strings.Repeat("1 0 2,", 9); got+"," != want {
		t.Errorf("months are %s, want %s", got, want)
	}
	if names := []string{got.Streets[0].Name, got.Streets[1].Name}; names[0] != "青禾街道" || names[1] != "" || len(got.Streets) != 2 {
		t.Errorf("streets are %q", names)
	}
	changes := book.Changes(Filter{}, Until(today, 12))
	if len(changes.List) != 2 || changes.List[0].On != disclosure.MustDate("2026-03-01") || changes.By()[Ended] != 1 || changes.By()[Better] != 1 {
		t.Errorf("changes are %+v", changes)
	}
	counted, err := duty.Tally(t.Context(), s, grading.Shipped(), today, 30)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(counted, book.Inspections(Filter{}, 30)); diff != "" {
		t.Errorf("inspections, against the list's own count (-want +got):\n%s", diff)
	}
}

func TestEmptyRegister(t *testing.T) {
	book, err := Read(t.Context(), openStore(t), grading.Shipped(), today)
	if err != nil {
		t.Fatal(err)
	}
	got := book.Figures(Filter{}, Until(today, 24))
	if got.Total.Now.Venues != 0 || len(got.Total.Months) != 24 || len(got.Kinds) != 0 || len(book.Inspections(Filter{}, 30)) != 0 {
		t.Errorf("got %+v", got)
	}
}

// counted counts how often the venues are read.
type counted struct {
	store.Reader

	mu    sync.Mutex
	lists int
}

func (c *counted) List(ctx context.Context, q store.Query) (store.Page, error) {
	if q.Kind == disclosure.KindVenue {
		c.mu.Lock()
		c.lists++
		c.mu.Unlock()
	}
	return c.Reader.List(ctx, q)
}

func TestShelfReadsOncePerStateAndDay(t *testing.T) {
	s := openStore(t)
	publishAll(t, s, registered(1, "青禾街道", disclosure.VenueOpen, "2025-03-01 B"))
	reader := &counted{Reader: s}
	shelf := NewShelf(reader, grading.Shipped())
	head := func() store.Head {
		h, err := s.Head(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return h
	}
	old := head()
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			if _, err := shelf.Book(t.Context(), old, today); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if reader.lists != 1 {
		t.Errorf("eight at once read %d times", reader.lists)
	}
	publishAll(t, s, registered(2, "青禾街道", disclosure.VenueOpen, "2025-03-01 B"))
	book, err := shelf.Book(t.Context(), head(), today)
	if err != nil || len(book.venues) != 2 || reader.lists != 2 {
		t.Errorf("after a change: %v, read %d times", err, reader.lists)
	}
	if _, err := shelf.Book(t.Context(), old, today); err != nil || reader.lists != 2 {
		t.Errorf("who asks for the earlier state gets the later: %v, read %d times", err, reader.lists)
	}
	if _, err := shelf.Book(t.Context(), head(), today.AddDays(1)); err != nil || reader.lists != 3 {
		t.Errorf("after midnight: %v, read %d times", err, reader.lists)
	}
	cancelled, cancel := context.WithCancel(t.Context())
	shelf.turn <- struct{}{}
	cancel()
	if _, err := shelf.Book(cancelled, head(), today); err == nil {
		t.Error("who has left is still waiting")
	}
}

// BenchmarkRead reads 50,000 venues with a permit and three inspections each.
func BenchmarkRead(b *testing.B) {
	s := openStore(b)
	var drafts []disclosure.Draft
	for n := range 50_000 {
		drafts = append(drafts, registered(n, fmt.Sprintf("第%d街道", n%40), disclosure.VenueOpen, "2024-08-01 C", "2025-03-01 B", "2026-03-01 C")...)
	}
	publishAll(b, s, drafts)
	var book *Book
	b.Run("read", func(b *testing.B) {
		for b.Loop() {
			var err error
			if book, err = Read(b.Context(), s, grading.Shipped(), today); err != nil || len(book.venues) != 50_000 {
				b.Fatal(err)
			}
		}
	})
	b.Run("figures", func(b *testing.B) {
		for b.Loop() {
			if f := book.Figures(Filter{}, Until(today, 24)); f.Total.Now.Venues != 50_000 {
				b.Fatal(f.Total.Now)
			}
		}
	})
	b.Run("changes", func(b *testing.B) {
		for b.Loop() {
			if c := book.Changes(Filter{}, Until(today, 24)); len(c.List) != 100_000 {
				b.Fatal(len(c.List))
			}
		}
	})
}

// TestReadSaysWhatDossierSays holds that reading all venues at once comes to the same as asking for a few.
func TestReadSaysWhatDossierSays(t *testing.T) {
	s := openStore(t)
	scheme := strict(t)
	var drafts []disclosure.Draft
	r := rand.New(rand.NewPCG(5, 5))
	code := "91350100M000100Y43"
	for n := range 60 {
		var told []string
		for range r.IntN(5) {
			told = append(told, today.AddDays(-r.IntN(60)*10).String()+[]string{"", " A", " B", " C"}[r.IntN(4)])
		}
		slices.Sort(told)
		made := registered(n, "青禾街道", disclosure.VenueOpen, slices.CompactFunc(told, func(a, b string) bool { return a[:10] == b[:10] })...)
		if n == 0 { // one business has two venues, and is penalised at one of them
			made[0].Subject = code
			made[0].Body.(*disclosure.Venue).Operator.USCC = code
		}
		if n == 1 { // an inspection on the same day, and a renewed permit under another number
			again := *made[0].Body.(*disclosure.Venue)
			again.PermitNumbers = append([]string{"另号"}, again.PermitNumbers...)
			made[0].Body, made[0].Places = &again, again.PermitNumbers
		}
		drafts = append(drafts, made...)
	}
	for n, day := range []string{"2026-09-01", "2026-10-01", "2026-11-01"} {
		number := fmt.Sprintf("罚%d", n)
		drafts = append(drafts, disclosure.Draft{
			Body: &disclosure.Penalty{
				DocumentNumber: number, Counterparty: disclosure.Counterparty{Name: "场所0", Kind: disclosure.Organization, USCC: code},
				DecidedOn: disclosure.MustDate(day),
			},
			NaturalKey: []string{office, number, code}, Name: "场所0", Subject: code, Authority: office, DecidedOn: disclosure.MustDate(day),
		})
	}
	for _, letter := range []string{"A", "C"} { // two on one day
		again := registered(1, "", disclosure.VenueOpen, "2026-11-02 "+letter)[2]
		again.NaturalKey = append(again.NaturalKey, letter)
		drafts = append(drafts, again)
	}
	publishAll(t, s, drafts)
	page, err := s.List(t.Context(), store.Query{Kind: disclosure.KindVenue, Order: store.ByNumber, Limit: 100})
	if err != nil {
		t.Fatal(err)
	}
	courses, err := dossier.CoursesOf(t.Context(), s, scheme, page.Records)
	if err != nil {
		t.Fatal(err)
	}
	w := writer{book: &Book{Today: today}, known: map[string]string{}}
	w.lettersOf(scheme)
	for i := range page.Records {
		entry, err := dossier.Decode[*disclosure.Venue](&page.Records[i])
		if err != nil {
			t.Fatal(err)
		}
		course := courses[entry.ID]
		w.add(entry, &course)
	}
	book, err := Read(t.Context(), s, scheme, today)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(w.book.venues, book.venues, cmp.AllowUnexported(venue{}, step{})); diff != "" || len(book.venues) != 60 {
		t.Errorf("%d venues (-one by one +all at once):\n%s", len(book.venues), diff)
	}
}
