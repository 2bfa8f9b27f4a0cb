package intake

import (
	"strings"
	"testing"

	"mingshi/internal/disclosure"
	"mingshi/internal/store"
)

// TestWorkingDaysFromDecisionToPublication: what the figures add up is counted by the calendar, for permits as for penalties.
func TestWorkingDaysFromDecisionToPublication(t *testing.T) {
	const (
		penalties = "CF_WSH,CF_CFMC,CF_CFLB1,CF_SY,CF_YJ,CF_XDR_MC,CF_XDR_SHXYM,CF_JG,CF_JDRQ,CF_XZJG\n" +
			"示卫公罚〔2026〕1号,未公示,罚款,未公示,第三十七条,湖光区天鹅派美容美发店,92419901MAL132972K,罚款800元,%,示例市湖光区卫生健康局\n"
		permits = "XK_WSH,XK_XMMC,XK_SPLB,XK_NR,XK_XDR,XK_XDR_SHXYM,XK_JDRQ,XK_JZQ,XK_XZJG\n" +
			"示卫许〔2026〕1号,卫生许可证,普通,准予许可,湖光区天鹅派美容美发店,92419901MAL132972K,%,2030/09/28,示例市湖光区卫生健康局\n"
	)
	for _, test := range []struct {
		name, decided string
		want          int64
	}{
		{"on the same day", "2026/11/20", 0},
		{"the day before", "2026/11/19", 1},
		{"over a weekend", "2026/11/13", 5},
		{"over the holidays of October, with the Saturday worked for them", "2026/09/30", 33},
	} {
		for kind, rows := range map[disclosure.Kind]string{disclosure.KindPenalty: penalties, disclosure.KindPermit: permits} {
			t.Run(string(kind)+" "+test.name, func(t *testing.T) {
				h := newHouse(t)
				path := write(t, "a.csv", strings.ReplaceAll(rows, "%", test.decided))
				for range 2 { // again: nothing is added
					f := h.run(t, path).Files[0]
					if f.Kind != kind || f.Rows != 1 || f.Outcomes[disclosure.OutcomeRejected] != 0 {
						t.Fatalf("%s: %d rows, outcomes %v, findings %v", f.Kind, f.Rows, f.Outcomes, findings(t, f))
					}
				}
				figures, err := h.store.Figures(t.Context(), store.FigureQuery{Kinds: []disclosure.Kind{kind}})
				if err != nil {
					t.Fatal(err)
				}
				got := make(map[string]int64)
				for _, figure := range figures {
					got[figure.Event] += figure.Count
				}
				if got["publish"] != 1 || got[store.EventWorkingDays] != test.want {
					t.Errorf("figures %v, want 1 publication after %d working days", got, test.want)
				}
			})
		}
	}
}
