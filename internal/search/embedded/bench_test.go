package embedded_test

import (
	"fmt"
	"log/slog"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strconv"
	"testing"
	"time"

	"mingshi/internal/disclosure"
	"mingshi/internal/search"
	"mingshi/internal/search/embedded"
	"mingshi/internal/search/searchtest"
)

// The benchmark's sizes, for those that can be set their defaults.
const (
	benchSeed      = 42
	benchQuestions = 300
	benchDocuments = 1_000_000 // MINGSHI_TEST_DOCUMENTS
	benchPeer      = 100_000   // MINGSHI_TEST_PEER, 0 for none
	benchBatch     = 5_000
	benchRuns      = 5
	benchOpenings  = 5
	benchFresh     = 300
	benchPending   = 1_000
	benchFeed      = "bench"
)

// BenchmarkSearch builds an index of made-up documents and reports what an operator wants to know of it: how fast it is
// built, its size, how fast it opens and answers, whether the answers are right, and how soon something new is found. All
// of it runs on one core, but for the truth that the answers are held against, which is made first. SQLite's full-text
// search then answers the same questions about fewer documents, beside an index of those.
//
// MINGSHI_TEST_DOCUMENTS sets how many documents, MINGSHI_TEST_PEER how many for SQLite, and MINGSHI_TEST_TRUTH=0 leaves
// out the check of the answers (but for SQLite's documents), which takes long with many millions.
func BenchmarkSearch(b *testing.B) {
	documents := setting(b, "MINGSHI_TEST_DOCUMENTS", benchDocuments)
	peer := setting(b, "MINGSHI_TEST_PEER", benchPeer)
	withTruth := setting(b, "MINGSHI_TEST_TRUTH", 1) != 0
	// As the program sets them (cmd/mingshi/memory.go).
	b.Cleanup(func() {
		debug.SetGCPercent(100)
		debug.SetMemoryLimit(math.MaxInt64)
	})
	debug.SetGCPercent(400)
	debug.SetMemoryLimit(512 << 20)
	for b.Loop() {
		r := &report{b, os.Stdout}
		r.head(documents)
		trial := newTrial(b, r, documents, withTruth)
		trial.run()
		if peer > 0 {
			r.titlef("Beside SQLite (FTS5, words cut into pairs of characters), %s documents each", thousands(peer))
			small := newTrial(b, r, peer, true)
			comparePeer(b, r, small)
		}
		b.ReportMetric(0, "ns/op")
	}
}

// setting is a number of the environment, or its default.
func setting(b *testing.B, name string, value int) int {
	b.Helper()
	if text := os.Getenv(name); text != "" {
		var err error
		if value, err = strconv.Atoi(text); err != nil || value < 0 {
			b.Fatalf("%s=%s: want a number", name, text)
		}
	}
	return value
}

// trial is an index of so many documents, and what it is asked.
type trial struct {
	b         *testing.B
	r         *report
	g         *searchtest.Generator
	documents int
	dir       string
	questions []searchtest.NamedQuery
	truth     *truth // nil where answers are not checked
	ix        *embedded.Index
	// position is that of the last batch.
	position int64
}

// newTrial makes the questions and finds their right answers, on all cores.
func newTrial(b *testing.B, r *report, documents int, withTruth bool) *trial {
	b.Helper()
	g := searchtest.Corpus(benchSeed)
	tr := &trial{b: b, r: r, g: g, documents: documents, dir: filepath.Join(b.TempDir(), "index")}
	tr.questions = searchtest.Queries(benchSeed, benchQuestions, g, documents)
	if withTruth {
		start := time.Now()
		tr.truth = newTruth(tr.questions, g.Today())
		tr.truth.add(g, 0, documents)
		r.linef("right answers, by looking at every document", "made in %.1f s", time.Since(start).Seconds())
	}
	return tr
}

// run measures everything about one index and prints it.
func (tr *trial) run() {
	tr.b.Helper()
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	tr.r.titlef("Building")
	built := tr.build()
	tr.r.built(built)
	tr.r.metric(built.rate(), "docs/s")
	tr.r.metric(float64(built.bytes)/float64(tr.documents), "B/doc")

	tr.r.titlef("Answering: total, three facets and %d hits for each of %d questions, on one core", searchtest.PageHits, len(tr.questions))
	tr.r.latencyHead()
	tr.open(0)
	warm := tr.measure("phrase cache warm")
	tr.r.metric(milliseconds(warm.p99), "p99-warm-ms")
	tr.r.memory("memory after these answers")
	tr.close()

	tr.open(-1)
	cold := tr.measure("phrase cache off")
	tr.r.metric(milliseconds(cold.p99), "p99-off-ms")
	tr.close()

	tr.open(0)
	fresh := tr.freshness()
	pending := tr.pending()
	tr.close()
	tr.r.classes([]string{"warm", "off", "pending"}, []latency{warm, cold, pending})
	tr.r.fresh(fresh)
	tr.r.metric(milliseconds(fresh.found.most), "found-max-ms")
}

// open opens the index with a phrase cache of the default size (0) or none (-1), and tells how long that took.
func (tr *trial) open(phraseCache int64) time.Duration {
	tr.b.Helper()
	debug.FreeOSMemory() // what was left by what came before is no part of this
	start := time.Now()
	ix, err := embedded.Open(tr.b.Context(), tr.dir, embedded.Options{
		Today: func() disclosure.Date { return tr.g.Today() }, Log: slog.New(slog.DiscardHandler), PhraseCache: phraseCache,
	})
	if err != nil {
		tr.b.Fatal(err)
	}
	tr.ix = ix
	return time.Since(start)
}

func (tr *trial) close() {
	tr.b.Helper()
	if err := tr.ix.Close(); err != nil {
		tr.b.Fatal(err)
	}
	tr.ix = nil
}

// built is what came of building an index.
type built struct {
	documents int
	wall, cpu time.Duration // without making the documents up
	peak      memory
	bytes     int64
	openings  spread
	opened    memory
}

func (f *built) rate() float64 { return float64(f.documents) / f.wall.Seconds() }

// build builds a new generation, puts it in place, closes the index, and opens it some times.
func (tr *trial) build() built {
	tr.b.Helper()
	f := built{documents: tr.documents}
	alone, aloneCPU := tr.makingAlone()
	tr.open(0)
	start, startCPU := time.Now(), processorTime()
	generation, err := tr.ix.Rebuild(tr.b.Context(), benchFeed)
	if err != nil {
		tr.b.Fatal(err)
	}
	for from := 0; from < tr.documents; from += benchBatch {
		batch := tr.batch(from, min(from+benchBatch, tr.documents))
		if err := generation.Apply(tr.b.Context(), batch); err != nil {
			tr.b.Fatal(err)
		}
		if now := memoryNow(); now.own > f.peak.own {
			f.peak = now
		}
	}
	if err := generation.Promote(tr.b.Context()); err != nil {
		tr.b.Fatal(err)
	}
	f.wall, f.cpu = time.Since(start)-alone, processorTime()-startCPU-aloneCPU
	tr.close()
	f.bytes = bytesIn(tr.b, tr.dir)
	var took []time.Duration
	for range benchOpenings {
		took = append(took, tr.open(0))
		f.opened = memoryNow()
		tr.close()
	}
	f.openings = spreadOf(took)
	return f
}

// makingAlone is how long it takes to make all documents up, from a sample made before the index can work behind it.
func (tr *trial) makingAlone() (wall, cpu time.Duration) {
	const most = 100_000
	sample := min(most, tr.documents)
	start, startCPU := time.Now(), processorTime()
	for from := 0; from < sample; from += benchBatch {
		tr.batch(from, min(from+benchBatch, sample))
	}
	factor := float64(tr.documents) / float64(sample)
	return time.Duration(float64(time.Since(start)) * factor), time.Duration(float64(processorTime()-startCPU) * factor)
}

// batch puts the documents from one number up to, not including, another.
func (tr *trial) batch(from, to int) search.Batch {
	tr.position = max(tr.position, int64(to))
	batch := search.Batch{FeedID: benchFeed, Position: int64(to), Put: make([]search.Document, 0, to-from)}
	for i := from; i < to; i++ {
		batch.Put = append(batch.Put, tr.g.Document(i))
	}
	return batch
}

// measure asks all questions once, holding the answers against the truth, and then some times more for the clock.
func (tr *trial) measure(what string) latency {
	tr.b.Helper()
	queries := make([]search.Query, len(tr.questions))
	deep := 0
	for i := range tr.questions {
		q, page, err := tr.questions[i].OnPage(tr.b.Context(), tr.ix)
		if err != nil {
			tr.b.Fatal(err)
		}
		if queries[i] = q; page > 1 {
			deep++
		}
	}
	answers := make([]search.Result, len(queries))
	ask := func(i int) error {
		var err error
		answers[i], err = tr.ix.Search(tr.b.Context(), queries[i])
		return err
	}
	warmUp(tr.b, len(queries), ask)
	wrong := tr.truth.differences(tr.b, what, answers)
	found := timeRuns(tr.b, tr.questions, ask)
	found.deep = deep
	tr.r.latency(what, found, wrong)
	return found
}

// freshness is how long it takes until something new is found, and until something removed is not.
type freshness struct{ found, gone spread }

// freshness publishes and removes documents one by one. Each is looked for by a number that only it has.
func (tr *trial) freshness() freshness {
	tr.b.Helper()
	var found, gone []time.Duration
	number := func(i int) string { return fmt.Sprintf("示卫公新〔2026〕%d号", i) }
	for i := range benchFresh {
		doc := tr.g.Document(tr.documents + i)
		doc.PublicUntil = disclosure.Date{} // some would not be public any more
		doc.Numbers = append(doc.Numbers, number(i))
		found = append(found, tr.step(search.Batch{FeedID: benchFeed, Put: []search.Document{doc}}, number(i), 1))
	}
	for i := range benchFresh {
		id := tr.g.Document(tr.documents + i).ID
		gone = append(gone, tr.step(search.Batch{FeedID: benchFeed, Remove: []disclosure.ID{id}}, number(i), 0))
	}
	return freshness{spreadOf(found), spreadOf(gone)}
}

// step applies a batch and asks for a text, and tells how long both took together.
func (tr *trial) step(batch search.Batch, text string, want int64) time.Duration {
	tr.b.Helper()
	tr.position++
	batch.Position = tr.position
	start := time.Now()
	if err := tr.ix.Apply(tr.b.Context(), batch); err != nil {
		tr.b.Fatal(err)
	}
	result, err := tr.ix.Search(tr.b.Context(), search.Query{Text: text, Limit: searchtest.PageHits, AtLeast: tr.position})
	took := time.Since(start)
	if err != nil || result.Total != want {
		tr.b.Fatalf("%s: %d hits right after the batch, want %d (error %v)", text, result.Total, want, err)
	}
	return took
}

// pending asks everything again while new documents have not been merged into the index.
func (tr *trial) pending() latency {
	tr.b.Helper()
	from := tr.documents + benchFresh
	batch := tr.batch(from, from+benchPending)
	tr.position++
	batch.Position = tr.position
	if err := tr.ix.Apply(tr.b.Context(), batch); err != nil {
		tr.b.Fatal(err)
	}
	if tr.truth != nil {
		tr.truth.add(tr.g, from, from+benchPending)
	}
	return tr.measure(fmt.Sprintf("warm, %s new documents pending", thousands(benchPending)))
}
