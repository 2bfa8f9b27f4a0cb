package site

import (
	"crypto/sha256"
	_ "embed" // the script
	"encoding/hex"

	"github.com/gofiber/fiber/v2"
)

// scriptSource suggests names while a visitor types into a search box. Pages that have one ask for it, and work without it.
//
//go:embed static/suggest.js
var scriptSource string

// scriptPath is the script's address. Another script has another address, so a copy of this one never grows old.
var scriptPath = "/static/suggest." + fingerprint(scriptSource) + ".js"

// fingerprintBytes is how much of a hash an address keeps: enough to tell one of our own files from its next edition.
const fingerprintBytes = 8

func fingerprint(source string) string {
	sum := sha256.Sum256([]byte(source))
	return hex.EncodeToString(sum[:fingerprintBytes])
}

func script(c *fiber.Ctx) error {
	c.Set(fiber.HeaderContentType, fiber.MIMETextJavaScriptCharsetUTF8)
	c.Set(fiber.HeaderCacheControl, "public, max-age=31536000, immutable")
	return c.SendString(scriptSource)
}
