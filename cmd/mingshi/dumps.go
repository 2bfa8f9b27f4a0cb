package main

import (
	"errors"
	"path/filepath"
	"strings"

	"mingshi/internal/dump"
)

// dumpsFolder is where dumps lie within a data folder. They are made from the records, so a backup leaves them out.
const dumpsFolder = "dumps"

// shelving are the flags that say where dumps lie.
type shelving struct {
	Dumps string `help:"数据文件目录，不填为数据目录下的 dumps · folder of the dumps; else dumps in the data folder" env:"MINGSHI_DUMPS" placeholder:"DIR"`
}

// dumps is the folder of dumps.
func (s *settings) dumps() string {
	if s.Dumps != "" {
		return s.Dumps
	}
	return filepath.Join(s.Data, dumpsFolder)
}

// openShelf lets the front give out the dumps that some worker keeps.
func (f *front) openShelf(s *settings) { f.dumps = dump.NewShelf(s.dumps(), f.profile.Zone, f.now) }

// keeper keeps the dumps of these records; base begins the addresses in them, and without it none are made.
func (h *house) keeper(t *terminal, s *settings, base string) (*dump.Keeper, error) {
	k, err := dump.NewKeeper(dump.Options{
		Dir: s.dumps(), Source: h.store, Zone: h.profile.Zone, Now: h.now, Log: t.log, Scrub: h.store.Scrub, Scheme: h.scheme(),
		Terms: dump.Terms{
			BaseURL: strings.TrimSuffix(base, "/"), Publisher: h.profile.NameZH, Licence: h.profile.LicenceName,
			LicenceURL: h.profile.LicenceURL, Attribution: h.profile.AttributionZH,
		},
	})
	if err != nil {
		return nil, environment("dumps.folder", s.dumps(), cause(err))
	}
	return k, nil
}

// dumpOnce brings the dumps to the present; that another process is at it already is as good.
func (h *house) dumpOnce(t *terminal, s *settings, base string) error {
	k, err := h.keeper(t, s, base)
	if err != nil {
		return err
	}
	if _, err := k.Step(t.ctx); err != nil && !errors.Is(err, dump.ErrBusy) {
		return err
	}
	return nil
}
