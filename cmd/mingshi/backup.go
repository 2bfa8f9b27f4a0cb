package main

import (
	"encoding/json"
	"errors"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"time"

	"mingshi/internal/archive"
	"mingshi/internal/disclosure"
)

// backupNoteName is the file of a data folder that says when its last backup was made, for the doctor. Backups leave out
// names that begin with a dot.
const backupNoteName = ".last-backup.json"

// backupNote is what it says.
type backupNote struct {
	At       time.Time `json:"at"`
	File     string    `json:"file"`
	Position int64     `json:"position"`
}

func readBackupNote(dir string) (backupNote, error) {
	var note backupNote
	raw, err := os.ReadFile(filepath.Join(dir, backupNoteName)) //nolint:gosec // the operator's own folder
	if err != nil {
		return note, err
	}
	return note, json.Unmarshal(raw, &note)
}

func (n *backupNote) write(dir string) error {
	raw, err := json.Marshal(n)
	if err != nil {
		return err
	}
	return writeWhole(dir, backupNoteName, append(raw, '\n'))
}

type backupCommand struct {
	Output string `name:"output" short:"o" required:"" help:"备份文件，不得已存在 · the file to write; it must not exist" placeholder:"FILE"`
}

// backedUp is what a backup holds, as the command tells of it.
type backedUp struct {
	File     string     `json:"file"`
	Size     int64      `json:"size"`
	MadeAt   time.Time  `json:"made_at"`
	FeedID   string     `json:"feed_id"`
	Position int64      `json:"position"`
	Parts    []partRows `json:"parts"`
	Files    []string   `json:"files"`
}

// Run implements the command.
func (c *backupCommand) Run(s *settings, t *terminal) (err error) {
	if err := backupTarget.check(c.Output, s.Data); err != nil {
		return err
	}
	if _, err := givenProfile(s.Data); err != nil {
		return err
	}
	records, err := (location{folder: s.Data, url: s.URL}).openSource(t)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, records.Close()) }()
	if _, err := givenKeys(t.ctx, records, s.Data); err != nil {
		return err // what has other keys could not be restored
	}
	progress := newProgress(t)
	manifest, err := archive.Write(t.ctx, c.Output, records, archive.WriteOptions{
		DataDir: s.Data, Now: time.Now(), Program: "mingshi " + version(), Database: s.databaseKind(), Tell: progress.tellParts(),
	})
	progress.done()
	if disclosure.KindOf(err) == disclosure.Internal && err != nil && t.ctx.Err() == nil {
		t.note("backup.damaged", err)
		return errFaulty
	}
	if err != nil {
		return err
	}
	return c.tell(s, t, &manifest)
}

// tell notes the backup in the data folder and prints what it holds.
func (c *backupCommand) tell(s *settings, t *terminal, manifest *archive.Manifest) error {
	path, err := filepath.Abs(c.Output)
	if err != nil {
		path = c.Output // the note is for people
	}
	note := backupNote{At: manifest.MadeAt, File: path, Position: manifest.Position}
	if err := note.write(s.Data); err != nil {
		t.log.WarnContext(t.ctx, "note of the backup", slog.Any("error", err)) // the backup itself is there
	}
	info, err := os.Stat(c.Output)
	if err != nil {
		return disclosure.Errorf(disclosure.Unavailable, "backup: %w", err)
	}
	done := backedUp{
		File: c.Output, Size: info.Size(), MadeAt: manifest.MadeAt, FeedID: manifest.FeedID, Position: manifest.Position,
		Parts: partsOf(manifest.Parts()),
	}
	for _, file := range manifest.Files() {
		done.Files = append(done.Files, file.Name)
	}
	if t.asJSON {
		return writeJSON(t.out, done)
	}
	t.say("backup.done", done.File, done.Size>>10, done.Position)
	if err := printParts(t, done.Parts); err != nil {
		return err
	}
	t.say("backup.files", strings.Join(done.Files, ", "))
	return nil
}

// targetTexts are the sentences with which a command refuses a file that it shall write.
type targetTexts struct{ exists, unwritable, inData string }

var backupTarget = targetTexts{"backup.exists", "backup.target", "backup.in_data"}

// check refuses a file that exists, one in the data folder, and one in a folder that does not exist, before the records are
// read.
func (texts targetTexts) check(path, data string) error {
	switch _, err := os.Lstat(path); {
	case err == nil:
		return usage(texts.exists, path)
	case !errors.Is(err, fs.ErrNotExist):
		return environment(texts.unwritable, path, cause(err))
	}
	if within(data, path) {
		return usage(texts.inData, path)
	}
	if _, err := os.Stat(filepath.Dir(path)); err != nil {
		return environment(texts.unwritable, path, cause(err))
	}
	return nil
}
