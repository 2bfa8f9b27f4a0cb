package intake

import (
	"fmt"
	"path/filepath"
	"strings"
	"unicode"
	"unicode/utf16"

	"github.com/xuri/excelize/v2"
)

// sheetNames are the names of a workbook's sheets so far, in lower case: spreadsheets do not tell cases apart.
type sheetNames map[string]bool

func newSheetNames() sheetNames {
	return sheetNames{"history": true} // kept by Excel for itself
}

// take marks a name as used and reports whether it was free.
func (n sheetNames) take(name string) bool {
	key := strings.ToLower(name)
	if n[key] {
		return false
	}
	n[key] = true
	return true
}

// add makes a sheet's name from that of a file: without the extension, valid, at most 31 UTF-16 units, and unlike all
// others.
func (n sheetNames) add(file string) string {
	stem := strings.TrimSpace(strings.Map(sheetRune, strings.ToValidUTF8(strings.TrimSuffix(file, filepath.Ext(file)), "_")))
	if stem == "" {
		stem = "_"
	}
	for count := 1; ; count++ {
		suffix := ""
		if count > 1 {
			suffix = fmt.Sprintf(" (%d)", count)
		}
		name := strings.TrimSpace(cutUTF16(stem, excelize.MaxSheetNameLength-len(suffix))) + suffix
		if n.take(name) {
			return name
		}
	}
}

// sheetRune replaces what a sheet's name must not hold, and the apostrophe, which would have to be doubled wherever the
// name is quoted.
func sheetRune(r rune) rune {
	if unicode.IsControl(r) || strings.ContainsRune(`:\/?*[]'`, r) {
		return '_'
	}
	return r
}

// cutUTF16 keeps the longest beginning of at most limit UTF-16 units, in which spreadsheets count.
func cutUTF16(s string, limit int) string {
	for i, r := range s {
		if limit -= utf16.RuneLen(r); limit < 0 {
			return s[:i]
		}
	}
	return s
}
