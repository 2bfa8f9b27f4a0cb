package house

import (
	"cmp"
	"fmt"
	"maps"
	"path"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// leaves are pure functions over embedded, replaceable data; every room that works on records may use them.
var leaves = []string{
	"internal/authority", "internal/grading", "internal/keys", "internal/limits", "internal/plaque", "internal/privacy",
	"internal/publicity", "internal/uscc", "internal/workday",
}

// everything marks a room that may import all others.
const everything = "*"

// rooms is the import list of docs/design.md, section 2: room → what of ours it may import beside internal/disclosure and
// its own sub-packages. Leaves and rooms with nil import nothing more. A folder belongs to the deepest room above it.
var rooms = map[string][]string{
	"cmd/mingshi":         {everything},
	"docs/examples":       nil,
	"indexer":             {"internal/store", "internal/search", "internal/dossier", "internal/grading"},
	"internal/archive":    with(leaves, "internal/store"),
	"internal/demo":       leaves,
	"internal/chart":      nil,
	"internal/finder":     {"internal/store", "internal/search"},
	"internal/disclosure": nil,
	"internal/house":      leaves,
	"internal/i18n":       nil,
	"internal/intake":     with(leaves, "internal/i18n", "internal/lives"),
	// The form of a feed that others read, for those who write it and those who read it.
	"internal/lives":           {"internal/grading"},
	"internal/publish":         with(leaves, "internal/store"),
	"internal/search":          nil,
	"internal/search/embedded": {"internal/search"},
	"internal/search/meili":    {"internal/search"},
	"internal/store":           nil,
	"internal/store/postgres":  {"internal/store"},
	"internal/store/sqlite":    {"internal/store"},
	"internal/web":             {"internal/i18n", "internal/throttle"},
	"openapi":                  nil,
	"openapi/describe":         {"internal/tabular", "internal/grading"},
	"openapi/generate":         {"openapi/describe"},
	"qrsign":                   {"internal/i18n"},
	"qrsign/sheet":             {"qrsign", "internal/i18n"},
	"publicapi": with(leaves, "internal/store", "internal/search", "internal/dossier", "internal/dump", "internal/duty", "internal/finder",
		"internal/gradebook", "internal/tabular", "internal/throttle", "internal/web", "internal/wire", "openapi", "qrsign", "internal/i18n"),
	"site": with(leaves, "internal/store", "internal/search", "internal/chart", "internal/dossier", "internal/duty", "internal/finder",
		"internal/gradebook", "internal/throttle", "internal/web", "qrsign", "internal/i18n"),

	// The joined facts that pages and API both splice in when they read.
	"internal/dossier": with(leaves, "internal/store"),
	// Which venues must be inspected.
	"internal/duty": {"internal/store", "internal/dossier", "internal/grading"},
	// The figures of grades, and of inspections that are due.
	"internal/gradebook": {"internal/store", "internal/dossier", "internal/duty", "internal/grading"},
	// What the authority has put in place of the shipped rules.
	"internal/tables": {"internal/grading", "internal/limits"},
	// A record as outsiders see it, as JSON and in the other open formats.
	"internal/wire":    {"internal/store", "internal/dossier", "internal/grading", "internal/i18n"},
	"internal/tabular": {"internal/store", "internal/dossier", "internal/grading", "internal/i18n", "internal/wire"},
	"internal/dump":    {"internal/store", "internal/grading", "internal/i18n", "internal/wire", "internal/tabular"},
	// How often who may ask, and the keys of named pullers.
	"internal/throttle": nil,
	// How often each board was scanned.
	"internal/tally": nil,

	// For tests only: the conformance suites and the kit that opens what a test needs.
	"internal/search/searchtest": {"internal/search", "internal/testkit"},
	"internal/store/storetest":   {"internal/store", "internal/testkit"},
	"internal/testkit":           with(leaves, "internal/store", "internal/search"),
}

func with(rooms []string, more ...string) []string { return slices.Concat(rooms, more) }

func TestRoomsImportOnlyWhatThePlanAllows(t *testing.T) {
	holds(t, checkImports)
}

// checkImports names every import of ours that the plan does not allow, and every folder without a room.
func checkImports(house tree) []string {
	var offenders []string
	for _, src := range house.sources {
		room, ok := roomOf(src.dir())
		if !ok {
			offenders = append(offenders, fmt.Sprintf("%s:1: folder %s has no room in the plan", src.name, src.dir()))
			continue
		}
		for _, spec := range src.file.Imports {
			full, err := strconv.Unquote(spec.Path.Value)
			target, ours := strings.CutPrefix(full, "mingshi/")
			if err != nil || !ours || mayImport(src, room, target) {
				continue
			}
			offenders = append(offenders, fmt.Sprintf("%s: %s may not import %s", house.at(spec.Pos()), room, target))
		}
	}
	return offenders
}

// roomOf finds the deepest room that holds a folder.
func roomOf(dir string) (string, bool) {
	var found []string
	for _, room := range slices.Concat(slices.Collect(maps.Keys(rooms)), leaves) {
		if dir == room || strings.HasPrefix(dir, room+"/") {
			found = append(found, room)
		}
	}
	if len(found) == 0 {
		return "", false
	}
	return slices.MaxFunc(found, func(a, b string) int { return cmp.Compare(len(a), len(b)) }), true
}

func mayImport(src source, room, target string) bool {
	targetRoom, ok := roomOf(target)
	if !ok {
		return false
	}
	allowed := rooms[room]
	switch {
	case targetRoom == room, slices.Contains(allowed, targetRoom), slices.Contains(allowed, everything):
		return true
	case targetRoom == "internal/disclosure":
		return true
	}
	return src.test() && openToTests(room, targetRoom)
}

// openToTests reports whether the tests of a room may import one that its product code may not: the kit, the made-up
// district, the embedded store and index behind their contracts, the indexer and the one writer (tests use real parts, no
// mocks), and its siblings below the same room (a backend's tests run the conformance suite beside it).
func openToTests(room, target string) bool {
	if slices.Contains([]string{
		"indexer", "internal/demo", "internal/publish", "internal/search/embedded", "internal/search/searchtest",
		"internal/store", "internal/store/sqlite", "internal/testkit",
	}, target) {
		return true
	}
	_, shared := rooms[path.Dir(room)]
	return shared && path.Dir(room) == path.Dir(target)
}

func TestForbiddenImportsAreReported(t *testing.T) {
	reports(
		t, checkImports,
		map[string]string{
			"internal/uscc/a.go":              "package uscc\n\nimport _ \"mingshi/internal/workday\"\n",
			"internal/uscc/b.go":              "package uscc\n\nimport _ \"mingshi/internal/disclosure\"\n",
			"internal/disclosure/a.go":        "package disclosure\n\nimport _ \"mingshi/internal/uscc\"\n",
			"internal/intake/csv/a.go":        "package csv\n\nimport _ \"mingshi/internal/intake/cell\"\nimport _ \"mingshi/internal/uscc\"\nimport _ \"mingshi/internal/store\"\n",
			"internal/store/sqlite/a.go":      "package sqlite\n\nimport _ \"mingshi/internal/store/storetest\"\n",
			"internal/store/sqlite/a_test.go": "package sqlite\n\nimport _ \"mingshi/internal/store/storetest\"\nimport _ \"mingshi/internal/testkit\"\nimport _ \"mingshi/internal/search\"\n",
			"internal/loft/a.go":              "package loft\n",
			"site/a.go":                       "package site\n\nimport _ \"mingshi/publicapi\"\nimport _ \"mingshi/openapi\"\nimport _ \"mingshi/internal/store/sqlite\"\n",
			"publicapi/a.go":                  "package publicapi\n\nimport _ \"mingshi/site\"\nimport _ \"mingshi/openapi\"\nimport _ \"mingshi/internal/loft\"\n",
			"cmd/mingshi/a.go":                "package main\n\nimport _ \"mingshi/site\"\nimport _ \"mingshi/internal/store/sqlite\"\n",
		},
		"internal/disclosure/a.go:3: internal/disclosure may not import internal/uscc",
		"internal/intake/csv/a.go:5: internal/intake may not import internal/store",
		"internal/loft/a.go:1: folder internal/loft has no room in the plan",
		"internal/store/sqlite/a.go:3: internal/store/sqlite may not import internal/store/storetest",
		"internal/store/sqlite/a_test.go:5: internal/store/sqlite may not import internal/search",
		"internal/uscc/a.go:3: internal/uscc may not import internal/workday",
		"publicapi/a.go:3: publicapi may not import site",
		"publicapi/a.go:5: publicapi may not import internal/loft",
		"site/a.go:3: site may not import publicapi",
		"site/a.go:4: site may not import openapi",
		"site/a.go:5: site may not import internal/store/sqlite",
	)
}
