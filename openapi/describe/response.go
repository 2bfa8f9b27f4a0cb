package describe

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Statuses that say something of the whole operation, and what one without a body is called among the components.
const (
	notModified   = "304"
	notModifiedIs = "NotModified"
	// partialContent is that of a part of a file.
	partialContent = "206"
)

// responses are those that the annotations name, and the problems that every operation may answer.
func (b *builder) responses(op *operation) (*object, error) {
	found := map[string]*object{}
	for status, raw := range op.statuses {
		if p, ok := problemOf(status); ok && len(raw.Content) == 0 {
			found[status] = obj("$ref", "#/components/responses/"+p.name)
			continue
		}
		if status == notModified {
			found[status] = obj("$ref", "#/components/responses/"+notModifiedIs)
			continue
		}
		if !strings.HasPrefix(status, "2") && len(raw.Content) == 0 {
			return nil, fmt.Errorf("response %s: no such problem", status)
		}
		response, err := b.answer(op, status, &raw)
		if err != nil {
			return nil, fmt.Errorf("response %s: %w", status, err)
		}
		found[status] = response
	}
	for _, p := range problems {
		if p.common && p.holdsFor(op) {
			found[strconv.Itoa(p.status)] = obj("$ref", "#/components/responses/"+p.name)
		}
	}
	return sorted(found), nil
}

// answer is a response that gives what was asked for.
func (b *builder) answer(op *operation, status string, raw *rawResponse) (*object, error) {
	response := obj("description", raw.Description)
	if names := op.headersOf(status, raw); len(names) > 0 {
		all := obj()
		for _, name := range names {
			all.set(name, b.header(name, raw))
		}
		response.set("headers", all)
	}
	content := obj()
	for _, mediaType := range mediaTypes(raw) {
		media, err := b.media(mediaType, raw)
		if err != nil {
			return nil, err
		}
		content.set(mediaType, media)
	}
	if len(content.names) > 0 {
		response.set("content", content)
	}
	return response, nil
}

// header refers to the component of a header, or describes one that no other operation has.
func (b *builder) header(name string, raw *rawResponse) *object {
	if slices.ContainsFunc(headers, func(h header) bool { return h.name == name }) {
		return headerReference(name)
	}
	return obj("description", raw.Headers[name].Description, "schema", obj("type", "string"))
}

// notModifiedResponse is the component of an answer that the visitor has already.
func notModifiedResponse() *object {
	return obj(
		"description", "The answer is still the one that the tag in If-None-Match names. It has no body, and costs nothing of the limits.",
		"headers", headerReferences([]string{
			"Accept-Ranges", "Cache-Control", "Content-Disposition", "Content-Location", "ETag", "Last-Modified", "RateLimit",
			"RateLimit-Policy",
		}),
	)
}

// tokenType is the media type of a signed text: its annotation names the type of the payload.
const tokenType = "application/jwt"

// recordFile is the media type by which a list is known that is also given as files.
const recordFile = "text/csv"

// headersOf are the headers that were annotated, and those that follow from what an operation can do.
func (op *operation) headersOf(status string, raw *rawResponse) []string {
	names := []string{"Cache-Control"}
	for name := range raw.Headers {
		names = append(names, name)
	}
	if _, conditional := op.statuses[notModified]; conditional {
		names = append(names, "ETag", "Last-Modified")
	}
	if !op.isService() {
		names = append(names, "RateLimit", "RateLimit-Policy")
	}
	if _, lists := raw.Content[recordFile]; lists {
		names = append(names, "Content-Disposition", "X-As-Of", "X-Feed-Position", "X-Total-Count", "X-Total-Is-Exact")
	}
	if op.isFile() {
		names = append(names, "Accept-Ranges", "Content-Disposition", "Content-Location", "Repr-Digest")
	}
	if status == partialContent {
		names = append(names, "Content-Range")
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// mediaTypes are those of a response, JSON first.
func mediaTypes(raw *rawResponse) []string {
	var types []string
	for mediaType := range raw.Content {
		types = append(types, mediaType)
	}
	slices.SortFunc(types, func(x, y string) int {
		if isJSON(x) != isJSON(y) {
			if isJSON(x) {
				return -1
			}
			return 1
		}
		return strings.Compare(x, y)
	})
	return types
}

func isJSON(mediaType string) bool {
	return mediaType == "application/json" || strings.HasSuffix(mediaType, "+json")
}

// media is the body of a response: of a type for JSON, a text or a file for anything else.
func (b *builder) media(mediaType string, raw *rawResponse) (*object, error) {
	if mediaType == tokenType {
		return b.token(raw.Content[mediaType].Schema)
	}
	if !isJSON(mediaType) {
		if strings.HasPrefix(mediaType, "text/") || strings.HasSuffix(mediaType, "ndjson") || strings.HasSuffix(mediaType, "xml") ||
			strings.HasSuffix(mediaType, "yaml") {
			return obj("schema", obj("type", "string")), nil
		}
		return obj(), nil
	}
	schema := raw.Content[mediaType].Schema
	if schema.Ref == "" {
		return obj("schema", obj("type", "object")), nil
	}
	reference, err := b.referenceOf(schema)
	if err != nil {
		return nil, err
	}
	return obj("schema", reference), nil
}

// token is a signed text. Its payload is described as JSON Schema would have it (validation vocabulary, §8.5): behind the header.
func (b *builder) token(payload rawSchema) (*object, error) {
	reference, err := b.referenceOf(payload)
	if err != nil {
		return nil, err
	}
	return obj("schema", obj(
		"type", "string", "contentMediaType", tokenType,
		"contentSchema", obj("type", "array", "minItems", 2, "prefixItems", []any{obj("type", "object"), reference}),
	)), nil
}

// referenceOf is a reference to the schema of the type that an annotation names.
func (b *builder) referenceOf(schema rawSchema) (*object, error) {
	pkg, name, ok := strings.Cut(strings.TrimPrefix(schema.Ref, schemaPath), ".")
	folder := folderOf(pkg)
	if !ok || folder == "" {
		return nil, fmt.Errorf("schema %s: of no package that is read", schema.Ref)
	}
	return b.schemas.reference(folder, name)
}

// folderOf is the folder of a package that is read.
func folderOf(pkg string) string {
	for _, folder := range sources {
		if folder == pkg || strings.HasSuffix(folder, "/"+pkg) {
			return folder
		}
	}
	return ""
}
