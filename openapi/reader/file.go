package reader

import (
	"bytes"
	"crypto/sha256"
	_ "embed" // the files
	"encoding/hex"
	"fmt"
	"io"
	"strings"
	"sync"

	brotli "github.com/molecule-man/go-brrr"
)

//go:embed swagger-ui-bundle.js.br
var bundle []byte

//go:embed swagger-ui.css.br
var bundleStyle []byte

//go:embed start.js
var start []byte

//go:embed page.css
var pageStyle []byte

// File is one that the page loads.
type File struct {
	// Address is where it is served. It changes with the content, which therefore may be kept for ever.
	Address   string
	MediaType string
	// Packed is the content in brotli; nil for a file that is too small to be worth it.
	Packed []byte
	// Plain is the content as it is. For a packed file it is unpacked at the first call.
	Plain func() ([]byte, error)
}

// The files of the page.
var (
	script    = packed("swagger-ui-bundle.js", "text/javascript; charset=utf-8", bundle)
	style     = packed("swagger-ui.css", "text/css; charset=utf-8", bundleStyle)
	ownScript = plain("start.js", "text/javascript; charset=utf-8", start)
	ownStyle  = plain("page.css", "text/css; charset=utf-8", pageStyle)
)

// Files are all that the page loads.
func Files() []*File { return []*File{script, style, ownScript, ownStyle} }

// addressOf puts a part of the content's hash before the ending of the name.
func addressOf(name string, content []byte) string {
	const kept = 8 // bytes, enough to tell one edition from the next
	sum := sha256.Sum256(content)
	at := strings.LastIndexByte(name, '.')
	return "/docs/" + name[:at] + "." + hex.EncodeToString(sum[:kept]) + name[at:]
}

func plain(name, mediaType string, content []byte) *File {
	return &File{
		Address: addressOf(name, content), MediaType: mediaType,
		Plain: func() ([]byte, error) { return content, nil },
	}
}

func packed(name, mediaType string, content []byte) *File {
	return &File{
		Address: addressOf(name, content), MediaType: mediaType, Packed: content,
		Plain: sync.OnceValues(func() ([]byte, error) {
			unpacked, err := io.ReadAll(brotli.NewReader(bytes.NewReader(content)))
			if err != nil {
				return nil, fmt.Errorf("unpack %s: %w", name, err)
			}
			return unpacked, nil
		}),
	}
}
