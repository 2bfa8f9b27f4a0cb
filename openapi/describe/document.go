package describe

import (
	_ "embed" // the description
	"fmt"
	"strings"
)

// Version is that of the described interface: the first number changes with what breaks programs, the second with what is
// added, the third with words alone. A change of the document needs another one, and an entry in openapi/CHANGES.md.
const Version = "1.2.0"

//go:embed description.md
var description string

// tags are the groups of operations in their order.
var tags = []struct{ name, description string }{
	{"permits", "Administrative permits (行政许可)."},
	{"filings", "Administrative filings (备案)."},
	{"penalties", "Administrative penalties (行政处罚)."},
	{"venues", "Public venues (公共场所) with their present grade; signed statements and badges of them."},
	{"gradings", "Inspections with their scores (卫生监督量化分级)."},
	{"readings", "Test results (检测结果)."},
	{"subjects", "Businesses as a whole."},
	{"boards", "Signboards (公示牌) at the doors of venues."},
	{"search", "Finding over all kinds."},
	{"changes", "The feed of changes, by which copies are kept true."},
	{"feeds", "News for people's readers: JSON Feed and Atom."},
	{"dumps", "Whole files with checksums."},
	{"figures", "Counts, and the clock of publication."},
	{"catalogue", "Descriptions of this data for machines."},
	{serviceTag, "Probes and this document."},
}

// builder makes one document.
type builder struct {
	schemas *schemas
}

// Document is the description of the interface.
type Document struct {
	// YAML and JSON say the same.
	YAML, JSON []byte
}

// Build makes the description from the sources under the root of the module. It needs the go command.
func Build(root string) (Document, error) {
	found, err := readAnnotations(root)
	if err != nil {
		return Document{}, err
	}
	tree, err := document(root, found)
	if err != nil {
		return Document{}, err
	}
	var d Document
	if d.JSON, err = toJSON(tree); err != nil {
		return Document{}, fmt.Errorf("document as JSON: %w", err)
	}
	if d.YAML, err = toYAML(tree); err != nil {
		return Document{}, fmt.Errorf("document as YAML: %w", err)
	}
	return d, nil
}

// document is the tree of the description.
func document(root string, found *annotations) (*object, error) {
	b := &builder{schemas: newSchemas(root)}
	operations, err := operationsOf(found)
	if err != nil {
		return nil, err
	}
	paths, described := obj(), make([]*object, len(operations))
	for i, op := range operations {
		if described[i], err = b.describe(op); err != nil {
			return nil, err
		}
		paths.set(op.path, obj("get", described[i]))
	}
	parameters, err := b.shareParameters(described)
	if err != nil {
		return nil, err
	}
	if _, err := b.schemas.reference("internal/web", "Problem"); err != nil {
		return nil, err
	}
	nameCodes(b.schemas.components["Problem"])
	responses := problemResponses()
	responses.set(notModifiedIs, notModifiedResponse())
	return obj(
		"openapi", "3.1.0",
		"info", info(),
		"servers", []any{obj("url", "/", "description", "This site")},
		"tags", describedTags(),
		"security", []any{obj(), obj(keyScheme, []any{})},
		"paths", paths,
		"components", obj(
			"securitySchemes", securitySchemes(), "parameters", parameters, "headers", headerComponents(), "responses", responses,
			"schemas", sorted(b.schemas.components),
		),
	), nil
}

func info() *object {
	return obj(
		"title", "Mingshi 明示: public health disclosures",
		"version", Version,
		"summary", "Administrative permits, penalties and hygiene grades of public venues, as a local health authority publishes them.",
		"description", strings.TrimSpace(description),
	)
}

func describedTags() []any {
	all := make([]any, len(tags))
	for i, tag := range tags {
		all[i] = obj("name", tag.name, "description", tag.description)
	}
	return all
}

// keyScheme is the name of the API key's scheme.
const keyScheme = "apiKey"

func securitySchemes() *object {
	return obj(keyScheme, obj(
		"type", "http", "scheme", "bearer",
		"description", "Not needed for anything. The publisher gives keys to named pullers, for whom the limits are wider.",
	))
}
