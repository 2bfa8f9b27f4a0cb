package intake

import (
	"strings"

	"mingshi/internal/disclosure"
)

// permit reads a row of an administrative permit, of any generation.
func (c *check) permit() disclosure.Draft {
	who := c.counterparty()
	documentNumber, permitNumber := c.docNumber("document_number"), c.docNumber("permit_number")
	shownDocument, shownPermit := c.shown("document_number", documentNumber), c.shown("permit_number", permitNumber)
	c.keep = append(c.keep, shownDocument, shownPermit)
	c.pattern("document_number", documentNumber, disclosure.KindPermit)
	kind, other := c.permitKind()
	p := &disclosure.Permit{
		DocumentTitle:  c.text("document_title"),
		DocumentNumber: shownDocument,
		Counterparty:   who.public,
		PermitKind:     kind, PermitKindOther: other,
		CertificateName: c.text("certificate_name"),
		PermitNumber:    shownPermit,
		Content:         c.text("content"),
		DecidedOn:       c.date("decided_on"),
		ValidFrom:       c.date("valid_from"),
		ValidUntil:      c.end("valid_until"),
		Authority:       c.authority(),
		Source:          c.source(),
		Status:          c.recordStatus(),
		Remark:          c.text("remark"),
	}
	c.past("decided_on", p.DecidedOn)
	c.notBefore("valid_until", p.ValidUntil, p.ValidFrom)
	c.notBefore("valid_until", p.ValidUntil, p.DecidedOn)
	draft := disclosure.Draft{
		Body:       p,
		NaturalKey: []string{authorityKey(p.Authority), firstOf(documentNumber, permitNumber)},
		Name:       p.Counterparty.Name, Subject: who.code, Places: places(permitNumber, shownPermit),
		Authority: p.Authority.USCC, DecidedOn: p.DecidedOn,
	}
	c.publication(&draft)
	return draft
}

// publication settles what holds for permits and penalties alike: a row whose usage range is not public is counted
// only; any other must be in time.
func (c *check) publication(d *disclosure.Draft) {
	if d.NotPublic == "" && c.usageRange("usage_range") {
		d.NotPublic = disclosure.NotPublicUsageRange
		c.warn(CodeNotPublic, "usage_range")
	}
	if d.NotPublic == "" {
		d.Late = c.late("decided_on", d.DecidedOn)
		// A number that rests on a year without holidays is counted all the same, as lateness is.
		d.WorkingDays, _ = c.calendar.WorkingDaysBetween(d.DecidedOn, c.asOf)
	}
}

// permitKind reads 许可类别; 其他 may name the kind in words ("其他-备案").
func (c *check) permitKind() (disclosure.PermitKind, string) {
	raw := plain(c.raw("permit_kind"))
	if raw == "" {
		return "", ""
	}
	if kind, ok := disclosure.PermitKinds.Find(raw); ok {
		return kind, ""
	}
	if words, ok := otherWords(raw); ok {
		return disclosure.PermitOther, c.public("permit_kind", words)
	}
	c.fail(CodeEnumUnknown, "permit_kind", c.quote(raw), strings.Join(disclosure.PermitKinds.Values(), "、"))
	return "", ""
}

// otherWords reads "其他-…", the standard's way to name a value outside its list.
func otherWords(value string) (string, bool) {
	for _, prefix := range []string{"其他", "其它"} {
		if rest, ok := strings.CutPrefix(value, prefix); ok {
			words := strings.Trim(rest, "-—–:：()（） ")
			return words, words != ""
		}
	}
	return "", false
}

// statusCodes are those of 当前状态, which differ by generation (domain.md §1.2 #25).
var (
	statusCodes = map[string]disclosure.PermitStatus{"1": disclosure.PermitInForce, "2": disclosure.PermitInvalid}
	firstCodes  = map[string]disclosure.PermitStatus{
		"": disclosure.PermitInForce, "0": disclosure.PermitInForce, "1": disclosure.PermitRevoked,
		"2": disclosure.PermitDisputed, "3": disclosure.PermitInvalid,
	}
)

// recordStatus reads 当前状态, by code or by word; the first generation's blank is "in force".
func (c *check) recordStatus() disclosure.PermitStatus {
	codes := statusCodes
	if c.header.format.Generation == "gen1" {
		codes = firstCodes
	}
	if status, ok := codes[plain(c.raw("status"))]; ok {
		return status
	}
	return choice(c, "status", disclosure.PermitStatuses)
}

func firstOf(values ...string) string {
	for _, value := range values {
		if value != "" {
			return value
		}
	}
	return ""
}
