package sheet

import "fmt"

// UnprintableError says that no font has a character of a text, which therefore cannot be drawn: a wrong name must not hang
// anywhere.
type UnprintableError struct {
	// What names the text ("name").
	What string
	Text string
	Char rune
}

// Error names text and character.
func (e *UnprintableError) Error() string {
	return fmt.Sprintf("%s %.80q: no font has the character %U", e.What, e.Text, e.Char)
}

// LongError says that a text does not fit even in the smallest size that can be read.
type LongError struct {
	What string
	Text string
	// Characters is how long the text is.
	Characters int
}

// Error names the text.
func (e *LongError) Error() string {
	return fmt.Sprintf("%s %.80q: %d characters do not fit even in the smallest readable size, want a shorter text",
		e.What, e.Text, e.Characters)
}
