//go:build !unix

package embedded

import (
	"io"
	"os"
)

// mapFile reads the file, where mapping it is not to be had.
func mapFile(file *os.File, size int64) ([]byte, error) {
	data := make([]byte, size)
	_, err := io.ReadFull(io.NewSectionReader(file, 0, size), data)
	return data, err
}

// mirrorZeros shows in mapped bytes what was written to their file, where they do not show it by themselves.
func mirrorZeros(data []byte) { clear(data) }

func unmapFile([]byte) error { return nil }
