//go:build !linux

package main

import "errors"

// space is the room on a disk, in bytes.
type space struct{ free, total uint64 }

// spaceOf is known on Linux alone.
func spaceOf(string) (space, error) { return space{}, errors.ErrUnsupported }
