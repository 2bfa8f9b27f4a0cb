package embedded

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gofrs/flock"

	"mingshi/internal/disclosure"
	"mingshi/internal/search"
)

const (
	lockName   = "lock"
	folderMode = 0o750
	fileMode   = 0o640

	// defaultCache is how many bytes of found sets are remembered.
	defaultCache = 64 << 20
)

// ErrLocked is wrapped by the error of Open when another process has the folder.
var ErrLocked = errors.New("the index is in use by another process")

// Options are what an index needs to know.
type Options struct {
	// Today is the local day: documents past their last public day are not found.
	Today func() disclosure.Date
	Log   *slog.Logger
	// PhraseCache is how many bytes of found sets may be remembered; 0 is the default, less is none.
	PhraseCache int64
}

// Index is an index in a folder. It implements search.Searcher and search.Sink, for any number of goroutines.
type Index struct {
	options Options
	files   files
	lock    *flock.Flock
	cache   *phraseCache

	// tending is held by whoever merges or overwrites, and is taken before writing, which is held by whoever changes the
	// shelf; quiet by all who read texts, and alone by who overwrites them.
	tending    sync.Mutex
	writing    sync.Mutex
	quiet      sync.RWMutex
	shelf      *shelf // what was shown last, with a use of each segment; living tells whether it still counts
	unsaved    time.Time
	waiting    []*segment // no longer part of the shelf, but of the manifest; letGo ends their use
	generation *generation
	building   atomic.Bool // whether there is a generation
	closed     bool

	// mutex guards what searches look at.
	mutex   sync.RWMutex
	now     *view
	changed chan struct{} // closed when now is replaced
	broken  brokenState
	// lost tells that now was given up, which whoever is writing may not know yet.
	lost bool

	// wake asks tend to look whether there is something to do.
	wake chan struct{}
	stop context.CancelFunc
	done chan struct{}
}

// brokenState says why there is no view.
type brokenState struct {
	since    time.Time
	building bool
	cause    error
}

var (
	errNone   = errors.New("no index was built yet")
	errClosed = errors.New("the index is closed")
)

// Open opens the index in a folder, making it where there is none. What it cannot use (another version, or damaged) is left
// aside: the index is then in the zero State. A folder that another process has is kind Conflict and ErrLocked.
func Open(ctx context.Context, dir string, o Options) (*Index, error) {
	if err := os.MkdirAll(dir, folderMode); err != nil {
		return nil, disclosure.Errorf(disclosure.Unavailable, "index: %w", err)
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	ix := &Index{
		options: o, files: files{dir: dir}, lock: flock.New(filepath.Join(dir, lockName)),
		changed: make(chan struct{}), wake: make(chan struct{}, 1), done: make(chan struct{}),
		broken: brokenState{time.Now(), true, errNone},
	}
	ix.cache = newPhraseCache(cacheSize(o.PhraseCache))
	if err := ix.takeLock(ctx); err != nil {
		return nil, err
	}
	if err := ix.load(ctx); err != nil {
		return nil, errors.Join(err, ix.lock.Unlock())
	}
	tending, stop := context.WithCancel(context.WithoutCancel(ctx))
	ix.stop = stop
	go ix.tend(tending)
	return ix, nil
}

// lockPatience is how long Open tries: somebody may only be looking (Inspect).
const lockPatience = 300 * time.Millisecond

func (ix *Index) takeLock(ctx context.Context) error {
	trying, cancel := context.WithTimeout(ctx, lockPatience)
	defer cancel()
	locked, err := ix.lock.TryLockContext(trying, lockPatience/10)
	switch {
	case locked:
		return nil
	case ctx.Err() != nil:
		return ctx.Err()
	case err != nil && trying.Err() == nil:
		return disclosure.Errorf(disclosure.Unavailable, "index: %w", err)
	}
	return disclosure.Errorf(disclosure.Conflict, "index %s: %w", ix.files.dir, ErrLocked)
}

func cacheSize(asked int64) int64 {
	switch {
	case asked == 0:
		return defaultCache
	case asked < 0:
		return 0
	}
	return asked
}

// load takes up what the folder holds.
func (ix *Index) load(ctx context.Context) error {
	s, next, err := loadManifest(ix.files.dir)
	ix.files.next.Store(next)
	switch {
	case err == nil && s != nil:
		ix.show(s)
	case err != nil && !errors.Is(err, errDamaged):
		return disclosure.Errorf(disclosure.Unavailable, "index: %w", err)
	case err != nil:
		ix.options.Log.WarnContext(ctx, "index is built anew", slog.Any("error", err))
		ix.broken.cause = err
		_ = os.Remove(filepath.Join(ix.files.dir, manifestName)) // what it names is swept
	}
	return ix.sweepFiles()
}

// publish shows a shelf that was made of the last one, unless that was given up meanwhile. The caller holds writing.
func (ix *Index) publish(s *shelf) error {
	ix.mutex.Lock()
	if ix.lost {
		broken := ix.broken
		ix.mutex.Unlock()
		s.discardBut(ix.shelf)
		return search.Unavailable(broken.since, broken.building, broken.cause)
	}
	ix.showLocked(s)
	return nil
}

// show shows a shelf in the place of whatever there was. The caller holds writing.
func (ix *Index) show(s *shelf) {
	ix.mutex.Lock()
	ix.showLocked(s)
}

// showLocked shows a shelf and gives mutex back. The shelf takes over the use with which its segments come; what only the
// last one had is closed with its last use.
func (ix *Index) showLocked(s *shelf) {
	last, lastShelf, changed := ix.now, ix.shelf, ix.changed
	ix.now, ix.lost = newView(s.feedID, s.position, s.segments, s.fresh), false
	ix.shelf, ix.changed = s, make(chan struct{})
	ix.mutex.Unlock()
	close(changed)
	if lastShelf != nil {
		for _, p := range lastShelf.without(s) {
			p.release()
		}
	}
	if last != nil {
		last.release()
	}
}

// State implements search.Searcher and search.Sink. It waits for no writer.
func (ix *Index) State(ctx context.Context) (search.State, error) {
	if ctx.Err() != nil {
		return search.State{}, ctx.Err()
	}
	ix.mutex.RLock()
	defer ix.mutex.RUnlock()
	state := search.State{Rebuilding: ix.building.Load()}
	switch {
	case ix.now != nil:
		state.FeedID, state.Position, state.Documents = ix.now.feedID, ix.now.position, ix.now.documents()
	case errors.Is(ix.broken.cause, errClosed):
		return search.State{}, search.Unavailable(ix.broken.since, false, errClosed)
	}
	return state, nil
}

// Apply implements search.Sink.
func (ix *Index) Apply(ctx context.Context, b search.Batch) error {
	put, removed, err := prepare(&b)
	if err != nil {
		return err
	}
	ix.writing.Lock()
	defer ix.writing.Unlock()
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case ix.closed:
		return search.Unavailable(ix.broken.since, false, errClosed)
	}
	last := ix.living()
	if last == nil {
		return disclosure.Errorf(disclosure.Conflict, "index: %w", errNone)
	}
	if err := last.accepts(&b); err != nil {
		return err
	}
	most := freshMost
	if len(put) > bulkMost {
		most = 0 // many documents are quicker found in a segment
	} else {
		for _, e := range put {
			e.ready()
		}
	}
	var next *shelf
	err = ix.read(last.segments, func() (err error) {
		next, err = last.add(&ix.files, put, removed, most)
		return err
	})
	if err != nil {
		return unavailable(err)
	}
	next.position = b.Position
	if err := ix.publish(next); err != nil {
		return err
	}
	if ix.unsaved.IsZero() {
		ix.unsaved = time.Now()
	}
	ix.nudge()
	return nil
}

// living is the shelf; nil in the zero State. Of one that was given up it lets go. The caller holds writing.
func (ix *Index) living() *shelf {
	ix.mutex.Lock()
	gone := ix.now == nil
	if gone {
		ix.lost = false
	}
	ix.mutex.Unlock()
	if gone && ix.shelf != nil {
		if !ix.closed {
			_ = os.Remove(filepath.Join(ix.files.dir, manifestName)) // else the next opening finds the damage too
			ix.letGo(true)
		}
		for _, p := range ix.shelf.segments {
			ix.cache.forget(p.segment)
			p.release()
		}
		ix.shelf = nil
	}
	return ix.shelf
}

// accepts refuses a batch of another feed or from before.
func (s *shelf) accepts(b *search.Batch) error {
	if b.FeedID != s.feedID {
		return disclosure.Errorf(disclosure.Conflict, "index: a batch of another feed")
	}
	if b.Position < s.position {
		return disclosure.Errorf(disclosure.Conflict, "index: a batch of position %d, already at %d", b.Position, s.position)
	}
	return nil
}

// prepare brings the documents of a batch to the form in which they are kept.
func prepare(b *search.Batch) (put []*entry, removed []idKey, err error) {
	put = make([]*entry, len(b.Put))
	seen := make(map[disclosure.ID]bool, len(b.Put)+len(b.Remove))
	once := func(id disclosure.ID) error {
		if seen[id] {
			return disclosure.Errorf(disclosure.Invalid, "index: %s comes twice in a batch", id)
		}
		seen[id] = true
		return nil
	}
	for i := range b.Put {
		if err := once(b.Put[i].ID); err != nil {
			return nil, nil, err
		}
		if put[i], err = newEntry(&b.Put[i]); err != nil {
			return nil, nil, err
		}
	}
	for _, id := range b.Remove {
		if err := once(id); err != nil {
			return nil, nil, err
		}
		key, err := packID(id)
		if err != nil {
			return nil, nil, err
		}
		removed = append(removed, key)
	}
	return put, removed, nil
}

// giveUp drops all there is, if it has one of the parts, in which there is damage: it can no longer be trusted. Whoever
// follows the feed sees the zero State and builds anew.
func (ix *Index) giveUp(parts []part, cause error) error {
	ix.mutex.Lock()
	last := ix.now
	if last == nil || !slices.ContainsFunc(last.segments, func(p part) bool { return hasSegment(parts, p.segment) }) {
		broken := ix.broken
		ix.mutex.Unlock()
		if last != nil { // it was replaced meanwhile
			return disclosure.Errorf(disclosure.Unavailable, "index: %w", cause)
		}
		return search.Unavailable(broken.since, broken.building, cause)
	}
	broken := brokenState{time.Now(), true, cause}
	ix.now, ix.broken, ix.lost = nil, broken, true
	ix.mutex.Unlock()
	ix.options.Log.Error("index is damaged and will be built anew", slog.Any("error", cause)) //nolint:sloglint // no context here
	for _, p := range last.segments {
		p.dropped.Store(true)
		ix.cache.forget(p.segment)
	}
	last.release()
	ix.nudge() // the writer lets go of the rest
	return search.Unavailable(broken.since, broken.building, cause)
}

func hasSegment(parts []part, s *segment) bool {
	return slices.ContainsFunc(parts, func(p part) bool { return p.segment == s })
}

// unavailable says of a file that could not be written that it may be tried again.
func unavailable(err error) error {
	if disclosure.KindOf(err) != disclosure.Internal {
		return err
	}
	return disclosure.Errorf(disclosure.Unavailable, "index: %w", err)
}

// nudge asks tend to look; it never waits.
func (ix *Index) nudge() {
	select {
	case ix.wake <- struct{}{}:
	default:
	}
}

// Close writes down what is in memory and gives the folder back. Searches that come later are kind Unavailable.
func (ix *Index) Close() error {
	ix.stop()
	<-ix.done
	ix.writing.Lock()
	defer ix.writing.Unlock()
	if ix.closed {
		return nil
	}
	ix.closed = true
	if g := ix.generation; g != nil {
		// Whoever builds it may be waiting for writing.
		ix.writing.Unlock()
		g.drop()
		ix.writing.Lock()
	}
	var err error
	if ix.living() != nil && !ix.unsaved.IsZero() {
		err = ix.save()
	}
	ix.mutex.Lock()
	last := ix.now
	ix.now, ix.broken = nil, brokenState{time.Now(), false, errClosed}
	ix.mutex.Unlock()
	if last != nil {
		last.release()
	}
	ix.living() // lets go
	ix.letGo(false)
	if unlock := ix.lock.Unlock(); unlock != nil {
		err = errors.Join(err, fmt.Errorf("index: %w", unlock))
	}
	return err
}

// sweepFiles removes segments that nothing refers to: those of a crash.
func (ix *Index) sweepFiles() error {
	used := map[string]bool{}
	if ix.shelf != nil {
		for _, p := range ix.shelf.segments {
			used[p.name] = true
		}
	}
	found, err := os.ReadDir(ix.files.dir)
	if err != nil {
		return disclosure.Errorf(disclosure.Unavailable, "index: %w", err)
	}
	for _, file := range found {
		name := file.Name()
		ours := strings.HasSuffix(name, ".seg") || strings.HasPrefix(name, "manifest.") && name != manifestName
		if ours && !used[name] {
			if err := os.Remove(filepath.Join(ix.files.dir, name)); err != nil {
				return disclosure.Errorf(disclosure.Unavailable, "index: %w", err)
			}
		}
	}
	return nil
}
