package main

import (
	"bytes"
	"context"
	"path/filepath"
	"strings"
	"testing"
)

// TestInterruptedCommandsSayWhatStays interrupts commands: each says what became of its own work.
func TestInterruptedCommandsSayWhatStays(t *testing.T) {
	p := place{data: filepath.Join(t.TempDir(), "data")}
	p.must(t, importing([]string{penaltiesFile(t, 3)})...)
	backup := filepath.Join(t.TempDir(), "backup.zip")
	p.must(t, "backup", "-o", backup)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for name, test := range map[string]struct {
		data string
		args []string
		says string
	}{
		"copy":    {p.data, []string{"copy", "--from", p.data, "--to", filepath.Join(t.TempDir(), "copy")}, "Run the same command again, it goes on."},
		"restore": {filepath.Join(t.TempDir(), "restored"), []string{"restore", backup}, "Run the same command again, it goes on."},
		"backup":  {p.data, []string{"backup", "-o", filepath.Join(t.TempDir(), "other.zip")}, "Nothing was written."},
		"work":    {p.data, []string{"work", "--once"}, "What is published stays"},
	} {
		t.Run(name, func(t *testing.T) {
			var out bytes.Buffer
			code := run(ctx, append([]string{"--lang", "en", "--data", test.data}, test.args...), &out, &out)
			if code != exitEnvironment || !strings.Contains(out.String(), test.says) {
				t.Errorf("exit code %d, want %d, and %q: %s", code, exitEnvironment, test.says, out.String())
			}
		})
	}
}
