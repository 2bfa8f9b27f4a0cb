package main

import (
	"bytes"
	"path/filepath"
	"strings"
	"testing"
)

// TestNoPartOfAPasswordIsPrinted gives passwords that begin with digits and hold, unescaped, what ends the host of a URL: the
// digits look like a port then. No command prints any of it.
func TestNoPartOfAPasswordIsPrinted(t *testing.T) {
	commands := map[string]func(address string) []string{
		"migrate": func(a string) []string { return []string{"--database-url", a, "migrate"} },
		"import":  func(a string) []string { return []string{"--database-url", a, "import", penaltiesFile(t, 1)} },
		"doctor":  func(a string) []string { return []string{"--database-url", a, "doctor"} },
		"replica": func(a string) []string {
			return []string{"--database-url", "postgres://h/db", "--database-replica-url", a, "doctor"}
		},
		"copy from": func(a string) []string { return []string{"copy", "--from", a, "--to", t.TempDir()} },
		"copy to":   func(a string) []string { return []string{"copy", "--from", t.TempDir(), "--to", a} },
	}
	for name, command := range commands {
		for _, rest := range []string{"/34secret", "?34secret", "#34secret", "/3?4secret", "@34/secret", "/", "%2"} {
			t.Run(name+" "+strings.ReplaceAll(rest, "/", "slash"), func(t *testing.T) {
				var out bytes.Buffer
				args := append([]string{"--data", filepath.Join(t.TempDir(), "data"), "--lang", "en"},
					command("postgres://mingshi_writer:12"+rest+"@127.0.0.1:1/db")...)
				code := run(t.Context(), args, &out, &out)
				if code != exitUsage {
					t.Errorf("exit code %d, want %d: %s", code, exitUsage, &out)
				}
				for _, part := range []string{"mingshi_writer:", ":12", "12/", "34", "secret"} {
					if strings.Contains(out.String(), part) {
						t.Errorf("%q is printed: %s", part, &out)
					}
				}
			})
		}
	}
}

func TestDatabaseName(t *testing.T) {
	for address, want := range map[string]string{
		"postgres://w:1%2F2@db1:5433/mingshi?sslmode=disable":    "PostgreSQL db1:5433/mingshi",
		"postgres://w:x@db1:5432,db2:5432/mingshi":               "PostgreSQL db1:5432/mingshi",
		"postgres://mingshi_owner@/mingshi?host=/run/postgresql": "PostgreSQL /run/postgresql/mingshi",
		"postgres://w:12/34secret@h/db":                          "PostgreSQL",
		"postgres://w:12?34secret@h/db":                          "PostgreSQL",
		"postgres://w:12#34secret@h/db":                          "PostgreSQL",
	} {
		if got := databaseName(address); got != want {
			t.Errorf("%s: got %q, want %q", address, got, want)
		}
	}
}
