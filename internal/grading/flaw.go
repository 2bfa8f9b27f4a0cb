package grading

import (
	"fmt"
	"strconv"
)

// Flaw is what keeps a file of a table or of rules from being used: where it stands, what is wrong and what would be right.
// Its text is for logs; whoever tells a person words Code and Args in that person's language.
type Flaw struct {
	// Where is the path of the member, list positions counted from 1: "items.12.deductions.2.points".
	Where string
	// Code is one of the flaw codes; the words that go with it take Args in this order.
	Code string
	Args []any
}

// The flaw codes, and what their Args are.
const (
	FlawOneOf      = "one_of"     // found, what is allowed: another word than one of a closed list
	FlawEmpty      = "empty"      // nothing: a member that must say something does not
	FlawCharacters = "characters" // found, the characters allowed, the most of them: no name for a file
	FlawTaken      = "taken"      // found, the path where it stands already
	FlawLeast      = "least"      // found, least
	FlawMost       = "most"       // found, most
	FlawRange      = "range"      // found, least, most
	FlawOrder      = "order"      // found, wanted: items are numbered without gaps
	FlawSum        = "sum"        // found, wanted: the items' points make the full score
	FlawKeyPoints  = "key_points" // found: a key item neither gives nor takes points
	FlawAlone      = "alone"      // the member without which it cannot stand
	FlawOnce       = "once"       // the kind of inspection that needs exactly one rule
)

// plainFlaws are the texts for logs.
var plainFlaws = map[string]string{
	FlawOneOf:      "%q, want %s",
	FlawEmpty:      "empty",
	FlawCharacters: "%q, want characters out of %s, at most %d",
	FlawTaken:      "%q is already that of %s",
	FlawLeast:      "%v, want %v or more",
	FlawMost:       "%v, want at most %v",
	FlawRange:      "%v, want %v to %v",
	FlawOrder:      "%d, want %d; items are numbered 1, 2, 3… in the order of the file, without gaps",
	FlawSum:        "their max add up to %s, want the full_score %s",
	FlawKeyPoints:  "%v, but a key item gives no points; leave it out",
	FlawAlone:      "only beside %s",
	FlawOnce:       "want one rule for %q",
}

// Error gives the text for logs.
func (f *Flaw) Error() string { return f.Where + ": " + fmt.Sprintf(plainFlaws[f.Code], f.Args...) }

// Told gives the flaw to whoever words it for a person.
func (f *Flaw) Told() (where, code string, args []any) { return f.Where, f.Code, f.Args }

func flaw(where, code string, args ...any) error { return &Flaw{Where: where, Code: code, Args: args} }

// nth is the path of an entry of a list, of which at is the index.
func nth(list string, at int) string { return list + "." + strconv.Itoa(at+1) }
