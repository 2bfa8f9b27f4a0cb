package main

import (
	"io"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"mingshi/internal/demo"
	"mingshi/qrsign"
)

// boardHouse is a place with the made-up district in which each venue has a board.
func boardHouse(t *testing.T) (place, map[string]qrsign.Code) {
	t.Helper()
	files, err := demo.Write(t.TempDir(), demo.Options{Scale: 1, Seed: 5, Today: asOf()})
	if err != nil {
		t.Fatal(err)
	}
	p := place{data: filepath.Join(t.TempDir(), "data")}
	p.must(t, importing(files)...)
	p.must(t, "board", "issue")
	codes := codesOf(t, p)
	if len(codes) < 100 {
		t.Fatalf("%d boards prove little", len(codes))
	}
	return p, codes
}

// TestTheTagStaysOnBoards runs every command that speaks of boards, and a server that boards are scanned at, and looks for the
// tags in all that they say and leave: only drawings may hold them.
func TestTheTagStaysOnBoards(t *testing.T) {
	p, codes := boardHouse(t)
	serials := make([]string, 0, len(codes))
	for serial := range codes {
		serials = append(serials, serial)
	}
	slices.Sort(serials)
	out := filepath.Join(filepath.Dir(p.data), "out")
	if err := os.Mkdir(out, 0o750); err != nil {
		t.Fatal(err)
	}
	said := func(code int, args ...string) {
		t.Helper()
		c := p.start(t, append([]string{"--log-level", "debug"}, args...)...)
		if got := c.wait(t); got != code {
			t.Errorf("%v: exit code %d, want %d: %s", args[:3], got, code, c.log)
		}
		text := c.out.String() + c.log.String()
		wantNoTag(t, "what "+strings.Join(args[:3], " ")+" says", text, codes)
	}
	whole := func(n int) string { return string(codes[serials[n]]) }
	for _, form := range [][]string{{}, {"--json"}} {
		run := func(code int, args ...string) { said(code, append(slices.Clone(form), args...)...) }
		name := func(file string) string { return filepath.Join(out, strings.Join(form, "")+file) }
		run(exitDone, "board", "render", "--all", "--format", "pdf", "--base-url", publicBase, "-o", name("boards.pdf"))
		run(exitUsage, "board", "render", "--stale", "--format", "pdf", "--base-url", publicBase, "-o", name("boards.json"), "--dpi", "1")
		run(exitDone, "board", "render", "--all", "--format", "svg", "--base-url", publicBase, "-o", name("svg"))
		run(exitDone, "board", "list", "--never-scanned")
		run(exitDone, "board", "list", "--format", "csv", "-o", name("list.csv"))
		run(exitDone, "board", "revoke", "--reason", "lost", whole(len(form)))
		run(exitUsage, "board", "revoke", "--reason", "lost", whole(len(form)))
		run(exitUsage, "board", "revoke", "--reason", "lost", whole(3)[:19])
		run(exitUsage, "board", "revoke", "--reason", "lost", whole(3)+"0")
		run(exitDone, "board", "replace", "--reason", "damaged", strings.ToLower(whole(5+len(form))))
		run(exitDone, "board", "issue", "--place", "大堂")
		run(exitUsage, "board", "list", whole(8))
		run(exitUsage, "board", "list", publicBase+"/s/"+strings.ToLower(whole(8)))
		run(exitUsage, "board", "revoke", "--reason="+whole(8), serials[8])
	}
	scanBoards(t, p, codes, serials)
	codes = codesOf(t, p) // those that came since
	drawings := 0
	for _, folder := range []string{out, p.data} {
		err := filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() {
				return err
			}
			wantNoTag(t, "the name of a file", path, codes)
			if ext := filepath.Ext(path); ext == ".svg" || ext == ".pdf" {
				drawings++
				return nil
			}
			raw, err := os.ReadFile(path)
			wantNoTag(t, path, string(raw), codes)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	svg, err := os.ReadFile(filepath.Join(out, "svg", serials[10]+".svg"))
	if tag := whole(10)[len(serials[10]):]; err != nil || !strings.Contains(strings.ReplaceAll(string(svg), " ", ""), tag) || drawings < 100 {
		t.Errorf("no tag in %d drawings, %v: the test proves little", drawings, err)
	}
}

// scanBoards scans some boards at a server of its own, ends it, and holds that each scan was counted by serial, and that the
// server's log says none of the tags.
func scanBoards(t *testing.T, p place, codes map[string]qrsign.Code, serials []string) {
	t.Helper()
	c, base := p.serve(t, "--log-level", "debug")
	scanned, others := serials[20:23], serials[23:26]
	for _, serial := range scanned {
		answer, err := http.Get(base + "/S/" + string(codes[serial]))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.Copy(io.Discard, answer.Body); err != nil || answer.StatusCode != http.StatusOK {
			t.Errorf("scan: %d, %v", answer.StatusCode, err)
		}
		answer.Body.Close()
	}
	c.signal(syscall.SIGTERM)
	if code := c.wait(t); code != exitDone {
		t.Fatalf("serve: exit code %d: %s", code, c.log)
	}
	wantNoTag(t, "the server's log", c.log.String()+c.out.String(), codes)
	list := p.must(t, "board", "list", "--never-scanned")
	for _, serial := range slices.Concat(scanned, others) {
		if listed := strings.Contains(list, serial+" "); listed == slices.Contains(scanned, serial) {
			t.Errorf("never scanned: board %s is listed: %t", serial, listed)
		}
	}
	if list = p.must(t, "--json", "board", "list"); strings.Count(list, `"scans": 1,`) != len(scanned) {
		t.Errorf("not each scan was counted: %s", list)
	}
}
