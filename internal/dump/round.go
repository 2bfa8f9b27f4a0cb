package dump

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"mingshi/internal/disclosure"
	"mingshi/internal/store"
)

// round is one step of a keeper.
type round struct {
	*Keeper

	manifest *Manifest
	// head is that of the feed, as it was followed last.
	head store.Head
	done Done
	// spared is what stays in the folder although the manifest does not name it.
	spared string
}

func (r *round) run(ctx context.Context) error {
	if err := r.tend(ctx); err != nil || !r.isDue() {
		return err
	}
	outOfTurn := r.isBroken()
	fresh, err := r.makeAndTend(ctx)
	if err == nil {
		err = r.add(ctx, fresh, outOfTurn)
	}
	switch {
	case err == nil:
		r.failed = Rush{}
	case ctx.Err() == nil:
		r.failed.add(r.Now())
	}
	return err
}

// checkDisk marks the files that are not as the manifest says.
func (r *round) checkDisk() {
	for i := range r.manifest.Dumps {
		d := &r.manifest.Dumps[i]
		d.remove(ReasonDamaged, r.Now(), func(f *File) bool { return !isAsSaid(filepath.Join(r.Dir, d.Name), f) })
	}
}

// tend takes away what has to go. The disk is looked at last: what is missing there may have gone for a better reason, in a step
// that could not write that down.
func (r *round) tend(ctx context.Context) error {
	before, followed, feedID := r.manifest.countThere(), r.manifest.Followed, r.manifest.FeedID
	r.manifest.endPassed(r.today(), r.Now())
	var err error
	if r.head, err = r.follow(ctx, r.manifest); err != nil {
		return err
	}
	r.checkDisk()
	removed := before - r.manifest.countThere()
	if removed == 0 && r.manifest.Followed == followed && r.manifest.FeedID == feedID {
		return nil
	}
	r.done.Removed += removed
	return r.settle()
}

// settle writes down what shall be there and removes what shall not. What must go goes although nothing can be written, as on a
// full disk; a second attempt at writing has the room of what was removed.
func (r *round) settle() error {
	saved := r.manifest.save(r.Dir)
	swept := r.manifest.sweep(r.Dir, r.spared)
	if saved != nil {
		saved = r.manifest.save(r.Dir)
	}
	return errors.Join(saved, swept)
}

// isBroken reports whether a file of today's latest dump is gone, so that another has to be made out of turn.
func (r *round) isBroken() bool {
	latest := r.manifest.latest()
	return latest != nil && latest.Day == r.today() && !latest.Whole()
}

// isDue reports whether a dump has to be made: where there is none, on a new day, once something was published and the latest is
// old enough, and where that one is broken, with pauses. Other terms alone are no reason: two keepers that differ would never
// come to rest.
func (r *round) isDue() bool {
	now, latest := r.Now(), r.manifest.latest()
	switch {
	case r.BaseURL == "" || r.failed.left(now) > 0:
		return false
	case latest == nil || latest.Day != r.today():
		return true
	case !latest.Whole():
		return r.manifest.Remade.left(now) == 0
	}
	age := now.Sub(latest.MadeAt)
	return r.head.Position > latest.Position && (age >= r.Every || age < 0) // the clock may have been set back
}

// makeAndTend makes a dump and tends the others meanwhile.
func (r *round) makeAndTend(ctx context.Context) (*Dump, error) {
	if err := r.checkRoom(); err != nil {
		return nil, err
	}
	if err := r.Scrub(ctx); err != nil { // the worker, who scrubs, reports it
		r.Log.DebugContext(ctx, "scrub before a dump", slog.Any("error", err))
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	defer r.begin(cancel)()
	r.spared = makingName
	fresh := &making{Options: r.Options, taken: r.manifest.names(), dir: filepath.Join(r.Dir, makingName)}
	made := make(chan error, 1)
	go func() { made <- fresh.run(ctx, r.today()) }()
	tick := time.NewTicker(r.tendEvery)
	defer tick.Stop()
	for {
		select {
		case err := <-made:
			if err != nil && errors.Is(context.Cause(ctx), ErrGaveWay) {
				err = context.Cause(ctx)
			}
			return &fresh.dump, err
		case <-tick.C:
			if err := r.tend(ctx); err != nil && ctx.Err() == nil {
				cancel(err)
				<-made // it writes no longer
				return nil, err
			}
		}
	}
}

// checkRoom refuses to begin what the disk has no room for: the store may lie on the same one.
func (r *round) checkRoom() error {
	var need int64
	if latest := r.manifest.latest(); latest != nil {
		for i := range latest.Files {
			need += latest.Files[i].Bytes
		}
	}
	need += need / 2
	if free, known := freeIn(r.Dir); known && free < need {
		return disclosure.Errorf(disclosure.Unavailable, "dumps: %d bytes are free, the next may need %d", free, need)
	}
	return nil
}

// add puts a dump that was made into its place. What happened since its position has its effect on it first: nobody ever sees a
// file that tells of a record that ended while it was made.
func (r *round) add(ctx context.Context, fresh *Dump, outOfTurn bool) error {
	m := r.manifest
	before := m.countThere() + len(fresh.Files)
	m.Dumps = append([]Dump{*fresh}, m.Dumps...)
	m.Followed = min(m.Followed, fresh.Position)
	m.endPassed(r.today(), r.Now())
	var err error
	if r.head, err = r.follow(ctx, m); err != nil {
		return err
	}
	if m.FeedID != fresh.FeedID { // restored since; the next step makes one of the new feed
		m.Dumps = m.Dumps[1:]
		r.spared = ""
		return r.settle()
	}
	r.done.Removed += before - m.countThere()
	if outOfTurn {
		m.Remade.add(r.Now())
	}
	m.retire(r.Kept, r.Now())
	return r.place(fresh.Name)
}

// place gives a dump its name and writes down that it is there. Where that fails it is taken away again, and those that it
// retires stay.
func (r *round) place(name string) error {
	r.spared = ""
	path := filepath.Join(r.Dir, name)
	err := unavailable(os.Rename(filepath.Join(r.Dir, makingName), path))
	if err == nil {
		err = syncFolder(r.Dir)
	}
	if err == nil {
		err = r.manifest.save(r.Dir)
	}
	if err != nil {
		return errors.Join(err, unavailable(os.RemoveAll(path)), unavailable(os.RemoveAll(filepath.Join(r.Dir, makingName))))
	}
	r.done.Made = name
	return r.manifest.sweep(r.Dir, "")
}
