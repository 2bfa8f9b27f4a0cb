package site_test

import (
	"encoding/json"
	"strings"
	"testing"

	"mingshi/internal/disclosure"
)

// visited is one more inspection of a venue of the district.
func visited(number, on, kind, score, letter string, more func(*disclosure.Grading)) disclosure.Draft {
	body := &disclosure.Grading{
		PermitNumber: number, InspectedOn: disclosure.MustDate(on), InspectionKind: disclosure.InspectionKind(kind),
		Table:         disclosure.ScoreTable{Code: "lodging", Version: "1"},
		ScoreObtained: "86", ScoreApplicable: "100", StandardScore: json.Number(score), FailedKeyItems: []string{}, InspectorsCount: 2,
	}
	if word := map[string]string{"A": "优秀", "B": "良好", "C": "一般"}[letter]; word != "" {
		body.Grade = &disclosure.Grade{Letter: letter, Word: word}
	}
	if more != nil {
		more(body)
	}
	return disclosure.Draft{
		Body: body, NaturalKey: []string{number, on, kind}, Places: []string{number}, Authority: bureau.USCC, DecidedOn: body.InspectedOn,
	}
}

// permitFrom is a permit of the venue without any.
func permitFrom(from string) disclosure.Draft {
	return disclosure.Draft{
		Body: &disclosure.Permit{
			DocumentTitle: "准予行政许可决定书", DocumentNumber: "许" + from, PermitNumber: newNumber, PermitKind: "general",
			Counterparty: disclosure.Counterparty{Name: "李某", Kind: disclosure.NaturalPerson}, Content: "住宿",
			DecidedOn: disclosure.MustDate(from), ValidFrom: disclosure.MustDate(from), Authority: bureau, Source: bureau, Status: disclosure.PermitInForce,
		},
		NaturalKey: []string{bureau.USCC, "许" + from}, Name: "李某", Places: []string{newNumber}, Authority: bureau.USCC,
		DecidedOn: disclosure.MustDate(from),
	}
}

func TestVenuePageTellsHowTheGradeCameAbout(t *testing.T) {
	lodging := func(on, score, letter string, more func(*disclosure.Grading)) disclosure.Draft {
		return visited(newNumber, on, "routine", score, letter, more)
	}
	keyFailed := func(g *disclosure.Grading) { g.FailedKeyItems = []string{"清洗消毒间"} }
	tests := []struct {
		name   string
		drafts []disclosure.Draft
		says   []string
		not    []string
	}{
		{
			"a new venue after its first inspection",
			[]disclosure.Draft{permitFrom("2026-08-01"), lodging("2026-09-01", "86", "B", nil)},
			[]string{"尚未评级", "须经两次相隔三个月以上的检查", "检查得分达到 B（良好），供参考，尚不是等级。", "下次检查最迟 2027-03-01 新单位第二次检查"},
			[]string{"再得"},
		},
		{
			"a key item failed",
			[]disclosure.Draft{lodging("2025-03-01", "92", "A", nil), lodging("2026-09-01", "95", "", keyFailed)},
			[]string{"不予评定", "此前等级 A（优秀），终止于 2026-09-01", "95 / 100", "2025-03-01 A 优秀 92 / 100", "清洗消毒间"},
			[]string{"检查得分达到", `class="scale"`},
		},
		{
			"one inspector alone",
			[]disclosure.Draft{
				lodging("2026-03-01", "75", "B", nil), lodging("2026-09-01", "95", "A", func(g *disclosure.Grading) { g.InspectorsCount = 1 }),
			},
			[]string{"B 良好 评定日期 2026-03-01", "这次检查不用于评定等级。", "下次检查最迟 2027-09-01 监督频次"},
			[]string{"评定日期 2026-09-01"},
		},
		{
			"an order that is overdue, and one before it",
			[]disclosure.Draft{
				lodging("2026-08-01", "50", "", func(g *disclosure.Grading) {
					g.Correction = disclosure.Correction{Ordered: true, DueOn: disclosure.MustDate("2026-08-15")}
				}),
				lodging("2026-09-01", "55", "", func(g *disclosure.Grading) {
					g.Correction = disclosure.Correction{Ordered: true, DueOn: disclosure.MustDate("2026-12-15")}
					g.NotApplicable = []disclosure.Gap{{Item: "拖鞋清洗消毒", Remark: "不提供拖鞋"}}
					g.Deductions = []disclosure.Deduction{{Item: "小项", Points: "1"}, {Item: "大项", Points: "6", Remark: "缺两个月"}}
				}),
			},
			[]string{
				"已责令整改。 期限 2026-12-15 · 整改中", "此前责令整改 2026-08-01 期限 2026-08-15 · 逾期未复查", "拖鞋清洗消毒 · 不提供拖鞋",
				"大项 （缺两个月） 扣 6 分 小项 扣 1 分", "下次检查最迟 2026-08-15 整改复查 · 期限已过",
			},
			nil,
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			w, _, _ := district(t)
			w.publish(test.drafts...)
			page := w.page("/venues/" + string(w.named(disclosure.KindVenue, newVenue)))
			contains(t, checkedHTML(t, page).said(), test.says...)
			lacks(t, page, test.not...)
		})
	}
}

// TestAPoolsTestsStandBeforeItsDeductions: what guests of a pool want to know next after its grade.
func TestAPoolsTestsStandBeforeItsDeductions(t *testing.T) {
	w, _, _ := district(t)
	for name, first := range map[string]string{pool: "readings", hotel: "findings"} {
		page := w.page("/venues/" + string(w.named(disclosure.KindVenue, name)))
		readings, findings := strings.Index(page, `id="readings"`), strings.Index(page, `id="findings"`)
		if readings < 0 && name == pool || findings < 0 || (readings >= 0 && (readings < findings) != (first == "readings")) {
			t.Errorf("%s: readings at %d, findings at %d, want %s first", name, readings, findings, first)
		}
	}
}
