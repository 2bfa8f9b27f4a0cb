package qrsign_test

import (
	"strings"
	"testing"

	"mingshi/internal/disclosure"
	"mingshi/qrsign"
)

// testKey is the key of the published vectors: the bytes 00 to 1f.
func testKey() []byte {
	key := make([]byte, 32)
	for i := range key {
		key[i] = byte(i)
	}
	return key
}

// vectors are those of the board code's contract: they must never change, because boards hang.
var vectors = []struct {
	serial  qrsign.Serial
	code    qrsign.Code
	grouped string
}{
	{qrsign.Serial{KeyID: 1, Number: 1}, "04000001BY0CXBYNMGHB", "0400 0001 BY0C XBYN MGHB"},
	{qrsign.Serial{KeyID: 1, Number: 582}, "040000J6MFHB8K7JJB90", "0400 00J6 MFHB 8K7J JB90"},
	{qrsign.Serial{KeyID: 7, Number: 4294967295}, "0ZZZZZZZF3VEM7ZC23XS", "0ZZZ ZZZZ F3VE M7ZC 23XS"},
}

func TestCodeVectors(t *testing.T) {
	for _, v := range vectors {
		if got := qrsign.NewCode(testKey(), v.serial); got != v.code {
			t.Errorf("NewCode(%+v) = %q, want %q", v.serial, got, v.code)
		}
		if got := v.code.Serial(); got != v.serial {
			t.Errorf("%q.Serial() = %+v, want %+v", v.code, got, v.serial)
		}
		if got := v.code.Grouped(); got != v.grouped {
			t.Errorf("%q.Grouped() = %q, want %q", v.code, got, v.grouped)
		}
		if got, err := qrsign.ParseCode(v.grouped); err != nil || got != v.code {
			t.Errorf("ParseCode(%q) = %q, %v, want %q", v.grouped, got, err, v.code)
		}
	}
}

func TestSerialTextHoldsNothingOfTheTag(t *testing.T) {
	serial := qrsign.Serial{KeyID: 1, Number: 582}
	one := qrsign.NewCode(testKey(), serial)
	other := qrsign.NewCode([]byte("quite another key of enough bytes"), serial)
	if one == other {
		t.Fatal("two keys made the same code")
	}
	if one.Serial().String() != other.Serial().String() {
		t.Error("the serial's text depends on the key")
	}
}

func TestParseCodeReadsWhatPeopleType(t *testing.T) {
	const want = qrsign.Code("04000001BY0CXBYNMGHB")
	tests := map[string]string{
		"as printed":            "0400 0001 BY0C XBYN MGHB",
		"without groups":        "04000001BY0CXBYNMGHB",
		"lower case":            "04000001by0cxbynmghb",
		"hyphens":               "0400-0001-BY0C-XBYN-MGHB",
		"letter O for zero":     "O4OOOOO1BYOCXBYNMGHB",
		"letter o for zero":     "o4ooooo1byocxbynmghb",
		"letter I for one":      "0400000IBY0CXBYNMGHB",
		"letter i for one":      "0400000iBY0CXBYNMGHB",
		"letter L for one":      "0400000LBY0CXBYNMGHB",
		"letter l for one":      "0400000lBY0CXBYNMGHB",
		"ideographic spaces":    "0400\u30000001\u3000BY0C\u3000XBYN\u3000MGHB",
		"no-break spaces":       "0400\u00a00001\u00a0BY0C\u00a0XBYN\u00a0MGHB",
		"spaces of other width": "0400\u20030001\u2009BY0C\u202fXBYN\u205fMGHB",
		"tab and line ends":     "\t0400 0001 BY0C\r\nXBYN MGHB\n",
		"typographic hyphens":   "0400\u20100001\u2011BY0C\ufe63XBYN\uff0dMGHB",
		"full width":            "\uff10\uff14\uff10\uff10\u3000\uff10\uff10\uff10\uff11\uff0d\uff22\uff39\uff10\uff23\uff0d\uff38\uff22\uff39\uff2e\uff0d\uff2d\uff27\uff28\uff22",
		"full width lower case": "0400 0001 \uff42\uff59\uff4f\uff43 xbyn mghb",
		"long dashes":           "0400\u20140001\u2013BY0C\u2015XBYN\u2014\u2014MGHB",
		"minus and other ones":  "0400\u22120001\u2012BY0C\ufe58XBYN\ufe31MGHB",
		"separators anywhere":   " -0-4-0-0 0001BY0CXBYNMGH B- ",
	}
	for name, typed := range tests {
		t.Run(name, func(t *testing.T) {
			if got, err := qrsign.ParseCode(typed); err != nil || got != want {
				t.Errorf("ParseCode(%q) = %q, %v, want %q", typed, got, err, want)
			}
		})
	}
}

func TestParseCodeRefuses(t *testing.T) {
	tests := map[string]struct{ typed, says string }{
		"nothing":                {"", "0 characters, want 20"},
		"separators only":        {" - \u3000", "0 characters, want 20"},
		"one missing":            {"0400 0001 BY0C XBYN MGH", "19 characters, want 20"},
		"one too many":           {"0400 0001 BY0C XBYN MGHB0", "21 characters, want 20"},
		"serial only":            {"04000001", "8 characters, want 20"},
		"letter U":               {"0400 0001 BY0C XBYN MGHU", "character 20 is 'U', want 20 digits"},
		"letter u":               {"u4000001BY0CXBYNMGHB", "character 1 is 'u', want 20 digits"},
		"check symbol":           {"04000001BY0CXBYNMGH*", "character 20 is '*'"},
		"underscore":             {"0400_0001", "character 5 is '_'"},
		"full-width letter U":    {"0400 0001 BY0C XBYN MGH\uff35", "character 20 is '\uff35', want 20 digits"},
		"full-width symbol":      {"04000001BY0CXBYNMGH\uff0a", "character 20 is '\uff0a'"},
		"beyond full width":      {"04000001BY0CXBYNMGH\uff5f", "character 20 is '\uff5f'"},
		"look-alike Cyrillic":    {"04000001\u0412Y0CXBYNMGHB", "character 9 is '\u0412'"},
		"Kelvin sign":            {"04000001BY0CXBYNMGH\u212a", "character 20"},
		"long s":                 {"04000001BY0CXBYNMGH\u017f", "character 20"},
		"ends in a digit's byte": {"\u01304000001BY0CXBYNMGHB", "character 1 is '\u0130'"},
		"zero-width space":       {"0400\u200b0001BY0CXBYNMGHB", "character 5"},
		"whole address":          {"HTTPS://GS.EXAMPLE.CN/S/04000001BY0CXBYNMGHB", "character 6 is ':'"},
		"broken UTF-8":           {"0400000\xff1BY0CXBYNMGHB", "character 8"},
		"NUL":                    {"04000001BY0CXBYNMGHB\x00", "character 21"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			got, err := qrsign.ParseCode(tt.typed)
			if err == nil || disclosure.KindOf(err) != disclosure.Invalid {
				t.Fatalf("ParseCode(%q) = %q, %v, want kind Invalid", tt.typed, got, err)
			}
			if got != "" {
				t.Errorf("ParseCode(%q) = %q beside an error", tt.typed, got)
			}
			if !strings.Contains(err.Error(), tt.says) {
				t.Errorf("ParseCode(%q): %q, want it to say %q", tt.typed, err, tt.says)
			}
		})
	}
}

func TestParseCodeErrorsKeepTheTagSecret(t *testing.T) {
	for _, typed := range []string{"04000001BY0CXBYNMGHBB", "04000001BY0CXBYNMGH?", "04000001BY0CXBYNMGH"} {
		_, err := qrsign.ParseCode(typed)
		if err == nil {
			t.Fatalf("ParseCode(%q): no error", typed)
		}
		if strings.Contains(err.Error(), "BY0C") {
			t.Errorf("ParseCode(%q): %q repeats the tag", typed, err)
		}
	}
}

func TestMalformedCodeIsHarmless(t *testing.T) {
	for _, code := range []qrsign.Code{"", "04", "04000001by0cxbynmghb", "04000001BY0CXBYNMGHBB", "04000001BY0CXBYNMGH\xff"} {
		if got := code.Serial(); got != (qrsign.Serial{}) {
			t.Errorf("%q.Serial() = %+v, want the zero serial", code, got)
		}
		if got := strings.ReplaceAll(code.Grouped(), " ", ""); got != string(code) {
			t.Errorf("%q.Grouped() holds %q", code, got)
		}
	}
}

func FuzzParseCode(f *testing.F) {
	for _, v := range vectors {
		f.Add(string(v.code))
		f.Add(strings.ToLower(v.grouped))
	}
	f.Add("o4oo-oooL\u3000by0c\u00a0xbyn\uff0dmghb")
	f.Add("0400 0001 BY0C XBYN MGHU")
	f.Add("\xff\u212a")
	f.Fuzz(func(t *testing.T, typed string) {
		code, err := qrsign.ParseCode(typed)
		if err != nil {
			if disclosure.KindOf(err) != disclosure.Invalid || code != "" {
				t.Fatalf("ParseCode(%q) = %q, %v", typed, code, err)
			}
			return
		}
		if len(code) != 20 || strings.Trim(string(code), "0123456789ABCDEFGHJKMNPQRSTVWXYZ") != "" {
			t.Fatalf("ParseCode(%q) = %q, not canonical", typed, code)
		}
		for _, again := range []string{string(code), code.Grouped(), strings.ToLower(code.Grouped())} {
			if got, err := qrsign.ParseCode(again); err != nil || got != code {
				t.Fatalf("ParseCode(%q) = %q, %v, want %q", again, got, err, code)
			}
		}
		if !strings.HasPrefix(string(code), code.Serial().String()) {
			t.Fatalf("%q has serial %q", code, code.Serial())
		}
		if serial, err := qrsign.ParseSerial(code.Serial().String()); err != nil || serial != code.Serial() {
			t.Fatalf("ParseSerial(%q) = %+v, %v", code.Serial(), serial, err)
		}
	})
}
