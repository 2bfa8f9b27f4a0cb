package intake

import (
	"strings"
	"testing"

	"mingshi/internal/disclosure"
	"mingshi/internal/i18n"
)

// TestLateSaysWhenItIsProvisional: a deadline that rests on a year whose holidays are not loaded may be another.
func TestLateSaysWhenItIsProvisional(t *testing.T) {
	tests := []struct {
		name, decided string
		lang          i18n.Lang
		mark          string // "" for a settled deadline
	}{
		{"both days in a loaded year", "2026/10/12", i18n.ZH, ""},
		{"both days in a loaded year, in English", "2026/10/12", i18n.EN, ""},
		{"deadline beyond the last loaded year", "2026/12/28", i18n.ZH, "（暂定：2027 年放假安排尚未载入）"},
		{"decided beyond the last loaded year", "2027/12/30", i18n.ZH, "（暂定：2027 年放假安排尚未载入）"},
		{"decided beyond it, in English", "2027/12/30", i18n.EN, "(provisional: the holidays of 2027 are not loaded yet)"},
	}
	const headings = "CF_WSH,CF_CFMC,CF_CFLB1,CF_SY,CF_YJ,CF_XDR_MC,CF_XDR_SHXYM,CF_JG,CF_JDRQ,CF_XZJG\n"
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			h := newHouse(t)
			h.lang, h.day = test.lang, disclosure.MustDate("2028-02-01")
			f := h.rehearse(t, write(t, "p.csv", headings+"示卫公罚〔2026〕1号,未公示,罚款,未公示,第三十七条,"+
				"湖光区天鹅派美容美发店,92419901MAL132972K,罚款800元,"+test.decided+",示例市湖光区卫生健康局\n")).Files[0]
			all := findings(t, f)
			if len(all) != 1 || all[0].Code != CodeLate {
				t.Fatalf("findings %v, want one of lateness", all)
			}
			message := all[0].Message
			marked := strings.Contains(message, "暂定") || strings.Contains(message, "provisional")
			if marked != (test.mark != "") || !strings.Contains(message, test.mark) {
				t.Errorf("%s; want it marked %q", message, test.mark)
			}
		})
	}
}
