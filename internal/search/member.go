package search

import "mingshi/internal/disclosure"

// Role says in which way a member of a record is searched.
type Role int

// The roles.
const (
	RoleName Role = iota
	RoleText
	RoleNumber
	RoleCode
)

// Member is one text of a record that is searched. Path is its place in the record's JSON, "counterparty.name".
type Member struct {
	Path string
	Role Role
	Text string
}

// Members lists what of a record's own facts is searched, names first; members without a text are left out. A legal
// representative is not among them: that name is published with the business, not for looking persons up. What is joined of
// a venue is VenueMembers of that venue, its numbers excepted.
func Members(body disclosure.Body) []Member {
	var m members
	switch body := body.(type) {
	case *disclosure.Venue:
		m.venue("", body)
		for _, number := range body.PermitNumbers {
			m.add("permit_numbers", RoleNumber, number)
		}
	case *disclosure.Permit:
		m.counterparty(&body.Counterparty)
		m.add("document_number", RoleNumber, body.DocumentNumber)
		m.add("permit_number", RoleNumber, body.PermitNumber)
		m.add("certificate_name", RoleText, body.CertificateName)
		m.add("content", RoleText, body.Content)
		m.add("remark", RoleText, body.Remark)
	case *disclosure.Filing:
		m.add("counterparty.name", RoleName, body.Counterparty.Name)
		m.add("premises.name", RoleName, body.Premises.Name)
		m.codes(&body.Counterparty)
		m.add("document_number", RoleNumber, body.DocumentNumber)
		m.add("premises.address", RoleText, body.Premises.Address)
		m.add("premises.street", RoleText, body.Premises.Street)
		m.add("content", RoleText, body.Content)
		m.add("remark", RoleText, body.Remark)
	case *disclosure.Penalty:
		m.counterparty(&body.Counterparty)
		m.add("document_number", RoleNumber, body.DocumentNumber)
		m.add("violation_type", RoleText, body.ViolationType)
		m.add("facts", RoleText, body.Facts)
		m.add("legal_basis", RoleText, body.LegalBasis)
		m.add("content", RoleText, body.Content)
		m.add("remark", RoleText, body.Remark)
	case *disclosure.Grading:
		m.add("permit_number", RoleNumber, body.PermitNumber)
	case *disclosure.Reading:
		m.add("permit_number", RoleNumber, body.PermitNumber)
		m.add("place", RoleText, body.Place)
	}
	return m
}

// VenueMembers lists by what a record is found of the venue that it belongs to: signboard, former and legal names, the
// operator's code, address and street.
func VenueMembers(v *disclosure.Venue) []Member {
	var m members
	m.venue("venue.", v)
	return m
}

type members []Member

func (m *members) add(path string, role Role, text string) {
	if text != "" {
		*m = append(*m, Member{Path: path, Role: role, Text: text})
	}
}

func (m *members) venue(prefix string, v *disclosure.Venue) {
	m.add(prefix+"name", RoleName, v.Name)
	for _, name := range v.FormerNames {
		m.add(prefix+"former_names", RoleName, name)
	}
	m.add(prefix+"operator.name", RoleName, v.Operator.Name)
	m.add(prefix+"operator.uscc", RoleCode, v.Operator.USCC)
	m.add(prefix+"address", RoleText, v.Address)
	m.add(prefix+"street", RoleText, v.Street)
}

func (m *members) counterparty(c *disclosure.Counterparty) {
	m.add("counterparty.name", RoleName, c.Name)
	m.codes(c)
}

func (m *members) codes(c *disclosure.Counterparty) {
	m.add("counterparty.uscc", RoleCode, c.USCC)
	if other := c.OtherCodes; other != nil {
		m.add("counterparty.other_codes.business_reg_no", RoleCode, other.BusinessRegNo)
		m.add("counterparty.other_codes.org_code", RoleCode, other.OrgCode)
		m.add("counterparty.other_codes.tax_reg_no", RoleCode, other.TaxRegNo)
		m.add("counterparty.other_codes.institution_cert_no", RoleCode, other.InstitutionCertNo)
		m.add("counterparty.other_codes.social_org_reg_no", RoleCode, other.SocialOrgRegNo)
	}
}
