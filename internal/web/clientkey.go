package web

import (
	"net/netip"

	"github.com/gofiber/fiber/v2"

	"mingshi/internal/throttle"
)

// ClientKey names whom a request comes from, for counting what one client takes ("203.0.113.7/32", "2001:db8:1:2::/64"); ""
// if the address is unknown. It is never written down: the log knows ClientNetwork alone. Clients behind a proxy that is not
// trusted are all one.
func ClientKey(c *fiber.Ctx) string {
	e := eventOf(c)
	if e == nil {
		return ""
	}
	return clientKey(e.address)
}

// clientKey is what counts as one client, as throttle has it.
func clientKey(address netip.Addr) string {
	if !address.IsValid() {
		return ""
	}
	return throttle.NetworkOf(address).String()
}
