package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

const (
	// benchChanges is how long the feed is that a new mirror catches up with: as many permits as one city has published.
	benchChanges = 128_854
	// benchAsks is how often the feed is asked in vain.
	benchAsks = 2000
)

// BenchmarkAPI measures `mingshi serve` over HTTP: a record and a list beside a static file of the same bytes from nginx,
// asking whether anything is new, catching up with the feed from its beginning, and exports of everything. It wants nginx,
// and wrk for the load; without wrk the clients are Go's. MINGSHI_TEST_ROWS makes the feed shorter.
func BenchmarkAPI(b *testing.B) {
	rows := benchChanges
	if text := os.Getenv("MINGSHI_TEST_ROWS"); text != "" {
		var err error
		if rows, err = strconv.Atoi(text); err != nil {
			b.Fatal(err)
		}
	}
	a := newAPIBench(b, rows)
	for b.Loop() {
		a.table.Reset()
		a.beside("record", "/api/v1/penalties/"+a.someID())
		a.beside("list", "/api/v1/penalties?limit=20")
		a.nothingNew()
		a.catchUp()
		for _, format := range []string{"ndjson", "csv", "parquet"} {
			a.export(format)
		}
	}
	b.Logf("\n%s", a.table.String())
}

// apiBench is a server with so many penalties, and a static one beside it.
type apiBench struct {
	*testing.B

	place  place
	base   string
	static *staticServer
	table  strings.Builder
}

func newAPIBench(b *testing.B, rows int) *apiBench {
	b.Helper()
	a := &apiBench{B: b, place: place{data: filepath.Join(b.TempDir(), "data")}}
	file := filepath.Join(b.TempDir(), "penalties.csv")
	writeBenchFile(b, file, rows)
	a.run("import", "--as-of", asOfText, file)
	a.serve("--rate-api", "off")
	a.static = startStatic(b)
	return a
}

// run runs the program to its end and returns how much memory it held at most, without mapped files, in MB.
func (a *apiBench) run(rest ...string) float64 {
	a.Helper()
	cmd := a.place.command(a.Context(), rest...)
	var said transcript
	cmd.Stdout, cmd.Stderr = &said, &said
	if err := cmd.Start(); err != nil {
		a.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for peak := 0.0; ; {
		select {
		case err := <-ended:
			if err != nil {
				a.Fatalf("%v: %v\n%s", rest, err, said.String())
			}
			return peak
		case <-tick.C:
			peak = max(peak, anonymousOf(cmd.Process.Pid))
		}
	}
}

// anonymousOf is how much memory a process holds now, without mapped files, in MB; 0 where the system does not tell.
func anonymousOf(process int) float64 {
	status, _ := os.ReadFile(fmt.Sprintf("/proc/%d/status", process)) // it may have ended
	_, rest, found := strings.Cut(string(status), "RssAnon:")
	if !found {
		return 0
	}
	kb, _ := strconv.ParseFloat(strings.Fields(rest)[0], 64) // the kernel writes a number
	return kb / 1000
}

// serve starts the server and waits until it answers.
func (a *apiBench) serve(rest ...string) {
	a.Helper()
	cmd := a.place.command(a.Context(), append([]string{"serve", "--listen", "127.0.0.1:0", "--log-level", "error"}, rest...)...)
	var said transcript
	cmd.Stdout = &said
	if err := cmd.Start(); err != nil {
		a.Fatal(err)
	}
	a.Cleanup(func() {
		_ = cmd.Process.Signal(syscall.SIGTERM) // it may have ended
		_ = cmd.Wait()
	})
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for a.base == "" {
		<-tick.C
		if cmd.Process.Signal(syscall.Signal(0)) != nil {
			a.Fatalf("serve ended: %s", said.String())
		}
		a.base = servingAt.FindString(said.String())
	}
}

// get asks for an answer, whole.
func (a *apiBench) get(path string, header http.Header) (*http.Response, []byte) {
	a.Helper()
	request, err := http.NewRequestWithContext(a.Context(), http.MethodGet, a.base+path, nil)
	if err != nil {
		a.Fatal(err)
	}
	request.Header = header
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		a.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil || (response.StatusCode != http.StatusOK && response.StatusCode != http.StatusNotModified) {
		a.Fatalf("%s: %s %v %s", path, response.Status, err, body)
	}
	return response, body
}

// plain asks for an answer that is not packed.
func plain() http.Header { return http.Header{"Accept-Encoding": {"identity"}} }

func (a *apiBench) someID() string {
	a.Helper()
	var page struct {
		Data []struct {
			ID string `json:"id"`
		} `json:"data"`
	}
	_, body := a.get("/api/v1/penalties?limit=1", plain())
	if err := json.Unmarshal(body, &page); err != nil || len(page.Data) != 1 {
		a.Fatalf("%v: %s", err, body)
	}
	return page.Data[0].ID
}

// beside loads an address, and a static file with the bytes of its answer.
func (a *apiBench) beside(what, path string) {
	a.Helper()
	_, body := a.get(path, plain())
	static := a.static.put(what+".json", body)
	ours, theirs := press(a.B, a.base+path), press(a.B, static)
	ratio := ours.perSecond / theirs.perSecond
	a.sayf("%-8s %6d B   mingshi %7.0f/s p99 %8v   nginx %7.0f/s p99 %8v   ratio %.2f   (%s)",
		what, len(body), ours.perSecond, ours.p99, theirs.perSecond, theirs.p99, ratio, loader())
	a.ReportMetric(ours.perSecond, what+"/s")
	a.ReportMetric(ratio, what+"/nginx")
}

func (a *apiBench) sayf(format string, args ...any) { fmt.Fprintf(&a.table, format+"\n", args...) }

// nothingNew asks whether there are further changes, one request after the other.
func (a *apiBench) nothingNew() {
	a.Helper()
	_, body := a.get("/api/v1/changes?limit=1", plain())
	path := fmt.Sprintf("/api/v1/changes?limit=1000&after=%d", member(a.B, body, "position"))
	response, _ := a.get(path, plain())
	header := http.Header{"If-None-Match": {response.Header.Get("ETag")}}
	took := make([]time.Duration, benchAsks)
	for i := range took {
		began := time.Now()
		if response, _ := a.get(path, header); response.StatusCode != http.StatusNotModified {
			a.Fatalf("%s: %s", path, response.Status)
		}
		took[i] = time.Since(began)
	}
	slices.Sort(took)
	median, p99 := took[len(took)/2], took[len(took)*99/100]
	a.sayf("304 for nothing new: median %v, p99 %v", median, p99)
	a.ReportMetric(float64(median.Microseconds()), "304-µs")
}

// catchUp reads the whole feed over one connection, a thousand changes at a time.
func (a *apiBench) catchUp() {
	a.Helper()
	for _, coding := range []string{"identity", "gzip"} {
		began, changes, size := time.Now(), int64(0), 0
		for after, head := int64(0), int64(-1); after != head; changes = after {
			request := fmt.Sprintf("/api/v1/changes?limit=1000&after=%d", after)
			header := plain()
			if coding == "gzip" {
				header = http.Header{} // Go's client packs and unpacks by itself
			}
			_, body := a.get(request, header)
			size += len(body)
			after, head = member(a.B, body, "next"), member(a.B, body, "position")
		}
		took := time.Since(began)
		a.sayf("catching up: %d changes, %.0f MB (%s) in %.2f s", changes, float64(size)/1e6, coding, took.Seconds())
		if coding == "identity" {
			a.ReportMetric(took.Seconds(), "catch-up-s")
		}
	}
}

// member is a number that stands at the end of an answer.
func member(b *testing.B, document []byte, name string) int64 {
	b.Helper()
	at := bytes.LastIndex(document, []byte(`"`+name+`":`))
	number := strings.TrimLeft(string(document[at+len(name)+3:]), " ")
	if end := strings.IndexAny(number, ",}"); end > 0 {
		number = number[:end]
	}
	value, err := strconv.ParseInt(number, 10, 64)
	if at < 0 || err != nil {
		b.Fatalf("%q: %v", name, err)
	}
	return value
}

// export writes a dump of all penalties, once to warm up and once to measure.
func (a *apiBench) export(format string) {
	a.Helper()
	var took time.Duration
	var peak float64
	file := filepath.Join(a.TempDir(), "penalties."+format)
	for range 2 {
		_ = os.Remove(file) // there is none at first
		began := time.Now()
		peak = a.run("export", "--kind", "penalty", "--format", format, "-o", file)
		took = time.Since(began)
	}
	info, err := os.Stat(file)
	if err != nil {
		a.Fatal(err)
	}
	_, body := a.get("/api/v1/penalties?limit=1", plain())
	rate := float64(member(a.B, body, "total")) / took.Seconds()
	a.sayf("export %-8s %4.0f MB in %5.2f s: %7.0f records/s, %3.0f MB of memory at most", format, float64(info.Size())/1e6, took.Seconds(), rate, peak)
	a.ReportMetric(rate, format+"/s")
	a.ReportMetric(peak, format+"-MB")
}
