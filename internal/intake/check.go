package intake

import (
	"slices"
	"strings"
	"unicode/utf8"

	"mingshi/internal/disclosure"
	"mingshi/internal/intake/sheet"
)

// check is one row under examination: it reads cells by field, notes findings, and knows whether the row stands.
type check struct {
	*rules
	header   *header
	row      sheet.Row
	findings []Finding
	failed   bool
	hidden
}

// cell returns a field's cell as it stands; "" where the file has no such column.
func (c *check) cell(field string) string {
	index, ok := c.header.format.byField[field]
	if !ok {
		return ""
	}
	return c.cellOf(index)
}

// cellOf is cell by the index of the format's column.
func (c *check) cellOf(index int) string {
	at := c.header.columns[index]
	if at < 0 || at >= len(c.row.Cells) {
		return c.header.labels[index].value
	}
	return c.row.Cells[at]
}

// raw is cell for those who read a value: the error value of a failed formula, which cells has refused, reads as nothing,
// and so does what only fills the cell.
func (c *check) raw(field string) string {
	cell := c.cell(field)
	if sheet.IsErrorValue(cell) || (fillable[field] && isFiller(cell)) {
		return ""
	}
	return cell
}

func (c *check) has(field string) bool {
	index, ok := c.header.format.byField[field]
	return ok && c.header.columns[index] >= 0
}

// rowOf is the row in which a field stands.
func (c *check) rowOf(field string) int {
	if index, ok := c.header.format.byField[field]; ok {
		if label, above := c.header.labels[index]; above {
			return label.row
		}
	}
	return c.row.Number
}

// title is how the file itself heads a field; of a column it lacks, how it would.
func (c *check) title(field string) string {
	index, ok := c.header.format.byField[field]
	if !ok {
		return field
	}
	if at := c.header.columns[index]; at >= 0 {
		return c.header.titles[at]
	}
	if label, above := c.header.labels[index]; above {
		return label.title
	}
	return c.header.format.Columns[index].title(c.header.byCode)
}

// fail notes an error; the row will be rejected.
func (c *check) fail(code Code, field string, details ...any) {
	c.failSaying(code, string(code), field, details...)
}

// failSaying is fail where the code's own sentence would not say what is right for the field.
func (c *check) failSaying(code Code, sentence, field string, details ...any) {
	c.failed = true
	c.note(SeverityError, code, sentence, field, details...)
}

// warn notes a warning.
func (c *check) warn(code Code, field string, details ...any) {
	c.note(SeverityWarning, code, string(code), field, details...)
}

// note keeps one finding per row, code and field.
func (c *check) note(severity Severity, code Code, sentence, field string, details ...any) {
	title, row := "", c.row.Number
	if field != "" {
		title, row = c.title(field), c.rowOf(field)
	}
	for i := range c.findings {
		if c.findings[i].Code == code && c.findings[i].Field == title && c.findings[i].Row == row {
			return
		}
	}
	c.findings = append(c.findings, Finding{
		Row: row, Severity: severity, Code: code, Field: title,
		Message: message(c.lang, sentence, row, printable(title), details...),
	})
}

// result gives the row's findings: its errors only, if it has any.
func (c *check) result() []Finding {
	if !c.failed {
		return c.findings
	}
	errorsOnly := c.findings[:0]
	for _, finding := range c.findings {
		if finding.Severity == SeverityError {
			errorsOnly = append(errorsOnly, finding)
		}
	}
	return errorsOnly
}

// exported refuses a row that our own export has marked as masked or not complete: it says less than the record does and
// must not take its place. Where somebody took out the column with the marks, every row with a record's number might be one.
// The other cells of such a row are not judged.
func (c *check) exported() bool {
	number, reason := trim(c.raw("record_id")), trim(c.raw("incomplete"))
	switch {
	case reason != "":
		c.fail(CodeRecordExported, "incomplete", c.recordNumber(number), c.quote(reason))
	case number != "" && !c.has("incomplete"):
		c.failSaying(CodeRecordExported, "record.exported.unmarked", "record_id", c.recordNumber(number), c.title("incomplete"))
	default:
		return false
	}
	return true
}

// recordNumber shows in a message the number of a record. One of ours tells nothing, and masked it would be of no use.
func (c *check) recordNumber(number string) string {
	if _, _, err := disclosure.ParseID(number); err == nil {
		return number
	}
	if number == "" {
		return "—"
	}
	return c.quote(number)
}

// cells checks what holds for every column: mandatory ones are filled, none is longer than the standard allows, none
// holds the error value of a failed formula. What is mandatory hangs on the kind of counterparty, "" where it is unknown
// or there is none.
func (c *check) cells(kind disclosure.CounterpartyKind) {
	for i := range c.header.format.Columns {
		column := &c.header.format.Columns[i]
		value := trim(c.cellOf(i))
		switch {
		case value == "" || (fillable[column.Field] && isFiller(value)):
			if column.Need.of(kind) {
				c.fail(CodeRequired, column.Field)
			}
		case sheet.IsErrorValue(value):
			c.failSaying(CodeEnumUnknown, "enum.unknown.formula", column.Field, value)
		case column.Max > 0 && len(value) > column.Max && utf8.RuneCountInString(value) > column.Max:
			c.fail(CodeLengthExceeded, column.Field, utf8.RuneCountInString(value), column.Max)
		}
	}
}

// name reads a name in its normal form, and says so if that differs from the cell.
func (c *check) name(field string) string {
	raw := c.raw(field)
	name := normalName(raw)
	if name != raw && name != "" {
		c.warn(CodeNameNormalized, field, c.quote(name))
	}
	return c.public(field, name)
}

// docNumber reads a document or permit number in its normal form, as natural keys need it; see shown for its public one.
func (c *check) docNumber(field string) string {
	raw := c.raw(field)
	normal := normalNumber(raw)
	if normal != raw && normal != "" {
		c.warn(CodeDocNumberNormalized, field, c.quote(normal))
	}
	return normal
}

// places is where a row belongs by a number: nowhere if the number had to be masked, for two masked numbers would join
// strangers.
func places(number, shown string) []string {
	if number == "" || number != shown {
		return nil
	}
	return []string{number}
}

// pattern warns of a document number that begins with none of the profile's prefixes for the kind.
func (c *check) pattern(field, docNumber string, kind disclosure.Kind) {
	prefixes := c.profile.DocumentPrefixes[kind]
	if docNumber == "" || len(prefixes) == 0 {
		return
	}
	for _, prefix := range prefixes {
		if strings.HasPrefix(docNumber, prefix) {
			return
		}
	}
	c.warn(CodeDocNumberPattern, field, c.quote(docNumber), strings.Join(prefixes, "、"))
}

// text reads free text and masks what is not public in it.
func (c *check) text(field string) string { return c.public(field, clean(c.raw(field))) }

// date reads the day on which something happens; the zero Date for an empty cell.
func (c *check) date(field string) disclosure.Date { return c.moment(field).date }

// end reads the last day of something; the zero Date for an empty cell and for "no end".
func (c *check) end(field string) disclosure.Date {
	day := c.date(field)
	if !day.Before(noEnd) {
		return disclosure.Date{}
	}
	return day
}

func (c *check) moment(field string) moment { return c.momentSaying(field, string(CodeDateInvalid)) }

// timed is moment for a field in which a time of day is wanted, so that the finding shows how one is written.
func (c *check) timed(field string) moment { return c.momentSaying(field, "date.invalid.time") }

func (c *check) momentSaying(field, sentence string) moment {
	raw := trim(c.raw(field))
	if raw == "" {
		return moment{}
	}
	m, ok := parseMoment(raw)
	if !ok {
		c.failSaying(CodeDateInvalid, sentence, field, c.quote(raw))
	}
	return m
}

// past refuses a date later than as-of.
func (c *check) past(field string, d disclosure.Date) {
	if d.After(c.asOf) {
		c.fail(CodeDateFuture, field, c.quote(trim(c.raw(field))), c.asOf)
	}
}

// notBefore refuses an end that lies before its beginning.
func (c *check) notBefore(field string, end disclosure.Date, start disclosure.Date) {
	if !end.IsZero() && !start.IsZero() && end.Before(start) {
		c.fail(CodeDateOrder, field, c.quote(trim(c.raw(field))), start)
	}
}

// late warns of a decision that comes later than the law allows, and reports it for the figures.
func (c *check) late(field string, decided disclosure.Date) bool {
	if decided.IsZero() {
		return false
	}
	late, provisional := c.calendar.Late(decided, c.asOf, c.profile.PublishWithin)
	if !late {
		return false
	}
	deadline, _ := c.calendar.Deadline(decided, c.profile.PublishWithin)
	if !provisional {
		c.warn(CodeLate, field, deadline, c.profile.PublishWithin)
		return true
	}
	year := deadline.Year
	if !c.calendar.Covers(decided) {
		year = decided.Year
	}
	c.note(SeverityWarning, CodeLate, "late.provisional", field, deadline, c.profile.PublishWithin, year)
	return true
}

// choice reads a value of a closed list.
func choice[T ~string](c *check, field string, list disclosure.List[T]) T {
	raw := plain(c.raw(field))
	if raw == "" {
		return ""
	}
	id, ok := list.Find(raw)
	if !ok {
		c.fail(CodeEnumUnknown, field, c.quote(raw), strings.Join(list.Values(), "、"))
	}
	return id
}

// publicRanges are the values of 信息使用范围 beside which a row is public (domain.md §1.2, after field 28).
var publicRanges = []string{"", "0", "公开", "向社会公开", "公示"}

// usageRange tells whether the column of that name keeps the row from the public. A value that nobody knows does: what is
// shown once cannot be taken back.
func (c *check) usageRange(field string) bool {
	return !slices.Contains(publicRanges, plain(c.raw(field)))
}
