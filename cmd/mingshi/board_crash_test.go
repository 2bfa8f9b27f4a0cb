package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"mingshi/internal/demo"
	"mingshi/internal/disclosure"
)

// TestKilledRenderReachesTheSameEnd kills the drawing of boards at random moments, with SIGKILL: at no time stands half a file
// under its name, and once a run comes to its end each venue has one board, each is drawn and each print is noted.
func TestKilledRenderReachesTheSameEnd(t *testing.T) {
	if testing.Short() && os.Getenv("CI") != "true" {
		t.Skip("kills 18 processes")
	}
	files, err := demo.Write(t.TempDir(), demo.Options{Scale: 1, Seed: 3, Today: asOf()})
	if err != nil {
		t.Fatal(err)
	}
	imported := place{data: filepath.Join(t.TempDir(), "data")}
	imported.must(t, importing(files)...)
	random := randomOf(t)
	for _, format := range []string{"pdf", "svg"} {
		t.Run(format, func(t *testing.T) {
			fresh := func() *killedRender {
				k := &killedRender{p: place{data: filepath.Join(t.TempDir(), "data")}, format: format}
				if err := os.CopyFS(k.p.data, os.DirFS(imported.data)); err != nil {
					t.Fatal(err)
				}
				return k
			}
			started := time.Now()
			fresh().end(t)
			takes, killed := time.Since(started), 0
			for range 3 {
				k := fresh()
				for range 3 {
					if k.kill(t, time.Duration(random.Int64N(int64(takes)))) {
						killed++
					}
				}
				k.end(t)
			}
			t.Logf("a run takes %v; %d were killed", takes, killed)
			if killed == 0 {
				t.Error("no kill hit a running command")
			}
		})
	}
}

// killedRender is a place in which drawing is killed.
type killedRender struct {
	p      place
	format string
}

func (k *killedRender) out() string { return filepath.Join(filepath.Dir(k.p.data), "boards") }

func (k *killedRender) args() []string {
	return []string{"board", "render", "--all", "--format", k.format, "--base-url", publicBase, "-o", k.out()}
}

// kill starts a run, kills it after a while, and tells whether it was still running.
func (k *killedRender) kill(t *testing.T, after time.Duration) bool {
	t.Helper()
	c := k.p.start(t, k.args()...)
	timer := time.AfterFunc(after, func() { _ = c.cmd.Process.Kill() }) // it may have ended
	defer timer.Stop()
	code := c.wait(t)
	if code > 0 {
		t.Fatalf("exit code %d among kills: %s", code, c.log)
	}
	wantWholeFiles(t, k.out(), k.format)
	return code < 0
}

// end lets a run come to its end.
func (k *killedRender) end(t *testing.T) {
	t.Helper()
	k.p.must(t, k.args()...)
	wantWholeFiles(t, k.out(), k.format)
	wantAllPrinted(t, k.p, k.out(), k.format)
}

// wantWholeFiles holds that whatever stands under its name is whole.
func wantWholeFiles(t *testing.T, out, format string) {
	t.Helper()
	paths, end := []string{out}, "%%EOF"
	if format != formatPDF {
		paths, _ = filepath.Glob(filepath.Join(out, "*."+format)) // the pattern is right
		end = "</svg>"
	}
	for _, path := range paths {
		raw, err := os.ReadFile(path)
		if err == nil && !strings.HasSuffix(strings.TrimSpace(string(raw)), end) {
			t.Errorf("%s is not whole: %d bytes", filepath.Base(path), len(raw))
		}
	}
}

// wantAllPrinted holds that each venue has exactly one board, and that what is drawn is what is noted.
func wantAllPrinted(t *testing.T, p place, out, format string) {
	t.Helper()
	manifest := out + ".json"
	if format != formatPDF {
		manifest = filepath.Join(out, boardsManifest)
	}
	var drawn boardManifest
	if raw, err := os.ReadFile(manifest); err != nil || json.Unmarshal(raw, &drawn) != nil {
		t.Fatalf("manifest: %v", err)
	}
	boards, venues := boardsOf(t, p), make(map[disclosure.ID]bool)
	for _, board := range boards {
		if venues[board.Venue] {
			t.Errorf("%s has two boards", board.Venue)
		}
		venues[board.Venue] = true
		if board.Printed == nil || len(board.Earlier) > 0 {
			t.Errorf("board %s: printed %v, before that %v", board.Serial, board.Printed, board.Earlier)
		}
		if !slices.ContainsFunc(drawn.Boards, func(d drawnBoard) bool { return d.Serial == board.Serial && d.Print == *board.Printed }) {
			t.Errorf("board %s is not drawn as it is noted", board.Serial)
		}
	}
	if len(boards) < 100 || len(boards) != len(drawn.Boards) {
		t.Errorf("%d boards, %d of them drawn", len(boards), len(drawn.Boards))
	}
	if parts, _ := filepath.Glob(filepath.Join(filepath.Dir(out), ".*.part")); len(parts) > 0 {
		t.Errorf("left over: %v", parts)
	}
}
