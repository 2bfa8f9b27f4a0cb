package intake

import (
	"context"
	"path/filepath"
	"strings"
	"testing"

	"mingshi/internal/disclosure"
	"mingshi/internal/i18n"
)

// onlyMessage imports a file in a language and gives what is said of its only finding.
func onlyMessage(t *testing.T, h *house, lang i18n.Lang, path string) Finding {
	t.Helper()
	h.lang = lang
	h.venue = func(context.Context, string) (bool, error) { return true, nil }
	f := h.rehearse(t, path).Files[0]
	all := findings(t, f)
	if f.Problem != nil || len(all) != 1 {
		t.Fatalf("problem %+v, findings %+v, want one finding", f.Problem, all)
	}
	return all[0]
}

// TestFindingsBlameTheCellAtFault: of two cells that do not fit together the one at fault is named, with its own text and the
// range that would be right.
func TestFindingsBlameTheCellAtFault(t *testing.T) {
	tests := []struct {
		table, heading, value string
		field                 string
		zh, en                []string
	}{
		{"grading", "应得分", "120", "应得分", []string{"为“120”", "满分 100"}, []string{`is "120"`, "full score of 100"}},
		{"grading", "应得分", "0", "应得分", []string{"为“0”", "大于 0"}, []string{`is "0"`, "above 0"}},
		{"grading", "实得分", "99", "实得分", []string{"为“99”", "应为 0 至 98", "应得分"}, []string{`is "99"`, "from 0 to 98"}},
		{"grading", "责令整改", "是", "整改期限", []string{"“责令整改”为“是”", "“整改期限”为空"}, []string{"is empty"}},
		{"reading", "单位", "", "单位", []string{"“单位”为空", "应为 %"}, []string{`"单位" is empty`, "unit is %"}},
		{"reading", "采样时间", "2026-11-19 25:17", "采样时间", []string{"“2026-11-19 25:17”", "2026-11-20 14:30"}, []string{"2026-11-20 14:30"}},
		{"grading", "检查日期", "2026-11-99", "检查日期", []string{"“2026-11-99”", "2026-11-20、"}, []string{"write 2026/11/20"}},
	}
	for _, test := range tests {
		table := readRowTable(t, test.table)
		row := rowCase{changes: []cellOf{{test.heading, test.value}}}
		if test.table == "grading" {
			row.changes = append(row.changes, cellOf{"扣分项", ""})
		}
		for lang, want := range map[i18n.Lang][]string{i18n.ZH: test.zh, i18n.EN: test.en} {
			t.Run(test.heading+" "+test.value+" "+string(lang), func(t *testing.T) {
				got := onlyMessage(t, newHouse(t), lang, write(t, "rows.csv", csvOf(t, table.cells(&row))))
				if got.Field != test.field {
					t.Errorf("%s is blamed, want %s: %s", got.Field, test.field, got.Message)
				}
				for _, part := range want {
					if !strings.Contains(got.Message, part) {
						t.Errorf("%q is not in %q", part, got.Message)
					}
				}
			})
		}
	}
}

// TestFoundIsNoResultWhereItCountsHowMuch names the item, in either language.
func TestFoundIsNoResultWhereItCountsHowMuch(t *testing.T) {
	table := readRowTable(t, "reading")
	row := rowCase{changes: []cellOf{{"检测项目", "浑浊度"}, {"单位", "NTU"}, {"结果", "检出"}}}
	for lang, want := range map[i18n.Lang]string{i18n.ZH: "浑浊度要看检出多少", i18n.EN: "for turbidity it counts how much"} {
		got := onlyMessage(t, newHouse(t), lang, write(t, "rows.csv", csvOf(t, table.cells(&row))))
		if !strings.Contains(got.Message, want) || !strings.Contains(got.Message, "检出") {
			t.Errorf("%q is not in %q", want, got.Message)
		}
	}
}

// TestTableOfAnotherKindNamesBothKinds: the table's and the venue's, of a published venue too, for totals and item sheets.
func TestTableOfAnotherKindNamesBothKinds(t *testing.T) {
	totals := write(t, "totals.csv", "卫生许可证号,检查日期,评分表,检查类型,监督员1,监督员2,实得分,应得分\n"+
		"示卫公证字〔2024〕第0001号,2026/11/18,lodging,日常监督,李静,王磊,90,100\n")
	sheets := items(t, wholeSheet(t, 1, nil)...)
	kindIs := func(kind disclosure.VenueKind) func(context.Context, string) (disclosure.VenueKind, error) {
		return func(context.Context, string) (disclosure.VenueKind, error) { return kind, nil }
	}
	for _, path := range []string{totals, sheets} {
		for lang, want := range map[i18n.Lang]string{i18n.ZH: "住宿场所的评分表，而该单位在名册中的场所类别是游泳", i18n.EN: "(lodging); on the register this venue is of the kind swimming pool"} {
			for kind, warned := range map[disclosure.VenueKind]bool{"swimming": true, "lodging": false, "": false} {
				t.Run(filepath.Base(path)+" "+string(lang)+" "+string(kind), func(t *testing.T) {
					h := newHouse(t)
					o := h.options()
					o.Lang, o.VenueKindOf = lang, kindIs(kind)
					o.HasVenue = func(context.Context, string) (bool, error) { return true, nil }
					report, err := Run(t.Context(), []string{path}, h.publisher().Begin(true), o)
					if err != nil {
						t.Fatal(err)
					}
					t.Cleanup(report.Close)
					short, messages := told(t, report.Files[0])
					if !warned {
						if len(short) != 0 {
							t.Errorf("findings %q, want none", short)
						}
						return
					}
					if len(short) != 1 || short[0] != "warning table.venue_kind 评分表" || !strings.Contains(messages[0], want) {
						t.Errorf("findings %q %q, want one with %q", short, messages, want)
					}
				})
			}
		}
	}
}

// TestDuplicatesAreToldByTheirKind: what makes two rows the same is another thing for each kind.
func TestDuplicatesAreToldByTheirKind(t *testing.T) {
	tests := []struct{ table, heading, other, zh, en string }{
		{"grading", "实得分", "91", "证号、检查日期、检查类型", "permit number, date and kind of inspection"},
		{"reading", "结果", "0.13", "证号、采样时间、项目、采样点", "permit number, sampling time, item and sampling point"},
		{"venue", "场所名称", "另一家", "证号相同", "same permit number"},
		{"penalty-gen3", "CF_SY", "另一事实", "文号（及相对人）", "document number (and counterparty)"},
	}
	for _, test := range tests {
		table := readRowTable(t, test.table)
		one := csvOf(t, table.cells(&rowCase{changes: []cellOf{{"扣分项", ""}}}))
		if test.table != "grading" {
			one = csvOf(t, table.row)
		}
		changed := rowCase{changes: []cellOf{{test.heading, test.other}}}
		if test.table == "grading" {
			changed.changes = append(changed.changes, cellOf{"扣分项", ""})
		}
		_, other, _ := strings.Cut(csvOf(t, table.cells(&changed)), "\n")
		_, again, _ := strings.Cut(one, "\n")
		for lang, want := range map[i18n.Lang]string{i18n.ZH: test.zh, i18n.EN: test.en} {
			t.Run(test.table+" "+string(lang), func(t *testing.T) {
				h := newHouse(t)
				h.lang = lang
				h.venue = func(context.Context, string) (bool, error) { return true, nil }
				said := map[Code]string{}
				for _, finding := range findings(t, h.rehearse(t, write(t, "rows.csv", one+again+other)).Files[0]) {
					said[finding.Code] = finding.Message
				}
				if !strings.Contains(said[CodeDuplicateConflict], want) {
					t.Errorf("the conflict is told as %q, want %q", said[CodeDuplicateConflict], want)
				}
				if test.table != "penalty-gen3" && !strings.Contains(said[CodeDuplicateIdentical], want) {
					t.Errorf("the repetition is told as %q, want %q", said[CodeDuplicateIdentical], want)
				}
			})
		}
	}
}

// TestTextNamedZIP says that it is no ZIP file, before anything about headings.
func TestTextNamedZIP(t *testing.T) {
	for _, content := range []string{"junk\n", "卫生许可证号,检查日期\n1,2\n", "\x01\x02\x03\x04\x05"} {
		for lang, want := range map[i18n.Lang]string{i18n.ZH: "不是 ZIP 压缩包", i18n.EN: "is no ZIP file"} {
			h := newHouse(t)
			h.lang = lang
			problem := h.rehearse(t, write(t, "x.ZIP", content)).Files[0].Problem
			if problem == nil || problem.Code != "file.not_zip" || !strings.Contains(problem.Message, want) {
				t.Errorf("%q: %+v", content, problem)
			}
		}
	}
}
