package web

import (
	"bytes"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"

	"github.com/gofiber/fiber/v2"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
	brotli "github.com/molecule-man/go-brrr"
)

// packer writes one content coding.
type packer interface {
	io.WriteCloser
	Reset(w io.Writer)
}

// coding is a content coding that answers are packed with.
type coding struct {
	name    string
	packers *sync.Pool
}

// codings are ours, the one that is preferred first. All run at about the speed of one; on our pages and lists zstd and gzip are
// smaller then than brotli, which pays where there is time to spare.
var codings = []coding{
	{"zstd", &sync.Pool{New: func() any { return newZstd() }}},
	{"gzip", &sync.Pool{New: func() any { return newGzip() }}},
	{"br", &sync.Pool{New: func() any { return newBrotli() }}},
}

const (
	gzipLevel   = 3
	brotliLevel = 1
	// zstdWindow is what a reader has to keep; RFC 9659 allows 8 MB.
	zstdWindow = 1 << 20
	// leastPacked is the size in bytes from which packing is worth it: less fits into one packet of the network anyway.
	leastPacked = 512
)

func newZstd() packer {
	w, err := zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedDefault), zstd.WithWindowSize(zstdWindow), zstd.WithEncoderConcurrency(1))
	if err != nil {
		panic(err) // the options are constant; a test makes one
	}
	return w
}

func newGzip() packer {
	w, err := gzip.NewWriterLevel(nil, gzipLevel)
	if err != nil {
		panic(err) // as above
	}
	return w
}

func newBrotli() packer {
	w, err := brotli.NewWriter(io.Discard, brotliLevel)
	if err != nil {
		panic(err) // as above
	}
	return w
}

// pack packs an answer that is whole in memory. Its tag stays, since it is weak; what has a strong tag, or is a part of something,
// is the very bytes that were asked for and stays as it is.
func pack(c *fiber.Ctx) {
	response := c.Response()
	if response.IsBodyStream() || !mayPack(c) || len(response.Body()) < leastPacked {
		return
	}
	c.Vary(fiber.HeaderAcceptEncoding)
	chosen, ok := chooseCoding(c)
	if !ok {
		return
	}
	var packed bytes.Buffer
	if err := chosen.packAll(&packed, response.Body()); err != nil || packed.Len() >= len(response.Body()) {
		return // never an error, in memory
	}
	response.SetBodyRaw(packed.Bytes())
	c.Set(fiber.HeaderContentEncoding, chosen.name)
}

func (k *coding) packAll(to io.Writer, body []byte) error {
	p := k.open(to)
	defer k.leave(p)
	if _, err := p.Write(body); err != nil {
		return err
	}
	return p.Close()
}

// open gives a packer that writes to w; leave gives it back.
func (k *coding) open(w io.Writer) packer {
	p, ok := k.packers.Get().(packer)
	if !ok {
		panic("a pool of packers holds something else")
	}
	p.Reset(w)
	return p
}

func (k *coding) leave(p packer) {
	p.Reset(nil) // nothing of the answer is kept
	k.packers.Put(p)
}

// mayPack reports whether an answer may be sent in a coding at all.
func mayPack(c *fiber.Ctx) bool {
	header := &c.Response().Header
	tag := string(header.Peek(fiber.HeaderETag))
	return len(header.ContentEncoding()) == 0 && len(header.Peek(fiber.HeaderContentRange)) == 0 &&
		(tag == "" || strings.HasPrefix(tag, "W/")) && c.Response().StatusCode() != http.StatusNotModified &&
		shrinks(string(header.ContentType()))
}

// shrinks reports whether a media type is one of text. Others are packed already; events must not wait for more of their kind.
func shrinks(mediaType string) bool {
	mediaType, _, _ = strings.Cut(mediaType, ";")
	mediaType = strings.ToLower(strings.TrimSpace(mediaType))
	switch mediaType {
	case "text/event-stream":
		return false
	case "application/json", "application/javascript", "application/xml", "application/yaml", "application/x-ndjson", "application/ndjson",
		"application/jwt", "application/wasm":
		return true
	}
	return strings.HasPrefix(mediaType, "text/") || strings.HasSuffix(mediaType, "+json") || strings.HasSuffix(mediaType, "+xml") ||
		strings.HasSuffix(mediaType, "+yaml")
}

// chooseCoding is the coding that the visitor likes best, and among equals the one that we do; false if that is none.
func chooseCoding(c *fiber.Ctx) (*coding, bool) {
	asked := readWeights(c)
	var best *coding
	most := asked.weight("identity", 0)
	for i := range codings {
		weight := asked.weight(codings[i].name, asked.any)
		if weight > most || (weight == most && weight > 0 && best == nil && !asked.names("identity")) {
			best, most = &codings[i], weight
		}
	}
	return best, best != nil
}

// weights is what Accept-Encoding says, in thousandths; any is the weight of what is not named.
type weights struct {
	named map[string]int
	any   int
}

func (w *weights) names(coding string) bool {
	_, named := w.named[coding]
	return named
}

func (w *weights) weight(coding string, otherwise int) int {
	if weight, named := w.named[coding]; named {
		return weight
	}
	return otherwise
}

func readWeights(c *fiber.Ctx) weights {
	asked := weights{named: map[string]int{}}
	for _, line := range c.Request().Header.PeekAll(fiber.HeaderAcceptEncoding) {
		for element := range strings.SplitSeq(string(line), ",") {
			name, parameters, _ := strings.Cut(element, ";")
			name = strings.ToLower(strings.TrimSpace(name))
			switch weight := weightOf(parameters); name {
			case "":
			case "*":
				asked.any = weight
			case "x-gzip":
				asked.named["gzip"] = weight
			default:
				asked.named[name] = weight
			}
		}
	}
	return asked
}

// weightOf reads "q=0.5" (RFC 9110 §12.4.2) as thousandths; what cannot be read is not wanted.
func weightOf(parameters string) int {
	const whole = 1000
	name, value, _ := strings.Cut(strings.TrimSpace(parameters), "=")
	if name == "" {
		return whole
	}
	weight, err := strconv.ParseFloat(strings.TrimSpace(value), 64)
	if !strings.EqualFold(strings.TrimSpace(name), "q") || err != nil || !(weight >= 0 && weight <= 1) {
		return 0
	}
	return int(weight * whole)
}
