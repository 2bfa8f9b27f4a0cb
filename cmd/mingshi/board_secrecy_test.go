package main

import (
	"bytes"
	"io"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"mingshi/qrsign"
)

// boardHouse is a place with the made-up district in which each venue has a board.
func boardHouse(t *testing.T) (place, map[string]qrsign.Code) {
	t.Helper()
	p := venuesToHang(t)
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
		var text bytes.Buffer
		args = append([]string{"--data", p.data, "--lang", "en", "--log-level", "debug"}, args...)
		if got := run(t.Context(), args, &text, &text); got != code {
			t.Errorf("%v: exit code %d, want %d: %s", args[6:9], got, code, &text)
		}
		wantNoTag(t, "what "+strings.Join(args[6:9], " ")+" says", text.String(), codes)
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
		run(exitFaulty, "board", "revoke", "--reason", "lost", whole(len(form)))
		run(exitUsage, "board", "revoke", "--reason", "lost", whole(3)[:19])
		run(exitUsage, "board", "revoke", "--reason", "lost", whole(3)+"0")
		run(exitDone, "board", "replace", "--reason", "damaged", strings.ToLower(whole(5+len(form))))
		run(exitDone, "board", "issue", "--place", "大堂")
		run(exitUsage, "board", "list", whole(8))
		run(exitUsage, "board", "list", publicBase+"/s/"+strings.ToLower(whole(8)))
		run(exitUsage, "board", "revoke", "--reason="+whole(8), serials[8])
		for _, typed := range formsOf(codes[serials[8]]) {
			run(exitUsage, "board", "list", typed)
			run(exitUsage, "board", "list", "--street", typed)
			run(exitUsage, "board", "issue", "--venue", typed)
			run(exitUsage, "board", "render", "--venue", typed, "--format", "pdf", "--base-url", publicBase, "-o", name("none.pdf"))
			run(exitUsage, "board", "render", "--all", "--format", "pdf", "--base-url", publicBase+"/S/"+typed, "-o", name("none.pdf"))
			run(exitUsage, "board", "plaque", "--kind", typed, "-o", name("none.pdf"))
			run(exitUsage, "board", "notice", "--base-url", publicBase+"/S/"+typed, "-o", name("none.pdf"))
			run(exitUsage, "board", "verify", "x/"+typed+".png")
		}
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

// formsOf are ways in which a code is typed or stands in something else. None of them is taken for the code.
func formsOf(code qrsign.Code) []string {
	plain := string(code)
	address := publicBase + "/S/" + plain
	return []string{
		address + "?lang=en", address + ".jpg", address + "/x", plain + ".", "x" + strings.ToLower(plain) + "y", "u" + plain + "u",
		code.Grouped() + " x", strings.ReplaceAll(code.Grouped(), " ", "-") + "-x", "（" + plain[:8] + "-" + plain[8:] + "）",
	}
}

// TestSentencesWithoutCodes masks what has the form of a code, and nothing else.
func TestSentencesWithoutCodes(t *testing.T) {
	for sentence, want := range map[string]string{
		"no street 04000001BY0CXBYNMGHB.":             "no street 04000001….",
		"“https://h/S/04000001by0cxbynmghb.svg?a=b”":  "“https://h/S/04000001….svg?a=b”",
		"04000001BY0CXBYNMGH is one short":            "04000001… is one short",
		"04000001BY0CXBYNMGHB0 is one long":           "04000001… is one long",
		"code 0400 0001 BY0C XBYN MGHB":               "code 0400…",
		"（0400-0001-BY0C-XBYN-MGHB）":                  "（0400-0001…）",
		"０４００　０００１　ＢＹ０Ｃ　ＸＢＹＮ　ＭＧＨＢ。":                   "０４００　０００１…。",
		"04000001-BY0CXBYNMGHB":                       "04000001…",
		"board 04000001 was replaced by 04000002":     "board 04000001 was replaced by 04000002",
		"use board revoke 04000002 --reason closed":   "use board revoke 04000002 --reason closed",
		"they have been told that some were lost":     "they have been told that some were lost",
		"venue vn_0000000000000, 91419901MAX995497C。": "venue vn_0000000000000, 91419901MAX995497C。",
	} {
		if got := maskCodes(sentence); got != want {
			t.Errorf("%q becomes %q, want %q", sentence, got, want)
		}
	}
}

// TestAForgedCodeIsNotRepeated holds that of a code which is genuine but for its last character no more than the serial is told.
func TestAForgedCodeIsNotRepeated(t *testing.T) {
	d := newDoorway(t)
	genuine := d.codes["如常"]
	for _, args := range [][]string{{fault(genuine)}, {fault(genuine), "--json"}, {publicBase + "/S/" + fault(genuine)}} {
		code, said, _ := d.verify(t, args...)
		plain := strings.NewReplacer(" ", "", "-", "").Replace(said)
		if code != exitFaulty || strings.Contains(plain, string(genuine[8:12])) || !strings.Contains(plain, string(genuine[:8])) {
			t.Errorf("exit code %d: %s", code, said)
		}
	}
}

// TestTheTargetIsOpenedUnderTheLock holds that a command beside another one says so before it judges what that one has begun.
func TestTheTargetIsOpenedUnderTheLock(t *testing.T) {
	d := newDoorway(t)
	out := filepath.Join(t.TempDir(), "boards.pdf")
	if err := os.WriteFile(out, []byte("begun"), 0o600); err != nil {
		t.Fatal(err)
	}
	unlock, err := lockBoards(d.data)
	if err != nil {
		t.Fatal(err)
	}
	defer unlock() //nolint:errcheck // the end of the test
	var said bytes.Buffer
	args := []string{"--data", d.data, "board", "render", "--all", "--format", "pdf", "--base-url", publicBase, "-o", out}
	if code := run(t.Context(), args, &said, &said); code != exitEnvironment {
		t.Errorf("exit code %d, want %d: %s", code, exitEnvironment, &said)
	}
}
