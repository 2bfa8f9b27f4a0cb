package main

import (
	"bufio"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"mingshi/internal/demo"
	"mingshi/internal/disclosure"
)

// BenchmarkImport runs `mingshi import` over a generated file of 500,000 penalties and reports rows a second until they are
// published, rows a second into the index (once more, by itself), the peak of the process's own memory (without mapped files)
// and the size of the database.
// MINGSHI_TEST_ROWS makes the file smaller.
func BenchmarkImport(b *testing.B) {
	rows := 500_000
	if text := os.Getenv("MINGSHI_TEST_ROWS"); text != "" {
		var err error
		if rows, err = strconv.Atoi(text); err != nil {
			b.Fatal(err)
		}
	}
	file := filepath.Join(b.TempDir(), "penalties.csv")
	writeBenchFile(b, file, rows)
	done := make(chan struct{})
	peak := watchMemory(b, done)
	var whole, indexing time.Duration
	for b.Loop() {
		data := filepath.Join(b.TempDir(), "data")
		began := time.Now()
		code := run(b.Context(), []string{"--data", data, "import", file, "--as-of", "2026-11-20"}, io.Discard, os.Stderr)
		if code != exitDone {
			b.Fatalf("exit code %d", code)
		}
		whole += time.Since(began)
		began = time.Now()
		if code := run(b.Context(), []string{"--data", data, "index", "rebuild"}, io.Discard, os.Stderr); code != exitDone {
			b.Fatalf("index rebuild: exit code %d", code)
		}
		indexing += time.Since(began) // what the import did at its end, as there was no server
		info, err := os.Stat(filepath.Join(data, "mingshi.db"))
		if err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(info.Size())/1e6, "db-MB")
	}
	b.ReportMetric(float64(rows)*float64(b.N)/(whole-indexing).Seconds(), "rows/s")
	b.ReportMetric(float64(rows)*float64(b.N)/indexing.Seconds(), "indexed-rows/s")
	close(done)
	b.ReportMetric(<-peak, "peak-MB")
}

func writeBenchFile(b *testing.B, path string, rows int) {
	b.Helper()
	file, err := os.Create(path)
	if err != nil {
		b.Fatal(err)
	}
	out := bufio.NewWriter(file)
	if err := demo.BenchPenalties(out, rows, 1, disclosure.MustDate("2026-11-20")); err != nil {
		b.Fatal(err)
	}
	if err := out.Flush(); err != nil {
		b.Fatal(err)
	}
	if err := file.Close(); err != nil {
		b.Fatal(err)
	}
}

// watchMemory looks ten times a second how much memory the process itself holds (RssAnon: without mapped files), and
// tells the most once done is closed, in MB; 0 where the system does not tell.
func watchMemory(b *testing.B, done <-chan struct{}) <-chan float64 {
	b.Helper()
	most := make(chan float64, 1)
	go func() {
		tick := time.NewTicker(100 * time.Millisecond)
		defer tick.Stop()
		peak := 0.0
		for {
			select {
			case <-done:
				most <- peak
				return
			case <-tick.C:
				peak = max(peak, anonymousMB())
			}
		}
	}()
	return most
}

func anonymousMB() float64 {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(status)) {
		if rest, ok := strings.CutPrefix(line, "RssAnon:"); ok {
			kb, _ := strconv.ParseFloat(strings.Fields(rest)[0], 64) // the kernel writes a number
			return kb / 1000
		}
	}
	return 0
}
