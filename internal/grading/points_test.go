package grading

import (
	"encoding/json"
	"math"
	"strings"
	"testing"

	"mingshi/internal/disclosure"
)

func TestParsePoints(t *testing.T) {
	tests := map[string]Points{
		"0": 0, "60": 6000, "88.5": 8850, "88.50": 8850, "0.25": 25, "0.4": 40, "0.05": 5, "100.00": 10000, "007": 700,
		"999999.99": 99999999,
	}
	for text, want := range tests {
		if got, err := ParsePoints(text); err != nil || got != want {
			t.Errorf("%q: got %d, %v; want %d", text, got, err, want)
		}
	}
}

func TestParsePointsRefuses(t *testing.T) {
	for _, text := range []string{
		"", " ", ".", "5.", ".5", "-1", "+1", "1e2", "1.234", "1.2.3", "1,5", " 1", "1 ", "１", "九", "0x10", "1_0", "NaN",
		"1000000", "99999999999999999999",
	} {
		if got, err := ParsePoints(text); disclosure.KindOf(err) != disclosure.Invalid || got != 0 {
			t.Errorf("%q: got %d, %v; want an invalid input", text, got, err)
		}
	}
}

func TestPointsString(t *testing.T) {
	tests := map[Points]string{
		0: "0", 6000: "60", 8850: "88.5", 25: "0.25", 40: "0.4", 5: "0.05", 10000: "100", 8999: "89.99", -300: "-3", -5: "-0.05",
		math.MaxInt64: "92233720368547758.07", math.MinInt64: "-92233720368547758.08",
	}
	for points, want := range tests {
		if got := points.String(); got != want {
			t.Errorf("%d hundredths: got %q, want %q", int64(points), got, want)
		}
	}
}

func TestPointsInJSONAreStrings(t *testing.T) {
	raw, err := json.Marshal(Points(8850))
	if err != nil || string(raw) != `"88.5"` {
		t.Errorf("got %s, %v", raw, err)
	}
	var points Points
	if err := json.Unmarshal([]byte(`"0.25"`), &points); err != nil || points != 25 {
		t.Errorf("got %d, %v", points, err)
	}
	for _, text := range []string{`88.5`, `"88.555"`} {
		if err := json.Unmarshal([]byte(text), &points); err == nil {
			t.Errorf("%s was read as %s", text, points)
		}
	}
}

func FuzzParsePoints(f *testing.F) {
	for _, seed := range []string{"0", "88.5", "0.25", "100.00", "-1", "1e2", "999999.99", "1.", "１"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		points, err := ParsePoints(text)
		if err != nil {
			if disclosure.KindOf(err) != disclosure.Invalid {
				t.Fatalf("kind of %v is %s", err, disclosure.KindOf(err))
			}
			return
		}
		if points < 0 || strings.ContainsAny(text, "+-eE ") {
			t.Errorf("%q was read as %d", text, points)
		}
		again, err := ParsePoints(points.String())
		if err != nil || again != points {
			t.Errorf("%q is written as %q, which is read as %d, %v", text, points, again, err)
		}
	})
}
