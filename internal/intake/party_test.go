package intake

import (
	"context"
	"strings"
	"testing"

	"mingshi/internal/disclosure"
)

func TestFillers(t *testing.T) {
	for _, filler := range []string{
		"无", " 无 ", "（无）", "/", "//", "\\", "—", "——", "-", "--", "－", "0", "000", "〇", "空", "N/A", "n/a", "Ｎ／Ａ", "null", "无。", "*", "…", "、",
	} {
		if !isFiller(filler) {
			t.Errorf("%q says something", filler)
		}
	}
	for _, value := range []string{"", "吴", "无锡", "王小明", "00000000000000000X", "10", "N", "无名氏理发店", strings.Repeat("无", 300)} {
		if isFiller(value) {
			t.Errorf("%q says nothing", value)
		}
	}
}

func TestNamesOfOrganizations(t *testing.T) {
	for name, want := range map[string]bool{
		"示例市花舍酒店管理有限公司": true, "湖光区银泉发艺工作室": true, "禾和旅馆": true, "禾和旅馆（前湖店）": true, "天鹅派美容美发店(王小明)": true,
		"湖光区前湖文化宫影院": true, "前湖健身会所、禾和旅馆": true, "前湖天天美发屋": true,
		"王小明": false, "王建城": false, "欧阳建行": false, "李会": false, "王小明（禾和旅馆）": false, "王小明、禾和旅馆": false, "王小明 禾和旅馆": false,
		"公司": false, "店": false, "张店": false, "": false, "、": false, "（公司）": false,
	} {
		if got := namesOrganization(name); got != want {
			t.Errorf("%q names an organisation: %v, want %v", name, got, want)
		}
	}
}

func TestNameKeys(t *testing.T) {
	for name, want := range map[string]string{
		"王　明": "王明", "王 明": "王明", "王\u200b明": "王明", "欧阳 娜娜": "欧阳娜娜", " 湖光区 禾和(前湖) ": "湖光区禾和（前湖）",
		"John  Smith": "John Smith", "王 John": "王 John", "Ａ公司": "A公司", "葛\U000E0100明": "葛明",
	} {
		if got := nameKey(name); got != want {
			t.Errorf("nameKey(%q) = %q, want %q", name, got, want)
		}
	}
}

const genOnePenalty = "CF_WSH,CF_CFMC,CF_CFLB1,CF_SY,CF_YJ,CF_XDR_MC,CF_XDR_SHXYM,CF_FR,CF_JG,CF_JDRQ,CF_XZJG\n" +
	"示卫医罚〔2026〕5号,行医,罚款,行医,《医师法》,NAME,,REP,罚款800元,2026/11/20,示例市湖光区卫生健康局\n"

// TestOnePersonIsOneRecord imports a penalty under several ways to write the same party: it must stay one record.
func TestOnePersonIsOneRecord(t *testing.T) {
	for party, spellings := range map[string][]string{
		"spaces":           {"王明", "王　明", "王 明", "王\u200b明"},
		"compound surname": {"欧阳娜娜", "欧阳 娜娜"},
		"annotations":      {"王小明", "王小明(个体)", "王小明 13800138000"},
		"organisation":     {"湖光区禾和旅馆", "湖光区禾和旅馆 "},
	} {
		t.Run(party, func(t *testing.T) {
			h := newHouse(t)
			for _, spelling := range spellings {
				reps := []string{"", "/", "无"}
				if party == "organisation" {
					reps = []string{"欧阳娜娜", "欧阳 娜娜", "欧阳　娜娜"}
				}
				for _, rep := range reps {
					h.run(t, write(t, "rows.csv", strings.NewReplacer("NAME", spelling, "REP", rep).Replace(genOnePenalty)))
				}
			}
			if records := h.records(t, disclosure.KindPenalty); len(records) != 1 {
				t.Errorf("%d records of one penalty", len(records))
			}
		})
	}
}

// draftsOf collects the drafts of an import.
type draftsOf struct {
	Sink
	drafts []disclosure.Draft
}

func (d *draftsOf) Stage(ctx context.Context, file int, drafts []disclosure.Draft) ([]disclosure.Outcome, error) {
	d.drafts = append(d.drafts, drafts...)
	return d.Sink.Stage(ctx, file, drafts)
}

// TestMaskedNumbersJoinNobody imports rows whose numbers hold identity numbers: they lead nowhere, and two of them are two
// records.
func TestMaskedNumbersJoinNobody(t *testing.T) {
	for kind, table := range map[disclosure.Kind]string{
		disclosure.KindVenue:   "venue",
		disclosure.KindFiling:  "filing",
		disclosure.KindGrading: "grading",
		disclosure.KindReading: "reading",
	} {
		t.Run(string(kind), func(t *testing.T) {
			h := newHouse(t)
			h.venue = func(context.Context, string) (bool, error) { return true, nil }
			sink := &draftsOf{Sink: h.publisher().Begin(false)}
			rows := readRowTable(t, table)
			heading := map[bool]string{true: "备案编号", false: "卫生许可证号"}[kind == disclosure.KindFiling]
			for _, number := range []string{"示卫公419901198304147738号", "示卫公419901199201033329号"} {
				changes := []cellOf{{heading, number}}
				if kind == disclosure.KindVenue { // a code would make the second a continuation of the first
					changes = append(changes, cellOf{"统一社会信用代码", ""})
				}
				cells := rows.cells(&rowCase{changes: changes})
				report, err := Run(t.Context(), []string{write(t, "rows.csv", csvOf(t, cells))}, sink, h.options())
				if err != nil {
					t.Fatal(err)
				}
				defer report.Close()
				if report.Files[0].Outcomes[disclosure.OutcomePublished] != 1 {
					t.Fatalf("outcomes %v: %+v", report.Files[0].Outcomes, findings(t, report.Files[0]))
				}
			}
			for _, draft := range sink.drafts {
				if len(draft.Places) != 0 {
					t.Errorf("a masked number leads to %q", draft.Places)
				}
				if venue, ok := draft.Body.(*disclosure.Venue); ok && len(venue.PermitNumbers) != 0 {
					t.Errorf("a masked number is one of %q", venue.PermitNumbers)
				}
			}
		})
	}
}

// TestHeadingsAreQuoted puts personal data and what a terminal obeys into headings that are not known.
func TestHeadingsAreQuoted(t *testing.T) {
	odd := ",联系13812345678\x1b[31m,1381\x0723\x1b45678,\u202e身份证419901198304147738"
	known := strings.Replace(genOnePenalty, "CF_XZJG\n", "CF_XZJG"+odd+"\n", 1)
	for name, text := range map[string]string{
		"warned of": strings.Replace(known, "健康局\n", "健康局,,,\n", 1),
		"refused":   strings.Replace(known, "CF_WSH", "文号\x1b[0m", 1),
		"twice":     strings.Replace(known, "CF_FR,", "CF_WSH\v,", 1),
	} {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t)
			report := h.run(t, write(t, "ro\x1bws.csv", text))
			var said strings.Builder
			for _, f := range report.Files {
				for _, finding := range findings(t, f) {
					said.WriteString(finding.Message)
				}
				if f.Problem != nil {
					said.WriteString(f.Problem.Message)
				}
			}
			if said.Len() == 0 {
				t.Fatal("nothing was said of the headings")
			}
			mustNotHold(t, "the report", said.String(), []string{"13812345678", "419901198304147738", "\x1b", "\x07", "\v", "\u202e"})
		})
	}
}

// TestQuotesHoldNoControlCharacters gives values of the wrong kind that hold what a terminal obeys.
func TestQuotesHoldNoControlCharacters(t *testing.T) {
	h := newHouse(t)
	text := strings.Replace(genOnePenalty, "2026/11/20", "1381\x1b2345\x07678\u202e", 1)
	f := h.run(t, write(t, "rows.csv", strings.NewReplacer("NAME", "王小明", "REP", "").Replace(text))).Files[0]
	all := findings(t, f)
	if len(all) == 0 {
		t.Fatal("the date was taken")
	}
	for _, finding := range all {
		mustNotHold(t, string(finding.Code), finding.Message, []string{"\x1b", "\x07", "\u202e", "13812345678"})
	}
}
