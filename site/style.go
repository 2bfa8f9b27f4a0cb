package site

import (
	"crypto/sha256"
	_ "embed" // the style sheet
	"encoding/base64"
	"strings"
)

//go:embed static/site.css
var styleSource string

// stylesheet is what every page carries within itself, so that a page is one request.
var stylesheet = compact(styleSource)

// StyleHash is the source expression that lets a content security policy admit the pages' style sheet and no other:
// 'sha256-…' with its quotes.
func StyleHash() string {
	sum := sha256.Sum256([]byte(stylesheet))
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}

// compact takes comments, indentation and line ends out of a style sheet.
func compact(css string) string {
	var out strings.Builder
	for css != "" {
		before, comment, found := strings.Cut(css, "/*")
		for line := range strings.Lines(before) {
			out.WriteString(strings.TrimSpace(line))
		}
		if !found {
			break
		}
		_, css, _ = strings.Cut(comment, "*/")
	}
	return out.String()
}
