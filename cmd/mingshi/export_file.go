package main

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"hash"
	"io"
	"io/fs"
	"maps"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"time"

	"mingshi/internal/disclosure"
	"mingshi/internal/store"
	"mingshi/internal/tabular"
	"mingshi/internal/wire"
)

// wanted is a file to write.
type wanted struct {
	path    string
	options tabular.Options
	selection

	// party are the parameters that tell whom the records are about, where that was picked.
	party url.Values
}

// tables writes files of records. All that is in them is of one position of the feed.
func (e *exporter) tables(all []wanted) ([]exported, error) {
	var files []exported
	err := e.records.View(e.t.ctx, func(ctx context.Context, at store.Reader) error {
		if err := e.prepare(ctx, at, all); err != nil {
			return err
		}
		for i := range all {
			w := &all[i]
			done := exported{File: w.path, Kind: w.kind, Format: w.options.Format, Codes: w.options.Codes, Query: w.query()}
			err := e.file(&done, func(out io.Writer) error { return e.write(ctx, at, out, w, &done) })
			if err != nil {
				return err
			}
			files = append(files, done)
		}
		return nil
	})
	return files, err
}

// prepare refuses what no file can be written for, and makes the folder of the files if there is none.
func (e *exporter) prepare(ctx context.Context, at store.Reader, all []wanted) error {
	head, err := at.Head(ctx)
	if err != nil {
		return err
	}
	for i := range all {
		if all[i].since > head.Position {
			return usage("export.beyond", all[i].since, head.Position)
		}
	}
	folder := filepath.Dir(all[0].path)
	if _, err := os.Stat(folder); !errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err := os.MkdirAll(folder, folderMode); err != nil {
		return environment("export.target", folder, cause(err))
	}
	e.made = folder
	return nil
}

// undo removes what was written before something failed: what is not all there is worse than nothing.
func (e *exporter) undo() {
	for _, path := range e.written {
		_ = os.Remove(path) // somebody was faster
	}
	if e.made != "" {
		_ = os.Remove(e.made) // only if it is empty
	}
}

// file writes one file: whole, under its name, or not at all.
func (e *exporter) file(done *exported, write func(out io.Writer) error) error {
	half, err := os.CreateTemp(filepath.Dir(done.File), ".export-*")
	if err != nil {
		return environment("export.target", done.File, cause(err))
	}
	defer os.Remove(half.Name()) //nolint:errcheck // it has its name by then, or is of no use
	sum := &counting{hash: sha256.New()}
	out := bufio.NewWriterSize(io.MultiWriter(half, sum), 1<<20)
	if err = write(out); err == nil {
		err = out.Flush()
	}
	_ = half.Chmod(fileMode) // sticks and shares of other systems know no such rights
	err = errors.Join(err, half.Sync(), half.Close())
	if err == nil {
		err = giveName(half.Name(), done.File)
	}
	if err != nil {
		return e.trouble(done.File, err)
	}
	e.written = append(e.written, done.File)
	done.Bytes, done.SHA256 = sum.bytes, hex.EncodeToString(sum.hash.Sum(nil))
	return nil
}

// trouble words what went wrong with a file.
func (e *exporter) trouble(path string, err error) error {
	if errors.Is(err, fs.ErrExist) {
		return usage(exportTarget.exists, path)
	}
	if _, ours := errors.AsType[*os.PathError](err); ours {
		return environment("export.target", path, cause(err))
	}
	return err
}

// giveName puts a whole file under a name that nothing else may have: one that appeared meanwhile stays, and the error is
// fs.ErrExist. Renaming would overwrite it.
func giveName(half, name string) error {
	err := os.Link(half, name)
	if err == nil || errors.Is(err, fs.ErrExist) {
		return err
	}
	return copyNew(half, name) // sticks have no links
}

// copyNew copies a file to a name that nothing else may have.
func copyNew(half, name string) (err error) {
	from, err := os.Open(half) //nolint:gosec // it was made a moment ago
	if err != nil {
		return err
	}
	defer from.Close()                                                        //nolint:errcheck // only read
	to, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, fileMode) //nolint:gosec // the operator's own choice
	if err != nil {
		return err
	}
	_, err = io.Copy(to, from)
	if err = errors.Join(err, to.Sync(), to.Close()); err != nil {
		_ = os.Remove(name) // it is ours, and a part
	}
	return err
}

func (e *exporter) write(ctx context.Context, at store.Reader, out io.Writer, w *wanted, done *exported) error {
	head, err := at.Head(ctx)
	if err != nil {
		return err
	}
	done.FeedID, done.Position, done.AsOf = head.FeedID, head.Position, head.AsOf
	o := w.options
	o.About = tabular.About{
		Query: done.Query, URL: e.lens.BaseURL + wire.Root + "/" + w.kind.Plural(),
		FeedID: head.FeedID, Position: head.Position, AsOf: head.AsOf,
		Publisher: e.profile.NameZH, Licence: e.profile.LicenceName, LicenceURL: e.profile.LicenceURL, Attribution: e.profile.AttributionZH,
	}
	return tabular.WriteFile(out, o, func(file tabular.Writer) error {
		return w.each(ctx, at, func(records []disclosure.Record) error {
			joined, err := wire.Join(ctx, at, e.lens, records)
			if err != nil {
				return err
			}
			done.Rows += int64(len(records))
			return file.Write(joined, records)
		})
	})
}

// query says which records a file holds and in which columns, as a query string.
func (w *wanted) query() string {
	values := url.Values{"kind": {string(w.kind)}}
	maps.Copy(values, w.party)
	if w.options.Codes != "" {
		values.Set("codes", string(w.options.Codes))
	}
	if w.since > 0 {
		values.Set("since", strconv.FormatInt(w.since, 10))
	}
	return values.Encode()
}

// folderAbout is what a folder of files says of itself: tables of text have no room for it.
type folderAbout struct {
	URL         string     `json:"url"`
	FeedID      string     `json:"feed_id"`
	Position    int64      `json:"position"`
	AsOf        time.Time  `json:"as_of"`
	Publisher   string     `json:"publisher"`
	Licence     string     `json:"licence"`
	LicenceURL  string     `json:"licence_url"`
	Attribution string     `json:"attribution"`
	Files       []exported `json:"files"` // by their names within the folder
}

// aboutFolder writes what the files of a folder are, so that they can be cited and checked. They are of one position.
func (e *exporter) aboutFolder(path string, files []exported) error {
	one := &files[0]
	about := folderAbout{
		URL: e.lens.BaseURL + wire.Root, FeedID: one.FeedID, Position: one.Position, AsOf: one.AsOf, Publisher: e.profile.NameZH,
		Licence: e.profile.LicenceName, LicenceURL: e.profile.LicenceURL, Attribution: e.profile.AttributionZH, Files: slices.Clone(files),
	}
	for i := range about.Files {
		about.Files[i].File = filepath.Base(about.Files[i].File)
	}
	return e.file(&exported{File: path}, func(out io.Writer) error { return writeJSON(out, about) })
}

// counting counts and hashes what is written.
type counting struct {
	hash  hash.Hash
	bytes int64
}

func (c *counting) Write(p []byte) (int, error) {
	c.bytes += int64(len(p))
	return c.hash.Write(p)
}
