package grading

import (
	"strings"

	"mingshi/internal/disclosure"
)

// Deduction is points lost on one item.
type Deduction struct {
	// Item is the item's text as the inspector wrote it.
	Item string
	// Points are the points lost; not negative.
	Points Points
}

// entryMarks and pointMarks separate deductions, and the item of one from its points, in half and full width.
const (
	entryMarks = ";；"
	pointMarks = "|｜"
)

// ParseDeductions reads the column 扣分项 of an inspection table: items with the points lost, as
// "公共用品用具消毒记录不全|-3;通风设施未定期清洗|-0.5". The minus may be missing; blanks and empty entries do not count; the last bar
// of an entry is the one before the points. An entry without item or without readable points is of kind Invalid.
func ParseDeductions(s string) ([]Deduction, error) {
	var deductions []Deduction
	for entry := range strings.FieldsFuncSeq(s, func(r rune) bool { return strings.ContainsRune(entryMarks, r) }) {
		entry = strings.TrimSpace(entry)
		if entry == "" {
			continue
		}
		deduction, err := parseDeduction(entry)
		if err != nil {
			return nil, err
		}
		deductions = append(deductions, deduction)
	}
	return deductions, nil
}

// parseDeduction reads one "item|-points".
func parseDeduction(entry string) (Deduction, error) {
	bar := strings.LastIndexAny(entry, pointMarks)
	if bar < 0 {
		return Deduction{}, disclosure.Errorf(disclosure.Invalid, "deduction %q: want item|-points", entry)
	}
	item := strings.TrimSpace(entry[:bar])
	if item == "" {
		return Deduction{}, disclosure.Errorf(disclosure.Invalid, "deduction %q: no item", entry)
	}
	number := strings.TrimSpace(strings.TrimLeft(entry[bar:], pointMarks))
	points, err := ParsePoints(trimMinus(number))
	if err != nil {
		return Deduction{}, disclosure.Errorf(disclosure.Invalid, "deduction %q: %w", entry, err)
	}
	return Deduction{Item: item, Points: points}, nil
}

// trimMinus takes off one minus sign of any of the forms that keyboards and spreadsheets give.
func trimMinus(s string) string {
	for _, minus := range []string{"-", "－", "−"} {
		if rest, ok := strings.CutPrefix(s, minus); ok {
			return rest
		}
	}
	return s
}

// Sum adds up the points lost.
func Sum(deductions []Deduction) Points {
	var sum Points
	for _, deduction := range deductions {
		sum += deduction.Points
	}
	return sum
}
