package disclosure

import "encoding/json"

// Body is a record's own public facts. It holds nothing that is joined when read (a venue's present name or grade, the
// address of a page) and nothing that is not public: masking happens before a body is made.
type Body interface {
	Kind() Kind
}

// Party is an authority, a source unit or an operator: its name and, where it has one, its credit code.
type Party struct {
	Name string `json:"name"`
	USCC string `json:"uscc,omitempty"`
}

// Counterparty is who a decision is about (行政相对人). For a natural person Name is the surname and 某, and no other
// field is filled.
type Counterparty struct {
	Name                string           `json:"name"`
	Kind                CounterpartyKind `json:"kind"`
	USCC                string           `json:"uscc,omitempty"`
	LegalRepresentative string           `json:"legal_representative,omitempty"`
	OtherCodes          *OtherCodes      `json:"other_codes,omitempty"`
}

// OtherCodes are the standard's 行政相对人代码_2 to _6.
type OtherCodes struct {
	BusinessRegNo     string `json:"business_reg_no,omitempty"`
	OrgCode           string `json:"org_code,omitempty"`
	TaxRegNo          string `json:"tax_reg_no,omitempty"`
	InstitutionCertNo string `json:"institution_cert_no,omitempty"`
	SocialOrgRegNo    string `json:"social_org_reg_no,omitempty"`
}

// Permit is the body of an administrative permit (行政许可); a zero ValidUntil has no end (2099/12/31 in files).
type Permit struct {
	DocumentTitle   string       `json:"document_title"`
	DocumentNumber  string       `json:"document_number"`
	Counterparty    Counterparty `json:"counterparty"`
	PermitKind      PermitKind   `json:"permit_kind"`
	PermitKindOther string       `json:"permit_kind_other,omitempty"`
	CertificateName string       `json:"certificate_name,omitempty"`
	PermitNumber    string       `json:"permit_number,omitempty"`
	Content         string       `json:"content"`
	DecidedOn       Date         `json:"decided_on"`
	ValidFrom       Date         `json:"valid_from"`
	ValidUntil      Date         `json:"valid_until"`
	Authority       Party        `json:"authority"`
	Source          Party        `json:"source"`
	Status          PermitStatus `json:"status"`
	Remark          string       `json:"remark,omitempty"`
}

// Filing is the body of an administrative filing (备案). Its number stands in DocumentNumber; Premises says which place
// was filed, since such places need no permit and may be missing from the venue register.
type Filing struct {
	DocumentTitle  string       `json:"document_title,omitempty"`
	DocumentNumber string       `json:"document_number"`
	Counterparty   Counterparty `json:"counterparty"`
	Premises       Premises     `json:"premises"`
	Content        string       `json:"content"`
	DecidedOn      Date         `json:"decided_on"`
	ValidFrom      Date         `json:"valid_from"`
	ValidUntil     Date         `json:"valid_until"`
	Authority      Party        `json:"authority"`
	Source         Party        `json:"source"`
	Status         PermitStatus `json:"status"`
	Remark         string       `json:"remark,omitempty"`
}

// Premises is the place that a filing names.
type Premises struct {
	Name      string    `json:"name"`
	VenueKind VenueKind `json:"venue_kind"`
	Address   string    `json:"address"`
	Street    string    `json:"street,omitempty"`
}

// Penalty is the body of an administrative penalty (行政处罚). Amounts are nil where the decision has none.
type Penalty struct {
	DocumentNumber   string        `json:"document_number"`
	Counterparty     Counterparty  `json:"counterparty"`
	ViolationType    string        `json:"violation_type"`
	Facts            string        `json:"facts"`
	LegalBasis       string        `json:"legal_basis"`
	PenaltyKinds     []PenaltyKind `json:"penalty_kinds"`
	PenaltyKindOther string        `json:"penalty_kind_other,omitempty"`
	Content          string        `json:"content"`
	Fine             *Fen          `json:"fine_cny"`
	Confiscated      *Fen          `json:"confiscated_cny"`
	LicenseAction    string        `json:"license_action,omitempty"`
	DecidedOn        Date          `json:"decided_on"`
	ValidUntil       Date          `json:"valid_until"`
	Authority        Party         `json:"authority"`
	Source           Party         `json:"source"`
	MisconductClass  string        `json:"misconduct_class,omitempty"`
	Repair           RepairTerm    `json:"repair"`
	Remark           string        `json:"remark,omitempty"`
}

// RepairTerm says from which day the business may apply for credit repair.
type RepairTerm struct {
	EarliestOn Date `json:"earliest_on"`
}

// Venue is the body of a public venue. PermitNumber is the present permit or filing number, PermitNumbers all that the
// place ever had, the present one included. FormerNames are the signboard names under which it was published before,
// earliest first.
type Venue struct {
	Name          string      `json:"name"`
	FormerNames   []string    `json:"former_names,omitempty"`
	VenueKind     VenueKind   `json:"venue_kind"`
	Operator      Party       `json:"operator"`
	Address       string      `json:"address"`
	Street        string      `json:"street,omitempty"`
	Grid          string      `json:"grid,omitempty"`
	GridDuty      string      `json:"grid_duty,omitempty"`
	PermitNumber  string      `json:"permit_number"`
	PermitNumbers []string    `json:"permit_numbers"`
	Location      *Location   `json:"location,omitempty"`
	Status        VenueStatus `json:"status"`
	PublicPhone   string      `json:"public_phone,omitempty"`
}

// Location is a point in degrees; Datum names the reference frame ("CGCS2000").
type Location struct {
	Lat   json.Number `json:"lat"`
	Lon   json.Number `json:"lon"`
	Datum string      `json:"datum"`
}

// Grading is the body of one inspection's outcome. Scores are points; StandardScore is obtained ÷ applicable × 100,
// cut (not rounded) to hundredths. Grade is nil for "not graded".
type Grading struct {
	PermitNumber    string         `json:"permit_number"`
	InspectedOn     Date           `json:"inspected_on"`
	InspectionKind  InspectionKind `json:"inspection_kind"`
	Table           ScoreTable     `json:"table"`
	ScoreObtained   json.Number    `json:"score_obtained"`
	ScoreApplicable json.Number    `json:"score_applicable"`
	StandardScore   json.Number    `json:"standard_score"`
	FailedKeyItems  []string       `json:"failed_key_items"`
	NotApplicable   []Gap          `json:"not_applicable,omitempty"`
	Deductions      []Deduction    `json:"deductions"`
	Grade           *Grade         `json:"grade"`
	ToNextBand      json.Number    `json:"to_next_band,omitempty"`
	Correction      Correction     `json:"correction"`
	InspectorsCount int            `json:"inspectors_count"`
}

// ScoreTable names the table a score belongs to: a score never travels without its scale.
type ScoreTable struct {
	Code     string `json:"code"`
	Version  string `json:"version"`
	Verified bool   `json:"verified"`
}

// Grade is a band of a score table: the letter and its word.
type Grade struct {
	Letter string `json:"letter"`
	Word   string `json:"word"`
}

// Deduction is one item that lost points. Remark is what the inspector noted of it, where the score sheet says so.
type Deduction struct {
	Item   string      `json:"item"`
	Points json.Number `json:"points"`
	Remark string      `json:"remark,omitempty"`
}

// Gap is an item of the score table that does not apply to the venue (合理缺项), and why.
type Gap struct {
	Item   string `json:"item"`
	Remark string `json:"remark"`
}

// Correction is the order to put right what was found, and what the re-inspection said.
type Correction struct {
	Ordered       bool        `json:"ordered"`
	DueOn         Date        `json:"due_on"`
	ReinspectedOn Date        `json:"reinspected_on"`
	Result        CheckResult `json:"result,omitempty"`
}

// Reading is the body of one test result. Value is as reported, with Comparator "<" where the result lies below it and ">" where
// it lies above. Limit is absent where none is known for the item; Result also where the limit is only recommended, or where
// the value does not settle it.
type Reading struct {
	PermitNumber string        `json:"permit_number"`
	SampledAt    string        `json:"sampled_at"`
	Item         string        `json:"item"`
	Value        json.Number   `json:"value"`
	Comparator   string        `json:"comparator,omitempty"`
	Unit         string        `json:"unit,omitempty"`
	Limit        *Limit        `json:"limit,omitempty"`
	Result       CheckResult   `json:"result,omitempty"`
	Place        string        `json:"place,omitempty"`
	TestedBy     string        `json:"tested_by,omitempty"`
	Source       ReadingSource `json:"source"`
}

// Limit is what a value is held against. Min and Max belong to what is allowed unless they are exclusive. By a limit that is
// only recommended nobody passes or fails.
type Limit struct {
	Min          json.Number `json:"min,omitempty"`
	Max          json.Number `json:"max,omitempty"`
	MinExclusive bool        `json:"min_exclusive,omitempty"`
	MaxExclusive bool        `json:"max_exclusive,omitempty"`
	Basis        string      `json:"basis"`
	Recommended  bool        `json:"recommended,omitempty"`
	Verified     bool        `json:"verified"`
}

// Kind implements Body.
func (*Permit) Kind() Kind { return KindPermit }

// Kind implements Body.
func (*Filing) Kind() Kind { return KindFiling }

// Kind implements Body.
func (*Penalty) Kind() Kind { return KindPenalty }

// Kind implements Body.
func (*Venue) Kind() Kind { return KindVenue }

// Kind implements Body.
func (*Grading) Kind() Kind { return KindGrading }

// Kind implements Body.
func (*Reading) Kind() Kind { return KindReading }

// Kind implements Body.
func (*Board) Kind() Kind { return KindBoard }

// DecodeBody reads a stored body of the given kind.
func DecodeBody(kind Kind, raw []byte) (Body, error) {
	body := emptyBody(kind)
	if body == nil {
		return nil, Errorf(Internal, "decode body: unknown kind %q", kind)
	}
	if err := json.Unmarshal(raw, body); err != nil {
		return nil, Errorf(Internal, "decode body of a %s: %w", kind, err)
	}
	return body, nil
}

func emptyBody(kind Kind) Body {
	switch kind {
	case KindPermit:
		return new(Permit)
	case KindFiling:
		return new(Filing)
	case KindPenalty:
		return new(Penalty)
	case KindVenue:
		return new(Venue)
	case KindGrading:
		return new(Grading)
	case KindReading:
		return new(Reading)
	case KindBoard:
		return new(Board)
	}
	return nil
}
