package embedded_test

import (
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"mingshi/internal/search/searchtest"
)

// report prints figures as they come, for people, and hands the main ones to the testing package, for tools.
type report struct {
	b   *testing.B
	out io.Writer
}

func (r *report) head(documents int) {
	fmt.Fprintf(r.out, "\n\nSearch in %s made-up documents. %s %s/%s, %d processor cores.\n",
		thousands(documents), runtime.Version(), runtime.GOOS, runtime.GOARCH, runtime.NumCPU())
}

func (r *report) titlef(format string, args ...any) {
	fmt.Fprintf(r.out, "\n"+format+"\n", args...)
}

func (r *report) linef(what, format string, args ...any) {
	fmt.Fprintf(r.out, "  %-44s %s\n", what, fmt.Sprintf(format, args...))
}

// metric hands a figure to the testing package.
func (r *report) metric(value float64, unit string) { r.b.ReportMetric(value, unit) }

func (r *report) built(f built) {
	r.linef("documents a second, on one core", "%s (%.1f s in all, making them up left out)", thousands(int(f.rate())), f.wall.Seconds())
	if f.cpu > 0 {
		r.linef("documents a second of processor time", "%s", thousands(int(float64(f.documents)/f.cpu.Seconds())))
	}
	r.linef("size on disk", "%.0f bytes a document, %.0f MB", float64(f.bytes)/float64(f.documents), float64(f.bytes)/1e6)
	r.linef("most memory of its own while building", "%s", f.peak)
	r.linef("opening, 5 times", "best %s, worst %s", shown(f.openings.least), shown(f.openings.most))
	r.linef("memory when opened", "%s", f.opened)
}

func (r *report) latencyHead() {
	fmt.Fprintf(r.out, "  %-38s %11s %11s %11s %11s %11s %8s %11s\n", "", "half in", "95% in", "99% in", "slowest", "99% busy", "page 50", "wrong")
}

func (r *report) latency(what string, l latency, wrong string) {
	fmt.Fprintf(r.out, "  %-38s %11s %11s %11s %11s %11s %8d %11s\n",
		what, shown(l.p50), shown(l.p95), shown(l.p99), shown(l.most), shown(l.busy), l.deep, wrong)
}

// classes prints a table of the 99th percentiles by class, one column for each measurement.
func (r *report) classes(names []string, all []latency) {
	r.titlef("99%% of the answers in, by kind of question")
	fmt.Fprintf(r.out, "  %-38s", "")
	for _, name := range names {
		fmt.Fprintf(r.out, " %11s", name)
	}
	fmt.Fprintln(r.out)
	for _, class := range searchtest.QueryClasses() {
		fmt.Fprintf(r.out, "  %-38s", class)
		for _, l := range all {
			fmt.Fprintf(r.out, " %11s", shown(l.classes[class]))
		}
		fmt.Fprintln(r.out)
	}
}

func (r *report) fresh(f freshness) {
	r.titlef("News, one document at a time, %d times", benchFresh)
	r.linef("published until found", "half in %s, slowest %s", shown(f.found.median), shown(f.found.most))
	r.linef("removed until not found", "half in %s, slowest %s", shown(f.gone.median), shown(f.gone.most))
}

func (r *report) memory(what string) { r.linef(what, "%s", memoryNow()) }

// thousands writes 1000000 as 1,000,000.
func thousands(n int) string {
	text := strconv.Itoa(n)
	for at := len(text) - 3; at > 0; at -= 3 {
		text = text[:at] + "," + text[at:]
	}
	return text
}

func milliseconds(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

func shown(d time.Duration) string { return fmt.Sprintf("%.3f ms", milliseconds(d)) }

// memory is what the process holds, in kB: all of it, its own, and files that are mapped, which the system takes back when
// it needs them. Zero where the system does not tell.
type memory struct{ all, own, files int }

func (m memory) String() string {
	return fmt.Sprintf("%d MB: %d of its own, %d of mapped files", m.all/1000, m.own/1000, m.files/1000)
}

func memoryNow() memory {
	var m memory
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return m
	}
	for line := range strings.Lines(string(status)) {
		name, rest, _ := strings.Cut(line, ":")
		number, _, _ := strings.Cut(strings.TrimSpace(rest), " ")
		switch name {
		case "VmRSS":
			m.all, _ = strconv.Atoi(number) // the kernel writes a number
		case "RssAnon":
			m.own, _ = strconv.Atoi(number)
		case "RssFile":
			m.files, _ = strconv.Atoi(number)
		}
	}
	return m
}

// bytesIn is the size of all files below a folder.
func bytesIn(b *testing.B, dir string) int64 {
	b.Helper()
	var sum int64
	err := filepath.WalkDir(dir, func(_ string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		info, err := entry.Info()
		if err != nil {
			return err
		}
		sum += info.Size()
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
	return sum
}
