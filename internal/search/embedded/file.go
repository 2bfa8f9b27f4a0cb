package embedded

import (
	"encoding/binary"
	"fmt"
	"os"
)

// segmentFile writes a segment from its beginning to its end, and the checksum of each block on the way.
type segmentFile struct {
	file  *os.File
	block []byte
	off   int64
	sums  []uint32
	dir   directory
	err   error
}

func newSegmentFile(path string) (*segmentFile, error) {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_RDWR, fileMode) //nolint:gosec // in our own folder
	if err != nil {
		return nil, fmt.Errorf("segment: %w", err)
	}
	w := &segmentFile{file: file, block: make([]byte, 0, blockSize)}
	w.write([]byte(segmentMagic))
	return w, nil
}

// write keeps the first error for finish.
func (w *segmentFile) write(p []byte) {
	w.off += int64(len(p))
	for len(p) > 0 {
		n := min(len(p), blockSize-len(w.block))
		w.block = append(w.block, p[:n]...)
		p = p[n:]
		if len(w.block) == blockSize {
			w.flush()
		}
	}
}

// fail keeps an error for finish, unless there is one.
func (w *segmentFile) fail(err error) {
	if w.err == nil {
		w.err = err
	}
}

func (w *segmentFile) flush() {
	if len(w.block) == 0 || w.err != nil {
		w.block = w.block[:0]
		return
	}
	w.sums = append(w.sums, checksum(w.block))
	_, w.err = w.file.Write(w.block)
	w.block = w.block[:0]
}

// begin starts a section.
func (w *segmentFile) begin(s section) {
	w.align()
	w.dir.at[s].off = w.off
}

// end ends it.
func (w *segmentFile) end(s section) { w.dir.at[s].size = w.off - w.dir.at[s].off }

func (w *segmentFile) align() {
	var zero [alignment]byte
	w.write(zero[:(alignment-w.off%alignment)%alignment])
}

// section writes a whole one.
func (w *segmentFile) section(s section, data []byte) {
	w.begin(s)
	w.write(data)
	w.end(s)
}

// finish writes checksums, directory and tail, and makes the file durable.
func (w *segmentFile) finish() error {
	w.flush()
	sums := make([]byte, 0, len(w.sums)*4)
	for _, sum := range w.sums {
		sums = binary.LittleEndian.AppendUint32(sums, sum)
	}
	guarded := w.dir.append(sums)
	tail := make([]byte, 0, tailSize)
	tail = binary.LittleEndian.AppendUint64(tail, uint64(w.off))
	tail = binary.LittleEndian.AppendUint64(tail, uint64(len(guarded)))
	tail = binary.LittleEndian.AppendUint32(tail, uint32(len(w.sums)))
	tail = binary.LittleEndian.AppendUint32(tail, checksum(append(guarded, tail...)))
	tail = append(tail, segmentMagic...)
	w.write(guarded)
	w.write(tail)
	w.flush()
	if w.err == nil {
		w.err = w.file.Sync()
	}
	return w.close()
}

// close ends the writing; what is there of the file stays for the caller to remove.
func (w *segmentFile) close() error {
	if err := w.file.Close(); w.err == nil {
		w.err = err
	}
	if w.err != nil {
		return fmt.Errorf("segment: %w", w.err)
	}
	return nil
}
