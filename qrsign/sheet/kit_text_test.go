package sheet

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mingshi/internal/disclosure"
)

func TestCleanLeavesWhatCanBeSeen(t *testing.T) {
	for name, tc := range map[string]struct{ text, want string }{
		"nothing to do":           {"湖滨 Hotel", "湖滨 Hotel"},
		"controls":                {"湖\x00滨\x07宾\u0085馆", "湖滨宾 馆"},
		"zero width":              {"湖\u200b滨\u200d宾\ufeff馆\u2060", "湖滨宾馆"},
		"direction":               {"\u202e湖滨\u202c", "湖滨"},
		"selector of a variant":   {"葛\U000E0100城\ufe0f", "葛城"},
		"blank filler":            {"湖\u3164滨", "湖滨"},
		"spaces of other kinds":   {"湖\t滨\u00a0 \u2009宾", "湖 滨 宾"},
		"ideographic space":       {"湖\u3000滨", "湖\u3000滨"},
		"space around":            {" \u3000湖滨 \n", "湖滨"},
		"line breaks stay":        {"湖\n 滨", "湖\n滨"},
		"nothing can be seen":     {"\u200b \u3164", ""},
		"separators as a space":   {"湖\u2028滨", "湖 滨"},
		"compatible ideograph":    {"\uFA20", "\uFA20"},
		"radical stays a radical": {"⽣生", "⽣生"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := clean(tc.text); got != tc.want {
				t.Errorf("clean(%q) = %q, want %q", tc.text, got, tc.want)
			}
		})
	}
}

func TestLinesEndWhereTheyMay(t *testing.T) {
	for name, tc := range map[string]struct {
		text string
		ems  float64
		want []string
	}{
		"between ideographs":        {"示例市湖滨区", 4, []string{"示例市湖", "滨区"}},
		"not before a comma":        {"示例市湖，滨区", 4, []string{"示例市", "湖，滨区"}},
		"not after a bracket":       {"示例市（湖滨", 4, []string{"示例市", "（湖滨"}},
		"words stay whole":          {"Grand Hotel Example", 6, []string{"Grand Hotel", "Example"}},
		"a word longer than a line": {"Donaudampfschifffahrt", 5, []string{"Donauda", "mpfschifff", "ahrt"}},
		"a number stays whole":      {"建设路 12345678 号", 7, []string{"建设路", "12345678 号"}},
		"after a hyphen":            {"Baden-Wuerttemberg", 8, []string{"Baden-", "Wuerttemberg"}},
		"where it is told to":       {"湖\n滨", 8, []string{"湖", "滨"}},
		"spaces at the end go":      {"湖滨    宾馆", 2.1, []string{"湖滨", "宾馆"}},
		"a line too short for one":  {"湖滨", 0.5, []string{"湖", "滨"}},
		"nothing":                   {" ", 5, nil},
	} {
		t.Run(name, func(t *testing.T) {
			set, err := newTypesetter().wrapped("text", tc.text, style{size: 1}, tc.ems)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, line := range set.lines {
				var text strings.Builder
				for _, run := range line.runs {
					text.WriteString(run.text)
				}
				got = append(got, text.String())
			}
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Errorf("lines differ (-want +got):\n%s", diff)
			}
		})
	}
}

func TestEvenLinesAreAboutAsLong(t *testing.T) {
	set, err := newTypesetter().wrapped("text", "示例市湖滨区宾馆二", style{size: 1, even: true}, 8)
	if err != nil {
		t.Fatal(err)
	}
	if len(set.lines) != 2 || set.longest() > 5+epsilon {
		t.Errorf("%d lines, the longest of %.1f em; want two, the longest of 5", len(set.lines), set.longest())
	}
}

func TestTextShrinksUntilItFits(t *testing.T) {
	room := extent{w: 100, h: 30, least: 2}
	for _, length := range []int{1, 10, 40, 200, 500} {
		set, err := newTypesetter().fitted("name", strings.Repeat("馆", length), style{size: 20}, room)
		if err != nil {
			t.Fatalf("%d characters: %v", length, err)
		}
		if set.height() > room.h+epsilon || set.longest() > room.w+epsilon || set.style.size < room.least {
			t.Errorf("%d characters: size %.1f, %.1f × %.1f mm, want at least 2 within 100 × 30", length, set.style.size, set.longest(), set.height())
		}
	}
	_, err := newTypesetter().fitted("name", strings.Repeat("馆", 600), style{size: 20}, room)
	if disclosure.KindOf(err) != disclosure.Invalid || !strings.Contains(err.Error(), "600 characters") {
		t.Errorf("600 characters: %v, want kind Invalid and their number", err)
	}
}

func TestNoCharacterIsDrawnAsABox(t *testing.T) {
	for name, tc := range map[string]struct{ text, want string }{
		"emoji":           {"湖滨😀宾馆", "U+1F600"},
		"private use":     {"湖滨\ue000", "U+E000"},
		"private plane":   {"湖滨\U000F0000", "U+F0000"},
		"unassigned":      {"湖滨\u0378", "U+0378"},
		"replacement":     {"湖滨\ufffd", "U+FFFD"},
		"not UTF-8":       {"湖\xff", "not UTF-8"},
		"beyond GB 18030": {"\U00031350", "U+31350"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := newTypesetter().passage("name", tc.text, bold)
			if disclosure.KindOf(err) != disclosure.Invalid || !strings.Contains(err.Error(), tc.want) || !strings.Contains(err.Error(), "name") {
				t.Errorf("error is %v, want kind Invalid, naming the text and %s", err, tc.want)
			}
		})
	}
}

func TestEveryCharacterFindsAFont(t *testing.T) {
	p, err := newTypesetter().passage("name", "生身玄㛃𠮷龘鿰ÀéЖΩかe\u0301", bold)
	if err != nil {
		t.Fatal(err)
	}
	if got := p.String(); got != "生身玄㛃𠮷龘鿰ÀéЖΩかé" {
		t.Errorf("text is %q, want every character itself and the accent on its letter", got)
	}
}
