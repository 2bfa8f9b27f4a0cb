package describe

import (
	"encoding/json"
	"fmt"
	"path/filepath"

	"github.com/swaggo/swag/v2"
)

// The packages whose annotations and types are read, by their folders. The first has the annotations.
var sources = []string{
	"publicapi", "internal/web", "internal/wire", "internal/dossier", "internal/disclosure", "internal/dump", "internal/tabular",
	"internal/store", "internal/grading",
}

// plainTypes are the types that swag need not look into, as it is to take them.
var plainTypes = map[string]string{
	"json.Number": "number", "json.RawMessage": "object", "disclosure.Date": "string", "disclosure.Digest": "string",
}

// annotations is what swag finds: operations by path and method.
type annotations struct {
	Paths map[string]map[string]*rawOperation `json:"paths"`
}

type rawOperation struct {
	ID          string                     `json:"operationId"` //nolint:tagliatelle // OpenAPI's name
	Summary     string                     `json:"summary"`
	Description string                     `json:"description"`
	Tags        []string                   `json:"tags"`
	Parameters  []rawParameter             `json:"parameters"`
	Responses   map[string]json.RawMessage `json:"responses"`
}

type rawParameter struct {
	Name        string    `json:"name"`
	In          string    `json:"in"`
	Description string    `json:"description"`
	Required    bool      `json:"required"`
	Example     any       `json:"example"`
	Schema      rawSchema `json:"schema"`
}

// rawSchema is the schema of a parameter, with our own extensions: x-list names a closed list, x-or one more value that
// is taken and x-or-with what else a request with it must have, x-with what every request with the parameter must have.
type rawSchema struct {
	Ref         string     `json:"$ref"`
	Type        string     `json:"type"`
	Description string     `json:"description"`
	Format      string     `json:"format"`
	Enum        []any      `json:"enum"`
	Default     any        `json:"default"`
	Minimum     *int64     `json:"minimum"`
	Maximum     *int64     `json:"maximum"`
	MinLength   *int64     `json:"minLength"` //nolint:tagliatelle // OpenAPI's name
	MaxLength   *int64     `json:"maxLength"` //nolint:tagliatelle // OpenAPI's name
	Pattern     string     `json:"pattern"`
	Example     any        `json:"example"`
	Items       *rawSchema `json:"items"`
	List        string     `json:"x-list"`    //nolint:tagliatelle // OpenAPI's name
	Or          string     `json:"x-or"`      //nolint:tagliatelle // OpenAPI's name
	With        string     `json:"x-with"`    //nolint:tagliatelle // OpenAPI's name
	OrWith      string     `json:"x-or-with"` //nolint:tagliatelle // OpenAPI's name
}

type rawResponse struct {
	Description string `json:"description"`
	Headers     map[string]struct {
		Description string `json:"description"`
	} `json:"headers"`
	Content map[string]struct {
		Schema rawSchema `json:"schema"`
	} `json:"content"`
}

// silence hears what swag says of its progress.
type silence struct{}

func (silence) Printf(string, ...any) {}

// readAnnotations lets swag read the sources under the root of the module.
func readAnnotations(root string) (*annotations, error) {
	parser := swag.New(
		swag.GenerateOpenAPI3Doc(true),
		swag.SetDebugger(silence{}),
		swag.SetOverrides(plainTypes),
		swag.SetStrict(true),
	)
	folders := make([]string, len(sources))
	for i, source := range sources {
		folders[i] = filepath.Join(root, filepath.FromSlash(source))
	}
	const depth = 100 // swag's own default
	if err := parser.ParseAPIMultiSearchDir(folders, "doc.go", depth); err != nil {
		return nil, fmt.Errorf("annotations of %s: %w", sources[0], err)
	}
	raw, err := json.Marshal(parser.GetOpenAPI())
	if err != nil {
		return nil, fmt.Errorf("annotations: %w", err)
	}
	found := new(annotations)
	if err := json.Unmarshal(raw, found); err != nil {
		return nil, fmt.Errorf("annotations: %w", err)
	}
	return found, nil
}
