package limits

import (
	"fmt"
	"strconv"
)

// Flaw is one thing that keeps a file of test items from being used: where it stands, what is wrong and what would be right.
// Its text is for logs; whoever tells a person words Code and Args in that person's language.
type Flaw struct {
	// Where is the path of the member, list positions counted from 1: "items.12.limits.2.max".
	Where string
	// Code is one of the flaw codes; the words that go with it take Args in this order.
	Code string
	Args []any
}

// The flaw codes, and what their Args are.
const (
	FlawOneOf      = "one_of"     // found, what is allowed: another word than one of a closed list
	FlawEmpty      = "empty"      // nothing: a member that must say something does not
	FlawCharacters = "characters" // found, the characters allowed, the most of them
	FlawTaken      = "taken"      // found, the path where it stands already
	FlawLeast      = "least"      // found, least
	FlawMost       = "most"       // found, most
	FlawAlone      = "alone"      // the member without which it cannot stand
	FlawDecimal    = "decimal"    // found: no plain decimal
	FlawNeither    = "neither"    // nothing: a limit without both ends
	FlawUnreached  = "unreached"  // the path of the limit before it, which applies always
)

// plainFlaws are the texts for logs.
var plainFlaws = map[string]string{
	FlawOneOf:      "%q, want %s",
	FlawEmpty:      "empty",
	FlawCharacters: "%q, want characters out of %s, at most %d",
	FlawTaken:      "%q is already that of %s",
	FlawLeast:      "%v, want %v or more",
	FlawMost:       "%v, want at most %v",
	FlawAlone:      "only beside %s",
	FlawDecimal:    "%q, want a decimal",
	FlawNeither:    "neither min nor max is given",
	FlawUnreached:  "%s applies always, so that this never does",
}

// Error gives the text for logs.
func (f *Flaw) Error() string { return f.Where + ": " + fmt.Sprintf(plainFlaws[f.Code], f.Args...) }

// Told gives the flaw to whoever words it for a person.
func (f *Flaw) Told() (where, code string, args []any) { return f.Where, f.Code, f.Args }

// flaws are all that is wrong with a part of a file.
type flaws []error

// add notes one flaw more.
func (f *flaws) add(where, code string, args ...any) {
	*f = append(*f, &Flaw{Where: where, Code: code, Args: args})
}

// nth is the path of an entry of a list, of which at is the index.
func nth(list string, at int) string { return list + "." + strconv.Itoa(at+1) }
