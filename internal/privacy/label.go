package privacy

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// How many Chinese characters may stand between a label and its number. Digits,
// letters and punctuation do not count, so that masking one number of a list
// brings the next no nearer to the label.
const (
	// nearLabel bounds 账号, 电话 and the like, which name numbers of many shapes.
	nearLabel = 4
	// farLabel bounds words for identity numbers, whose shape speaks for itself.
	farLabel = 12
)

// Runes that end the reach of a label, and runes that may stand between a
// label and the number right after it.
const (
	sentenceEnds = "。；;！!？?\n\r"
	labelFillers = "号码碼號为為是系係"
)

// labelContext says which label was read last and how far it is away.
type labelContext struct {
	kind Kind
	// distance counts Chinese characters between label and number, fillers excepted.
	distance int
	// direct: nothing but fillers, punctuation and spaces stand between.
	direct bool
}

// near reports whether the last label is one of the given kind and close.
func (c labelContext) near(kind Kind) bool {
	return c.kind == kind && c.distance <= nearLabel
}

// labelReader follows the labels of a text up to a position; it reads every
// byte at most once, and only in texts that hold a candidate at all.
type labelReader struct {
	text    string
	at      int
	context labelContext
	// homes are the addresses that are still to come: they count as the mask that
	// will stand for them, so that a masked text reads as the text did.
	homes []Match
}

// advance reads on to the byte position end.
func (r *labelReader) advance(end int) labelContext {
	set := rules()
	for r.at < end {
		if len(r.homes) > 0 && r.at >= r.homes[0].Start {
			r.at, r.homes = max(r.at, r.homes[0].End), r.homes[1:]
			r.context.direct = false
			continue
		}
		ch, size := utf8.DecodeRuneInString(r.text[r.at:])
		role := set.roles.of(ch)
		if role&beginsLabel != 0 {
			if l, ok := set.labelAt(r.text[r.at:end], ch); ok {
				r.context = labelContext{kind: l.kind, direct: true}
				r.at += len(l.word)
				continue
			}
		}
		switch role &^ beginsLabel {
		case endsSentence:
			r.context = labelContext{}
		case partOfNumber:
			r.context.direct = false
		case chinese:
			r.context.direct = false
			r.context.distance++
		default: // neutral
		}
		r.at += size
	}
	return r.context
}

// labelAt finds the longest label at the beginning of text, whose first rune is first.
func (set *ruleSet) labelAt(text string, first rune) (label, bool) {
	for _, l := range set.labels[first] {
		if strings.HasPrefix(text, l.word) {
			return l, true
		}
	}
	return label{}, false
}

// role says what a rune means for the label before it.
type role byte

const (
	// neutral: punctuation, spaces and fillers leave a label as it is.
	neutral role = 0
	// endsSentence: the label reaches no further.
	endsSentence role = 1
	// partOfNumber: digits, letters and masks end the direct reach, not the distance.
	partOfNumber role = 2
	// chinese: another word, which counts as distance.
	chinese role = 3
	// beginsLabel is set in addition where a label may begin.
	beginsLabel role = 0x80
)

// roleTable holds the roles of the basic plane, so that reading a text for
// labels costs one look-up a rune.
type roleTable [1 << 16]role

// of returns the role of ch; beyond the basic plane live rare Chinese characters.
func (t *roleTable) of(ch rune) role {
	if int(ch) < len(t) {
		return t[ch]
	}
	if unicode.Is(unicode.Han, ch) {
		return chinese
	}
	return neutral
}

func newRoleTable(labels map[rune][]label) *roleTable {
	table := new(roleTable)
	for i := range table {
		switch ch := rune(i); {
		case strings.ContainsRune(sentenceEnds, ch):
			table[i] = endsSentence
		case strings.ContainsRune(labelFillers, ch):
			table[i] = neutral
		case ch == '*' || isCodeRune(ch):
			table[i] = partOfNumber
		case unicode.Is(unicode.Han, ch):
			table[i] = chinese
		}
	}
	for first := range labels {
		if int(first) < len(table) {
			table[first] |= beginsLabel
		}
	}
	return table
}
