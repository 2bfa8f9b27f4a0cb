package house

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// libraryList is the decision record that names every library with what was rejected for it.
const libraryList = "docs/adr/0001-libraries.md"

func TestLibrariesAreOnTheList(t *testing.T) { holds(t, checkLibraries) }

// checkLibraries names the first import of each module that is not on the list.
func checkLibraries(house tree) []string {
	modules := requiredModules(text(house, "go.mod"))
	list := text(house, libraryList)
	var offenders, seen []string
	for _, src := range house.sources {
		for _, spec := range src.file.Imports {
			imported, err := strconv.Unquote(spec.Path.Value)
			host, _, _ := strings.Cut(imported, "/")
			if err != nil || !strings.Contains(host, ".") {
				continue
			}
			module := moduleOf(modules, imported)
			if slices.Contains(seen, module) || strings.Contains(list, "`"+module+"`") {
				continue
			}
			seen = append(seen, module)
			offenders = append(offenders, fmt.Sprintf("%s: library %s is not in %s", house.at(spec.Pos()), module, libraryList))
		}
	}
	return offenders
}

// text returns a document's text, empty where there is none.
func text(house tree, name string) string {
	for _, doc := range house.documents {
		if doc.name == name {
			return doc.text
		}
	}
	return ""
}

// requiredModules reads the module paths of the require lines of a go.mod.
func requiredModules(gomod string) []string {
	var modules []string
	for line := range strings.Lines(gomod) {
		words := strings.Fields(strings.TrimPrefix(line, "require "))
		if len(words) >= 2 && strings.HasPrefix(words[1], "v") {
			modules = append(modules, words[0])
		}
	}
	return modules
}

// moduleOf finds the longest module path above an import, the import itself where none is.
func moduleOf(modules []string, imported string) string {
	best := ""
	for _, module := range modules {
		if (imported == module || strings.HasPrefix(imported, module+"/")) && len(module) > len(best) {
			best = module
		}
	}
	if best == "" {
		return imported
	}
	return best
}

func TestUnlistedLibrariesAreReported(t *testing.T) {
	reports(
		t, checkLibraries,
		map[string]string{
			"go.mod":    "module x\n\nrequire example.org/one v1.0.0\n\nrequire (\n\texample.org/two/v2 v2.1.0 // indirect\n)\n",
			libraryList: "| `example.org/one` | all |\n",
			"a/a.go":    "package a\n\nimport _ \"example.org/one/sub\"\nimport _ \"example.org/two/v2/sub\"\nimport _ \"os\"\n",
			"a/b.go":    "package a\n\nimport _ \"example.org/two/v2\"\nimport _ \"example.org/three\"\n",
		},
		"a/a.go:4: library example.org/two/v2 is not in "+libraryList,
		"a/b.go:4: library example.org/three is not in "+libraryList,
	)
}
