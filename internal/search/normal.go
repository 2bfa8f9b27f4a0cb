package search

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Normalize brings a text to the form in which texts are compared: NFKC, lower case, every bracket as ( or ), every run of
// white space as one space and none at the ends, nothing invisible (control and format characters), U+FFFD for what is no
// UTF-8. The normal form of a normal form is itself.
func Normalize(text string) string {
	if isNormal(text) {
		return text
	}
	w := writer{bytes: make([]byte, 0, len(text)+len(text)/2)}
	w.normalize(text)
	return string(w.bytes)
}

// isNormal finds most texts that need no work: Han, digits, small letters and punctuation of ASCII, without spaces that
// would have to go.
func isNormal(text string) bool {
	space := true // at the beginning none may stand
	for _, r := range text {
		if !plain(r) && (r != ' ' || space) {
			return false
		}
		space = r == ' '
	}
	return !space || text == ""
}

// plain reports whether a character is its own normal form whatever stands around it, combining marks aside, which are not
// plain themselves.
func plain(r rune) bool {
	switch {
	case 0x4E00 <= r && r <= 0x9FFF: // the Han characters of everyday use
		return true
	case r <= ' ' || r >= 0x7F:
		return false
	}
	return (r < 'A' || r > 'Z') && r != '[' && r != ']' && r != '{' && r != '}' && r != '<' && r != '>'
}

// simple gives the normal form of a character that has one of its own, as long as no mark follows that may combine with it:
// all of ASCII that is printed, Han, and the punctuation of Chinese texts with its wide forms.
func simple(r rune) (rune, bool) {
	switch {
	case r > ' ' && r < 0x7F:
	case plain(r), r == '。', r == '、':
		return r, true
	case 0xFF01 <= r && r <= 0xFF5E: // the wide forms of ASCII
		r -= 0xFF01 - '!'
	case '〈' <= r && r <= '】', '〔' <= r && r <= '〛':
	default:
		return 0, false
	}
	if 'A' <= r && r <= 'Z' {
		r += 'a' - 'A'
	}
	return bracket(r), true
}

// writer collects a normal form. With track it also keeps its characters one by one, and for each the bytes of the text that
// it comes from.
type writer struct {
	bytes []byte
	track bool
	out   []rune
	spans []Span
	// space is where white space stood that has not been written yet.
	space    Span
	hasSpace bool
}

// Span is a range of bytes of a text, To exclusive.
type Span struct{ From, To int }

func (w *writer) normalize(text string) {
	for at := 0; at < len(text); {
		r, size := utf8.DecodeRuneInString(text[at:])
		end := at + size
		if normal, ok := simple(r); ok && (end == len(text) || text[end] == ' ' || startsSimple(text[end:])) {
			w.put(normal, Span{at, end})
			at = end
			continue
		}
		if end = at + segment(text[at:]); end == at {
			end = at + size
		}
		w.putSegment(text[at:end], Span{at, end})
		at = end
	}
}

func startsSimple(text string) bool {
	r, _ := utf8.DecodeRuneInString(text)
	_, ok := simple(r)
	return ok
}

// segment is how many bytes belong together: to the next place where a normal form can be cut, what is invisible not
// counting as such a place.
func segment(text string) int {
	end := 0
	for end < len(text) {
		next := norm.NFKC.NextBoundaryInString(text[end:], true)
		if next <= 0 {
			return len(text)
		}
		end += next
		r, _ := utf8.DecodeRuneInString(text[end:])
		if !invisible(r) {
			return end
		}
	}
	return end
}

// putSegment writes the normal form of a piece. Lower case is taken on both sides of NFKC: some capitals exist only as a
// compatibility form, and some small letters are composed.
func (w *writer) putSegment(piece string, from Span) {
	seen := strings.Map(func(r rune) rune {
		if invisible(r) && !unicode.IsSpace(r) {
			return -1
		}
		return unicode.ToLower(r)
	}, strings.ToValidUTF8(piece, string(utf8.RuneError)))
	for range 3 { // one round does for all but a few letters
		again := strings.Map(unicode.ToLower, norm.NFKC.String(seen))
		if again == seen {
			break
		}
		seen = again
	}
	for _, r := range seen {
		w.put(r, from)
	}
}

func (w *writer) put(r rune, from Span) {
	if r <= ' ' || r >= 0x7F && !plain(r) {
		switch {
		case unicode.IsSpace(r):
			w.space, w.hasSpace = from, true
			return
		case invisible(r):
			return
		}
	}
	if w.hasSpace && len(w.bytes) > 0 {
		w.add(' ', w.space)
	}
	w.hasSpace = false
	w.add(bracket(r), from)
}

func (w *writer) add(r rune, from Span) {
	w.bytes = utf8.AppendRune(w.bytes, r)
	if w.track {
		w.out = append(w.out, r)
		w.spans = append(w.spans, from)
	}
}

// invisible reports whether nobody sees a character: control and format characters, byte order marks, soft hyphens.
func invisible(r rune) bool { return unicode.In(r, unicode.Cc, unicode.Cf) }

// bracket makes every bracket one of the two round ones: 〔2024〕, [2024] and （2024） are the same number.
func bracket(r rune) rune {
	switch r {
	case '[', '{', '<', '〔', '【', '〖', '〘', '〚', '〈', '《', '「', '『', '﹝':
		return '('
	case ']', '}', '>', '〕', '】', '〗', '〙', '〛', '〉', '》', '」', '』', '﹞':
		return ')'
	}
	return r
}

// WithoutBrackets takes the brackets out of a normal form: people type document numbers without them.
func WithoutBrackets(normal string) string {
	return strings.Map(func(r rune) rune {
		if r == '(' || r == ')' {
			return -1
		}
		return r
	}, normal)
}

// Terms cuts a text into the normal forms of its terms, each once.
func Terms(text string) []string {
	var terms []string
	seen := map[string]bool{}
	for term := range strings.FieldsSeq(Normalize(text)) {
		if !seen[term] {
			seen[term] = true
			terms = append(terms, term)
		}
	}
	return terms
}
