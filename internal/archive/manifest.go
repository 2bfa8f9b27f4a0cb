package archive

import (
	"bytes"
	"encoding/json"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"mingshi/internal/disclosure"
	"mingshi/internal/store"
)

// What the manifest says of the file.
const (
	// Format is the name of the format.
	Format = "mingshi-backup"
	// Version is the version of the format that this program writes; it reads all up to this one.
	Version = 1
)

// The names of entries.
const (
	manifestName = "mingshi-backup.json"
	headName     = "store/head.json"
	partFolder   = "store/"
	partSuffix   = ".ndjson"
	filesFolder  = "files/"
)

// Manifest says what a backup is and holds.
type Manifest struct {
	Format  string    `json:"format"`
	Version int       `json:"version"`
	MadeAt  time.Time `json:"made_at"`
	// Program is the name and version of the program that made it.
	Program string `json:"program"`
	// Database is the kind of database that the store was in: "sqlite" or "postgres".
	Database string `json:"database"`
	FeedID   string `json:"feed_id"`
	Position int64  `json:"position"`
	// AsOf is the instant of the last change.
	AsOf time.Time `json:"as_of"`
	// Keys are the fingerprints of the secret keys, by name.
	Keys map[string]string `json:"keys"`
	// Entries are all other entries of the file, in their order.
	Entries []Entry `json:"entries"`
}

// Entry is one entry of a backup.
type Entry struct {
	Name string `json:"name"`
	// Rows counts the lines of a part; 0 for other entries.
	Rows   int64  `json:"rows"`
	Size   int64  `json:"size"`
	SHA256 string `json:"sha256"`
}

// Parts lists what the parts of the store come to, as Carry reports it.
func (m *Manifest) Parts() []PartSum {
	var sums []PartSum
	for _, e := range m.Entries {
		if part, ok := partOf(e.Name); ok {
			sums = append(sums, PartSum{Part: part, Rows: e.Rows, SHA256: e.SHA256})
		}
	}
	return sums
}

// Files lists the files of the data folder, by their names within it, with slashes.
func (m *Manifest) Files() []Entry {
	var files []Entry
	for _, e := range m.Entries {
		if name, ok := strings.CutPrefix(e.Name, filesFolder); ok {
			e.Name = name
			files = append(files, e)
		}
	}
	return files
}

// entry finds an entry by its name in the file.
func (m *Manifest) entry(name string) (Entry, bool) {
	i := slices.IndexFunc(m.Entries, func(e Entry) bool { return e.Name == name })
	if i < 0 {
		return Entry{}, false
	}
	return m.Entries[i], true
}

// partName is the name of the entry of a part.
func partName(part store.Part) string { return partFolder + string(part) + partSuffix }

// partOf tells which part an entry holds.
func partOf(name string) (store.Part, bool) {
	for _, part := range store.Parts() {
		if name == partName(part) {
			return part, true
		}
	}
	return "", false
}

// parseManifest reads a manifest and refuses what this program cannot restore.
func parseManifest(raw []byte) (Manifest, error) {
	var m Manifest
	if err := json.Unmarshal(raw, &m); err != nil || m.Format != Format {
		return Manifest{}, disclosure.Errorf(disclosure.Invalid, "its %s is not that of a backup", manifestName)
	}
	if m.Version > Version {
		return Manifest{}, disclosure.Errorf(disclosure.Invalid,
			"it was written by a newer program (%s, format %d; this one reads up to %d): use that one", m.Program, m.Version, Version)
	}
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&m); err != nil || m.Version < 1 {
		return Manifest{}, disclosure.Errorf(disclosure.Invalid, "its %s is not that of a backup: %w", manifestName, err)
	}
	return m, m.check()
}

// check refuses a manifest whose entries are not those of a backup.
func (m *Manifest) check() error {
	known := make(map[string]bool, len(m.Entries))
	for _, e := range m.Entries {
		if known[e.Name] {
			return disclosure.Errorf(disclosure.Invalid, "entry %q stands twice in its manifest", e.Name)
		}
		known[e.Name] = true
		if e.Rows < 0 || e.Size < 0 {
			return disclosure.Errorf(disclosure.Invalid, "entry %q has %d rows and %d bytes in its manifest", e.Name, e.Rows, e.Size)
		}
		if _, part := partOf(e.Name); part || e.Name == headName {
			continue
		}
		if name, ok := strings.CutPrefix(e.Name, filesFolder); !ok || !restorable(name) {
			return disclosure.Errorf(disclosure.Invalid, "entry %q does not belong into a backup", e.Name)
		}
	}
	for _, part := range store.Parts() {
		if !known[partName(part)] {
			return disclosure.Errorf(disclosure.Invalid, "entry %q is missing from its manifest", partName(part))
		}
	}
	if !known[headName] {
		return disclosure.Errorf(disclosure.Invalid, "entry %q is missing from its manifest", headName)
	}
	return nil
}

// restorable reports whether a name, with slashes, is that of a file within a data folder, on every system, which a backup
// may bring: no way out of the folder, no database and nothing temporary.
func restorable(name string) bool {
	if name != path.Clean(name) || strings.ContainsAny(name, "\\:\x00") || !filepath.IsLocal(filepath.FromSlash(name)) {
		return false
	}
	return !slices.ContainsFunc(strings.Split(name, "/"), leftOut)
}

// leftOut reports whether a name within a data folder is that of something which a backup does not hold: the database,
// which is carried row by row, the search index and the dumps, which are derived from it, staging, what is temporary, and what a file
// system keeps for itself.
func leftOut(name string) bool {
	return strings.HasPrefix(name, "mingshi.db") || strings.HasPrefix(name, "staging-") ||
		strings.HasPrefix(name, ".") || name == "index" || name == "dumps" || name == "lost+found"
}
