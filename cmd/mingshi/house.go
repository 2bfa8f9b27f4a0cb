package main

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"time"

	"mingshi/internal/authority"
	"mingshi/internal/disclosure"
	"mingshi/internal/keys"
	"mingshi/internal/publish"
	"mingshi/internal/store"
	"mingshi/internal/store/sqlite"
	"mingshi/internal/uscc"
	"mingshi/internal/workday"
	"mingshi/qrsign"
)

// The names inside a data folder.
const (
	keysFolder      = "keys"
	calendarsFolder = "calendars"
	folderMode      = 0o750
	fileMode        = 0o640
)

// house is a data folder with everything opened and checked.
type house struct {
	dir      string
	profile  *disclosure.Authority
	calendar *workday.Calendar
	store    *sqlite.Store
	keys     keys.Set
	boards   *qrsign.Keyring
	now      func() time.Time
	asOf     disclosure.Date
}

// openHouse opens the data folder, making what a first use needs. asOf stands in for today when it is not zero.
func openHouse(t *terminal, dir string, asOf disclosure.Date) (*house, error) {
	if err := os.MkdirAll(dir, folderMode); err != nil {
		return nil, environment("cli.data_folder", dir, cause(err))
	}
	h := &house{dir: dir, now: time.Now, asOf: asOf}
	var err error
	if h.profile, err = loadProfile(t, dir); err != nil {
		return nil, err
	}
	if h.calendar, err = workday.LoadFolder(filepath.Join(dir, calendarsFolder)); err != nil {
		return nil, err
	}
	h.calendar = h.calendar.CountDecisionDay(h.profile.CountDecisionDay)
	h.store, err = sqlite.Open(t.ctx, dir, sqlite.Options{Today: h.today, Zone: h.profile.Zone})
	if err != nil {
		return nil, err
	}
	if err := h.openKeys(t.ctx); err != nil {
		return nil, errors.Join(err, h.store.Close())
	}
	return h, nil
}

// today is the day by which everything is judged.
func (h *house) today() disclosure.Date {
	if !h.asOf.IsZero() {
		return h.asOf
	}
	return h.profile.Today(h.now())
}

func (h *house) close() error { return h.store.Close() }

func (h *house) publisher(by string) *publish.Publisher {
	return publish.New(h.store, publish.Options{
		Key: h.keys.Counterparty, Zone: h.profile.Zone, Now: h.now, AsOf: h.asOf, By: by,
	})
}

// hasVenue tells whether a permit or filing number is that of a published venue.
func (h *house) hasVenue(ctx context.Context, number string) (bool, error) {
	page, err := h.store.List(ctx, store.Query{Kind: disclosure.KindVenue, Places: []string{number}, Limit: 1})
	return err == nil && len(page.Records) > 0, err
}

// openKeys reads or makes the keys and holds them against what the store knows of them.
func (h *house) openKeys(ctx context.Context) error {
	prints, err := h.store.Fingerprints(ctx)
	if err != nil {
		return err
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
	}
	h.keys = set
	h.boards, err = qrsign.NewKeyring(set.Boards)
	return err
}

// loadProfile reads authority.yaml; into a folder without one it writes the made-up profile and says so.
func loadProfile(t *terminal, dir string) (*disclosure.Authority, error) {
	path := filepath.Join(dir, authority.FileName)
	profile, err := authority.Load(path)
	if err == nil {
		return profile, checkCodes(path, profile)
	}
	if disclosure.KindOf(err) != disclosure.NotFound {
		return nil, err
	}
	if err := writeWhole(dir, authority.FileName, authority.Sample); err != nil {
		return nil, err
	}
	t.note("cli.profile_made", path)
	return authority.Load(path)
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
