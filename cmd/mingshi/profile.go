package main

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"

	"mingshi/internal/authority"
	"mingshi/internal/disclosure"
)

type authorityCommand struct {
	Show   authorityShowCommand   `cmd:"" help:"显示现用资料 · show the profile in use"`
	Import authorityImportCommand `cmd:"" help:"检查并启用一份资料 · check a profile and put it into use"`
}

type authorityShowCommand struct{}

// Run implements the command.
func (c *authorityShowCommand) Run(s *settings, t *terminal) error {
	path := filepath.Join(s.Data, authority.FileName)
	profile, err := authority.Load(path)
	if err != nil {
		return err
	}
	if t.asJSON {
		return writeJSON(t.out, map[string]string{
			"name_zh": profile.NameZH, "name_en": profile.NameEN, "uscc": profile.USCC,
			"division_code": profile.DivisionCode, "time_zone": profile.Zone.String(), "complaint_line": profile.ComplaintLine,
			"licence_name": profile.LicenceName, "licence_url": profile.LicenceURL,
			"attribution_zh": profile.AttributionZH, "attribution_en": profile.AttributionEN,
		})
	}
	raw, err := os.ReadFile(path) //nolint:gosec // the operator's own folder
	if err != nil {
		return disclosure.Errorf(disclosure.Unavailable, "profile: %w", err)
	}
	_, err = t.out.Write(raw)
	return err
}

type authorityImportCommand struct {
	File string `arg:"" help:"authority.yaml"`
}

// Run implements the command.
func (c *authorityImportCommand) Run(s *settings, t *terminal) error {
	profile, err := authority.Load(c.File)
	if err != nil {
		return err
	}
	if err := checkCodes(c.File, profile); err != nil {
		return err
	}
	if err := copyInto(s.Data, authority.FileName, c.File); err != nil {
		return err
	}
	t.say("authority.imported", profile.NameZH)
	return nil
}

// copyInto puts a checked file into a folder, whole or not at all.
func copyInto(dir, name, from string) error {
	raw, err := os.ReadFile(from) //nolint:gosec // the operator names the file
	if err != nil {
		return disclosure.Errorf(disclosure.Unavailable, "copy: %w", err)
	}
	return writeWhole(dir, name, bytes.TrimPrefix(raw, []byte("\uFEFF")))
}

// writeWhole puts a file into a folder, whole or not at all.
func writeWhole(dir, name string, content []byte) error {
	return writeWith(dir, name, content, fileMode)
}

// writeWith is writeWhole for files of another mode.
func writeWith(dir, name string, content []byte, mode os.FileMode) error {
	if err := os.MkdirAll(dir, folderMode); err != nil {
		return disclosure.Errorf(disclosure.Unavailable, "write %s: %w", name, err)
	}
	aside, err := os.CreateTemp(dir, ".new-*")
	if err != nil {
		return disclosure.Errorf(disclosure.Unavailable, "write %s: %w", name, err)
	}
	defer func() { _ = os.Remove(aside.Name()) }() // moved away when all went well
	_, err = aside.Write(content)
	if err := errors.Join(err, aside.Chmod(mode), aside.Close()); err != nil {
		return disclosure.Errorf(disclosure.Unavailable, "write %s: %w", name, err)
	}
	if err := os.Rename(aside.Name(), filepath.Join(dir, name)); err != nil { //nolint:gosec // the operator names it
		return disclosure.Errorf(disclosure.Unavailable, "write %s: %w", name, err)
	}
	return nil
}
