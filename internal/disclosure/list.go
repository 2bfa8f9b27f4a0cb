package disclosure

import "slices"

// Entry is one value of a closed list: our identifier, its labels, and how the standard and its older generations write
// it (names first, then codes), so that an import can map every form and an export can give the standard's own.
type Entry[T ~string] struct {
	ID T
	// ZH is the standard's own value and the Chinese label.
	ZH string
	// EN is the English label.
	EN string
	// Also lists other spellings and codes met in files.
	Also []string
}

// List is a closed list of values. A value outside it is refused, never guessed.
type List[T ~string] []Entry[T]

// Find maps a value as written in a file (already trimmed and half-width) to our identifier.
func (l List[T]) Find(text string) (T, bool) {
	for i := range l {
		if l[i].ZH == text || string(l[i].ID) == text || slices.Contains(l[i].Also, text) {
			return l[i].ID, true
		}
	}
	return "", false
}

// Has reports whether id is on the list.
func (l List[T]) Has(id T) bool {
	for i := range l {
		if l[i].ID == id {
			return true
		}
	}
	return false
}

// Label gives the English label if english, else the Chinese one; the identifier itself if it is not on the list.
func (l List[T]) Label(id T, english bool) string {
	for i := range l {
		if l[i].ID == id {
			if english {
				return l[i].EN
			}
			return l[i].ZH
		}
	}
	return string(id)
}

// Values gives the Chinese values, to say what would have been right.
func (l List[T]) Values() []string {
	values := make([]string, len(l))
	for i := range l {
		values[i] = l[i].ZH
	}
	return values
}
