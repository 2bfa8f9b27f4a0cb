package dump

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"

	"mingshi/internal/disclosure"
)

// manifestName is the file that says what is there.
const manifestName = "manifest.json"

// Reason says why a file is no longer there.
type Reason string

// The reasons.
const (
	// ReasonRecordGone: it tells of a record that was withdrawn, repaired or removed.
	ReasonRecordGone Reason = "record_gone"
	// ReasonSuperseded: it holds a penalty as it was before a correction.
	ReasonSuperseded Reason = "superseded"
	// ReasonExpired: the last public day of a record that it tells of is over.
	ReasonExpired Reason = "expired"
	// ReasonRetired: a later dump has taken its place.
	ReasonRetired Reason = "retired"
	// ReasonFeedReset: it is of a feed that ended when the data was restored.
	ReasonFeedReset Reason = "feed_reset"
	// ReasonDamaged: its bytes were lost or changed on the disk.
	ReasonDamaged Reason = "damaged"
)

// Reasons lists every reason.
func Reasons() []Reason {
	return []Reason{ReasonRecordGone, ReasonSuperseded, ReasonExpired, ReasonRetired, ReasonFeedReset, ReasonDamaged}
}

// Manifest says what dumps there are, and were. The zero value is that of an empty folder.
type Manifest struct {
	// FeedID is that of the feed that is followed.
	FeedID string `json:"feed_id"`
	// Followed is the position up to which the feed's changes have had their effect on the files.
	Followed int64 `json:"followed"`
	// Dumps are the latest first.
	Dumps []Dump `json:"dumps"`
	// Retired are names of dumps that were kept no longer, the latest first.
	Retired []Retired `json:"retired"`
	// Remade counts the dumps that were made out of turn, because a file of the latest was gone.
	Remade Rush `json:"remade"`
}

// Retired is a dump of which the name alone is left.
type Retired struct {
	Name string    `json:"name"`
	At   time.Time `json:"at"`
}

// Dump is a set of files of one position.
type Dump struct {
	// Name is the folder: the local day and the position, "2026-11-22-1234".
	Name     string `json:"name"`
	FeedID   string `json:"feed_id"`
	Position int64  `json:"position"`
	// AsOf is the instant of the last change or expiry that the files reflect, MadeAt when they were made and Day the local day of
	// that, by which permits lapse.
	AsOf   time.Time       `json:"as_of"`
	MadeAt time.Time       `json:"made_at"`
	Day    disclosure.Date `json:"day"`
	Terms  Terms           `json:"terms"`
	Files  []File          `json:"files"`
}

// Terms are who publishes, where, and what users of the data shall know. They are those of the day on which a dump was made.
type Terms struct {
	// BaseURL begins every address in the files ("https://host"), without a slash at its end.
	BaseURL string `json:"base_url"`
	// Publisher is the authority's name.
	Publisher string `json:"publisher"`
	// Licence, LicenceURL and Attribution may be empty: then nothing is said.
	Licence     string `json:"licence"`
	LicenceURL  string `json:"licence_url"`
	Attribution string `json:"attribution"`
}

// File is one file of a dump.
type File struct {
	// Name is that within the dump, as "penalties.ndjson.gz".
	Name string          `json:"name"`
	Kind disclosure.Kind `json:"kind"`
	Form Form            `json:"form"`
	Rows int64           `json:"rows"`
	// Bytes and SHA256 (hexadecimal digits) are those of the file as it is, compressed.
	Bytes  int64  `json:"bytes"`
	SHA256 string `json:"sha256"`
	// Until is the last day on which the file may be given out; zero means without end.
	Until disclosure.Date `json:"until"`
	// Gone is nil as long as the file is there.
	Gone *Gone `json:"gone"`
}

// Gone says why and since when a file is no longer there.
type Gone struct {
	Reason Reason    `json:"reason"`
	At     time.Time `json:"at"`
}

// Whole reports whether every file of the dump is there.
func (d *Dump) Whole() bool {
	return !slices.ContainsFunc(d.Files, func(f File) bool { return f.Gone != nil })
}

// Query says in words what a file holds, so that it can be cited.
func (f *File) Query() string { return "all public records of the kind " + string(f.Kind) }

// remove marks the files of a dump that the test meets as gone.
func (d *Dump) remove(reason Reason, at time.Time, meets func(f *File) bool) {
	for i := range d.Files {
		if f := &d.Files[i]; f.Gone == nil && meets(f) {
			f.Gone = &Gone{Reason: reason, At: at.UTC()}
		}
	}
}

// endPassed marks the files whose last day lies before today.
func (m *Manifest) endPassed(today disclosure.Date, at time.Time) {
	for i := range m.Dumps {
		m.Dumps[i].remove(ReasonExpired, at, func(f *File) bool { return f.passed(today) })
	}
}

func (f *File) passed(today disclosure.Date) bool { return !f.Until.IsZero() && f.Until.Before(today) }

// on is the manifest as it holds on a day: itself, or a copy in which the files whose last day lies before are gone.
func (m *Manifest) on(today disclosure.Date, at time.Time) *Manifest {
	passed := func(f File) bool { return f.Gone == nil && f.passed(today) }
	if !slices.ContainsFunc(m.Dumps, func(d Dump) bool { return slices.ContainsFunc(d.Files, passed) }) {
		return m
	}
	clone := *m
	clone.Dumps = slices.Clone(m.Dumps)
	for i := range clone.Dumps {
		clone.Dumps[i].Files = slices.Clone(m.Dumps[i].Files)
	}
	clone.endPassed(today, at)
	return &clone
}

// latest is the newest dump; nil if there is none.
func (m *Manifest) latest() *Dump {
	if len(m.Dumps) == 0 {
		return nil
	}
	return &m.Dumps[0]
}

// countThere counts the files that are there.
func (m *Manifest) countThere() int {
	count := 0
	for i := range m.Dumps {
		for n := range m.Dumps[i].Files {
			if m.Dumps[i].Files[n].Gone == nil {
				count++
			}
		}
	}
	return count
}

// names are all that dumps have, or had.
func (m *Manifest) names() map[string]bool {
	names := make(map[string]bool, len(m.Dumps)+len(m.Retired))
	for i := range m.Dumps {
		names[m.Dumps[i].Name] = true
	}
	for _, retired := range m.Retired {
		names[retired.Name] = true
	}
	return names
}

// dump finds a dump by its name; nil if there is none.
func (m *Manifest) dump(name string) *Dump {
	at := slices.IndexFunc(m.Dumps, func(d Dump) bool { return d.Name == name })
	if at < 0 {
		return nil
	}
	return &m.Dumps[at]
}

func (m *Manifest) retired(name string) (Retired, bool) {
	at := slices.IndexFunc(m.Retired, func(r Retired) bool { return r.Name == name })
	if at < 0 {
		return Retired{}, false
	}
	return m.Retired[at], true
}

// errDamaged is what reading a manifest answers that is none.
var errDamaged = errors.New("the manifest cannot be read")

// loadManifest reads the manifest of a folder; that of a folder without one is empty.
func loadManifest(dir string) (*Manifest, error) {
	raw, err := os.ReadFile(filepath.Join(dir, manifestName)) //nolint:gosec // our own folder
	if errors.Is(err, fs.ErrNotExist) {
		return new(Manifest), nil
	}
	if err != nil {
		return nil, disclosure.Errorf(disclosure.Unavailable, "dumps: %w", err)
	}
	m := new(Manifest)
	if err := json.Unmarshal(raw, m); err != nil {
		return nil, disclosure.Errorf(disclosure.Unavailable, "dumps: %w: %w", errDamaged, err)
	}
	return m, nil
}

// save replaces the manifest of a folder in one step.
func (m *Manifest) save(dir string) error {
	raw, err := json.Marshal(m)
	if err != nil {
		return fmt.Errorf("dumps: %w", err)
	}
	return replaceFile(filepath.Join(dir, manifestName), raw)
}
