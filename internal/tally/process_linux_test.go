package tally_test

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"mingshi/internal/disclosure"
	"mingshi/internal/tally"
)

// What a child process of these tests is told.
const (
	childPart = "TALLY_CHILD_PART"
	childDir  = "TALLY_CHILD_DIR"
)

// parts are what a child can play.
var parts = map[string]func(c *tally.Counter) error{
	"killed":  playKilled,
	"along":   playAlong,
	"cramped": playCramped,
}

func TestMain(m *testing.M) {
	part, asked := parts[os.Getenv(childPart)]
	if !asked {
		os.Exit(m.Run())
	}
	c, err := tally.OpenAt(os.Getenv(childDir), (&clock{monday}).today, nil)
	if err == nil {
		err = part(c)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(0)
}

// child starts a process of its own that plays a part.
func child(t *testing.T, part, dir string) (process *exec.Cmd, said *bufio.Reader, in io.WriteCloser) {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	process = exec.CommandContext(t.Context(), self)
	process.Env = append(os.Environ(), childPart+"="+part, childDir+"="+dir)
	process.Stderr = os.Stderr
	out, err := process.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	in, err = process.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := process.Start(); err != nil {
		t.Fatal(err)
	}
	return process, bufio.NewReader(out), in
}

// say tells the parent something.
func say(word string) error {
	_, err := os.Stdout.WriteString(word + "\n")
	return err
}

// playKilled writes 300 scans down, has two more in memory and waits for its end.
func playKilled(c *tally.Counter) error {
	count(c, hotel, 300)
	if err := c.Flush(); err != nil {
		return err
	}
	count(c, hotel, 2)
	if err := say("written"); err != nil {
		return err
	}
	_, err := io.Copy(io.Discard, os.Stdin)
	return err
}

// TestAKilledProcessLosesOnlyWhatItHadInMemory kills one with SIGKILL.
func TestAKilledProcessLosesOnlyWhatItHadInMemory(t *testing.T) {
	dir := t.TempDir()
	process, said, in := child(t, "killed", dir)
	defer in.Close()
	if line, err := said.ReadString('\n'); err != nil {
		t.Fatalf("the child said %q: %v", line, err)
	}
	if err := process.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	if err := process.Wait(); err == nil {
		t.Fatal("the child was not killed")
	}
	checkScans(t, dir, map[string]tally.Scans{hotel: {Total: 300, Last: monday}})
}

// playAlong counts and writes often, when it is told that the others are there.
func playAlong(c *tally.Counter) error {
	if err := say("ready"); err != nil {
		return err
	}
	if _, err := bufio.NewReader(os.Stdin).ReadString('\n'); err != nil {
		return err
	}
	for range 400 {
		count(c, hotel, 3)
		c.Count(pool)
		if err := c.Flush(); err != nil {
			return err
		}
	}
	c.Count(pool)
	return c.Close()
}

func TestTwoProcessesAtOnce(t *testing.T) {
	dir := t.TempDir()
	const processes = 2
	var all [processes]*exec.Cmd
	var ins [processes]io.WriteCloser
	for i := range all {
		process, said, in := child(t, "along", dir)
		if line, err := said.ReadString('\n'); err != nil {
			t.Fatalf("the child said %q: %v", line, err)
		}
		all[i], ins[i] = process, in
	}
	for _, in := range ins {
		if _, err := io.WriteString(in, "go\n"); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := tally.Read(dir); err != nil { // while both write
		t.Error(err)
	}
	for _, process := range all {
		if err := process.Wait(); err != nil {
			t.Fatal(err)
		}
	}
	checkScans(t, dir, map[string]tally.Scans{
		hotel: {Total: 1200 * processes, Last: monday}, pool: {Total: 401 * processes, Last: monday},
	})
	if got := len(files(t, dir)); got != processes {
		t.Errorf("there are %d files, want %d", got, processes)
	}
}

// crampedBytes is where a file ends in playCramped: in the midst of a line.
const crampedBytes = 1000

// playCramped writes where no file can grow beyond crampedBytes, as on a disk that is all but full: lines are torn.
func playCramped(c *tally.Counter) error {
	signal.Ignore(syscall.SIGXFSZ)
	limit := syscall.Rlimit{Cur: crampedBytes, Max: crampedBytes}
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &limit); err != nil {
		return err
	}
	for round := range 20 {
		for n := range 10 {
			count(c, "0400"+strconv.Itoa(1000+round*5+n), 1+n)
		}
		err := c.Flush()
		for attempts := 0; err != nil && attempts < 10; attempts++ { // each gets somewhere
			if disclosure.KindOf(err) != disclosure.Unavailable {
				return err
			}
			err = c.Flush()
		}
		if err != nil {
			return err
		}
	}
	return c.Close()
}

// TestTornLinesAreNeitherLostNorCountedTwice holds it of a disk that takes the beginning of a line and not its end.
func TestTornLinesAreNeitherLostNorCountedTwice(t *testing.T) {
	dir := t.TempDir()
	process, _, in := child(t, "cramped", dir)
	defer in.Close()
	if err := process.Wait(); err != nil {
		t.Fatal(err)
	}
	want := map[string]tally.Scans{}
	for round := range 20 {
		for n := range 10 {
			serial := "0400" + strconv.Itoa(1000+round*5+n)
			want[serial] = tally.Scans{Total: want[serial].Total + int64(1+n), Last: monday}
		}
	}
	checkScans(t, dir, want)
	torn := false
	for _, name := range files(t, dir) {
		raw, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(raw)) {
			if whole, ended := strings.CutSuffix(line, "\n"); ended {
				if _, ok := tally.ParseLine([]byte(whole)); !ok {
					t.Errorf("the line %q cannot be read", whole)
				}
			}
		}
		torn = torn || len(raw) == crampedBytes && raw[len(raw)-1] != '\n'
	}
	if !torn {
		t.Error("no line was torn: the test tests nothing")
	}
}
