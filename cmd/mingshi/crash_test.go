package main

import (
	"bufio"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"mingshi/internal/demo"
	"mingshi/internal/disclosure"
	"mingshi/internal/store"
	"mingshi/internal/store/sqlite"
)

// TestKilledImportReachesTheSameEnd kills an import at 50 random points, with SIGKILL, up to five times in one data folder;
// then the folder's import is run to its end, and must hold what an undisturbed import holds (ids, instants and positions
// aside).
func TestKilledImportReachesTheSameEnd(t *testing.T) {
	if testing.Short() && os.Getenv("CI") != "true" {
		t.Skip("kills 50 processes")
	}
	const kills, killsEach, mostFolders = 50, 5, 60
	files := demoFiles(t)
	undisturbed := filepath.Join(t.TempDir(), "data")
	started := time.Now()
	if out, err := program(t.Context(), undisturbed, files).CombinedOutput(); err != nil {
		t.Fatalf("undisturbed import: %v\n%s", err, out)
	}
	takes := time.Since(started)
	want := contents(t, undisturbed)
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d; an import takes %v and leaves %d records", seed, takes, len(want.Records))
	random := rand.New(rand.NewPCG(seed, 1))
	killed, folders := 0, 0
	for ; killed < kills && folders < mostFolders; folders++ {
		data := filepath.Join(t.TempDir(), "data")
		for range killsEach {
			if !killAfter(t, data, files, time.Duration(random.Int64N(int64(takes)))) {
				break // it came to its end before
			}
			killed++
		}
		if out, err := program(t.Context(), data, files).CombinedOutput(); err != nil {
			t.Fatalf("import after kills: %v\n%s", err, out)
		}
		if diff := cmp.Diff(want, contents(t, data)); diff != "" {
			t.Fatalf("the end differs from the undisturbed one (-undisturbed +after kills):\n%s", diff)
		}
	}
	t.Logf("%d imports were killed in %d folders", killed, folders)
	if killed < kills {
		t.Errorf("only %d of %d kills hit a running import", killed, kills)
	}
}

// demoFiles are the made-up district and, since batches hold 5,000 rows, a file of more than one batch.
func demoFiles(t *testing.T) []string {
	t.Helper()
	dir := t.TempDir()
	today := disclosure.MustDate("2026-11-20")
	files, err := demo.Write(dir, demo.Options{Scale: 1, Seed: 1, Today: today})
	if err != nil {
		t.Fatal(err)
	}
	large := filepath.Join(dir, "large.csv")
	file, err := os.Create(large)
	if err != nil {
		t.Fatal(err)
	}
	out := bufio.NewWriter(file)
	if err := errors.Join(demo.BenchPenalties(out, 8000, 1, today), out.Flush(), file.Close()); err != nil {
		t.Fatal(err)
	}
	return append(files, large)
}

func program(ctx context.Context, data string, files []string) *exec.Cmd {
	args := append([]string{"--data", data, "import", "--as-of", "2026-11-20"}, files...)
	command := exec.CommandContext(ctx, os.Args[0], args...)
	command.Env = append(os.Environ(), asProgram+"=1")
	return command
}

// killAfter starts an import and kills it; it tells whether the import was still running.
func killAfter(t *testing.T, data string, files []string, after time.Duration) bool {
	t.Helper()
	command := program(t.Context(), data, files)
	command.Stdout, command.Stderr = io.Discard, io.Discard
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	timer := time.AfterFunc(after, func() { _ = command.Process.Kill() }) // it may have ended
	defer timer.Stop()
	return command.Wait() != nil
}

// state is what a data folder says, without what differs from run to run.
type state struct {
	Records []string
	Figures []string
	Hidden  []string
}

func contents(t *testing.T, dir string) state {
	t.Helper()
	zone := time.FixedZone("UTC+8", 8*60*60)
	s, err := sqlite.Open(t.Context(), dir, sqlite.Options{
		Today: func() disclosure.Date { return disclosure.MustDate("2026-11-20") }, Zone: zone,
	})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}()
	var found state
	for _, kind := range disclosure.Kinds() {
		for q := (store.Query{Kind: kind, Limit: store.MaxLimit}); ; {
			page, err := s.List(t.Context(), q)
			if err != nil {
				t.Fatal(err)
			}
			for i := range page.Records {
				r := &page.Records[i]
				if r.Digest != r.ComputeDigest() {
					t.Errorf("%s: digest does not match salt and body", r.ID)
				}
				found.Records = append(found.Records, fmt.Sprint(
					r.Kind, r.Version, r.State, r.Name, r.Subject, r.Places, r.Authority, r.DecidedOn, r.PublicUntil, r.Regime, string(r.Body)))
			}
			if q.After = page.Next; q.After == "" {
				break
			}
		}
	}
	slices.Sort(found.Records)
	checkFeed(t, s)
	found.Figures = column(t, dir, `SELECT month || decided_month || kind || unit || event || count FROM figure ORDER BY 1`)
	found.Hidden = column(t, dir, `SELECT rule || count(*) FROM not_public GROUP BY rule ORDER BY 1`)
	return found
}

// checkFeed walks the whole feed: dense, and each entry with the record as it is now.
func checkFeed(t *testing.T, s *sqlite.Store) {
	t.Helper()
	var after int64
	for {
		page, err := s.Changes(t.Context(), after, store.MaxLimit, "")
		if err != nil {
			t.Fatal(err)
		}
		for _, entry := range page.Entries {
			if entry.Position != after+1 {
				t.Fatalf("position %d comes after %d", entry.Position, after)
			}
			after = entry.Position
			if entry.Record == nil {
				t.Errorf("change %d has no record", entry.Position)
			}
		}
		if len(page.Entries) == 0 {
			return
		}
	}
}

func column(t *testing.T, dir, query string) []string {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+filepath.Join(dir, "mingshi.db")+"?mode=ro")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }() // read only
	rows, err := db.QueryContext(t.Context(), query)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = rows.Close() }() // read to its end
	var values []string
	for rows.Next() {
		var value string
		if err := rows.Scan(&value); err != nil {
			t.Fatal(err)
		}
		values = append(values, value)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return values
}
