package describe

// header is one that answers have.
type header struct {
	name, description, kind, example string
}

// headers are all that are described, by name.
var headers = []header{
	{"Accept-Ranges", "Parts of the file can be asked for.", "string", "bytes"},
	{
		"Cache-Control", "no-cache: keep it, and ask with If-None-Match before using it again. no-store: do not keep it.",
		"string", "no-cache",
	},
	{"Content-Disposition", "Name under which the file is to be kept.", "string", `attachment; filename="permits.csv"`},
	{"Content-Range", "Which part of the file this is.", "string", "bytes 0-1023/52113"},
	{
		"ETag", "Tag of the answer: send it back in If-None-Match, and an answer that is the same is 304 without a body.",
		"string", `W/"7g0kq1XbX0b1c0f3XJH8Gg"`,
	},
	{
		"Last-Modified", "Instant of the last change that the answer knows of, or the last local midnight.",
		"string", "Tue, 20 May 2025 02:00:00 GMT",
	},
	{
		"Link", `The next page: <address>; rel="next". Absent on the last one.`,
		"string", `<https://mingshi.example/api/v1/permits?after=eyJ9>; rel="next"`,
	},
	{
		"RateLimit", "What is left of the limit and when it is whole again (draft-ietf-httpapi-ratelimit-headers).",
		"string", `"api";r=97;t=1`,
	},
	{
		"RateLimit-Policy", "The limit that holds for this client (draft-ietf-httpapi-ratelimit-headers).",
		"string", `"api";q=100;w=10`,
	},
	{"Retry-After", "Seconds to wait.", "integer", ""},
}

// headerReference refers to the component of a header.
func headerReference(name string) *object { return obj("$ref", "#/components/headers/"+name) }

func headerComponents() *object {
	all := obj()
	for _, h := range headers {
		described := obj("description", h.description, "schema", obj("type", h.kind))
		described.setText("example", h.example)
		all.set(h.name, described)
	}
	return all
}
