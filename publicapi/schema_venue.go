package publicapi

import (
	"encoding/json"

	"mingshi/internal/disclosure"
	"mingshi/internal/grading"
)

// Venue is a public venue (公共场所).
type Venue struct {
	Envelope

	// Always venue.
	Kind string `json:"kind" enums:"venue"`
	// Signboard name (招牌名称).
	Name string `json:"name"`
	// Names under which the venue was published before, earliest first.
	FormerNames []string `json:"former_names,omitempty"`
	// Kind of venue (场所类别).
	VenueKind disclosure.VenueKind `json:"venue_kind"`
	// Business that runs the venue.
	Operator Party `json:"operator"`
	// Address (地址).
	Address string `json:"address"`
	// Street or town (街道).
	Street string `json:"street,omitempty"`
	// Supervision grid (网格).
	Grid string `json:"grid,omitempty"`
	// Who answers for the grid.
	GridDuty string `json:"grid_duty,omitempty"`
	// Present permit or filing number.
	PermitNumber string `json:"permit_number"`
	// All numbers that the place ever had, the present one included.
	PermitNumbers []string `json:"permit_numbers"`
	// Where the venue lies.
	Location *Location `json:"location,omitempty"`
	// Whether the venue is open.
	Status disclosure.VenueStatus `json:"status"`
	// Telephone number for the public.
	PublicPhone string `json:"public_phone,omitempty"`

	// Present grade with its scale and date; null as long as no inspection was published. Not part of the body.
	Grade *CurrentGrade `json:"grade"`
	// Permits and filings of the venue, latest decision first, with the status of today. Not part of the body.
	Permits []PermitRef `json:"permits"`
	// How many public penalties are shown at the venue. Not part of the body.
	PenaltiesInForce int64 `json:"penalties_in_force" minimum:"0"`
	// Day by which the venue has to be inspected next; null where nothing is due: it does not trade, or no permit and no inspection of
	// it is known. Not part of the body.
	NextInspectionBy disclosure.Date `json:"next_inspection_by"`
	Found

	// Label of venue_kind, if lang is given.
	VenueKindLabel string `json:"venue_kind_label,omitempty"`
	// Label of status, if lang is given.
	StatusLabel string `json:"status_label,omitempty"`
	// Label of grade.reason, if lang is given.
	GradeReasonLabel string `json:"grade_reason_label,omitempty"`
	// Label of grade.next_inspection_for, if lang is given.
	GradeNextInspectionForLabel string `json:"grade_next_inspection_for_label,omitempty"`
}

// Location is a point.
type Location struct {
	// Latitude in degrees.
	Lat json.Number `json:"lat"`
	// Longitude in degrees.
	Lon json.Number `json:"lon"`
	// Reference frame.
	Datum string `json:"datum" example:"CGCS2000"`
}

// CurrentGrade is a venue's present grade (量化分级) with its scale and date.
type CurrentGrade struct {
	// Letter of the band; null when the venue has no grade now, and reason says why.
	Letter *string `json:"letter"`
	// Word of the band; null when there is no grade.
	Word *string `json:"word"`
	// Points obtained ÷ points applicable × 100, cut (not rounded) to hundredths.
	StandardScore json.Number `json:"standard_score"`
	// Day of the inspection that decided; score, table, to_next_band, result and largest_losses are that inspection's.
	DecidedOn string `json:"decided_on" format:"date"`
	// Score table: a score never travels without its scale.
	Table ScoreTable `json:"table"`
	// Points to the next better band; null where there is none.
	ToNextBand *json.Number `json:"to_next_band"`
	// Id of the grading that decided.
	Grading disclosure.ID `json:"grading"`
	// What gave the venue its grade, or why it has none.
	Reason grading.Cause `json:"reason"`
	// Day from which the venue has had this grade, or none, without a break.
	Since string `json:"since" format:"date"`
	// What the score of that inspection comes to, also where the venue is not graded by it: a new venue is graded after its second
	// inspection. Null: no band.
	Result *Grade `json:"result"`
	// Grade before, where there is none now; null if there never was one.
	Ended *EndedGrade `json:"ended"`
	// The items on which that inspection took the most points, three at most.
	LargestLosses []Deduction `json:"largest_losses"`
	// Why the venue has to be inspected by next_inspection_by; null where nothing is due.
	NextInspectionFor *grading.DueReason `json:"next_inspection_for"`
	// Orders to put something right (责令整改) that no re-inspection has closed, the latest first.
	Corrections []OpenCorrection `json:"corrections"`
}

// EndedGrade is a grade that has ended.
type EndedGrade struct {
	// Letter of the band.
	Letter string `json:"letter" example:"B"`
	// Word of the band.
	Word string `json:"word" example:"良好"`
	// Day on which it ended.
	On string `json:"on" format:"date"`
}

// OpenCorrection is an order to put something right that is not closed.
type OpenCorrection struct {
	// Id of the grading whose inspection ordered it.
	Grading disclosure.ID `json:"grading"`
	// Day of that inspection.
	OrderedOn string `json:"ordered_on" format:"date"`
	// Day by which it has to be done; null where none was set.
	DueOn disclosure.Date `json:"due_on"`
	// How it stands today.
	State grading.CorrectionState `json:"state"`
	// Label of state, if lang is given.
	StateLabel string `json:"state_label,omitempty"`
}

// PermitRef names a permit or filing of a venue.
type PermitRef struct {
	// Id of the permit or filing.
	ID disclosure.ID `json:"id"`
	// Kind of the record.
	Kind string `json:"kind" enums:"permit,filing"`
	// Number of the permit or filing.
	PermitNumber string `json:"permit_number"`
	// What holds today.
	Status disclosure.PermitStatus `json:"status"`
	// Label of status, if lang is given.
	StatusLabel string `json:"status_label,omitempty"`
	// Last day of validity; null: without end.
	ValidUntil disclosure.Date `json:"valid_until"`
}

// Grading is one inspection with its score (卫生监督量化评分).
type Grading struct {
	Envelope

	// Always grading.
	Kind string `json:"kind" enums:"grading"`
	// Permit or filing number of the place.
	PermitNumber string `json:"permit_number"`
	// Day of the inspection.
	InspectedOn string `json:"inspected_on" format:"date"`
	// Occasion of the inspection.
	InspectionKind disclosure.InspectionKind `json:"inspection_kind"`
	// Score table.
	Table ScoreTable `json:"table"`
	// Points obtained (实得分).
	ScoreObtained json.Number `json:"score_obtained"`
	// Points that could be had, items that do not apply left out (应得分).
	ScoreApplicable json.Number `json:"score_applicable"`
	// score_obtained ÷ score_applicable × 100 (标化分), cut (not rounded) to hundredths.
	StandardScore json.Number `json:"standard_score"`
	// Key items (关键项目) that failed; any one means no grade.
	FailedKeyItems []string `json:"failed_key_items"`
	// Items that do not apply to the venue (合理缺项), and why.
	NotApplicable []Gap `json:"not_applicable,omitempty"`
	// Items that lost points.
	Deductions []Deduction `json:"deductions"`
	// Band that the score reaches; null: none. Whether the venue is graded by it is told by the venue's grade.
	Grade *Grade `json:"grade"`
	// Points to the next better band; absent where there is none.
	ToNextBand json.Number `json:"to_next_band,omitempty"`
	// Order to put right what was found.
	Correction Correction `json:"correction"`
	// How many inspectors took part.
	InspectorsCount int `json:"inspectors_count" minimum:"0"`

	// Venue that has this permit number; null if none is on the register. Not part of the body.
	Venue *VenueRef `json:"venue"`
	Found

	// Label of inspection_kind, if lang is given.
	InspectionKindLabel string `json:"inspection_kind_label,omitempty"`
	// Label of correction.result, if lang is given.
	CorrectionResultLabel string `json:"correction_result_label,omitempty"`
}

// ScoreTable names the table to which a score belongs.
type ScoreTable struct {
	// Code of the table.
	Code string `json:"code" example:"bathing"`
	// Version of the table.
	Version string `json:"version"`
	// Whether the publisher has compared the table with its official source.
	Verified bool `json:"verified"`
}

// Grade is a band of a score table.
type Grade struct {
	// Letter of the band.
	Letter string `json:"letter" example:"A"`
	// Word of the band.
	Word string `json:"word" example:"优秀"`
}

// Deduction is one item that lost points.
type Deduction struct {
	// Item of the score table, or what was found.
	Item string `json:"item" example:"布草间环境"`
	// Points lost.
	Points json.Number `json:"points"`
	// What the inspector noted of it.
	Remark string `json:"remark,omitempty"`
}

// Gap is an item of the score table that does not apply.
type Gap struct {
	// Item of the score table.
	Item string `json:"item" example:"拖鞋清洗消毒"`
	// Why it does not apply.
	Remark string `json:"remark"`
}

// Correction is the order to put right what was found, and what the re-inspection said.
type Correction struct {
	// Whether there was such an order (责令改正).
	Ordered bool `json:"ordered"`
	// Day by which it had to be done; null where none was set.
	DueOn disclosure.Date `json:"due_on"`
	// Day of the re-inspection (复查); null where there was none.
	ReinspectedOn disclosure.Date `json:"reinspected_on"`
	// Result of the re-inspection.
	Result disclosure.CheckResult `json:"result,omitempty"`
}

// Reading is one test result (检测结果).
type Reading struct {
	Envelope

	// Always reading.
	Kind string `json:"kind" enums:"reading"`
	// Permit or filing number of the place.
	PermitNumber string `json:"permit_number"`
	// When the sample was taken, with the authority's offset from UTC.
	SampledAt string `json:"sampled_at" format:"date-time"`
	// Code of what was tested (检测项目); the codes are listed with the documentation. The same quantity in another unit is
	// another item.
	Item string `json:"item" example:"urea"`
	// Value as reported; where only a bound was found, that bound. None found (未检出) is 0.
	Value json.Number `json:"value"`
	// "<" where the result lies below value, ">" where it lies above (">0": it was found, nobody says how much).
	Comparator string `json:"comparator,omitempty"`
	// Unit of value and limit.
	Unit string `json:"unit,omitempty" example:"mg/L"`
	// Limit that was in force for the item on the day of sampling, for the place and the kind of venue; absent where none is known.
	Limit *Limit `json:"limit,omitempty"`
	// Whether the value keeps the limit, computed and not typed; absent where no limit is known, where the limit is only
	// recommended, and where the value does not settle it ("<10" where 5 is allowed).
	Result disclosure.CheckResult `json:"result,omitempty"`
	// Where in the venue the sample was taken.
	Place string `json:"place,omitempty"`
	// Name of who tested.
	TestedBy string `json:"tested_by,omitempty"`
	// Who tested: the venue itself, a laboratory that it hired, or the authority.
	Source disclosure.ReadingSource `json:"source"`

	// Venue that has this permit number; null if none is on the register. Not part of the body.
	Venue *VenueRef `json:"venue"`
	Found

	// Label of result, if lang is given.
	ResultLabel string `json:"result_label,omitempty"`
	// Label of source, if lang is given.
	SourceLabel string `json:"source_label,omitempty"`
}

// Limit is what a value is held against, in the unit of the reading.
type Limit struct {
	// Least allowed value, itself allowed unless min_exclusive; absent: none.
	Min json.Number `json:"min,omitempty"`
	// Greatest allowed value, itself allowed unless max_exclusive; absent: none. 0 means that none may be found.
	Max json.Number `json:"max,omitempty"`
	// Whether min itself is not allowed.
	MinExclusive bool `json:"min_exclusive,omitempty"`
	// Whether max itself is not allowed.
	MaxExclusive bool `json:"max_exclusive,omitempty"`
	// Standard that sets it.
	Basis string `json:"basis" example:"GB 37488-2019"`
	// Whether the standard only recommends it (推荐性条款): nobody passes or fails by it.
	Recommended bool `json:"recommended,omitempty"`
	// Whether the publisher has compared the limit with its official source.
	Verified bool `json:"verified"`
}
