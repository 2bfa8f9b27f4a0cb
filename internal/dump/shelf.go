package dump

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"mingshi/internal/disclosure"
)

// Shelf reads the folder of dumps. It is safe for concurrent use, also by several processes.
type Shelf struct {
	dir   string
	zone  *time.Location
	now   func() time.Time
	mutex sync.Mutex
	// known is the manifest as it was read last, and info that of its file; both nil before.
	known *Manifest
	info  fs.FileInfo
}

// NewShelf returns the shelf of a folder, which need not exist yet. Days are those of the zone, which is the authority's.
func NewShelf(dir string, zone *time.Location, now func() time.Time) *Shelf {
	return &Shelf{dir: dir, zone: zone, now: now}
}

// Opened is a file that is there, open for reading from its beginning.
type Opened struct {
	*os.File

	Dump *Dump
	Of   *File
}

// Manifest says what there is today; it must not be changed.
func (s *Shelf) Manifest() (*Manifest, error) {
	m, err := s.read()
	if err != nil {
		return nil, err
	}
	now := s.now()
	return m.on(disclosure.DateOf(now.In(s.zone)), now), nil
}

// Latest is the newest dump; it must not be changed. As long as there is none that is whole, as before the first and for a while
// after a file had to go, it is kind Unavailable; see RetryAfter.
func (s *Shelf) Latest() (*Dump, error) {
	m, err := s.Manifest()
	if err != nil {
		return nil, err
	}
	d := m.latest()
	missing := func(f File) bool { return !isAsSaid(filepath.Join(s.dir, d.Name), &f) }
	if d == nil || !d.Whole() || slices.ContainsFunc(d.Files, missing) {
		return nil, disclosure.Errorf(disclosure.Unavailable, "dumps: no whole dump at present")
	}
	return d, nil
}

// RetryAfter is how long it takes at least until there may be a whole dump again: what is left of the pause between two that are
// made out of turn, and the time in which a worker notices.
func (s *Shelf) RetryAfter() time.Duration {
	m, err := s.read()
	if err != nil {
		return stepEvery
	}
	return m.Remade.left(s.now()) + stepEvery
}

// Dump finds a dump by its name; it must not be changed. One that there never was is kind NotFound, one that was retired kind
// Gone. Its files may be gone all the same.
func (s *Shelf) Dump(name string) (*Dump, error) {
	m, err := s.Manifest()
	if err != nil {
		return nil, err
	}
	if d := m.dump(name); d != nil {
		return d, nil
	}
	if retired, ok := m.retired(name); ok {
		return nil, goneError(name, &Gone{Reason: ReasonRetired, At: retired.At})
	}
	return nil, disclosure.Errorf(disclosure.NotFound, "dump %q: there is none", name)
}

// Open opens a file of a dump for reading; the caller closes it. One that there never was is kind NotFound, one that had to go
// kind Gone, with the reason in the tombstone (disclosure.TombstoneOf).
func (s *Shelf) Open(dump, file string) (*Opened, error) {
	opened, err := s.open(dump, file)
	if errors.Is(err, fs.ErrNotExist) {
		// It was taken away since the manifest was read. What goes is struck from the manifest first, so now it says so.
		opened, err = s.open(dump, file)
	}
	if errors.Is(err, fs.ErrNotExist) {
		// Or it could not be struck from there, as on a full disk: the bytes go all the same.
		return nil, goneError(dump+"/"+file, &Gone{Reason: ReasonDamaged, At: s.now()})
	}
	return opened, err
}

func (s *Shelf) open(dump, file string) (*Opened, error) {
	d, err := s.Dump(dump)
	if err != nil {
		return nil, err
	}
	at := slices.IndexFunc(d.Files, func(f File) bool { return f.Name == file })
	if at < 0 {
		return nil, disclosure.Errorf(disclosure.NotFound, "dump %q: no file %q", dump, file)
	}
	of := &d.Files[at]
	if of.Gone != nil {
		return nil, goneError(dump+"/"+file, of.Gone)
	}
	opened, err := os.Open(filepath.Join(s.dir, d.Name, of.Name)) // both names are the manifest's
	if err != nil {
		return nil, unavailable(err)
	}
	return &Opened{File: opened, Dump: d, Of: of}, nil
}

// goneError carries the reason where the reason of a gone record is looked for too.
func goneError(name string, gone *Gone) error {
	return disclosure.GoneError(disclosure.Tombstone{
		ID: disclosure.ID(name), State: "gone", Reason: disclosure.Reason(gone.Reason), At: gone.At,
	})
}

// read gives the manifest, from the disk if the file is another one than before.
func (s *Shelf) read() (*Manifest, error) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	// The file is looked at before it is read: what is read may be newer than what is remembered of it, never older.
	info, err := os.Stat(filepath.Join(s.dir, manifestName))
	if errors.Is(err, fs.ErrNotExist) {
		s.known, s.info = new(Manifest), nil
		return s.known, nil
	}
	if err != nil {
		return nil, unavailable(err)
	}
	if s.info != nil && same(s.info, info) {
		return s.known, nil
	}
	m, err := loadManifest(s.dir)
	if err != nil {
		return nil, err
	}
	s.known, s.info = m, info
	return m, nil
}

func same(a, b fs.FileInfo) bool {
	return os.SameFile(a, b) && a.Size() == b.Size() && a.ModTime().Equal(b.ModTime())
}
