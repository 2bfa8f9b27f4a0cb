package web

import (
	"strings"

	"github.com/gofiber/fiber/v2"
)

type header struct{ name, value string }

// securityHeaders are sent with every answer. Transport security (HSTS) is the proxy's to promise, which ends TLS.
func securityHeaders(styleHashes []string) []header {
	styles := "'none'"
	if len(styleHashes) > 0 {
		styles = strings.Join(styleHashes, " ")
	}
	return []header{
		{fiber.HeaderContentSecurityPolicy, "default-src 'none'; style-src " + styles +
			"; img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"},
		{fiber.HeaderXContentTypeOptions, "nosniff"},
		{fiber.HeaderReferrerPolicy, "no-referrer"},
		{"Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=(), interest-cohort=()"},
		{"Cross-Origin-Opener-Policy", "same-origin"},
		{"Cross-Origin-Resource-Policy", "same-origin"},
	}
}

// AdmitScripts lets the page that is being answered run scripts of this site and fetch from it, beside what every answer may.
// The 304 of such a page needs it too: its policy may take the place of the one that the visitor keeps.
func AdmitScripts(c *fiber.Ctx) {
	c.Set(fiber.HeaderContentSecurityPolicy, c.GetRespHeader(fiber.HeaderContentSecurityPolicy)+"; script-src 'self'; connect-src 'self'")
}

func (s *server) setHeaders(c *fiber.Ctx) {
	for _, h := range s.headers {
		c.Set(h.name, h.value)
	}
}
