package web

import (
	"strings"

	"github.com/gofiber/fiber/v2"
)

// IsData reports whether the address is one of data, for programs, and not of a page for people.
func IsData(c *fiber.Ctx) bool {
	path := c.Path()
	for _, folder := range []string{"/api/", "/badge/", "/dumps/", "/feeds/", "/.well-known/"} {
		if strings.HasPrefix(path, folder) {
			return true
		}
	}
	for _, ending := range []string{".json", ".jsonld", ".yaml", ".atom", ".jws"} {
		if strings.HasSuffix(path, ending) {
			return true
		}
	}
	return false
}

// wantsJSON reports whether a problem at the address is told to a program.
func wantsJSON(c *fiber.Ctx) bool {
	path := c.Path()
	return IsData(c) || path == "/readyz" || path == "/healthz"
}
