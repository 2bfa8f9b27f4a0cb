package archive

import (
	"archive/zip"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"os"

	"github.com/klauspost/compress/flate"

	"mingshi/internal/disclosure"
	"mingshi/internal/store"
)

// The bounds within which a file may be a backup; they keep a damaged or hostile one from asking for all memory or time.
const (
	maxEntries  = 100_000
	maxManifest = 64 << 20
	maxHead     = 64 << 10
	// maxRatio is more than deflate can do (1032 to 1).
	maxRatio = 1100
)

// File is an open backup whose entries are what its manifest says. All methods may be called from several goroutines at
// once.
type File struct {
	path     string
	closer   io.Closer
	manifest Manifest
	entries  map[string]*zip.File
	head     store.WholeHead
}

var _ store.Carrier = (*File)(nil)

// Open opens a backup and proves that every entry has the rows, the size and the SHA-256 that the manifest says. A file
// that is damaged, cut short, written by a newer program, or no backup at all, is kind Invalid; one that cannot be read is
// kind Unavailable.
func Open(ctx context.Context, path string, tell Tell) (*File, error) {
	raw, err := os.Open(path) //nolint:gosec // the operator names it
	if err != nil {
		return nil, disclosure.Errorf(disclosure.Unavailable, "backup: %w", err)
	}
	info, err := raw.Stat()
	if err == nil && !info.Mode().IsRegular() {
		err = disclosure.Errorf(disclosure.Invalid, "not a file")
	}
	var f *File
	if err == nil {
		f, err = read(ctx, raw, info.Size(), tell)
	}
	if err != nil {
		_ = raw.Close() // it was only read, and the first error says more
		return nil, explain(ctx, err, "backup "+path)
	}
	f.path, f.closer = path, raw
	return f, nil
}

// read reads and proves a backup of the given size.
func read(ctx context.Context, raw io.ReaderAt, size int64, tell Tell) (*File, error) {
	archive, err := zip.NewReader(raw, size)
	if err != nil {
		return nil, disclosure.Errorf(disclosure.Invalid, "it is no backup, or was cut short: %w", err)
	}
	archive.RegisterDecompressor(zip.Deflate, flate.NewReader)
	f := &File{}
	if err := f.list(archive.File, size); err != nil {
		return nil, err
	}
	if err := f.readManifest(archive.File); err != nil {
		return nil, err
	}
	for _, e := range f.manifest.Entries {
		if err := f.prove(ctx, e, tell); err != nil {
			return nil, err
		}
	}
	return f, f.readHead()
}

// list takes in the entries of the archive.
func (f *File) list(entries []*zip.File, size int64) error {
	if len(entries) > maxEntries {
		return disclosure.Errorf(disclosure.Invalid, "it has %d entries, want %d at most", len(entries), maxEntries)
	}
	f.entries = make(map[string]*zip.File, len(entries))
	packed, most := uint64(0), uint64(size) //nolint:gosec // a size is not negative
	for _, e := range entries {
		if f.entries[e.Name] != nil {
			return disclosure.Errorf(disclosure.Invalid, "entry %q stands in it twice", e.Name)
		}
		f.entries[e.Name] = e
		if e.CompressedSize64 > most || e.UncompressedSize64/maxRatio > e.CompressedSize64 {
			return disclosure.Errorf(disclosure.Invalid, "entry %q says %d bytes in %d, which cannot be",
				e.Name, e.UncompressedSize64, e.CompressedSize64)
		}
		packed += e.CompressedSize64
		if packed > most {
			return disclosure.Errorf(disclosure.Invalid, "its entries lie upon each other")
		}
	}
	return nil
}

func (f *File) readManifest(entries []*zip.File) error {
	if len(entries) == 0 || entries[len(entries)-1].Name != manifestName {
		return disclosure.Errorf(disclosure.Invalid, "it is no backup: its last entry is not %s", manifestName)
	}
	raw, err := f.readAll(manifestName, maxManifest)
	if err != nil {
		return err
	}
	if f.manifest, err = parseManifest(raw); err != nil {
		return err
	}
	if len(f.entries) != len(f.manifest.Entries)+1 {
		return disclosure.Errorf(disclosure.Invalid, "it has %d entries, its manifest %d beside itself",
			len(f.entries), len(f.manifest.Entries))
	}
	for _, e := range f.manifest.Entries {
		if f.entries[e.Name] == nil {
			return disclosure.Errorf(disclosure.Invalid, "entry %q is missing", e.Name)
		}
	}
	return nil
}

// prove reads an entry and holds it against the manifest.
func (f *File) prove(ctx context.Context, want Entry, tell Tell) error {
	in, err := f.open(want.Name)
	if err != nil {
		return err
	}
	defer in.Close() //nolint:errcheck // it was only read
	part, isPart := partOf(want.Name)
	got, sum := Entry{Name: want.Name}, sha256.New()
	last, chunk := byte('\n'), make([]byte, 1<<20)
	for err == nil {
		if err := ctx.Err(); err != nil {
			return err
		}
		var n int
		n, err = in.Read(chunk)
		if n == 0 {
			continue
		}
		got.Size += int64(n)
		sum.Write(chunk[:n])
		last = chunk[n-1]
		if isPart {
			got.Rows += int64(bytes.Count(chunk[:n], []byte{'\n'}))
			tell.tell(StepOpen, part, got.Rows)
		}
	}
	if !errors.Is(err, io.EOF) {
		return damaged(want.Name, err)
	}
	got.SHA256 = hex.EncodeToString(sum.Sum(nil))
	if got != want || isPart && last != '\n' {
		return disclosure.Errorf(disclosure.Invalid, "entry %q is not as it was written: %d rows, %d bytes, SHA-256 %s; want %d, %d, %s",
			want.Name, got.Rows, got.Size, got.SHA256, want.Rows, want.Size, want.SHA256)
	}
	return nil
}

func (f *File) readHead() error {
	raw, err := f.readAll(headName, maxHead)
	if err != nil {
		return err
	}
	if f.head, err = readHead(raw); err != nil {
		return disclosure.Errorf(disclosure.Invalid, "entry %q: %w", headName, err)
	}
	m := &f.manifest
	if f.head.FeedID != m.FeedID || f.head.Position != m.Position || !f.head.At.Equal(m.AsOf) {
		return disclosure.Errorf(disclosure.Invalid, "entry %q is not that of the manifest", headName)
	}
	return nil
}

// open opens an entry of the archive.
func (f *File) open(name string) (io.ReadCloser, error) {
	in, err := f.entries[name].Open()
	if err != nil {
		return nil, damaged(name, err)
	}
	return in, nil
}

// readAll reads a small entry.
func (f *File) readAll(name string, most int64) ([]byte, error) {
	in, err := f.open(name)
	if err != nil {
		return nil, err
	}
	defer in.Close() //nolint:errcheck // it was only read
	raw, err := io.ReadAll(io.LimitReader(in, most+1))
	if err != nil {
		return nil, damaged(name, err)
	}
	if int64(len(raw)) > most {
		return nil, disclosure.Errorf(disclosure.Invalid, "entry %q has more than %d bytes", name, most)
	}
	return raw, nil
}

// damaged says of an error of reading an entry whether the disk or the file is at fault.
func damaged(name string, err error) error {
	if _, ok := errors.AsType[*fs.PathError](err); ok {
		return disclosure.Errorf(disclosure.Unavailable, "entry %q: %w", name, err)
	}
	return disclosure.Errorf(disclosure.Invalid, "entry %q is damaged: %w", name, err)
}

// explain says which file an error is about; that of a context stays as it is.
func explain(ctx context.Context, err error, what string) error {
	if err == nil || ctx.Err() != nil {
		return err
	}
	return disclosure.Errorf(disclosure.KindOf(err), "%s: %w", what, err)
}

// Manifest says what the backup is and holds.
func (f *File) Manifest() Manifest { return f.manifest }

// Files lists the files of the data folder, by their names within it.
func (f *File) Files() []Entry { return f.manifest.Files() }

// Close ends the use of the file.
func (f *File) Close() error {
	if err := f.closer.Close(); err != nil {
		return disclosure.Errorf(disclosure.Unavailable, "backup %s: %w", f.path, err)
	}
	return nil
}
