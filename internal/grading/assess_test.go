package grading

import (
	"math/big"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mingshi/internal/disclosure"
)

func TestAssess(t *testing.T) {
	tests := []struct {
		name                 string
		obtained, applicable string
		letter               string
		score, next, missing string
	}{
		{"nothing", "0", "100", "", "0", "C", "60"},
		{"just below C", "59.99", "100", "", "59.99", "C", "0.01"},
		{"C", "60", "100", "C", "60", "B", "10"},
		{"just below B", "69.99", "100", "C", "69.99", "B", "0.01"},
		{"B", "70", "100", "B", "70", "A", "20"},
		{"just below A", "89.99", "100", "B", "89.99", "A", "0.01"},
		{"A", "90", "100", "A", "90", "", "0"},
		{"everything", "100", "100", "A", "100", "", "0"},
		// 98 applicable: A from 88.2, B from 68.6, C from 58.8.
		{"of 98, A", "88.2", "98", "A", "90", "", "0"},
		{"of 98, just below A, is not rounded up", "88.19", "98", "B", "89.98", "A", "0.01"},
		{"of 98, 88", "88", "98", "B", "89.79", "A", "0.2"},
		{"of 98, C", "58.8", "98", "C", "60", "B", "9.8"},
		{"of 98, just below C", "58.79", "98", "", "59.98", "C", "0.01"},
		// 33.33 applicable: 90 % are 29.997, so 29.99 misses by less than a hundredth; 30.00 is the next number of points.
		{"of 33.33, missing less than a hundredth", "29.99", "33.33", "B", "89.97", "A", "0.01"},
		{"of 33.33, just above", "30", "33.33", "A", "90", "", "0"},
		{"of 66.67, 60.00 is 89.9955 %", "60", "66.67", "B", "89.99", "A", "0.01"},
		{"of 96, quarter points", "71.75", "96", "B", "74.73", "A", "14.65"},
		{"all of one quarter point", "0.25", "0.25", "A", "100", "", "0"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got, err := lodging(t).Assess(Totals{Obtained: points(t, test.obtained), Applicable: points(t, test.applicable)})
			if err != nil {
				t.Fatal(err)
			}
			reason := ReasonNone
			if test.letter == "" {
				reason = ReasonBelowLowestBand
			}
			want := Assessment{
				TableCode: "lodging", TableVersion: "1", Letter: test.letter, Reason: reason, Words: words[test.letter],
				StandardScore: points(t, test.score), NextBand: test.next, ToNextBand: points(t, test.missing),
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestAssessFailedKeyItemMeansNoGrade(t *testing.T) {
	got, err := lodging(t).Assess(Totals{Obtained: 9500, Applicable: 9800, FailedKeyItems: []string{"清洗消毒设施"}})
	if err != nil {
		t.Fatal(err)
	}
	want := Assessment{
		TableCode: "lodging", TableVersion: "1", Reason: ReasonKeyItemFailed, Words: words[""], StandardScore: 9693,
		FailedKeyItems: []string{"清洗消毒设施"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestAssessRefuses(t *testing.T) {
	tests := []struct {
		name   string
		totals Totals
		want   string
	}{
		{"more obtained than applicable", Totals{Obtained: 9801, Applicable: 9800}, "obtained 98.01 exceeds applicable 98"},
		{"nothing applicable", Totals{}, "nothing applicable"},
		{"less than nothing applicable", Totals{Obtained: -200, Applicable: -100}, "obtained -2 is negative"},
		{"negative obtained", Totals{Obtained: -1, Applicable: 9800}, "obtained -0.01 is negative"},
		{"more than the table can give", Totals{Obtained: 9000, Applicable: 10001}, "100.01 exceeds the full score 100"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got, err := lodging(t).Assess(test.totals)
			if disclosure.KindOf(err) != disclosure.Invalid || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %+v, %v; want an invalid input with %q", got, err, test.want)
			}
		})
	}
}

// TestAssessIsExact compares every total of some applicable scores with rational arithmetic, and sees that the points
// said to be missing are enough and that one hundredth less is not.
func TestAssessIsExact(t *testing.T) {
	table := lodging(t)
	for _, applicable := range []Points{1, 7, 3333, 6667, 9425, 9800, 9999, 10000} {
		for obtained := range applicable + 1 {
			got, err := table.Assess(Totals{Obtained: obtained, Applicable: applicable})
			if err != nil {
				t.Fatal(err)
			}
			if want := letterByRatio(table, obtained, applicable); got.Letter != want {
				t.Fatalf("%s of %s: got %q, want %q", obtained, applicable, got.Letter, want)
			}
			if got.NextBand == "" {
				continue
			}
			// Where less than a point is applicable, one hundredth can leap over a band; then the points need only suffice.
			mayLeap := applicable < point
			enough := letterByRatio(table, obtained+got.ToNextBand, applicable)
			tooFew := letterByRatio(table, obtained+got.ToNextBand-1, applicable)
			if enough != got.NextBand && !mayLeap || tooFew != got.Letter {
				t.Fatalf("%s of %s: %s more give %q, a hundredth less %q; next is %q",
					obtained, applicable, got.ToNextBand, enough, tooFew, got.NextBand)
			}
		}
	}
}

// letterByRatio grades with big rationals.
func letterByRatio(table Table, obtained, applicable Points) string {
	score := new(big.Rat).Mul(big.NewRat(int64(obtained), int64(applicable)), big.NewRat(int64(perfect), 1))
	for _, band := range table.Bands {
		if score.Cmp(big.NewRat(int64(band.AtLeast), 1)) >= 0 {
			return band.Letter
		}
	}
	return ""
}

// words are those of the shipped tables, by letter.
var words = map[string]Words{
	"A": {"优秀", "Excellent"}, "B": {"良好", "Good"}, "C": {"一般", "Fair"}, "": {"不予评定", "Not graded"},
}

// lodging is the shipped lodging table.
func lodging(t *testing.T) Table {
	t.Helper()
	table, ok := ShippedSet().Lookup("lodging", disclosure.Date{})
	if !ok {
		t.Fatal("no lodging table")
	}
	return table
}

// points reads points that the test knows to be good.
func points(t *testing.T, text string) Points {
	t.Helper()
	p, err := ParsePoints(text)
	if err != nil {
		t.Fatal(err)
	}
	return p
}
