package qrsign

import (
	"net/netip"
	"strconv"
	"strings"

	"mingshi/internal/disclosure"
)

const (
	// boardPath leads to the live page of a board; the server reads it in either case.
	boardPath = "/S/"
	// maxHostLength is what a symbol of version 5 leaves for the host: at level H it takes 64 characters, of which
	// "HTTPS://", "/S/" and the code take 31. Up to 19 characters the symbol is of version 4.
	maxHostLength = 33
)

// BoardURL gives the address that a board's symbol carries: HTTPS://HOST/S/CODE, all in upper case so that it stays in
// the dense alphanumeric mode of QR. base is the public address of the site, "https://gs.example.cn", with a port where
// there is one and nothing else. Plain http is taken only for localhost and for loopback and private IPv4 addresses,
// where demonstrations run. Everything else is kind Invalid, and the error says why and what would be right: a board
// hangs for years, so an address that a phone cannot follow must never be printed.
func BoardURL(base string, c Code) (string, error) {
	code, err := ParseCode(string(c))
	if err != nil {
		return "", err
	}
	scheme, host, err := splitBase(base)
	if err != nil {
		return "", err
	}
	if err := checkHost(host); err != nil {
		return "", err
	}
	switch scheme {
	case "HTTPS":
	case "HTTP":
		if !isLocal(host) {
			return "", refuse("%q is reached by plain http, want https:// (http is only for localhost and private addresses)", host)
		}
	default:
		return "", refuse("scheme %.20q, want https://", scheme)
	}
	return scheme + "://" + host + boardPath + string(code), nil
}

// splitBase takes the base apart into scheme and host with port, both in upper case. One slash at the end is forgiven.
func splitBase(base string) (scheme, host string, err error) {
	if strings.Contains(base, "@") { // first, and without quoting: a password may stand before it
		return "", "", refuse("the base has user information, want only https:// and the host")
	}
	scheme, rest, found := strings.Cut(base, "://")
	if !found {
		return "", "", refuse("base %.80q has no scheme, want https:// and the host", base)
	}
	if strings.ContainsAny(rest, "?#") {
		return "", "", refuse("base %.80q has a query or a fragment, want only https:// and the host", base)
	}
	host, path, _ := strings.Cut(rest, "/")
	if path != "" {
		return "", "", refuse("base %.80q has a path, want only https:// and the host: boards always stand under /s/", base)
	}
	return upperASCII(scheme), upperASCII(host), nil
}

// checkHost holds a host in upper case, with or without a port, to what alphanumeric mode can write, to what version 5
// has room for, and to what names a host at all.
func checkHost(host string) error {
	for _, r := range host {
		if !isHostCharacter(r) {
			return refuseCharacter(host, r)
		}
	}
	if len(host) > maxHostLength {
		return refuse("host %.80q has %d characters, want at most %d with the port, or the QR symbol grows past version 5; "+
			"give the boards a shorter host name that leads to the same site", host, len(host), maxHostLength)
	}
	name, port, hasPort := strings.Cut(host, ":")
	if hasPort && !isPort(port) {
		return refuse("host %q has port %q, want a number from 1 to 65535", host, port)
	}
	labels := strings.Split(name, ".")
	for _, label := range labels {
		if label == "" || strings.HasPrefix(label, "-") || strings.HasSuffix(label, "-") {
			return refuse("host %q is not a host name, want one like gs.example.cn", host)
		}
	}
	// Phones read a name whose last part is a number as an IPv4 address, and a half one as some other address.
	if last := labels[len(labels)-1]; isNumber(last) && !isIPv4(name) {
		return refuse("host %q is not a whole IPv4 address, want four numbers or a host name", host)
	}
	return nil
}

// refuseCharacter says what to write instead of a character that alphanumeric mode or host names do not have.
func refuseCharacter(host string, r rune) error {
	switch {
	case r == '[' || r == ']':
		return refuse("host %.80q is an IPv6 address, which alphanumeric QR mode cannot write, want a host name", host)
	case r >= 0x80:
		return refuse("host %.80q has %q, which alphanumeric QR mode cannot write, want the name's ASCII form (xn--…)", host, r)
	default:
		return refuse("host %.80q has %q, want only letters, digits, hyphens, dots and a port", host, r)
	}
}

// isLocal reports whether a checked host is one that only this machine or the house's own network reaches.
func isLocal(host string) bool {
	name, _, _ := strings.Cut(host, ":")
	if name == "LOCALHOST" || strings.HasSuffix(name, ".LOCALHOST") {
		return true
	}
	address, err := netip.ParseAddr(name)
	return err == nil && (address.IsLoopback() || address.IsPrivate())
}

func isHostCharacter(r rune) bool {
	return 'A' <= r && r <= 'Z' || '0' <= r && r <= '9' || r == '-' || r == '.' || r == ':'
}

func isNumber(s string) bool { return strings.Trim(s, "0123456789") == "" }

func isIPv4(name string) bool {
	address, err := netip.ParseAddr(name)
	return err == nil && address.Is4()
}

func isPort(s string) bool {
	port, err := strconv.ParseUint(s, 10, 16)
	return err == nil && port != 0
}

// upperASCII leaves other letters alone: strings.ToUpper would turn some of them (ı, ſ) into ASCII ones, and the address
// would silently be another.
func upperASCII(s string) string {
	return strings.Map(func(r rune) rune {
		if 'a' <= r && r <= 'z' {
			return r - ('a' - 'A')
		}
		return r
	}, s)
}

func refuse(format string, args ...any) error {
	return disclosure.Errorf(disclosure.Invalid, "board url: "+format, args...)
}
