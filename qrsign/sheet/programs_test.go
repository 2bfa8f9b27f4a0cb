package sheet

import (
	"bytes"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// program runs one of Debian's readers of PDF and pictures and gives what it says. Where it is missing the test is skipped,
// but not where it is promised.
func program(t *testing.T, name string, args ...string) string {
	t.Helper()
	found, err := exec.LookPath(name)
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatalf("%s is missing", name)
		}
		t.Skipf("%s is missing", name)
	}
	var said, trouble bytes.Buffer
	command := exec.CommandContext(t.Context(), found, args...)
	command.Stdout, command.Stderr = &said, &trouble
	if err := command.Run(); err != nil {
		t.Fatalf("%s %q: %v\n%s", name, args, err, trouble.String())
	}
	return said.String() + trouble.String()
}

// saved writes what a function draws into a file of its own and gives its path.
func saved(t *testing.T, name string, draw func(io.Writer) error) string {
	t.Helper()
	var drawn bytes.Buffer
	if err := draw(&drawn); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, drawn.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// savedBoards draws boards as one PDF.
func savedBoards(t *testing.T, o Options, boards ...*Board) string {
	t.Helper()
	return saved(t, "boards.pdf", func(w io.Writer) error {
		file, err := NewPDF(w, o)
		if err != nil {
			return err
		}
		for _, board := range boards {
			if err := file.Board(board); err != nil {
				return err
			}
		}
		return file.Close()
	})
}

// drawn gives what a function draws.
func drawn(t *testing.T, draw func(io.Writer) error) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := draw(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}
