package privacy

import (
	"strings"
	"unicode/utf8"
)

// maxLetters is how many letters may belong to a travel document's number.
const maxLetters = 3

// candidate is a place where a number may begin: a block of a group with what
// stands around it.
type candidate struct {
	*group
	// first is the block.
	first int
	// label is what the words before say.
	label labelContext
	// letters stand right before the block, in upper case, from byte lettersAt
	// on; glued means that it is more of a word than a number may carry.
	letters   string
	lettersAt int
	glued     bool
	// bound is where the match before ends; nothing before it counts.
	bound int
}

// hit is a match and the last block it uses.
type hit struct {
	Match
	last int
}

// detectors in the order of their evidence: the first that recognizes a number names its kind.
var detectors = []func(candidate) (hit, bool){
	residentID, mobile, landline, bankNumber, travelDocument, namedResidentID, localNumber,
}

func (c candidate) detect() (hit, bool) {
	for _, detector := range detectors {
		if h, ok := detector(c); ok {
			return h, true
		}
	}
	return hit{}, false
}

// candidate reads what stands around block first of g.
func (s *scanner) candidate(g *group, first int) candidate {
	start := g.starts[g.blocks[first].from]
	c := candidate{group: g, first: first, lettersAt: start, bound: s.last}
	var letters [maxLetters]byte
	n := len(letters)
	for c.lettersAt > s.last {
		letter, size := letterBefore(s.text, c.lettersAt)
		if size == 0 {
			break
		}
		if n == 0 {
			c.glued = true
			break
		}
		n--
		letters[n] = letter
		c.lettersAt -= size
	}
	c.letters = string(letters[n:])
	if c.letters != "" && c.digitBefore(c.lettersAt) {
		c.glued = true
	}
	c.label = s.labelsUpTo(c.lettersAt)
	return c
}

// digitBefore reports whether a digit ends at byte i and is no part of the match before.
func (c candidate) digitBefore(i int) bool {
	if i <= c.bound {
		return false
	}
	ch, _ := utf8.DecodeLastRuneInString(c.text[:i])
	ch = halfWidth(ch)
	return ch >= '0' && ch <= '9'
}

// found makes a hit of a stretch of the candidate's group.
func found(kind Kind, s span) (hit, bool) {
	return hit{Match: Match{Kind: kind, Start: s.start, End: s.end}, last: s.last}, true
}

// standsAlone reports whether no letters touch s, which would make it part of a code.
func (c candidate) standsAlone(s span) bool {
	return (s.first != c.first || c.letters == "") && !c.letterAfter(s)
}

func (c candidate) letterAfter(s span) bool {
	return s.end < len(c.text) && letterAt(c.text, s.end)
}

// isDocumentNumber reports whether s is named as the number of a document or
// stands like one.
func (c candidate) isDocumentNumber(s span) bool {
	return c.label.near(documentNumber) || c.isRunningNumber(s)
}

// isRunningNumber reports whether s stands as in 〔2026〕9001号 or 第0385号.
func (c candidate) isRunningNumber(s span) bool {
	if !strings.HasPrefix(c.text[s.end:], "号") {
		return false
	}
	before, _ := utf8.DecodeLastRuneInString(c.text[:s.start])
	return strings.ContainsRune("第字〕】］)）]", before)
}

// isAmount reports whether s is a sum of money: a currency sign before it, or
// 元 after it and at most amountDecimals decimals.
func (c candidate) isAmount(s span) bool {
	before, _ := utf8.DecodeLastRuneInString(c.text[:s.start])
	if strings.ContainsRune("¥￥$", before) {
		return true
	}
	rest := c.text[s.end:]
	if strings.HasPrefix(rest, ".") {
		decimals := rest[1:]
		for i := 0; i < amountDecimals && decimals != "" && isDigit(decimals[0]); i++ {
			decimals = decimals[1:]
		}
		rest = decimals
	}
	for _, unit := range []string{"元", "万元", "亿元", "圆"} {
		if strings.HasPrefix(rest, unit) {
			return true
		}
	}
	return false
}

// amountDecimals is the most decimals that a sum is written with.
const amountDecimals = 6
