package openapi

import _ "embed" // the document

//go:generate sh -c "cd .. && go run ./openapi/generate"

//go:embed openapi.yaml
var yaml []byte

//go:embed openapi.json
var json []byte

// YAML is the document for people to read. It must not be written to.
func YAML() []byte { return yaml }

// JSON is the same document for programs, on one line. It must not be written to.
func JSON() []byte { return json }
