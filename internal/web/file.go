package web

import (
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"
)

// File is a finished file on the disk, as it is sent: in whole or in part, and never compressed on the way.
type File struct {
	// Content is read from its beginning or, for a part, from there; it is closed in every case.
	Content interface {
		io.ReaderAt
		io.Closer
	}
	Size int64
	// SHA256 of the whole; its hexadecimal digits are the tag, which is strong.
	SHA256 [32]byte
	// Modified is when the file was made.
	Modified time.Time
	// Type is the media type. There is no Content-Encoding: what is asked for is the packed file itself.
	Type string
}

// SendFile answers with a file, a part of it (206), that the visitor has it already (304), or that the part asked for lies beyond
// its end (416). What decides is, in this order (RFC 9110 §13.2.2): If-None-Match, If-Modified-Since, then If-Range and Range. Several
// ranges at once are answered with the whole, as a range that is malformed or of another unit than bytes is. Every use asks first
// (no-cache), for the file may be taken back: that its bytes never change would allow to keep it for ever, and then a record that
// has ended would live on in every cache.
func SendFile(c *fiber.Ctx, f File) error {
	tag := fmt.Sprintf("%x", f.SHA256)
	modified := f.Modified.UTC().Truncate(time.Second).Format(http.TimeFormat)
	c.Set(fiber.HeaderETag, `"`+tag+`"`)
	c.Set(fiber.HeaderLastModified, modified)
	c.Set(fiber.HeaderCacheControl, "no-cache")
	c.Set(fiber.HeaderAcceptRanges, "bytes")
	if known(c, tag, modified) {
		c.Status(http.StatusNotModified)
		return f.Content.Close()
	}
	part, asked := span{0, f.Size}, false
	if c.Method() == http.MethodGet && rangeApplies(c, tag, modified) {
		var satisfiable bool
		if part, asked, satisfiable = parseRange(c.Get(fiber.HeaderRange), f.Size); !satisfiable {
			c.Set(fiber.HeaderContentRange, "bytes */"+strconv.FormatInt(f.Size, 10))
			return firstError(f.Content.Close(), &Refusal{Code: CodeRangeNotSatisfiable})
		}
	}
	if asked {
		c.Status(http.StatusPartialContent)
		c.Set(fiber.HeaderContentRange, fmt.Sprintf("bytes %d-%d/%d", part.from, part.to-1, f.Size))
	}
	c.Set(fiber.HeaderContentType, f.Type)
	c.Set("Repr-Digest", "sha-256=:"+base64.StdEncoding.EncodeToString(f.SHA256[:])+":")
	c.Context().SetBodyStream(&sending{
		Reader: io.NewSectionReader(f.Content, part.from, part.to-part.from), closer: f.Content, conn: c.Context().Conn(),
	}, int(part.to-part.from))
	return nil
}

// SameDocument sets the tag of a finished document, which is made from its bytes, and answers 304 if the visitor already has it;
// then it returns true and the handler is done. It is for documents that are not made from the feed (see NotModified).
func SameDocument(c *fiber.Ctx, document []byte) bool {
	tag := fmt.Sprintf("%x", sha256.Sum256(document))
	c.Set(fiber.HeaderETag, `W/"`+tag+`"`) // weak, for every content coding has it
	c.Set(fiber.HeaderCacheControl, "no-cache")
	c.Vary(fiber.HeaderAcceptEncoding)
	if !reads(c) || !known(c, tag, "") {
		return false
	}
	c.Status(http.StatusNotModified)
	c.Response().ResetBody()
	return true
}

func firstError(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// sending is a file on its way. A large one may take longer than an answer may otherwise, as long as somebody reads it.
type sending struct {
	io.Reader

	closer io.Closer
	conn   net.Conn
	given  time.Time
}

func (s *sending) Read(p []byte) (int, error) {
	if now := time.Now(); s.conn != nil && now.Sub(s.given) > time.Second {
		_ = s.conn.SetWriteDeadline(now.Add(writeTimeout)) // a closed connection shows at the write
		s.given = now
	}
	return s.Reader.Read(p)
}

// Close closes the file.
func (s *sending) Close() error { return s.closer.Close() }

// rangeApplies reports whether a range is asked for of the very file that the visitor has a part of. A weak tag never is
// (RFC 9110 §13.1.5).
func rangeApplies(c *fiber.Ctx, tag, modified string) bool {
	if c.Get(fiber.HeaderRange) == "" {
		return false
	}
	condition := c.Get(fiber.HeaderIfRange)
	return condition == "" || condition == `"`+tag+`"` || condition == modified
}

// span is a part of a file, to exclusive.
type span struct{ from, to int64 }

// parseRange reads the value of Range for a file of size bytes. asked is false for what is to be answered with the whole: several
// ranges, another unit, or what is malformed. A range of which nothing lies within the file is not satisfiable.
func parseRange(value string, size int64) (part span, asked, satisfiable bool) {
	whole := span{0, size}
	unit, set, found := strings.Cut(value, "=")
	first, last, dashed := strings.Cut(strings.TrimSpace(set), "-")
	if !found || !dashed || !strings.EqualFold(unit, "bytes") || strings.Contains(set, ",") {
		return whole, false, true
	}
	from, hasFrom, okFrom := position(first)
	to, hasTo, okTo := position(last)
	switch {
	case !okFrom || !okTo || (!hasFrom && !hasTo) || (hasFrom && hasTo && to < from):
		return whole, false, true
	case !hasFrom: // the last bytes
		part = span{max(0, size-to), size}
	case !hasTo:
		part = span{from, size}
	default:
		part = span{from, min(to, size-1) + 1}
	}
	return part, true, part.from < part.to
}

// position reads one end of a range: digits, or nothing. What no file is as long as counts as beyond the end of all.
func position(text string) (value int64, given, ok bool) {
	if text == "" {
		return 0, false, true
	}
	for i := range len(text) {
		if text[i] < '0' || text[i] > '9' {
			return 0, false, false
		}
	}
	const digits = 18 // as many as an int64 takes in every case
	if text = strings.TrimLeft(text, "0"); len(text) > digits {
		text = strings.Repeat("9", digits)
	}
	if text == "" {
		return 0, true, true
	}
	value, err := strconv.ParseInt(text, 10, 64)
	return value, true, err == nil
}
