package main

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"mingshi/internal/lives"
)

// TestLIVESRoundTrip publishes a district, exports the feed, imports it into an empty data folder and exports it again: venues,
// inspections, violations and legend are the same bytes, and the feed of the first folder does not change from day to day.
func TestLIVESRoundTrip(t *testing.T) {
	p := place{data: filepath.Join(t.TempDir(), "data")}
	files := slices.DeleteFunc(demoFiles(t), func(f string) bool {
		return !strings.Contains(f, "venues") && !strings.Contains(f, "inspections")
	})
	if len(files) != 2 {
		t.Fatalf("the district has %v", files)
	}
	if said := p.must(t, append([]string{"import", "--as-of", asOfText}, files...)...); strings.Contains(said, "LIVES feed") {
		t.Errorf("an import of tables speaks of feeds:\n%s", said)
	}
	first, again := exportLIVES(t, p), exportLIVES(t, p)
	if !bytes.Equal(read(t, first), read(t, again)) {
		t.Error("two exports of the same records differ")
	}

	other := place{data: filepath.Join(t.TempDir(), "other")}
	const noPermits = "a LIVES feed carries no permits"
	if said := other.must(t, "import", "--as-of", asOfText, first); strings.Count(said, noPermits) != 1 {
		t.Errorf("want %q once:\n%s", noPermits, said)
	}
	want, got := unzip(t, first), unzip(t, exportLIVES(t, other))
	for _, member := range []string{lives.Businesses, lives.Inspections, lives.Violations, lives.Legend} {
		if rows := bytes.Count(want[member], []byte("\n")); rows < 4 {
			t.Errorf("%s has %d rows: the test proves nothing", member, rows)
		}
		if !bytes.Equal(want[member], got[member]) {
			t.Errorf("%s came back differently:\n%s", member, firstDifference(want[member], got[member]))
		}
	}
	for i, cell := range table(t, got[lives.FeedInfo])[1] {
		was := table(t, want[lives.FeedInfo])[1][i]
		name := lives.Columns(lives.FeedInfo)[i]
		if cell != was && !slices.Contains([]string{"feed_date", "mingshi_feed_id", "mingshi_position", "mingshi_as_of"}, name) {
			t.Errorf("%s: %s is %q, was %q", lives.FeedInfo, name, cell, was)
		}
	}
}

func exportLIVES(t *testing.T, p place) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "lives.zip")
	p.must(t, "export", "--format", "lives", "-o", file)
	return file
}

func read(t *testing.T, name string) []byte {
	t.Helper()
	raw, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

func unzip(t *testing.T, name string) map[string][]byte {
	t.Helper()
	archive, err := zip.OpenReader(name)
	if err != nil {
		t.Fatal(err)
	}
	defer archive.Close()
	members := map[string][]byte{}
	for _, f := range archive.File {
		in, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		if members[f.Name], err = io.ReadAll(in); err != nil {
			t.Fatal(err)
		}
	}
	return members
}

func table(t *testing.T, raw []byte) [][]string {
	t.Helper()
	rows, err := csv.NewReader(bytes.NewReader(raw)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func firstDifference(a, b []byte) string {
	left, right := strings.Split(string(a), "\n"), strings.Split(string(b), "\n")
	for i := range min(len(left), len(right)) {
		if left[i] != right[i] {
			return left[i] + "\n" + right[i]
		}
	}
	return "one is longer"
}
