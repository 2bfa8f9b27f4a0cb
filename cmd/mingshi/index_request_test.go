package main

import (
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"

	"mingshi/internal/disclosure"
)

// TestRebuildAsksAnew interrupts the command that has asked for a rebuild while another one has joined it: the other one asks
// anew, and does not say that the index was built.
func TestRebuildAsksAnew(t *testing.T) {
	p := place{data: filepath.Join(t.TempDir(), "data")}
	p.must(t, importing([]string{penaltiesFile(t, 5)})...)
	release := holdIndex(t, p) // and nobody heeds
	defer release()
	asked := func() string {
		request, err := readRequest(filepath.Join(p.data, indexFolder))
		if err != nil || request == nil {
			return ""
		}
		return request.ID
	}
	first := p.start(t, "index", "rebuild")
	eventually(t, "the first one has asked", func() bool { return asked() != "" })
	id := asked()
	second := p.start(t, "index", "rebuild")
	eventually(t, "the second one waits", func() bool { return strings.Contains(second.log.String(), "Another process has the index open") })
	if asked() != id {
		t.Error("the second one has not joined the first one's request")
	}
	first.signal(syscall.SIGINT)
	first.wait(t)
	eventually(t, "the second one has asked anew", func() bool {
		if !second.running() {
			t.Fatalf("it has ended: %s%s", second.out, second.log)
		}
		return asked() != "" && asked() != id
	})
	release()
	if code := second.wait(t); code != exitDone || !strings.Contains(second.out.String(), "Rebuilt") {
		t.Errorf("exit code %d: %s%s", code, second.out, second.log)
	}
	if asked() != "" {
		t.Error("the request is still there")
	}
}

// TestRequestIsAnswered tells who waits what was built, or why not; a request that was answered keeps nobody from asking.
func TestRequestIsAnswered(t *testing.T) {
	dir := t.TempDir()
	request := func() *rebuildRequest {
		t.Helper()
		r, mine, err := joinRequest(t.Context(), dir)
		if err != nil || !mine {
			t.Fatalf("mine %v, %v", mine, err)
		}
		return r
	}
	failed := request()
	failed.Error = "no room"
	if stands, err := failed.update(t.Context(), dir); err != nil || !stands {
		t.Fatalf("stands %v, %v", stands, err)
	}
	if _, err := failed.look(dir); disclosure.KindOf(err) != disclosure.Unavailable || !strings.Contains(err.Error(), "no room") {
		t.Errorf("one that failed is read as %v", err)
	}
	finished := request()
	finished.Finished, finished.Documents = true, 7
	if stands, err := finished.update(t.Context(), dir); err != nil || !stands {
		t.Fatalf("stands %v, %v", stands, err)
	}
	if now, err := finished.look(dir); err != nil || now == nil || !now.Finished || now.Documents != 7 {
		t.Errorf("one that is finished is read as %+v, %v", now, err)
	}
	if now, err := failed.look(dir); err != nil || now != nil {
		t.Errorf("one that stands no more is read as %+v, %v", now, err)
	}
	request()
}

// TestRequestTakenBackStaysSo has the holder write down how far it is while who asked takes the request back: in whichever
// order that happens, no request is left.
func TestRequestTakenBackStaysSo(t *testing.T) {
	dir := t.TempDir()
	for range 100 {
		request, mine, err := joinRequest(t.Context(), dir)
		if err != nil || !mine {
			t.Fatalf("mine %v, %v: a request that was taken back has come again", mine, err)
		}
		var both sync.WaitGroup
		asker := *request
		both.Go(func() {
			const most = 200 // one that has come again would stand for ever
			for stands := true; stands && request.Done < most; {
				request.Done++
				if stands, err = request.update(t.Context(), dir); err != nil {
					t.Error(err)
					return
				}
			}
		})
		both.Go(func() {
			if err := asker.remove(t.Context(), dir); err != nil {
				t.Error(err)
			}
		})
		both.Wait()
	}
}
