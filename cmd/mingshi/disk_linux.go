package main

import (
	"fmt"
	"syscall"
)

// space is the room on a disk, in bytes.
type space struct{ free, total uint64 }

// spaceOf tells the room on the disk that holds a folder, as far as this user may fill it.
func spaceOf(folder string) (space, error) {
	var stat syscall.Statfs_t
	if err := syscall.Statfs(folder, &stat); err != nil {
		return space{}, fmt.Errorf("disk of %s: %w", folder, err)
	}
	block := uint64(stat.Bsize) //nolint:gosec // the size of a block is positive
	return space{free: stat.Bavail * block, total: stat.Blocks * block}, nil
}
