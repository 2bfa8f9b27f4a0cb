package search_test

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"mingshi/internal/search"
)

func TestNormalize(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"empty":                  {"", ""},
		"plain":                  {"示例宾馆", "示例宾馆"},
		"width and case":         {"ＫＴＶ Ａ１", "ktv a1"},
		"brackets":               {"示卫罚〔2024〕12号[甲]【乙】《丙》", "示卫罚(2024)12号(甲)(乙)(丙)"},
		"full-width brackets":    {"示例（西区）店", "示例(西区)店"},
		"ideographic spaces":     {"　示例　　宾馆 ", "示例 宾馆"},
		"control characters":     {"示\x00例\u200b宾\ufeff馆\u00ad", "示例宾馆"},
		"line ends":              {"示例\r\n宾馆", "示例 宾馆"},
		"a mark that combines":   {"cafe\u0301", "café"},
		"a mark behind nothing":  {"cafe\u200d\u0301", "café"},
		"compatibility forms":    {"㈱①ﬁ", "(株)1fi"},
		"not UTF-8":              {"示\xff例", "示\ufffd例"},
		"rare characters":        {"𠮷野家", "𠮷野家"},
		"traditional stays":      {"賓館", "賓館"},
		"radicals become signs":  {"⽤", "用"},
		"only what is invisible": {"\u200b\x00 ", ""},
	} {
		t.Run(name, func(t *testing.T) {
			if got := search.Normalize(c.text); got != c.want {
				t.Errorf("Normalize(%q) = %q, want %q", c.text, got, c.want)
			}
		})
	}
}

func TestTerms(t *testing.T) {
	if got, want := search.Terms("  宾馆　 ＫＴＶ 宾馆 "), []string{"宾馆", "ktv"}; !slices.Equal(got, want) {
		t.Errorf("Terms = %q, want %q", got, want)
	}
	if got := search.Terms(" \u3000\x00"); got != nil {
		t.Errorf("Terms of nothing = %q", got)
	}
}

func FuzzNormalize(f *testing.F) {
	for _, seed := range []string{"", "示卫罚〔2024〕12号", "ＡＢ　c\u0301", "e\u200d\u0301", "İ\u0307", "\ufdfa", "¨", "ǰ\u0323", "한글\u1100\u1161", "\xff", "がぎ"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		once := search.Normalize(text)
		if twice := search.Normalize(once); twice != once {
			t.Fatalf("Normalize(%q) = %q, and of that %q", text, once, twice)
		}
		if !utf8.ValidString(once) || strings.TrimSpace(once) != once {
			t.Fatalf("Normalize(%q) = %q", text, once)
		}
		for _, term := range search.Terms(text) {
			if !strings.Contains(once, term) {
				t.Fatalf("term %q is not in %q", term, once)
			}
		}
	})
}
