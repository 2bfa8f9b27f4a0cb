package dossier_test

import (
	"testing"

	"mingshi/internal/disclosure"
	"mingshi/internal/dossier"
)

func TestASubjectIsEverythingOfOneBusiness(t *testing.T) {
	w := newWorld(t)
	w.publishes(
		venue(company, "卫证1", "清河旅馆", "青禾路17号"), venue(company, "卫证2", "清河浴室", "青禾路19号"), venue(other, "卫证9", "邻店", "河东路3号"),
	)
	w.publishes(permit(company, "许1", "卫证1", "清河公司旧名", "2024-01-05"), permit(company, "许2", "卫证2", "清河公司", "2026-02-05"))
	w.publishes(filing(company, "备1", "清河公司中名", "2025-01-05"), penalty(company, "罚1", "清河公司旧名", "未消毒", "2024-06-01"))
	w.publishes(penalty(other, "罚9", "邻店公司", "未消毒", "2026-06-01"))
	subject, err := dossier.OfSubject(t.Context(), w.store, company)
	if err != nil {
		t.Fatal(err)
	}
	if len(subject.Venues) != 2 || len(subject.Permits) != 2 || len(subject.Filings) != 1 || len(subject.Penalties) != 1 {
		t.Errorf("%d venues, %d permits, %d filings, %d penalties",
			len(subject.Venues), len(subject.Permits), len(subject.Filings), len(subject.Penalties))
	}
	if subject.Code != company || subject.Name != "清河公司" || subject.Permits[0].Facts.DocumentNumber != "许2" {
		t.Errorf("code %s, name %s, latest permit %s", subject.Code, subject.Name, subject.Permits[0].Facts.DocumentNumber)
	}
}

func TestASubjectIsNamedByItsLatestDecision(t *testing.T) {
	for name, c := range map[string]struct {
		drafts []disclosure.Draft
		want   string
	}{
		"venue alone":            {[]disclosure.Draft{venue(company, "卫证1", "清河旅馆", "青禾路17号")}, "清河旅馆经营者"},
		"decision before venue":  {[]disclosure.Draft{venue(company, "卫证1", "清河旅馆", "青禾路17号"), filing(company, "备1", "清河公司", "2020-01-01")}, "清河公司"},
		"penalty is the latest":  {[]disclosure.Draft{permit(company, "许1", "卫证1", "旧名", "2024-01-05"), penalty(company, "罚1", "新名", "", "2025-01-05")}, "新名"},
		"permit is the latest":   {[]disclosure.Draft{permit(company, "许1", "卫证1", "新名", "2026-01-05"), penalty(company, "罚1", "旧名", "", "2025-01-05")}, "新名"},
		"filing is the latest":   {[]disclosure.Draft{permit(company, "许1", "卫证1", "旧名", "2024-01-05"), filing(company, "备1", "新名", "2026-01-05")}, "新名"},
		"latest of several ones": {[]disclosure.Draft{permit(company, "许1", "卫证1", "旧名", "2024-01-05"), permit(company, "许2", "卫证1", "新名", "2024-01-06")}, "新名"},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			w.publishes(c.drafts...)
			subject, err := dossier.OfSubject(t.Context(), w.store, company)
			if err != nil || subject.Name != c.want {
				t.Errorf("named %q, %v; want %q", subject.Name, err, c.want)
			}
		})
	}
}

func TestASubjectThatIsGoneIsNotFound(t *testing.T) {
	w := newWorld(t)
	w.publishes(penalty(company, "罚1", "清河公司", "", "2025-01-05"))
	w.withdraw(w.named(disclosure.KindPenalty, "清河公司"))
	for _, code := range []string{company, other, company[:17]} {
		if subject, err := dossier.OfSubject(t.Context(), w.store, code); disclosure.KindOf(err) != disclosure.NotFound {
			t.Errorf("subject %q: %+v, %v", code, subject, err)
		}
	}
}
