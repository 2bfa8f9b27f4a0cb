package main

import (
	"bytes"
	"encoding/json"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"mingshi/internal/demo"
	"mingshi/internal/disclosure"
	"mingshi/internal/testkit/pgtest"
)

// partsIn reads the parts, with their sums, from what copy or backup says as JSON.
func partsIn(t *testing.T, document string) []partRows {
	t.Helper()
	var said struct {
		Parts []partRows `json:"parts"`
	}
	if err := json.Unmarshal([]byte(document), &said); err != nil || len(said.Parts) == 0 {
		t.Fatalf("no parts in %s: %v", document, err)
	}
	return said.Parts
}

// sumsOf are the parts of a place as a backup of it has them, and so all of it that does not depend on the database.
func sumsOf(t *testing.T, p place) []partRows {
	t.Helper()
	return partsIn(t, p.must(t, "--json", "backup", "-o", filepath.Join(t.TempDir(), "backup.zip")))
}

// district is a data folder with the made-up district, boards, and records that were ended.
func district(t *testing.T) place {
	t.Helper()
	p := place{data: filepath.Join(t.TempDir(), "data")}
	long := filepath.Join(t.TempDir(), "long-ago.csv")
	var rows bytes.Buffer
	if err := demo.BenchPenalties(&rows, 500, 3, disclosure.MustDate("2020-06-01")); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(long, rows.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	p.must(t, "import", "--as-of", "2020-06-01", long)
	p.must(t, importing(demoFiles(t))...)
	p.must(t, "board", "issue")
	p.must(t, "work", "--once")
	return p
}

// TestCopyThereAndBack carries a store from SQLite to PostgreSQL and back: all of it is the same to the byte.
func TestCopyThereAndBack(t *testing.T) {
	server := pgtest.Start(t, pgtest.Options{})
	there, p := server.Database(t), district(t)
	want := sumsOf(t, p)
	back := place{data: filepath.Join(t.TempDir(), "back")}
	for _, document := range []string{
		p.must(t, "--json", "copy", "--from", p.data, "--to", there),
		p.must(t, "--json", "copy", "--from", there, "--to", back.data),
	} {
		if diff := cmp.Diff(want, partsIn(t, document)); diff != "" {
			t.Errorf("a copy differs (-source +copy):\n%s", diff)
		}
	}
	for name, copied := range map[string]place{"in PostgreSQL": p.by(there), "back": back} {
		if diff := cmp.Diff(want, sumsOf(t, copied)); diff != "" {
			t.Errorf("%s it differs (-source +copy):\n%s", name, diff)
		}
	}
	if rows := want[0].Rows; rows < 8000 {
		t.Errorf("%d records prove little", rows)
	}
}

// TestKilledCopyGoesOn kills a copy at random points, five times, and runs it again each time: at the end both are the same.
func TestKilledCopyGoesOn(t *testing.T) {
	p := district(t)
	started := time.Now()
	p.must(t, "copy", "--from", p.data, "--to", filepath.Join(t.TempDir(), "undisturbed"))
	takes := time.Since(started)
	seed := uint64(time.Now().UnixNano())
	random := rand.New(rand.NewPCG(seed, 1))
	other := place{data: filepath.Join(t.TempDir(), "other")}
	killed := 0
	for range 5 {
		c := p.start(t, "copy", "--from", p.data, "--to", other.data)
		timer := time.AfterFunc(time.Duration(random.Int64N(int64(takes/2))), func() { c.signal(syscall.SIGKILL) })
		code := c.wait(t)
		timer.Stop()
		if code == exitDone {
			break
		}
		killed++
	}
	t.Logf("seed %d; a copy takes %v, %d were killed", seed, takes, killed)
	if killed == 0 {
		t.Error("no kill hit a copy under way")
	}
	c := p.start(t, "--json", "copy", "--from", p.data, "--to", other.data)
	if code := c.wait(t); code != exitDone && !strings.Contains(c.log.String(), "has records of its own") {
		t.Fatalf("exit code %d after %d kills: %s", code, killed, c.log)
	}
	if diff := cmp.Diff(sumsOf(t, p), sumsOf(t, other)); diff != "" {
		t.Errorf("after %d kills the copy differs (-source +copy):\n%s", killed, diff)
	}
	other.must(t, "doctor", "--deep")
}

// TestCopyTellsThatItsSourceMovedOn imports all the time while a copy runs: what is copied is whole, and the copy says that it
// lacks what came later.
func TestCopyTellsThatItsSourceMovedOn(t *testing.T) {
	p := district(t)
	other := place{data: filepath.Join(t.TempDir(), "other")}
	copying := p.start(t, "copy", "--from", p.data, "--to", other.data)
	for rows := 20; copying.running(); rows += 20 { // small ones: many of them end before the copy does
		p.must(t, importing([]string{penaltiesFile(t, rows)})...)
	}
	code := copying.wait(t)
	if code != exitFaulty || !strings.Contains(copying.log.String(), "was written to meanwhile") {
		t.Errorf("exit code %d, want %d, and a sentence: %s%s", code, exitFaulty, copying.out, copying.log)
	}
	other.must(t, "doctor", "--deep")
}
