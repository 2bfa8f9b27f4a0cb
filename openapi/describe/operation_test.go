package describe

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// found are annotations as swag would find them.
func found(t *testing.T, paths string) *annotations {
	t.Helper()
	a := new(annotations)
	if err := json.Unmarshal([]byte(`{"paths":`+paths+`}`), a); err != nil {
		t.Fatal(err)
	}
	return a
}

func TestOperationsAreToldApart(t *testing.T) {
	all, err := operationsOf(found(t, `{
		"/penalties.json": {"get": {"operationId": "listPenalties", "summary": "List"}},
		"/api/v1/penalties": {"get": {"operationId": "listPenalties", "summary": "List"}},
		"/feeds/permits.json": {"get": {"operationId": "feed", "summary": "Feed"}},
		"/feeds/penalties.json": {"get": {"operationId": "feed", "summary": "Feed"}},
		"/api/v1/stats/{unit}": {"get": {"summary": "Figures"}}
	}`))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, op := range all {
		got = append(got, op.path+" "+op.id+" "+op.summary)
	}
	want := []string{
		"/api/v1/penalties listPenalties List",
		"/api/v1/stats/{unit} getStatsUnit Figures",
		"/feeds/penalties.json feedPenalties Feed: penalties",
		"/feeds/permits.json feedPermits Feed: permits",
		"/penalties.json listPenaltiesBesidePage List, beside the page",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestOperationsThatAreRefused(t *testing.T) {
	for name, paths := range map[string]string{
		"a method that is not served": `{"/x": {"post": {}}}`,
		"a further method":            `{"/x": {"get": {}, "put": {}}}`,
		"a status nobody knows":       `{"/x": {"get": {"responses": {"418": {"description": "teapot"}}}}}`,
		"a package that is not read":  `{"/x": {"get": {"responses": {"200": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/os.File"}}}}}}}}`,
		"a list that is not closed":   `{"/x": {"get": {"parameters": [{"name": "a", "in": "query", "schema": {"type": "string", "x-list": "Colour"}}]}}}`,
	} {
		if _, err := document(root, found(t, paths)); err == nil {
			t.Errorf("%s is taken", name)
		}
	}
}

func TestProblemsAndHeadersFollowFromTheOperation(t *testing.T) {
	for name, tc := range map[string]struct{ operation, want string }{
		"conditional": {
			`{"tags": ["permits"], "responses": {"200": {"description": "x"}, "304": {}, "404": {}}}`,
			"200[Cache-Control ETag Last-Modified RateLimit RateLimit-Policy] 304 400 401 404 406 429 500 503",
		},
		"plain":   {`{"tags": ["dumps"], "responses": {"200": {"description": "x"}, "x-plain": true}}`, "200[Cache-Control RateLimit RateLimit-Policy] 401 429 500 503"},
		"keyless": {`{"tags": ["search"], "responses": {"200": {"description": "x"}, "x-keyless": true}}`, "200[Cache-Control RateLimit RateLimit-Policy] 400 406 429 500 503"},
		"file": {
			`{"tags": ["dumps"], "responses": {"200": {"description": "x"}, "206": {"description": "y"}}}`,
			"200[Accept-Ranges Cache-Control Content-Disposition Content-Location RateLimit RateLimit-Policy Repr-Digest] 206 400 401 429 500 503",
		},
		"list": {
			`{"tags": ["permits"], "responses": {"200": {"description": "x", "content": {"text/csv": {}}}}}`,
			"200[Cache-Control Content-Disposition RateLimit RateLimit-Policy X-As-Of X-Feed-Position X-Total-Count X-Total-Is-Exact] 400 401 406 429 500 503",
		},
		"service": {`{"tags": ["service"], "responses": {"200": {"description": "x"}}}`, "200[Cache-Control] 400 500 503"},
	} {
		all, err := operationsOf(found(t, `{"/x": {"get": `+tc.operation+`}}`))
		if err != nil {
			t.Fatal(err)
		}
		responses, err := (&builder{schemas: newSchemas(root)}).responses(all[0])
		if err != nil {
			t.Fatal(err)
		}
		var got strings.Builder
		for _, status := range responses.names {
			response, _ := responses.values[status].(*object)
			got.WriteString(" " + status)
			if status == "200" {
				names := []string{}
				if headers, ok := response.values["headers"].(*object); ok {
					names = headers.names
				}
				text, _ := json.Marshal(names)
				got.Write(text)
			}
		}
		if squeezed := squeeze(got.String()); squeezed != tc.want {
			t.Errorf("%s: %s, want %s", name, squeezed, tc.want)
		}
	}
}

// TestAnswersThatAreNoUsualOnes holds a refusal with a body of its own and a signed text with a payload.
func TestAnswersThatAreNoUsualOnes(t *testing.T) {
	all, err := operationsOf(found(t, `{"/x": {"get": {"tags": ["venues"], "responses": {
		"200": {"description": "a text", "content": {"application/jwt": {"schema": {"$ref": "#/components/schemas/publicapi.Statement"}}}},
		"404": {"description": "not-found"},
		"410": {"description": "a picture", "content": {"image/svg+xml": {"schema": {"type": "string"}}}}
	}}}}`))
	if err != nil {
		t.Fatal(err)
	}
	responses, err := (&builder{schemas: newSchemas(root)}).responses(all[0])
	if err != nil {
		t.Fatal(err)
	}
	got, err := toJSON(obj("200", responses.values["200"], "404", responses.values["404"], "410", responses.values["410"]))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		`"application/jwt":{"schema":{"type":"string","contentMediaType":"application/jwt","contentSchema":{"type":"array","minItems":2,` +
			`"prefixItems":[{"type":"object"},{"$ref":"#/components/schemas/Statement"}]}}}`,
		`"404":{"$ref":"#/components/responses/NotFound"}`,
		`"image/svg+xml":{"schema":{"type":"string"}}`,
	} {
		if !strings.Contains(string(got), want) {
			t.Errorf("%s is not in %s", want, got)
		}
	}
}

// squeeze writes lists of names without quotes and commas.
func squeeze(text string) string {
	out := make([]rune, 0, len(text))
	for _, r := range text[1:] {
		switch r {
		case '"':
		case ',':
			out = append(out, ' ')
		default:
			out = append(out, r)
		}
	}
	return string(out)
}

func TestParameters(t *testing.T) {
	all, err := operationsOf(found(t, `{"/x/{id}": {"get": {"tags": ["permits"], "parameters": [
		{"name": "limit", "in": "query", "description": "how many", "schema": {"type": "integer", "minimum": 1, "maximum": 200, "default": 20, "x-or": "all", "x-or-with": "format:csv"}},
		{"name": "q", "in": "query", "schema": {"type": "string", "example": "a"}},
		{"name": "bom", "in": "query", "schema": {"type": "string", "enum": ["0", "1", "0", "1"], "x-with": "format:csv+kind:penalty"}},
		{"name": "bom", "in": "query", "description": "last wins", "schema": {"type": "string", "enum": ["0", "1", "0", "1"], "x-with": "format:csv+kind:penalty"}},
		{"name": "facets", "in": "query", "schema": {"type": "array", "items": {"type": "string", "enum": ["year"]}}},
		{"name": "id", "in": "path", "required": true, "example": "x", "schema": {"type": "string"}}
	]}}}`))
	if err != nil {
		t.Fatal(err)
	}
	parameters, err := (&builder{schemas: newSchemas(root)}).parameters(all[0])
	if err != nil {
		t.Fatal(err)
	}
	got, err := toYAML(obj("parameters", parameters[:5]))
	if err != nil {
		t.Fatal(err)
	}
	want := `parameters:
  - name: id
    in: path
    description: ""
    required: true
    schema:
      type: string
    example: x
  - name: q
    in: query
    description: ""
    schema:
      type: string
    example: a
  - name: limit
    in: query
    description: how many
    schema:
      oneOf:
        - type: integer
          minimum: 1
          maximum: 200
        - type: string
          enum:
            - all
          x-with:
            format: csv
      default: 20
  - name: facets
    in: query
    description: ""
    style: form
    explode: false
    schema:
      type: array
      items:
        type: string
        enum:
          - year
      uniqueItems: true
  - name: bom
    in: query
    description: last wins
    schema:
      type: string
      enum:
        - "0"
        - "1"
    x-with:
      format: csv
      kind: penalty
`
	if string(got) != want {
		t.Errorf("got:\n%s", got)
	}
	if last, _ := parameters[5].(*object); len(parameters) != 6 || last.values["name"] != "lang" {
		t.Errorf("%d parameters, the last is %v", len(parameters), last.values)
	}
}
