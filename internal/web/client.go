package web

import (
	"net/netip"
	"strings"

	"github.com/gofiber/fiber/v2"

	"mingshi/internal/disclosure"
)

// ParseProxies reads networks ("10.0.0.0/8") and single addresses; kind Invalid for anything else.
func ParseProxies(cidrs []string) ([]netip.Prefix, error) {
	proxies := make([]netip.Prefix, 0, len(cidrs))
	for _, cidr := range cidrs {
		if address, err := netip.ParseAddr(cidr); err == nil {
			proxies = append(proxies, netip.PrefixFrom(address.Unmap(), address.Unmap().BitLen()))
			continue
		}
		prefix, err := netip.ParsePrefix(cidr)
		if err != nil {
			return nil, disclosure.Errorf(disclosure.Invalid, "trusted proxy %q: want an address or a network such as 10.0.0.0/8", cidr)
		}
		proxies = append(proxies, prefix.Masked())
	}
	return proxies, nil
}

// ClientNetwork is the network that a request comes from, as the log names it ("203.0.113.0/24", "2001:db8:1::/48"); "" if
// the address is unknown. Clients behind a proxy that is not trusted are all of the proxy's network.
func ClientNetwork(c *fiber.Ctx) string {
	e := eventOf(c)
	if e == nil {
		return ""
	}
	return e.network
}

// client is the address of who asks: the peer or, where the peer is a trusted proxy, the right-most address of
// X-Forwarded-For that is none. What stands left of that address anybody may have written.
func (s *server) client(c *fiber.Ctx) netip.Addr {
	address, ok := netip.AddrFromSlice(c.Context().RemoteIP())
	if !ok {
		return netip.Addr{}
	}
	address = address.Unmap()
	var hops []string
	for _, line := range c.Request().Header.PeekAll(fiber.HeaderXForwardedFor) {
		hops = append(hops, strings.Split(string(line), ",")...)
	}
	for i := len(hops) - 1; i >= 0 && s.trusts(address); i-- {
		hop, err := netip.ParseAddr(strings.TrimSpace(hops[i]))
		if err != nil {
			break
		}
		address = hop.Unmap()
	}
	return address
}

func (s *server) trusts(address netip.Addr) bool {
	for _, proxy := range s.TrustedProxies {
		if proxy.Contains(address) {
			return true
		}
	}
	return false
}

// Bits of an address that the log keeps: enough to see which network floods, too few to tell a household.
const (
	logBits4 = 24
	logBits6 = 48
)

// network cuts an address to what the log may keep.
func network(address netip.Addr) string {
	bits := logBits6
	if address.Is4() {
		bits = logBits4
	}
	prefix, err := address.WithZone("").Prefix(bits)
	if err != nil {
		return ""
	}
	return prefix.String()
}
