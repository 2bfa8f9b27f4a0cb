package embedded_test

import (
	"syscall"
	"time"
	"unsafe"
)

// processorTime is what the process has used of all cores.
func processorTime() time.Duration {
	const process = 2 // CLOCK_PROCESS_CPUTIME_ID
	var now syscall.Timespec
	if _, _, failed := syscall.RawSyscall(syscall.SYS_CLOCK_GETTIME, process, uintptr(unsafe.Pointer(&now)), 0); failed != 0 {
		return 0
	}
	return time.Duration(now.Nano())
}
