package search_test

import (
	"slices"
	"strings"
	"testing"

	"mingshi/internal/search"
)

func TestReadingOf(t *testing.T) {
	for r, want := range map[rune]struct{ syllables, initials string }{
		'重': {"chong tong zhong", "ctz"},
		'长': {"chang zhang", "cz"},
		'女': {"nv ru", "nr"},
		'馆': {"guan", "g"},
		'k': {"k", "k"},
		'7': {"7", "7"},
	} {
		got := search.ReadingOf(r)
		if got == nil {
			t.Errorf("%c has no reading", r)
			continue
		}
		if syllables := strings.Join(slices.Sorted(slices.Values(got.Syllables)), " "); syllables != want.syllables {
			t.Errorf("%c is read %q, want %q", r, syllables, want.syllables)
		}
		if initials := string(slices.Sorted(slices.Values(got.Initials))); initials != want.initials {
			t.Errorf("%c begins with %q, want %q", r, initials, want.initials)
		}
	}
	for _, r := range " (·é😀、\uFFFD" {
		if got := search.ReadingOf(r); got != nil {
			t.Errorf("%q is read %v", r, got)
		}
	}
	if again := search.ReadingOf('重'); again != search.ReadingOf('重') {
		t.Error("a reading is looked up twice")
	}
}

func TestEachReadingIsPlain(t *testing.T) {
	for r := rune(0x3400); r <= 0x9FFF; r++ {
		reading := search.ReadingOf(r)
		if reading == nil {
			continue
		}
		for i, syllable := range reading.Syllables {
			if syllable == "" || strings.Trim(syllable, "abcdefghijklmnopqrstuvwxyz") != "" {
				t.Fatalf("%c (%U) is read %q", r, r, syllable)
			}
			if slices.Contains(reading.Syllables[:i], syllable) || !slices.Contains(reading.Initials, syllable[0]) {
				t.Fatalf("%c (%U) is read %q from %q", r, r, reading.Syllables, reading.Initials)
			}
		}
	}
}

func TestPinyinTerm(t *testing.T) {
	for term, want := range map[string]string{
		"binguan": "binguan", "b": "b", "ktv88": "ktv88", "8k": "8k", "lüyuan": "lvyuan", "ü": "v", "nv": "nv",
		"": "", "88": "", "宾馆": "", "bin馆": "", "bin-guan": "", "café": "", "b(": "", "BG": "",
	} {
		got, ok := search.PinyinTerm(term)
		if ok != (want != "") || ok && got != want {
			t.Errorf("PinyinTerm(%q) = %q, %t, want %q", term, got, ok, want)
		}
	}
}

func TestFindPinyin(t *testing.T) {
	for _, c := range []struct {
		name, term string
		from, to   int
	}{
		{"示例宾馆", "shili", 0, 2},
		{"示例宾馆", "bg", 2, 4},
		{"示例宾馆", "binguan", 2, 4},
		{"示例宾馆", "g", 3, 4},
		{"示例宾馆", "bing", -1, -1},
		{"示例宾馆", "bguan", -1, -1},
		{"示例宾馆", "gb", -1, -1},
		{"示例宾馆", "shilibinguanx", -1, -1},
		{"重庆", "zhongqing", 0, 2},
		{"重庆", "chongqing", 0, 2},
		{"重庆", "zq", 0, 2},
		{"西安", "xian", 0, 2},
		{"仙西安", "xian", 0, 1},
		{"安仙西安", "xianxian", 1, 4},
		{"绿园", "lv", 0, 1},
		{"ktv88酒吧", "tv88jiu", 1, 6},
		{"示 例", "sl", -1, -1},
		{"示(例)", "sl", -1, -1},
		{"", "s", -1, -1},
		{"示例", "", -1, -1},
	} {
		if from, to := search.FindPinyin([]rune(c.name), c.term); from != c.from || to != c.to {
			t.Errorf("%q in %q is at %d, %d, want %d, %d", c.term, c.name, from, to, c.from, c.to)
		}
	}
}

// readAs tells by the words of the contract whether the whole of a name can be read as the term: by first letters or by
// full syllables.
func readAs(name []rune, term string) bool {
	initials := len(name) == len(term)
	reached := map[int]bool{0: true}
	for i, r := range name {
		reading := search.ReadingOf(r)
		if reading == nil {
			return false
		}
		initials = initials && slices.Contains(reading.Initials, term[i]) // of one length
		next := map[int]bool{}
		for at := range reached {
			for _, syllable := range reading.Syllables {
				if strings.HasPrefix(term[at:], syllable) {
					next[at+len(syllable)] = true
				}
			}
		}
		reached = next
	}
	return initials || reached[len(term)]
}

func FuzzFindPinyin(f *testing.F) {
	for _, seed := range [][2]string{
		{"示例宾馆", "binguan"},
		{"重庆长沙", "zqzhang"},
		{"西安仙", "xianxian"},
		{"ktv88酒吧", "v88jiuba"},
		{"嗯嗯", "nng"},
		{"阿啊a", "aa"},
		{"女nv绿", "nvnvlv"},
		{"恶诶", "eei"},
		{"", "a"},
		{"㐀𠮷\u9FFF", "q"},
	} {
		f.Add(seed[0], seed[1])
	}
	f.Fuzz(func(t *testing.T, text, typed string) {
		name := []rune(search.Normalize(text))
		term, ok := search.PinyinTerm(search.Normalize(typed))
		if !ok || len(name) > 50 || len(term) > 50 {
			return
		}
		first := -1
		for from := range name {
			for to := from + 1; to <= len(name); to++ {
				if first < 0 && readAs(name[from:to], term) {
					first = from
				}
			}
		}
		from, to := search.FindPinyin(name, term)
		if from != first {
			t.Fatalf("%q in %q is at %d, want %d", term, string(name), from, first)
		}
		if from < 0 && to != -1 || from >= 0 && !readAs(name[from:to], term) {
			t.Fatalf("%q in %q is from %d to %d", term, string(name), from, to)
		}
	})
}
