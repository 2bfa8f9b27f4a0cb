package sheet

import (
	"cmp"
	"slices"
	"strings"
)

// merge is a merged range, columns from 0, rows from 1.
type merge struct {
	left, right int16
	top, bottom int32
}

func parseMerge(ref string) (merge, bool) {
	from, to, ok := strings.Cut(ref, ":")
	if !ok {
		to = from
	}
	left, top, ok1 := parseCell(from)
	right, bottom, ok2 := parseCell(to)
	if !ok1 || !ok2 || top > bottom || left > right {
		return merge{}, false
	}
	//nolint:gosec // parseCell keeps to the bounds
	return merge{left: int16(left), right: int16(right), top: int32(top), bottom: int32(bottom)}, true
}

// parseCell reads a reference such as "AB12" or "$AB$12": the column from 0, the row from 1, both within the bounds of
// the format.
func parseCell[T string | []byte](ref T) (column, row int, ok bool) {
	i := 0
	for ; i < len(ref); i++ {
		c := ref[i] &^ ('a' - 'A')
		if ref[i] == '$' {
			continue
		}
		if c < 'A' || c > 'Z' {
			break
		}
		if column = column*26 + int(c-'A') + 1; column > maxSheetColumns {
			return 0, 0, false
		}
	}
	for ; i < len(ref); i++ {
		if ref[i] < '0' || ref[i] > '9' {
			return 0, 0, false
		}
		if row = row*10 + int(ref[i]-'0'); row > maxRows {
			return 0, 0, false
		}
	}
	return column - 1, row, column > 0 && row > 0
}

// mergeTracker follows the merged ranges of a sheet while its rows go by from top to bottom.
type mergeTracker struct {
	ahead  []merge // sorted by their first row
	active []activeMerge
}

// activeMerge is a range that covers the present row, with the value of its first cell, which is what a person sees
// throughout it.
type activeMerge struct {
	merge
	value string
}

func newMergeTracker(merges []merge) *mergeTracker {
	sorted := slices.Clone(merges)
	slices.SortFunc(sorted, func(a, b merge) int { return cmp.Compare(a.top, b.top) })
	return &mergeTracker{ahead: sorted}
}

// enter goes on to a row; its cells give the values of the ranges that begin there.
func (t *mergeTracker) enter(row int, cells []string) {
	t.active = slices.DeleteFunc(t.active, func(m activeMerge) bool { return int(m.bottom) < row })
	for len(t.ahead) > 0 && int(t.ahead[0].top) <= row {
		m := t.ahead[0]
		t.ahead = t.ahead[1:]
		if int(m.bottom) < row {
			continue
		}
		value := ""
		if int(m.top) == row && int(m.left) < len(cells) {
			value = cells[m.left]
		}
		t.active = append(t.active, activeMerge{merge: m, value: value})
	}
}

// onlyTitle reports whether a row has nothing but one merged range over several columns.
func (t *mergeTracker) onlyTitle(row int, cells []string) bool {
	only := -1
	for i, c := range cells {
		if strings.TrimSpace(c) == "" {
			continue
		}
		if only >= 0 {
			return false
		}
		only = i
	}
	for _, m := range t.active {
		if int(m.top) == row && int(m.left) == only && m.right > m.left {
			return true
		}
	}
	return false
}

// fill writes into a row the values of the ranges that reach down from rows above, as a person sees them.
func (t *mergeTracker) fill(row int, cells []string) []string {
	for _, m := range t.active {
		if int(m.top) == row || m.value == "" {
			continue
		}
		for len(cells) <= int(m.left) {
			cells = append(cells, "")
		}
		cells[m.left] = m.value
	}
	return cells
}
