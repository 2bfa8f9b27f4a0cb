package sheet

import (
	"archive/zip"
	"errors"
	"io"
	"path"
	"strings"

	"mingshi/internal/disclosure"
)

// workbook is an XLSX file whose structure is known and whose parts are checked.
type workbook struct {
	name     string
	parts    map[string]*zip.File // by lower-case name
	tabs     []*tab               // the visible worksheets
	hidden   []string
	strings  *stringTable
	dates    []bool // by cell format: whether it shows a date
	from1904 bool
	unpacked int64 // what the parts checked so far amount to
}

// tab is one visible worksheet.
type tab struct {
	name   string
	part   *zip.File
	merges []merge
}

// openWorkbook reads everything but the rows, and passes over the rows once: merged ranges stand behind them, and a
// sheet that is broken in the middle has to be refused before any of it is used.
func openWorkbook(name string, r io.ReaderAt, size int64) (*workbook, error) {
	archive, err := zip.NewReader(r, size)
	if errors.Is(err, zip.ErrFormat) {
		return nil, problem(FileTruncated, name)
	}
	if err != nil {
		return nil, (&workbook{name: name}).fault("ZIP", err)
	}
	w := &workbook{name: name, parts: make(map[string]*zip.File, len(archive.File))}
	for _, f := range archive.File {
		key := partKey(f.Name)
		if w.parts[key] != nil {
			// Programs differ in which of the two they would show.
			return nil, problem(FileDamaged, name, f.Name)
		}
		w.parts[key] = f
	}
	if err := w.load(); err != nil {
		return nil, errors.Join(err, w.close())
	}
	return w, nil
}

func partKey(name string) string {
	return strings.ToLower(strings.TrimPrefix(strings.ReplaceAll(name, `\`, "/"), "/"))
}

func (w *workbook) load() error {
	main, err := w.mainPart()
	if err != nil {
		return err
	}
	relations, err := w.relations(main.Name)
	if err != nil {
		return err
	}
	w.strings = newStringTable()
	for _, r := range relations {
		switch r.kind {
		case "sharedStrings":
			err = w.loadStrings(r.target)
		case "styles":
			err = w.loadStyles(r.target)
		}
		if err != nil {
			return err
		}
	}
	if err := w.loadTabs(main, relations); err != nil {
		return err
	}
	for _, t := range w.tabs {
		if err := w.checkTab(t); err != nil {
			return err
		}
	}
	return nil
}

// mainPart finds the workbook inside the archive, or says what the archive is instead.
func (w *workbook) mainPart() (*zip.File, error) {
	if w.parts["_rels/.rels"] == nil {
		return nil, problem(FileNotTable, w.name, w.archiveFormat())
	}
	relations, err := w.relations("")
	if err != nil {
		return nil, err
	}
	for _, r := range relations {
		if r.kind != "officeDocument" {
			continue
		}
		switch key := partKey(r.target); {
		case strings.HasPrefix(key, "word/"):
			return nil, problem(FileNotTable, w.name, "Word (.docx)")
		case strings.HasPrefix(key, "ppt/"):
			return nil, problem(FileNotTable, w.name, "PowerPoint (.pptx)")
		case strings.HasPrefix(key, "visio/"):
			return nil, problem(FileNotTable, w.name, "Visio (.vsdx)")
		case strings.HasSuffix(key, ".bin"):
			return nil, problem(FileNotTable, w.name, "Excel (.xlsb)")
		case w.parts[key] != nil:
			return w.parts[key], nil
		}
		return nil, problem(FileDamaged, w.name, r.target)
	}
	return nil, problem(FileNotTable, w.name, w.archiveFormat())
}

func (w *workbook) archiveFormat() string {
	switch {
	case w.parts["content.xml"] != nil && w.parts["mimetype"] != nil:
		return "OpenDocument (.ods, .odt)"
	case w.parts["index/document.iwa"] != nil:
		return "Apple Numbers / Pages"
	case w.parts["ofd.xml"] != nil:
		return "OFD"
	}
	return "ZIP"
}

// relation is a link from one part to another, from the part's .rels file.
type relation struct{ id, kind, target string }

// relations reads the links of a part; those of the archive itself for "".
func (w *workbook) relations(of string) ([]relation, error) {
	dir, base := path.Split(of)
	file := w.parts[partKey(dir+"_rels/"+base+".rels")]
	if file == nil {
		return nil, problem(FileDamaged, w.name, dir+"_rels/"+base+".rels")
	}
	var found []relation
	err := w.scan(file, func(x *xmlScanner) error {
		if string(x.name) != "Relationship" || x.depth() != 2 || string(x.attr("TargetMode")) == "External" {
			return nil
		}
		if len(found) == maxLinks {
			return errXML
		}
		target := x.attrText("Target")
		if !strings.HasPrefix(target, "/") {
			target = path.Join(dir, target)
		}
		// The transitional and the strict form of the standard differ in the address before the last slash.
		found = append(found, relation{id: x.attrText("Id"), kind: path.Base(x.attrText("Type")), target: path.Clean(target)})
		return nil
	})
	return found, err
}

func (w *workbook) loadTabs(main *zip.File, relations []relation) error {
	err := w.scan(main, func(x *xmlScanner) error {
		switch {
		case string(x.name) == "workbookPr" && x.depth() == 2: // workbook, workbookPr
			w.from1904 = x.attrTrue("date1904")
		case string(x.name) == "sheet" && x.depth() == 3: // workbook, sheets, sheet
			return w.addTab(x, relations)
		}
		return nil
	})
	if err == nil && len(w.tabs) == 0 {
		return problem(FileNoVisibleSheet, w.name)
	}
	return err
}

func (w *workbook) addTab(x *xmlScanner, relations []relation) error {
	if len(w.tabs)+len(w.hidden) == maxLinks {
		return errXML
	}
	name, state := x.attrText("name"), string(x.attr("state"))
	if state == "hidden" || state == "veryHidden" {
		w.hidden = append(w.hidden, name)
		return nil
	}
	id := x.attrText("id")
	for _, r := range relations {
		if r.id != id || r.kind != "worksheet" {
			continue
		}
		part := w.parts[partKey(r.target)]
		if part == nil || w.tab(name) != nil {
			return problem(FileDamaged, w.name, r.target)
		}
		w.tabs = append(w.tabs, &tab{name: name, part: part})
	}
	// Sheets of another kind, such as charts, have no rows.
	return nil
}

func (w *workbook) tab(name string) *tab {
	for _, t := range w.tabs {
		if t.name == name {
			return t
		}
	}
	return nil
}

func (w *workbook) checkTab(t *tab) error {
	return w.scan(t.part, func(x *xmlScanner) error {
		if string(x.name) != "mergeCell" || x.depth() != depthMergeCell {
			return nil
		}
		m, ok := parseMerge(string(x.attr("ref")))
		if !ok {
			return errXML
		}
		if len(t.merges) == maxMerges {
			return problem(FileTooManyMerges, w.name, t.name)
		}
		if m.left < MaxColumns {
			t.merges = append(t.merges, m)
		}
		return nil
	})
}

func (w *workbook) sheets() []string {
	names := make([]string, len(w.tabs))
	for i, t := range w.tabs {
		names[i] = t.name
	}
	return names
}

func (w *workbook) hiddenSheets() []string { return w.hidden }

func (w *workbook) close() error {
	if w.strings == nil {
		return nil
	}
	return w.strings.close()
}

func (w *workbook) rows(sheet string, yield func(Row) bool) (Skipped, error) {
	t := w.tab(sheet)
	if t == nil {
		return Skipped{}, disclosure.Errorf(disclosure.NotFound, "rows of %q: no visible sheet %q", w.name, sheet)
	}
	var skipped Skipped
	err := w.read(t.part, func(x *xmlScanner) error {
		r := newWorksheetReader(w, t, x)
		err := r.run(yield)
		skipped = r.skipped
		return err
	})
	return skipped, err
}
