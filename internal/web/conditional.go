package web

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"net/http"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"mingshi/internal/disclosure"
)

// Stamp is what an answer was made from. Two answers to one address with equal stamps and languages say the same.
type Stamp struct {
	FeedID   string
	Position int64
	// AsOf is the instant of the last applied change or expiry.
	AsOf time.Time
	// Today is the local day: permits lapse at midnight without any change.
	Today disclosure.Date
	// Build is the version of the program, which renders.
	Build string
	// Form is what was chosen by Accept or the like among several forms of one answer.
	Form string
	// Zone is the authority's. Without it no Last-Modified is sent and If-Modified-Since is not looked at, since both need the instant
	// at which Today began.
	Zone *time.Location
}

// NotModified sets ETag, Last-Modified, Cache-Control and Vary, and answers 304 without a body if the visitor already has
// this very answer; then it returns true and the handler is done. Read the feed's head for the stamp first, then the
// records: an answer may be newer than its tag, never older. Ask after reading what may be missing or gone: "*" has any
// answer that there is, but not one that there is not.
//
// The tag is weak: it is made from what the answer was made from, not from its bytes, and so it is the same for every
// content coding. If-None-Match wins over If-Modified-Since (RFC 9110 §13.2.2). If-Modified-Since counts only if it is
// exactly our Last-Modified: after a restore the clock of the data runs backwards, and "not older" would be wrong.
func NotModified(c *fiber.Ctx, s Stamp) (bool, error) {
	tag := etag(c, s)
	c.Set(fiber.HeaderETag, `W/"`+tag+`"`)
	c.Set(fiber.HeaderCacheControl, "no-cache")
	c.Vary(fiber.HeaderAcceptLanguage, fiber.HeaderAcceptEncoding)
	modified := lastModified(c, s)
	if modified != "" {
		c.Set(fiber.HeaderLastModified, modified)
	}
	if !reads(c) || !known(c, tag, modified) {
		return false, payDue(c)
	}
	c.Status(http.StatusNotModified)
	c.Response().ResetBody()
	return true, nil
}

// DoNotKeep marks an answer that no stamp describes, since a part of it was made from something older than the rest: it has no
// tag, and nobody may give it again. What NotModified set for it before is taken away.
func DoNotKeep(c *fiber.Ctx) {
	c.Response().Header.Del(fiber.HeaderETag)
	c.Response().Header.Del(fiber.HeaderLastModified)
	c.Set(fiber.HeaderCacheControl, "no-store")
	c.Vary(fiber.HeaderAcceptLanguage, fiber.HeaderAcceptEncoding)
}

func known(c *fiber.Ctx, tag, modified string) bool {
	if lines := c.Request().Header.PeekAll(fiber.HeaderIfNoneMatch); len(lines) > 0 {
		for _, line := range lines {
			if lists(string(line), tag) {
				return true
			}
		}
		return false
	}
	return modified != "" && c.Get(fiber.HeaderIfModifiedSince) == modified
}

// lists reports whether the value of If-None-Match is "*" or has the tag, weak or strong.
func lists(value, tag string) bool {
	if strings.TrimSpace(value) == "*" {
		return true
	}
	for {
		value = strings.TrimPrefix(strings.TrimLeft(value, " \t,"), "W/")
		rest, quoted := strings.CutPrefix(value, `"`)
		if !quoted {
			return false // the end, or no list of tags
		}
		candidate, after, closed := strings.Cut(rest, `"`)
		if closed && candidate == tag {
			return true
		}
		value = after
	}
}

// tagBytes is how much of the hash a tag keeps: 128 bits.
const tagBytes = 16

func etag(c *fiber.Ctx, s Stamp) string {
	h := sha256.New()
	for _, part := range []string{
		s.FeedID, s.AsOf.UTC().Format(time.RFC3339Nano), s.Today.String(), s.Build, s.Form, string(Lang(c)),
		c.Path(), string(c.Context().QueryArgs().QueryString()),
	} {
		h.Write(binary.BigEndian.AppendUint32(nil, uint32(len(part)))) //nolint:gosec // no part is longer than a request
		h.Write([]byte(part))
	}
	h.Write(binary.BigEndian.AppendUint64(nil, uint64(s.Position))) //nolint:gosec // positions are not negative
	return base64.RawURLEncoding.EncodeToString(h.Sum(nil)[:tagBytes])
}

// lastModified is the later of the last change and the last local midnight, or "" as long as the second it names is not
// over: until then another change may share it.
func lastModified(c *fiber.Ctx, s Stamp) string {
	if s.Zone == nil {
		return ""
	}
	latest := s.AsOf
	if midnight := s.Today.In(s.Zone); midnight.After(latest) {
		latest = midnight
	}
	latest = latest.Truncate(time.Second)
	if c.Context().Time().Before(latest.Add(time.Second)) {
		return ""
	}
	return latest.UTC().Format(http.TimeFormat)
}
