package embedded_test

import (
	"runtime"
	"slices"
	"testing"
	"time"

	"mingshi/internal/search/searchtest"
)

// latency is how long answers took: the medians of some runs' percentiles.
type latency struct {
	p50, p95, p99, most time.Duration
	// busy is the 99th percentile of processor time, which other processes of the machine do not lengthen; zero where the
	// system does not tell.
	busy time.Duration
	// classes are the 99th percentiles by class, deep is how many questions were on a late page.
	classes map[string]time.Duration
	deep    int
}

// spread is the middle and the ends of some durations.
type spread struct{ least, median, most time.Duration }

func spreadOf(took []time.Duration) spread {
	slices.Sort(took)
	return spread{took[0], percentile(took, 50), took[len(took)-1]}
}

// percentile is the smallest of the durations, which are in order, that so many in 100 do not exceed.
func percentile(ordered []time.Duration, percent int) time.Duration {
	return ordered[(len(ordered)*percent+99)/100-1]
}

// warmUp asks everything once.
func warmUp(b *testing.B, count int, ask func(i int) error) {
	b.Helper()
	for i := range count {
		if err := ask(i); err != nil {
			b.Fatal(err)
		}
	}
}

// timeRuns asks everything some times, one question at a time.
func timeRuns(b *testing.B, questions []searchtest.NamedQuery, ask func(i int) error) latency {
	b.Helper()
	runs := make([]latency, benchRuns)
	for run := range runs {
		runtime.GC() // each run begins alike
		all, busy := make([]time.Duration, 0, len(questions)), make([]time.Duration, 0, len(questions))
		classes := map[string][]time.Duration{}
		for i := range questions {
			startBusy, start := processorTime(), time.Now()
			err := ask(i)
			took := time.Since(start)
			busy = append(busy, processorTime()-startBusy)
			if err != nil {
				b.Fatal(err)
			}
			all = append(all, took)
			classes[questions[i].Class] = append(classes[questions[i].Class], took)
		}
		slices.Sort(all)
		slices.Sort(busy)
		runs[run] = latency{
			busy: percentile(busy, 99),
			p50:  percentile(all, 50), p95: percentile(all, 95), p99: percentile(all, 99), most: all[len(all)-1],
			classes: map[string]time.Duration{},
		}
		for class, took := range classes {
			slices.Sort(took)
			runs[run].classes[class] = percentile(took, 99)
		}
	}
	return medianOf(runs)
}

func medianOf(runs []latency) latency {
	median := func(of func(latency) time.Duration) time.Duration {
		var values []time.Duration
		for _, run := range runs {
			values = append(values, of(run))
		}
		return spreadOf(values).median
	}
	found := latency{
		p50:     median(func(l latency) time.Duration { return l.p50 }),
		p95:     median(func(l latency) time.Duration { return l.p95 }),
		p99:     median(func(l latency) time.Duration { return l.p99 }),
		busy:    median(func(l latency) time.Duration { return l.busy }),
		most:    median(func(l latency) time.Duration { return l.most }),
		classes: map[string]time.Duration{},
	}
	for class := range runs[0].classes {
		found.classes[class] = median(func(l latency) time.Duration { return l.classes[class] })
	}
	return found
}
