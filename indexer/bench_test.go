package indexer_test

import (
	"context"
	"fmt"
	"os"
	"runtime"
	"strconv"
	"testing"

	"mingshi/internal/disclosure"
	"mingshi/internal/search"
)

// counter is a sink that only counts, so that deriving is measured and not an engine.
type counter struct {
	search.Sink

	documents int
	texts     int
}

func (c *counter) Rebuild(context.Context, string) (search.Generation, error) { return c, nil }

func (c *counter) Apply(_ context.Context, b search.Batch) error {
	c.documents += len(b.Put)
	for i := range b.Put {
		c.texts += len(b.Put[i].Texts)
	}
	return nil
}

func (c *counter) Promote(context.Context) error { return nil }

func (c *counter) Discard(context.Context) error { return nil }

// BenchmarkRebuild derives all records of a district: of each ten one venue, one permit, two gradings, three readings and
// three penalties. MINGSHI_TEST_ROWS sets how many there are.
func BenchmarkRebuild(b *testing.B) {
	rows := 50_000
	if text := os.Getenv("MINGSHI_TEST_ROWS"); text != "" {
		var err error
		if rows, err = strconv.Atoi(text); err != nil {
			b.Fatal(err)
		}
	}
	w := newWorld(b)
	for first := 0; first < rows; first += 10_000 {
		var drafts []disclosure.Draft
		for n := first; n < min(rows, first+10_000); n++ {
			drafts = append(drafts, drafted(n))
		}
		w.imports(drafts...)
	}
	var sink counter
	x := w.indexer(w.store, &sink)
	b.ReportAllocs()
	for b.Loop() {
		sink = counter{}
		if err := x.Rebuild(b.Context(), nil); err != nil {
			b.Fatal(err)
		}
		if sink.documents < rows || sink.texts < 2*rows {
			b.Fatalf("%d documents with %d texts of %d records", sink.documents, sink.texts, rows)
		}
	}
	b.ReportMetric(float64(rows)*float64(b.N)/b.Elapsed().Seconds(), "records/s")
	var memory runtime.MemStats
	runtime.ReadMemStats(&memory)
	b.ReportMetric(float64(memory.HeapSys)/1e6, "MB-heap")
}

// drafted is the n-th record of a district.
func drafted(n int) disclosure.Draft {
	door := n / 10
	number, code := fmt.Sprintf("示卫公证字〔2024〕第%06d号", door), fmt.Sprintf("91419901MA%08d", door/2)
	name, address := fmt.Sprintf("湖光区第%d旅馆", door), fmt.Sprintf("青禾路%d号", door)
	const facts = "当事人未按规定对公共用品用具进行清洗、消毒、保洁，经责令限期改正后逾期未改，现场检查时消毒间内堆放杂物，消毒设备未使用，未能提供消毒记录，上述事实有现场笔录、询问笔录、照片为证"
	switch n % 10 {
	case 0:
		return venue(code, number, name, address)
	case 1:
		return permit(code, fmt.Sprint("示卫许〔2024〕", n), number, name+"有限公司")
	case 2, 3:
		return grading(number, n%10, "B")
	case 4, 5, 6:
		return reading(number, fmt.Sprint("项目", n))
	}
	where := ""
	if n%2 == 0 {
		where = "在" + address + "检查时发现"
	}
	return penalty(code, fmt.Sprint("示卫罚〔2026〕", n), name+"有限公司", where+facts)
}
