package house

import (
	"fmt"
	"go/ast"
	"maps"
	"path"
	"slices"
	"strings"
	"testing"
)

func TestPackagesSayWhatTheyOwn(t *testing.T) { holds(t, checkPackages) }

// checkPackages names every folder whose package comment is missing, given twice, or does not begin as it should.
func checkPackages(house tree) []string {
	folders := map[string][]source{}
	for _, src := range house.sources {
		folders[src.dir()] = append(folders[src.dir()], src)
	}
	var offenders []string
	for _, dir := range slices.Sorted(maps.Keys(folders)) {
		commented := slices.DeleteFunc(slices.Clone(folders[dir]), func(src source) bool { return src.test() || src.file.Doc == nil })
		if len(commented) == 0 {
			offenders = append(offenders, fmt.Sprintf("%s:1: package has no comment", folders[dir][0].name))
			continue
		}
		for _, src := range commented {
			if want := opening(dir, src.file); !strings.HasPrefix(src.file.Doc.Text(), want) {
				offenders = append(offenders, fmt.Sprintf("%s: package comment does not begin %q", house.at(src.file.Doc.Pos()), want))
			}
		}
		if len(commented) > 1 {
			offenders = append(offenders, fmt.Sprintf("%s: package comment stands in %d files", house.at(commented[1].file.Doc.Pos()), len(commented)))
		}
	}
	return offenders
}

// opening is how the package comment of a folder begins.
func opening(dir string, file *ast.File) string {
	if file.Name.Name == "main" {
		return "Command " + path.Base(dir) + " "
	}
	return "Package " + file.Name.Name + " owns "
}

func TestSilentPackagesAreReported(t *testing.T) {
	reports(
		t, checkPackages,
		map[string]string{
			"bare/a.go":           "package bare\n",
			"cmd/mingshi/main.go": "// Command mingshi publishes.\npackage main\n",
			"cmd/other/main.go":   "// Package main runs.\npackage main\n",
			"fine/a.go":           "// Package fine owns nothing.\npackage fine\n",
			"fine/b.go":           "package fine\n",
			"tests/a_test.go":     "// Package tests owns tests.\npackage tests\n",
			"twice/a.go":          "// Package twice owns a.\npackage twice\n",
			"twice/b.go":          "// Package twice owns b.\npackage twice\n",
			"vague/a.go":          "// Package vague helps.\npackage vague\n",
		},
		"bare/a.go:1: package has no comment",
		`cmd/other/main.go:1: package comment does not begin "Command other "`,
		"tests/a_test.go:1: package has no comment",
		"twice/b.go:1: package comment stands in 2 files",
		`vague/a.go:1: package comment does not begin "Package vague owns "`,
	)
}
