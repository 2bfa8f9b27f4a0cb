package privacy

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// keepSet holds the values that are public here, folded.
type keepSet struct{ values []string }

func newKeepSet(keep []string) *keepSet {
	set := &keepSet{values: make([]string, 0, len(keep))}
	for _, value := range keep {
		set.values = append(set.values, fold(value))
	}
	return set
}

// place is where a kept value stands in a text, in bytes.
type place struct{ start, end int }

func (p place) overlaps(m Match) bool { return m.Start < p.end && p.start < m.End }

// without returns the matches that are not public here; nil when none is left.
// A value that another match cuts into is not that value, and keeps nothing.
func (k *keepSet) without(text string, matches []Match) []Match {
	var private, public []Match
	var places []place
	for _, m := range matches {
		if p, ok := k.covers(text, m); ok {
			public, places = append(public, m), append(places, p)
		} else {
			private = append(private, m)
		}
	}
	for i := 0; i < len(public); {
		if !slices.ContainsFunc(private, places[i].overlaps) {
			i++
			continue
		}
		private = append(private, public[i])
		public, places = slices.Delete(public, i, i+1), slices.Delete(places, i, i+1)
		i = 0
	}
	slices.SortFunc(private, func(a, b Match) int { return cmp.Compare(a.Start, b.Start) })
	return private
}

// covers finds the kept value within which m lies wholly where it stands in
// text. A public telephone also covers itself with the country or area code
// before it.
func (k *keepSet) covers(text string, m Match) (place, bool) {
	found := fold(text[m.Start:m.End])
	for _, value := range k.values {
		if isTelephone(m.Kind, value) && strings.HasSuffix(found, value) {
			return place{m.Start, m.End}, true
		}
		for from := 0; ; {
			i := strings.Index(value[from:], found)
			if i < 0 {
				break
			}
			i += from
			before, okBefore := foldedSuffix(text[:m.Start], value[:i])
			after, okAfter := foldedPrefix(text[m.End:], value[i+len(found):])
			if okBefore && okAfter {
				return place{before, m.End + after}, true
			}
			from = i + 1
		}
	}
	return place{}, false
}

// isTelephone reports whether a folded value is a whole telephone of the given kind.
func isTelephone(kind Kind, value string) bool {
	least := len(value) + 1
	switch kind {
	case Mobile:
		least = mobileLength
	case Landline:
		least = shortLocal
	default: // no telephone is that long
	}
	return len(value) >= least && strings.Trim(value, "0123456789+") == ""
}

// foldedSuffix reports whether text, folded, ends with want, and where want begins.
func foldedSuffix(text, want string) (start int, ok bool) {
	start = len(text)
	for want != "" {
		ch, size := utf8.DecodeLastRuneInString(text[:start])
		if size == 0 {
			return 0, false
		}
		start -= size
		if ch = foldRune(ch); ch < 0 {
			continue
		}
		last, size := utf8.DecodeLastRuneInString(want)
		if ch != last {
			return 0, false
		}
		want = want[:len(want)-size]
	}
	return start, true
}

// foldedPrefix reports whether text, folded, begins with want, and where want ends.
func foldedPrefix(text, want string) (end int, ok bool) {
	for want != "" {
		ch, size := utf8.DecodeRuneInString(text[end:])
		if size == 0 {
			return 0, false
		}
		end += size
		if ch = foldRune(ch); ch < 0 {
			continue
		}
		first, size := utf8.DecodeRuneInString(want)
		if ch != first {
			return 0, false
		}
		want = want[size:]
	}
	return end, true
}

// fold brings a value to the form in which values are compared: half-width,
// upper case, one kind of bracket, no separators.
func fold(s string) string { return strings.Map(foldRune, s) }

// foldRune folds one rune; -1 drops it.
func foldRune(ch rune) rune {
	ch = halfWidth(ch)
	if isSeparator(ch) || unicode.IsSpace(ch) {
		return -1
	}
	switch ch {
	case '(', '[', '【', '〔', '﹝':
		return '('
	case ')', ']', '】', '〕', '﹞':
		return ')'
	}
	return unicode.ToUpper(ch)
}
