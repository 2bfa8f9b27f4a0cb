package plaque

import (
	"fmt"
	"strings"

	"mingshi/internal/disclosure"
)

// Wrong is what can be wrong with a text.
type Wrong string

// The faults of a text. Field names the field of a Fault, Want what is right.
const (
	// WrongSize: the file is larger than MaxSize, or no file.
	WrongSize Wrong = "size"
	// WrongName: the name of the file is that of no kind; Want lists the kinds.
	WrongName Wrong = "name"
	// WrongEncoding: the file is not UTF-8.
	WrongEncoding Wrong = "encoding"
	// WrongSyntax: the file is not YAML; Got is what the reader says.
	WrongSyntax Wrong = "syntax"
	// WrongField: there is no such field; Want lists those there are.
	WrongField Wrong = "field"
	// WrongTwice: the field is given twice.
	WrongTwice Wrong = "twice"
	// WrongMissing: the field is missing or empty.
	WrongMissing Wrong = "missing"
	// WrongShape: the field holds something of another shape; Want names the right one: "text", "list", "fields".
	WrongShape Wrong = "shape"
	// WrongText: the text has a line break or an invisible character.
	WrongText Wrong = "text"
	// WrongLength: the text is too long; Got counts its characters, Want is the most there may be.
	WrongLength Wrong = "length"
	// WrongKind: the field kind is not that of the file's name, which is Want.
	WrongKind Wrong = "kind"
	// WrongDate: the edition is no date of the form 2026-11-20.
	WrongDate Wrong = "date"
	// WrongMark: verified is neither true nor false.
	WrongMark Wrong = "mark"
	// WrongCount: there are too many rules; Want is the most there may be.
	WrongCount Wrong = "count"
)

// Fault says what is wrong with a text, where, and what would be right.
type Fault struct {
	// File is the path of the file, Line the line from 1; 0: the file as a whole.
	File string
	Line int
	// Wrong is what is wrong; Field, Got and Want say more, as it describes.
	Wrong Wrong
	Field string
	Got   string
	Want  string
}

// Error words the fault for logs.
func (f *Fault) Error() string {
	var b strings.Builder
	b.WriteString(f.File)
	if f.Line > 0 {
		fmt.Fprintf(&b, ": line %d", f.Line)
	}
	fmt.Fprintf(&b, ": wrong %s", f.Wrong)
	for _, more := range []struct{ word, text string }{{"field", f.Field}, {"got", f.Got}, {"want", f.Want}} {
		if more.text != "" {
			fmt.Fprintf(&b, ", %s %q", more.word, more.text)
		}
	}
	return b.String()
}

// fault gives a Fault as an error of kind Invalid.
func fault(f Fault) error { return disclosure.Errorf(disclosure.Invalid, "plaque: %w", &f) }
