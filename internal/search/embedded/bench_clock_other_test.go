//go:build !linux

package embedded_test

import "time"

// processorTime is zero: this system does not tell it in the same way.
func processorTime() time.Duration { return 0 }
