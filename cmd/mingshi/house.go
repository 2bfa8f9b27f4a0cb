package main

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"sync/atomic"
	"time"

	"mingshi/internal/authority"
	"mingshi/internal/disclosure"
	"mingshi/internal/keys"
	"mingshi/internal/publish"
	"mingshi/internal/uscc"
)

// The names inside a data folder.
const (
	keysFolder      = "keys"
	keySuffix       = ".key"
	calendarsFolder = "calendars"
	folderMode      = 0o750
	fileMode        = 0o640
	keyFolderMode   = 0o700
	keyMode         = 0o600
)

// house is a data folder, and its database, with everything opened and checked for writing.
type house struct {
	front

	store database
	keys  keys.Set
	asOf  disclosure.Date
	// named names the database for people.
	named string
	// remembered names the keys that the store has just learnt of.
	remembered []string
	// wrote tells that this process has published since its index was last brought to the present.
	wrote atomic.Bool
	// settled brings it there at the end (see settle).
	settled func()
}

// openHouse opens data folder and database, making what a first use needs. asOf stands in for today when it is not zero.
func openHouse(t *terminal, s *settings, asOf disclosure.Date) (*house, error) {
	if !s.usesPostgres() { // else nothing is made before the database has accepted the keys
		if err := os.MkdirAll(s.Data, folderMode); err != nil {
			return nil, environment("cli.data_folder", s.Data, cause(err))
		}
	}
	profile, made, err := loadProfile(s.Data)
	if err != nil {
		return nil, err
	}
	h, err := openRecordsOf(t, s, profile, asOf)
	if err != nil {
		return nil, err
	}
	err = h.openCalendar()
	if err == nil {
		err = h.openKeys(t.ctx)
	}
	if err == nil && made {
		err = makeProfile(t, s.Data)
	}
	if err != nil {
		return nil, errors.Join(err, h.close())
	}
	return h, nil
}

// openRecordsOf opens the database for writing, and no keys: enough for the worker, which makes no record.
func openRecordsOf(t *terminal, s *settings, profile *disclosure.Authority, asOf disclosure.Date) (*house, error) {
	own, err := s.openTables()
	if err != nil {
		return nil, err
	}
	h := &house{front: front{dir: s.Data, profile: profile, tables: own, now: time.Now}, asOf: asOf, named: s.database()}
	if h.store, err = s.openRecords(t, s.Data, opening{zone: profile.Zone, today: h.today}); err != nil {
		return nil, err
	}
	h.reader, h.feed = h.store, h.store
	h.openShelf(s)
	h.settled = func() { h.settle(t, s) }
	return h, nil
}

// today is the day by which everything is judged.
func (h *house) today() disclosure.Date {
	if !h.asOf.IsZero() {
		return h.asOf
	}
	return h.profile.Today(h.now())
}

func (h *house) close() error {
	h.settled()
	h.catalogue.close()
	return h.store.Close()
}

func (h *house) publisher(by string) *publish.Publisher {
	return publish.New(announcing{h.store, h.published}, publish.Options{
		Key: h.keys.Counterparty, Zone: h.profile.Zone, Now: h.now, AsOf: h.asOf, By: by,
	})
}

// openKeys reads or makes the keys and holds them against what the store knows of them.
func (h *house) openKeys(ctx context.Context) error {
	prints, err := h.store.Fingerprints(ctx)
	if err != nil {
		return err
	}
	if err := checkKeyFiles(h.dir, prints); err != nil {
		return err
	}
	if err := os.MkdirAll(h.dir, folderMode); err != nil {
		return environment("cli.data_folder", h.dir, cause(err))
	}
	head, err := h.store.Head(ctx)
	if err != nil {
		return err
	}
	set, made, err := keys.Ensure(filepath.Join(h.dir, keysFolder), keys.Known{Fingerprints: prints, HasRecords: head.Position > 0})
	if err != nil {
		return err
	}
	for name, fingerprint := range made {
		if prints[name] == fingerprint {
			continue
		}
		if err := h.store.Remember(ctx, name, fingerprint); err != nil {
			return err
		}
		h.remembered = append(h.remembered, name)
	}
	slices.Sort(h.remembered)
	h.keys = set
	return h.takeKeys(set)
}

// loadProfile reads authority.yaml; for a folder without one it gives the made-up profile, which is still to be written.
func loadProfile(dir string) (profile *disclosure.Authority, made bool, err error) {
	path := filepath.Join(dir, authority.FileName)
	profile, err = authority.Load(path)
	if disclosure.KindOf(err) == disclosure.NotFound && err != nil {
		profile, err = authority.Parse(authority.Sample)
		return profile, true, err
	}
	if err != nil {
		return nil, false, err
	}
	return profile, false, checkCodes(path, profile)
}

// makeProfile writes the made-up profile and says so.
func makeProfile(t *terminal, dir string) error {
	if err := writeWhole(dir, authority.FileName, authority.Sample); err != nil {
		return err
	}
	t.note("cli.profile_made", filepath.Join(dir, authority.FileName))
	return nil
}

// checkCodes refuses a profile whose credit codes cannot be right.
func checkCodes(path string, profile *disclosure.Authority) error {
	for _, code := range []string{profile.USCC, profile.DefaultSource.USCC} {
		if uscc.Classify(code) != uscc.Valid {
			return usage("cli.profile_uscc", path, code)
		}
	}
	return nil
}
