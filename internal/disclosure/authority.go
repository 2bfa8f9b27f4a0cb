package disclosure

import "time"

// Authority is the profile of who publishes: names, codes, zone and habits of one local health authority. It is read
// from authority.yaml and checked on load (internal/authority).
type Authority struct {
	NameZH string
	NameEN string
	USCC   string
	// DivisionCode is the six-digit administrative division.
	DivisionCode string
	Zone         *time.Location
	// SiteTitleZH and SiteTitleEN head every page.
	SiteTitleZH string
	SiteTitleEN string
	// ComplaintLine is the telephone that boards and pages show ("12345").
	ComplaintLine string
	ComplaintMail string
	AddressZH     string
	// RecordNumbers stand in the footer (ICP and public security filings).
	RecordNumbers []string
	// DocumentPrefixes are the beginnings that this authority's document numbers have, by kind; empty means that
	// none is checked.
	DocumentPrefixes map[Kind][]string
	// DefaultSource is the source unit of rows that name none (generation 1).
	DefaultSource Party
	// PublishWithin is the number of working days from a decision to its publication.
	PublishWithin int
	// CountDecisionDay makes the day of the decision the first day of a deadline.
	CountDecisionDay bool
	// LicenceName and LicenceURL say under which terms what is published may be used ("CC BY 4.0" and where it stands);
	// empty: the authority says nothing of it.
	LicenceName string
	LicenceURL  string
	// AttributionZH and AttributionEN are how whoever uses the data shall name its source; empty: nothing is said.
	AttributionZH string
	AttributionEN string
}

// Party returns the authority as records name it.
func (a *Authority) Party() Party { return Party{Name: a.NameZH, USCC: a.USCC} }

// Today returns the calendar day of the instant now in the authority's zone.
func (a *Authority) Today(now time.Time) Date { return DateOf(now.In(a.Zone)) }
