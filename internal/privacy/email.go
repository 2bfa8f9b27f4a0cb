package privacy

import (
	"strings"
	"unicode/utf8"
)

// wideAtSign is the at sign of full width.
const wideAtSign = "＠"

// atSign returns the length of an at sign of either width at byte at, or 0.
func atSign(text string, at int) int {
	switch {
	case text[at] == '@':
		return 1
	case strings.HasPrefix(text[at:], wideAtSign):
		return len(wideAtSign)
	}
	return 0
}

// email looks for an address around the sign at text[at:after] and returns
// where to go on.
func (s *scanner) email(at, after int) int {
	start, end := at, after
	for start > s.last {
		ch, size := utf8.DecodeLastRuneInString(s.text[:start])
		if !isLocalPart(halfWidth(ch)) {
			break
		}
		start -= size
	}
	for end < len(s.text) {
		ch, size := utf8.DecodeRuneInString(s.text[end:])
		if !isDomainRune(halfWidth(ch)) {
			break
		}
		end += size
	}
	if start == at || !hasDomain(strings.Map(halfWidth, s.text[after:end])) {
		return after
	}
	s.add(Match{Kind: Email, Start: start, End: end})
	return end
}

// hasDomain reports whether a domain has a letter and a dot with something
// behind it. It is not judged further: a mistyped address is still one.
func hasDomain(domain string) bool {
	dot := strings.IndexByte(domain, '.')
	if dot < 0 || strings.Trim(domain[dot:], ".-") == "" {
		return false
	}
	return strings.ContainsFunc(domain, func(ch rune) bool { return upperLetter(ch) != 0 })
}

func isLocalPart(ch rune) bool {
	return isCodeRune(ch) || strings.ContainsRune("._%+-", ch)
}

func isDomainRune(ch rune) bool {
	return isCodeRune(ch) || ch == '.' || ch == '-'
}
