package sheet

import "strconv"

// loadStyles learns which cell formats show a date. Only workbooks that count from 1904 need it.
func (w *workbook) loadStyles(target string) error {
	part := w.parts[partKey(target)]
	if part == nil {
		return problem(FileDamaged, w.name, target)
	}
	custom := make(map[int]bool)
	inFormats := false // within cellXfs
	return w.scan(part, func(x *xmlScanner) error {
		if x.depth() == 2 {
			inFormats = string(x.name) == "cellXfs"
		}
		if x.depth() != 3 { // styleSheet, numFmts or cellXfs, numFmt or xf
			return nil
		}
		switch string(x.name) {
		case "numFmt":
			if id, err := strconv.Atoi(string(x.attr("numFmtId"))); err == nil && len(custom) < maxCellFormats {
				custom[id] = isDateFormat(x.attrText("formatCode"))
			}
		case "xf":
			if inFormats && len(w.dates) < maxCellFormats {
				id, err := strconv.Atoi(string(x.attr("numFmtId")))
				date, known := custom[id]
				w.dates = append(w.dates, err == nil && (date || !known && isBuiltinDate(id)))
			}
		}
		return nil
	})
}

// maxCellFormats is the XLSX format's own bound.
const maxCellFormats = 65_430

// isBuiltinDate knows the number formats that every spreadsheet has without naming them (ECMA-376 part 1, 18.8.30),
// those of the Chinese, Japanese and Korean versions (27–36, 50–58) included.
func isBuiltinDate(id int) bool {
	return id >= 14 && id <= 22 || id >= 27 && id <= 36 || id >= 45 && id <= 47 || id >= 50 && id <= 58
}

// isDateFormat reports whether a number format code shows a part of a date or time outside quoted text, escapes,
// colours and conditions.
func isDateFormat(code string) bool {
	if code == "General" {
		return false
	}
	for i := 0; i < len(code); i++ {
		switch code[i] {
		case '"':
			i = skipTo(code, i, '"')
		case '[':
			end := skipTo(code, i, ']')
			if isElapsed(code[i+1 : min(end, len(code))]) {
				return true
			}
			i = end
		case '\\', '_', '*':
			i++
		case 'y', 'Y', 'm', 'M', 'd', 'D', 'h', 'H', 's', 'S':
			return true
		}
	}
	return false
}

// isElapsed recognises [h], [mm] and [ss], which count hours, minutes or seconds.
func isElapsed(section string) bool {
	if section == "" {
		return false
	}
	for _, c := range section {
		if c != 'h' && c != 'H' && c != 'm' && c != 'M' && c != 's' && c != 'S' {
			return false
		}
	}
	return true
}

func skipTo(code string, from int, end byte) int {
	for i := from + 1; i < len(code); i++ {
		if code[i] == end {
			return i
		}
	}
	return len(code)
}
