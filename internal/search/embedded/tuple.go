package embedded

import (
	"slices"
	"strings"

	"mingshi/internal/search"
)

// The fields are kept in groups, and of each group a document has one tuple of values: to count any number of fields is to
// count tuples. The groups are made so that there are few tuples: an authority has its own streets, while the others are
// short lists.
const groups = 2

var groupFields = [groups][]search.Field{
	{search.FieldAuthority, search.FieldStreet},
	{
		search.FieldKind, search.FieldState, search.FieldVenueKind, search.FieldGrade, search.FieldCounterpartyKind,
		search.FieldPenaltyKind,
	},
}

// groupOf tells in which group a field is; false for the year, which the order of the documents tells.
func groupOf(f search.Field) (int, bool) {
	for g, fields := range groupFields {
		if slices.Contains(fields, f) {
			return g, true
		}
	}
	return 0, false
}

// Within a tuple, valueMark begins each value, before the number of its field (from 1).
const valueMark = 0

// tupleOf writes a document's values of a group: for each a mark, the field's number, and the value.
func tupleOf(d *search.Document, group int) string {
	var out strings.Builder
	for i, field := range groupFields[group] {
		for _, value := range d.Values(field) {
			out.WriteByte(valueMark)
			out.WriteByte(byte(i + 1))
			out.WriteString(strings.ReplaceAll(value, string(rune(valueMark)), ""))
		}
	}
	return out.String()
}

// fieldValue is one value of a field.
type fieldValue struct {
	field search.Field
	value string
}

// valuesOf reads what tupleOf wrote; a value that comes twice counts once.
func valuesOf(group int, tuple string) []fieldValue {
	var values []fieldValue
	for _, one := range strings.Split(tuple, string(rune(valueMark)))[1:] {
		if one == "" || one[0] == 0 || int(one[0]) > len(groupFields[group]) {
			panic(damage("a tuple of values"))
		}
		value := fieldValue{groupFields[group][one[0]-1], one[1:]}
		if !slices.Contains(values, value) {
			values = append(values, value)
		}
	}
	return values
}
