package dossier

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// normal is the form in which texts, numbers and addresses are compared: half width, one kind of brackets, no white space
// but line feeds. 17号 2幢 and 17号２幢 are one address, and （2024）, [2024] and 【2024】 are 〔2024〕.
func normal(text string) string {
	text = oneBracket.Replace(norm.NFKC.String(text))
	return strings.Map(func(r rune) rune {
		if r != '\n' && unicode.IsSpace(r) {
			return -1
		}
		return r
	}, text)
}

var oneBracket = strings.NewReplacer("(", "〔", ")", "〕", "[", "〔", "]", "〕", "【", "〔", "】", "〕")

// seats are words that say where a business is registered or its owner at home, which is not where it was inspected.
// They begin 住所地, 注册地址, 户籍所在地 and the like.
var seats = []string{"住所", "注册地", "户籍"}

// withoutSeats takes out of a text in its normal form what follows such a word up to the end of the clause. The word
// itself stays, as it may speak of the address before it (青禾路17号系其注册地址), unless it opens a bracket with an
// address of its own: 河东路3号（住所地青禾路17号）.
func withoutSeats(text string) string {
	var kept strings.Builder
	for {
		at, word := firstSeat(text)
		if at < 0 {
			kept.WriteString(text)
			return kept.String()
		}
		kept.WriteString(text[:at])
		rest := text[at+len(word):]
		end := clauseEnd(rest)
		if !strings.HasSuffix(text[:at], "〔") || !strings.ContainsFunc(rest[:end], unicode.IsNumber) {
			kept.WriteString(word)
		}
		text = rest[end:]
	}
}

// firstSeat finds the first such word; -1 if there is none.
func firstSeat(text string) (at int, word string) {
	at = -1
	for _, seat := range seats {
		if found := strings.Index(text, seat); found >= 0 && (at < 0 || found < at) {
			at, word = found, seat
		}
	}
	return at, word
}

// clauseEnd finds where a clause about a seat is over: at a comma, semicolon, full stop or line feed, or where the
// brackets close in which it stands, once it has named a house: 甲公司（住所地：青禾路17号）在河东路3号 has two addresses,
// 【住所地】青禾路17号 has one.
func clauseEnd(text string) int {
	depth, housed := 0, false
	for i, r := range text {
		switch {
		case r == ',' || r == ';' || r == '。' || r == '\n':
			return i
		case r == '〔':
			depth++
		case r == '〕' && depth > 0:
			depth--
		case r == '〕' && housed:
			return i
		case unicode.IsNumber(r):
			housed = true
		}
	}
	return len(text)
}

// isSeat reports whether the clause goes on with the word that what stands before it is a seat: 系其注册地址,（住所地）.
func isSeat(rest string) bool {
	if !slices.ContainsFunc(beings, func(being string) bool { return strings.HasPrefix(rest, being) }) {
		return false
	}
	at, _ := firstSeat(rest[:clauseEnd(rest)])
	return at >= 0
}

var beings = []string{"为", "系", "是", "即", "〔"}
