package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"mingshi/internal/disclosure"
)

// TestKilledRenderReachesTheSameEnd kills the drawing of boards with SIGKILL, whenever it has come to some point: at no time
// stands half a file under its name, and once a run comes to its end each venue has one board, each is drawn and each print is
// noted.
func TestKilledRenderReachesTheSameEnd(t *testing.T) {
	random := randomOf(t)
	for _, format := range []string{formatPDF, "svg"} {
		t.Run(format, func(t *testing.T) {
			for range rounds(6, 1) {
				k := &killedRender{p: venuesToHang(t), format: format}
				points := k.points()
				if faultsFull() {
					random.Shuffle(len(points), func(i, j int) { points[i], points[j] = points[j], points[i] })
				}
				if !k.kill(t, points[0]) {
					t.Error("the first run was not hit")
				}
				for _, point := range points[1:rounds(len(points), 2)] {
					k.kill(t, point) // an earlier one may have come further
				}
				k.end(t)
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

// points are states of the output in which a run is killed.
func (k *killedRender) points() []func() bool {
	exists := func(path string) func() bool {
		return func() bool { _, err := os.Lstat(path); return err == nil }
	}
	if k.format == formatPDF {
		half := halfName(k.out())
		grown := func() bool { info, err := os.Lstat(half); return err == nil && info.Size() > 0 }
		return []func() bool{exists(half), exists(k.out()), grown, exists(k.out() + ".json")}
	}
	drawn := func(count int) func() bool {
		return func() bool {
			files, err := filepath.Glob(filepath.Join(k.out(), "*.svg"))
			return err == nil && len(files) >= count
		}
	}
	return []func() bool{drawn(3), drawn(40), exists(filepath.Join(k.out(), boardsManifest)), drawn(manifestEvery + 1)}
}

// kill starts a run, kills it as soon as it has come to a point, and tells whether it was still running.
func (k *killedRender) kill(t *testing.T, reached func() bool) bool {
	t.Helper()
	c := k.p.start(t, k.args()...)
	tick := time.NewTicker(time.Millisecond)
	defer tick.Stop()
	for c.running() && !reached() {
		<-tick.C
	}
	c.signal(syscall.SIGKILL)
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
