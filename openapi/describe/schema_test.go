package describe

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// fixtureTypes are types in every form that is read.
const fixtureTypes = `package publicapi

import (
	"encoding/json"
	"time"

	"mingshi/internal/disclosure"
)

// Outer is
// a thing.
type Outer struct {
	Inner

	// Shadowed again.
	Kind string ` + "`json:\"kind\" enums:\"a,b\"`" + `
	// When it was.
	At *time.Time ` + "`json:\"at\"`" + `
	// Left out.
	Left *named ` + "`json:\"left,omitempty\"`" + `
	// May be null.
	Ref *named ` + "`json:\"ref\"`" + `
	Day disclosure.Date ` + "`json:\"day\"`" + ` // A day.
	// Amounts.
	Amounts []disclosure.Fen ` + "`json:\"amounts\"`" + `
	Counts map[string]int64 ` + "`json:\"counts\"`" + `
	Number *json.Number ` + "`json:\"number\" minimum:\"0\"`" + `
	Names []string ` + "`json:\"names\" pattern:\"^x$\"`" + `
	Any []any ` + "`json:\"any\" oneof:\"named,Inner\"`" + `
	hidden string
	Skipped string ` + "`json:\"-\"`" + `
}

type Inner struct {
	// First.
	ID disclosure.ID ` + "`json:\"id\"`" + `
	// Kind of the inner.
	Kind disclosure.Kind ` + "`json:\"kind\"`" + `
	// Maybe.
	Maybe string ` + "`json:\"maybe,omitempty\"`" + `
}

type named struct {
	// X is one.
	X bool ` + "`json:\"x\"`" + `
}

type Bad struct {
	C chan int ` + "`json:\"c\"`" + `
}
`

func fixtureSchemas(t *testing.T) *schemas {
	t.Helper()
	dir := t.TempDir()
	if err := os.MkdirAll(filepath.Join(dir, "publicapi"), 0o750); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "publicapi", "types.go"), []byte(fixtureTypes), 0o600); err != nil {
		t.Fatal(err)
	}
	return newSchemas(dir)
}

func TestSchemaOfAStruct(t *testing.T) {
	s := fixtureSchemas(t)
	reference, err := s.reference("publicapi", "Outer")
	if err != nil {
		t.Fatal(err)
	}
	if reference.values["$ref"] != "#/components/schemas/Outer" {
		t.Errorf("referred to as %v", reference.values)
	}
	got, err := toYAML(s.components["Outer"])
	if err != nil {
		t.Fatal(err)
	}
	want := `type: object
required:
  - id
  - kind
  - at
  - ref
  - day
  - amounts
  - counts
  - number
  - names
  - any
properties:
  id:
    $ref: "#/components/schemas/ID"
    description: First.
  kind:
    type: string
    enum:
      - a
      - b
    description: Shadowed again.
  maybe:
    type: string
    description: Maybe.
  at:
    type:
      - string
      - "null"
    format: date-time
    description: When it was.
  left:
    $ref: "#/components/schemas/Named"
    description: Left out.
  ref:
    oneOf:
      - $ref: "#/components/schemas/Named"
      - type: "null"
    description: May be null.
  day:
    type:
      - string
      - "null"
    format: date
    description: A day.
  amounts:
    type: array
    items:
      $ref: "#/components/schemas/Fen"
    description: Amounts.
  counts:
    type: object
    additionalProperties:
      type: integer
      format: int64
  number:
    type:
      - number
      - "null"
    minimum: 0
  names:
    type: array
    items:
      type: string
      pattern: ^x$
  any:
    type: array
    items:
      oneOf:
        - $ref: "#/components/schemas/Named"
        - $ref: "#/components/schemas/Inner"
      discriminator:
        propertyName: kind
        mapping:
          named: "#/components/schemas/Named"
          inner: "#/components/schemas/Inner"
additionalProperties: false
description: Outer is a thing.
`
	if string(got) != want {
		t.Errorf("got:\n%s", got)
	}
}

func TestSchemasThatCannotBeMade(t *testing.T) {
	for name, want := range map[string]string{"Bad": "chan", "Nowhere": "not in publicapi"} {
		_, err := fixtureSchemas(t).reference("publicapi", name)
		if err == nil || !strings.Contains(strings.ToLower(err.Error()), want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := fixtureSchemas(t).closed("Colour"); err == nil {
		t.Error("an unknown list is no error")
	}
}

func TestComponentsOfOneNameAreToldApart(t *testing.T) {
	s := fixtureSchemas(t)
	s.folders["Inner"] = "internal/other.Inner"
	reference, err := s.reference("publicapi", "Inner")
	if err != nil || reference.values["$ref"] != "#/components/schemas/PublicapiInner" {
		t.Errorf("%v, %v", reference, err)
	}
}

func TestEveryClosedListHasItsValuesOnce(t *testing.T) {
	for name, list := range closedLists {
		values, _ := list().values["enum"].([]any)
		if once := distinct(values); len(once) != len(values) {
			t.Errorf("%s: %d values, %d of them different", name, len(values), len(once))
		}
		if text, _ := list().values["description"].(string); text == "" {
			t.Errorf("%s has no description", name)
		}
	}
}
