package intake

import (
	"slices"
	"strings"

	"mingshi/internal/disclosure"
	"mingshi/internal/privacy"
	"mingshi/internal/uscc"
)

// subject is a counterparty as a row gives it.
type subject struct {
	public disclosure.Counterparty
	// code is the credit code if it is a valid one: only then may records be joined by it.
	code string
	// key finds the counterparty again: the code, or the real name and operator. It is hidden before it is stored.
	key string
}

// counterparty reads who a decision is about, and checks the cells of the row on the way, since what is mandatory hangs
// on the kind of counterparty.
func (c *check) counterparty() subject {
	s := subject{public: disclosure.Counterparty{Kind: c.counterpartyKind()}}
	c.cells(s.public.Kind)
	switch s.public.Kind {
	case disclosure.NaturalPerson:
		return c.naturalPerson(s)
	case disclosure.Organization, disclosure.SoleTrader:
		return c.business(s)
	}
	// The kind is unknown and the row has failed; it may be about a person, so no message shall tell the name.
	c.learnPersons("name")
	c.learnPersons("legal_rep")
	return s
}

// business reads an organisation or a sole trader.
func (c *check) business(s subject) subject {
	codes := c.otherCodes()
	c.creditCode(&s, &codes)
	if codes != (disclosure.OtherCodes{}) {
		s.public.OtherCodes = &codes
	}
	s.public.Name = c.name("name")
	s.public.LegalRepresentative = c.name("legal_rep")
	s.key = s.code
	if s.key == "" {
		s.key = nameKey(c.raw("name")) + "|" + nameKey(c.raw("legal_rep"))
	}
	return s
}

// naturalPerson keeps the first one's surname only, and takes every full name out of every text of the row: also those of
// companions, and former ones. A code that is none is refused: whom the row is about is then unknown.
func (c *check) naturalPerson(s subject) subject {
	if code := uscc.Normalize(c.raw("uscc")); !c.has("category") && classOf(code) == uscc.Malformed {
		c.learnPersons("name")
		c.fail(CodeUSCCInvalid, "uscc", c.quote(code))
	}
	raw := c.raw("name")
	full := normalName(raw)
	first := nameKey(raw)
	c.learnPersons("legal_rep")
	if names := c.learnPersons("name"); len(names) > 0 {
		first = names[0]
	}
	s.public.Name = privacy.MaskName(first)
	if full != raw && full != "" {
		c.warn(CodeNameNormalized, "name", s.public.Name)
	}
	s.key = first + "|"
	return s
}

// counterpartyKind reads the category, or derives it where the generation has none: from a well-formed code, or from how
// the name ends. Any other row is about a natural person, the reading that hides most: nothing else that stands in the
// columns for codes and representatives proves an organisation.
func (c *check) counterpartyKind() disclosure.CounterpartyKind {
	if c.has("category") {
		return choice(c, "category", disclosure.CounterpartyKinds)
	}
	code := uscc.Normalize(c.raw("uscc"))
	switch class := classOf(code); {
	case class == uscc.Placeholder, class == uscc.Valid && strings.HasPrefix(code, soleTraderPrefix):
		return disclosure.SoleTrader
	case class == uscc.Valid, class == uscc.Legacy:
		return disclosure.Organization
	case c.raw("id_number") != "":
		return disclosure.NaturalPerson
	case c.hasOtherCode(), namesOrganization(c.raw("name")):
		return disclosure.Organization
	}
	return disclosure.NaturalPerson
}

// soleTraderPrefix begins the credit codes of sole traders (domain.md §1.5).
const soleTraderPrefix = "92"

// hasOtherCode tells whether the row gives a well-formed organisation code or registration number.
func (c *check) hasOtherCode() bool {
	if uscc.ValidOrgCode(strings.ReplaceAll(uscc.Normalize(c.raw("org_code")), "-", "")) {
		return true
	}
	class := classOf(uscc.Normalize(c.raw("business_reg_no")))
	return class == uscc.Valid || class == uscc.Legacy
}

// classOf tells what a code is; a person's number is none, whatever its check character says.
func classOf(code string) uscc.Class {
	class := uscc.Classify(code)
	if class != uscc.Empty && class != uscc.Placeholder && isPersonal(code) {
		return uscc.Malformed
	}
	return class
}

// creditCode checks 行政相对人代码_1. A resident's ID in its place is refused, whatever its check character says as a code.
func (c *check) creditCode(s *subject, codes *disclosure.OtherCodes) {
	code := uscc.Normalize(c.raw("uscc"))
	switch classOf(code) {
	case uscc.Empty:
	case uscc.Valid:
		s.code, s.public.USCC = code, code
		c.keep = append(c.keep, code)
	case uscc.Placeholder:
		if s.public.Kind == disclosure.SoleTrader {
			c.warn(CodeUSCCLegacy, "uscc", code)
			return
		}
		c.fail(CodeUSCCInvalid, "uscc", code)
	case uscc.Legacy:
		c.warn(CodeUSCCLegacy, "uscc", code)
		if codes.BusinessRegNo == "" {
			codes.BusinessRegNo = code
			c.keep = append(c.keep, code)
		}
	case uscc.Malformed:
		c.fail(CodeUSCCInvalid, "uscc", c.quote(code))
	}
}

// otherCodes reads 行政相对人代码_2 to _6. A sole trader's old tax number is often the owner's ID: such a one is left out.
func (c *check) otherCodes() disclosure.OtherCodes {
	read := func(field string) string {
		code := uscc.Normalize(c.raw(field))
		if code == "" {
			return ""
		}
		if isPersonal(code) || slices.Contains(c.secrets, code) {
			c.warn(CodeTextMasked, field)
			return ""
		}
		c.keep = append(c.keep, code)
		return code
	}
	return disclosure.OtherCodes{
		BusinessRegNo:     read("business_reg_no"),
		OrgCode:           read("org_code"),
		TaxRegNo:          read("tax_reg_no"),
		InstitutionCertNo: read("institution_cert_no"),
		SocialOrgRegNo:    read("social_org_reg_no"),
	}
}

// isPersonal tells whether what stands in a column for codes is a person's number: no code looks like one.
func isPersonal(code string) bool {
	return slices.ContainsFunc(privacy.Find(code), func(match privacy.Match) bool {
		return match.Kind == privacy.ResidentID || match.Kind == privacy.Mobile
	})
}

// partyCode reads the credit code of an authority or a source unit; only a valid one will do.
func (c *check) partyCode(field string) string {
	code := uscc.Normalize(c.raw(field))
	if code != "" && uscc.Classify(code) != uscc.Valid {
		c.fail(CodeUSCCInvalid, field, c.quote(code))
		return ""
	}
	if code != "" {
		c.keep = append(c.keep, code)
	}
	return code
}

// authority reads the deciding authority; where the generation has no column for the code, it is the profile's if the
// name is.
func (c *check) authority() disclosure.Party {
	code := c.partyCode("authority_uscc")
	party := disclosure.Party{Name: c.name("authority"), USCC: code}
	if party.USCC == "" && nameKey(c.raw("authority")) == nameKey(c.profile.NameZH) {
		party.USCC = c.profile.USCC
	}
	return party
}

// source reads the source unit; a generation without one gets the profile's.
func (c *check) source() disclosure.Party {
	if !c.has("source") {
		return c.profile.DefaultSource
	}
	code := c.partyCode("source_uscc")
	return disclosure.Party{Name: c.name("source"), USCC: code}
}

// authorityKey names the authority inside natural keys: its code, or its name where it has none.
func authorityKey(p disclosure.Party) string {
	if p.USCC != "" {
		return p.USCC
	}
	return nameKey(p.Name)
}
