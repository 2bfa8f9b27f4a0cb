package publicapi

import (
	"encoding/json"

	"mingshi/internal/disclosure"
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
	// Day by which the venue will be inspected again; null where no rule sets it. Not part of the body.
	NextInspectionBy disclosure.Date `json:"next_inspection_by"`
	Found

	// Label of venue_kind, if lang is given.
	VenueKindLabel string `json:"venue_kind_label,omitempty"`
	// Label of status, if lang is given.
	StatusLabel string `json:"status_label,omitempty"`
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
	// Letter of the band; null when the last inspection gave no grade: a key item failed, or the score lies below the lowest band.
	Letter *string `json:"letter"`
	// Word of the band; null when there is no grade.
	Word *string `json:"word"`
	// Points obtained ÷ points applicable × 100, cut (not rounded) to hundredths.
	StandardScore json.Number `json:"standard_score"`
	// Day of the inspection.
	DecidedOn string `json:"decided_on" format:"date"`
	// Score table: a score never travels without its scale.
	Table ScoreTable `json:"table"`
	// Points to the next better band; null where there is none.
	ToNextBand *json.Number `json:"to_next_band"`
	// Id of the grading that gave it.
	Grading disclosure.ID `json:"grading"`
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
	// Items that lost points.
	Deductions []Deduction `json:"deductions"`
	// Grade; null: not graded (不予评级).
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
	// Number of the item in the score table.
	Item string `json:"item" example:"3.2"`
	// Points lost.
	Points json.Number `json:"points"`
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
	// What was tested (检测项目).
	Item string `json:"item" example:"尿素"`
	// Value as reported; where only a bound was found, that bound.
	Value json.Number `json:"value"`
	// "<" or ">" where only a bound was found.
	Comparator string `json:"comparator,omitempty"`
	// Unit of value and limit.
	Unit string `json:"unit,omitempty" example:"mg/L"`
	// Limit that holds for the item; absent where none is known.
	Limit *Limit `json:"limit,omitempty"`
	// Whether the value keeps the limit; absent where no limit is known.
	Result disclosure.CheckResult `json:"result,omitempty"`
	// Where in the venue the sample was taken.
	Place string `json:"place,omitempty"`
	// Who tested.
	TestedBy string `json:"tested_by,omitempty"`
	// On whose behalf it was tested.
	Source disclosure.ReadingSource `json:"source"`

	// Venue that has this permit number; null if none is on the register. Not part of the body.
	Venue *VenueRef `json:"venue"`
	Found

	// Label of result, if lang is given.
	ResultLabel string `json:"result_label,omitempty"`
	// Label of source, if lang is given.
	SourceLabel string `json:"source_label,omitempty"`
}

// Limit is what a value is held against, both bounds inclusive, in the unit of the reading.
type Limit struct {
	// Least allowed value; absent: none.
	Min json.Number `json:"min,omitempty"`
	// Greatest allowed value; absent: none.
	Max json.Number `json:"max,omitempty"`
	// Standard that sets it.
	Basis string `json:"basis" example:"GB 37488-2019"`
	// Whether the publisher has compared the limit with its official source.
	Verified bool `json:"verified"`
}
