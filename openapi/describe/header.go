package describe

// header is one that answers have.
type header struct {
	name, description, kind, example string
}

// headers are all that are described, by name.
var headers = []header{
	{"Accept-Ranges", "Parts of the file can be asked for.", "string", "bytes"},
	{
		"Cache-Control", "no-cache: keep it, and ask with If-None-Match before using it again. no-store: do not keep it. " +
			"max-age: keep it for so many seconds.",
		"string", "no-cache",
	},
	{"Content-Language", "Language of the answer: zh or en; of a request that could not be read, both.", "string", "zh"},
	{
		"Content-Location", "Where this very answer stands for good: the dated address behind latest.",
		"string", "/dumps/2025-05-20-1204/manifest.json",
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
		"RateLimit", "What is left: r requests now, and all of them again in t seconds. A list, with one member for each bucket that was " +
			"taken from (draft-ietf-httpapi-ratelimit-headers).",
		"string", `"api";r=299;t=1`,
	},
	{
		"RateLimit-Policy",
		"The limits that hold for this client: q requests at once, and all of them again in w seconds. A list like RateLimit.",
		"string", `"api";q=300;w=30`,
	},
	{
		"Repr-Digest", "SHA-256 of the whole file, also where a part of it is given (RFC 9530).",
		"string", "sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:",
	},
	{"Retry-After", "Seconds to wait.", "integer", ""},
	{
		"WWW-Authenticate", "How a key is to be sent. error says that one came and does not hold.",
		"string", `Bearer realm="mingshi", error="invalid_token"`,
	},
	{"X-As-Of", "as_of of the list, in formats other than JSON: as of when the records are true.", "string", "2025-05-20T02:00:00.000000Z"},
	{"X-Feed-Position", "position of the list, in formats other than JSON.", "integer", ""},
	{"X-Total-Count", "total of the list, in formats other than JSON: how many records there are on all pages.", "integer", ""},
	{
		"X-Total-Is-Exact",
		"total_is_exact of the list, in formats other than JSON: false where X-Total-Count is the least that there are.",
		"boolean", "",
	},
}

// headerReference refers to the component of a header.
func headerReference(name string) *object { return obj("$ref", "#/components/headers/"+name) }

func headerReferences(names []string) *object {
	all := obj()
	for _, name := range names {
		all.set(name, headerReference(name))
	}
	return all
}

func headerComponents() *object {
	all := obj()
	for _, h := range headers {
		described := obj("description", h.description, "schema", obj("type", h.kind))
		described.setText("example", h.example)
		all.set(h.name, described)
	}
	return all
}
