package privacy

import (
	"strings"
	"unicode/utf8"
)

const (
	// minGroupDigits is the least number of digits that can be personal: a local telephone number.
	minGroupDigits = 7
	// minUnnamedDigits is the least number of digits that are personal without a
	// letter or a label before them: a mobile, or a landline with its area code.
	minUnnamedDigits = 11
	// maxSeparators may follow each other inside one number, as in "419901 - 1969".
	maxSeparators = 3
)

// group is a run of digits with separators between, such as
// "419901 19690326-6174" or "2026-04-10 13800138000": one number, or several.
type group struct {
	text string
	// values holds the digits in half-width, starts and ends where each stands in text.
	values       []byte
	starts, ends []int
	// blocks are the stretches without separators, as indices into values.
	blocks []block
}

type block struct{ from, to int }

func (b block) digits() int { return b.to - b.from }

// measureGroup finds the end of the group that begins at byte start, and how many digits it has.
func measureGroup(text string, start int) (end, digits int) {
	for i := start; i < len(text); {
		if _, size := digitAt(text, i); size > 0 {
			i += size
			end = i
			digits++
			continue
		}
		next := skipSeparators(text, i)
		if next == i {
			next = closeAreaCode(text, start, i, digits)
		}
		if next == i || next == len(text) {
			break
		}
		if _, size := digitAt(text, next); size == 0 {
			break
		}
		i = next
	}
	return end, digits
}

// skipSeparators passes up to maxSeparators separators at byte i.
func skipSeparators(text string, i int) int {
	for range maxSeparators {
		if i == len(text) {
			break
		}
		ch, size := utf8.DecodeRuneInString(text[i:])
		if !isSeparator(ch) {
			break
		}
		i += size
	}
	return i
}

// closeAreaCode passes the bracket after an area code, as in "(0379) 1234567",
// where the digits so far are the area code alone; otherwise it stays at i.
func closeAreaCode(text string, start, i, digits int) int {
	if digits < shortAreaCode || digits > longAreaCode {
		return i
	}
	if first, _ := digitAt(text, start); first != '0' || !openBracketBefore(text, start) {
		return i
	}
	ch, size := utf8.DecodeRuneInString(text[i:])
	if halfWidth(ch) != ')' {
		return i
	}
	return skipSeparators(text, i+size)
}

// openBracketBefore reports whether an opening round bracket ends at byte i.
func openBracketBefore(text string, i int) bool {
	return strings.HasSuffix(text[:i], "(") || strings.HasSuffix(text[:i], "（")
}

// readGroup takes apart the group that stands at text[start:end].
func readGroup(text string, start, end, digits int) *group {
	g := &group{
		text:   text,
		values: make([]byte, 0, digits),
		starts: make([]int, 0, digits),
		ends:   make([]int, 0, digits),
	}
	open := false
	for i := start; i < end; {
		value, size := digitAt(text, i)
		if size == 0 {
			_, skip := utf8.DecodeRuneInString(text[i:])
			i += skip
			open = false
			continue
		}
		if !open {
			g.blocks = append(g.blocks, block{len(g.values), len(g.values)})
			open = true
		}
		g.values = append(g.values, value)
		g.starts = append(g.starts, i)
		g.ends = append(g.ends, i+size)
		g.blocks[len(g.blocks)-1].to = len(g.values)
		i += size
	}
	return g
}

// span is a stretch of whole blocks of a group.
type span struct {
	first, last int
	// digits are its digits, half-width and without separators.
	digits string
	// start and end are its place in the text, in bytes.
	start, end int
}

// blocks returns how many blocks the span has.
func (s span) blocks() int { return s.last - s.first + 1 }

// span returns the stretch from block first to block last.
func (g *group) span(first, last int) span {
	from, to := g.blocks[first].from, g.blocks[last].to
	return span{
		first: first, last: last,
		digits: string(g.values[from:to]),
		start:  g.starts[from], end: g.ends[to-1],
	}
}

// exactly returns the stretch of n digits that begins with block first, if it ends with a block.
func (g *group) exactly(first, n int) (span, bool) {
	from := g.blocks[first].from
	for last := first; last < len(g.blocks); last++ {
		switch length := g.blocks[last].to - from; {
		case length == n:
			return g.span(first, last), true
		case length > n:
			return span{}, false
		}
	}
	return span{}, false
}

// grouped reports whether the blocks of s have exactly the given sizes.
func (g *group) grouped(s span, sizes ...int) bool {
	if s.blocks() != len(sizes) {
		return false
	}
	for i, size := range sizes {
		if g.blocks[s.first+i].digits() != size {
			return false
		}
	}
	return true
}

// whole reports whether s is written without separators.
func (g *group) whole(s span) bool { return s.first == s.last }
