package main

import (
	"net/netip"
	"net/url"
	"strings"

	"mingshi/internal/authority"
	"mingshi/internal/disclosure"
)

// warnOfBase warns of an address that a visitor's telephone cannot reach: a board hangs for years. For a trial it will do.
func warnOfBase(t *terminal, base string) {
	address, err := url.Parse(base)
	if err == nil && isHouseHost(address.Hostname()) {
		t.note("board.base_inner", base)
	}
}

// innerSuffixes end names that no public register gives out (RFC 6761, RFC 6762, RFC 8375, and ICANN's own for inner networks).
var innerSuffixes = []string{".localhost", ".local", ".home.arpa", ".internal", ".test", ".invalid"}

// isHouseHost reports whether a host is this machine or in the network of the house.
func isHouseHost(host string) bool {
	host = strings.ToLower(host)
	if address, err := netip.ParseAddr(host); err == nil {
		return address.IsLoopback() || address.IsPrivate() || address.IsLinkLocalUnicast() || address.IsUnspecified()
	}
	for _, suffix := range innerSuffixes {
		if strings.HasSuffix(host, suffix) {
			return true
		}
	}
	return !strings.Contains(host, ".") // localhost, or a name that only the house's own network knows
}

// warnOfProfile warns while the profile is still the made-up one, whose name and telephone would stand on every board.
func warnOfProfile(t *terminal, profile *disclosure.Authority) {
	sample, err := authority.Parse(authority.Sample)
	if err == nil && (profile.NameZH == sample.NameZH || profile.DivisionCode == sample.DivisionCode) {
		t.note("board.profile_sample", profile.NameZH, profile.DivisionCode, authority.FileName)
	}
}
