package dump

import (
	"context"
	"os"
	"path/filepath"
	"time"

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
	r.checkDisk()
	if err := r.tend(ctx); err != nil || !r.isDue() {
		return err
	}
	fresh, err := r.makeAndTend(ctx)
	if err != nil {
		return err
	}
	return r.add(ctx, fresh)
}

// checkDisk marks the files that are not as the manifest says.
func (r *round) checkDisk() {
	for i := range r.manifest.Dumps {
		d := &r.manifest.Dumps[i]
		d.remove(ReasonDamaged, r.Now(), func(f *File) bool { return !isAsSaid(filepath.Join(r.Dir, d.Name), f) })
	}
}

// tend takes away what has to go.
func (r *round) tend(ctx context.Context) error {
	before, followed, feedID := r.manifest.countThere(), r.manifest.Followed, r.manifest.FeedID
	r.manifest.endPassed(r.today(), r.Now())
	var err error
	if r.head, err = r.follow(ctx, r.manifest); err != nil {
		return err
	}
	removed := before - r.manifest.countThere()
	if removed == 0 && r.manifest.Followed == followed && r.manifest.FeedID == feedID {
		return nil
	}
	r.done.Removed += removed
	return r.settle()
}

// settle writes down what shall be there and then removes what shall not.
func (r *round) settle() error {
	if err := r.manifest.save(r.Dir); err != nil {
		return err
	}
	return r.manifest.sweep(r.Dir, r.spared)
}

// isDue reports whether a dump has to be made: where there is none that is whole, on a new day, from another address, and once
// something was published and the latest is old enough.
func (r *round) isDue() bool {
	latest := r.manifest.latest()
	if latest == nil || !latest.Whole() || latest.Day != r.today() || latest.Terms != r.Terms {
		return true
	}
	age := r.Now().Sub(latest.MadeAt)
	return r.head.Position > latest.Position && (age >= r.Every || age < 0) // the clock may have been set back
}

// makeAndTend makes a dump and tends the others meanwhile.
func (r *round) makeAndTend(ctx context.Context) (*Dump, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	r.spared = makingName
	fresh := &making{Options: r.Options, taken: r.manifest.names(), dir: filepath.Join(r.Dir, makingName)}
	made := make(chan error, 1)
	go func() { made <- fresh.run(ctx, r.today()) }()
	tick := time.NewTicker(tendEvery)
	defer tick.Stop()
	for {
		select {
		case err := <-made:
			return &fresh.dump, err
		case <-tick.C:
			if err := r.tend(ctx); err != nil {
				cancel()
				<-made // it writes no longer
				return nil, err
			}
		}
	}
}

// add puts a dump that was made into its place. What happened since its position has its effect on it first: nobody ever sees a
// file that tells of a record that ended while it was made.
func (r *round) add(ctx context.Context, fresh *Dump) error {
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
		return r.settle()
	}
	r.done.Removed += before - m.countThere()
	m.retire(r.Kept, r.Now())
	if err := os.Rename(filepath.Join(r.Dir, makingName), filepath.Join(r.Dir, fresh.Name)); err != nil {
		return unavailable(err)
	}
	if err := syncFolder(r.Dir); err != nil {
		return err
	}
	r.spared, r.done.Made = "", fresh.Name
	return r.settle()
}
