package main

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"

	"mingshi/internal/archive"
	"mingshi/internal/disclosure"
	"mingshi/internal/store"
	"mingshi/internal/store/sqlite"
)

type restoreCommand struct {
	File string `arg:"" help:"mingshi backup 写的文件 · a file that mingshi backup wrote"`
}

// restored is what a restore has put back and proved.
type restored struct {
	File     string            `json:"file"`
	MadeAt   time.Time         `json:"made_at"`
	Program  string            `json:"program"`
	To       string            `json:"to"`
	FeedID   string            `json:"feed_id"`
	Position int64             `json:"position"`
	AsOf     time.Time         `json:"as_of"`
	Parts    []partRows        `json:"parts"`
	Keys     map[string]string `json:"keys"`
	Files    []string          `json:"files"`
}

// Run implements the command.
func (c *restoreCommand) Run(s *settings, t *terminal) (err error) {
	to := location{folder: s.Data, url: s.URL}
	file, err := c.open(t)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	if err := checkRestoreTarget(to, s.Data, file); err != nil {
		return err
	}
	if err := file.CheckFiles(t.ctx, s.Data); err != nil {
		return c.wordFiles(t, s.Data, err)
	}
	if to.url != "" {
		to.folder = ""
	}
	target, err := claim(t, file, to)
	if err != nil {
		return err
	}
	report, err := c.fill(t, file, target, carrying{to: to, feedID: store.NewFeedID()}, s.Data)
	if err != nil {
		return err
	}
	manifest := file.Manifest()
	done := restored{
		File: c.File, MadeAt: manifest.MadeAt, Program: manifest.Program, To: to.String(), FeedID: report.FeedID,
		Position: report.Position, AsOf: report.AsOf, Parts: partsOf(report.Parts),
	}
	for _, entry := range file.Files() {
		done.Files = append(done.Files, entry.Name)
	}
	if done.Keys, err = c.proveKeys(s, t, to); err != nil {
		return err
	}
	return done.print(t, s.Data, to.url != "")
}

// fill puts back the files and then the records, and closes the target: only then its files are as they stay.
func (c *restoreCommand) fill(
	t *terminal, file *archive.File, target store.Filling, into carrying, data string,
) (report archive.Report, err error) {
	defer func() { err = errors.Join(err, target.Close()) }()
	// The files come first: they prove the keys, and an interrupted restore goes on with them there.
	if err := file.RestoreFiles(t.ctx, data); err != nil {
		return archive.Report{}, c.wordFiles(t, data, err)
	}
	return carryInto(t, file, target, into)
}

// open opens the backup and proves it against its own manifest.
func (c *restoreCommand) open(t *terminal) (*archive.File, error) {
	if _, err := os.Stat(c.File); err != nil {
		return nil, usage("restore.no_file", c.File, cause(err))
	}
	progress := newProgress(t)
	defer progress.done()
	file, err := archive.Open(t.ctx, c.File, progress.tellParts())
	if disclosure.KindOf(err) == disclosure.Invalid {
		t.note("restore.damaged", err)
		return nil, errFaulty
	}
	return file, err
}

// wordFiles words why the files of the data folder were not put back.
func (c *restoreCommand) wordFiles(t *terminal, dir string, err error) error {
	switch disclosure.KindOf(err) {
	case disclosure.Conflict:
		return usage("restore.not_empty", dir, err)
	case disclosure.Invalid:
		t.note("restore.damaged", err)
		return errFaulty
	case disclosure.Internal, disclosure.NotFound, disclosure.Gone, disclosure.Unavailable:
	}
	return err
}

// checkRestoreTarget refuses a data folder that holds something else than an earlier run of this restore has left, before
// anything is written.
func checkRestoreTarget(to location, dir string, file *archive.File) error {
	known := map[string]bool{}
	for _, entry := range file.Files() {
		known[entry.Name] = true
	}
	err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		switch {
		case errors.Is(err, fs.ErrNotExist) && path == dir:
			return fs.SkipAll
		case err != nil:
			return err
		case entry.IsDir():
			return intoFolder(dir, path)
		case path == dir:
			return syscall.ENOTDIR
		}
		name, err := filepath.Rel(dir, path)
		hidden := strings.HasPrefix(entry.Name(), ".")
		if err != nil || hidden || known[filepath.ToSlash(name)] || to.url == "" && isDatabaseFile(name) {
			return err
		}
		return usage("restore.not_empty", dir, name)
	})
	if _, worded := errors.AsType[*refusal](err); worded {
		return err
	}
	if err != nil {
		return environment("cli.data_folder", dir, cause(err))
	}
	return nil
}

// intoFolder leaves out the folder of the index: it is derived, and built anew from what is restored.
func intoFolder(dir, path string) error {
	if path == filepath.Join(dir, indexFolder) {
		return fs.SkipDir
	}
	return nil
}

func isDatabaseFile(name string) bool {
	return slices.Contains([]string{sqlite.FileName, sqlite.FileName + "-wal", sqlite.FileName + "-shm"}, name)
}

// proveKeys opens what was restored as every process will, and holds the keys of the data folder against it.
func (c *restoreCommand) proveKeys(s *settings, t *terminal, to location) (map[string]string, error) {
	records, err := (location{folder: s.Data, url: to.url}).openSource(t)
	if err != nil {
		return nil, err
	}
	prints, err := records.Fingerprints(t.ctx)
	if err == nil && len(prints) > 0 {
		_, err = givenKeys(t.ctx, records, s.Data)
	}
	return prints, errors.Join(err, records.Close())
}

func (r *restored) print(t *terminal, data string, inDatabase bool) error {
	if t.asJSON {
		if err := writeJSON(t.out, r); err != nil {
			return err
		}
	} else {
		t.say("restore.done", r.File, r.MadeAt.UTC().Format(time.RFC3339), r.To, r.Position)
		if err := printParts(t, r.Parts); err != nil {
			return err
		}
		t.say("restore.proved", len(r.Keys), strings.Join(r.Files, ", "))
	}
	t.say("restore.feed", r.FeedID)
	t.say("restore.undone", r.Position)
	if inDatabase {
		t.say("restore.next_database", data)
	} else {
		t.say("restore.next", data)
	}
	return nil
}
