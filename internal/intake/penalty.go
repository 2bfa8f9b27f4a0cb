package intake

import (
	"slices"
	"strings"

	"mingshi/internal/disclosure"
)

// penalty reads a row of an administrative penalty, of any generation.
func (c *check) penalty() disclosure.Draft {
	who := c.counterparty()
	documentNumber := c.docNumber("document_number")
	shownNumber := c.shown("document_number", documentNumber)
	c.keep = append(c.keep, shownNumber)
	c.pattern("document_number", documentNumber, disclosure.KindPenalty)
	kinds, other := c.penaltyKinds()
	p := &disclosure.Penalty{
		DocumentNumber:   shownNumber,
		Counterparty:     who.public,
		ViolationType:    c.text("violation_type"),
		Facts:            c.text("facts"),
		LegalBasis:       c.text("legal_basis"),
		PenaltyKinds:     kinds,
		PenaltyKindOther: other,
		Content:          c.text("content"),
		Fine:             c.fine(kinds),
		Confiscated:      c.confiscated(kinds),
		LicenseAction:    c.text("license_action"),
		DecidedOn:        c.date("decided_on"),
		ValidUntil:       c.end("valid_until"),
		Authority:        c.authority(),
		Source:           c.source(),
		Remark:           c.text("remark"),
	}
	publicUntil := c.end("public_until")
	c.past("decided_on", p.DecidedOn)
	c.notBefore("valid_until", p.ValidUntil, p.DecidedOn)
	c.notBefore("public_until", publicUntil, p.DecidedOn)
	draft := disclosure.Draft{
		Body:       p,
		NaturalKey: []string{authorityKey(p.Authority), documentNumber, who.key},
		Name:       p.Counterparty.Name, Subject: who.code, Authority: p.Authority.USCC, DecidedOn: p.DecidedOn,
		NotPublic: c.penaltyNotPublic(kinds, documentNumber),
	}
	if !c.failed {
		c.period(p, &draft, publicUntil)
	}
	c.publication(&draft)
	return draft
}

// period sets how long the penalty is public: by the rules of its date, or up to the file's own earlier deadline.
func (c *check) period(p *disclosure.Penalty, d *disclosure.Draft, stated disclosure.Date) {
	term := c.publicity.Term(p.DecidedOn, p.PenaltyKinds)
	p.MisconductClass, p.Repair.EarliestOn = term.Class, term.EarliestRepair
	d.Regime, d.PublicUntil = term.Regime, term.Until
	if !stated.IsZero() && (d.PublicUntil.IsZero() || stated.Before(d.PublicUntil)) {
		d.PublicUntil = stated
	}
}

// penaltyNotPublic names the rule that keeps a penalty from the public: revoked in the source, simple procedure (by its
// column or number, never by the amount), or nothing but warning and public criticism.
func (c *check) penaltyNotPublic(kinds []disclosure.PenaltyKind, documentNumber string) disclosure.NotPublicRule {
	status := c.penaltyStatus()
	procedure := choice(c, "procedure", procedures)
	switch {
	case status == disclosure.PermitRevoked:
		c.warn(CodeNotPublic, "status")
		return disclosure.NotPublicRevoked
	case procedure == procedureSimple:
		c.warn(CodeNotPublic, "procedure")
		return disclosure.NotPublicSimple
	case c.publicity.SimpleProcedure(documentNumber):
		c.warn(CodeNotPublic, "document_number")
		return disclosure.NotPublicSimple
	case len(kinds) > 0 && c.publicity.NotPublic(kinds):
		c.warn(CodeNotPublic, "kinds")
		return disclosure.NotPublicMinor
	}
	return ""
}

// procedure is by which procedure a penalty was imposed; "" where the file does not say.
type procedure string

const (
	procedureSimple   procedure = "simple"
	procedureOrdinary procedure = "ordinary"
)

// procedures are the values of 案件程序类别, which is no column of the standard but of the systems that make the files.
var procedures = disclosure.List[procedure]{
	{ID: procedureSimple, ZH: "简易程序", EN: "simple procedure", Also: []string{"简易", "当场处罚", "当场处罚程序", "01", "1"}},
	{ID: procedureOrdinary, ZH: "一般程序", EN: "ordinary procedure", Also: []string{"普通程序", "一般", "普通", "02", "2"}},
}

// penaltyStatus reads 当前状态, which only generation 1 has for penalties.
func (c *check) penaltyStatus() disclosure.PermitStatus {
	if !c.has("status") {
		return ""
	}
	return c.recordStatus()
}

// penaltyKinds reads 处罚类别: one or several values of the old or new list, separated by ; ， 、 (generation 1: two columns).
func (c *check) penaltyKinds() ([]disclosure.PenaltyKind, string) {
	var kinds []disclosure.PenaltyKind
	var other string
	for _, field := range []string{"kinds", "kinds_2"} {
		found, words, bad := splitKinds(plain(c.raw(field)))
		if bad != "" {
			c.fail(CodeEnumUnknown, field, c.quote(bad), strings.Join(disclosure.PenaltyKinds.Values(), "、"))
		}
		for _, kind := range found {
			if !slices.Contains(kinds, kind) {
				kinds = append(kinds, kind)
			}
		}
		other = firstOf(other, words)
	}
	return kinds, c.public("kinds", other)
}

// splitKinds maps the values of one cell. Old values that join two kinds hold a 、 of their own, so the whole is tried
// before its parts. bad is the first value that is on no list.
func splitKinds(text string) (kinds []disclosure.PenaltyKind, other, bad string) {
	for part := range strings.FieldsFuncSeq(text, isKindSeparator) {
		found, words, wrong := wholeKinds(strings.TrimSpace(part))
		kinds = append(kinds, found...)
		other, bad = firstOf(other, words), firstOf(bad, wrong)
	}
	return kinds, other, bad
}

func isKindSeparator(r rune) bool { return r == ';' || r == ',' || r == '\n' }

// wholeKinds maps a value that may hold a 、, as the old ones that join two kinds do.
func wholeKinds(text string) (kinds []disclosure.PenaltyKind, other, bad string) {
	if text == "" {
		return nil, "", ""
	}
	if found, words, ok := oneKind(text); ok && !strings.Contains(words, "、") {
		return found, words, ""
	}
	var words []string // of "其他-…", which may hold a 、 too
	for part := range strings.SplitSeq(text, "、") {
		part = strings.TrimSpace(part)
		found, named, ok := oneKind(part)
		switch {
		case ok:
			kinds = append(kinds, found...)
			if named != "" {
				words = append(words, named)
			}
		case len(words) > 0:
			words = append(words, part)
		default:
			return nil, "", text
		}
	}
	return kinds, strings.Join(words, "、"), ""
}

// oneKind maps one value of the lists, and "其他-…".
func oneKind(text string) (kinds []disclosure.PenaltyKind, other string, ok bool) {
	if kind, ok := disclosure.PenaltyKinds.Find(text); ok {
		return []disclosure.PenaltyKind{kind}, "", true
	}
	if pair, ok := disclosure.OldPenaltyPairs[text]; ok {
		return pair, "", true
	}
	if words, ok := otherWords(text); ok {
		return []disclosure.PenaltyKind{disclosure.PenaltyOther}, words, true
	}
	return nil, "", false
}

// fine reads 罚款金额. Generation 1 has no such column, and in generation 2 it may be empty: there the amount stands in
// the text of the decision.
func (c *check) fine(kinds []disclosure.PenaltyKind) *disclosure.Fen {
	return c.sum("fine", "罚款", slices.Contains(kinds, disclosure.PenaltyFine))
}

// confiscated reads 没收违法所得、没收非法财物的金额 in the same way; what goods are worth is never in the text.
func (c *check) confiscated(kinds []disclosure.PenaltyKind) *disclosure.Fen {
	return c.sum("confiscated", "没收违法所得", slices.Contains(kinds, disclosure.PenaltyConfiscateGains))
}

// sum reads an amount from its column, or from the words of the decision where an older generation has no such amount.
func (c *check) sum(field, word string, imposed bool) *disclosure.Fen {
	if trim(c.cell(field)) != "" || !imposed {
		return c.amount(field)
	}
	if c.header.format.Generation != "gen3" {
		return amountInText(c.raw("content"), word)
	}
	if field == "fine" {
		c.fail(CodeAmountRequired, field)
	}
	return nil
}

// amount reads a column in 万元.
func (c *check) amount(field string) *disclosure.Fen {
	raw := plain(c.raw(field))
	if raw == "" {
		return nil
	}
	fen, err := disclosure.ParseWan(raw)
	if err != nil {
		c.fail(CodeAmountInvalid, field, c.quote(raw))
		return nil
	}
	return &fen
}
