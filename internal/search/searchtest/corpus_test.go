package searchtest

import (
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"mingshi/internal/disclosure"
	"mingshi/internal/search"
)

func TestDocumentsAreTheSameAgain(t *testing.T) {
	first, second := Corpus(42), Corpus(42)
	for _, i := range []int{9_999, 0, 25, 7} {
		want := first.Document(i)
		second.Document(i + 1) // what was asked for before makes no difference
		if diff := cmp.Diff(want, second.Document(i)); diff != "" {
			t.Errorf("document %d of the same seed differs:\n%s", i, diff)
		}
		if cmp.Equal(want, Corpus(43).Document(i)) {
			t.Errorf("document %d of another seed is the same", i)
		}
	}
}

func TestDocumentsCanBeIndexed(t *testing.T) {
	g := Corpus(42)
	seen := map[disclosure.ID]bool{}
	for i := range 20_000 {
		doc := g.Document(i)
		if err := doc.Check(); err != nil {
			t.Fatal(err)
		}
		if _, _, err := disclosure.ParseID(string(doc.ID)); err != nil || seen[doc.ID] {
			t.Fatalf("document %d: id %s comes twice (%v) or is malformed: %v", i, doc.ID, seen[doc.ID], err)
		}
		seen[doc.ID] = true
		if doc.DecidedOn.After(g.Today()) {
			t.Errorf("document %d was decided on %s, after the corpus's today", i, doc.DecidedOn)
		}
		for _, list := range [][]string{doc.Names, doc.Texts, doc.Numbers, doc.Codes} {
			for _, text := range list {
				if text == "" || !utf8.ValidString(text) {
					t.Errorf("document %d has a text that is empty or no UTF-8: %q", i, list)
				}
			}
		}
	}
}

// figures is what is counted over documents.
type figures struct {
	count, sum, least, most int
}

func (f *figures) add(n int) {
	if f.count == 0 || n < f.least {
		f.least = n
	}
	f.count++
	f.sum += n
	f.most = max(f.most, n)
}

func TestCorpusHasTheStatisticsItClaims(t *testing.T) {
	const documents = 50_000
	g := Corpus(42)
	percent := map[string]int{}
	var legal, facts figures
	values := map[search.Field]map[string]bool{}
	for i := range documents {
		doc := g.Document(i)
		percent[string(doc.ID.Kind())]++
		legal.add(utf8.RuneCountInString(doc.Names[len(doc.Names)-1]))
		if doc.ID.Kind() == disclosure.KindPenalty {
			facts.add(utf8.RuneCountInString(doc.Texts[1]))
		}
		for _, field := range search.Fields() {
			for _, value := range doc.Values(field) {
				if values[field] == nil {
					values[field] = map[string]bool{}
				}
				values[field][value] = true
			}
		}
		for name, is := range map[string]bool{
			"fined":     doc.Fine != nil,
			"with end":  !doc.PublicUntil.IsZero(),
			"overdue":   !doc.PublicUntil.IsZero() && doc.PublicUntil.Before(g.Today()),
			"company":   len(doc.Codes) > 0 && doc.Codes[0][:2] == "91",
			"of venues": doc.VenueKind != "",
		} {
			if is {
				percent[name]++
			}
		}
	}
	for name, bounds := range map[string][2]float64{ // percent
		"venue": {3.9, 4.1}, "permit": {29, 31}, "filing": {4.5, 5.5}, "grading": {24, 26}, "reading": {15, 17}, "penalty": {19, 21},
		"fined": {13, 17}, "with end": {11, 13}, "overdue": {0.05, 0.3}, "company": {37, 43}, "of venues": {90, 99},
	} {
		if got := float64(percent[name]) * 100 / documents; got < bounds[0] || got > bounds[1] {
			t.Errorf("%s: %.2f%% of the documents, want %v", name, got, bounds)
		}
	}
	if mean := float64(legal.sum) / float64(legal.count); mean < 10 || mean > 12 {
		t.Errorf("names have %.1f characters, want about 11", mean)
	}
	if mean := float64(facts.sum) / float64(facts.count); mean < 62 || mean > 70 || facts.least < 30 || facts.most > 134 {
		t.Errorf("facts have %.1f characters (%d to %d), want about 66 (30 to 134)", mean, facts.least, facts.most)
	}
	for field, want := range map[search.Field]int{
		search.FieldKind: 6, search.FieldState: 2, search.FieldAuthority: 30, search.FieldStreet: 200,
		search.FieldVenueKind: len(disclosure.VenueKinds), search.FieldCounterpartyKind: 3, search.FieldGrade: 3,
		search.FieldPenaltyKind: 6, search.FieldYear: 12,
	} {
		if got := len(values[field]); got != want {
			t.Errorf("%s has %d values, want %d", field, got, want)
		}
	}
}

func TestRecordsShareTheirVenuesFacts(t *testing.T) {
	g := Corpus(42)
	venue := g.Document(0)
	shared := 0
	for i := 1; i < venueEvery; i++ {
		doc := g.Document(i)
		kind := doc.ID.Kind()
		if kind != disclosure.KindGrading && kind != disclosure.KindReading {
			continue
		}
		shared++
		if diff := cmp.Diff(venue.Names, doc.Names); diff != "" {
			t.Errorf("document %d has other names than its venue:\n%s", i, diff)
		}
		if diff := cmp.Diff(venue.Texts, doc.Texts); diff != "" {
			t.Errorf("document %d has other texts than its venue:\n%s", i, diff)
		}
	}
	if shared == 0 {
		t.Error("the first venue has no grading and no reading")
	}
}

func TestCreditCodesCheck(t *testing.T) {
	const alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"
	weights := [...]int{1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28} // GB 32100
	g := Corpus(42)
	for i := range 1_000 {
		code := g.party(streamAlone, uint64(i)).code
		sum := 0
		for at, weight := range weights {
			for value, c := range alphabet {
				if byte(c) == code[at] {
					sum += value * weight
				}
			}
		}
		if len(code) != 18 || code[17] != alphabet[(31-sum%31)%31] {
			t.Errorf("code %q has another check character than %q", code, alphabet[(31-sum%31)%31])
		}
	}
}

func BenchmarkDocument(b *testing.B) {
	g := Corpus(42)
	for i := 0; b.Loop(); i++ {
		g.Document(i)
	}
}
