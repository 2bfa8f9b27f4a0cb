package sheet

import (
	"errors"
	"fmt"
	"io"
	"os"
	"regexp"
	"strings"
	"testing"

	"mingshi/internal/disclosure"
)

// office is who publishes what hangs beside the boards.
func office() Publisher {
	return Publisher{NameZH: "示例市湖光区卫生健康局", NameEN: "Huguang District Health Bureau", ComplaintLine: "0571-12345"}
}

// samplePlaque is a plaque of so many rules.
func samplePlaque(rules int) Plaque {
	p := Plaque{
		Title: Line{"游泳场所卫生管理制度", "Hygiene rules of this swimming pool"}, Edition: disclosure.MustDate("2026-11-20"), Authority: office(),
	}
	for i := range rules {
		p.Rules = append(p.Rules, Line{
			ZH: fmt.Sprintf("第%d条池水余氯 0.3—1.0 mg/L，患有传染性皮肤病者和酗酒者禁止入池；请先淋浴，并通过浸脚消毒池𠮷。", i+1),
			EN: fmt.Sprintf("Rule %d: shower and pass the foot bath first; its water holds 5–10 mg/L chlorine and is changed every four hours.", i+1),
		})
	}
	return p
}

func savedPlaques(t *testing.T, o Options, plaques ...Plaque) string {
	t.Helper()
	return saved(t, "plaques.pdf", func(w io.Writer) error { return Plaques(w, plaques, o) })
}

// squeezed is a text without any space, as lines may end anywhere.
func squeezed(text string) string { return strings.Join(strings.Fields(text), "") }

func TestPlaqueSaysEveryRule(t *testing.T) {
	for _, paper := range []Paper{A3, A4, ""} {
		for _, rules := range []int{1, 6, 8} {
			t.Run(fmt.Sprintf("%s %d rules", paper, rules), func(t *testing.T) {
				p := samplePlaque(rules)
				said := squeezed(program(t, "pdftotext", savedPlaques(t, Options{Paper: paper}, p), "-"))
				want := []string{p.Title.ZH, p.Title.EN, p.Authority.NameZH, p.Authority.NameEN, p.Authority.ComplaintLine, p.Edition.String()}
				for _, rule := range p.Rules {
					want = append(want, rule.ZH, rule.EN)
				}
				for _, text := range want {
					if !strings.Contains(said, squeezed(text)) {
						t.Errorf("%q is not on the plaque:\n%s", text, said)
					}
				}
			})
		}
	}
}

func TestPlaqueInChineseAlone(t *testing.T) {
	p := samplePlaque(8)
	p.Title.EN = ""
	for i := range p.Rules {
		p.Rules[i].EN = ""
	}
	said := squeezed(program(t, "pdftotext", savedPlaques(t, Options{Paper: A3}, p), "-"))
	if !strings.Contains(said, squeezed(p.Rules[7].ZH)) || strings.Contains(said, "Complaints") || strings.Contains(said, "Bureau") {
		t.Errorf("want Chinese, and nothing else:\n%s", said)
	}
}

func TestPlaquesHaveAPageEach(t *testing.T) {
	file := savedPlaques(t, Options{Paper: A4}, samplePlaque(3), samplePlaque(6), samplePlaque(8))
	if told := program(t, "pdfinfo", file); !regexp.MustCompile(`Pages:\s+3\n`).MatchString(told) || !strings.Contains(told, "595.276 x 841.89") {
		t.Error(told)
	}
	rows := strings.Split(strings.TrimSpace(program(t, "pdffonts", file)), "\n")[2:]
	if len(rows) != 3 {
		t.Errorf("%d fonts, want regular, bold and the one of rare characters", len(rows))
	}
	for _, row := range rows {
		if !regexp.MustCompile(`CID TrueType\s+Identity-H\s+yes yes yes `).MatchString(row) {
			t.Errorf("font is not embedded, cut down and searchable: %s", row)
		}
	}
}

// TestRulesAreReadFromAMetreAway holds the letters to 18 pt on A3, whatever a plaque says.
func TestRulesAreReadFromAMetreAway(t *testing.T) {
	const leastPoints = 18
	theme, err := LoadTheme(DefaultTheme, "")
	if err != nil {
		t.Fatal(err)
	}
	sizes := map[int]float64{}
	for _, rules := range []int{1, 6, 8, 9} {
		p := newPage(newTypesetter(), plaqueW, plaqueH, false, 1)
		set, err := p.plaqueRules("", samplePlaque(rules).Rules, theme)
		if err != nil {
			t.Fatalf("%d rules: %v", rules, err)
		}
		sizes[rules] = set[0].zh.style.size
		if points := sizes[rules] * pointsPerMillimetre; points < leastPoints-0.01 {
			t.Errorf("%d rules stand in %.1f pt", rules, points)
		}
		end := 0.0
		for i := range set {
			end += set[i].height()
		}
		if end+float64(rules-1)*leastGap*sizes[rules] > plaqueRoom+epsilon {
			t.Errorf("%d rules reach into the foot", rules)
		}
	}
	if sizes[1] != plaqueMost || sizes[9] >= sizes[6] {
		t.Errorf("the letters do not follow the number of rules: %v", sizes)
	}
}

func TestPlaquesThatCannotBeReadAreRefused(t *testing.T) {
	crowded, ok := errors.AsType[*CrowdedError](Plaques(io.Discard, []Plaque{samplePlaque(16)}, Options{Paper: A3}))
	if !ok || crowded.Rules != 16 || crowded.Title != "游泳场所卫生管理制度" {
		t.Errorf("sixteen long rules: %v", crowded)
	}
	strange, empty := samplePlaque(2), samplePlaque(0)
	strange.Rules[1].ZH = "禁止\U0001F6B1入池"
	for name, test := range map[string]struct {
		plaques []Plaque
		paper   Paper
		says    string
	}{
		"no font":      {[]Plaque{strange}, A3, "U+1F6B1"},
		"no rule":      {[]Plaque{empty}, A3, "no rule"},
		"no plaque":    {nil, A3, "none to draw"},
		"small paper":  {[]Plaque{samplePlaque(2)}, A5, "a3 or a4"},
		"other paper":  {[]Plaque{samplePlaque(2)}, "a0", "a3"},
		"second of it": {[]Plaque{samplePlaque(2), strange}, A4, "U+1F6B1"},
	} {
		err := Plaques(io.Discard, test.plaques, Options{Paper: test.paper})
		if err == nil || disclosure.KindOf(err) != disclosure.Invalid || !strings.Contains(err.Error(), test.says) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestRulesArePartedAfterAClause looks for the lines of a rule that takes two.
func TestRulesArePartedAfterAClause(t *testing.T) {
	set := newTypesetter()
	const text = "入池前先淋浴，并通过浸脚消毒池；浸脚池水余氯合格。"
	b, err := set.clauses("rule", text, style{size: 1}, 18)
	if err != nil {
		t.Fatal(err)
	}
	if len(b.lines) != 2 || b.lines[0].runs[0].text != "入池前先淋浴，并通过浸脚消毒池；" {
		t.Errorf("%d lines, the first %q", len(b.lines), b.lines[0].runs[0].text)
	}
	if b, err = set.clauses("rule", "没有标点可以断开的一句话也要分成两行", style{size: 1}, 10); err != nil || len(b.lines) != 2 {
		t.Errorf("%d lines, %v", len(b.lines), err)
	}
}

func TestTheSamePlaqueGivesTheSameBytes(t *testing.T) {
	read := func() string {
		raw, err := os.ReadFile(savedPlaques(t, Options{Paper: A4}, samplePlaque(6)))
		if err != nil {
			t.Fatal(err)
		}
		return string(raw)
	}
	if first, second := read(), read(); first != second {
		t.Error("the same plaque gives other bytes")
	}
}
