package throttle

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"mingshi/internal/disclosure"
)

// Rate is a bucket: Burst requests may come at once, and one more for each Interval that passes. The zero value is no limit.
type Rate struct {
	// Interval is the time in which one request comes back.
	Interval time.Duration
	// Burst is how many requests a full bucket holds; at least 1.
	Burst int
}

// off is how no limit is written.
const off = "off"

// Bounds of a rate, so that nothing can overflow: at most a million requests a second and a million at once.
const (
	mostRequests = 1_000_000
	// burstSeconds is how many seconds' worth a bucket holds where no burst is written, leastBurst the least that it holds then.
	burstSeconds = 10
	leastBurst   = 20
)

// units are the times that a rate may be written over.
var units = []struct {
	name string
	time time.Duration
}{{"s", time.Second}, {"min", time.Minute}, {"h", time.Hour}}

// ParseRate reads a rate: "10/s", "30/min" or "1000/h", with the burst behind a plus ("10/s+300"), or "off". Without a burst it is
// ten seconds' worth, and at least 20. Anything else is kind Invalid.
func ParseRate(text string) (Rate, error) {
	if text == off {
		return Rate{}, nil
	}
	rate, ok := parseRate(text)
	if !ok {
		return Rate{}, disclosure.Errorf(disclosure.Invalid, "rate %q: want such as 10/s, 30/min+20, 1000/h or off", text)
	}
	return rate, nil
}

func parseRate(text string) (Rate, bool) {
	speed, extra, hasBurst := strings.Cut(text, "+")
	number, unit, _ := strings.Cut(speed, "/")
	requests, ok := parseCount(number)
	if !ok {
		return Rate{}, false
	}
	for _, u := range units {
		if u.name != unit {
			continue
		}
		rate := Rate{Interval: u.time / time.Duration(requests)}
		if hasBurst {
			rate.Burst, ok = parseCount(extra)
			return rate, ok
		}
		rate.Burst = max(leastBurst, int(burstSeconds*time.Second/rate.Interval))
		return rate, true
	}
	return Rate{}, false
}

// parseCount reads a whole number of requests, in digits alone.
func parseCount(text string) (int, bool) {
	n, err := strconv.ParseUint(text, 10, 32)
	return int(n), err == nil && n >= 1 && n <= mostRequests
}

// Unlimited reports whether the rate lets everything pass.
func (r Rate) Unlimited() bool { return r.Interval == 0 }

// Window is the time in which an empty bucket fills.
func (r Rate) Window() time.Duration { return r.Interval * time.Duration(r.Burst) }

// String writes the rate as ParseRate reads it, in the smallest unit that shows a whole number of requests.
func (r Rate) String() string {
	if r.Unlimited() {
		return off
	}
	for _, u := range units {
		if n := math.Round(float64(u.time) / float64(r.Interval)); n >= 1 && u.time/time.Duration(n) == r.Interval {
			return fmt.Sprintf("%d/%s+%d", int64(n), u.name, r.Burst)
		}
	}
	return fmt.Sprintf("1 in %s+%d", r.Interval, r.Burst)
}

// MarshalText writes the rate as ParseRate reads it.
func (r Rate) MarshalText() ([]byte, error) { return []byte(r.String()), nil }

// UnmarshalText is ParseRate.
func (r *Rate) UnmarshalText(text []byte) error {
	rate, err := ParseRate(string(text))
	*r = rate
	return err
}
