package disclosure

import (
	"encoding/json"
	"strings"
	"testing"
)

func TestParseWan(t *testing.T) {
	for text, want := range map[string]Fen{
		"0": 0, "0.000000": 0, "0.000001": 1, "0.0001": 100, "0.8": 800_000, "0.800000": 800_000, "1": 1_000_000,
		"1.3": 1_300_000, "13": 13_000_000, "007": 7_000_000, "0.123456": 123_456, "123456.654321": 123_456_654_321,
		"999999999999.999999": 999_999_999_999_999_999,
	} {
		if got, err := ParseWan(text); err != nil || got != want {
			t.Errorf("ParseWan(%q) = %d, %v; want %d", text, got, err, want)
		}
	}
	for _, text := range []string{
		"", " ", ".", ".5", "1.", "0.8000001", "0.8000000", "-1", "-0", "+1", "1e3", "1E3", "０.8", "0．8", "1,000", "1 000",
		"0x10", "1_000", "万", "0.8万", "0.8.1", "1000000000000", "NaN", "Inf", " 1", "1 ", "0.-1", "١", "9999999999999999999999",
	} {
		if got, err := ParseWan(text); err == nil || got != 0 || KindOf(err) != Invalid {
			t.Errorf("ParseWan(%q) = %d, %v; want kind invalid", text, got, err)
		}
	}
}

func TestParseYuan(t *testing.T) {
	for text, want := range map[string]Fen{
		"0": 0, "0.01": 1, "0.1": 10, "0.10": 10, "80.50": 8050, "13000": 1_300_000, "8000.00": 800_000,
		"9999999999999999.99": 999_999_999_999_999_999,
	} {
		if got, err := ParseYuan(text); err != nil || got != want {
			t.Errorf("ParseYuan(%q) = %d, %v; want %d", text, got, err, want)
		}
	}
	for _, text := range []string{
		"", ".", ".5", "1.", "0.001", "-1", "1e3", "１３", "1,000", "13000元", "10000000000000000", "0.0.0", "0.-1",
	} {
		if got, err := ParseYuan(text); err == nil || got != 0 || KindOf(err) != Invalid {
			t.Errorf("ParseYuan(%q) = %d, %v; want kind invalid", text, got, err)
		}
	}
}

func TestAmountsAreWrittenInBothUnits(t *testing.T) {
	for fen, want := range map[Fen]struct{ yuan, wan string }{
		0:                       {"0.00", "0"},
		1:                       {"0.01", "0.000001"},
		99:                      {"0.99", "0.000099"},
		100:                     {"1.00", "0.0001"},
		800_000:                 {"8000.00", "0.8"},
		1_000_000:               {"10000.00", "1"},
		10_000_000:              {"100000.00", "10"},
		123_456_789:             {"1234567.89", "123.456789"},
		999_999_999_999_999_999: {"9999999999999999.99", "999999999999.999999"},
	} {
		if got := fen.Yuan(); got != want.yuan {
			t.Errorf("%d fen are %s yuan, want %s", int64(fen), got, want.yuan)
		}
		if got := fen.Wan(); got != want.wan {
			t.Errorf("%d fen are %s wan, want %s", int64(fen), got, want.wan)
		}
	}
}

func TestAmountsInJSON(t *testing.T) {
	type form struct {
		Fine *Fen `json:"fine"`
	}
	fine := Fen(300_000)
	for text, want := range map[string]*Fen{`{"fine":"3000.00"}`: &fine, `{"fine":null}`: nil} {
		var f form
		if err := json.Unmarshal([]byte(text), &f); err != nil || (f.Fine == nil) != (want == nil) || (want != nil && *f.Fine != *want) {
			t.Errorf("%s reads as %v, %v", text, f.Fine, err)
		}
		if written, err := json.Marshal(f); err != nil || string(written) != text {
			t.Errorf("%s is written as %s, %v", text, written, err)
		}
	}
	for _, text := range []string{`{"fine":"-1.00"}`, `{"fine":"1e3"}`, `{"fine":""}`, `{"fine":true}`} {
		var f form
		if err := json.Unmarshal([]byte(text), &f); err == nil {
			t.Errorf("%s reads as %v", text, *f.Fine)
		}
	}
}

func FuzzParseWan(f *testing.F) {
	for _, seed := range []string{"0.8", "0.000001", "0.8000001", "-1", "1e3", "０.8", "999999999999.999999", "1000000000000", "00.10"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		fen, err := ParseWan(text)
		if err != nil {
			if fen != 0 || KindOf(err) != Invalid {
				t.Fatalf("ParseWan(%q) = %d, %v", text, fen, err)
			}
			return
		}
		if fen < 0 || strings.Trim(text, "0123456789.") != "" {
			t.Fatalf("ParseWan(%q) = %d", text, fen)
		}
		if again, err := ParseWan(fen.Wan()); err != nil || again != fen {
			t.Fatalf("%q is written as %q, which reads as %d, %v", text, fen.Wan(), again, err)
		}
		var stored Fen
		raw, err := json.Marshal(fen)
		if err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(raw, &stored); err != nil || stored != fen {
			t.Fatalf("%q is stored as %s, which reads as %d, %v", text, raw, stored, err)
		}
	})
}

func FuzzParseYuan(f *testing.F) {
	for _, seed := range []string{"80.50", "0.01", "0.001", "9999999999999999.99", "1."} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		fen, err := ParseYuan(text)
		if err != nil {
			return
		}
		if again, err := ParseYuan(fen.Yuan()); fen < 0 || err != nil || again != fen {
			t.Fatalf("%q is written as %q, which reads as %d, %v", text, fen.Yuan(), again, err)
		}
	})
}
