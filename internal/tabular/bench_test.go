package tabular

import (
	"io"
	"testing"

	"mingshi/internal/disclosure"
	"mingshi/internal/wire"
)

// BenchmarkWrite tells how many rows a second one core writes, without reading them.
func BenchmarkWrite(b *testing.B) {
	joined, err := wire.Join(b.Context(), nil, wire.Lens{BaseURL: baseURL, Today: today}, nil)
	if err != nil {
		b.Fatal(err)
	}
	for _, kind := range []disclosure.Kind{disclosure.KindPenalty, disclosure.KindPermit} {
		records := []disclosure.Record{recordOf(b, 1, bodies()[kind])}
		for _, codes := range []Codes{"", CodesGen3} {
			for _, format := range Formats() {
				b.Run(string(kind)+"/"+string(format)+string(codes), func(b *testing.B) {
					w, err := NewWriter(io.Discard, Options{Kind: kind, Format: format, Codes: codes})
					if err != nil {
						b.Fatal(err)
					}
					sink, workbook := any(nil), false
					if rows, ok := w.(*rowWriter); ok {
						sink = rows.sink
					}
					if book, ok := sink.(*workbookSink); ok {
						book.max, workbook = MaxSheetRows, true
					}
					b.ReportAllocs()
					for n := 0; b.Loop(); n++ {
						if workbook && n >= MaxSheetRows {
							continue
						}
						if err := w.Write(joined, records); err != nil {
							b.Fatal(err)
						}
					}
					b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "rows/s")
					if err := w.Close(); err != nil {
						b.Fatal(err)
					}
				})
			}
		}
	}
}
