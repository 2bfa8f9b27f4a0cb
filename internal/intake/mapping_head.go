package intake

import (
	"slices"

	"mingshi/internal/disclosure"
	"mingshi/internal/i18n"
	"mingshi/internal/intake/sheet"
)

// reading is how a file's columns are understood where they are not ours.
type reading struct {
	tables []*mappedTable
	// member is what a member of a feed is called in reports; such a file cannot be one of ours. "" for any other.
	member string
}

// mappedRow is what a mapping makes of each row: behind the file's own cells stands one for each field, with what the mapping
// made of it, so that a finding still names the heading and the cell of the file.
type mappedRow struct {
	width int
	slots []slot
	// extra are the places of the table's extra columns.
	extra map[string]int
}

// slot is where a field is read: at is the place of its column, -1 for what stands in no column.
type slot struct {
	name string
	at   int
	from *mappedField
}

// headerOf looks for the headings of a sheet: those that a mapping names, else our own.
func (f *file) headerOf(name string, want disclosure.Kind) (*header, error) {
	mapped, err := f.report.how.findHeader(f.book, name)
	if err != nil || (mapped != nil && len(mapped.absent) == 0) || f.report.how.member != "" {
		return mapped, err
	}
	ours, err := findHeader(f.book, name, want)
	if err != nil || ours != nil {
		return ours, err
	}
	return mapped, nil
}

// findHeader looks among the first rows for the one with the most of the headings that a mapping names.
func (r *reading) findHeader(book *sheet.Book, name string) (*header, error) {
	if len(r.tables) == 0 {
		return nil, nil //nolint:nilnil // nothing is mapped
	}
	var best *header
	most, seen := 0, 0
	for row, err := range book.Rows(name) {
		if err != nil {
			return nil, err
		}
		for _, table := range r.tables {
			if h, matches := table.bind(row.Cells, row.Number); matches > most && matches >= len(h.absent) {
				best, most = h, matches
			}
		}
		if seen++; seen == headingRows {
			break
		}
	}
	return best, nil
}

// bind reads a row as headings of the table, and counts how many of the columns it has that the mapping names.
func (t *mappedTable) bind(cells []string, row int) (*header, int) {
	h := &header{
		format: t.format, row: row, columns: make([]int, len(t.format.Columns)),
		mapped: &mappedRow{width: len(cells), extra: map[string]int{}},
	}
	place := make(map[string]int, len(cells))
	for i, cell := range cells {
		h.titles = append(h.titles, trim(cell))
		if key := headingKey(cell); key != "" {
			if _, twice := place[key]; twice && slices.ContainsFunc(t.columns(), func(c string) bool { return headingKey(c) == key }) {
				h.doubled = append(h.doubled, trim(cell))
			}
			place[key] = i
		}
	}
	matches := 0
	for i := range h.columns {
		h.columns[i] = -1
		if from := t.fields[i]; from != nil && h.take(i, from, place) {
			matches++
		}
	}
	h.lacks(t)
	for _, extra := range t.extras {
		if at, ok := place[headingKey(extra)]; ok {
			h.mapped.extra[extra] = at
		}
	}
	h.passOver(t)
	return h, matches
}

// take gives a field its place behind the row, and tells whether it comes from a column of the file.
func (h *header) take(i int, from *mappedField, place map[string]int) bool {
	column := &h.format.Columns[i]
	s, title := slot{name: column.Field, at: -1, from: from}, column.title(false)
	for _, name := range from.columns {
		if at, ok := place[headingKey(name)]; ok && s.at < 0 {
			s.at, title = at, h.titles[at]
		}
	}
	if s.at < 0 && len(from.columns) > 0 {
		if !from.optional {
			h.absent = append(h.absent, from.columns[0])
		}
		return false
	}
	h.columns[i] = len(h.titles)
	h.titles = append(h.titles, title)
	h.mapped.slots = append(h.mapped.slots, s)
	return s.at >= 0
}

// lacks notes what every file must have and the mapping says nothing of.
func (h *header) lacks(t *mappedTable) {
	for i := range t.format.Columns {
		from := t.fields[i]
		if t.format.Columns[i].Need.ofFile() && h.columns[i] < 0 && (from == nil || from.optional) {
			h.missing = append(h.missing, t.format.Columns[i].title(false))
		}
	}
}

// passOver notes which of the file's columns nobody reads.
func (h *header) passOver(t *mappedTable) {
	read := func(at int) bool {
		return slices.ContainsFunc(h.mapped.slots, func(s slot) bool { return s.at == at })
	}
	for at, title := range h.titles[:h.mapped.width] {
		if title != "" && !read(at) && !slices.Contains(t.known, title) && !slices.Contains(t.extras, title) {
			h.unknown = append(h.unknown, title)
		}
	}
}

// width is how many cells a row of the file has.
func (h *header) width() int {
	if h.mapped != nil {
		return h.mapped.width
	}
	return len(h.titles)
}

// asWritten is the header for those who show the file itself: without what the mapping put behind its rows.
func (h *header) asWritten() *header {
	if h == nil || h.mapped == nil {
		return h
	}
	plain := *h
	plain.titles, plain.columns = h.titles[:h.mapped.width], slices.Clone(h.columns)
	for i, at := range plain.columns {
		if at >= h.mapped.width {
			plain.columns[i] = h.mapped.slots[at-h.mapped.width].at
		}
	}
	plain.mapped = nil
	return &plain
}

// refuseMapped refuses a file that the mapping does not fit: each finding says which line of the mapping file is missing or
// names a column that is not there.
func (f *file) refuseMapped(lang i18n.Lang) error {
	h := f.header
	for _, lack := range []struct {
		sentence string
		titles   []string
	}{{"heading.missing.theirs", h.absent}, {"heading.missing.unmapped", h.missing}} {
		for _, title := range lack.titles {
			err := f.report.findings.add(Finding{
				Row: h.row, Severity: SeverityError, Code: CodeHeadingMissing, Field: title,
				Message: message(lang, lack.sentence, h.row, printable(title)),
			})
			if err != nil {
				return err
			}
		}
	}
	if len(h.absent) > 0 {
		return f.refuse(lang, "file.mapping_absent", f.report.File, h.row, quoteAll(h.absent), quoteAll(h.unknown))
	}
	return f.refuse(lang, "file.mapping_missing", f.report.File, quoteAll(h.missing))
}

// mappedHeadings lists the columns that the mapping names, for a file that has none of them.
func (r *reading) mappedHeadings() string {
	var all []string
	for _, table := range r.tables {
		all = append(all, table.columns()...)
	}
	return quoteAll(all)
}
