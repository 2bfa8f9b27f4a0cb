package tabular

import (
	"bytes"
	"errors"
	"mime"
	"runtime"
	"slices"
	"strings"
	"testing"

	"mingshi/internal/disclosure"
	"mingshi/internal/i18n"
	"mingshi/internal/wire"
)

func TestEveryFormatHasANameInHTTP(t *testing.T) {
	seen := map[string]bool{}
	for _, format := range Formats() {
		kind, _, err := mime.ParseMediaType(format.MediaType())
		if err != nil || seen[kind] || format.Extension() != "."+string(format) {
			t.Errorf("%s: %q, %q (%v)", format, format.MediaType(), format.Extension(), err)
		}
		seen[kind] = true
	}
	if got := Format("xls").MediaType(); got != "" {
		t.Errorf("a format that is none is called %q", got)
	}
}

func TestWhatThereIsNotIsRefused(t *testing.T) {
	for name, o := range map[string]Options{
		"format": {Kind: disclosure.KindPenalty, Format: "xls"},
		"none":   {Kind: disclosure.KindPenalty},
		"kind":   {Kind: "penalties", Format: CSV},
		"codes":  {Kind: disclosure.KindPenalty, Format: CSV, Codes: "gen2"},
	} {
		if w, err := NewWriter(new(bytes.Buffer), o); disclosure.KindOf(err) != disclosure.Invalid || w != nil {
			t.Errorf("%s: %v, %v", name, w, err)
		}
	}
}

func TestNDJSONIsTheRecordAsServed(t *testing.T) {
	w := newWorld(t, wire.Lens{Lang: i18n.EN, Labelled: true})
	for _, kind := range disclosure.Kinds() {
		var out bytes.Buffer
		w.write(t, &out, Options{Kind: kind, Format: NDJSON})
		want, err := w.joined[kind].Append(nil, &w.records[kind][0])
		if err != nil || out.String() != string(want)+"\n" {
			t.Errorf("%s: %s (%v)", kind, out.String(), err)
		}
	}
	var out bytes.Buffer
	w.write(t, &out, Options{Kind: disclosure.KindPermit, Format: NDJSON, Codes: CodesGen3})
	want, err := AppendGen3(nil, nil, &w.records[disclosure.KindPermit][0])
	if err != nil || out.String() != string(want)+"\n" {
		t.Errorf("codes: %s (%v)", out.String(), err)
	}
}

func TestFilesWithoutRecordsAreWhole(t *testing.T) {
	for _, format := range Formats() {
		var out bytes.Buffer
		writeAll(t, &out, Options{Kind: disclosure.KindPenalty, Format: format}, nil, nil)
		switch format {
		case NDJSON:
			if out.Len() > 0 {
				t.Errorf("ndjson: %q", out.String())
			}
		case CSV:
			if strings.Count(out.String(), "\r\n") != 1 {
				t.Errorf("csv: %q", out.String())
			}
		case XLSX:
			openWorkbook(t, out.Bytes())
		case Parquet:
			if file := openParquet(t, out.Bytes()); file.NumRows() != 0 {
				t.Errorf("parquet has %d rows", file.NumRows())
			}
		}
	}
}

func TestRecordsOfAnotherKindAreRefused(t *testing.T) {
	w := newWorld(t, wire.Lens{})
	for _, format := range Formats() {
		writer, err := NewWriter(new(bytes.Buffer), Options{Kind: disclosure.KindPenalty, Format: format})
		if err != nil {
			t.Fatal(err)
		}
		if err := writer.Write(w.joined[disclosure.KindPermit], w.records[disclosure.KindPermit]); err == nil {
			t.Errorf("%s took a permit for a penalty", format)
		}
		if err := writer.Close(); err == nil {
			t.Errorf("%s ended a file that lacks a record", format)
		}
	}
}

var errFull = errors.New("no space left")

// full is a disk with room for some bytes.
type full struct{ left int }

func (f *full) Write(p []byte) (int, error) {
	if len(p) > f.left {
		return 0, errFull
	}
	f.left -= len(p)
	return len(p), nil
}

func TestAFullDiskIsToldAndNothingIsEnded(t *testing.T) {
	joined, err := wire.Join(t.Context(), nil, wire.Lens{BaseURL: baseURL, Today: today}, nil)
	if err != nil {
		t.Fatal(err)
	}
	records := slices.Repeat([]disclosure.Record{recordOf(t, 1, penaltyBody())}, 200)
	for _, format := range Formats() {
		for _, room := range []int{0, 100} {
			writer, err := NewWriter(&full{room}, Options{Kind: disclosure.KindPenalty, Format: format})
			if err != nil {
				t.Fatal(err)
			}
			for err == nil && format != XLSX && format != Parquet {
				err = writer.Write(joined, records)
			}
			if format == XLSX || format == Parquet {
				err = writer.Write(joined, records)
			}
			closed := writer.Close()
			if !errors.Is(closed, errFull) || disclosure.KindOf(closed) != disclosure.Unavailable {
				t.Errorf("%s: Write says %v, Close says %v", format, err, closed)
			}
			if again := writer.Close(); again == nil {
				t.Errorf("%s: closed again, it forgets the error", format)
			}
		}
	}
}

// TestMemoryIsFlat writes many rows in every format and looks at the heap on the way.
func TestMemoryIsFlat(t *testing.T) {
	rows := 200_000
	if testing.Short() {
		rows = 20_000
	}
	joined, err := wire.Join(t.Context(), nil, wire.Lens{BaseURL: baseURL, Today: today}, nil)
	if err != nil {
		t.Fatal(err)
	}
	const page = 1000
	records := make([]disclosure.Record, page)
	for i := range records {
		records[i] = recordOf(t, i, penaltyBody())
	}
	for _, format := range Formats() {
		t.Run(string(format), func(t *testing.T) {
			var sunk counter
			writer, err := NewWriter(&sunk, Options{Kind: disclosure.KindPenalty, Format: format, Lang: i18n.ZH})
			if err != nil {
				t.Fatal(err)
			}
			rows := rows
			if format == XLSX {
				rows /= 4 // workbooks are slow to write, and so many rows fill their buffer several times over
			}
			before, peak := liveHeap(), uint64(0)
			for written := 0; written < rows; written += page {
				for i := range records {
					records[i].Position = int64(written + i)
					records[i].Seal(records[i].Body) // a fresh salt: rows that are all alike would prove little
				}
				if err := writer.Write(joined, records); err != nil {
					t.Fatal(err)
				}
				if written%(7*page) == 0 { // not where a row group has just ended
					if now := liveHeap(); now > before {
						peak = max(peak, now-before)
					}
				}
			}
			if err := writer.Close(); err != nil {
				t.Fatal(err)
			}
			t.Logf("%d bytes; the heap grew by at most %d KiB", sunk, peak/1024)
			const bound = 64 << 20 // a row group, or what a workbook gathers before it goes to disk
			if peak > bound {
				t.Errorf("heap grew by %d bytes, more than %d", peak, bound)
			}
		})
	}
}

// counter forgets all but how much it was.
type counter int64

func (c *counter) Write(p []byte) (int, error) {
	*c += counter(len(p))
	return len(p), nil
}

func liveHeap() uint64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}
