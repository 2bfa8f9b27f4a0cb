package main

import (
	"errors"
	"path/filepath"
	"time"

	"mingshi/internal/i18n"
	"mingshi/internal/search"
	"mingshi/internal/search/embedded"
)

type indexRebuildCommand struct{}

// rebuilt is what a rebuild has come to.
type rebuilt struct {
	Place     string `json:"place"`
	Documents int64  `json:"documents"`
	Position  int64  `json:"position"`
	// ByHolder tells that the process that has the index open did it.
	ByHolder bool `json:"by_holder"`
}

// Run implements the command.
func (c *indexRebuildCommand) Run(s *settings, t *terminal) (err error) {
	f, closeRecords, err := openFrontOnly(t, s)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, closeRecords()) }()
	if s.usesSearchServer() {
		return c.inServer(s, t, f)
	}
	dir := filepath.Join(s.Data, indexFolder)
	own, err := embedded.Open(t.ctx, dir, embedded.Options{Log: t.log})
	if errors.Is(err, embedded.ErrLocked) {
		var finished *rebuildRequest
		own, finished, err = c.ask(t, dir)
		if finished != nil {
			return (&rebuilt{Place: dir, Documents: finished.Documents, Position: finished.Position, ByHolder: true}).tell(t)
		}
	}
	if err != nil {
		if t.ctx.Err() != nil {
			return t.ctx.Err()
		}
		return environment("index.folder", dir, cause(err))
	}
	defer func() { err = errors.Join(err, closeErased(own)) }()
	return c.build(t, f, own, dir)
}

func (c *indexRebuildCommand) build(t *terminal, f *front, into search.Sink, place string) error {
	progress := newProgress(t)
	err := f.follow(into, t.log).Rebuild(t.ctx, progress.tellIndex())
	progress.done()
	if err != nil {
		return err
	}
	state, err := into.State(t.ctx)
	if err != nil {
		return err
	}
	return (&rebuilt{Place: place, Documents: state.Documents, Position: state.Position}).tell(t)
}

func (c *indexRebuildCommand) inServer(s *settings, t *terminal, f *front) error {
	engine, err := s.openServer(t.ctx, nil, t.log)
	if err != nil {
		return err
	}
	err = c.build(t, f, engine, s.searchServer())
	if down, ok := errors.AsType[*search.Down](err); ok {
		return environment("index.down_refused", s.searchServer(), down.Cause)
	}
	return err
}

// ask has the process that holds the index build it anew, waits, and returns what that has come to. If that process ends
// before, the index is opened here, and the caller builds it.
func (c *indexRebuildCommand) ask(t *terminal, dir string) (own *embedded.Index, finished *rebuildRequest, err error) {
	asked, mine, err := joinRequest(t.ctx, dir) // what is done for one is done for both
	if err != nil {
		return nil, nil, err
	}
	defer func() {
		if mine && finished == nil {
			err = errors.Join(err, asked.remove(t.ctx, dir))
		}
	}()
	t.note("index.asked")
	progress := newProgress(t)
	defer progress.done()
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	for tried := time.Now(); ; {
		select {
		case <-t.ctx.Done():
			return nil, nil, t.ctx.Err()
		case <-tick.C:
		}
		now, err := asked.look(dir)
		switch {
		case err != nil:
			return nil, nil, err
		case now == nil: // taken back by who asked first, or finished and not seen in time
			if asked, mine, err = joinRequest(t.ctx, dir); err != nil {
				return nil, nil, err
			}
			continue
		case now.Finished:
			return nil, now, nil
		}
		progress.draw(i18n.T(t.lang, "index.building"), now.Done, float64(now.Done)/float64(max(now.Total, 1)))
		if time.Since(tried) < heedEvery {
			continue
		}
		tried = time.Now()
		if own, err := embedded.Open(t.ctx, dir, embedded.Options{Log: t.log}); !errors.Is(err, embedded.ErrLocked) {
			return own, nil, errors.Join(err, asked.remove(t.ctx, dir))
		}
	}
}

func (r *rebuilt) tell(t *terminal) error {
	if t.asJSON {
		return writeJSON(t.out, r)
	}
	t.say("index.rebuilt", r.Place, r.Documents, r.Position)
	return nil
}
