package main

import (
	"os"
	"runtime/debug"
)

// A search leaves about a megabyte behind and nothing of what it used. With Go's own setting that is collected every few dozen
// searches, each time at the cost of those that run meanwhile: of a hundred answers the slowest took three times as long.
const (
	// garbagePercent is how much may be left behind, in percent of what is in use, before it is collected.
	garbagePercent = 400
	// memoryLimit is the memory of the program's own, mapped files aside, from which on it is collected sooner.
	memoryLimit = 512 << 20
)

// tuneMemory sets both, unless the operator has set them by Go's own variables.
func tuneMemory() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(garbagePercent)
	}
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(memoryLimit)
	}
}

// spareMemory goes back to Go's own setting where nobody waits for an answer: what is written piece by piece then takes the same
// memory however long it is.
func spareMemory() {
	const goDefault = 100
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(goDefault)
	}
}
