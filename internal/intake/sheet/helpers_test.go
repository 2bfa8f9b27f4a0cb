package sheet

import (
	"archive/zip"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"testing"
)

// write puts content into a new file of the given name and returns its path.
func write(t testing.TB, name, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func open(t testing.TB, path string) *Book {
	t.Helper()
	b, err := Open(path)
	if err != nil {
		t.Fatalf("Open: %v", err)
	}
	t.Cleanup(func() {
		if err := b.Close(); err != nil && !errors.Is(err, os.ErrClosed) {
			t.Errorf("Close: %v", err)
		}
	})
	return b
}

func readAll(t testing.TB, b *Book, sheet string) []Row {
	t.Helper()
	var rows []Row
	for r, err := range b.Rows(sheet) {
		if err != nil {
			t.Fatalf("after %d rows: %v", len(rows), err)
		}
		rows = append(rows, r)
	}
	return rows
}

// firstProblem opens a file and reads all its sheets until something is wrong.
func firstProblem(path string) error {
	b, err := Open(path)
	if err != nil {
		return err
	}
	for _, s := range b.Sheets() {
		for _, err := range b.Rows(s) {
			if err != nil {
				return errors.Join(err, b.Close())
			}
		}
	}
	return b.Close()
}

// parts of a workbook, by name.
type parts map[string]string

const (
	officeRelations = `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">%s</Relationships>`
	officeType      = `http://schemas.openxmlformats.org/officeDocument/2006/relationships/`
)

// bareWorkbook is a workbook with one sheet of the given XML in sheetData and after it.
func bareWorkbook(data, after string) parts {
	return parts{
		"_rels/.rels": fmt.Sprintf(officeRelations, `<Relationship Id="rId1" Type="`+officeType+`officeDocument" Target="xl/workbook.xml"/>`),
		"xl/_rels/workbook.xml.rels": fmt.Sprintf(officeRelations,
			`<Relationship Id="rId1" Type="`+officeType+`worksheet" Target="worksheets/sheet1.xml"/>`+
				`<Relationship Id="rId2" Type="`+officeType+`sharedStrings" Target="/xl/sharedStrings.xml"/>`+
				`<Relationship Id="rId3" Type="`+officeType+`styles" Target="styles.xml"/>`),
		"xl/workbook.xml": `<workbook xmlns:r="r"><workbookPr/><sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>`,
		"xl/sharedStrings.xml": `<sst><si><t>one</t></si><si><r><rPr><b/></rPr><t>rich </t></r><r><t xml:space="preserve">text</t></r>` +
			`<rPh sb="0" eb="1"><t>PHONETIC</t></rPh></si><si><t>a_x000A_b &lt;&#20013;&gt;</t></si></sst>`,
		"xl/styles.xml": `<styleSheet><numFmts count="1"><numFmt numFmtId="170" formatCode="yyyy&quot;年&quot;m&quot;月&quot;"/></numFmts>` +
			`<dxfs><dxf><numFmt numFmtId="170" formatCode="0.00"/></dxf></dxfs>` +
			`<cellXfs count="3"><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="170"/></cellXfs></styleSheet>`,
		"xl/worksheets/sheet1.xml": `<?xml version="1.0" encoding="UTF-8"?><worksheet><sheetData>` + data + `</sheetData>` + after + `</worksheet>`,
	}
}

// with replaces parts; an empty text removes one.
func (p parts) with(name, content string) parts {
	copied := parts{}
	maps.Copy(copied, p)
	copied[name] = content
	if content == "" {
		delete(copied, name)
	}
	return copied
}

func (p parts) pack(t testing.TB) string { t.Helper(); return p.packAs(t, zip.Deflate) }

func (p parts) packAs(t testing.TB, method uint16) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "book.xlsx")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	z := zip.NewWriter(f)
	for name, content := range p {
		w, err := z.CreateHeader(&zip.FileHeader{Name: name, Method: method})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(content)); err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(z.Close(), f.Close()); err != nil {
		t.Fatal(err)
	}
	return path
}

// liveHeap is what is in use after a collection, in bytes.
func liveHeap() uint64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

func allocated() uint64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.TotalAlloc
}

// growth reads a sheet, and returns its rows and the most that the heap grew over before at any look.
func growth(t *testing.T, b *Book, sheet string, before uint64) (rows int, peak uint64) {
	t.Helper()
	const looks = 20_000
	for _, err := range b.Rows(sheet) {
		if err != nil {
			t.Fatal(err)
		}
		if rows++; rows%looks == 0 {
			if now := liveHeap(); now > before {
				peak = max(peak, now-before)
			}
		}
	}
	return rows, peak
}
