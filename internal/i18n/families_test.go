package i18n

import "strings"

// families lists the beginnings of keys that the code completes at run time. Keys below one of them count as used, and
// a key may be put together only from one of them. A family must be closed: what completes it comes from a closed list
// in the code (codes of findings, states, kinds), never from outside.
var families = []string{
	"check.",             // names of the doctor's checks
	"code.",              // short names of finding codes in the command line's summary: intake.Code
	"finding.",           // sentences of finding codes: intake.Code
	"kind.",              // kinds of record: disclosure.Kind
	"outcome.",           // what became of a row: the eight outcomes of an import
	"part.",              // parts of a whole store: store.Part
	"site.grade.result.", // what the score of an inspection comes to, by why the grade is another: grading.Cause
	"status.",            // how a check of the doctor came out
	"step.",              // what is being done to a store: archive.Step
	"tables.flaw.",       // what keeps a file of tables from being used: the flaw codes of grading, limits and tables
	"tables.shape.",      // what a JSON value is: tables.Shape
}

// inFamily reports whether a key, or the beginning of one, belongs to a family.
func inFamily(families []string, key string) bool {
	for _, family := range families {
		if strings.HasPrefix(key, family) {
			return true
		}
	}
	return false
}
