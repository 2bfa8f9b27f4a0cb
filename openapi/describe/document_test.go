package describe

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/google/go-cmp/cmp"
)

const root = "../.."

// built is the description of the present sources, made once.
var built = sync.OnceValues(func() (Document, error) { return Build(root) })

func builtDocument(t *testing.T) Document {
	t.Helper()
	d, err := built()
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// TestTheCommittedDescriptionIsThatOfTheSources fails after a change of an annotation or of a described type.
func TestTheCommittedDescriptionIsThatOfTheSources(t *testing.T) {
	stale, err := builtDocument(t).Stale(root)
	if err != nil {
		t.Fatal(err)
	}
	if stale {
		t.Error("openapi/openapi.yaml is not that of the annotations; run at the root of the module: go run ./openapi/generate")
	}
}

// TestTheDescriptionIsReleasedUnderItsVersion fails where a change has no version and no entry in openapi/CHANGES.md.
func TestTheDescriptionIsReleasedUnderItsVersion(t *testing.T) {
	if err := builtDocument(t).Released(root); err != nil {
		t.Error(err)
	}
}

func TestBothFormsSayTheSame(t *testing.T) {
	d := builtDocument(t)
	var fromYAML, fromJSON any
	if err := yaml.Unmarshal(d.YAML, &fromYAML); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(d.JSON, &fromJSON); err != nil {
		t.Fatal(err)
	}
	again, err := json.Marshal(fromYAML)
	if err != nil {
		t.Fatal(err)
	}
	var compared any
	if err := json.Unmarshal(again, &compared); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(fromJSON, compared); diff != "" {
		t.Errorf("JSON and YAML (-JSON +YAML):\n%s", diff)
	}
}

// TestTheProductDoesNotLinkTheGenerator holds that swag and what it needs stay out of the program.
func TestTheProductDoesNotLinkTheGenerator(t *testing.T) {
	list := exec.CommandContext(t.Context(), "go", "list", "-deps", "./cmd/mingshi")
	list.Dir = root
	linked, err := list.Output()
	if err != nil {
		t.Fatal(err)
	}
	for _, unwanted := range []string{"swaggo/swag", "getkin/kin-openapi", "mingshi/openapi/describe"} {
		if strings.Contains(string(linked), unwanted) {
			t.Errorf("cmd/mingshi links %s", unwanted)
		}
	}
	if !strings.Contains(string(linked), "mingshi/openapi\n") {
		t.Error("cmd/mingshi does not serve the description")
	}
}

func TestBuildingTwiceGivesTheSame(t *testing.T) {
	again, err := Build(root)
	if err != nil {
		t.Fatal(err)
	}
	if string(again.YAML) != string(builtDocument(t).YAML) || string(again.JSON) != string(builtDocument(t).JSON) {
		t.Error("two runs over the same sources differ")
	}
}

// described is as much of the description as these tests look at.
type described struct {
	Tags []struct {
		Name string `json:"name"`
	} `json:"tags"`
	// Paths are operations by path and method.
	Paths map[string]map[string]struct {
		OperationID string                    `json:"operationId"` //nolint:tagliatelle // OpenAPI's name
		Tags        []string                  `json:"tags"`
		Responses   map[string]map[string]any `json:"responses"`
	} `json:"paths"`
}

// TestOperationsHaveNamesTagsAndProblems holds what is added to every operation.
func TestOperationsHaveNamesTagsAndProblems(t *testing.T) {
	var d described
	if err := json.Unmarshal(builtDocument(t).JSON, &d); err != nil {
		t.Fatal(err)
	}
	known, seen := map[string]bool{}, map[string]string{}
	for _, tag := range d.Tags {
		known[tag.Name] = true
	}
	for path, methods := range d.Paths {
		op := methods["get"]
		if other, taken := seen[op.OperationID]; taken || op.OperationID == "" {
			t.Errorf("%s and %s are both named %q", path, other, op.OperationID)
		}
		seen[op.OperationID] = path
		for _, tag := range op.Tags {
			if !known[tag] {
				t.Errorf("%s: tag %s is not explained", path, tag)
			}
		}
		wanted := []string{"500", "503"}
		if op.Tags[0] != serviceTag {
			wanted = append(wanted, "429")
		}
		if op.Tags[0] != serviceTag && path != apiRoot+"suggest" && path != "/badge/{id}.svg" { // of which pages ask, without keys
			wanted = append(wanted, "401")
		}
		for _, status := range wanted {
			if op.Responses[status]["$ref"] == nil {
				t.Errorf("%s: no shared response %s", path, status)
			}
		}
	}
	if len(seen) < 40 {
		t.Errorf("only %d operations", len(seen))
	}
}

// copyOf puts the files of a release into a folder of its own.
func copyOf(t *testing.T, changes, released string) string {
	t.Helper()
	dir := t.TempDir()
	for name, content := range map[string]string{changesFile: changes, releasedFile: released} {
		file := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o750); err != nil {
			t.Fatal(err)
		}
		if content == "" {
			continue
		}
		if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestRelease(t *testing.T) {
	d := Document{YAML: []byte("openapi: 3.1.0\n"), JSON: []byte("{}\n")}
	entry := "# Changes\n\n## " + Version + "\n\nSomething.\n\n## 0.9.0\n\nBefore.\n"
	for name, tc := range map[string]struct {
		changes, released string
		refused           string
	}{
		"first release":                     {entry, "", ""},
		"after another version":             {entry, "0.9.0 sha256:00\n", ""},
		"the same again":                    {entry, Version + " " + d.hash() + "\n", ""},
		"another document, same version":    {entry, Version + " sha256:00\n", "raise describe.Version"},
		"no entry":                          {"# Changes\n\n## 0.9.0\n\nBefore.\n", "", "no entry"},
		"an entry that says nothing":        {"# Changes\n\n## " + Version + "\n\n## 0.9.0\n\nBefore.\n", "", "no entry"},
		"an entry of a longer version":      {"# Changes\n\n## " + Version + "1\n\nSomething.\n", "", "no entry"},
		"changes that are not there at all": {"", "", "no such file"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := copyOf(t, tc.changes, tc.released)
			err := d.Release(dir)
			if tc.refused == "" && err != nil || tc.refused != "" && (err == nil || !strings.Contains(err.Error(), tc.refused)) {
				t.Fatalf("released: %v, want %q", err, tc.refused)
			}
			if err != nil {
				return
			}
			if err := d.Released(dir); err != nil {
				t.Errorf("once released: %v", err)
			}
			other := Document{YAML: []byte("openapi: 3.1.1\n")}
			if err := other.Released(dir); err == nil || !strings.Contains(err.Error(), "raise describe.Version") {
				t.Errorf("another document under the same version: %v", err)
			}
		})
	}
}

func TestStaleSeesEveryFile(t *testing.T) {
	d := Document{YAML: []byte("a: b\n"), JSON: []byte("{}\n")}
	dir := copyOf(t, "x", "")
	if _, err := d.Stale(dir); err == nil {
		t.Error("files that are missing are no error")
	}
	if err := d.Write(dir); err != nil {
		t.Fatal(err)
	}
	if stale, err := d.Stale(dir); stale || err != nil {
		t.Errorf("just written: %v %v", stale, err)
	}
	for _, other := range []Document{{YAML: []byte("a: c\n"), JSON: d.JSON}, {YAML: d.YAML, JSON: []byte("[]\n")}} {
		if stale, err := other.Stale(dir); !stale || err != nil {
			t.Errorf("%s %s: %v %v", other.YAML, other.JSON, stale, err)
		}
	}
}
