package tabular

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"math/rand/v2"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/parquet-go/parquet-go"

	"mingshi/internal/disclosure"
	"mingshi/internal/wire"
)

func openParquet(t *testing.T, data []byte) *parquet.File {
	t.Helper()
	file, err := parquet.OpenFile(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	return file
}

// rowsOf reads all rows of a file.
func rowsOf(t *testing.T, file *parquet.File) []parquet.Row {
	t.Helper()
	var all []parquet.Row
	for _, group := range file.RowGroups() {
		rows := group.Rows()
		buffer := make([]parquet.Row, 100)
		for {
			n, err := rows.ReadRows(buffer)
			for _, row := range buffer[:n] {
				all = append(all, row.Clone())
			}
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		if err := rows.Close(); err != nil {
			t.Fatal(err)
		}
	}
	return all
}

// textOf is the way back from a typed value to the text of the row.
func textOf(c *Column, codes Codes, v parquet.Value) string {
	if v.IsNull() {
		return ""
	}
	switch c.Type {
	case TypeDate:
		form := time.DateOnly
		if codes != "" {
			form = "2006/01/02"
		}
		return time.Unix(int64(v.Int32())*24*60*60, 0).UTC().Format(form)
	case TypeInstant:
		return time.UnixMicro(v.Int64()).UTC().Format("2006-01-02T15:04:05.000000Z")
	case TypeInteger:
		return strconv.FormatInt(v.Int64(), 10)
	case TypeNumber:
		return strconv.FormatFloat(v.Double(), 'f', -1, 64)
	case TypeMoney:
		return disclosure.Fen(v.Int64()).Yuan()
	case TypeWan:
		return disclosure.Fen(v.Int64()).Wan()
	case TypeFlag:
		return strconv.FormatBool(v.Boolean())
	case TypeText, TypeCode, TypeCodes, TypeJSON:
	}
	return string(v.ByteArray())
}

func TestParquetReadsBackAsTheRow(t *testing.T) {
	w := newWorld(t, wire.Lens{})
	for _, o := range tables() {
		o.Format = Parquet
		var out bytes.Buffer
		w.write(t, &out, o)
		file := openParquet(t, out.Bytes())
		columns, want := w.texts(t, o.Kind, o.Codes, o.Lang)
		rows := rowsOf(t, file)
		if len(rows) != 1 || len(rows[0]) != len(columns) {
			t.Fatalf("%s: %d rows", o.Kind, len(rows))
		}
		got := map[string]string{}
		for i, value := range rows[0] {
			got[columns[i].Name] = textOf(&columns[i], o.Codes, value)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s %s %s (-want +got):\n%s", o.Kind, o.Codes, o.Lang, diff)
		}
	}
}

func TestParquetColumnsHaveTypesAndOrder(t *testing.T) {
	w := newWorld(t, wire.Lens{})
	var out bytes.Buffer
	w.write(t, &out, Options{Kind: disclosure.KindPenalty, Format: Parquet})
	columns, _ := Columns(disclosure.KindPenalty, "")
	fields := openParquet(t, out.Bytes()).Schema().Fields()
	types := map[string]string{}
	for i, field := range fields {
		if field.Name() != columns[i].Name || !field.Optional() {
			t.Errorf("column %d is %s, want %s", i, field.Name(), columns[i].Name)
		}
		types[field.Name()] = field.Type().String()
	}
	for name, want := range map[string]string{
		"decided_on": "DATE", "published_at": "TIMESTAMP(isAdjustedToUTC=true,unit=MICROS)", "fine_cny": "DECIMAL(18,2)", "version": "INT(64,true)",
		"facts": "STRING", "penalty_kinds": "STRING",
	} {
		if types[name] != want {
			t.Errorf("%s has type %s, want %s", name, types[name], want)
		}
	}
	out.Reset()
	w.write(t, &out, Options{Kind: disclosure.KindPenalty, Format: Parquet, Codes: CodesGen3})
	for _, field := range openParquet(t, out.Bytes()).Schema().Fields() {
		if field.Name() == "CF_NR_FK" && field.Type().String() != "DECIMAL(18,6)" {
			t.Errorf("万元 has type %s", field.Type())
		}
	}
}

func TestParquetSaysWhatItIs(t *testing.T) {
	w := newWorld(t, wire.Lens{})
	var out bytes.Buffer
	a := about()
	w.write(t, &out, Options{Kind: disclosure.KindPenalty, Format: Parquet, About: a})
	file := openParquet(t, out.Bytes())
	for name, want := range map[string]string{
		"title_zh": "行政处罚", "title_en": "Administrative penalties", "query": a.Query, "url": a.URL, "feed_id": a.FeedID, "position": "42",
		"as_of": "2026-11-20T04:00:00Z", "publisher": a.Publisher, "licence": a.Licence, "licence_url": a.LicenceURL, "attribution": a.Attribution,
	} {
		if got, _ := file.Lookup("mingshi." + name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	dictionary, _ := file.Lookup("mingshi.columns")
	var entries []struct {
		Name        string            `json:"name"`
		Code        string            `json:"code"`
		Title       map[string]string `json:"title"`
		Description map[string]string `json:"description"`
	}
	if err := json.Unmarshal([]byte(dictionary), &entries); err != nil {
		t.Fatal(err)
	}
	columns, _ := Columns(disclosure.KindPenalty, "")
	for i, c := range columns {
		e := entries[i]
		if e.Name != c.Name || e.Code != c.Code || e.Title["zh"] != c.ZH || e.Description["en"] != c.DescEN {
			t.Errorf("entry %+v, want that of %s", e, c.Name)
		}
	}
}

// TestParquetTakesTheSameMemoryForMoreRows writes four times as many rows and compares what is in use at most on the way, after
// the garbage is collected. The texts do not compress, so that a page which were kept would be seen.
func TestParquetTakesTheSameMemoryForMoreRows(t *testing.T) {
	const few, tolerance = 3 * groupRows, 1.3
	joined, err := wire.Join(t.Context(), nil, wire.Lens{BaseURL: baseURL, Today: today}, nil)
	if err != nil {
		t.Fatal(err)
	}
	peak := func(rows int) uint64 {
		random := rand.New(rand.NewPCG(1, 2))
		file, err := NewWriter(io.Discard, Options{Kind: disclosure.KindPenalty, Format: Parquet})
		if err != nil {
			t.Fatal(err)
		}
		most := uint64(0)
		for i := range rows {
			facts := make([]byte, 200)
			for n := range facts {
				facts[n] = 'a' + byte(random.IntN(26))
			}
			record := recordOf(t, i, &disclosure.Penalty{DocumentNumber: strconv.Itoa(i), Facts: string(facts)})
			if err := file.Write(joined, []disclosure.Record{record}); err != nil {
				t.Fatal(err)
			}
			if i%(groupRows/4) == groupRows/4-1 { // before and at the end of groups alike
				runtime.GC()
				runtime.GC() // the first leaves what lies in pools
				var now runtime.MemStats
				runtime.ReadMemStats(&now)
				most = max(most, now.HeapAlloc)
			}
		}
		if err := file.Close(); err != nil {
			t.Fatal(err)
		}
		return most
	}
	peak(few) // fills the pools that files share
	var once, fourfold uint64
	for range 3 { // what else the process holds by chance is not there each time; what a file keeps is
		if once, fourfold = peak(few), peak(4*few); float64(fourfold) <= tolerance*float64(once) {
			return
		}
	}
	t.Errorf("%d rows take %d bytes, %d take %d", few, once, 4*few, fourfold)
}

// TestParquetEndsGroupsOnTheWay: a group is held in memory until it ends.
func TestParquetEndsGroupsOnTheWay(t *testing.T) {
	joined, err := wire.Join(t.Context(), nil, wire.Lens{BaseURL: baseURL, Today: today}, nil)
	if err != nil {
		t.Fatal(err)
	}
	const rows = groupRows + batchRows + 1
	records := make([]disclosure.Record, rows)
	for i := range records {
		records[i] = recordOf(t, i, &disclosure.Penalty{DocumentNumber: strconv.Itoa(i), Facts: strings.Repeat("x", i%7)})
	}
	var out bytes.Buffer
	writeAll(t, &out, Options{Kind: disclosure.KindPenalty, Format: Parquet}, joined, records)
	file := openParquet(t, out.Bytes())
	var sizes []int64
	for _, group := range file.RowGroups() {
		sizes = append(sizes, group.NumRows())
	}
	if diff := cmp.Diff([]int64{groupRows, rows - groupRows}, sizes); diff != "" {
		t.Errorf("groups (-want +got):\n%s", diff)
	}
	columns, _ := Columns(disclosure.KindPenalty, "")
	for i, row := range rowsOf(t, file) {
		if got := string(row[0].ByteArray()); got != string(records[i].ID) {
			t.Fatalf("row %d has %s %s, want %s", i, columns[0].Name, got, records[i].ID)
		}
	}
}
