package postgres

import "strings"

// Name names the database of a URL for people: host and database, without user, password and settings; of several hosts
// the first. It is "" for a URL that cannot be read, or whose host may be part of a password.
func Name(url string) string {
	config, err := parseURL(url)
	if err != nil {
		return ""
	}
	return nameOf(config)
}

// CheckURL is kind Invalid for what is no address of a server. Neither its error nor, for what it accepts, the host that
// later errors name holds any of the password.
func CheckURL(url string) error {
	_, err := parseURL(url)
	return err
}

// maskedHost reports whether an @ stands where none belongs: behind another one, or behind the host. A password with one of
// / ? # in it ends the host there, and what stands before, digits of the password included, is taken for host and port.
func maskedHost(url string) bool {
	_, rest, isURL := strings.Cut(url, "://")
	if !isURL {
		return false
	}
	at, end := strings.Index(rest, "@"), strings.IndexAny(rest, "/?#")
	return strings.Count(rest, "@") > 1 || end >= 0 && at > end
}
