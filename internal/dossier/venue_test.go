package dossier_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mingshi/internal/disclosure"
	"mingshi/internal/dossier"
	"mingshi/internal/grading"
)

func TestLinksResolveWhateverTheOrderOfImports(t *testing.T) {
	// The venue has a new number; some records name the old one.
	old := venue(company, "卫证1", "清河旅馆", "青禾路17号")
	renewed := venue(company, "卫证2", "清河旅馆", "青禾路17号")
	for _, v := range []*disclosure.Draft{&old, &renewed} {
		v.Continues = []string{"continues", company, "青禾路17号", "lodging"}
	}
	stranger := venue(other, "卫证9", "邻店", "河东路3号")
	drafts := []disclosure.Draft{
		stranger, permit(company, "许1", "卫证1", "清河公司", "2024-01-05"), permit(company, "许2", "卫证2", "清河公司", "2026-01-05"),
		filing(company, "卫证2", "清河公司", "2025-07-01"), inspected("卫证1", "2025-03-01", "routine", "B"), inspected("卫证2", "2026-03-01", "routine", "A"),
		reading("卫证1", "余氯", today), reading("卫证9", "余氯", today), inspected("卫证9", "2026-04-01", "routine", "C"),
		permit(other, "许9", "卫证9", "邻店公司", "2026-02-05"), penalty(company, "罚1", "清河公司", "未消毒", "2026-05-06"),
		penalty(other, "罚9", "邻店公司", "未消毒", "2026-05-07"), reading("卫证404", "余氯", today),
	}
	random := rand.New(rand.NewPCG(1, 2))
	for round := range 6 {
		t.Run(strconv.Itoa(round), func(t *testing.T) {
			w := newWorld(t)
			order := random.Perm(len(drafts) + 2)
			first := true
			for _, i := range order {
				switch {
				case i < len(drafts):
					w.publishes(drafts[i])
				case first: // the old number always comes before the new one
					w.publishes(old)
					first = false
				default:
					w.publishes(renewed)
				}
			}
			checkLinks(t, w)
		})
	}
}

func checkLinks(t *testing.T, w *world) {
	t.Helper()
	whole, err := dossier.OfVenue(t.Context(), w.store, grading.Shipped(), w.named(disclosure.KindVenue, "清河旅馆"))
	if err != nil {
		t.Fatal(err)
	}
	got := []int{len(whole.Permits), len(whole.Filings), len(whole.Gradings), len(whole.Readings), len(whole.Penalties), whole.PenaltiesElsewhere}
	if diff := cmp.Diff([]int{2, 1, 2, 1, 1, 0}, got); diff != "" {
		t.Errorf("permits, filings, gradings, readings, penalties, elsewhere (-want +got):\n%s", diff)
	}
	if whole.Permits[0].Facts.DocumentNumber != "许2" || whole.Grade() == nil || *whole.Grade().Letter != "A" {
		t.Errorf("latest permit %s, grade %+v", whole.Permits[0].Facts.DocumentNumber, whole.Grade())
	}
	for kind, want := range map[disclosure.Kind]map[string]int{
		disclosure.KindPermit: {"清河旅馆": 2, "邻店": 1}, disclosure.KindFiling: {"清河旅馆": 1}, disclosure.KindGrading: {"清河旅馆": 2, "邻店": 1},
		disclosure.KindReading: {"清河旅馆": 1, "邻店": 1}, disclosure.KindPenalty: {"清河旅馆": 1, "邻店": 1}, disclosure.KindVenue: {},
	} {
		refs, err := dossier.VenuesOf(t.Context(), w.store, w.all(kind))
		if err != nil {
			t.Fatal(err)
		}
		found := make(map[string]int)
		for _, ref := range refs {
			if ref.ID != w.named(disclosure.KindVenue, ref.Name) {
				t.Errorf("%s: %s is not the id of %s", kind, ref.ID, ref.Name)
			}
			found[ref.Name]++
		}
		if diff := cmp.Diff(want, found); diff != "" {
			t.Errorf("venues of %s (-want +got):\n%s", kind, diff)
		}
	}
}

func TestTheLatestInspectionIsThePresentGrade(t *testing.T) {
	cases := []struct {
		name     string
		gradings []disclosure.Draft
		letter   string // "-" no inspection, "" not graded
		on       string
	}{
		{"never inspected", nil, "-", ""},
		{"once", []disclosure.Draft{inspected("卫证1", "2026-03-01", "routine", "B")}, "B", "2026-03-01"},
		{"the later one", []disclosure.Draft{inspected("卫证1", "2026-03-01", "routine", "B"), inspected("卫证1", "2026-06-01", "routine", "A")}, "A", "2026-06-01"},
		{"imported later, held earlier", []disclosure.Draft{inspected("卫证1", "2026-06-01", "routine", "A"), inspected("卫证1", "2026-03-01", "routine", "B")}, "A", "2026-06-01"},
		{"not graded ends the earlier grade", []disclosure.Draft{inspected("卫证1", "2026-03-01", "routine", "A"), inspected("卫证1", "2026-06-01", "routine", "")}, "", "2026-06-01"},
		{"graded again", []disclosure.Draft{inspected("卫证1", "2026-03-01", "routine", ""), inspected("卫证1", "2026-06-01", "routine", "C")}, "C", "2026-06-01"},
		{"re-inspected the same day", []disclosure.Draft{inspected("卫证1", "2026-03-01", "reinspection", "B"), inspected("卫证1", "2026-03-01", "routine", "C")}, "B", "2026-03-01"},
		{"re-inspected the same day, the other way round", []disclosure.Draft{inspected("卫证1", "2026-03-01", "complaint", "C"), inspected("卫证1", "2026-03-01", "reinspection", "B")}, "B", "2026-03-01"},
		{"an earlier re-inspection", []disclosure.Draft{inspected("卫证1", "2026-03-01", "reinspection", "B"), inspected("卫证1", "2026-03-02", "routine", "C")}, "C", "2026-03-02"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			for range 4 { // ids are random, and so is an order that hangs on them
				w := newWorld(t)
				w.publishes(venue(company, "卫证1", "清河旅馆", "青禾路17号"))
				w.publishes(c.gradings...)
				whole, err := dossier.OfVenue(t.Context(), w.store, grading.Shipped(), w.named(disclosure.KindVenue, "清河旅馆"))
				if err != nil {
					t.Fatal(err)
				}
				checkGrade(t, &whole, c.letter, c.on)
			}
		})
	}
}

func checkGrade(t *testing.T, whole *dossier.Venue, letter, on string) {
	t.Helper()
	grade := whole.Grade()
	if letter == "-" {
		if grade != nil {
			t.Errorf("grade %+v of a venue that was never inspected", grade)
		}
		return
	}
	if grade == nil {
		t.Fatal("no grade")
	}
	latest := &whole.Gradings[0]
	if grade.DecidedOn.String() != on || grade.Grading != latest.ID || grade.StandardScore != "86.5" || grade.Table != latest.Facts.Table {
		t.Errorf("grade %+v, want that of %s", grade, on)
	}
	if letter == "" {
		if grade.Letter != nil || grade.Word != nil || grade.ToNextBand != nil {
			t.Errorf("letter %v, word %v, to the next band %v; want none", grade.Letter, grade.Word, grade.ToNextBand)
		}
		return
	}
	if grade.Letter == nil || *grade.Letter != letter || *grade.Word != "等级"+letter || *grade.ToNextBand != "3.5" {
		t.Errorf("grade %+v, want %s", grade, letter)
	}
}

func TestAWithdrawnInspectionGivesNoGrade(t *testing.T) {
	w := newWorld(t)
	w.publishes(venue(company, "卫证1", "清河旅馆", "青禾路17号"))
	w.publishes(inspected("卫证1", "2026-03-01", "routine", "B"), inspected("卫证1", "2026-06-01", "routine", "A"))
	id := w.named(disclosure.KindVenue, "清河旅馆")
	for _, want := range []string{"A", "B", "-"} {
		whole, err := dossier.OfVenue(t.Context(), w.store, grading.Shipped(), id)
		if err != nil {
			t.Fatal(err)
		}
		on := map[string]string{"A": "2026-06-01", "B": "2026-03-01"}[want]
		checkGrade(t, &whole, want, on)
		if want != "-" {
			w.withdraw(whole.Gradings[0].ID)
		}
	}
}

func TestGradesOfTellsTheSameAsOfVenue(t *testing.T) {
	w := newWorld(t)
	random := rand.New(rand.NewPCG(3, 4))
	var venues, gradings []disclosure.Draft
	for n := range 30 {
		number := fmt.Sprintf("卫证%d", n)
		v := venue(fmt.Sprintf("code-%d", n%7), number, fmt.Sprintf("第%d店", n), fmt.Sprintf("青禾路%d号", n))
		if n%4 == 0 { // known under two numbers
			v.Places = []string{number, number + "旧"}
			v.Body.(*disclosure.Venue).PermitNumbers = v.Places
		}
		venues = append(venues, v)
		for i := range random.IntN(5) {
			at := v.Places[random.IntN(len(v.Places))]
			kind := []string{"routine", "reinspection", "complaint", "special", "initial"}[i]
			letter := []string{"A", "B", "C", ""}[random.IntN(4)]
			on := disclosure.MustDate("2026-01-01").AddDays(random.IntN(3))
			gradings = append(gradings, inspected(at, on.String(), kind, letter))
		}
	}
	w.publishes(slices.Concat(gradings, []disclosure.Draft{inspected("卫证404", "2026-01-01", "routine", "A")})...)
	w.publishes(venues...)
	records := w.all(disclosure.KindVenue)
	grades, err := dossier.GradesOf(t.Context(), w.store, grading.Shipped(), records)
	if err != nil {
		t.Fatal(err)
	}
	graded := 0
	for _, record := range records {
		whole, err := dossier.OfVenue(t.Context(), w.store, grading.Shipped(), record.ID)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(whole.Grade(), grades[record.ID]); diff != "" {
			t.Errorf("%s (-OfVenue +GradesOf):\n%s", record.Name, diff)
		}
		if whole.Grade() != nil {
			graded++
		}
	}
	if graded != len(grades) || graded < 10 || graded == len(records) {
		t.Errorf("%d venues of %d are graded, GradesOf tells of %d", graded, len(records), len(grades))
	}
	if none, err := dossier.GradesOf(t.Context(), w.store, grading.Shipped(), nil); err != nil || len(none) != 0 {
		t.Errorf("grades of no venues: %v, %v", none, err)
	}
}

func TestReadingsAreTheLatestHundred(t *testing.T) {
	w := newWorld(t)
	w.publishes(venue(company, "卫证1", "清河浴室", "青禾路17号"))
	var drafts []disclosure.Draft
	for n := range 130 {
		drafts = append(drafts, reading("卫证1", "余氯", today.AddDays(-n)))
	}
	w.publishes(drafts...)
	whole, err := dossier.OfVenue(t.Context(), w.store, grading.Shipped(), w.named(disclosure.KindVenue, "清河浴室"))
	if err != nil || len(whole.Readings) != 100 {
		t.Fatalf("%d readings, %v; want 100", len(whole.Readings), err)
	}
	for n, found := range whole.Readings {
		if want := today.AddDays(-n); found.DecidedOn != want {
			t.Fatalf("reading %d is of %s, want %s", n, found.DecidedOn, want)
		}
	}
}

func TestLongListsAreJoinedWhole(t *testing.T) {
	w := newWorld(t)
	w.publishes(venue(company, "卫证1", "清河浴室", "青禾路17号"))
	var drafts []disclosure.Draft
	for n := range 1203 {
		drafts = append(drafts, permit(company, fmt.Sprintf("许%d", n), "卫证1", "清河公司", "2026-01-05"))
	}
	w.publishes(drafts...)
	whole, err := dossier.OfVenue(t.Context(), w.store, grading.Shipped(), w.named(disclosure.KindVenue, "清河浴室"))
	if err != nil || len(whole.Permits) != len(drafts) {
		t.Fatalf("%d permits, %v; want %d", len(whole.Permits), err, len(drafts))
	}
}

func TestReadingWhatIsNotThere(t *testing.T) {
	w := newWorld(t)
	w.publishes(venue(company, "卫证1", "清河浴室", "青禾路17号"))
	id := w.named(disclosure.KindVenue, "清河浴室")
	if _, err := dossier.OfVenue(t.Context(), w.store, grading.Shipped(), "vn_0000000000000"); disclosure.KindOf(err) != disclosure.NotFound {
		t.Errorf("unknown venue: %v", err)
	}
	if _, err := dossier.Get[*disclosure.Permit](t.Context(), w.store, id); err == nil || disclosure.KindOf(err) != disclosure.Internal {
		t.Errorf("a venue read as a permit: %v", err)
	}
	w.withdraw(id)
	if _, err := dossier.OfVenue(t.Context(), w.store, grading.Shipped(), id); disclosure.KindOf(err) != disclosure.Gone {
		t.Errorf("withdrawn venue: %v", err)
	}
}
