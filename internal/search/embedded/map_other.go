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

func unmapFile([]byte) error { return nil }
