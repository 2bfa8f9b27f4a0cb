package dump

import (
	"bufio"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"hash"
	"io"
	"os"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

// outputBuffer is how much is gathered before it is written and hashed.
const outputBuffer = 256 << 10

// output is a file that is being written: what goes in is packed, hashed and counted on its way to the disk.
type output struct {
	file     *os.File
	sum      hash.Hash
	size     int64
	buffered *bufio.Writer
	packer   io.WriteCloser
}

// newOutput begins a file that is packed in the form's way.
func newOutput(path string, form Form) (*output, error) {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, fileMode) //nolint:gosec // in our own folder
	if err != nil {
		return nil, unavailable(err)
	}
	o := &output{file: file, sum: sha256.New()}
	o.buffered = bufio.NewWriterSize(counted{o}, outputBuffer)
	switch form.Compression() {
	case "gzip":
		o.packer, err = gzip.NewWriterLevel(o.buffered, gzip.BestSpeed)
	case "zstd":
		o.packer, err = zstd.NewWriter(o.buffered, zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithEncoderConcurrency(1))
	default:
		o.packer = unpacked{o.buffered}
	}
	if err != nil {
		return nil, errors.Join(unavailable(err), file.Close())
	}
	return o, nil
}

// counted writes to the file of an output.
type counted struct{ *output }

func (c counted) Write(p []byte) (int, error) {
	n, err := c.file.Write(p)
	c.size += int64(n)
	c.sum.Write(p[:n])
	return n, err
}

// unpacked ends what needs no end.
type unpacked struct{ *bufio.Writer }

func (unpacked) Close() error { return nil }

func (o *output) Write(p []byte) (int, error) { return o.packer.Write(p) }

// finish makes the file durable and tells its size and hash.
func (o *output) finish(f *File) error {
	err := o.packer.Close()
	if err == nil {
		err = o.buffered.Flush()
	}
	if err == nil {
		err = o.file.Sync()
	}
	f.Bytes, f.SHA256 = o.size, hex.EncodeToString(o.sum.Sum(nil))
	return unavailable(errors.Join(err, o.file.Close()))
}

// abandon gives up what was begun; the file stays for a sweep.
func (o *output) abandon() error {
	_ = o.packer.Close() // gives back what it took; nobody reads the file
	return unavailable(o.file.Close())
}
