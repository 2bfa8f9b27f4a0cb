package tally

import (
	"time"

	"mingshi/internal/disclosure"
)

// Room is how many boards and days are kept in memory.
const Room = room

// OpenAt is Open with a pace of the caller's.
func OpenAt(dir string, today func() disclosure.Date, pace <-chan time.Time) (*Counter, error) {
	return open(dir, today, pace)
}

// Flush writes what is in memory.
func (c *Counter) Flush() error { return c.flush() }

// ParseLine reads a line and writes it again.
func ParseLine(line []byte) (again string, ok bool) {
	k, scans, ok := parseLine(line)
	if !ok {
		return "", false
	}
	return string(appendLine(nil, k, scans)), true
}
