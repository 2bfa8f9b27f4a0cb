package main

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"mingshi/internal/disclosure"
	"mingshi/internal/store"
	"mingshi/internal/store/postgres"
	"mingshi/internal/store/sqlite"
)

// location is where whole stores are carried from and to: a data folder, or a database in PostgreSQL.
type location struct {
	folder string
	url    string
}

// locate reads a location as a flag gives it.
func locate(flag, text string) (location, error) {
	switch {
	case isDatabaseURL(text):
		return location{url: text}, checkAddress(flag, text)
	case text == "" || strings.Contains(text, "://"):
		return location{}, usage("copy.location", flag)
	}
	return location{folder: filepath.Clean(text)}, nil
}

// String names the location without what is secret.
func (l location) String() string {
	if l.url != "" {
		return databaseName(l.url)
	}
	return l.folder
}

// openSource opens the records of a location to be carried elsewhere. In a folder nothing is made.
func (l location) openSource(t *terminal) (database, error) {
	if l.url == "" {
		if _, err := os.Stat(filepath.Join(l.folder, sqlite.FileName)); errors.Is(err, fs.ErrNotExist) {
			return nil, usage("copy.no_source", l.folder)
		}
	}
	// What is carried is the same in every zone and on every day.
	today := func() disclosure.Date { return disclosure.DateOf(time.Now().UTC()) }
	return (&connecting{URL: l.url}).openRecords(t, l.folder, opening{zone: time.UTC, today: today, readOnly: true})
}

// openTarget opens an empty location to be filled, and makes what it lacks.
func (l location) openTarget(t *terminal) (store.Filling, error) {
	if l.url == "" {
		filling, err := sqlite.OpenFilling(t.ctx, l.folder, sqlite.Options{Zone: time.UTC})
		if err != nil {
			return nil, err // never a nil pointer in an interface
		}
		return filling, nil
	}
	filling, err := postgres.OpenFilling(t.ctx, postgres.Options{URL: l.url, Zone: time.UTC, Log: t.log})
	if err != nil {
		return nil, targetTrouble(l.url, err)
	}
	return filling, nil
}
