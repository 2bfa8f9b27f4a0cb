package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"mingshi/internal/i18n"
)

// TestFaultsOfAMappingAreToldAtOnce: a mapping file with several faults names the line of each, in the language asked for.
func TestFaultsOfAMappingAreToldAtOnce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "m.yaml")
	if err := os.WriteFile(path, []byte("kind: inspection\ncolumns:\n  许可: a\n  检查日期: []\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for lang, want := range map[i18n.Lang]string{i18n.ZH: "有 2 处错误", i18n.EN: "has 2 faults"} {
		_, err := readMapping(path, lang)
		r, ok := err.(*refusal) //nolint:errorlint // readMapping makes it itself
		if !ok || r.code != exitUsage {
			t.Fatalf("got %v, want a refusal", err)
		}
		for _, part := range []string{want, path + ":3", path + ":4"} {
			if told := r.in(lang); !strings.Contains(told, part) {
				t.Errorf("%q does not say %q", told, part)
			}
		}
	}
}
