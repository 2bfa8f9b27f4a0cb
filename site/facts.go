package site

import (
	"mingshi/internal/disclosure"
	"mingshi/internal/publicity"
)

// fact is one line of a record: its label and what it says.
type fact struct {
	Label string
	Text  string
	// Page is where the text leads, if anywhere.
	Page string
	// Code marks numbers and codes, which are set in figures of one width.
	Code bool
	// Ours marks words in the page's own language; all else is the record's own.
	Ours bool
	// Note stands behind the text.
	Note string
}

// factList collects the lines of a record; empty ones are left out.
type factList struct {
	voice
	Facts []fact
}

func (l *factList) add(labelKey, text string) { l.put(labelKey, fact{Text: text}) }

func (l *factList) say(labelKey, text string) { l.put(labelKey, fact{Text: capital(text), Ours: true}) }

func (l *factList) code(labelKey, text string) {
	l.put(labelKey, fact{Text: text, Code: true, Ours: true})
}

func (l *factList) day(labelKey string, day disclosure.Date) { l.code(labelKey, day.String()) }

func (l *factList) put(labelKey string, f fact) {
	if f.Text == "" {
		return
	}
	f.Label = l.T(labelKey)
	l.Facts = append(l.Facts, f)
}

// until adds an end of validity; no date is no end.
func (l *factList) until(labelKey string, day disclosure.Date) {
	if day.IsZero() {
		l.say(labelKey, l.T("site.no_end"))
		return
	}
	l.day(labelKey, day)
}

func (l *factList) counterparty(c *disclosure.Counterparty, subject string) {
	l.put("site.field.counterparty", fact{Text: c.Name, Page: subjectAddress(subject)})
	l.say("site.field.counterparty_kind", l.label(c.Kind))
	l.code("site.field.uscc", c.USCC)
	l.add("site.field.legal_representative", c.LegalRepresentative)
	if c.OtherCodes == nil {
		return
	}
	l.code("site.field.business_reg_no", c.OtherCodes.BusinessRegNo)
	l.code("site.field.org_code", c.OtherCodes.OrgCode)
	l.code("site.field.tax_reg_no", c.OtherCodes.TaxRegNo)
	l.code("site.field.institution_cert_no", c.OtherCodes.InstitutionCertNo)
	l.code("site.field.social_org_reg_no", c.OtherCodes.SocialOrgRegNo)
}

func (l *factList) parties(authority, source disclosure.Party) {
	l.put("site.field.authority", fact{Text: authority.Name, Note: authority.USCC})
	l.put("site.field.source", fact{Text: source.Name, Note: source.USCC})
}

// envelope adds what is known of the publication itself.
func (l *factList) envelope(r *disclosure.Record) {
	l.code("site.field.published_at", l.instant(r.PublishedAt))
	if r.Version > 1 {
		l.code("site.field.updated_at", l.instant(r.UpdatedAt))
	}
	if !r.PublicUntil.IsZero() {
		l.put("site.field.public_until", fact{Text: r.PublicUntil.String(), Code: true, Ours: true, Note: l.T("site.last_day_included")})
	}
	if regime, ok := regimeOf(r.Regime); ok {
		name := regime.NameZH
		if l.english() {
			name = regime.NameEN
		}
		l.say("site.field.regime", name)
	}
	l.code("site.field.id", string(r.ID))
}

// misconduct names a class of misconduct in the words of the rules that the record was published under.
func (l *factList) misconduct(class, regimeCode string) {
	regime, _ := regimeOf(regimeCode)
	for _, known := range regime.Classes {
		if known.Code != class || class == "" {
			continue
		}
		if l.english() {
			l.say("site.field.misconduct_class", known.NameEN)
		} else {
			l.say("site.field.misconduct_class", known.NameZH)
		}
		return
	}
	l.add("site.field.misconduct_class", class)
}

func regimeOf(code string) (publicity.Regime, bool) {
	for _, regime := range publicity.Shipped().Regimes() {
		if regime.Code == code {
			return regime, true
		}
	}
	return publicity.Regime{}, false
}
