package archive

import (
	"archive/zip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/klauspost/compress/flate"

	"mingshi/internal/disclosure"
	"mingshi/internal/store"
)

// WriteOptions say what goes into a backup beside the store.
type WriteOptions struct {
	// DataDir is the data folder.
	DataDir string
	// Now is the instant that the backup bears.
	Now time.Time
	// Program is the name and version of this program.
	Program string
	// Database is the kind of database that the store is in: "sqlite" or "postgres".
	Database string
	Tell     Tell
}

// Write writes a backup of the store and the data folder to path. The file is written aside, in the same folder and with
// mode 0600, and gets its name when all of it is on the disk. Writers of the store need not wait.
//
// A path that exists is kind Conflict; one within the data folder, and a data folder without the keys that the store
// remembers, are kind Invalid. A store whose parts do not fit each other (see Carry) is kind Internal: it could not be
// restored.
func Write(ctx context.Context, path string, from store.Carrier, o WriteOptions) (Manifest, error) {
	if err := checkTarget(path, o.DataDir); err != nil {
		return Manifest{}, err
	}
	aside, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".part-*") // mode 0600
	if err != nil {
		return Manifest{}, disclosure.Errorf(disclosure.Unavailable, "backup: %w", err)
	}
	defer func() { _ = os.Remove(aside.Name()) }() // it has its name when all went well
	w := newFileWriter(aside, o)
	err = w.write(ctx, from)
	if err == nil {
		err = onDisk(aside.Sync())
	}
	if err := errors.Join(err, onDisk(aside.Close())); err != nil {
		return Manifest{}, err
	}
	if err := giveName(aside.Name(), path); err != nil { // the name may have been taken meanwhile
		return Manifest{}, err
	}
	return w.manifest, onDisk(syncFolder(filepath.Dir(path)))
}

// onDisk says of an error of the disk what it is.
func onDisk(err error) error {
	if err == nil {
		return nil
	}
	return disclosure.Errorf(disclosure.Unavailable, "backup: %w", err)
}

// giveName gives a file a name that no file has, and else is kind Conflict: of two backups under one name the second fails,
// and overwrites nothing. The name aside may stay.
func giveName(aside, path string) error {
	err := os.Link(aside, path)
	if errors.Is(err, errors.ErrUnsupported) || errors.Is(err, fs.ErrPermission) { // as FAT and some network shares say it
		if _, err = os.Lstat(path); errors.Is(err, fs.ErrNotExist) {
			return onDisk(os.Rename(aside, path))
		}
		if err == nil {
			err = fs.ErrExist
		}
	}
	if errors.Is(err, fs.ErrExist) {
		return errExists(path)
	}
	return onDisk(err)
}

func errExists(path string) error {
	return disclosure.Errorf(disclosure.Conflict, "backup: %s exists, and a backup overwrites nothing", path)
}

// checkTarget refuses a file that exists, and one that the next backup would take in.
func checkTarget(path, dataDir string) error {
	if _, err := os.Lstat(path); err == nil {
		return errExists(path)
	}
	folder, err := filepath.EvalSymlinks(filepath.Dir(path))
	if err != nil {
		return onDisk(err)
	}
	data, err := filepath.EvalSymlinks(dataDir)
	if err != nil {
		return onDisk(err)
	}
	if folder, err = filepath.Abs(folder); err != nil {
		return onDisk(err)
	}
	if data, err = filepath.Abs(data); err != nil {
		return onDisk(err)
	}
	within, err := filepath.Rel(data, folder)
	if err == nil && within != ".." && !strings.HasPrefix(within, ".."+string(filepath.Separator)) {
		return disclosure.Errorf(disclosure.Invalid, "backup: %s lies in the data folder %s, which it is to save: put it elsewhere",
			path, dataDir)
	}
	return nil
}

// fileWriter writes the entries of a backup and, with them, its manifest.
type fileWriter struct {
	zip      *zip.Writer
	options  WriteOptions
	manifest Manifest
	// remembered are the fingerprints of the store.
	remembered map[string]string
}

func newFileWriter(out io.Writer, o WriteOptions) *fileWriter {
	w := &fileWriter{
		zip: zip.NewWriter(out), options: o, remembered: make(map[string]string),
		manifest: Manifest{
			Format: Format, Version: Version, MadeAt: o.Now.UTC().Truncate(time.Second), Program: o.Program, Database: o.Database,
			Keys: make(map[string]string),
		},
	}
	w.zip.RegisterCompressor(zip.Deflate, func(out io.Writer) (io.WriteCloser, error) {
		return flate.NewWriter(out, flate.DefaultCompression)
	})
	return w
}

func (w *fileWriter) write(ctx context.Context, from store.Carrier) error {
	if err := from.Snapshot(ctx, w.store); err != nil {
		return err
	}
	names, err := dataFiles(w.options.DataDir)
	if err != nil {
		return err
	}
	for _, name := range names {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := w.file(name); err != nil {
			return err
		}
	}
	if err := proveKeys(w.manifest.Keys, w.remembered); err != nil {
		return err
	}
	raw, err := json.MarshalIndent(w.manifest, "", "  ")
	if err != nil {
		return err
	}
	out, err := w.create(manifestName)
	if err == nil {
		_, err = out.Write(append(raw, '\n'))
	}
	return onDisk(errors.Join(err, w.zip.Close()))
}

func (w *fileWriter) create(name string) (io.Writer, error) {
	return w.zip.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate, Modified: w.manifest.MadeAt})
}

// store writes the entries of the store.
func (w *fileWriter) store(ctx context.Context, whole store.Whole) error {
	head := whole.Head()
	w.manifest.FeedID, w.manifest.Position, w.manifest.AsOf = head.FeedID, head.Position, head.At
	raw, err := writeHead(head)
	if err != nil {
		return err
	}
	if err := w.entry(headName, strings.NewReader(string(raw)+"\n")); err != nil {
		return err
	}
	var a audit
	for _, part := range store.Parts() {
		if err := w.part(ctx, whole, part, &a); err != nil {
			return err
		}
	}
	return a.done(head)
}

func (w *fileWriter) part(ctx context.Context, whole store.Whole, part store.Part, a *audit) error {
	out, err := w.create(partName(part))
	if err != nil {
		return onDisk(err)
	}
	lines := newPartWriter(part, diskWriter{out})
	err = eachPage(ctx, whole, part, "", func(rows *store.Rows, _ string) error {
		if err := lines.add(rows); err != nil {
			return err
		}
		for _, f := range rows.Fingerprints {
			w.remembered[f.Name] = f.Fingerprint
		}
		w.options.Tell.tell(StepWrite, part, lines.rows)
		return a.add(rows)
	})
	sum := lines.sum()
	w.manifest.Entries = append(w.manifest.Entries, Entry{
		Name: partName(part), Rows: sum.Rows, Size: lines.size, SHA256: sum.SHA256,
	})
	return err
}

// file writes one file of the data folder; of a key it notes the fingerprint.
func (w *fileWriter) file(name string) error {
	file, err := os.Open(filepath.Join(w.options.DataDir, filepath.FromSlash(name)))
	if err != nil {
		return onDisk(err)
	}
	defer file.Close() //nolint:errcheck // it was only read
	if key, ok := keyName(name); ok {
		if w.manifest.Keys[key], err = fingerprint(key, file); err != nil {
			return err
		}
		if _, err := file.Seek(0, io.SeekStart); err != nil {
			return onDisk(err)
		}
	}
	return w.entry(filesFolder+name, file)
}

// entry writes an entry that is no part.
func (w *fileWriter) entry(name string, content io.Reader) error {
	out, err := w.create(name)
	if err != nil {
		return onDisk(err)
	}
	sum := sha256.New()
	size, err := io.Copy(io.MultiWriter(out, sum), content)
	w.manifest.Entries = append(w.manifest.Entries, Entry{Name: name, Size: size, SHA256: hex.EncodeToString(sum.Sum(nil))})
	return onDisk(err)
}

// diskWriter says of an error of the disk what it is, so that it is not taken for one of the rows.
type diskWriter struct{ io.Writer }

func (w diskWriter) Write(p []byte) (int, error) {
	n, err := w.Writer.Write(p)
	return n, onDisk(err)
}
