package search_test

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"mingshi/internal/search"
)

// marked are the pieces of the text that are highlighted.
func marked(q search.Query, role search.Role, text string) []string {
	var pieces []string
	for _, span := range search.Highlight(&q, role, text) {
		pieces = append(pieces, text[span.From:span.To])
	}
	return pieces
}

func TestHighlight(t *testing.T) {
	for name, c := range map[string]struct {
		query  string
		pinyin bool
		role   search.Role
		text   string
		want   []string
	}{
		"no terms":                             {"", false, search.RoleName, "示例宾馆", nil},
		"each place":                           {"宾馆", false, search.RoleText, "宾馆示例宾馆", []string{"宾馆", "宾馆"}},
		"each term":                            {"馆 示", false, search.RoleName, "示例宾馆", []string{"示", "馆"}},
		"a term that does not match":           {"酒楼 宾", false, search.RoleName, "示例宾馆", []string{"宾"}},
		"overlapping terms are one mark":       {"大光 光明", false, search.RoleName, "示例大光明", []string{"大光明"}},
		"touching terms are one mark":          {"大光 明店", false, search.RoleName, "示例大光明店", []string{"大光明店"}},
		"overlapping places are one mark":      {"哈哈", false, search.RoleText, "哈哈哈、哈", []string{"哈哈哈"}},
		"width and case":                       {"ktv", false, search.RoleName, "示例ＫＴＶ与KtV", []string{"ＫＴＶ", "KtV"}},
		"what is invisible is marked with it":  {"宾馆", false, search.RoleName, "宾\u200b馆", []string{"宾\u200b馆"}},
		"one sign for several is marked whole": {"株", false, search.RoleName, "㈱示例", []string{"㈱"}},
		"a composed letter":                    {"é", false, search.RoleName, "cafe\u0301", []string{"e\u0301"}},
		"rare characters":                      {"𠮷", false, search.RoleName, "A𠮷B", []string{"𠮷"}},
		"text that is no UTF-8":                {"宾", false, search.RoleName, "\xff宾\xff", []string{"宾"}},
		"brackets of a name":                   {"(西)", false, search.RoleName, "示例【西】店", []string{"【西】"}},
		"a name without brackets":              {"例西", false, search.RoleName, "示例【西】店", nil},
		"a number with brackets":               {"[2024]12", false, search.RoleNumber, "示卫罚〔2024〕12号", []string{"〔2024〕12"}},
		"a number without brackets":            {"罚202412", false, search.RoleNumber, "示卫罚〔2024〕12号", []string{"罚〔2024〕12"}},
		"a year of a number":                   {"2024", false, search.RoleNumber, "示卫罚〔2024〕12号", []string{"2024"}},
		"a code's beginning":                   {"9141ma", false, search.RoleCode, "9141MA00", []string{"9141MA"}},
		"three characters of a code":           {"914", false, search.RoleCode, "9141MA00", nil},
		"a code's middle":                      {"1MA0", false, search.RoleCode, "9141MA00", nil},
		"more than a code":                     {"9141MA001", false, search.RoleCode, "9141MA00", nil},
		"syllables":                            {"binguan", true, search.RoleName, "示例宾馆", []string{"宾馆"}},
		"first letters":                        {"slb", true, search.RoleName, "示例宾馆", []string{"示例宾"}},
		"pinyin that is not asked for":         {"binguan", false, search.RoleName, "示例宾馆", nil},
		"pinyin of a text":                     {"binguan", true, search.RoleText, "示例宾馆", nil},
		"pinyin of a number":                   {"bg", true, search.RoleNumber, "宾馆1号", nil},
		"letters and pinyin":                   {"bg", true, search.RoleName, "bg宾馆", []string{"bg"}},
	} {
		t.Run(name, func(t *testing.T) {
			got := marked(search.Query{Text: c.query, Pinyin: c.pinyin}, c.role, c.text)
			if !slices.Equal(got, c.want) {
				t.Errorf("%q in %q marks %q, want %q", c.query, c.text, got, c.want)
			}
		})
	}
}

func FuzzHighlight(f *testing.F) {
	for _, seed := range [][2]string{
		{"宾馆", "示例宾馆"},
		{"〔2024〕12", "示卫罚(2024)12号"},
		{"株", "㈱㈱"},
		{"e\u0301", "cafe\u0301\u0323"},
		{"哈哈", "哈哈哈"},
		{"a b", "ＡＢ　ab"},
		{"\xff", "\xff\xfe"},
		{"i", "İ\u0307"},
		{"한", "\u1112\u1161\u11ab"},
		{"9141", "9141MA"},
		{"bg", "宾馆"},
	} {
		f.Add(seed[0], seed[1])
	}
	f.Fuzz(func(t *testing.T, typed, text string) {
		for _, pinyin := range []bool{false, true} {
			for _, role := range []search.Role{search.RoleName, search.RoleText, search.RoleNumber, search.RoleCode} {
				checkSpans(t, search.Query{Text: typed, Pinyin: pinyin}, role, text)
			}
		}
		terms := search.Terms(typed)
		if len(terms) != 1 {
			return
		}
		found := len(marked(search.Query{Text: typed}, search.RoleText, text)) > 0
		if contains := strings.Contains(search.Normalize(text), terms[0]); found != contains {
			t.Fatalf("%q in %q: highlighted %t, contained %t", typed, text, found, contains)
		}
	})
}

// checkSpans holds that marks are in order, apart from each other, not empty and of whole characters.
func checkSpans(t *testing.T, q search.Query, role search.Role, text string) {
	t.Helper()
	last := -1
	for _, span := range search.Highlight(&q, role, text) {
		if span.From <= last || span.To <= span.From || span.To > len(text) {
			t.Fatalf("%q in %q: span %v behind %d", q.Text, text, span, last)
		}
		last = span.To
		if !border(text, span.From) || !border(text, span.To) {
			t.Fatalf("%q in %q: span %v cuts a character", q.Text, text, span)
		}
	}
}

// border reports whether no character of the text lies on both sides of a place.
func border(text string, at int) bool {
	for i := 0; i < len(text); {
		if i >= at {
			return i == at
		}
		_, size := utf8.DecodeRuneInString(text[i:])
		i += size
	}
	return at == len(text)
}

// The pieces of TestHighlightCoversExactlyWhatMatches: characters that have a normal form of their own whatever stands
// beside them.
var highlightPieces = []string{"宾", "馆", "Ａ", "a", "1", "１", "㈱", "株", "(", "〔", "】", "𠮷", "\u200b", "，"}

func TestHighlightCoversExactlyWhatMatches(t *testing.T) {
	const length = 4
	terms := []string{"宾", "宾馆", "a", "1a", "aa", "株", "(株", "株)", ")(", "11", "𠮷宾", "aaa", "(", "馆,"}
	var texts []string
	var grow func(text string, left int)
	grow = func(text string, left int) {
		texts = append(texts, text)
		if left == 0 {
			return
		}
		for _, piece := range highlightPieces {
			grow(text+piece, left-1)
		}
	}
	grow("", length-1)
	for _, text := range texts {
		for _, term := range terms {
			got := search.Highlight(&search.Query{Text: term}, search.RoleText, text)
			if diff := cmp.Diff(occurrences(text, term), got, cmpopts.EquateEmpty()); diff != "" {
				t.Fatalf("%q in %q (-want +got):\n%s", term, text, diff)
			}
		}
	}
}

// occurrences are the places of a term in a text whose characters have normal forms of their own; those that touch are one.
func occurrences(text, term string) []search.Span {
	var normal strings.Builder
	var from, to []int // by byte of the normal form: the character that it comes from
	for at, r := range text {
		one := search.Normalize(string(r))
		for i := range to {
			if one == "" && to[i] == at {
				to[i] += utf8.RuneLen(r) // what is invisible belongs to the character before it
			}
		}
		normal.WriteString(one)
		for range len(one) {
			from, to = append(from, at), append(to, at+utf8.RuneLen(r))
		}
	}
	var spans []search.Span
	for i := range normal.Len() {
		if !strings.HasPrefix(normal.String()[i:], term) {
			continue
		}
		span := search.Span{From: from[i], To: to[i+len(term)-1]}
		if last := len(spans) - 1; last >= 0 && span.From <= spans[last].To {
			spans[last].To = max(spans[last].To, span.To)
			continue
		}
		spans = append(spans, span)
	}
	return spans
}
