package main

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"mingshi/internal/disclosure"
	"mingshi/internal/i18n"
	"mingshi/internal/search/embedded"
)

// holdIndex opens the index of a place as another process would, and brings nothing along.
func holdIndex(t *testing.T, p place) (release func()) {
	t.Helper()
	held, err := embedded.Open(t.Context(), filepath.Join(p.data, indexFolder), embedded.Options{Today: asOf})
	if err != nil {
		t.Fatal(err)
	}
	return sync.OnceFunc(func() {
		if err := held.Close(); err != nil {
			t.Error(err)
		}
	})
}

// openServing opens a data folder as a server does, on some day; the caller closes it.
func openServing(t *testing.T, p place, today string) *house {
	t.Helper()
	term := &terminal{ctx: t.Context(), out: &transcript{}, err: &transcript{}, lang: i18n.EN, log: newLogger(&transcript{}, "debug")}
	s := &settings{Data: p.data}
	h, err := openHouse(term, s, disclosure.MustDate(today))
	if err != nil {
		t.Fatal(err)
	}
	if err := h.openCatalogue(term, s); err != nil {
		t.Fatal(err)
	}
	return h
}

// holdsText looks for a text in the segments of the index in a folder, less those in folders within it.
func holdsText(t *testing.T, folder, text string) bool {
	t.Helper()
	segments, err := filepath.Glob(filepath.Join(folder, "*.seg"))
	if err != nil {
		t.Fatal(err)
	}
	for _, segment := range segments {
		raw, err := os.ReadFile(segment)
		if err != nil && !errors.Is(err, fs.ErrNotExist) { // it may have been written anew
			t.Fatal(err)
		}
		if bytes.Contains(raw, asIndexed(text)) {
			return true
		}
	}
	return false
}

// TestServerWaitsForAShortHolder starts a server while the index is in use for less than a second, as by an import that
// brings it along: the server takes it up and makes none of its own.
func TestServerWaitsForAShortHolder(t *testing.T) {
	p := place{data: filepath.Join(t.TempDir(), "data")}
	p.must(t, importing([]string{penaltiesFile(t, 3)})...)
	release := holdIndex(t, p)
	defer release()
	time.AfterFunc(900*time.Millisecond, release)
	h := openServing(t, p, asOfText)
	if h.catalogue.private {
		t.Error("the server has made an index of its own")
	}
	if err := h.close(); err != nil {
		t.Error(err)
	}
}

// TestPrivateServerTendsTheSharedIndex starts a server while another process has the index, which then ends. A penalty that
// expires leaves the shared index while the server runs, another one when the server closes, and both are in no file then.
func TestPrivateServerTendsTheSharedIndex(t *testing.T) {
	p := place{data: filepath.Join(t.TempDir(), "data")}
	p.must(t, "import", "--as-of", "2020-11-20", penaltyOf(t, 2020, "缥缈", "纤凝"), manyVenues(t))
	p.must(t, "import", "--as-of", "2024-11-20", penaltyOf(t, 2024, "扶摇", "翠微"))
	release := holdIndex(t, p)
	defer release()
	inShared := func(text string) bool { return holdsText(t, filepath.Join(p.data, indexFolder), text) }
	h := openServing(t, p, "2024-11-20")
	if !h.catalogue.private {
		t.Fatal("the server has the shared index: the test proves nothing")
	}
	release()
	expire := func() {
		t.Helper()
		if ended, err := h.sweep(t.Context()); err != nil || ended.count != 1 {
			t.Fatalf("%+v, %v", ended, err)
		}
	}
	expire()
	if !inShared("缥缈") || !inShared("纤凝") {
		t.Fatal("the penalty is not in the shared index: the test proves little")
	}
	ctx, stop := context.WithCancel(t.Context())
	var running sync.WaitGroup
	running.Go(func() { h.catalogue.run(ctx) })
	eventually(t, "the text has left the shared index", func() bool { return !inShared("缥缈") && !inShared("纤凝") })
	stop()
	running.Wait()
	if !inShared("扶摇") || !inShared("翠微") {
		t.Fatal("the other penalty is not in the shared index: the test proves little")
	}
	h.asOf = disclosure.MustDate("2030-11-20")
	expire()
	if err := h.close(); err != nil {
		t.Fatal(err)
	}
	if inShared("缥缈") || inShared("纤凝") || inShared("扶摇") || inShared("翠微") {
		t.Error("what is gone is still in the shared index")
	}
	if in := whereInFolder(t, p.data, "缥缈", "纤凝", "扶摇", "翠微"); len(in) > 0 {
		t.Errorf("what is gone is still in %v", in)
	}
}

// TestOneServerWritesIntoTheSearchServer runs two servers of one data folder with a search server: the second one leaves
// writing to the first, and takes it over when that has ended.
func TestOneServerWritesIntoTheSearchServer(t *testing.T) {
	p := place{data: filepath.Join(t.TempDir(), "data")}
	p.must(t, importing([]string{penaltiesFile(t, 3)})...)
	writes := func(c *child) bool { return strings.Contains(c.log.String(), "indexer: tries again") }
	first, _ := p.serve(t, "--search-url", "http://127.0.0.1:1")
	eventually(t, "the first one writes", func() bool { return writes(first) })
	second, base := p.serve(t, "--search-url", "http://127.0.0.1:1")
	eventually(t, "the second one finds that another writes", func() bool {
		return strings.Contains(second.log.String(), "another process writes into the search server")
	})
	if n := found(t, base, "罚款"); n != -1 || writes(second) {
		t.Errorf("%d found; the second one writes: %v", n, writes(second))
	}
	first.stop(t)
	eventually(t, "the second one writes now", func() bool { return writes(second) })
	second.stop(t)
}
