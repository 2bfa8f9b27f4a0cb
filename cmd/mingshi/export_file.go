package main

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"hash"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"strconv"

	"mingshi/internal/disclosure"
	"mingshi/internal/store"
	"mingshi/internal/tabular"
	"mingshi/internal/wire"
)

// file writes one file: whole, under its name, or not at all. All that is in it is of one position of the feed.
func (e *exporter) file(path string, o tabular.Options, s selection) (exported, error) {
	done := exported{File: path, Kind: s.kind, Format: o.Format, Codes: o.Codes, Query: s.query()}
	half, err := os.CreateTemp(filepath.Dir(path), ".export-*")
	if err != nil {
		return done, environment("export.target", path, cause(err))
	}
	defer os.Remove(half.Name()) //nolint:errcheck // it has its name by then, or is of no use
	sum := &counting{hash: sha256.New()}
	out := bufio.NewWriterSize(io.MultiWriter(half, sum), 1<<20)
	err = e.records.View(e.t.ctx, func(ctx context.Context, at store.Reader) error {
		if err := e.write(ctx, at, out, o, s, &done); err != nil {
			return err
		}
		return out.Flush()
	})
	_ = half.Chmod(fileMode) // sticks and shares of other systems know no such rights
	err = errors.Join(err, half.Sync(), half.Close())
	if err == nil {
		err = os.Rename(half.Name(), path)
	}
	if err != nil {
		return done, e.trouble(path, err)
	}
	done.Bytes, done.SHA256 = sum.bytes, hex.EncodeToString(sum.hash.Sum(nil))
	return done, nil
}

// trouble words what went wrong with a file.
func (e *exporter) trouble(path string, err error) error {
	if _, ours := errors.AsType[*os.PathError](err); ours {
		return environment("export.target", path, cause(err))
	}
	return err
}

func (e *exporter) write(
	ctx context.Context, at store.Reader, w io.Writer, o tabular.Options, s selection, done *exported,
) error {
	head, err := at.Head(ctx)
	if err != nil {
		return err
	}
	if s.since > head.Position {
		return usage("export.beyond", s.since, head.Position)
	}
	done.FeedID, done.Position, done.AsOf = head.FeedID, head.Position, head.AsOf
	o.About = tabular.About{
		Query: done.Query, URL: e.lens.BaseURL + wire.Root + "/" + s.kind.Plural(),
		FeedID: head.FeedID, Position: head.Position, AsOf: head.AsOf,
		Publisher: e.profile.NameZH, Licence: e.profile.LicenceName, LicenceURL: e.profile.LicenceURL, Attribution: e.profile.AttributionZH,
	}
	return tabular.WriteFile(w, o, func(file tabular.Writer) error {
		return s.each(ctx, at, func(records []disclosure.Record) error {
			joined, err := wire.Join(ctx, at, e.lens, records)
			if err != nil {
				return err
			}
			done.Rows += int64(len(records))
			return file.Write(joined, records)
		})
	})
}

// query says which records a file holds, as it would be asked of the interface.
func (s *selection) query() string {
	values := url.Values{"kind": {string(s.kind)}}
	if s.since > 0 {
		values.Set("since", strconv.FormatInt(s.since, 10))
	}
	return values.Encode()
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
