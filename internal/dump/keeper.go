package dump

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/gofrs/flock"

	"mingshi/internal/disclosure"
	"mingshi/internal/grading"
	"mingshi/internal/store"
)

// Source is what dumps are made from and kept in line with.
type Source interface {
	store.Viewer
	store.Feed
}

// Options say what a Keeper keeps, and where.
type Options struct {
	// Dir is the folder of dumps; it is made if there is none.
	Dir    string
	Source Source
	// Zone is the authority's.
	Zone *time.Location
	Now  func() time.Time
	// Terms are those of the dumps that are made. Without a BaseURL none are made, since the addresses in them would lead nowhere;
	// what must go is taken away all the same.
	Terms
	// Scheme is what decides grades; nil is the one that comes with the program.
	Scheme *grading.Scheme
	// Scrub makes what is gone unreadable in the store's files. It is called right before a dump is begun, which may hold it up
	// until its end; nil does nothing.
	Scrub func(ctx context.Context) error
	// Every is how old the latest dump must be before another is made of what was published since; zero is DefaultEvery.
	Every time.Duration
	// Kept is what stays beside the latest; zero is DefaultKept.
	Kept Kept
	// Log hears of what Run does; nil logs nothing.
	Log *slog.Logger
}

// DefaultEvery is how often dumps follow what is published.
const DefaultEvery = time.Hour

// DefaultKept is what stays beside the latest dump.
var DefaultKept = Kept{Days: 7, Months: 12}

const (
	// stepEvery is how often Run looks at the feed; what is gone has 60 s to go (docs/design.md §3).
	stepEvery = 30 * time.Second
	// tendEvery is how often that is done while a dump is being made, which takes its time.
	tendEvery = 10 * time.Second
)

// ErrGaveWay is what a step answers whose dump was given up.
var ErrGaveWay = errors.New("the dump was given up, so that what is gone can be scrubbed")

// ErrBusy is wrapped by the kind Conflict error of a step while another keeper is at work in the same folder.
var ErrBusy = errors.New("another keeper is at work")

// Keeper makes dumps and takes them away. Whatever it knows of them is in the folder, so any process may do the next step.
type Keeper struct {
	Options

	lock      *flock.Flock
	wake      chan struct{}
	tendEvery time.Duration
	// failed counts the dumps that could not be made.
	failed Rush

	mutex sync.Mutex
	// giveUp ends the making of a dump; nil while none is made.
	giveUp context.CancelCauseFunc
}

// NewKeeper returns a keeper of the folder, which is made if there is none (kind Unavailable if it cannot be).
func NewKeeper(o Options) (*Keeper, error) {
	if o.Every == 0 {
		o.Every = DefaultEvery
	}
	if o.Kept == (Kept{}) {
		o.Kept = DefaultKept
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Scrub == nil {
		o.Scrub = func(context.Context) error { return nil }
	}
	if err := os.MkdirAll(o.Dir, folderMode); err != nil {
		return nil, unavailable(err)
	}
	return &Keeper{
		Options: o, lock: flock.New(filepath.Join(o.Dir, lockName)), wake: make(chan struct{}, 1), tendEvery: tendEvery,
	}, nil
}

// Wake lets Run do its next step at once.
func (k *Keeper) Wake() {
	select {
	case k.wake <- struct{}{}:
	default: // it is woken already
	}
}

// GiveWay gives up the dump that is being made, if there is one: on SQLite nothing that is gone can be scrubbed while it is
// made. It is begun again after a pause.
func (k *Keeper) GiveWay() {
	k.mutex.Lock()
	defer k.mutex.Unlock()
	if k.giveUp != nil {
		k.giveUp(ErrGaveWay)
	}
}

// begin lets GiveWay end what begins, until end is called.
func (k *Keeper) begin(giveUp context.CancelCauseFunc) (end func()) {
	k.mutex.Lock()
	defer k.mutex.Unlock()
	k.giveUp = giveUp
	return func() {
		k.mutex.Lock()
		defer k.mutex.Unlock()
		k.giveUp = nil
	}
}

// Run does one step after the other until the context ends.
func (k *Keeper) Run(ctx context.Context) {
	tick := time.NewTicker(stepEvery)
	defer tick.Stop()
	for {
		done, err := k.Step(ctx)
		switch {
		case ctx.Err() != nil:
			return
		case errors.Is(err, ErrBusy):
			k.Log.DebugContext(ctx, "dumps", slog.Any("error", err))
		case errors.Is(err, ErrGaveWay):
			k.Log.InfoContext(ctx, "dumps", slog.Any("error", err))
		case err != nil:
			k.Log.ErrorContext(ctx, "dumps", slog.Any("error", err))
		case done.Made != "" || done.Removed > 0:
			k.Log.InfoContext(ctx, "dumps", slog.String("made", done.Made), slog.Int("files_removed", done.Removed))
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		case <-k.wake:
		}
	}
}

// Done is what a step did.
type Done struct {
	// Made is the name of the dump that was made, "" for none.
	Made string
	// Removed counts the files that were taken away, but for those of retired dumps.
	Removed int
}

// Step takes away what has to go and makes a dump if one is due. A step that was broken off leaves the state before or after each
// of its parts, and the next step goes on from there. While another keeper is at work it is kind Conflict and ErrBusy; see also
// GiveWay and ErrGaveWay.
func (k *Keeper) Step(ctx context.Context) (done Done, err error) {
	locked, err := k.lock.TryLock()
	switch {
	case err != nil:
		return Done{}, unavailable(err)
	case !locked:
		return Done{}, disclosure.Errorf(disclosure.Conflict, "dumps %s: %w", k.Dir, ErrBusy)
	}
	defer func() { err = errors.Join(err, unavailable(k.lock.Unlock())) }()
	round := &round{Keeper: k}
	if round.manifest, err = k.load(ctx); err != nil {
		return Done{}, err
	}
	err = round.run(ctx)
	return round.done, err
}

// load reads the manifest and clears away what a crash may have left. Without a manifest that can be read nothing says what is
// there, and everything begins anew.
func (k *Keeper) load(ctx context.Context) (*Manifest, error) {
	m, err := loadManifest(k.Dir)
	if errors.Is(err, errDamaged) {
		k.Log.WarnContext(ctx, "dumps begin anew", slog.Any("error", err))
		m, err = new(Manifest), nil
	}
	if err != nil {
		return nil, err
	}
	return m, m.sweep(k.Dir, "")
}

func (k *Keeper) today() disclosure.Date { return disclosure.DateOf(k.Now().In(k.Zone)) }
