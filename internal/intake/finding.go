package intake

import (
	"mingshi/internal/disclosure"
	"mingshi/internal/i18n"
)

// Code names a finding; the list is closed (contracts.md §2).
type Code string

// The findings.
const (
	CodeRequired            Code = "required"
	CodeRowCells            Code = "row.cells"
	CodeUSCCInvalid         Code = "uscc.invalid"
	CodeUSCCLegacy          Code = "uscc.legacy"
	CodeDateInvalid         Code = "date.invalid"
	CodeDateFuture          Code = "date.future"
	CodeDateOrder           Code = "date.order"
	CodeEnumUnknown         Code = "enum.unknown"
	CodeLengthExceeded      Code = "length.exceeded"
	CodeAmountInvalid       Code = "amount.invalid"
	CodeAmountRequired      Code = "amount.required"
	CodeDuplicateConflict   Code = "duplicate.conflict"
	CodeDuplicateIdentical  Code = "duplicate.identical"
	CodeTextMasked          Code = "text.masked"
	CodeNameNormalized      Code = "name.normalized"
	CodeDocNumberNormalized Code = "docnumber.normalized"
	CodeDocNumberPattern    Code = "docnumber.pattern"
	CodeLate                Code = "late"
	CodeNotPublic           Code = "not_public"
	CodeGone                Code = "gone"
	CodeVenueUnknown        Code = "venue.unknown"
	CodeDeductionsSum       Code = "deductions.sum"
	CodeInspectorsCount     Code = "inspectors.count"
	CodeScoreRange          Code = "score.range"
	CodeItemUnknown         Code = "item.unknown"
	CodeItemMissing         Code = "item.missing"
	CodeCorrectionMissing   Code = "correction.missing"
	CodePermitNotInForce    Code = "permit.not_in_force"
	CodeInspectionConflict  Code = "inspection.conflict"
	CodeCorrectionDue       Code = "correction.due_missing"
	CodeTableVenueKind      Code = "table.venue_kind"
	CodeUnitUnknown         Code = "unit.unknown"
	CodeHeadingUnknown      Code = "heading.unknown"
	CodeHeadingMissing      Code = "heading.missing"
	CodeRecordExported      Code = "record.exported"
	CodeViolationsUnread    Code = "violations.unread"
)

// Severity of a finding: an error rejects its row, a warning does not.
type Severity string

// The severities.
const (
	SeverityError   Severity = "error"
	SeverityWarning Severity = "warning"
)

// Finding is one thing that is wrong or noteworthy. Row counts as a spreadsheet does; Field is the file's own heading, ""
// where the whole row is meant; Message is a sentence in the language of the import.
type Finding struct {
	Row      int      `json:"row"`
	Severity Severity `json:"severity"`
	Code     Code     `json:"code"`
	Field    string   `json:"field,omitempty"`
	Message  string   `json:"message"`
}

// message makes a finding's sentence, mostly named like its code. Its verbs are the row, the field, and what the sentence
// itself needs.
func message(lang i18n.Lang, sentence string, row int, field string, details ...any) string {
	return i18n.T(lang, "finding."+sentence, append([]any{row, field}, details...)...)
}

// rowFinding is a finding about a whole row.
func rowFinding(lang i18n.Lang, row int, severity Severity, code Code, details ...any) Finding {
	return Finding{Row: row, Severity: severity, Code: code, Message: message(lang, string(code), row, "", details...)}
}

// duplicateSentences say by what two rows of one kind are the same; those of other kinds share a document number.
var duplicateSentences = map[disclosure.Kind]string{
	disclosure.KindVenue:   ".venue",
	disclosure.KindGrading: ".grading",
	disclosure.KindReading: ".reading",
}

// duplicateFinding is a finding about a row with the natural key of an earlier one.
func duplicateFinding(lang i18n.Lang, kind disclosure.Kind, row int, severity Severity, code Code) Finding {
	sentence := string(code) + duplicateSentences[kind]
	return Finding{Row: row, Severity: severity, Code: code, Message: message(lang, sentence, row, "")}
}
