package privacy

import (
	"strings"
	"unicode/utf8"
)

const (
	mobileLength = 11
	// Area codes have three digits (010, 02x) or four, the numbers behind them seven or eight.
	shortAreaCode = 3
	longAreaCode  = 4
	shortLocal    = 7
	longLocal     = 8
	// maxMobileBlocks is how a mobile is written apart: 138 1234 5678.
	maxMobileBlocks = 3
	minMobileBlock  = 3
)

// countryPrefixes are the ways of writing the country code before a number.
var countryPrefixes = []string{"86", "0086"}

// mobile recognizes 1[3-9] and nine digits, the country code before them
// included. A letter beside it does not excuse it ("tel138…"), except inside a
// credit code.
func mobile(c candidate) (hit, bool) {
	if s, ok := c.exactly(c.first, mobileLength); ok && c.isMobile(s, s.digits) {
		return found(Mobile, s)
	}
	for _, prefix := range countryPrefixes {
		s, ok := c.exactly(c.first, len(prefix)+mobileLength)
		if ok && strings.HasPrefix(s.digits, prefix) && c.isMobile(c.after(s, prefix), s.digits[len(prefix):]) {
			s.start = c.plusBefore(s.start)
			return found(Mobile, s)
		}
	}
	return hit{}, false
}

// after returns s without the blocks that are the country code alone.
func (c candidate) after(s span, prefix string) span {
	if c.blocks[s.first].digits() == len(prefix) && s.last > s.first {
		return c.span(s.first+1, s.last)
	}
	return s
}

func (c candidate) isMobile(s span, digits string) bool {
	if digits[0] != '1' || digits[1] < '3' || c.isAmount(s) {
		return false
	}
	return c.mobileSpacing(s) && !c.insideCreditCode(s) && !c.isRunningNumber(s)
}

// mobileSpacing reports whether somebody would write a mobile in these blocks.
// Measured values side by side must not add up to one, so short blocks count
// only if a label says telephone or every digit stands apart.
func (c candidate) mobileSpacing(s span) bool {
	if c.label.near(Landline) || s.blocks() == len(s.digits) {
		return true
	}
	if s.blocks() > maxMobileBlocks {
		return false
	}
	for b := s.first; b <= s.last; b++ {
		if c.blocks[b].digits() < minMobileBlock {
			return false
		}
	}
	return true
}

// plusBefore moves start over a plus sign.
func (c candidate) plusBefore(start int) int {
	for _, plus := range []string{"+", "＋"} {
		if start-len(plus) >= c.bound && strings.HasSuffix(c.text[:start], plus) {
			return start - len(plus)
		}
	}
	return start
}

// landline recognizes an area code and a local number: 0379-1234567,
// (0379)1234567, 010 1234 5678, 037912345678, +86 379 1234567.
func landline(c candidate) (hit, bool) {
	if s, ok := c.internationalLandline(); ok {
		return found(Landline, s)
	}
	for _, local := range []int{longLocal, shortLocal} {
		area := c.areaCode()
		if area == 0 {
			break
		}
		s, ok := c.exactly(c.first, area+local)
		if !ok || !isLocalNumber(s.digits[area:], area) || !c.landlineSpacing(s, area) {
			continue
		}
		if c.isAmount(s) || c.isRunningNumber(s) || c.whole(s) && c.label.near(documentNumber) {
			continue
		}
		if c.bracketed(s, area) {
			_, size := utf8.DecodeLastRuneInString(c.text[:s.start])
			s.start -= size
		}
		return found(Landline, s)
	}
	return hit{}, false
}

// areaCode returns the length of the area code that the candidate begins with, or 0.
func (c candidate) areaCode() int {
	digits := c.values[c.blocks[c.first].from:]
	switch {
	case len(digits) < minGroupDigits || digits[0] != '0' || digits[1] == '0':
		return 0
	case digits[1] == '2' || digits[1] == '1' && digits[2] == '0':
		return shortAreaCode
	case digits[1] == '1':
		return 0
	}
	return longAreaCode
}

// isLocalNumber judges the digits after an area code of the given length.
func isLocalNumber(local string, area int) bool {
	return local[0] >= '2' && (area == longAreaCode || len(local) == longLocal)
}

// landlineSpacing wants the area code apart, or the whole in one block.
func (c candidate) landlineSpacing(s span, area int) bool {
	if c.whole(s) {
		return true
	}
	return c.blocks[s.first].digits() == area && c.localSpacing(c.span(s.first+1, s.last))
}

// localSpacing reports whether somebody would write a local number in these blocks.
func (c candidate) localSpacing(s span) bool {
	return c.whole(s) || c.grouped(s, 4, 4) || c.grouped(s, 3, 4)
}

// bracketed reports whether the area code stands in brackets, both of which
// belong to the number.
func (c candidate) bracketed(s span, area int) bool {
	if c.whole(s) || !openBracketBefore(c.text, s.start) {
		return false
	}
	areaEnd := c.ends[c.blocks[s.first].from+area-1]
	between := c.text[areaEnd:c.starts[c.blocks[s.first+1].from]]
	return strings.ContainsAny(between, ")）")
}

// internationalLandline recognizes +86 and an area code without its zero.
func (c candidate) internationalLandline() (span, bool) {
	prefix := c.span(c.first, c.first)
	if prefix.digits != "86" || c.first+1 == len(c.blocks) {
		return span{}, false
	}
	start := c.plusBefore(prefix.start)
	if start == prefix.start {
		return span{}, false
	}
	for _, local := range []int{longLocal, shortLocal} {
		for _, area := range []int{longAreaCode - 1, shortAreaCode - 1} {
			s, ok := c.exactly(c.first+1, area+local)
			if ok && s.digits[0] != '0' && (c.whole(s) || c.blocks[s.first].digits() == area) {
				s.start = start
				return s, true
			}
		}
	}
	return span{}, false
}

// localNumber recognizes a number without area code where a label says telephone.
func localNumber(c candidate) (hit, bool) {
	if !c.label.near(Landline) {
		return hit{}, false
	}
	for _, n := range []int{longLocal, shortLocal} {
		s, ok := c.exactly(c.first, n)
		if !ok || s.digits[0] < '2' || !c.localSpacing(s) || c.isAmount(s) {
			continue
		}
		if n == longLocal && isDate(s.digits) && !c.label.direct {
			continue
		}
		return found(Landline, s)
	}
	return hit{}, false
}
