package main

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

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
	if err := checkNoRecords(t, to); err != nil {
		return err
	}
	if err := files.write(); err != nil { // first: an interrupted copy goes on with them there
		return err
	}
	report, err := carryInto(t, source, to, "")
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
	return done.print(t, to)
}

// carryInto carries a whole store into an empty location, under the given feed id or, with "", its own.
func carryInto(t *terminal, source store.Carrier, to location, feedID string) (_ archive.Report, err error) {
	target, err := to.openTarget(t)
	if err != nil {
		return archive.Report{}, err
	}
	defer func() { err = errors.Join(err, target.Close()) }()
	progress := newProgress(t)
	defer progress.done()
	report, err := archive.Carry(t.ctx, source, target, archive.CarryOptions{FeedID: feedID, Tell: progress.tellParts()})
	switch {
	case err == nil || t.ctx.Err() != nil:
		return report, err
	case disclosure.KindOf(err) == disclosure.Conflict:
		return report, usage("copy.not_empty", to)
	case disclosure.KindOf(err) == disclosure.Internal: // what was carried is not what it should be
		t.note("copy.differs", to, err)
		return report, errFaulty
	}
	return report, err
}

func (c *copied) print(t *terminal, to location) error {
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
	return nil
}

// companions are the files of a data folder beside its database: keys, profile and calendars, by name within the folder.
type companions struct {
	from, to string
	names    []string
}

// companionsOf lists the files that a copy into a data folder takes along: from the other folder, or from the one that
// belongs to the other database. A folder that has others already is refused, before anything is copied.
func companionsOf(from, to location, data string) (*companions, error) {
	f := &companions{from: from.folder, to: to.folder}
	if to.url != "" {
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
