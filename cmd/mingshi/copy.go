package main

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"mingshi/internal/archive"
	"mingshi/internal/authority"
	"mingshi/internal/disclosure"
	"mingshi/internal/store"
)

type copyCommand struct {
	From string `required:"" help:"来源：数据目录或 PostgreSQL 地址 · from a data folder or PostgreSQL" placeholder:"DIR|URL"`
	To   string `required:"" help:"去处，须为空 · to a data folder or PostgreSQL, empty" placeholder:"DIR|URL"`
}

// copied is what a copy did.
type copied struct {
	From     string     `json:"from"`
	To       string     `json:"to"`
	FeedID   string     `json:"feed_id"`
	Position int64      `json:"position"`
	Parts    []partRows `json:"parts"`
	// MovedOn is the position of the source afterwards, if it was written to meanwhile.
	MovedOn int64 `json:"source_moved_on_to,omitempty"`
}

// Run implements the command.
func (c *copyCommand) Run(s *settings, t *terminal) (err error) {
	from, err := locate("--from", c.From)
	if err != nil {
		return err
	}
	to, err := locate("--to", c.To)
	if err != nil {
		return err
	}
	if from == to {
		return usage("copy.same", to)
	}
	files, err := companionsOf(from, to, s.Data)
	if err != nil {
		return err
	}
	source, err := from.openSource(t)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, source.Close()) }()
	if err := files.proveKeys(t, source, from); err != nil {
		return err
	}
	target, err := claim(t, source, to)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, target.Close()) }()
	if err := files.write(); err != nil { // first: an interrupted copy goes on with them there
		return err
	}
	report, err := carryInto(t, source, target, carrying{to: to})
	if err != nil {
		return err
	}
	head, err := source.Head(t.ctx)
	if err != nil {
		return err
	}
	done := copied{
		From: from.String(), To: to.String(), FeedID: report.FeedID, Position: report.Position, Parts: partsOf(report.Parts),
	}
	if head.Position != report.Position {
		done.MovedOn = head.Position
	}
	return done.print(t, to, files.names)
}

// claim opens a location to be filled from the source, or refuses it for what it holds, before any file is written.
func claim(t *terminal, source store.Carrier, to location) (store.Filling, error) {
	target, err := to.openTarget(t)
	if err != nil {
		return nil, err
	}
	err = source.Snapshot(t.ctx, func(ctx context.Context, whole store.Whole) error {
		_, err := target.Begin(ctx, whole.Head())
		return err
	})
	if err == nil {
		return target, nil
	}
	if disclosure.KindOf(err) == disclosure.Conflict {
		err = usage("copy.not_empty", to)
	}
	return nil, errors.Join(err, target.Close())
}

// carrying says how a store is carried: to where, and under which feed id; "" keeps the source's.
type carrying struct {
	to     location
	feedID string
}

// carryInto carries a whole store into a target that claim has opened.
func carryInto(t *terminal, source store.Carrier, target store.Filling, c carrying) (archive.Report, error) {
	progress := newProgress(t)
	defer progress.done()
	report, err := archive.Carry(t.ctx, source, target, archive.CarryOptions{FeedID: c.feedID, Tell: progress.tellParts()})
	switch {
	case err == nil || t.ctx.Err() != nil:
		return report, err
	case disclosure.KindOf(err) == disclosure.Conflict:
		return report, usage("copy.not_empty", c.to)
	case disclosure.KindOf(err) == disclosure.Internal: // what was carried is not what it should be
		t.note("copy.differs", c.to, err)
		return report, errFaulty
	}
	return report, err
}

func (c *copied) print(t *terminal, to location, files []string) error {
	if t.asJSON {
		if err := writeJSON(t.out, c); err != nil {
			return err
		}
	} else {
		t.say("copy.done", c.From, c.To, c.Position)
		if err := printParts(t, c.Parts); err != nil {
			return err
		}
	}
	if c.MovedOn != 0 {
		t.note("copy.moved_on", c.From, c.Position, c.MovedOn, c.To)
		return errFaulty
	}
	if to.url != "" {
		t.say("copy.set_url")
	} else {
		t.say("copy.set_folder", to.folder)
	}
	if len(files) > 0 {
		t.say("copy.along", strings.Join(files, ", "))
	}
	return nil
}

// companions are the files of a data folder beside its database: keys, profile and calendars, by name within the folder.
type companions struct {
	from, to string
	names    []string
	// toDatabase tells that no file goes along: a database has no folder of its own.
	toDatabase bool
}

// companionsOf lists the files that a copy into a data folder takes along: from the other folder, or from the one that
// belongs to the other database. A folder that has others already is refused, before anything is copied.
func companionsOf(from, to location, data string) (*companions, error) {
	f := &companions{from: from.folder, to: to.folder, toDatabase: to.url != ""}
	if f.toDatabase {
		return f, nil
	}
	if from.url != "" {
		f.from = data
	}
	for _, pattern := range []string{
		authority.FileName, filepath.Join(keysFolder, "*"+keySuffix), filepath.Join(calendarsFolder, "*.json"),
	} {
		for _, folder := range []string{f.from, f.to} {
			names, err := fs.Glob(os.DirFS(folder), filepath.ToSlash(pattern))
			if err != nil {
				return nil, disclosure.Errorf(disclosure.Internal, "copy: %w", err)
			}
			f.names = append(f.names, names...)
		}
	}
	slices.Sort(f.names)
	f.names = slices.Compact(f.names)
	for _, name := range f.names {
		there, err := os.ReadFile(filepath.Join(f.to, name)) //nolint:gosec // in the operator's own folder
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		here, _ := os.ReadFile(filepath.Join(f.from, name)) //nolint:gosec // as above; a missing one differs
		if err != nil || !bytes.Equal(here, there) {
			return nil, usage("copy.other_files", filepath.Join(f.to, name), filepath.Join(f.from, name))
		}
	}
	return f, nil
}

// proveKeys holds the keys that go along against the source, before anything is copied: in the other folder they could not
// be told from the right ones until a board is scanned. A source that remembers no keys needs none.
func (f *companions) proveKeys(t *terminal, source store.Fingerprints, from location) error {
	if f.toDatabase {
		return nil
	}
	prints, err := source.Fingerprints(t.ctx)
	if err != nil || len(prints) == 0 {
		return err
	}
	_, err = givenKeys(t.ctx, source, f.from)
	if err == nil || from.url == "" || disclosure.KindOf(err) == disclosure.Unavailable || t.ctx.Err() != nil {
		return err
	}
	if r, worded := errors.AsType[*refusal](err); worded {
		return usage("copy.keys", from, f.from, r.in(t.lang))
	}
	return usage("copy.keys", from, f.from, err)
}

// write puts the files into the other folder, keys for their owner alone.
func (f *companions) write() error {
	for _, name := range f.names {
		folder, mode := filepath.Dir(filepath.Join(f.to, name)), os.FileMode(fileMode)
		if filepath.Ext(name) == keySuffix {
			mode = keyMode
			if err := os.MkdirAll(folder, keyFolderMode); err != nil {
				return disclosure.Errorf(disclosure.Unavailable, "copy: %w", err)
			}
		}
		raw, err := os.ReadFile(filepath.Join(f.from, name)) //nolint:gosec // in the operator's own folder
		if err != nil {
			return disclosure.Errorf(disclosure.Unavailable, "copy: %w", err)
		}
		if err := writeWith(folder, filepath.Base(name), raw, mode); err != nil {
			return err
		}
	}
	return nil
}
