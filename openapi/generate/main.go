// Command generate writes openapi/openapi.yaml and openapi/openapi.json from the annotations of the handlers. Run it at the root
// of the module: go run ./openapi/generate
//
// With -release it also records the document in openapi/released.txt as that of its version. It refuses if that version was
// recorded before with another document, or if openapi/CHANGES.md has no entry for it.
package main

import (
	"flag"
	"log/slog"
	"os"

	"mingshi/openapi/describe"
)

func main() {
	release := flag.Bool("release", false, "record the document as that of its version")
	flag.Parse()
	document, err := describe.Build(".")
	if err == nil {
		err = document.Write(".")
	}
	if err == nil && *release {
		err = document.Release(".")
	}
	if err != nil {
		slog.Error("generate", slog.Any("error", err)) //nolint:sloglint // a command at the bench has no context
		os.Exit(1)
	}
}
