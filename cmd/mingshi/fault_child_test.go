package main

import (
	"bytes"
	"context"
	"encoding/json"
	"log/slog"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"mingshi/internal/disclosure"
	"mingshi/internal/store/postgres"
	"mingshi/internal/store/sqlite"
	"mingshi/internal/testkit/pgtest"
)

// patience is how long a test waits for what has to come; far above what a busy machine needs.
const patience = 2 * time.Minute

// asOfText is the day on which the tests import.
const asOfText = "2026-11-20"

func asOf() disclosure.Date { return disclosure.MustDate(asOfText) }

// chinaTime is the zone of the sample profile.
func chinaTime() *time.Location { return time.FixedZone("UTC+8", 8*60*60) }

// place is where a house under test lives: its data folder and, unless url is "", its database in PostgreSQL.
type place struct {
	data string
	url  string
}

// newPlace is a data folder and an empty database of the server, both with all that a first use makes.
func newPlace(t *testing.T, server *pgtest.Server) place {
	t.Helper()
	p := place{data: filepath.Join(t.TempDir(), "data"), url: server.Database(t)}
	p.must(t, "migrate")
	return p
}

// by is the same place with another way to its database.
func (p place) by(url string) place {
	p.url = url
	return p
}

// command is the program, as a process of its own, that dies with the tests.
func (p place) command(ctx context.Context, rest ...string) *exec.Cmd {
	args := []string{"--data", p.data, "--lang", "en"}
	if p.url != "" {
		args = append(args, "--database-url", p.url)
	}
	cmd := exec.CommandContext(ctx, os.Args[0], append(args, rest...)...)
	cmd.Env = append(os.Environ(), asProgram+"=1")
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	return cmd
}

// importing are the arguments of an import that reports as JSON.
func importing(files []string) []string {
	return append([]string{"--json", "import", "--as-of", asOfText}, files...)
}

// must runs the program to its end, which must be a good one, and returns what it said.
func (p place) must(t *testing.T, rest ...string) string {
	t.Helper()
	c := p.start(t, rest...)
	if code := c.wait(t); code != exitDone {
		t.Fatalf("%v: exit code %d\n%s%s", rest, code, c.out, c.log)
	}
	return c.out.String()
}

// open opens the records as another process would.
func (p place) open(t *testing.T, readOnly bool, log *slog.Logger) database {
	t.Helper()
	if p.url == "" {
		s, err := sqlite.Open(t.Context(), p.data, sqlite.Options{Today: asOf, Zone: chinaTime(), ReadOnly: readOnly})
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	s, err := postgres.Open(t.Context(), postgres.Options{
		URL: p.url, Today: asOf, Zone: chinaTime(), ReadOnly: readOnly, Log: log,
	})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// child is the program as a process of its own.
type child struct {
	cmd      *exec.Cmd
	out, log *transcript
	ended    chan struct{}
}

// start starts the program. It is killed at the end of the test at the latest.
func (p place) start(t *testing.T, rest ...string) *child {
	t.Helper()
	return startChild(t, p.command(t.Context(), rest...))
}

// startChild starts any program in the same way.
func startChild(t *testing.T, cmd *exec.Cmd) *child {
	t.Helper()
	c := &child{cmd: cmd, out: &transcript{}, log: &transcript{}, ended: make(chan struct{})}
	c.cmd.Stdout, c.cmd.Stderr = c.out, c.log
	if err := c.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		defer close(c.ended)
		_ = c.cmd.Wait() // code tells
	}()
	t.Cleanup(func() {
		c.signal(syscall.SIGKILL)
		<-c.ended
	})
	return c
}

// signal sends a signal; to a process that has ended that is no error.
func (c *child) signal(signal syscall.Signal) { _ = c.cmd.Process.Signal(signal) }

// running tells whether the process has not ended yet.
func (c *child) running() bool {
	select {
	case <-c.ended:
		return false
	default:
		return true
	}
}

// wait waits for the end of the process and returns its exit code, -1 after a signal.
func (c *child) wait(t *testing.T) int {
	t.Helper()
	select {
	case <-c.ended:
	case <-time.After(patience):
		c.signal(syscall.SIGQUIT) // the stacks go to the log
		<-c.ended
		t.Fatalf("%v has not ended within %v\n%s%s", c.cmd.Args[1:], patience, c.out, c.log)
	}
	return c.cmd.ProcessState.ExitCode()
}

// retries counts how often the process said that it tries again.
func (c *child) retries() int { return strings.Count(c.log.String(), triesAgain) }

// sentence is what the process said to the person at the terminal: its log without the lines of JSON.
func (c *child) sentence() string {
	var lines []string
	for line := range strings.Lines(c.log.String()) {
		if !strings.HasPrefix(line, "{") {
			lines = append(lines, strings.TrimSpace(line))
		}
	}
	return strings.Join(lines, " ")
}

// transcript is what a process says, readable while it runs.
type transcript struct {
	mu   sync.Mutex
	text bytes.Buffer
}

// Write implements io.Writer.
func (s *transcript) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.Write(p)
}

// String implements fmt.Stringer.
func (s *transcript) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.String()
}

var servingAt = regexp.MustCompile(`http://127\.0\.0\.1:[0-9]+`)

// serve starts a server on a port of its own and returns it with its address.
func (p place) serve(t *testing.T, rest ...string) (c *child, base string) {
	t.Helper()
	c = p.start(t, append([]string{"serve", "--listen", "127.0.0.1:0"}, rest...)...)
	eventually(t, "the server says where it listens", func() bool {
		base = servingAt.FindString(c.out.String())
		if base == "" && !c.running() {
			t.Fatalf("serve ended: %s%s", c.out, c.log)
		}
		return base != ""
	})
	return c, base
}

// outcomesOf reads from the report of an import what became of the rows of each file.
func outcomesOf(t *testing.T, report string) map[string]map[string]float64 {
	t.Helper()
	var parsed struct {
		Files []map[string]any `json:"files"`
	}
	if err := json.Unmarshal([]byte(report), &parsed); err != nil {
		t.Fatalf("report: %v\n%s", err, report)
	}
	outcomes := make(map[string]map[string]float64)
	for _, file := range parsed.Files {
		counts := make(map[string]float64)
		for name, value := range file {
			if count, ok := value.(float64); ok {
				counts[name] = count
			}
		}
		outcomes[file["file"].(string)] = counts
	}
	return outcomes
}

// eventually waits until something has come true.
func eventually(t *testing.T, what string, so func() bool) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for !so() {
		select {
		case <-tick.C:
		case <-ctx.Done():
			t.Fatalf("waited %v in vain until %s", patience, what)
		}
	}
}

// triesAgain is what the PostgreSQL store says when it does.
const triesAgain = "database: trying again"

// retryCounter is a log that counts how often a store says that it tries again.
type retryCounter struct {
	slog.Handler

	count atomic.Int64
}

func newRetryCounter() *retryCounter { return &retryCounter{Handler: slog.DiscardHandler} }

// Enabled implements slog.Handler.
func (*retryCounter) Enabled(context.Context, slog.Level) bool { return true }

// Handle implements slog.Handler.
func (c *retryCounter) Handle(_ context.Context, r slog.Record) error {
	if r.Message == triesAgain {
		c.count.Add(1)
	}
	return nil
}

func (c *retryCounter) log() *slog.Logger { return slog.New(c) }

// findings are what checks find wrong; several goroutines may add to them.
type findings struct {
	mu   sync.Mutex
	said map[string]int
}

func (f *findings) add(text string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.said == nil {
		f.said = make(map[string]int)
	}
	f.said[text]++
}

func (f *findings) count() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return len(f.said)
}

// report fails the test if there is anything; it shows the beginning.
func (f *findings) report(t *testing.T, when string) {
	t.Helper()
	f.mu.Lock()
	defer f.mu.Unlock()
	const shown = 12
	for i, text := range slices.Sorted(maps.Keys(f.said)) {
		if i == shown {
			t.Errorf("%s: and %d more", when, len(f.said)-shown)
			break
		}
		t.Errorf("%s: %s (%d×)", when, text, f.said[text])
	}
	f.said = nil
}
