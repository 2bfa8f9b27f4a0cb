package intake

import (
	"testing"

	"mingshi/internal/intake/sheet"
)

// BenchmarkExamine tells how many rows a second one core checks, without reading and publishing them.
func BenchmarkExamine(b *testing.B) {
	for _, name := range []string{"penalty-gen3", "penalty-gen3-person", "penalty-gen1", "permit-gen3", "venue", "grading", "reading"} {
		b.Run(name, func(b *testing.B) {
			r, f, cells := examination(b, readRowTable(b, name))
			row := sheet.Row{Number: 2, Cells: values(cells)}
			b.ReportAllocs()
			for b.Loop() {
				if _, err := r.examine(b.Context(), f, row); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "rows/s")
		})
	}
}

// BenchmarkExamineLate is BenchmarkExamine for rows that each have a finding.
func BenchmarkExamineLate(b *testing.B) {
	r, f, cells := examination(b, readRowTable(b, "penalty-gen3"))
	for i := range cells {
		if cells[i].heading == "CF_JDRQ" {
			cells[i].value = "2026/01/05"
		}
	}
	row := sheet.Row{Number: 2, Cells: values(cells)}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := r.examine(b.Context(), f, row); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "rows/s")
}
