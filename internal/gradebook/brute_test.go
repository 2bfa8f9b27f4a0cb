package gradebook

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mingshi/internal/disclosure"
	"mingshi/internal/dossier"
	"mingshi/internal/grading"
)

var today = disclosure.MustDate("2026-11-20")

// life is a venue with its history, as the second computation knows it.
type life struct {
	facts   disclosure.Venue
	history grading.History
}

// lives makes up venues with inspections in and before the two years to today, some on one day, permits and penalties.
func lives(r *rand.Rand, scheme *grading.Scheme, n int) []life {
	table := scheme.Tables.All()[0]
	of := disclosure.ScoreTable{Code: table.Code, Version: table.Version}
	all := make([]life, n)
	for i := range all {
		all[i].facts = disclosure.Venue{
			Name:      fmt.Sprintf("场所%d", i),
			VenueKind: disclosure.VenueKinds[r.IntN(3)].ID, Street: []string{"", "青禾街道", "湖光街道"}[r.IntN(3)],
			Status: disclosure.VenueStatuses[r.IntN(len(disclosure.VenueStatuses))].ID,
		}
		h := &all[i].history
		for range r.IntN(7) {
			v := grading.Visit{Grading: &disclosure.Grading{
				InspectedOn: today.AddDays(-r.IntN(900)), Table: of,
				InspectionKind: disclosure.InspectionKinds[r.IntN(len(disclosure.InspectionKinds))].ID,
			}}
			switch r.IntN(5) {
			case 0:
				v.FailedKeyItems = []string{"1"}
			case 1: // below the lowest band
			default:
				band := table.Bands[r.IntN(len(table.Bands))]
				v.Grade = &disclosure.Grade{Letter: band.Letter, Word: band.WordZH}
			}
			h.Visits = append(h.Visits, v)
		}
		for range r.IntN(3) {
			from := today.AddDays(-r.IntN(1200))
			h.Permits = append(h.Permits, grading.Term{From: from, Until: from.AddDays(200 + r.IntN(1200))})
		}
		for n := range r.IntN(5) {
			h.Penalties = append(h.Penalties, grading.Sanction{ID: disclosure.ID(fmt.Sprintf("pn_%d", n)), On: today.AddDays(-r.IntN(900))})
		}
	}
	return all
}

// strict is a scheme that lowers grades for penalties, too.
func strict(t *testing.T) *grading.Scheme {
	t.Helper()
	scheme := *grading.Shipped()
	scheme.Rules.Downgrades = slices.Clone(scheme.Rules.Downgrades)
	for i := range scheme.Rules.Downgrades {
		scheme.Rules.Downgrades[i].Enabled, scheme.Rules.Downgrades[i].Penalties = true, 2
	}
	if !scheme.Rules.Downgrade() {
		t.Fatal("the shipped rules name no downgrade")
	}
	return &scheme
}

func bookOf(scheme *grading.Scheme, all []life) *Book {
	w := writer{book: &Book{Today: today}, known: map[string]string{}}
	w.lettersOf(scheme)
	for i := range all {
		entry := dossier.Entry[*disclosure.Venue]{Facts: &all[i].facts}
		entry.ID = disclosure.ID(fmt.Sprintf("vn_%04d", i))
		w.add(entry, &dossier.Course{Course: scheme.Course(all[i].history)})
	}
	slices.Sort(w.book.Letters)
	return w.book
}

// holds works out anew what a venue held on a day, from all that had happened by then. known is false before anything had.
func (l *life) holds(scheme *grading.Scheme, on disclosure.Date) (letter string, cause grading.Cause, known bool) {
	h := grading.History{Permits: l.history.Permits}
	begun := false
	for _, p := range l.history.Permits {
		begun = begun || !p.From.After(on)
	}
	for _, v := range l.history.Visits {
		if !v.InspectedOn.After(on) {
			h.Visits = append(h.Visits, v)
			begun = true
		}
	}
	for _, p := range l.history.Penalties {
		if !p.On.After(on) {
			h.Penalties = append(h.Penalties, p)
		}
	}
	if len(l.history.Permits)+len(l.history.Visits) > 0 && !begun {
		return "", "", false
	}
	course := scheme.Course(h)
	standing, ok := course.Standing()
	switch {
	case !ok:
		return "", NeverInspected, true
	case standing.Grade == nil:
		return "", standing.Cause, true
	}
	return standing.Grade.Letter, standing.Cause, true
}

// tallied counts one group on one day by the second computation.
func tallied(scheme *grading.Scheme, letters []string, all []life, on disclosure.Date, wants func(*disclosure.Venue) bool) Tally {
	t := Tally{Grades: map[string]int64{}, Reasons: map[grading.Cause]int64{}}
	for _, letter := range letters {
		t.Grades[letter] = 0
	}
	for i := range all {
		if all[i].facts.Status != disclosure.VenueOpen || !wants(&all[i].facts) {
			continue
		}
		letter, cause, known := all[i].holds(scheme, on)
		if !known {
			continue
		}
		t.Venues++
		if letter != "" {
			t.Grades[letter]++
			continue
		}
		t.None++
		t.Reasons[cause]++
	}
	return t
}

func TestFiguresAgreeWithASecondComputation(t *testing.T) {
	scheme := strict(t)
	for seed := range uint64(12) {
		all := lives(rand.New(rand.NewPCG(seed, 7)), scheme, 120)
		book := bookOf(scheme, all)
		span := Until(today, 24)
		if seed%2 == 1 {
			span = Span{From: disclosure.MustDate("2025-03-01"), To: disclosure.MustDate("2026-02-01")}
		}
		got := book.Figures(Filter{}, span)
		groups := []Group{got.Total}
		wants := []func(*disclosure.Venue) bool{func(*disclosure.Venue) bool { return true }}
		for _, g := range got.Kinds {
			groups, wants = append(groups, g), append(wants, func(v *disclosure.Venue) bool { return string(v.VenueKind) == g.Name })
		}
		for _, g := range got.Streets {
			groups, wants = append(groups, g), append(wants, func(v *disclosure.Venue) bool { return v.Street == g.Name })
		}
		for i, g := range groups {
			if diff := cmp.Diff(tallied(scheme, book.Letters, all, today, wants[i]), g.Now); diff != "" {
				t.Fatalf("seed %d, group %q now (-want +got):\n%s", seed, g.Name, diff)
			}
			for _, month := range g.Months {
				end := month.Month.AddMonths(1).AddDays(-1)
				if diff := cmp.Diff(tallied(scheme, book.Letters, all, end, wants[i]), month.Tally); diff != "" {
					t.Fatalf("seed %d, group %q at the end of %s (-want +got):\n%s", seed, g.Name, month.Month, diff)
				}
			}
		}
		if span == Until(today, 24) {
			if diff := cmp.Diff(got.Total.Now, got.Total.Months[23].Tally); diff != "" {
				t.Errorf("seed %d: the present month is not today:\n%s", seed, diff)
			}
		}
	}
}

// TestChangesAgreeWithASecondComputation walks day by day and compares what each venue held at midnight. A venue that changed twice
// in one day is told of twice, so that the changes of a day must lead from the one letter to the other.
func TestChangesAgreeWithASecondComputation(t *testing.T) {
	scheme := strict(t)
	span := Span{From: disclosure.MustDate("2025-11-01"), To: disclosure.MustDate("2026-11-01")}
	for seed := range uint64(4) {
		all := lives(rand.New(rand.NewPCG(seed, 11)), scheme, 60)
		changes := bookOf(scheme, all).Changes(Filter{}, span)
		type day struct {
			venue disclosure.ID
			on    disclosure.Date
		}
		listed := map[day][]Change{}
		for _, c := range changes.List {
			listed[day{c.Venue, c.On}] = append(listed[day{c.Venue, c.On}], c)
		}
		seen := 0
		for i := range all {
			id := disclosure.ID(fmt.Sprintf("vn_%04d", i))
			for on := span.From; !on.After(today); on = on.AddDays(1) {
				before, _, _ := all[i].holds(scheme, on.AddDays(-1))
				after, cause, _ := all[i].holds(scheme, on)
				list := listed[day{id, on}]
				seen += len(list)
				switch {
				case len(list) == 0 && before != after && before != "":
					t.Fatalf("seed %d: %s went from %q to %q on %s, which is not listed", seed, id, before, after, on)
				case len(list) > 0 && (list[0].To != after || list[0].Cause != cause):
					t.Fatalf("seed %d: %s came to %q by %s on %s, listed as %+v", seed, id, after, cause, on, list)
				}
			}
		}
		if seen != len(changes.List) {
			t.Errorf("seed %d: %d of %d changes were met", seed, seen, len(changes.List))
		}
		var counted int64
		for _, n := range changes.By() {
			counted += n
		}
		if counted != int64(len(changes.List)) || counted == 0 {
			t.Errorf("seed %d: %d changes counted, %d listed", seed, counted, len(changes.List))
		}
	}
}

func TestPagesOfChangesMeetEachOnce(t *testing.T) {
	scheme := strict(t)
	changes := bookOf(scheme, lives(rand.New(rand.NewPCG(3, 3)), scheme, 200)).Changes(Filter{}, Until(today, 30))
	var met []Change
	for at := (Place{}); ; {
		page, next := changes.Page(at, 7)
		met = append(met, page...)
		if next == (Place{}) {
			break
		}
		if len(page) != 7 {
			t.Fatalf("a page of %d that is not the last", len(page))
		}
		at = next
	}
	if diff := cmp.Diff(changes.List, met); diff != "" || len(met) < 50 {
		t.Errorf("%d changes met (-want +got):\n%s", len(met), diff)
	}
	for i := range met[1:] {
		if met[i].On.Before(met[i+1].On) {
			t.Fatalf("%s stands before %s", met[i].On, met[i+1].On)
		}
	}
	// A change that is gone since still tells where to go on.
	gone := Place{On: met[9].On, Venue: met[9].Venue, Step: met[9].Step}
	changes.List = slices.Delete(slices.Clone(changes.List), 9, 10)
	if page, _ := changes.Page(gone, 1); page[0] != met[10] {
		t.Errorf("behind a change that is gone comes %+v, want %+v", page[0], met[10])
	}
}
