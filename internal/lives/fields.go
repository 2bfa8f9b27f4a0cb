package lives

// The members of a feed.
const (
	Businesses  = "businesses.csv"
	Inspections = "inspections.csv"
	Violations  = "violations.csv"
	Legend      = "legend.csv"
	FeedInfo    = "feed_info.csv"
)

// Version of the specification that is written.
const Version = "2.0"

// Prefix begins the names of our own columns.
const Prefix = "mingshi_"

// Our own columns of businesses.csv. The number is the one that the venue has now, where BusinessID had to be another.
const (
	PermitNumber  = Prefix + "permit_number"
	PermitNumbers = Prefix + "permit_numbers" // a JSON list, earlier ones first
	FormerNames   = Prefix + "former_names"   // a JSON list
	VenueKind     = Prefix + "venue_kind"
	Operator      = Prefix + "operator"
	OperatorCode  = Prefix + "operator_code"
	Street        = Prefix + "street"
	Grid          = Prefix + "grid"
	GridDuty      = Prefix + "grid_duty"
	Status        = Prefix + "status"
)

// Our own columns of inspections.csv; PermitNumber there is the one that the inspection names.
const (
	InspectionKind = Prefix + "inspection_kind"
	Table          = Prefix + "table"
	TableVersion   = Prefix + "table_version"
	Obtained       = Prefix + "obtained"
	Applicable     = Prefix + "applicable"
	StandardScore  = Prefix + "standard_score"
	FailedKeyItems = Prefix + "failed_key_items" // a JSON list
	Deductions     = Prefix + "deductions"       // a JSON list of item, points, remark
	NotApplicable  = Prefix + "not_applicable"   // a JSON list of item, remark
	Ordered        = Prefix + "correction_ordered"
	DueOn          = Prefix + "correction_due_on"
	ReinspectedOn  = Prefix + "reinspected_on"
	Result         = Prefix + "reinspection_result"
	Inspectors     = Prefix + "inspectors" // how many there were
)

// Our own columns of violations.csv, beside InspectionKind.
const (
	Points = Prefix + "points"
	Remark = Prefix + "remark"
)

// Columns are the headings of a member: first the specification's fields, all of them, then ours.
func Columns(member string) []string { return columns[member] }

var columns = map[string][]string{
	Businesses: {
		"business_id", "name", "address", "city", "state", "postal_code", "latitude", "longitude", "phone_number",
		PermitNumber, PermitNumbers, FormerNames, VenueKind, Operator, OperatorCode, Street, Grid, GridDuty, Status,
	},
	Inspections: {
		"business_id", "date", "score", "result", "description", "type",
		PermitNumber, InspectionKind, Table, TableVersion, Obtained, Applicable, StandardScore, FailedKeyItems, Deductions,
		NotApplicable, Ordered, DueOn, ReinspectedOn, Result, Inspectors,
	},
	Violations: {"business_id", "date", "description", "code", "critical", InspectionKind, Points, Remark},
	Legend:     {"minimum_score", "maximum_score", "description"},
	FeedInfo: {
		"feed_date", "feed_version", "municipality_name", "municipality_url", "contact_email",
		Prefix + "feed_id", Prefix + "position", Prefix + "as_of", Prefix + "query", Prefix + "licence", Prefix + "attribution",
	},
}

// inspectionTypes are the specification's words for the occasions of inspections; no other is allowed.
var inspectionTypes = map[string]string{
	"routine": "routine", "double_random": "routine", "special": "routine", "initial": "initial",
	"reinspection": "followup", "complaint": "complaint",
}
