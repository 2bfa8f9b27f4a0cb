package sheet

import (
	"archive/zip"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"mingshi/internal/disclosure"
	"mingshi/internal/i18n"
)

// oleFile is the beginning of an OLE file whose directory has the given stream.
func oleFile(stream string) string {
	entry := make([]byte, oleEntryBytes)
	for i, c := range []byte(stream) {
		entry[2*i] = c
	}
	entry[oleNameLength] = byte(2*len(stream) + 2)
	entry[oleEntryType] = 2
	header := make([]byte, 512)
	copy(header, "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1")
	return string(header) + string(entry)
}

func relationTo(target string) parts {
	return parts{"_rels/.rels": `<Relationships><Relationship Id="rId1" Type="` + officeType + `officeDocument" Target="` + target + `"/></Relationships>`}
}

func content(t *testing.T, path string) string {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func cell(xml string) parts { return bareWorkbook(`<row r="1">`+xml+`</row>`, "") }

func TestBadFiles(t *testing.T) {
	const good = `<row r="1"><c r="A1" t="s"><v>0</v></c></row>`
	book := content(t, bareWorkbook(good, "").pack(t))
	broken := func(name, xml string) string { return content(t, bareWorkbook(good, "").with(name, xml).pack(t)) }
	utf16 := "a\x00,\x00b\x00\r\x00\n\x00"
	long := strings.Repeat("x", MaxCellBytes+1)

	tests := []struct {
		name, content string
		code          ProblemCode
		args          []any // after the file's name
	}{
		{"nothing", "", FileEmpty, nil},
		{"only a mark and blank lines", "\xEF\xBB\xBF \r\n\n", FileEmpty, nil},
		{"only separators", ",,\n,,\n", FileEmpty, nil},
		{"xls", oleFile("Workbook"), FileXLS, nil},
		{"xls 95", oleFile("Book"), FileXLS, nil},
		{"xls 3", "\x09\x02\x06\x00\x00\x00\x10\x00", FileXLS, nil},
		{"encrypted xlsx", oleFile("EncryptedPackage"), FileEncrypted, nil},
		{"doc", oleFile("WordDocument"), FileNotTable, []any{"Word 97-2003 (.doc)"}},
		{"other ole", oleFile("Something"), FileNotTable, []any{"OLE"}},
		{"docx", content(t, relationTo("word/document.xml").pack(t)), FileNotTable, []any{"Word (.docx)"}},
		{"pptx", content(t, relationTo("ppt/presentation.xml").pack(t)), FileNotTable, []any{"PowerPoint (.pptx)"}},
		{"xlsb", content(t, relationTo("xl/workbook.bin").pack(t)), FileNotTable, []any{"Excel (.xlsb)"}},
		{"ods", content(t, parts{"mimetype": "x", "content.xml": "<a/>"}.pack(t)), FileNotTable, []any{"OpenDocument (.ods, .odt)"}},
		{"zip", content(t, parts{"readme.txt": "x"}.pack(t)), FileNotTable, []any{"ZIP"}},
		{"pdf", "%PDF-1.7\n", FileNotTable, []any{"PDF"}},
		{"png", "\x89PNG\r\n\x1a\n", FileNotTable, []any{"PNG"}},
		{"html as xls", "\xEF\xBB\xBF\n<HTML><table>", FileNotTable, []any{"HTML"}},
		{"xml spreadsheet", `<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">`, FileNotTable, []any{"Excel XML 2003 (.xml)"}},
		{"json", "[\n {\n \"a\":1}]", FileNotTable, []any{"JSON"}},
		{"binary", "\x01\x02\x03\x00\x00\x04\x05\x06\x07", FileBinary, nil},

		{"nul", "a,b\nc,\x00d" + strings.Repeat(" ,x\n", 20), FileNUL, []any{2}},
		{"utf-16 with mark", "\xFF\xFE" + utf16, FileUTF16, nil},
		{"utf-16 without mark", utf16, FileUTF16, nil},
		{"neither encoding", "a,b\n\xFF,c\n", FileEncoding, []any{2}},
		{"utf-8 with a broken byte late", "姓名,b\nc,d\n姓\xFF名,f\n", FileEncoding, []any{3}},
		{"utf-8 by its mark", "\xEF\xBB\xBFa\n\xD6\xD0,c\n", FileEncoding, []any{2}},
		{"utf-8 cut inside a character", "姓名,b\n中\xE6\x96", FileTruncated, nil},
		{"tabs", "a\tb\tc\n1\t2\t3\n", FileSeparator, []any{"Tab"}},
		{"semicolons", "\na;b;c\n1,5;2;3\n", FileSeparator, []any{";"}},
		{"full-width commas in gb18030", "a\xA3\xACb\xA3\xACc\n", FileSeparator, []any{"，"}},
		{"bare quote", "a,b\n\n\"x\ny\",z\nc\"d,e\n", FileQuote, []any{4, 5}},
		{"text after a quote", "a,b\n\"x\" y,z\nc,d\n", FileQuote, []any{2, 2}},
		{"text after a quote in the last row", "a,b\n\"x\" y,z", FileQuote, []any{2, 2}},
		{"cut inside a quoted cell", "a,b\n\"x\ny\",z\nc,\"d\n\ne", FileTruncatedCell, []any{3}},
		{"cut inside a quoted cell after a quote", "a,b\nc,\"d \"\"e\"\"", FileTruncatedCell, []any{2}},
		{"line too long", "a,b\n\n1,2\n" + strings.Repeat("x", MaxRecordBytes+1<<20), FileLineTooLong, []any{3, 4}},
		{"quoted blank lines without end", "a,b\n\"" + strings.Repeat("\n", MaxRecordBytes+1<<20), FileLineTooLong, []any{1, 4}},
		{"cell too long", "a,b\n1," + long + "\n", FileCellTooLong, []any{2, "B", 1024}},
		{"too many columns", strings.Repeat("x,", MaxColumns+1) + "\n", FileTooManyColumns, []any{1, MaxColumns}},
		{"nothing but commas", strings.Repeat(",", MaxRecordBytes), FileTooManyColumns, []any{1, MaxColumns}},

		{"truncated xlsx", book[:len(book)-40], FileTruncated, nil},
		{"half an xlsx", book[:len(book)/2], FileTruncated, nil},
		{"wrong checksum", strings.Replace(content(t, storedBook(t)), "one", "0ne", 1), FileDamaged, []any{"xl/sharedStrings.xml"}},
		{"sheet cut off", broken("xl/worksheets/sheet1.xml", `<worksheet><sheetData>`+good), FileDamaged, []any{"xl/worksheets/sheet1.xml"}},
		{"sheet missing", broken("xl/worksheets/sheet1.xml", ""), FileDamaged, []any{"xl/worksheets/sheet1.xml"}},
		{"document type", broken("xl/workbook.xml", `<!DOCTYPE x [<!ENTITY a "b">]><workbook/>`), FileDamaged, []any{"xl/workbook.xml"}},
		{"all sheets hidden", broken("xl/workbook.xml", `<workbook><sheets><sheet name="S" state="hidden" id="rId1"/></sheets></workbook>`), FileNoVisibleSheet, nil},
		{"shared string that is not there", content(t, cell(`<c r="A1" t="s"><v>3</v></c>`).pack(t)), FileDamaged, []any{"xl/worksheets/sheet1.xml"}},
		{"formula without result", content(t, cell(`<c r="C1"><f>A1</f></c>`).pack(t)), FileUncalculated, []any{"S", "C1"}},
		{"worksheet cell too long", content(t, cell(`<c r="B1" t="inlineStr"><is><t>`+long+`</t></is></c>`).pack(t)), FileCellTooLong, []any{1, "B", 1024}},
		{"worksheet too wide", content(t, cell(`<c r="ALM1"><v>1</v></c>`).pack(t)), FileTooManyColumns, []any{1, MaxColumns}},
		{"rows out of order", content(t, bareWorkbook(`<row r="2"/><row r="2"/>`, "").pack(t)), FileRowsOutOfOrder, []any{"S", 2}},
		{"overlapping merges", content(t, bareWorkbook(good, `<mergeCells>`+strings.Repeat(`<mergeCell ref="A1:B9"/>`, MaxColumns+1)+`</mergeCells>`).pack(t)), FileDamaged, []any{"xl/worksheets/sheet1.xml"}},
		{"zip bomb", broken("xl/worksheets/sheet1.xml", `<worksheet><sheetData>`+strings.Repeat(" ", ratioFloor+1<<20)+`</sheetData></worksheet>`), FileTooLarge, []any{"xl/worksheets/sheet1.xml"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			err := firstProblem(write(t, "f.dat", tt.content))
			p, ok := errors.AsType[*Problem](err)
			if !ok {
				t.Fatalf("got %v, want a Problem", err)
			}
			want := &Problem{Code: tt.code, Args: append([]any{"f.dat"}, tt.args...)}
			if diff := cmp.Diff(want, p); diff != "" {
				t.Errorf("problem (-want +got):\n%s", diff)
			}
			if k := disclosure.KindOf(err); k != disclosure.Invalid {
				t.Errorf("kind %v, want invalid", k)
			}
			for _, lang := range i18n.Langs() {
				if text := i18n.T(lang, string(p.Code), p.Args...); strings.Contains(text, "%!") || !strings.Contains(text, "f.dat") {
					t.Errorf("%s: %s", lang, text)
				}
			}
		})
	}
}

// storedBook is a workbook whose parts are not compressed, so that a test can change a byte of one.
func storedBook(t *testing.T) string {
	t.Helper()
	return bareWorkbook(`<row r="1"><c r="A1" t="s"><v>0</v></c></row>`, "").packAs(t, zip.Store)
}

func TestPathsThatAreNoFile(t *testing.T) {
	dir := t.TempDir()
	for path, code := range map[string]ProblemCode{
		filepath.Join(dir, "absent.csv"): FileMissing,
		dir:                              FileFolder,
		os.DevNull:                       FileIrregular,
	} {
		p, ok := errors.AsType[*Problem](firstProblem(path))
		if !ok || p.Code != code || p.Args[0] != filepath.Base(path) {
			t.Errorf("%s: got %v, want %s", path, p, code)
		}
	}
}

func TestEveryCodeHasASentence(t *testing.T) {
	codes := []ProblemCode{
		FileMissing, FileNoAccess, FileFolder, FileIrregular, FileEmpty, FileXLS, FileEncrypted, FileTruncated, FileTruncatedCell,
		FileDamaged, FileNotTable, FileBinary, FileTooLarge, FileLineTooLong, FileCellTooLong, FileNUL, FileEncoding, FileUTF16,
		FileQuote, FileSeparator, FileTooManyColumns, FileNoVisibleSheet, FileUncalculated, FileTooManyMerges, FileRowsOutOfOrder,
	}
	for _, c := range codes {
		if !i18n.Has(string(c)) {
			t.Errorf("%s has no sentence", c)
		}
	}
}

func TestDiskErrorIsNoProblemOfTheFile(t *testing.T) {
	for name, path := range map[string]string{
		"csv":  write(t, "a.csv", "a,b\n1,2\n"),
		"xlsx": bareWorkbook(`<row r="1"><c r="A1" t="s"><v>0</v></c></row>`, "").pack(t),
	} {
		b := open(t, path)
		if err := b.disk.file.Close(); err != nil {
			t.Fatal(err)
		}
		rows := 0
		for _, err := range b.Rows(b.Sheets()[0]) {
			rows++
			if k := disclosure.KindOf(err); k != disclosure.Unavailable {
				t.Errorf("%s: kind %v of %v, want unavailable", name, k, err)
			}
		}
		if rows != 1 {
			t.Errorf("%s: %d yields, want one error", name, rows)
		}
	}
}

func TestFileThatChangesIsNotTrusted(t *testing.T) {
	for name, change := range map[string]func(path string) error{
		"longer":    func(path string) error { return os.WriteFile(path, []byte("a,b\n1,2\n3,4\n"), 0o600) },
		"rewritten": func(path string) error { return os.Chtimes(path, time.Time{}, time.Unix(1, 0)) },
	} {
		path := write(t, "a.csv", "a,b\n1,2\n")
		b := open(t, path)
		if err := change(path); err != nil {
			t.Fatal(err)
		}
		var last error
		for _, err := range b.Rows("") {
			last = err
		}
		if disclosure.KindOf(last) != disclosure.Unavailable {
			t.Errorf("%s: got %v, want unavailable", name, last)
		}
	}
}

func TestUnknownSheet(t *testing.T) {
	b := open(t, write(t, "a.csv", "a,b\n"))
	for _, err := range b.Rows("other") {
		if disclosure.KindOf(err) != disclosure.NotFound {
			t.Errorf("got %v, want not found", err)
		}
	}
}
