package publicapi

import (
	"bytes"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"mingshi/internal/web"
	"mingshi/openapi"
)

// description reads openapi/openapi.yaml once for all tests.
var description = sync.OnceValues(func() (*openapi3.T, error) { return openapi3.NewLoader().LoadFromData(openapi.YAML()) })

// bodies are the schemas of answers, compiled once each: kin-openapi would compile them anew for every answer.
var bodies = struct {
	sync.Mutex

	compiler *jsonschema.Compiler
	byPlace  map[string]*jsonschema.Schema
}{byPlace: map[string]*jsonschema.Schema{}}

// schemaAt is the schema at a place in the description, a JSON pointer.
func schemaAt(place string) (*jsonschema.Schema, error) {
	bodies.Lock()
	defer bodies.Unlock()
	const document = "https://mingshi.example/openapi.json"
	if bodies.compiler == nil {
		tree, err := jsonschema.UnmarshalJSON(bytes.NewReader(openapi.JSON()))
		if err != nil {
			return nil, err
		}
		bodies.compiler = jsonschema.NewCompiler()
		bodies.compiler.DefaultDraft(jsonschema.Draft2020)
		bodies.compiler.AssertFormat()
		if err := bodies.compiler.AddResource(document, tree); err != nil {
			return nil, err
		}
	}
	if bodies.byPlace[place] == nil {
		schema, err := bodies.compiler.Compile(document + "#" + place)
		if err != nil {
			return nil, err
		}
		bodies.byPlace[place] = schema
	}
	return bodies.byPlace[place], nil
}

// bodyDescribed holds the body of an answer against the schema at a place.
func bodyDescribed(place, body string) error {
	schema, err := schemaAt(place)
	if err != nil {
		return err
	}
	value, err := jsonschema.UnmarshalJSON(strings.NewReader(body))
	if err != nil {
		return err
	}
	return schema.Validate(value)
}

// unrouted are the statuses with which requests are refused that reach no operation.
var unrouted = map[int]bool{
	http.StatusNotFound: true, http.StatusMethodNotAllowed: true, http.StatusRequestTimeout: true, http.StatusRequestEntityTooLarge: true,
	http.StatusRequestURITooLong: true, http.StatusRequestHeaderFieldsTooLarge: true, http.StatusBadRequest: true,
}

// described holds an answer against the description: its address, status, media type, headers and every member. What is refused
// before it reaches an operation need only be a problem.
func described(request *http.Request, a answer) error {
	doc, err := description()
	if err != nil {
		return err
	}
	if a.status == http.StatusNoContent && request.Method == http.MethodOptions {
		return nil
	}
	if to := redirects[request.URL.Path]; to != "" && a.header.Get("Location") == to {
		return nil
	}
	path := operationAt(doc, request.URL.Path)
	asks := request.Method == http.MethodGet || request.Method == http.MethodHead
	refused := a.code() != "" && unrouted[a.status]
	switch {
	case path == "" && readerPage(request.URL.Path):
		return nil
	case refused && (path == "" || !asks || a.code() != string(web.CodeNotFound) && a.status != http.StatusBadRequest):
		return bodyDescribed("/components/schemas/Problem", a.body)
	case path == "" && a.status == http.StatusNotFound && request.Method == http.MethodHead:
		return nil
	case path == "":
		return fmt.Errorf("no operation is described at %s", request.URL.Path)
	case !asks:
		return nil
	}
	item := doc.Paths.Value(path)
	if a.status == http.StatusNotModified && item.Get.Responses.Status(a.status) == nil {
		return fmt.Errorf("%s: 304 is not described", path)
	}
	input := &openapi3filter.ResponseValidationInput{
		RequestValidationInput: &openapi3filter.RequestValidationInput{
			Request: request, Route: &routers.Route{Spec: doc, Path: path, PathItem: item, Method: request.Method, Operation: item.Get},
		},
		Status: a.status, Header: a.header, Options: &openapi3filter.Options{IncludeResponseStatus: true, ExcludeResponseBody: true},
	}
	if err := openapi3filter.ValidateResponse(request.Context(), input); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	if err := headersDescribed(item.Get.Responses.Status(a.status), a.header); err != nil {
		return fmt.Errorf("%s: %d: %w", path, a.status, err)
	}
	if request.Method == http.MethodHead || a.status == http.StatusNotModified || a.header.Get("Content-Encoding") != "" {
		return nil
	}
	return contentDescribed(path, item.Get.Responses.Status(a.status), a)
}

// common are the headers that every server sends, that browsers obey, or that proxies read. All others are part of the interface.
var common = []string{
	"Content-Type", "Content-Length", "Content-Encoding", "Connection", "Date", "Vary", "Content-Security-Policy", "X-Content-Type-Options",
	"Referrer-Policy", "Permissions-Policy", "Cross-Origin-Opener-Policy", "Cross-Origin-Resource-Policy", "Access-Control-Allow-Origin",
	"Access-Control-Expose-Headers", "X-Robots-Tag", "X-Accel-Buffering",
}

// headersDescribed holds the headers of an answer against a response: none may be left for a reader to find out.
func headersDescribed(response *openapi3.ResponseRef, header http.Header) error {
	known := map[string]bool{}
	for name := range response.Value.Headers {
		known[http.CanonicalHeaderKey(name)] = true
	}
	for name := range header {
		if !known[name] && !slices.Contains(common, name) {
			return fmt.Errorf("header %s is not described", name)
		}
	}
	return nil
}

// TestAHeaderThatIsNotDescribedIsFound holds the check to its word.
func TestAHeaderThatIsNotDescribedIsFound(t *testing.T) {
	response := described3(t).Paths.Value(root + "/permits").Get.Responses.Status(http.StatusOK)
	for name, want := range map[string]bool{"X-Total-Count": true, "Etag": true, "Vary": true, "X-Secret": false, "Content-Range": false} {
		if err := headersDescribed(response, http.Header{name: {"x"}}); (err == nil) != want {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestScriptsMayReadEveryDescribedHeader holds the list of the CORS header to the description.
func TestScriptsMayReadEveryDescribedHeader(t *testing.T) {
	safe := []string{"Cache-Control", "Last-Modified"} // every script may (Fetch §2.2.6)
	listed := strings.Split(newFixture(t).get(root+"/permits").header.Get("Access-Control-Expose-Headers"), ", ")
	for name := range described3(t).Components.Headers {
		if !slices.Contains(safe, name) && !slices.Contains(listed, name) {
			t.Errorf("scripts of other sites cannot read %s", name)
		}
	}
}

// contentDescribed holds the media type and the body of an answer against a response.
func contentDescribed(path string, response *openapi3.ResponseRef, a answer) error {
	mediaType, _, _ := strings.Cut(a.header.Get("Content-Type"), ";")
	content := response.Value.Content[mediaType]
	if content == nil {
		return fmt.Errorf("%s: %d has no media type %q", path, a.status, mediaType)
	}
	if mediaType != "application/json" && !strings.HasSuffix(mediaType, "+json") {
		return nil
	}
	place := strings.TrimPrefix(response.Ref, "#")
	if place == "" {
		place = "/paths/" + pointer(path) + "/get/responses/" + strconv.Itoa(a.status)
	}
	if err := bodyDescribed(place+"/content/"+pointer(mediaType)+"/schema", a.body); err != nil {
		return fmt.Errorf("%s: %d: %w", path, a.status, err)
	}
	return nil
}

// pointer is a name as a step of a JSON pointer within an address.
func pointer(name string) string {
	return strings.NewReplacer("~", "~0", "/", "~1", "{", "%7B", "}", "%7D").Replace(name)
}

// readerPage reports whether an address is one of the pages on which people read the description.
func readerPage(path string) bool { return path == "/docs" || strings.HasPrefix(path, "/docs/") }

// operationAt is the described path that an address is one of; "" if there is none.
func operationAt(doc *openapi3.T, address string) string {
	for _, path := range doc.Paths.InMatchingOrder() { // those with few parameters first
		if covered(path, address) {
			return path
		}
	}
	return ""
}

// covered reports whether an address is one of a described path.
func covered(path, address string) bool {
	pattern, parts := strings.Split(path, "/"), strings.Split(address, "/")
	if len(pattern) != len(parts) {
		return false
	}
	for i, part := range pattern {
		before, rest, named := strings.Cut(part, "{")
		_, after, _ := strings.Cut(rest, "}")
		switch {
		case !named && part != parts[i]:
			return false
		case named && (!strings.HasPrefix(parts[i], before) || !strings.HasSuffix(parts[i], after) || len(parts[i]) <= len(before)+len(after)):
			return false
		}
	}
	return true
}
