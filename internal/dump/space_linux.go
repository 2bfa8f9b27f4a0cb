package dump

import "syscall"

// freeIn tells how many bytes this user may still write to the disk that holds a folder; false where that is not known.
func freeIn(folder string) (int64, bool) {
	var stat syscall.Statfs_t
	if err := syscall.Statfs(folder, &stat); err != nil {
		return 0, false
	}
	return int64(stat.Bavail) * stat.Bsize, true //nolint:gosec // no disk has 2^63 bytes
}
