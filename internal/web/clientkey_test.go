package web

import (
	"net/netip"
	"testing"
)

func TestClientKeyIsOneAddressOrOneLine(t *testing.T) {
	for address, want := range map[string]string{
		"203.0.113.7":          "203.0.113.7/32",
		"2001:db8:1:2:3:4:5:6": "2001:db8:1:2::/64",
		"2001:db8:1:2:ffff::1": "2001:db8:1:2::/64",
		"2001:db8:1:3::1":      "2001:db8:1:3::/64",
		"fe80::1%eth0":         "fe80::/64",
		"::ffff:203.0.113.7":   "203.0.113.7/32",
		"unknown":              "",
	} {
		parsed, _ := netip.ParseAddr(address) // the zero address is what an unreadable one is
		if got := clientKey(parsed.Unmap()); got != want {
			t.Errorf("clientKey(%s) = %q, want %q", address, got, want)
		}
	}
}
