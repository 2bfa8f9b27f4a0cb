package intake

import (
	"fmt"
	"hash/maphash"
	"math/bits"
	"strconv"
	"strings"

	"mingshi/internal/disclosure"
	"mingshi/internal/grading"
	"mingshi/internal/intake/sheet"
)

// itemSheets gathers the rows of a file into score sheets: the rows of one number, date, table and occasion, wherever
// they stand. The score tables do not list their items yet, so that no sheet can be known to be whole: each is rejected
// and told of once, in its first row, and nothing is ever staged.
//
// No more than limit sheets are held, some 50 bytes each. When there are more, those so far are told of and forgotten; a
// sheet whose rows stand further apart than that many others is told of again.
type itemSheets struct {
	rules  *rules
	header *header
	limit  int
	seed   maphash.Seed
	index  map[uint64]int // into sheets, by the hash of a sheetKey
	sheets []itemSheet
}

// maxItemSheets is the limit of a file: ten times what a district inspects in a year.
const maxItemSheets = 8192

// maxItem is the greatest number an item may have; no score table has half as many.
const maxItem = 128

// sheetKey is what the rows of one score sheet have in common.
type sheetKey struct {
	number string
	day    disclosure.Date
	table  string
	kind   disclosure.InspectionKind
}

// itemSheet is all that is kept of one score sheet. Its inspectors' names are not: the first one's hash and whether there
// is another are enough to tell that there are two.
type itemSheet struct {
	row        int                           // its first
	items      [maxItem / bitsPerWord]uint64 // bit n-1 stands for item n
	inspector  uint64
	inspectors int // 0, 1, or 2 for more than one
}

func newItemSheets(rules *rules, header *header) *itemSheets {
	return &itemSheets{
		rules: rules, header: header, limit: maxItemSheets, seed: maphash.MakeSeed(), index: make(map[uint64]int),
	}
}

// examine checks a row and adds it to its sheet. A row that does not say which sheet it is of is only told of itself.
func (s *itemSheets) examine(c *check) []Finding {
	inspectors := c.inspectors() // first, so that no message tells their names; how many there are is judged by sheet
	key, identified := c.sheetKey()
	item := c.itemNumber()
	c.itemPoints()
	c.cells("")
	c.failed = true // with its sheet
	findings := c.result()
	if !identified {
		return findings
	}
	hash := maphash.Comparable(s.seed, key)
	at, known := s.index[hash]
	if !known {
		if len(s.sheets) == s.limit {
			findings = append(s.settle(), findings...)
		}
		at = len(s.sheets)
		s.index[hash] = at
		s.sheets = append(s.sheets, itemSheet{row: c.row.Number})
	}
	s.sheets[at].add(item, s.seed, inspectors)
	return findings
}

// add notes one row; item is 0 where its number cannot be read.
func (s *itemSheet) add(item int, seed maphash.Seed, inspectors []string) {
	if item > 0 {
		s.items[(item-1)/bitsPerWord] |= 1 << ((item - 1) % bitsPerWord)
	}
	for _, name := range inspectors {
		switch hash := maphash.String(seed, name); {
		case s.inspectors == 0:
			s.inspector, s.inspectors = hash, 1
		case hash != s.inspector:
			s.inspectors = 2
		}
	}
}

// settle tells of every sheet held, in the order of their first rows, and forgets them.
func (s *itemSheets) settle() []Finding {
	var findings []Finding
	for i := range s.sheets {
		held := &s.sheets[i]
		c := &check{rules: s.rules, header: s.header, row: sheet.Row{Number: held.row}}
		if least := s.header.format.MinItems; held.count() < least {
			c.fail(CodeItemMissing, "", held.list(), least)
		} else {
			c.failSaying(CodeItemMissing, "item.missing.list", "", held.list())
		}
		if held.inspectors < 2 { // the law asks for two; see inspectors
			c.fail(CodeInspectorsCount, "inspector_2")
		}
		findings = append(findings, c.findings...)
	}
	clear(s.index)
	s.sheets = s.sheets[:0]
	return findings
}

func (s *itemSheet) has(item int) bool {
	return item <= maxItem && s.items[(item-1)/bitsPerWord]&(1<<((item-1)%bitsPerWord)) != 0
}

func (s *itemSheet) count() int {
	n := 0
	for _, word := range s.items {
		n += bits.OnesCount64(word)
	}
	return n
}

// list names the sheet's items: "1–7、9", "—" if it has none.
func (s *itemSheet) list() string {
	var runs []string
	for first := 1; first <= maxItem; first++ {
		if !s.has(first) {
			continue
		}
		last := first
		for s.has(last + 1) {
			last++
		}
		if last == first {
			runs = append(runs, strconv.Itoa(first))
		} else {
			runs = append(runs, fmt.Sprintf("%d–%d", first, last))
		}
		first = last
	}
	return firstOf(strings.Join(runs, "、"), "—")
}

// sheetKey reads what tells which sheet a row is of; a cell that is empty or cannot be read leaves that open.
func (c *check) sheetKey() (key sheetKey, identified bool) {
	key.number = normalNumber(c.raw("number"))
	key.day = c.date("inspected_on")
	c.past("inspected_on", key.day)
	key.kind = choice(c, "inspection_kind", disclosure.InspectionKinds)
	raw := plain(c.raw("table"))
	table, known := grading.Lookup(raw)
	if !known && raw != "" {
		c.fail(CodeEnumUnknown, "table", c.quote(raw), tableNames())
	}
	key.table = table.Code
	return key, known && key.number != "" && !key.day.IsZero() && key.kind != ""
}

// itemNumber reads an item's number, 0 if it has none.
func (c *check) itemNumber() int {
	raw := plain(c.raw("item"))
	number, err := strconv.ParseUint(raw, 10, 32)
	if err == nil && number >= 1 && number <= maxItem {
		return int(number)
	}
	if raw != "" {
		c.fail(CodeItemUnknown, "item", c.quote(raw), fmt.Sprintf("1–%d", maxItem))
	}
	return 0
}

// itemPoints checks what an item was given: points, or 符合 and 不符合 for a key item; nothing where it does not apply.
func (c *check) itemPoints() {
	raw, spared := plain(c.raw("points")), plain(c.raw("not_applicable"))
	switch spared {
	case "", "否":
	case "是":
		if isNothing(raw) {
			return
		}
	default:
		c.fail(CodeEnumUnknown, "not_applicable", c.quote(spared), "是、否")
	}
	switch raw {
	case "符合", "不符合":
	case "":
		if trim(c.cell("points")) == "" {
			c.fail(CodeRequired, "points")
		}
	default:
		if _, err := grading.ParsePoints(raw); err != nil {
			c.failSaying(CodeScoreRange, "score.range.item", "points", c.quote(raw))
		}
	}
}
