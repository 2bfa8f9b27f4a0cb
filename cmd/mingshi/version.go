package main

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"

	"mingshi/internal/authority"
)

type versionCommand struct{}

// Run implements the command.
func (c *versionCommand) Run(_ *settings, t *terminal) error {
	if t.asJSON {
		return writeJSON(t.out, map[string]string{"version": version(), "go": runtime.Version()})
	}
	_, err := fmt.Fprintf(t.out, "mingshi %s (%s)\n", version(), runtime.Version())
	return err
}

// version names the program: the module's version, or the commit it was built from.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	for _, setting := range info.Settings {
		if setting.Key == "vcs.revision" {
			const short = 12
			return setting.Value[:min(short, len(setting.Value))]
		}
	}
	return info.Main.Version
}

// build names everything besides the records that answers are made from: program, profile and public address. When one of
// them changes, no visitor's copy counts as fresh any more.
func (f *front) build(baseURL string) string {
	sum := sha256.New()
	_, _ = fmt.Fprintf(sum, "%s\x00%s\x00", version(), baseURL) // a hash takes every write
	if profile, err := os.ReadFile(filepath.Join(f.dir, authority.FileName)); err == nil {
		sum.Write(profile)
	}
	if program, err := os.Executable(); err == nil {
		if info, err := os.Stat(program); err == nil {
			_, _ = fmt.Fprintf(sum, "%d\x00%s", info.Size(), info.ModTime().UTC()) // as above
		}
	}
	return hex.EncodeToString(sum.Sum(nil)[:8])
}
