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

func (s *server) setHeaders(c *fiber.Ctx) {
	for _, h := range s.headers {
		c.Set(h.name, h.value)
	}
}
