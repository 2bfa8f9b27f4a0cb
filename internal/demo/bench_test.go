package demo

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"strings"
	"testing"

	"mingshi/internal/disclosure"
)

func benchLines(t *testing.T, rows int) [][]string {
	t.Helper()
	var file bytes.Buffer
	if err := BenchPenalties(&file, rows, 1, testDay); err != nil {
		t.Fatal(err)
	}
	lines, err := csv.NewReader(&file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return lines
}

func TestBenchPenaltiesAreDistinctValidAndPublic(t *testing.T) {
	const rows = 20_000
	lines := benchLines(t, rows)
	if got := strings.Join(lines[0], ","); got != penaltyCodes3 {
		t.Errorf("headings = %s", got)
	}
	if len(lines) != rows+1 {
		t.Fatalf("rows = %d, want %d", len(lines)-1, rows)
	}
	at := map[string]int{}
	for i, heading := range lines[0] {
		at[heading] = i
	}
	numbers, names, characters := map[string]bool{}, map[string]string{}, 0
	for n, line := range lines[1:] {
		field := func(heading string) string { return line[at[heading]] }
		for _, mandatory := range []string{
			"CF_XDR_MC", "CF_XDR_LB", "CF_FRDB", "CF_WFXW", "CF_YJ", "CF_NR", "CF_NR_FK", "CF_YXQ", "CF_CFJG", "CF_CFJGDM",
			"CF_SJLY", "CF_SJLYDM",
		} {
			if field(mandatory) == "" {
				t.Fatalf("row %d: no %s", n+2, mandatory)
			}
		}
		code, name := field("CF_XDR_SHXYM"), field("CF_XDR_MC")
		if !validCode(code) || names[code] != "" && names[code] != name {
			t.Fatalf("row %d: %s is %s and %s", n+2, code, name, names[code])
		}
		names[code] = name
		day := readDate(t, field("CF_JDRQ"))
		if day.After(testDay) || day.Before(testDay.AddMonths(-24)) {
			t.Fatalf("row %d: decided on %s", n+2, day)
		}
		if field("CF_CFLB") != "警告;罚款" || strings.Contains(field("CF_WSH"), "简罚") || numbers[field("CF_WSH")] {
			t.Fatalf("row %d: %s is not public or comes twice", n+2, field("CF_WSH"))
		}
		if facts := field("CF_SY"); strings.ContainsAny(facts, "{}") {
			t.Fatalf("row %d: %s", n+2, facts)
		}
		numbers[field("CF_WSH")] = true
		characters += len([]rune(field("CF_SY")))
	}
	if mean := characters / rows; mean < 80 || mean > 200 {
		t.Errorf("facts have %d characters on average, want an ordinary length of 80 to 200", mean)
	}
	if len(names) < rows/benchRepeat/2 {
		t.Errorf("only %d businesses", len(names))
	}
}

func TestBenchPenaltiesComeOutTheSameAgain(t *testing.T) {
	var one, two, other bytes.Buffer
	for w, seed := range map[*bytes.Buffer]uint64{&one: 1, &two: 1, &other: 2} {
		if err := BenchPenalties(w, 500, seed, testDay); err != nil {
			t.Fatal(err)
		}
	}
	if one.String() != two.String() {
		t.Error("the same seed gave two files")
	}
	if one.String() == other.String() {
		t.Error("two seeds gave the same file")
	}
}

// fullDisk refuses after so many bytes.
type fullDisk struct{ left int }

var errFull = errors.New("disk full")

func (f *fullDisk) Write(p []byte) (int, error) {
	if f.left -= len(p); f.left < 0 {
		return 0, errFull
	}
	return len(p), nil
}

func TestBenchPenaltiesStopAtTheFirstRefusal(t *testing.T) {
	disk := &fullDisk{left: 50_000}
	err := BenchPenalties(disk, 1_000_000_000, 1, testDay)
	if !errors.Is(err, errFull) || disclosure.KindOf(err) != disclosure.Unavailable {
		t.Errorf("error = %v, want kind Unavailable and the cause", err)
	}
}

func TestBenchPenaltiesRefuseWhatDescribesNoFile(t *testing.T) {
	for name, err := range map[string]error{
		"negative rows": BenchPenalties(io.Discard, -1, 1, testDay),
		"no day":        BenchPenalties(io.Discard, 1, 1, disclosure.Date{}),
	} {
		if err == nil || disclosure.KindOf(err) != disclosure.Invalid {
			t.Errorf("%s: error = %v, want kind Invalid", name, err)
		}
	}
}

func BenchmarkBenchPenalties(b *testing.B) {
	b.ReportAllocs()
	if err := BenchPenalties(io.Discard, b.N, 1, testDay); err != nil {
		b.Fatal(err)
	}
}
