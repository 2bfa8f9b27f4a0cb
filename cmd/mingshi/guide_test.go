package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// varies is what differs from message to message: a verb in the source, a number in the guide.
var varies = regexp.MustCompile(`%(\[\d+\])?[a-z]|\d+`)

// TestGuideQuotesRealMessages looks up each message that the failure table of docs/operations.md quotes, in the program's
// sources and translations. "…" stands for anything.
func TestGuideQuotesRealMessages(t *testing.T) {
	guide, err := os.ReadFile(filepath.Join("..", "..", "docs", "operations.md"))
	if err != nil {
		t.Fatal(err)
	}
	_, table, found := strings.Cut(string(guide), "\n## When something fails\n")
	table, _, _ = strings.Cut(table, "\n## ")
	if !found {
		t.Fatal("the guide has no failure table")
	}
	said, quoted := messages(t), 0
	for line := range strings.Lines(table) {
		cells := strings.Split(line, "|")
		if len(cells) < 3 {
			continue
		}
		for i, quote := range strings.Split(cells[1], "`") {
			if i%2 == 0 {
				continue
			}
			quoted++
			for piece := range strings.SplitSeq(quote, "…") {
				if piece = varies.ReplaceAllString(strings.Trim(piece, " :"), "#"); !strings.Contains(said, piece) {
					t.Errorf("nothing says %q of %q", piece, quote)
				}
			}
		}
	}
	if quoted < 10 {
		t.Errorf("%d messages prove little", quoted)
	}
}

// messages is the text of everything that may say something.
func messages(t *testing.T) string {
	t.Helper()
	var all strings.Builder
	for _, folder := range []string{".", filepath.Join("..", "..", "internal")} {
		err := filepath.WalkDir(folder, func(path string, _ fs.DirEntry, err error) error {
			source := strings.HasSuffix(path, ".go") && !strings.HasSuffix(path, "_test.go")
			if err != nil || !source && !strings.HasSuffix(path, "ops.json") {
				return err
			}
			raw, err := os.ReadFile(path)
			all.Write(varies.ReplaceAll(raw, []byte("#")))
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return all.String()
}
