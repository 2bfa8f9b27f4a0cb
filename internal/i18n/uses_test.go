package i18n

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

// moduleRoot is where the sources begin, seen from this package.
const moduleRoot = "../.."

// use is one place where a text is asked for.
type use struct {
	position string
	key      string // the whole key, or its literal beginning where built is set
	built    bool   // completed at run time
	args     int    // arguments given to the text, -1 where that cannot be counted
}

// uses is what the sources say about keys: where texts are asked for, and every literal that may be a key on its way.
type uses struct {
	calls    []use
	literals map[string]string // literal → where it stands first
}

func (u *uses) add(other uses) {
	u.calls = append(u.calls, other.calls...)
	for value, position := range other.literals {
		u.note(value, position)
	}
}

func (u *uses) note(value, position string) {
	if _, noted := u.literals[value]; !noted {
		u.literals[value] = position
	}
}

func TestKeysAndSourcesAgree(t *testing.T) {
	found, err := readUses(moduleRoot)
	if err != nil {
		t.Fatal(err)
	}
	for _, problem := range compareUses(found, load(translations), families) {
		t.Error(problem)
	}
}

// readUses reads every Go source that is no test and every template under root.
func readUses(root string) (uses, error) {
	all := uses{literals: map[string]string{}}
	files, err := sourceFiles(root)
	if err != nil {
		return all, err
	}
	for _, file := range files {
		read := usesInTemplate
		if filepath.Ext(file) == ".go" {
			read = usesInGo
		}
		found, err := read(file)
		if err != nil {
			return all, err
		}
		all.add(found)
	}
	return all, nil
}

// keyShape is what keys look like; fileName is what looks alike and is none.
var (
	keyShape = regexp.MustCompile(`^[a-z][a-z0-9_-]*(\.[a-z0-9_-]+)+$`)
	fileName = regexp.MustCompile(`\.(css|csv|db|gz|html|js|json|jsonld|jws|pdf|png|sql|svg|txt|xlsx|xml|yaml|zip)$`)
)

// likeKey reports whether a literal has the shape of a key and begins as a known one does. Keys on their way through
// tables and structs are seen this way only.
func likeKey(value string, keys []string) bool {
	if !keyShape.MatchString(value) || fileName.MatchString(value) {
		return false
	}
	area, _, _ := strings.Cut(value, ".")
	return slices.ContainsFunc(keys, func(key string) bool { return strings.HasPrefix(key, area+".") })
}

// compareUses names keys that are asked for and missing, called with the wrong number of arguments, built outside the
// families or never used, literals that look like a missing key, and families without a key.
func compareUses(found uses, merged catalog, families []string) []string {
	var problems []string
	for _, call := range found.calls {
		if problem := checkCall(call, merged, families); problem != "" {
			problems = append(problems, call.position+": "+problem)
		}
	}
	keys := slices.Sorted(maps.Keys(merged.texts[ZH]))
	for _, key := range keys {
		if _, named := found.literals[key]; !named && !inFamily(families, key) {
			problems = append(problems, fmt.Sprintf("key %q is used nowhere", key))
		}
	}
	for _, value := range slices.Sorted(maps.Keys(found.literals)) {
		if _, ok := merged.texts[ZH][value]; !ok && likeKey(value, keys) && !inFamily(families, value) {
			problems = append(problems, fmt.Sprintf("%s: %q looks like a key and has no text", found.literals[value], value))
		}
	}
	for _, family := range families {
		if !slices.ContainsFunc(keys, func(key string) bool { return strings.HasPrefix(key, family) }) {
			problems = append(problems, fmt.Sprintf("family %q has no key", family))
		}
	}
	return problems
}

func checkCall(call use, merged catalog, families []string) string {
	if call.built {
		if !inFamily(families, call.key) {
			return fmt.Sprintf("a key beginning %q is built at run time, but no family in families_test.go covers it", call.key)
		}
		return ""
	}
	text, ok := merged.texts[ZH][call.key]
	if !ok {
		return fmt.Sprintf("key %q has no text", call.key)
	}
	want, err := text.verbs()
	if err == nil && call.args >= 0 && call.args != want.args() {
		return fmt.Sprintf("key %q takes %d arguments, %d given", call.key, want.args(), call.args)
	}
	return ""
}

func TestUsesAreReported(t *testing.T) {
	const texts = `{"board.a":"甲","board.b":"乙 %s","finding.x":"丙","idle":"丁"}`
	merged := load(fstest.MapFS{
		"translations/zh/x.json": {Data: []byte(texts)},
		"translations/en/x.json": {Data: []byte(texts)},
	})
	for name, tc := range map[string]struct{ file, source, want string }{
		"go: unknown key":             {"a.go", `package a; var _ = i18n.T(l, "board.z")`, `a.go:1:20: key "board.z" has no text`},
		"go: method, unknown key":     {"a.go", `package a; var _ = view.T("board.z")`, `a.go:1:20: key "board.z" has no text`},
		"go: argument lost":           {"a.go", `package a; var _ = i18n.T(l, "board.b")`, `a.go:1:20: key "board.b" takes 1 arguments, 0 given`},
		"go: argument too many":       {"a.go", `package a; var _ = i18n.T(l, "board.a", 1)`, `a.go:1:20: key "board.a" takes 0 arguments, 1 given`},
		"go: family not declared":     {"a.go", `package a; var _ = i18n.T(l, "state."+s)`, `a.go:1:20: a key beginning "state." is built at run time, but no family in families_test.go covers it`},
		"template: unknown key":       {"a.html", "<p>\n{{t \"board.z\"}}", `a.html:2: key "board.z" has no text`},
		"template: view method":       {"a.html", `{{range .Rows}}{{$.T "board.z"}}{{end}}`, `a.html:1: key "board.z" has no text`},
		"template: in a definition":   {"a.html", `{{define "x"}}{{if .Ok}}{{else}}{{.View.T "board.z"}}{{end}}{{end}}`, `a.html:1: key "board.z" has no text`},
		"template: language first":    {"a.html", `{{T .Lang "board.z"}}`, `a.html:1: key "board.z" has no text`},
		"template: key piped":         {"a.html", `{{"board.z" | t}}`, `a.html:1: key "board.z" has no text`},
		"template: inside a call":     {"a.html", `{{template "x" (dict "label" (t "board.z"))}}`, `a.html:1: key "board.z" has no text`},
		"template: argument too many": {"a.html", `{{.Name | t "board.a"}}`, `a.html:1: key "board.a" takes 0 arguments, 1 given`},
		"template: family not known":  {"a.html", `{{t (print "state." .State)}}`, `a.html:1: a key beginning "state." is built at run time, but no family in families_test.go covers it`},
		"key in a table":              {"a.go", `package a; var _ = map[int]string{1: "board.z"}`, `a.go:1:38: "board.z" looks like a key and has no text`},
		"unused key":                  {"a.go", `package a; var _ = i18n.T(l, "board.a")`, `key "idle" is used nowhere`},
		"family without a key":        {"a.go", `package a`, `family "gone." has no key`},
	} {
		t.Run(name, func(t *testing.T) {
			root := t.TempDir()
			if err := os.WriteFile(filepath.Join(root, tc.file), []byte(tc.source), 0o600); err != nil {
				t.Fatal(err)
			}
			found, err := readUses(root)
			if err != nil {
				t.Fatal(err)
			}
			got := compareUses(found, merged, []string{"finding.", "gone."})
			if !slices.ContainsFunc(got, func(problem string) bool { return strings.HasSuffix(problem, tc.want) }) {
				t.Errorf("%q is not among the problems: %q", tc.want, got)
			}
		})
	}
}

func TestRightUsesAreNotReported(t *testing.T) {
	root := t.TempDir()
	for name, source := range map[string]string{
		"a.go":      `package a; var _ = []string{i18n.T(l, "board.a"), i18n.T(l, "board.b", 1), i18n.T(l, "finding."+c), i18n.T(l, "board.b", all...), "board.svg", "other.x"}`,
		"a_test.go": `package a; var _ = i18n.T(l, "only.in.tests")`,
		"a.html":    `{{define "x"}}{{t "board.b" .Name}}{{.Name | $.T "board.b"}}{{t (printf "finding.%s" .Code)}}{{"idle"}}{{end}}`,
	} {
		if err := os.WriteFile(filepath.Join(root, name), []byte(source), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	const texts = `{"board.a":"甲","board.b":"乙 %s","finding.x":"丙","idle":"丁"}`
	merged := load(fstest.MapFS{"translations/zh/x.json": {Data: []byte(texts)}, "translations/en/x.json": {Data: []byte(texts)}})
	found, err := readUses(root)
	if err != nil {
		t.Fatal(err)
	}
	if got := compareUses(found, merged, []string{"finding."}); len(got) > 0 {
		t.Errorf("right uses are reported: %q", got)
	}
}
