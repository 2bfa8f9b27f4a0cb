package tabular

import (
	"bytes"
	"encoding/csv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mingshi/internal/disclosure"
	"mingshi/internal/i18n"
	"mingshi/internal/wire"
)

// tables are all that one world can be written as.
func tables() []Options {
	var all []Options
	for _, kind := range disclosure.Kinds() {
		for _, lang := range []i18n.Lang{"", i18n.ZH, i18n.EN} {
			all = append(all, Options{Kind: kind, Lang: lang, About: about()})
		}
		if _, ok := Columns(kind, CodesGen3); ok {
			all = append(all, Options{Kind: kind, Codes: CodesGen3, About: about()}, Options{Kind: kind, Codes: CodesGen3, Lang: i18n.ZH, About: about()})
		}
	}
	return all
}

func TestCSVReadsBackAsTheRow(t *testing.T) {
	w := newWorld(t, wire.Lens{})
	for _, o := range tables() {
		o.Format = CSV
		var out bytes.Buffer
		w.write(t, &out, o)
		lines, err := csv.NewReader(&out).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		columns, texts := w.texts(t, o.Kind, o.Codes, o.Lang)
		want := [][]string{{}, {}}
		for _, c := range columns {
			want[0], want[1] = append(want[0], c.Name), append(want[1], texts[c.Name])
		}
		if diff := cmp.Diff(want, lines); diff != "" {
			t.Errorf("%s %s %s (-want +got):\n%s", o.Kind, o.Codes, o.Lang, diff)
		}
	}
}

func TestCSVFollowsRFC4180(t *testing.T) {
	s := newCSVSink(nil, []Column{{Name: "a"}, {Name: "b,c"}}, false)
	for _, row := range [][]string{{"", ""}, {`"`, "x"}, {"1\n2", "3\r4"}, {" x ", "，；"}, {`a"b"`, ","}} {
		if err := s.add([][]byte{[]byte(row[0]), []byte(row[1])}); err != nil {
			t.Fatal(err)
		}
	}
	want := "a,\"b,c\"\r\n,\r\n\"\"\"\",x\r\n\"1\n2\",\"3\r4\"\r\n x ,，；\r\n\"a\"\"b\"\"\",\",\"\r\n"
	if got := string(s.out); got != want {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

func TestCSVHasAMarkIfAskedFor(t *testing.T) {
	w := newWorld(t, wire.Lens{})
	for _, mark := range []bool{false, true} {
		var out bytes.Buffer
		w.write(t, &out, Options{Kind: disclosure.KindPenalty, Format: CSV, BOM: mark})
		if strings.HasPrefix(out.String(), byteOrderMark) != mark || strings.Count(out.String(), byteOrderMark) > 1 {
			t.Errorf("asked for a mark: %t; begins %q", mark, out.String()[:8])
		}
	}
}

// TestCSVLeavesFormulasAlone holds what the package comment says: data is not changed behind the reader's back.
func TestCSVLeavesFormulasAlone(t *testing.T) {
	penalty := penaltyBody()
	for _, text := range []string{"=1+1", "+1", "-1", "@SUM(A1)", "=HYPERLINK(\"https://x.example\",\"x\")", "\tx"} {
		penalty.Facts = text
		record := recordOf(t, 1, penalty)
		joined, err := wire.Join(t.Context(), nil, wire.Lens{BaseURL: baseURL, Today: today}, nil)
		if err != nil {
			t.Fatal(err)
		}
		for _, codes := range []Codes{"", CodesGen3} {
			var out bytes.Buffer
			writeAll(t, &out, Options{Kind: disclosure.KindPenalty, Format: CSV, Codes: codes}, joined, []disclosure.Record{record})
			lines, err := csv.NewReader(&out).ReadAll()
			if err != nil {
				t.Fatal(err)
			}
			at := map[Codes]string{"": "facts", CodesGen3: "CF_SY"}[codes]
			for i, name := range lines[0] {
				if name == at && lines[1][i] != text {
					t.Errorf("%q became %q", text, lines[1][i])
				}
			}
		}
	}
}

func writeAll(t testing.TB, out *bytes.Buffer, o Options, j *wire.Joined, records []disclosure.Record) {
	t.Helper()
	w, err := NewWriter(out, o)
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Write(j, records); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
}

func FuzzCSVCellsReadBack(f *testing.F) {
	for _, seed := range [][2]string{{"", ""}, {`"`, ","}, {"=1", "\n"}, {"a\r\nb", `""`}, {"\ufeff", "，"}, {"#", " "}} {
		f.Add(seed[0], seed[1])
	}
	f.Fuzz(func(t *testing.T, a, b string) {
		s := newCSVSink(nil, []Column{{Name: "a"}, {Name: "b"}, {Name: "c"}}, false)
		if err := s.add([][]byte{[]byte(a), []byte(b), []byte("x")}); err != nil {
			t.Fatal(err)
		}
		lines, err := csv.NewReader(bytes.NewReader(s.out)).ReadAll()
		if err != nil || len(lines) != 2 {
			t.Fatalf("%v from %q: %v", lines, s.out, err)
		}
		lineEnds := strings.NewReplacer("\r\n", "\n") // the reader's own habit within quotes
		if diff := cmp.Diff([]string{lineEnds.Replace(a), lineEnds.Replace(b), "x"}, lines[1]); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	})
}
