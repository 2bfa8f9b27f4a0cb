package privacy

import (
	"strings"
	"time"
	"unicode/utf8"
)

// Lengths of resident identity numbers: the present one, its digits before a
// check character X, and the form that was issued until 1999.
const (
	residentLength = 18
	residentBody   = 17
	residentLegacy = 15
	// residentMistyped is the longest block that is taken for an identity number
	// with a digit too many, where a label says that it is one.
	residentMistyped = 20
)

// residentWeights and residentChecks are those of GB 11643 (ISO 7064 MOD 11-2).
var residentWeights = [residentBody]int{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2}

const residentChecks = "10X98765432"

// provinces are the first two digits of the divisions of GB/T 2260, and 91 of foreigners' permits.
const provinces = "11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82 83 91"

// residentID recognizes identity numbers by themselves: a real birth date and
// the right check character, or 15 digits with a province and a date. A label
// excuses a wrong check character, since a number with one digit mistyped
// still points at a person.
func residentID(c candidate) (hit, bool) {
	named := c.label.kind == ResidentID && c.label.distance <= farLabel
	if s, ok := c.exactly(c.first, residentLength); ok && isResident(s.digits, named) {
		return found(ResidentID, s)
	}
	if s, ok := c.exactly(c.first, residentBody); ok {
		if end, isX := c.checkXAfter(s.end); isX && isResident(s.digits+"X", named) {
			s.end = end
			return found(ResidentID, s)
		}
	}
	if s, ok := c.exactly(c.first, residentLegacy); ok && c.isLegacyResident(s, named) {
		return found(ResidentID, s)
	}
	if s := c.span(c.first, c.first); len(s.digits) > residentLength && containsResident(s.digits) {
		return found(ResidentID, s)
	}
	return hit{}, false
}

// namedResidentID takes any number right after a word for identity numbers for
// one, whatever its date: it was meant to be one.
func namedResidentID(c candidate) (hit, bool) {
	if c.label.kind != ResidentID || !c.label.direct {
		return hit{}, false
	}
	s := c.span(c.first, c.first)
	n := len(s.digits)
	if n < residentLegacy || n > residentMistyped || isCreditCode(s.digits) {
		return hit{}, false
	}
	if end, isX := c.checkXAfter(s.end); isX {
		if isCreditCode(s.digits + "X") {
			return hit{}, false
		}
		s.end = end
	}
	return found(ResidentID, s)
}

func isResident(number string, named bool) bool {
	return isDate(number[6:14]) && (named || residentCheck(number) == number[residentBody])
}

// isLegacyResident wants more than a date of a number that carries no check.
func (c candidate) isLegacyResident(s span, named bool) bool {
	if !strings.Contains(provinces, s.digits[:2]) || !isDate("19"+s.digits[6:12]) {
		return false
	}
	if named {
		return true
	}
	written := c.whole(s) || c.grouped(s, 6, 6, 3)
	return written && c.standsAlone(s) && !c.isDocumentNumber(s) && !c.isAmount(s)
}

// containsResident reports whether an identity number stands inside a longer
// block, as where two numbers were joined.
func containsResident(digits string) bool {
	for i := 0; i+residentLength <= len(digits); i++ {
		if isResident(digits[i:i+residentLength], false) {
			return true
		}
	}
	return false
}

// checkXAfter reads a check character X at byte i, separators before it allowed.
func (c candidate) checkXAfter(i int) (end int, ok bool) {
	i = skipSeparators(c.text, i)
	ch, size := utf8.DecodeRuneInString(c.text[i:])
	return i + size, isCheckX(ch)
}

// residentCheck computes the check character from the first 17 digits.
func residentCheck(number string) byte {
	sum := 0
	for i, weight := range residentWeights {
		sum += int(number[i]-'0') * weight
	}
	return residentChecks[sum%len(residentChecks)]
}

// isDate reports whether YYYYMMDD is a day from 1800 to 2099; the oldest
// published example of the norm was born in 1880.
func isDate(digits string) bool {
	year := decimal(digits[:4])
	month, day := decimal(digits[4:6]), decimal(digits[6:8])
	if year < 1800 || year > 2099 || month < 1 || month > 12 || day < 1 {
		return false
	}
	return day <= time.Date(year, time.Month(month)+1, 0, 0, 0, 0, 0, time.UTC).Day()
}

// decimal reads decimal digits; the caller has seen that they are digits.
func decimal(digits string) int {
	n := 0
	for i := range len(digits) {
		n = n*10 + int(digits[i]-'0')
	}
	return n
}
