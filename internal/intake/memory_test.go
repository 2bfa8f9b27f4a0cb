package intake

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"mingshi/internal/disclosure"
)

// TestMemoryIsFlat imports many rows with a finding each and looks at the heap on the way: findings wait in a file.
func TestMemoryIsFlat(t *testing.T) {
	rows := 300_000
	if testing.Short() {
		rows = 30_000
	}
	path := writeMany(t, rows)
	h := newHouse(t)
	o := h.options()
	var before, peak uint64
	look := func() {
		if now := liveHeap(); now > before {
			peak = max(peak, now-before)
		}
	}
	o.Progress = func(p Progress) {
		if p.Rows%20_000 == 0 {
			look()
		}
	}
	before = liveHeap()
	report, err := Run(t.Context(), []string{path}, new(throat), o)
	if err != nil {
		t.Fatal(err)
	}
	defer report.Close()
	look()
	count := 0
	if err := report.Files[0].Findings(func(f Finding) bool { count++; return f.Code == CodeLate }); err != nil {
		t.Fatal(err)
	}
	if int64(rows) != report.Files[0].Rows || count != rows {
		t.Errorf("%d rows and %d findings, want %d of each", report.Files[0].Rows, count, rows)
	}
	t.Logf("heap grew by at most %d KiB", peak/1024)
	const bound = 16 << 20 // a few chunks of a thousand rows, and the reader's buffers
	if peak > bound {
		t.Errorf("heap grew by %d bytes, more than %d", peak, bound)
	}
}

// throat is a sink that forgets: it tells the outcome of rows that are not worth a staging of their own here.
type throat struct{ rows []int32 }

func (*throat) AddFile(disclosure.Origin) int { return 0 }

func (s *throat) Stage(_ context.Context, _ int, drafts []disclosure.Draft) ([]disclosure.Outcome, error) {
	for range drafts {
		s.rows = append(s.rows, 0)
	}
	return make([]disclosure.Outcome, len(drafts)), nil
}

func (*throat) DiscardFile(context.Context, int) error { return nil }

func (s *throat) Publish(_ context.Context, tell func(file, row int, outcome disclosure.Outcome)) (int64, error) {
	for i := range s.rows {
		tell(0, i+2, disclosure.OutcomePublished)
	}
	return 0, nil
}

func (*throat) Discard(context.Context) error { return nil }

// writeMany writes late penalties of generation 1.
func writeMany(t testing.TB, rows int) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "many.csv")
	file, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	w := bufio.NewWriter(file)
	fmt.Fprintln(w, "CF_WSH,CF_CFMC,CF_CFLB1,CF_SY,CF_YJ,CF_XDR_MC,CF_XDR_SHXYM,CF_JG,CF_JDRQ,CF_XZJG")
	for i := range rows {
		fmt.Fprintf(w, "示卫公罚〔2026〕%d号,未公示卫生信誉度等级,罚款,经查，该单位未公示,第三十七条,湖光区银泉发艺工作室,"+
			"92419901MAQ848849E,罚款人民币7000元,2026/01/05,示例市湖光区卫生健康局\n", i)
	}
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	return path
}

func liveHeap() uint64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}
