package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestRenderOntoAFullDisk draws onto a disk that cannot hold the boards: exit 3 and a sentence, no file and no print noted; with
// more room the same command does its work.
func TestRenderOntoAFullDisk(t *testing.T) {
	p, _ := boardHouse(t)
	for _, format := range []string{"pdf", "svg"} {
		t.Run(format, func(t *testing.T) {
			disk := newSmallDisk(t)
			t.Cleanup(func() { _ = os.RemoveAll(filepath.Join(disk.folder, "boards")) }) // so that its folder is empty
			disk.leave(t, 100*kilobyte)
			out := filepath.Join(disk.folder, "boards")
			args := []string{"board", "render", "--all", "--format", format, "--base-url", publicBase, "-o", out}
			c := p.start(t, args...)
			if code := c.wait(t); code != exitEnvironment || !strings.Contains(c.sentence(), "no space left") {
				t.Errorf("exit code %d, want %d, and a sentence: %s", code, exitEnvironment, c.log)
			}
			for _, board := range boardsOf(t, p) {
				if format == formatPDF && board.Printed != nil {
					t.Fatalf("board %s is noted as printed", board.Serial)
				}
			}
			wantWholeFiles(t, out, format)
			if parts, _ := filepath.Glob(filepath.Join(disk.folder, ".*")); len(parts) > 0 {
				t.Errorf("left over: %v", parts)
			}
			disk.leave(t, 100*megabyte)
			p.must(t, args...)
			wantAllPrinted(t, p, out, format)
		})
	}
}
