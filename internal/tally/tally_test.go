package tally_test

import (
	"bytes"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"mingshi/internal/disclosure"
	"mingshi/internal/tally"
)

const (
	hotel = "04000001"
	pool  = "040000J6"
)

var monday = disclosure.MustDate("2026-11-30")

// clock is a day that a test sets.
type clock struct{ day disclosure.Date }

func (c *clock) today() disclosure.Date { return c.day }

// counter opens a counter that writes only when it is told to.
func counter(t *testing.T, dir string, at *clock) *tally.Counter {
	t.Helper()
	c, err := tally.OpenAt(dir, at.today, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := c.Close(); err != nil {
			t.Error(err)
		}
	})
	return c
}

func flush(t *testing.T, c *tally.Counter) {
	t.Helper()
	if err := c.Flush(); err != nil {
		t.Fatal(err)
	}
}

func count(c *tally.Counter, serial string, times int) {
	for range times {
		c.Count(serial)
	}
}

// files lists a folder.
func files(t *testing.T, dir string) []string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	names := make([]string, len(entries))
	for i, entry := range entries {
		names[i] = filepath.Join(dir, entry.Name())
	}
	return names
}

func checkScans(t *testing.T, dir string, want map[string]tally.Scans) {
	t.Helper()
	got, err := tally.Read(dir)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("the scans are others (-want +got):\n%s", diff)
	}
}

func TestScansAddUpOverFlushesDaysAndFiles(t *testing.T) {
	dir, at := filepath.Join(t.TempDir(), "data", "scans"), &clock{monday}
	c := counter(t, dir, at)
	count(c, hotel, 2)
	count(c, pool, 1)
	flush(t, c)
	count(c, hotel, 1)
	at.day = monday.AddDays(1) // another month
	count(c, hotel, 4)
	flush(t, c)
	at.day = monday.AddDays(2)
	count(counter(t, dir, at), pool, 1) // another process; closed by the test's end
	flush(t, c)
	next := counter(t, dir, at)
	count(next, hotel, 1)
	flush(t, next)
	checkScans(t, dir, map[string]tally.Scans{
		hotel: {Total: 8, Last: monday.AddDays(2)},
		pool:  {Total: 1, Last: monday},
	})
	months := map[string]int{}
	for _, name := range files(t, dir) {
		months[filepath.Base(name)[:len("scans-2026-11")]]++
	}
	if diff := cmp.Diff(map[string]int{"scans-2026-11": 1, "scans-2026-12": 2}, months); diff != "" {
		t.Errorf("files by month (-want +got):\n%s", diff)
	}
}

// TestFilesDoNotTellTheOrderOfScans holds that what is written at once stands by day and serial, however it came.
func TestFilesDoNotTellTheOrderOfScans(t *testing.T) {
	dir, at := t.TempDir(), &clock{monday}
	c := counter(t, dir, at)
	for _, serial := range []string{"04000009", pool, "04000002", hotel, "04000002"} {
		c.Count(serial)
	}
	at.day = monday.AddDays(-1)
	c.Count(pool)
	c.Count(hotel)
	flush(t, c)
	raw, err := os.ReadFile(files(t, dir)[0])
	if err != nil {
		t.Fatal(err)
	}
	want := "2026-11-29\t04000001\t1\n2026-11-29\t040000J6\t1\n" +
		"2026-11-30\t04000001\t1\n2026-11-30\t04000002\t2\n2026-11-30\t04000009\t1\n2026-11-30\t040000J6\t1\n"
	if diff := cmp.Diff(want, string(raw)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestFilesHoldNothingElse holds that what is written is day, serial and number, and for whom it can be read.
func TestFilesHoldNothingElse(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "scans")
	c := counter(t, dir, &clock{monday})
	count(c, hotel, 3)
	flush(t, c)
	names := files(t, dir)
	if len(names) != 1 {
		t.Fatalf("there are %d files", len(names))
	}
	raw, err := os.ReadFile(names[0])
	if err != nil {
		t.Fatal(err)
	}
	if want := "2026-11-30\t04000001\t3\n"; string(raw) != want {
		t.Errorf("the file holds %q, want %q", raw, want)
	}
	for path, want := range map[string]os.FileMode{names[0]: 0o640, dir: 0o750 | os.ModeDir} {
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		if info.Mode()&^want != 0 { // the umask may take more
			t.Errorf("%s has mode %s, want at most %s", filepath.Base(path), info.Mode(), want)
		}
	}
}

func TestWhatIsNoSerialIsNotCounted(t *testing.T) {
	dir := t.TempDir()
	c := counter(t, dir, &clock{monday})
	for _, serial := range []string{"", "04000001BY0CXBYNMGHB", "0400000", "0400\t001", "0400\n001", "abcdefgh", "牌牌牌"} {
		c.Count(serial)
	}
	flush(t, c)
	if names := files(t, dir); len(names) != 0 {
		t.Errorf("there are the files %q", names)
	}
}

func TestCloseWritesAndEnds(t *testing.T) {
	dir := t.TempDir()
	c, err := tally.Open(dir, func() disclosure.Date { return monday })
	if err != nil {
		t.Fatal(err)
	}
	count(c, hotel, 5)
	for range 2 {
		if err := c.Close(); err != nil {
			t.Fatal(err)
		}
	}
	c.Count(hotel) // too late
	if err := c.Flush(); err != nil {
		t.Fatal(err)
	}
	checkScans(t, dir, map[string]tally.Scans{hotel: {Total: 5, Last: monday}})
}

// TestTheGoroutineWritesAtItsPace holds that nobody has to ask for it. The third beat is taken only when the work of the
// second is done.
func TestTheGoroutineWritesAtItsPace(t *testing.T) {
	dir, pace := t.TempDir(), make(chan time.Time)
	c, err := tally.OpenAt(dir, (&clock{monday}).today, pace)
	if err != nil {
		t.Fatal(err)
	}
	count(c, hotel, 2)
	pace <- time.Time{}
	pace <- time.Time{}
	checkScans(t, dir, map[string]tally.Scans{hotel: {Total: 2, Last: monday}})
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
}

func TestManyCountAtOnce(t *testing.T) {
	dir := t.TempDir()
	c := counter(t, dir, &clock{monday})
	const visitors, each = 8, 500
	var all sync.WaitGroup
	for range visitors {
		all.Go(func() {
			for n := range each {
				c.Count(hotel)
				if n%100 == 0 {
					if err := c.Flush(); err != nil {
						t.Error(err)
					}
				}
			}
		})
	}
	all.Wait()
	flush(t, c)
	checkScans(t, dir, map[string]tally.Scans{hotel: {Total: visitors * each, Last: monday}})
}

func TestReadLeavesOutWhatIsNoLine(t *testing.T) {
	dir := t.TempDir()
	write := func(name, content string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	const good = "2026-11-22\t04000001\t3\n"
	bad := []string{
		"", "x", "2026-11-22\t04000001", "2026-11-22 04000001 3", "2026-02-30\t04000001\t3", "\t04000001\t3", "2026-11-22\t0400001\t3",
		"2026-11-22\t04000001\t0", "2026-11-22\t04000001\t-3", "2026-11-22\t04000001\t3\t4", "2026-11-22\t04000001\t99999999999999999999",
		"2026-11-22\t04000001\t9000000000000000000", "2026-11-22\t04000001BY0CXBYNMGHB\t3", strings.Repeat("9", 10_000), "\x00\x00\x00",
	}
	write("scans-2026-11-A.tsv", good+strings.Join(bad, "\n")+"\n"+good)
	write("scans-2026-11-torn.tsv", good+"2026-11-22\t04000001\t1") // of 12, say
	write("scans-2026-11-blank.tsv", "")
	write("scans-2026-11-zeros.tsv", good+strings.Repeat("\x00", 5000))
	write("notes.txt", good)
	write("scans-2026-11-A.tsv.bak", good)
	checkScans(t, dir, map[string]tally.Scans{hotel: {Total: 12, Last: disclosure.MustDate("2026-11-22")}})
}

func TestReadOfNothing(t *testing.T) {
	checkScans(t, filepath.Join(t.TempDir(), "none"), map[string]tally.Scans{})
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := tally.Read(file); disclosure.KindOf(err) != disclosure.Unavailable {
		t.Errorf("a folder that is a file: %v", err)
	}
	if _, err := tally.Open(file, (&clock{monday}).today); disclosure.KindOf(err) != disclosure.Unavailable {
		t.Errorf("opened in a file: %v", err)
	}
}

// TestADiskThatTakesNothing holds that scans wait in memory, that it is said once, and that none is lost or counted twice.
func TestADiskThatTakesNothing(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "scans")
	c := counter(t, dir, &clock{monday})
	var said bytes.Buffer
	c.LogTo(slog.New(slog.NewTextHandler(&said, nil)))
	away := dir + ".away"
	if err := os.Rename(dir, away); err != nil {
		t.Fatal(err)
	}
	for range 3 {
		count(c, hotel, 2)
		if err := c.Flush(); disclosure.KindOf(err) != disclosure.Unavailable {
			t.Errorf("flush: %v", err)
		}
	}
	if got := strings.Count(said.String(), "level=ERROR"); got != 1 {
		t.Errorf("it was said %d times:\n%s", got, said.String())
	}
	if err := os.Rename(away, dir); err != nil {
		t.Fatal(err)
	}
	flush(t, c)
	checkScans(t, dir, map[string]tally.Scans{hotel: {Total: 6, Last: monday}})
	if got := strings.Count(said.String(), "level=INFO"); got != 1 {
		t.Errorf("the end of it was said %d times:\n%s", got, said.String())
	}
}

// TestMemoryIsBounded holds it while the disk takes nothing: boards already known are counted on, others are not.
func TestMemoryIsBounded(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "scans")
	c := counter(t, dir, &clock{monday})
	var said bytes.Buffer
	c.LogTo(slog.New(slog.NewTextHandler(&said, nil)))
	if err := os.Remove(dir); err != nil {
		t.Fatal(err)
	}
	serial := func(n int) string { return fmt.Sprintf("%08d", n) }
	for n := range tally.Room {
		c.Count(serial(n))
	}
	if err := c.Flush(); err == nil {
		t.Fatal("written into a folder that is not there")
	}
	count(c, serial(tally.Room), 3) // one too many
	c.Count(serial(0))
	if err := os.Mkdir(dir, 0o750); err != nil {
		t.Fatal(err)
	}
	flush(t, c)
	got, err := tally.Read(dir)
	if err != nil {
		t.Fatal(err)
	}
	if len(got) != tally.Room || got[serial(0)].Total != 2 || got[serial(tally.Room)].Total != 0 {
		t.Errorf("%d boards, the first %d times, the last %d times", len(got), got[serial(0)].Total, got[serial(tally.Room)].Total)
	}
	if !strings.Contains(said.String(), "not_counted=3") {
		t.Errorf("what was not counted is not told:\n%s", said.String())
	}
}

// TestAnyCourseAddsUp runs random courses of counting, writing, going on to another day and beginning anew, and holds that
// what is read is what was counted.
func TestAnyCourseAddsUp(t *testing.T) {
	for seed := range uint64(30) {
		random := rand.New(rand.NewPCG(seed, 6))
		dir, at := t.TempDir(), &clock{monday.AddDays(-3)}
		c := counter(t, dir, at)
		want := map[string]tally.Scans{}
		for range 400 {
			switch random.IntN(40) {
			case 0:
				at.day = at.day.AddDays(random.IntN(20) - 2) // clocks are set back, too
			case 1, 2, 3:
				flush(t, c)
			case 4:
				if err := c.Close(); err != nil {
					t.Fatal(err)
				}
				c = counter(t, dir, at)
			default:
				serial := fmt.Sprintf("0400%04d", random.IntN(12))
				c.Count(serial)
				scans, known := want[serial]
				if !known || at.day.After(scans.Last) {
					scans.Last = at.day
				}
				scans.Total++
				want[serial] = scans
			}
		}
		flush(t, c)
		checkScans(t, dir, want)
		if t.Failed() {
			t.Fatalf("in the course %d", seed)
		}
	}
}

func FuzzLine(f *testing.F) {
	for _, line := range []string{"2026-11-22\t04000001\t3", "2026-11-22\t04000001\t03", "2026-11-22\t04000001\t+3", "\t\t", "2026-11-22\t0400000一\t1"} {
		f.Add([]byte(line))
	}
	f.Fuzz(func(t *testing.T, line []byte) {
		again, ok := tally.ParseLine(line)
		if !ok {
			return
		}
		if twice, ok := tally.ParseLine([]byte(strings.TrimSuffix(again, "\n"))); !ok || twice != again {
			t.Errorf("%q is read as %q and then as %q", line, again, twice)
		}
	})
}
