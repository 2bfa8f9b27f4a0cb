package archive

import "testing"

// TestMain lets every part of a small store have several pages.
func TestMain(m *testing.M) {
	pageRows = 40
	m.Run()
}

// GiveName is giveName.
var GiveName = giveName
