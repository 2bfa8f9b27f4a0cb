package web

import (
	"fmt"
	"testing"
)

// FuzzRangeLiesWithinTheFile holds parseRange to its bounds, and what it understands to what was asked.
func FuzzRangeLiesWithinTheFile(f *testing.F) {
	for _, seed := range []string{
		"bytes=0-0", "bytes=5-", "bytes=-5", "bytes=9-5", "bytes=0-1,3-4", "rows=1-2", "bytes=99999999999999999999-", "bytes = 1-2", "", "bytes=--1",
	} {
		f.Add(seed, int64(10))
	}
	f.Fuzz(func(t *testing.T, value string, size int64) {
		if size < 0 {
			return
		}
		part, asked, satisfiable := parseRange(value, size)
		switch {
		case !asked && (!satisfiable || part != span{0, size}):
			t.Errorf("%q of %d: not asked for, but %+v", value, size, part)
		case asked && satisfiable && (part.from < 0 || part.from >= part.to || part.to > size):
			t.Errorf("%q of %d: %+v lies outside", value, size, part)
		}
		var first, last int64
		if n, _ := fmt.Sscanf(value, "bytes=%d-%d", &first, &last); n != 2 || value != fmt.Sprintf("bytes=%d-%d", first, last) || first < 0 {
			return
		}
		if want := first <= last; asked != want || (asked && satisfiable != (first < size)) {
			t.Errorf("%q of %d: asked %v, satisfiable %v", value, size, asked, satisfiable)
		}
		if asked && satisfiable && part != (span{first, min(last, size-1) + 1}) {
			t.Errorf("%q of %d: %+v", value, size, part)
		}
	})
}
