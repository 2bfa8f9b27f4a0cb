package intake

import (
	"encoding/json"
	"slices"
	"strings"

	"mingshi/internal/disclosure"
)

// venue reads a row of the venue register. The responsible person and the private telephone are not read at all.
func (c *check) venue() disclosure.Draft {
	c.cells("")
	operator := c.operator("operator")
	number := c.docNumber("number")
	shown, phone := c.shown("number", number), c.publicPhone()
	c.keep = append(c.keep, shown, phone)
	v := &disclosure.Venue{
		Name:          c.name("name"),
		VenueKind:     choice(c, "venue_kind", disclosure.VenueKinds),
		Operator:      operator.Party,
		Address:       c.name("address"),
		Street:        c.name("street"),
		Grid:          c.name("grid"),
		GridDuty:      c.name("grid_duty"),
		PermitNumber:  shown,
		PermitNumbers: append([]string{}, places(number, shown)...), // [] in JSON, not null
		Location:      c.location(),
		Status:        choice(c, "status", disclosure.VenueStatuses),
		PublicPhone:   phone,
	}
	draft := disclosure.Draft{
		Body: v, NaturalKey: []string{number},
		Name: v.Name, Subject: operator.code, Places: v.PermitNumbers, Authority: c.profile.USCC,
	}
	if operator.code != "" {
		// A new number with the same operator and address continues the venue (design.md §3); the kind tells apart a
		// hotel and its pool.
		draft.Continues = []string{"continues", operator.code, nameKey(c.raw("address")), string(v.VenueKind)}
	}
	return draft
}

// publicPhone reads the telephone that the business gives to the public; a private one is as public as that if it is the
// same.
func (c *check) publicPhone() string {
	phone := plain(c.raw("public_phone"))
	c.secrets = slices.DeleteFunc(c.secrets, func(secret string) bool { return strings.Contains(phone, secret) })
	return c.shown("public_phone", phone)
}

// operatorParty is who runs a venue, with the code by which records may be joined.
type operatorParty struct {
	disclosure.Party
	code string
}

// operator reads a business of which only name and code are given.
func (c *check) operator(nameField string) operatorParty {
	s := subject{public: disclosure.Counterparty{Kind: disclosure.SoleTrader}}
	var codes disclosure.OtherCodes
	c.creditCode(&s, &codes)
	return operatorParty{Party: disclosure.Party{Name: c.name(nameField), USCC: s.code}, code: s.code}
}

// coordinateDigits bounds a coordinate: three before the point, at most eight behind it (a millimetre).
const coordinateDigits = 12

// location reads 经度 and 纬度 in degrees, in the frame that the standard for public maps prescribes.
func (c *check) location() *disclosure.Location {
	lon, okLon := c.degrees("lon", "180")
	lat, okLat := c.degrees("lat", "90")
	if !okLon || !okLat {
		return nil
	}
	return &disclosure.Location{Lat: lat, Lon: lon, Datum: "CGCS2000"}
}

func (c *check) degrees(field, greatest string) (json.Number, bool) {
	raw := plain(c.raw(field))
	if raw == "" {
		return "", false
	}
	whole, fraction, hasPoint := strings.Cut(raw, ".")
	valid := len(raw) <= coordinateDigits && allDigits(whole) && (!hasPoint || allDigits(fraction)) &&
		(len(whole) < len(greatest) || (len(whole) == len(greatest) && whole < greatest))
	if !valid {
		c.failSaying(CodeAmountInvalid, "amount.invalid.degrees", field, c.quote(raw), greatest)
		return "", false
	}
	return decimal(whole, fraction), true
}

// decimal writes a JSON number without needless zeros in front.
func decimal(whole, fraction string) json.Number {
	whole = strings.TrimLeft(whole, "0")
	if whole == "" {
		whole = "0"
	}
	if fraction != "" {
		whole += "." + fraction
	}
	return json.Number(whole)
}

func allDigits(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }
