package disclosure

// Draft is what an intake hands to publication: a checked and masked body with what the envelope needs. NaturalKey and
// Continues may hold a natural person's name; they live in memory only and reach the store as an HMAC.
type Draft struct {
	Body Body
	// NaturalKey are the parts that find the record again (design.md §3), without the kind.
	NaturalKey []string
	// Continues is a second key, or nil: a record found by it is continued under the new NaturalKey (a venue with a new
	// permit number, the same operator, address and kind).
	Continues []string

	Name        string
	Subject     string
	Places      []string
	Authority   string
	DecidedOn   Date
	PublicUntil Date
	Regime      string

	// NotPublic names the rule by which the row is counted but never published; "" for public ones.
	NotPublic NotPublicRule
	// Late says that the decision was published after its deadline; counted in the figures.
	Late bool
	// WorkingDays is how many working days lie between decision and publication, of permits and penalties; added up in the
	// figures, so that averages outlive the records.
	WorkingDays int

	Origin Origin
}

// Origin says where a draft comes from: for the trail and the report.
type Origin struct {
	File   string
	SHA256 string
	Sheet  string
	Row    int
}

// NotPublicRule names why a decision is counted and not published (contracts.md §2, not_public; domain.md §3.2).
type NotPublicRule string

// The rules.
const (
	NotPublicMinor      NotPublicRule = "minor_class"
	NotPublicSimple     NotPublicRule = "simple_procedure"
	NotPublicUsageRange NotPublicRule = "usage_range"
	// NotPublicRevoked: the source itself says that the decision was revoked.
	NotPublicRevoked NotPublicRule = "revoked"
	// NotPublicPeriodOver: the public period had ended before the row was first seen.
	NotPublicPeriodOver NotPublicRule = "period_over"
)

// Outcome is what became of one row of an import. Every row has exactly one.
type Outcome string

// The outcomes, as the import report names them.
const (
	OutcomePublished Outcome = "published"
	OutcomeCorrected Outcome = "corrected"
	OutcomeUnchanged Outcome = "unchanged"
	OutcomeDuplicate Outcome = "duplicate"
	OutcomeNotPublic Outcome = "not_public"
	OutcomeExpired   Outcome = "expired"
	OutcomeGone      Outcome = "gone"
	OutcomeRejected  Outcome = "rejected"
)

// Outcomes lists every outcome in the order of the report.
func Outcomes() []Outcome {
	return []Outcome{
		OutcomePublished, OutcomeCorrected, OutcomeUnchanged, OutcomeDuplicate,
		OutcomeNotPublic, OutcomeExpired, OutcomeGone, OutcomeRejected,
	}
}
