package intake

import "mingshi/internal/disclosure"

// filing reads a row of a filing (备案).
func (c *check) filing() disclosure.Draft {
	c.cells("")
	who := c.operator("name")
	number := c.docNumber("number")
	shown := c.shown("number", number)
	c.keep = append(c.keep, shown)
	c.pattern("number", number, disclosure.KindFiling)
	kind := disclosure.Organization
	if len(who.code) > 1 && who.code[:2] == "92" {
		kind = disclosure.SoleTrader
	}
	f := &disclosure.Filing{
		DocumentNumber: shown,
		Counterparty: disclosure.Counterparty{
			Name: who.Name, Kind: kind, USCC: who.code, LegalRepresentative: c.name("legal_rep"),
		},
		Premises: disclosure.Premises{
			Name: c.name("premises"), VenueKind: choice(c, "venue_kind", disclosure.VenueKinds),
			Address: c.name("address"), Street: c.name("street"),
		},
		Content:   c.text("venue_kind"),
		DecidedOn: c.date("decided_on"),
		Authority: c.authority(),
		Status:    choice(c, "status", disclosure.PermitStatuses),
		Remark:    c.text("remark"),
	}
	f.ValidFrom, f.Source = f.DecidedOn, f.Authority
	c.past("decided_on", f.DecidedOn)
	return disclosure.Draft{
		Body: f, NaturalKey: []string{authorityKey(f.Authority), number},
		Name: f.Counterparty.Name, Subject: who.code, Places: places(number, shown),
		Authority: f.Authority.USCC, DecidedOn: f.DecidedOn,
	}
}
