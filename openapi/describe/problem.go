package describe

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
)

const problemType = "application/problem+json"

// problem is the response of one status: which codes it has, and what they mean.
type problem struct {
	status int
	name   string
	codes  []code
	// common is set where every operation may answer so.
	common bool
	// retry is set where Retry-After is sent.
	retry bool
}

// code is the permanent name of a problem and what it means.
type code struct{ name, meaning string }

// problems are all responses that refuse, by status.
var problems = []problem{
	{status: 400, name: "BadRequest", common: true, codes: []code{
		{"invalid-parameter", "A query parameter is unknown, doubled, or has a value that is not taken here; parameter names it."},
		{"invalid-cursor", "after is no cursor of this list with these parameters."},
		{"bad-request", "The request cannot be read."},
	}},
	{status: 401, name: "Unauthorized", common: true, codes: []code{
		{"unauthorized", "The API key is not known, has been revoked, or was not sent as Authorization: Bearer. Without a key " +
			"everything is answered, too, only less often."},
	}},
	{status: 404, name: "NotFound", codes: []code{{"not-found", "No such thing was ever published here."}}},
	{status: 406, name: "NotAcceptable", common: true, codes: []code{{"not-acceptable", "Accept names no media type of this address."}}},
	{status: 409, name: "FeedReset", codes: []code{
		{"feed-reset", "The feed is another one, or ends before after: the data was restored or begun anew. Begin again at 0 or with " +
			"a dump, and drop what does not come again."},
	}},
	{status: 410, name: "Gone", codes: []code{
		{"gone", "It was public and is not any more; reason is the public reason. Delete your copy."},
	}},
	{status: 416, name: "RangeNotSatisfiable", codes: []code{{"range-not-satisfiable", "Range lies beyond the end of the file."}}},
	{status: 429, name: "TooManyRequests", common: true, retry: true, codes: []code{
		{"too-many-requests", "More requests, or more whole lists at once, than one client may ask for. Retry-After says in how many " +
			"seconds to ask again."},
	}},
	{status: 500, name: "Internal", common: true, codes: []code{{"internal", "A defect of ours; instance finds it in our log."}}},
	{status: 503, name: "Unavailable", common: true, retry: true, codes: []code{
		{"unavailable", "The store or the search does not answer now; detail says which. The same request may succeed later."},
	}},
}

// furtherCodes are those of requests that reach no operation.
var furtherCodes = []code{
	{"method-not-allowed", "405: only GET, HEAD and OPTIONS."},
	{"request-timeout", "408: the request did not come whole in time."},
	{"conflict", "409: somebody else wrote first."},
	{"content-too-large", "413: requests have no body here."},
	{"uri-too-long", "414: the address is longer than 4,096 bytes."},
	{"header-too-large", "431: the head of the request is longer than 16 KB."},
}

func problemOf(status string) (problem, bool) {
	at := slices.IndexFunc(problems, func(p problem) bool { return strconv.Itoa(p.status) == status })
	if at < 0 {
		return problem{}, false
	}
	return problems[at], true
}

// holdsFor reports whether a common problem may be the answer of an operation that does not name it.
func (p problem) holdsFor(op *operation) bool {
	switch p.status {
	case http.StatusBadRequest:
		return !op.plain
	case http.StatusNotAcceptable:
		return !op.plain && !op.isService() && !op.isFile() // a file is given whatever is accepted
	case http.StatusUnauthorized:
		return !op.isService() && !op.keyless
	case http.StatusTooManyRequests:
		return !op.isService()
	}
	return p.common
}

// describe is the component of the response.
func (p problem) describe() *object {
	lines := make([]string, len(p.codes))
	for i, c := range p.codes {
		lines[i] = c.meaning
		if len(p.codes) > 1 {
			lines[i] = fmt.Sprintf("- `%s` %s", c.name, c.meaning)
		}
	}
	response := obj("description", strings.Join(lines, "\n"), "headers", headerReferences(p.headers()))
	response.set("content", obj(problemType, obj(
		"schema", obj("$ref", schemaPath+"Problem"),
		"example", p.example(),
	)))
	return response
}

// headers are those that the response may have. It is shared by all operations, so that those of the limits are among them, though
// not every operation has one.
func (p problem) headers() []string {
	names := []string{"Cache-Control", "Content-Language", "RateLimit", "RateLimit-Policy"}
	if p.retry {
		names = append(names, "Retry-After")
	}
	switch p.status {
	case http.StatusUnauthorized:
		names = append(names, "WWW-Authenticate")
	case http.StatusRequestedRangeNotSatisfiable:
		names = append(names, "Accept-Ranges", "Content-Range")
	}
	slices.Sort(names)
	return names
}

func (p problem) example() *object {
	first := p.codes[0]
	example := obj(
		"type", "https://mingshi.example/problems/"+first.name, "title", http.StatusText(p.status), "status", p.status, "code", first.name,
		"detail", first.meaning, "fix", "What to do instead, in a sentence.", "instance", "req_4J7Q2M9T",
	)
	switch first.name {
	case "gone":
		example.set("reason", "expired")
	case "invalid-parameter":
		example.set("parameter", "limit")
	}
	return example
}

// problemResponses are the components of all refusals.
func problemResponses() *object {
	all := obj()
	for _, p := range problems {
		all.set(p.name, p.describe())
	}
	return all
}

// nameCodes closes the list of a problem's codes in its schema, and explains the members that RFC 9457 names.
func nameCodes(schema *object) {
	var names []any
	lines := []string{"Permanent name of the problem; programs decide by it.", ""}
	add := func(codes []code, status string) {
		for _, c := range codes {
			names = append(names, c.name)
			lines = append(lines, fmt.Sprintf("- `%s` %s%s", c.name, status, c.meaning))
		}
	}
	for _, p := range problems {
		add(p.codes, strconv.Itoa(p.status)+": ")
	}
	add(furtherCodes, "")
	members, ok := schema.values["properties"].(*object)
	if !ok {
		return
	}
	members.set("code", obj("type", "string", "enum", names, "description", strings.Join(lines, "\n")))
	for name, meaning := range map[string]string{
		"title":  "What the code is called, in the language of the request.",
		"status": "Status of the answer.",
		"detail": "What was wrong with this request, in a sentence.",
	} {
		if of, ok := members.values[name].(*object); ok && !of.has("description") {
			of.set("description", meaning)
		}
	}
}
