package intake

import (
	"hash/maphash"
	"slices"

	"mingshi/internal/disclosure"
	"mingshi/internal/grading"
	"mingshi/internal/intake/sheet"
)

// itemSheets gathers the rows of a file into score sheets: the rows of one number, date, table and occasion, wherever
// they stand. A sheet becomes one inspection if it has every item of its table and no fault; else all of its rows are
// rejected.
//
// No more than limit sheets are held, nor more than limitText bytes of remarks. When there are more, those so far are
// settled and forgotten; a sheet whose rows stand further apart than that many others lacks items.
type itemSheets struct {
	rules     *rules
	header    *header
	limit     int
	limitText int
	seed      maphash.Seed
	index     map[uint64]int // into sheets, by the hash of a sheetKey
	sheets    []itemSheet
	text      int // bytes of the remarks held
	// told are the findings about labels above a single sheet, which every row of it would make again.
	told map[Finding]bool
}

// maxItemSheets is the limit of a file: ten times what a district inspects in a year.
const maxItemSheets = 8192

// maxItemText is what the remarks of all sheets that are held may come to.
const maxItemText = 32 << 20

// maxItem is the greatest number that an item may have; no score table has half as many.
const maxItem = 128

// sheetKey is what the rows of one score sheet have in common.
type sheetKey struct {
	number string
	day    disclosure.Date
	table  string
	kind   disclosure.InspectionKind
}

// itemSheet is what is known of one score sheet. Its inspectors' names are held as long as its texts have to be kept free
// of them, and go no further.
type itemSheet struct {
	sheetKey

	hash    uint64
	row     int // its first
	rows    int
	entries []heldEntry
	// normalized says that the number was brought to its normal form.
	normalized bool
	faulty     bool
	inspectors []string
	private    hidden
	correction heldCorrection
}

// heldEntry is what one row says of its item.
type heldEntry struct {
	grading.Entry

	row int
}

// heldCorrection is the first thing that a row of the sheet says of a correction; row is 0 as long as none does.
type heldCorrection struct {
	disclosure.Correction

	row int
}

func newItemSheets(rules *rules, header *header) *itemSheets {
	return &itemSheets{
		rules: rules, header: header, limit: maxItemSheets, limitText: maxItemText,
		seed: maphash.MakeSeed(), index: make(map[uint64]int), told: make(map[Finding]bool),
	}
}

// examine checks a row and adds it to its sheet. A row that does not say which sheet it is of is rejected by itself; any
// other has its outcome with its sheet.
func (s *itemSheets) examine(c *check) examined {
	e := examined{row: c.row.Number}
	inspectors := c.inspectorNames() // first, so that no message tells their names
	key, table, identified := c.sheetKey()
	if !identified {
		c.entry(table)
		c.cells("")
		c.failed, e.rows = true, 1
		e.findings = s.fresh(c.result())
		return e
	}
	held := s.of(key, c.row.Number)
	held.meet(c, inspectors)
	entry := c.entry(table)
	correction := c.correctionOf(key.day)
	c.cells("")
	s.add(c, held, entry, correction)
	e.findings = s.fresh(c.result())
	return e
}

// of finds the sheet with a key, or begins it with a row.
func (s *itemSheets) of(key sheetKey, row int) *itemSheet {
	hash := maphash.Comparable(s.seed, key)
	at, known := s.index[hash]
	if !known {
		at = len(s.sheets)
		s.index[hash] = at
		s.sheets = append(s.sheets, itemSheet{sheetKey: key, hash: hash, row: row})
	}
	return &s.sheets[at]
}

// meet makes a row and its sheet know the same persons.
func (s *itemSheet) meet(c *check, inspectors []string) {
	for _, name := range inspectors {
		s.inspectors = addOnce(s.inspectors, name)
	}
	for _, name := range c.persons {
		s.private.persons = addOnce(s.private.persons, name)
	}
	for _, secret := range c.secrets {
		s.private.secrets = addOnce(s.private.secrets, secret)
	}
	c.hidden = hidden{persons: slices.Clone(s.private.persons), secrets: slices.Clone(s.private.secrets)}
	s.normalized = s.normalized || c.raw("number") != s.number
}

// maxPersons is how many inspectors, and how many spellings of them, a sheet has at most; a thousand rows with a name each
// are no sheet.
const maxPersons = 64

func addOnce(list []string, text string) []string {
	if len(list) == maxPersons || slices.Contains(list, text) {
		return list
	}
	return append(list, text)
}

// add takes what a row says into its sheet. A row with a fault makes the whole sheet faulty.
func (s *itemSheets) add(c *check, held *itemSheet, entry grading.Entry, correction disclosure.Correction) {
	held.rows++
	if other, doubled := held.entry(entry.No); doubled {
		c.failSaying(CodeDuplicateConflict, "duplicate.item", "item", entry.No, other.row)
	} else if entry.No > 0 {
		held.entries = append(held.entries, heldEntry{Entry: entry, row: c.row.Number})
		s.text += len(entry.Remark)
	}
	switch {
	case correction == disclosure.Correction{}:
	case held.correction.row == 0:
		held.correction = heldCorrection{Correction: correction, row: c.row.Number}
	case held.correction.Correction != correction:
		c.failSaying(CodeDuplicateConflict, "duplicate.correction", "ordered", held.correction.row)
	}
	held.faulty = held.faulty || c.failed
}

func (s *itemSheet) entry(no int) (heldEntry, bool) {
	at := slices.IndexFunc(s.entries, func(e heldEntry) bool { return e.No == no })
	if no == 0 || at < 0 {
		return heldEntry{}, false
	}
	return s.entries[at], true
}

// fresh drops what was told of a label before.
func (s *itemSheets) fresh(findings []Finding) []Finding {
	if s.header.labels == nil {
		return findings
	}
	return slices.DeleteFunc(findings, func(f Finding) bool {
		if f.Row > s.header.row {
			return false
		}
		told := s.told[f]
		s.told[f] = true
		return told
	})
}

// full tells that more is held than may be: settle is to be called, and to keep the last sheet.
func (s *itemSheets) full() bool {
	return s != nil && (len(s.sheets) > s.limit || s.text > s.limitText)
}

// settle hands out the sheets held but the last keep, in the order of their first rows, each with a check for what is to
// be said of it, and forgets them.
func (s *itemSheets) settle(keep int, yield func(c *check, held *itemSheet) error) error {
	done := max(0, len(s.sheets)-keep)
	for i := range s.sheets[:done] {
		held := &s.sheets[i]
		c := &check{rules: s.rules, header: s.header, row: sheet.Row{Number: held.row}, hidden: held.private}
		if err := yield(c, held); err != nil {
			return err
		}
	}
	kept := slices.Clone(s.sheets[done:])
	clear(s.sheets)
	clear(s.index)
	s.sheets, s.text = append(s.sheets[:0], kept...), 0
	for i := range s.sheets {
		s.index[s.sheets[i].hash] = i
		for _, entry := range s.sheets[i].entries {
			s.text += len(entry.Remark)
		}
	}
	return nil
}
