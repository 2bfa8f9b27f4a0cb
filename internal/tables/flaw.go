package tables

import (
	"errors"
	"fmt"

	"mingshi/internal/disclosure"
)

// Flaw is one thing that keeps a file from being used. Its text is for logs; whoever tells a person words Code and Args in that
// person's language.
type Flaw struct {
	// Where is the path of the member, list positions counted from 1 ("items.12.max"), "" for the file as a whole.
	Where string
	// Code is one of those below, of grading or of limits: the codes of one name mean the same and take the same Args.
	Code string
	Args []any
}

// The flaw codes of files of every kind, and what their Args are.
const (
	FlawSyntax    = "syntax"    // line, what the parser says: no JSON
	FlawSize      = "size"      // the most bytes
	FlawKind      = "one_of"    // found, what is allowed
	FlawUnknown   = "unknown"   // the members that there are: this one is none
	FlawType      = "type"      // what stands there, what should: a Shape each
	FlawPoints    = "points"    // found
	FlawDate      = "date"      // found
	FlawFrequency = "frequency" // letter, code and version of the table that has it
	FlawSamePlace = "same"      // file, other file, what both hold
	FlawSameDay   = "same_day"  // file, other file, code, effective_from
	FlawSameName  = "same_name" // name, code, other code
	FlawTwice     = "twice"     // what two of the given files hold
	FlawMisnamed  = "misnamed"  // file
)

// plainFlaws are the texts for logs.
var plainFlaws = map[string]string{
	FlawSyntax:    "line %d: %v",
	FlawSize:      "more than %d bytes",
	FlawKind:      "%q, want %s",
	FlawUnknown:   "unknown field, want one of %s",
	FlawType:      "found %s, want %s",
	FlawPoints:    "points %q, want a number of at most two decimals",
	FlawDate:      "%q, want a day as in 2026-01-31",
	FlawFrequency: "none for the letter %q of the table %s %s",
	FlawSamePlace: "%s and %s both hold %s: keep one of them",
	FlawSameDay:   "%s and %s are editions of %q with the same effective_from (%s): give the later one the day from which it counts",
	FlawSameName:  "the name %q means both %q and %q: give one of them other names, or make both editions of one code",
	FlawTwice:     "two of the files hold %s: give one of them",
	FlawMisnamed:  "%s holds something else than its name says: rename it",
}

// Error gives the text for logs.
func (f *Flaw) Error() string {
	text := fmt.Sprintf(plainFlaws[f.Code], f.Args...)
	if f.Where == "" {
		return text
	}
	return f.Where + ": " + text
}

// Told gives the flaw to whoever words it for a person.
func (f *Flaw) Told() (where, code string, args []any) { return f.Where, f.Code, f.Args }

// Refused is why files are not taken.
type Refused struct {
	// File is the path of the file at fault, "" where it takes more than one.
	File string
	// Flaws are never none.
	Flaws []Flaw
	err   error
}

// Error gives the text for logs.
func (r *Refused) Error() string {
	if r.File == "" {
		return "tables: " + r.err.Error()
	}
	return "tables: " + r.File + ": " + r.err.Error()
}

// Unwrap gives the flaws as errors.
func (r *Refused) Unwrap() error { return r.err }

// refuse is an error of kind Invalid with one flaw.
func refuse(file, where, code string, args ...any) error {
	one := Flaw{Where: where, Code: code, Args: args}
	return disclosure.Errorf(disclosure.Invalid, "%w", &Refused{File: file, Flaws: []Flaw{one}, err: &one})
}

// teller is what a flaw of grading, limits or ours can do: the two do not know each other.
type teller interface {
	error
	Told() (where, code string, args []any)
}

// flawsOf finds all flaws that an error holds.
func flawsOf(err error) []Flaw {
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		var all []Flaw
		for _, one := range joined.Unwrap() {
			all = append(all, flawsOf(one)...)
		}
		return all
	}
	if told, ok := err.(teller); ok { //nolint:errorlint // each link of the chain is looked at in turn
		where, code, args := told.Told()
		return []Flaw{{Where: where, Code: code, Args: args}}
	}
	if err == nil {
		return nil
	}
	return flawsOf(errors.Unwrap(err))
}
