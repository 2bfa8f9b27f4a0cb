package throttle

import "time"

// Class is what kind of address is asked for; each has buckets of its own. Its value is the name of the policy in headers.
type Class string

// The classes.
const (
	// Pages are pages that search or filter, and the suggestions in their forms. All other pages are free.
	Pages Class = "pages"
	// API is the data interface with the twins of pages.
	API Class = "api"
	// Dumps are whole files.
	Dumps Class = "dumps"
)

// Limits is what clients may ask for.
type Limits struct {
	// Pages, API and Dumps are those of an address: one IPv4 address, or one IPv6 network of 64 bits, which is what a line at home or
	// an office has. Many people may sit behind it, so pages are generous.
	Pages, API, Dumps Rate
	// KeyAPI is that of a key that has no rate of its own. A key has the buckets of addresses for pages and dumps, but to itself.
	KeyAPI Rate
}

// Defaults is what holds where nothing else is set. 300 API requests at once are enough to catch up with 128,854 changes, 1,000 at
// a time, from the beginning.
func Defaults() Limits {
	return Limits{
		Pages:  Rate{Interval: time.Second / 50, Burst: 1000},
		API:    Rate{Interval: time.Second / 10, Burst: 300},
		Dumps:  Rate{Interval: time.Minute / 30, Burst: 20},
		KeyAPI: Rate{Interval: time.Second / 100, Burst: 1000},
	}
}

// of gives the rate of a class for a client.
func (l *Limits) of(client Client, class Class) Rate {
	switch class {
	case Pages:
		return l.Pages
	case Dumps:
		return l.Dumps
	case API:
	}
	switch {
	case client.hasOwn:
		return client.own
	case client.key != "":
		return l.KeyAPI
	}
	return l.API
}
