package meili

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"mingshi/internal/disclosure"
	"mingshi/internal/search"
)

// hostile are values that would end a string or an expression early if they could.
var hostile = []string{
	``, `"`, `'`, `\`, `\"`, `\\"`, `" OR id EXISTS OR id = "`, `' OR 1 = 1`, `"]) OR (kind EXISTS`, `\u{22}`, `\x22`, `a\`, "a\x00b", "\n\r\t",
	`{}`, `$TOKEN`, `*`, `NOT`, `AND`, `_geoRadius(1,2,3)`, `酒店"`, `〔2024〕`, `＂`, `“”`, "\u2028", "\xff\xfe", "\U0010FFFF", "É", "É", `state`,
}

func FuzzFilter(f *testing.F) {
	for _, value := range hostile {
		f.Add(value)
	}
	f.Fuzz(func(t *testing.T, value string) {
		for _, text := range []string{value, facetKey(value)} {
			r := &filterReader{text: quote(text) + " AND"}
			if got, want := r.value(), strings.ToValidUTF8(text, "\uFFFD"); utf8.ValidString(text) && got != want {
				t.Fatalf("%q was read as %q", text, got)
			}
			if r.text[r.at:] != " AND" {
				t.Fatalf("%q ends at %q", text, r.text[r.at:])
			}
		}
		if back, ok := facetValue(facetKey(value)); !ok || back != value {
			t.Fatalf("the value %q came back as %q, %t", value, back, ok)
		}
		q := search.Query{Filters: map[search.Field][]string{search.FieldStreet: {value, "乙"}}, Kinds: []disclosure.Kind{disclosure.KindVenue}}
		wanted, err := readFilter(string(filterOf(&q, disclosure.MustDate("2026-11-22"))))
		if err != nil {
			t.Fatal(err)
		}
		d := &modelDocument{values: map[string][]any{
			"kind": {"venue"}, "until": {float64(undated)}, "street": {facetKey(value)}, "id": {"vn_0000000000001"},
		}}
		if !wanted(d) {
			t.Errorf("a document with %q is not met", value)
		}
		if d.values["street"] = []any{facetKey(value + "x")}; wanted(d) {
			t.Errorf("one with another value than %q is met", value)
		}
		if d.values["street"], d.values["kind"] = []any{facetKey(value)}, []any{"permit"}; wanted(d) {
			t.Errorf("one of another kind is met because of %q", value)
		}
	})
}

// FuzzMarks holds that marks are words and nothing else: no text can put a quote, an operator or a gap into a query.
func FuzzMarks(f *testing.F) {
	for _, text := range append(hostile, "酒店 -宾馆", `"酒店`, "KTV88", "𠮷") {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		normal := search.Normalize(text)
		words := strings.Fields(marks(anything, false, normal))
		if len(words) != utf8.RuneCountInString(normal) {
			t.Errorf("%q has %d words", normal, len(words))
		}
		for i, r := range []rune(normal) {
			if strings.Trim(words[i], "abcdefghijklmnopt") != "" || wordOf(words[i]) != r {
				t.Errorf("%q is written %q", r, words[i])
			}
		}
		pinyin := strings.Map(func(r rune) rune {
			if r < 'a' || r > 'z' {
				return -1
			}
			return r
		}, normal)
		if pinyin == "" {
			return
		}
		for _, query := range []string{initialWords(pinyin), syllableWord(pinyin)} {
			if strings.Trim(query, `abcdefghijklmnops "`) != "" || strings.Count(query, `"`)%2 != 0 {
				t.Errorf("%q is asked for by %q", pinyin, query)
			}
		}
	})
}

func wordOf(word string) rune {
	r := rune(0)
	for _, letter := range word[1:] {
		r = r<<4 | (letter - 'a')
	}
	return r
}

func TestKeysOrderAsTheirBytes(t *testing.T) {
	names := []string{"", "\x00", "0", "A", "a", "ab", "a中", "中", "中文", "中文店", "é", strings.Repeat("店", 80)}
	for _, a := range names {
		for _, b := range names {
			if got, want := strings.Compare(fold(sortKey(a)), fold(sortKey(b))), strings.Compare(a, b); got != want {
				t.Errorf("keys of %q and %q compare as %d, want %d", a, b, got, want)
			}
		}
	}
	if n := len(sortKey(strings.Repeat("店", 1000))); n > maxKey {
		t.Errorf("a key of %d bytes", n)
	}
}

func TestDatesAsNumbers(t *testing.T) {
	for _, text := range []string{"", "0001-01-01", "2026-11-22", "9999-12-31"} {
		date, err := disclosure.ParseDate(text)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(date, dateOf(dayNumber(date))); diff != "" || dayNumber(date) >= undated {
			t.Errorf("%q (-want +got):\n%s", text, diff)
		}
	}
}

func TestPiecesKeepEveryRun(t *testing.T) {
	runes := make([]rune, 2*maxPiece+500)
	for i := range runes {
		runes[i] = rune(0x20000 + i) // each once, so that a run is in one place
	}
	cut := pieces(string(runes))
	for from := 0; from+search.MaxText <= len(runes); from += 50 {
		run := string(runes[from : from+search.MaxText])
		if !strings.Contains(strings.Join(cut, "|"), run) {
			t.Fatalf("the run at %d is in no piece", from)
		}
	}
}
