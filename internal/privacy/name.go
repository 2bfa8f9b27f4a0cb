package privacy

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// masked stands for the given name, as in 李某; someone is the name without any surname.
const (
	masked  = '某'
	someone = string(masked)
)

// MaskName gives the public form of a natural person's name: the surname and
// 某, a compound surname kept whole (欧阳秀英 becomes 欧阳某). Names of other
// traditions show their first letter or character only, since their first part
// is the given name (买买提·吐尔逊 becomes 买某, John Smith becomes J某). A name
// of one character, or one that does not begin with a letter (a number in the
// wrong column), becomes 某. The empty name stays empty, and a masked name as
// it is.
func MaskName(name string) string {
	letters := nameLetters(name)
	switch {
	case len(letters) == 0:
		return ""
	case len(letters) == 1 || !unicode.IsLetter(letters[0]) || letters[0] == masked:
		return someone
	case unicode.Is(unicode.Han, letters[0]) && !isForeign(letters):
		return string(letters[:surnameLength(letters)]) + someone
	}
	return string(unicode.ToUpper(letters[0])) + someone
}

// nameLetters returns the runes of a name in half-width, without spaces and
// characters that show nothing.
func nameLetters(name string) []rune {
	letters := make([]rune, 0, len(name))
	for _, ch := range name {
		if ch = halfWidth(ch); !isNameSpace(ch) {
			letters = append(letters, ch)
		}
	}
	return letters
}

// isNameSpace reports spaces, invisible characters and variation selectors.
func isNameSpace(ch rune) bool {
	return unicode.IsSpace(ch) || unicode.Is(unicode.Cf, ch) || unicode.Is(unicode.Mn, ch)
}

// isForeign reports whether a name in Chinese characters has the dot that
// parts names of other traditions.
func isForeign(letters []rune) bool {
	return slices.ContainsFunc(letters, isNameDot)
}

// isNameDot reports the dots that are typed between the parts of a name.
func isNameDot(ch rune) bool { return strings.ContainsRune("·•・‧∙．.", ch) }

// MaskNames replaces the full names of natural persons wherever they stand in
// text, longest first, and reports whether it replaced any. Spaces inside a
// name and the width of its letters make no difference.
//
// A Chinese name is replaced even inside a longer word: in 张伟理发店 the shop's
// name gives the person away, and masking a word too many is the lesser harm.
// Names in Latin letters are replaced as whole words only, in any case. A name of a
// single character is left alone, because it would riddle the text, and one
// with 某 in it is masked already.
func MaskNames(text string, names ...string) (out string, replaced bool) {
	for _, name := range longestFirst(names) {
		var hit bool
		if text, hit = replaceName(text, name, MaskName(string(name))); hit {
			replaced = true
		}
	}
	return text, replaced
}

// longestFirst returns the names worth looking for, so that a name that begins
// another does not leave the rest of it behind.
func longestFirst(names []string) [][]rune {
	letters := make([][]rune, 0, len(names))
	for _, name := range names {
		if l := nameLetters(name); len(l) > 1 && !slices.Contains(l, masked) {
			letters = append(letters, l)
		}
	}
	slices.SortStableFunc(letters, func(a, b []rune) int { return cmp.Compare(len(b), len(a)) })
	return letters
}

// replaceName replaces every place where name stands in text.
func replaceName(text string, name []rune, public string) (string, bool) {
	var out strings.Builder
	last := 0
	for at := 0; at < len(text); {
		end := nameEnd(text, at, name)
		if end == at {
			_, size := utf8.DecodeRuneInString(text[at:])
			at += size
			continue
		}
		out.WriteString(text[last:at])
		out.WriteString(public)
		last, at = end, end
	}
	if last == 0 {
		return text, false
	}
	out.WriteString(text[last:])
	return out.String(), true
}

// nameEnd returns where name ends if it stands at byte at, else at.
func nameEnd(text string, at int, name []rune) int {
	if upperLetter(name[0]) != 0 && at > 0 {
		if _, size := letterBefore(text, at); size > 0 {
			return at
		}
	}
	i := at
	for n, want := range name {
		i = skipNameSpace(text, i, n)
		ch, size := utf8.DecodeRuneInString(text[i:])
		if size == 0 || !sameNameRune(ch, want) {
			return at
		}
		i += size
	}
	if upperLetter(name[len(name)-1]) != 0 && letterAt(text, i) {
		return at
	}
	return i
}

// skipNameSpace passes the spaces before the n-th rune of a name; none before
// the first.
func skipNameSpace(text string, i, n int) int {
	for n > 0 && i < len(text) {
		ch, size := utf8.DecodeRuneInString(text[i:])
		if !isNameSpace(ch) || ch == '\n' || ch == '\r' {
			break
		}
		i += size
	}
	return i
}

// sameNameRune compares without regard to width, case and the kind of dot.
func sameNameRune(a, b rune) bool {
	a, b = halfWidth(a), halfWidth(b)
	return a == b || unicode.ToUpper(a) == unicode.ToUpper(b) || isNameDot(a) && isNameDot(b)
}
