package sheet

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/simplifiedchinese"
)

func TestCSVRows(t *testing.T) {
	gb, err := simplifiedchinese.GB18030.NewEncoder().String("姓名,用语\n黄𠮷祥,\"一,\n二\"\n")
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name, content, encoding string
		want                    []Row
	}{
		{"plain", "a,b\n1,2\n", "utf-8", []Row{{1, []string{"a", "b"}}, {2, []string{"1", "2"}}}},
		{"mark and CRLF, no last line end", "\xEF\xBB\xBF甲,b\r\n1,2", "utf-8", []Row{{1, []string{"甲", "b"}}, {2, []string{"1", "2"}}}},
		{"gb18030", gb, "gb18030", []Row{{1, []string{"姓名", "用语"}}, {2, []string{"黄𠮷祥", "一,\n二"}}}},
		{"gb18030 with mark", "\x84\x31\x95\x33\xD6\xD0,b\n", "gb18030", []Row{{1, []string{"中", "b"}}}},
		{"CR alone", "a,b\r1,2\r\r3,4\r", "utf-8", []Row{{1, []string{"a", "b"}}, {2, []string{"1", "2"}}, {4, []string{"3", "4"}}}},
		{
			"blank rows and cells over several lines count as a spreadsheet counts",
			"\n\na,b\n\n\"1\n1\n1\",\"2\n\n2\"\n , \n,,\n3,4,\n\"x\r\n\",\n\n5,6\n", "utf-8",
			[]Row{
				{3, []string{"a", "b"}},
				{5, []string{"1\n1\n1", "2\n\n2"}},
				{8, []string{"3", "4", ""}},
				{9, []string{"x\n", ""}},
				{11, []string{"5", "6"}},
			},
		},
		{"quotation marks and spaces stay", "\"say \"\"hi\"\"\", x \n", "utf-8", []Row{{1, []string{`say "hi"`, " x "}}}},
		{"title row with separators of its own", "表一；二；三；\na,b；\n", "utf-8", []Row{{1, []string{"表一；二；三；"}}, {2, []string{"a", "b；"}}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			b := open(t, write(t, "f.csv", tt.content))
			if b.Encoding != tt.encoding {
				t.Errorf("encoding %s, want %s", b.Encoding, tt.encoding)
			}
			for range 2 { // Rows can be called again.
				if diff := cmp.Diff(tt.want, readAll(t, b, "")); diff != "" {
					t.Errorf("rows (-want +got):\n%s", diff)
				}
			}
		})
	}
}

func TestBookDescribesTheFile(t *testing.T) {
	b := open(t, write(t, "数据.csv", "abc"))
	// The digest is FIPS 180-2's own example.
	want := "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
	if b.Name != "数据.csv" || b.SHA256 != want || b.Size != 3 || len(b.Sheets()) != 1 || b.Sheets()[0] != "" {
		t.Errorf("got %q %s %d %q", b.Name, b.SHA256, b.Size, b.Sheets())
	}
}

func TestEncodingIsDecidedOverTheWholeFile(t *testing.T) {
	// Sequences of several bytes fall on every boundary between chunks, and only the last line shows the encoding.
	for shift := range 3 {
		text := strings.Repeat("x", shift) + strings.Repeat("中文，", checkChunk/9) + ",b\n"
		path := write(t, "f.csv", text)
		if b := open(t, path); b.Encoding != "utf-8" || readAll(t, b, "")[0].Cells[0] != strings.TrimSuffix(text, ",b\n") {
			t.Errorf("shift %d: %s, or another text", shift, b.Encoding)
		}
	}
	ascii := strings.Repeat("abc,def\n", checkChunk/4)
	b := open(t, write(t, "f.csv", ascii+"\xD6\xD0\xCE\xC4,x\n"))
	rows := readAll(t, b, "")
	if last := rows[len(rows)-1]; b.Encoding != "gb18030" || last.Cells[0] != "中文" || last.Number != checkChunk/4+1 {
		t.Errorf("%s, last row %v", b.Encoding, last)
	}
}

func TestRowsWrittenByEncodingCSVComeBack(t *testing.T) {
	alphabet := []string{"a", "中", "𠮷", ",", "\"", "\n", " ", ";", "\t", "1", "_x000A_"}
	random := rand.New(rand.NewPCG(1, 2))
	for range 300 {
		var want []Row
		var text bytes.Buffer
		w := csv.NewWriter(&text)
		w.UseCRLF = random.IntN(2) == 0
		for number := 1; number <= 20; number++ {
			cells := []string{"x"} // no row is blank
			for range 1 + random.IntN(6) {
				c := ""
				var cSb96 strings.Builder
				for range random.IntN(5) {
					cSb96.WriteString(alphabet[random.IntN(len(alphabet))])
				}
				c += cSb96.String()
				cells = append(cells, c)
			}
			want = append(want, Row{number, cells})
			if err := w.Write(cells); err != nil {
				t.Fatal(err)
			}
		}
		w.Flush()
		if diff := cmp.Diff(want, readAll(t, open(t, write(t, "f.csv", text.String())), "")); diff != "" {
			t.Fatalf("rows (-want +got):\n%s\nof\n%s", diff, text.String())
		}
	}
}

func TestStoppingEarlyIsNoError(t *testing.T) {
	b := open(t, write(t, "f.csv", "a,b\n1,2\n\"broken\n"))
	for r, err := range b.Rows("") {
		if err != nil || r.Number == 2 {
			if err != nil {
				t.Errorf("row %d: %v", r.Number, err)
			}
			break
		}
	}
}

// longCSV writes a file of rows with 30 columns.
func longCSV(t testing.TB, rows int) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "long.csv")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	w := bufio.NewWriter(f)
	line := strings.Repeat("卫生,2026/11/20,91419901MAU140397T,", 9)
	for i := range rows {
		if _, err := fmt.Fprintf(w, "%d,%s\"a, b\",c\n", i, line); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestLongCSVStaysSmallInMemory(t *testing.T) {
	const count, bound = 100_000, 4 << 20
	path := longCSV(t, count)
	before := liveHeap()
	b := open(t, path)
	rows, peak := growth(t, b, "", before)
	if rows != count || peak > bound {
		t.Errorf("%d rows, heap grew by %d bytes, want %d rows and at most %d bytes", rows, peak, count, bound)
	}
}

func TestEndlessLineIsGivenUpEarly(t *testing.T) {
	const length, bound = 64 << 20, 40 << 20
	for name, begin := range map[string]string{"bare": "a,b\n", "quoted": "a,b\n\""} {
		path := write(t, "f.csv", begin+strings.Repeat("x", length))
		before := allocated()
		if err := firstProblem(path); err == nil {
			t.Errorf("%s: no problem found", name)
		}
		if used := allocated() - before; used > bound {
			t.Errorf("%s: %d bytes allocated in all, want at most %d", name, used, bound)
		}
	}
}

func TestColumnName(t *testing.T) {
	for column, want := range map[int]string{0: "A", 25: "Z", 26: "AA", 701: "ZZ", 702: "AAA", 16383: "XFD"} {
		if got := columnName(column); got != want {
			t.Errorf("column %d is %s, want %s", column, got, want)
		}
		if back, r, ok := parseCell(want + "7"); !ok || back != column || r != 7 {
			t.Errorf("%s7 is column %d row %d %v, want %d", want, back, r, ok, column)
		}
	}
}

func BenchmarkCSV(b *testing.B) {
	const count = 50_000
	book := open(b, longCSV(b, count))
	b.SetBytes(book.Size)
	b.ReportAllocs()
	for b.Loop() {
		for _, err := range book.Rows("") {
			if err != nil {
				b.Fatal(err)
			}
		}
	}
	b.ReportMetric(count*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
}

func BenchmarkOpenCSV(b *testing.B) {
	path := longCSV(b, 50_000)
	for b.Loop() {
		book, err := Open(path)
		if err != nil {
			b.Fatal(err)
		}
		b.SetBytes(book.Size)
		if err := book.Close(); err != nil {
			b.Fatal(err)
		}
	}
}

func FuzzRows(f *testing.F) {
	f.Add([]byte("a,b\n\"1\n\",2\n"))
	f.Add([]byte("\xEF\xBB\xBFa,b\r\n\"x"))
	f.Add([]byte("a;b;c\r1;2;3"))
	f.Add([]byte("\xD6\xD0,\x00"))
	f.Add([]byte(oleFile("Workbook")))
	for _, p := range []parts{
		bareWorkbook(`<row r="1"><c r="A1" t="s"><v>2</v></c><c><v>1.5</v></c></row>`, `<mergeCells><mergeCell ref="A1:B3"/></mergeCells>`),
		relationTo("word/document.xml"),
	} {
		packed, err := os.ReadFile(p.packAs(f, 0))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(packed)
	}
	f.Fuzz(func(t *testing.T, content []byte) {
		b, err := Open(write(t, "f", string(content)))
		if err != nil {
			return
		}
		for _, s := range b.Sheets() {
			last := 0
			for r, err := range b.Rows(s) {
				if err != nil {
					break
				}
				if r.Number <= last || isBlank(r.Cells) {
					t.Errorf("row %d %q after row %d", r.Number, r.Cells, last)
				}
				last = r.Number
			}
		}
		if err := b.Close(); err != nil {
			t.Error(err)
		}
	})
}
