package main

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"runtime"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"mingshi/internal/search"
	"mingshi/internal/store"
)

// measuring are the flags of commands that run on and can be watched.
type measuring struct {
	MetricsListen string `help:"Prometheus 指标的监听地址 · where to answer Prometheus" env:"MINGSHI_METRICS_LISTEN" placeholder:"ADDR"`
}

// checkMetrics refuses an address that could not work, before anything is opened.
func (m *measuring) checkMetrics() error {
	if m.MetricsListen == "" {
		return nil
	}
	return checkListen("--metrics-listen", m.MetricsListen)
}

const (
	// scrapePatience is how long store and index together may take to say where they are.
	scrapePatience = 2 * time.Second
	// headerPatience is how long a scraper may take to say what it wants.
	headerPatience = 5 * time.Second
)

// metricsServer answers Prometheus, on a listener of its own that no visitor reaches.
type metricsServer struct {
	server   *http.Server
	listener net.Listener
	log      *slog.Logger
}

// openMetrics listens for Prometheus, if an address was given.
func (m *measuring) openMetrics(t *terminal, f *front) (*metricsServer, error) {
	if m.MetricsListen == "" {
		return nil, nil //nolint:nilnil // none was asked for
	}
	listener, err := (&net.ListenConfig{}).Listen(t.ctx, "tcp", m.MetricsListen)
	if err != nil {
		return nil, environment("cli.listen_busy", m.MetricsListen, cause(err), "--metrics-listen")
	}
	registry := prometheus.NewRegistry()
	registry.MustRegister(
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}), newGauges(f),
	)
	answers := http.NewServeMux()
	answers.Handle("GET /metrics", promhttp.HandlerFor(registry, promhttp.HandlerOpts{}))
	t.note("metrics.ready", here(listener)+"/metrics")
	return &metricsServer{
		server: &http.Server{Handler: answers, ReadHeaderTimeout: headerPatience}, listener: listener, log: t.log,
	}, nil
}

// run answers until the context ends.
func (m *metricsServer) run(ctx context.Context) {
	if m == nil {
		return
	}
	stopped := context.AfterFunc(ctx, func() { _ = m.server.Close() }) // a scrape that is cut off comes again
	defer stopped()
	if err := m.server.Serve(m.listener); err != nil && !errors.Is(err, http.ErrServerClosed) {
		m.log.ErrorContext(ctx, "metrics", slog.Any("error", err))
	}
}

// gauges are our own metrics, read at each scrape. What cannot be told is left out.
type gauges struct {
	front *front

	build, feed, index, documents, lag, lagSeconds *prometheus.Desc

	mu sync.Mutex
	// behind is when the index was first seen behind, zero while it is not.
	behind time.Time
}

func newGauges(f *front) *gauges {
	describe := func(name, help string, labels ...string) *prometheus.Desc {
		return prometheus.NewDesc("mingshi_"+name, help, labels, nil)
	}
	return &gauges{
		front:      f,
		build:      describe("build_info", "The program that answers; always 1.", "version", "goversion"),
		feed:       describe("feed_position", "Position of the last change in the store."),
		index:      describe("index_position", "Position of the feed that the search index reflects."),
		documents:  describe("index_documents", "Documents in the search index."),
		lag:        describe("index_lag_positions", "Changes in the store that are not in the search index yet."),
		lagSeconds: describe("index_lag_seconds", "For how long the search index has been behind the store; 0 if it is not."),
	}
}

// Describe implements prometheus.Collector.
func (g *gauges) Describe(out chan<- *prometheus.Desc) {
	for _, one := range []*prometheus.Desc{g.build, g.feed, g.index, g.documents, g.lag, g.lagSeconds} {
		out <- one
	}
}

// Collect implements prometheus.Collector.
func (g *gauges) Collect(out chan<- prometheus.Metric) {
	tell := func(what *prometheus.Desc, value float64, labels ...string) {
		out <- prometheus.MustNewConstMetric(what, prometheus.GaugeValue, value, labels...)
	}
	tell(g.build, 1, version(), runtime.Version())
	ctx, cancel := context.WithTimeout(context.Background(), scrapePatience)
	defer cancel()
	var state search.State
	stateErr := errNoCatalogue
	if g.front.catalogue != nil {
		state, stateErr = g.front.catalogue.State(ctx) // before the head, which is then never behind it
	}
	head, headErr := g.front.reader.Head(ctx)
	if headErr == nil {
		tell(g.feed, float64(head.Position))
	}
	if stateErr == nil {
		tell(g.index, float64(state.Position))
		tell(g.documents, float64(state.Documents))
	}
	if headErr == nil && g.front.catalogue != nil {
		lag := missing(&state, &head)
		if stateErr == nil {
			tell(g.lag, float64(lag))
		}
		tell(g.lagSeconds, g.since(lag).Seconds())
	}
}

// errNoCatalogue is why a process that answers nobody tells nothing of an index.
var errNoCatalogue = errors.New("this process has no index")

// missing counts the changes that an index lacks: all of them if it is that of other records.
func missing(state *search.State, head *store.Head) int64 {
	if state.FeedID != head.FeedID {
		return head.Position
	}
	return max(0, head.Position-state.Position)
}

// since tells for how long the index has been behind.
func (g *gauges) since(lag int64) time.Duration {
	g.mu.Lock()
	defer g.mu.Unlock()
	now := time.Now()
	switch {
	case lag == 0:
		g.behind = time.Time{}
		return 0
	case g.behind.IsZero():
		g.behind = now
	}
	begun := g.behind
	if x := g.front.catalogue.indexer; x != nil {
		if seen := x.Lag().Since; !seen.IsZero() && seen.Before(begun) {
			begun = seen
		}
	}
	return now.Sub(begun)
}
