package house

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
)

// moduleRoot is where the sources begin, seen from this package.
const moduleRoot = "../.."

// source is one Go file.
type source struct {
	name  string // from the module's root, with slashes
	file  *ast.File
	lines int
}

func (s source) test() bool { return strings.HasSuffix(s.name, "_test.go") }

// dir is the package's folder from the module's root.
func (s source) dir() string { return path.Dir(s.name) }

// document is any other text file.
type document struct {
	name string
	text string
}

// tree is everything that the rules look at.
type tree struct {
	positions *token.FileSet
	sources   []source
	documents []document // every text file, Go sources included
}

// at names a place as file:line.
func (t tree) at(pos token.Pos) string {
	place := t.positions.Position(pos)
	return fmt.Sprintf("%s:%d", place.Filename, place.Line)
}

// houseTree is the real tree, read once for all rules.
var houseTree = sync.OnceValues(func() (tree, error) { return readTree(moduleRoot) })

// holds runs a rule over the house and prints its offenders one a line.
func holds(t *testing.T, rule func(tree) []string) {
	t.Helper()
	house, err := houseTree()
	if err != nil {
		t.Fatal(err)
	}
	for _, offender := range rule(house) {
		t.Error(offender)
	}
}

// reports writes a small tree and checks that the rule names exactly the wanted offenders.
func reports(t *testing.T, rule func(tree) []string, files map[string]string, want ...string) {
	t.Helper()
	root := t.TempDir()
	for name, text := range files {
		name = filepath.Join(root, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(name), 0o750); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	small, err := readTree(root)
	if err != nil {
		t.Fatal(err)
	}
	got := rule(small)
	if !slices.Equal(got, want) {
		t.Errorf("offenders:\n\t%s\nwant:\n\t%s", strings.Join(got, "\n\t"), strings.Join(want, "\n\t"))
	}
}

// readTree reads the text files that are, or could be, under version control.
func readTree(root string) (tree, error) {
	names, err := tracked(root)
	if err != nil {
		return tree{}, err
	}
	read := tree{positions: token.NewFileSet()}
	for _, name := range names {
		data, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(name)))
		if os.IsNotExist(err) {
			continue // removed, the removal not yet recorded
		}
		if err != nil {
			return tree{}, err
		}
		if bytes.IndexByte(data[:min(len(data), 8192)], 0) >= 0 {
			continue
		}
		read.documents = append(read.documents, document{name: name, text: string(data)})
		if path.Ext(name) != ".go" || strings.Contains("/"+name, "/testdata/") {
			continue
		}
		file, err := parser.ParseFile(read.positions, name, data, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			return tree{}, err
		}
		read.sources = append(read.sources, source{name: name, file: file, lines: bytes.Count(data, []byte("\n"))})
	}
	return read, nil
}

// aside are the folders at the root that no rule looks into where git cannot tell.
var aside = []string{".git", "bin", "data", "dist"}

// tracked lists the files git knows or would take, and all but those set aside where there is no git.
func tracked(root string) ([]string, error) {
	list := exec.Command("git", "-C", root, "ls-files", "-z", "--cached", "--others", "--exclude-standard")
	if out, err := list.Output(); err == nil {
		names := strings.FieldsFunc(string(out), func(r rune) bool { return r == 0 })
		slices.Sort(names)
		return slices.Compact(names), nil
	}
	var names []string
	err := fs.WalkDir(os.DirFS(root), ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if slices.Contains(aside, name) {
			return fs.SkipDir
		}
		if entry.Type().IsRegular() {
			names = append(names, name)
		}
		return nil
	})
	return names, err
}
