//go:build unix

package embedded

import (
	"os"
	"syscall"
)

// mapFile maps a file of the given size for reading. What is written to the file is seen in it.
func mapFile(file *os.File, size int64) ([]byte, error) {
	return syscall.Mmap(int(file.Fd()), 0, int(size), syscall.PROT_READ, syscall.MAP_SHARED)
}

// mirrorZeros shows in mapped bytes what was written to their file, where they do not show it by themselves.
func mirrorZeros([]byte) {}

func unmapFile(data []byte) error { return syscall.Munmap(data) }
