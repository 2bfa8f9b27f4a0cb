package dump

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"mingshi/internal/disclosure"
	"mingshi/internal/store"
	"mingshi/internal/wire"
)

// benchRows is how many penalties are dumped unless MINGSHI_TEST_ROWS says otherwise.
const benchRows = 50_000

// benchVenues is how many venues the mixed district has unless MINGSHI_TEST_ROWS says otherwise.
const benchVenues = 5_000

// venueEvery is how many penalties there are to a venue.
const venueEvery = 100

// BenchmarkDump dumps made-up penalties, five of each business; one business of twenty has a venue. "read" reads and joins the records of one view
// and drops them, "render" also renders them as lines, "ndjson" writes both files of lines and "all" the four files of every kind.
// All print records/s and the most heap that was in use; the last two also the size of what they wrote.
func BenchmarkDump(b *testing.B) {
	rows := benchRows
	if asked := os.Getenv("MINGSHI_TEST_ROWS"); asked != "" {
		var err error
		if rows, err = strconv.Atoi(asked); err != nil {
			b.Fatal(err)
		}
	}
	w := newWorld(b)
	w.benchRecords(rows)
	each := func(take func(batch) error) func(ctx context.Context, k *kindFiles) error {
		return func(ctx context.Context, k *kindFiles) error { return k.read(ctx, take) }
	}
	var lines []byte
	for _, c := range []struct {
		name string
		do   func(ctx context.Context, k *kindFiles) error
	}{
		{"read", each(func(batch) error { return nil })},
		{"render", each(func(of batch) (err error) { lines, err = appendLines(lines[:0], of); return err })},
		{"ndjson", func(ctx context.Context, k *kindFiles) error {
			for _, form := range lineForms {
				k.files = append(k.files, File{Name: "penalties." + string(form), Form: form})
			}
			return spread(ctx, k.read, k.lines)
		}},
		{"all", func(ctx context.Context, k *kindFiles) error { return k.write(ctx) }},
	} {
		b.Run(c.name, func(b *testing.B) { w.bench(b, disclosure.KindPenalty, rows, c.do) })
	}
}

// BenchmarkDumpOfADistrict reads and joins every kind of a mixed district, each by itself: to each venue a permit, three gradings,
// four readings, and to every third a penalty; one business of ten has several venues. MINGSHI_TEST_ROWS is how many venues.
func BenchmarkDumpOfADistrict(b *testing.B) {
	venues := benchVenues
	if asked := os.Getenv("MINGSHI_TEST_ROWS"); asked != "" {
		var err error
		if venues, err = strconv.Atoi(asked); err != nil {
			b.Fatal(err)
		}
	}
	w := newWorld(b)
	counts := w.benchDistrict(venues)
	for _, kind := range disclosure.Kinds() {
		if counts[kind] == 0 {
			continue
		}
		b.Run(kind.Plural(), func(b *testing.B) {
			w.bench(b, kind, counts[kind], func(ctx context.Context, k *kindFiles) error {
				return k.read(ctx, func(batch) error { return nil })
			})
		})
	}
}

// benchDistrict publishes the records of a mixed district and counts them.
func (w *world) benchDistrict(venues int) map[disclosure.Kind]int {
	counts := make(map[disclosure.Kind]int)
	var writes []store.Write
	for n := range venues {
		number, code := fmt.Sprintf("青卫证〔2026〕%d号", n), fmt.Sprintf("91320282MA%08d", n)
		if n%10 < 3 {
			code = fmt.Sprintf("91320282MA%08d", n-n%10) // three venues of one business
		}
		venue := aVenue(number, fmt.Sprintf("第%d号浴室", n))
		venue.Address = fmt.Sprintf("青禾路%d号", n)
		bodies := []disclosure.Body{venue, aPermit(number)}
		for i := range 4 {
			bodies = append(bodies, aReading(number, strconv.Itoa(i)))
		}
		for range 3 {
			bodies = append(bodies, aGrading(number))
		}
		if n%3 == 0 {
			bodies = append(bodies, aPenalty(fmt.Sprintf("青卫公罚〔2026〕%d号", n), "在"+venue.Address+"检查时发现未按规定消毒"))
		}
		for i, body := range bodies {
			r := w.sealed(body, "")
			r.ID, r.Subject = disclosure.ID(fmt.Sprintf("%s%09d%04d", body.Kind().Prefix(), n, i)), code
			r.DecidedOn = r.DecidedOn.AddDays(-i)
			r.Version, r.State, r.PublishedAt = 1, disclosure.StatePublished, w.now
			writes = append(writes, writeOf(r))
			counts[r.Kind]++
		}
		if len(writes) > 4000 || n == venues-1 {
			w.apply(writes...)
			writes = nil
		}
	}
	return counts
}

func (w *world) bench(b *testing.B, kind disclosure.Kind, rows int, do func(ctx context.Context, k *kindFiles) error) {
	b.Helper()
	dir := b.TempDir()
	peak := watchHeap()
	for b.Loop() {
		if err := os.RemoveAll(dir); err != nil {
			b.Fatal(err)
		}
		if err := os.Mkdir(dir, folderMode); err != nil {
			b.Fatal(err)
		}
		err := w.store.View(b.Context(), func(ctx context.Context, at store.Reader) error {
			at, err := withVenues(ctx, at)
			if err != nil {
				return err
			}
			k := &kindFiles{
				making: &making{Options: w.keeper.Options, dir: dir}, kind: kind, reader: at,
				lens: wire.Lens{BaseURL: baseURL, Today: w.today()},
			}
			if err := do(ctx, k); err != nil {
				return err
			}
			if k.rows != int64(rows) {
				b.Errorf("%d rows, want %d", k.rows, rows)
			}
			return nil
		})
		if err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(rows)*float64(b.N)/b.Elapsed().Seconds(), "records/s")
	b.ReportMetric(float64(peak())/1e6, "MB-peak-heap")
	written, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil {
		b.Fatal(err)
	}
	for _, path := range written {
		if info, err := os.Stat(path); err == nil {
			_, form, _ := strings.Cut(filepath.Base(path), ".")
			b.ReportMetric(float64(info.Size())/1e6, "MB-"+form)
		}
	}
}

// watchHeap looks at the heap now and then until it is asked what the most was.
func watchHeap() (peak func() uint64) {
	runtime.GC()
	stop := make(chan struct{})
	var most uint64
	var watching sync.WaitGroup
	watching.Go(func() {
		look := time.NewTicker(20 * time.Millisecond)
		defer look.Stop()
		var memory runtime.MemStats
		for {
			runtime.ReadMemStats(&memory)
			most = max(most, memory.HeapInuse)
			select {
			case <-stop:
				return
			case <-look.C:
			}
		}
	})
	return func() uint64 {
		close(stop)
		watching.Wait()
		return most
	}
}

// benchRecords publishes the penalties and venues.
func (w *world) benchRecords(rows int) {
	dice := rand.New(rand.NewPCG(1, 2))
	phrases := strings.Split("未按规定对公共用品用具进行清洗、消毒、保洁，经责令限期改正后逾期未改，现场检查时消毒间内堆放杂物，消毒设备未使用，"+
		"未能提供消毒记录，从业人员未取得有效健康合格证明，未按照规定公示卫生许可证，集中空调通风系统未清洗，上述事实有现场笔录、询问笔录、照片为证", "，")
	const perBatch = 5000
	for first := 0; first < rows; first += perBatch {
		var writes []store.Write
		add := func(body disclosure.Body, id string, subject string) {
			r := w.sealed(body, "")
			r.ID, r.Subject = disclosure.ID(id), subject
			r.Version, r.State, r.PublishedAt = 1, disclosure.StatePublished, w.now
			if r.Kind == disclosure.KindPenalty {
				r.PublicUntil = disclosure.MustDate("2027-01-01").AddDays(dice.IntN(900))
				r.DecidedOn = disclosure.MustDate("2024-01-01").AddDays(dice.IntN(700))
			}
			writes = append(writes, writeOf(r))
		}
		for n := first; n < min(rows, first+perBatch); n++ {
			code := fmt.Sprintf("91320282MA%08d", n/5)
			var facts []string
			for range 8 {
				facts = append(facts, phrases[dice.IntN(len(phrases))])
			}
			penalty := aPenalty(fmt.Sprintf("青卫公罚〔2026〕%07d号", n), strings.Join(facts, "，"))
			penalty.Counterparty.USCC, penalty.Counterparty.Name = code, fmt.Sprintf("第%d号浴室有限公司", n/5)
			add(penalty, fmt.Sprintf("pn_%013d", n), code)
			if n%venueEvery == 0 {
				venue := aVenue(fmt.Sprintf("青卫证%d", n), fmt.Sprintf("第%d号浴室", n/5))
				venue.Operator.USCC = code
				add(venue, fmt.Sprintf("vn_%013d", n), code)
			}
		}
		w.apply(writes...)
	}
}
