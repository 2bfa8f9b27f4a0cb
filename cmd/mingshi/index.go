package main

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"mingshi/internal/disclosure"
	"mingshi/internal/store/sqlite"
)

type indexCommand struct {
	Status  indexStatusCommand  `cmd:"" help:"索引在哪里、到哪一次变更、是否正常 · where it is, how far it has come, whether it is well"`
	Rebuild indexRebuildCommand `cmd:"" help:"另建一份再换上，其间照常查询 · build it anew beside the old one, then swap"`
}

// openFrontOnly opens the records for a command that only reads them, and makes nothing. close closes them.
func openFrontOnly(t *terminal, s *settings) (f *front, closeRecords func() error, err error) {
	profile, err := givenProfile(s.Data)
	if err != nil {
		return nil, nil, err
	}
	if !s.usesPostgres() {
		path := filepath.Join(s.Data, sqlite.FileName)
		if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
			return nil, nil, environment("index.no_records", path)
		}
	}
	own, err := s.openTables()
	if err != nil {
		return nil, nil, err
	}
	f = &front{dir: s.Data, profile: profile, tables: own, now: time.Now}
	today := func() disclosure.Date { return profile.Today(f.now()) }
	records, err := s.openRecords(t, s.Data, opening{zone: profile.Zone, today: today, readOnly: true})
	if err != nil {
		return nil, nil, err
	}
	f.reader, f.feed = records, records
	return f, records.Close, nil
}
