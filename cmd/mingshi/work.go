package main

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"mingshi/internal/disclosure"
	"mingshi/internal/store/sqlite"
)

// sweepEvery is how often the worker ends what is past its last public day and scrubs what is gone (design.md §3: bytes
// are gone within 60 s).
const sweepEvery = 30 * time.Second

const (
	// scrubAgain is how soon scrubbing is tried again while a reader holds SQLite's log.
	scrubAgain = 5 * time.Second
	// heldFor is how long it may be held before a dump that is being made, which is such a reader, gives way: with sweepEvery and
	// scrubAgain it leaves some seconds of the 60 for the scrubbing.
	heldFor = 15 * time.Second
	// scrubWithin is the bound itself.
	scrubWithin = 60 * time.Second
)

type workCommand struct {
	measuring `prefix:""`

	Once    bool   `help:"只做一遍便结束 · once, then end"`
	BaseURL string `name:"base-url" help:"对外地址，写入数据文件 · public address, for the dumps" env:"MINGSHI_BASE_URL" placeholder:"URL"`
}

// Run implements the command.
func (c *workCommand) Run(s *settings, t *terminal) (err error) {
	if err := errors.Join(c.checkMetrics(), checkBase(c.BaseURL)); err != nil {
		return err
	}
	profile, err := givenProfile(s.Data)
	if err != nil {
		return err
	}
	h, err := openRecordsOf(t, s, profile, disclosure.Date{})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, h.close()) }()
	if s.usesPostgres() && s.usesSearchServer() { // the servers beside this one have no right to write there
		if err := h.followInto(t, s); err != nil {
			return err
		}
	}
	ended, err := h.sweep(t.ctx) // a role that may not do it is told now, not in the log for ever
	switch {
	case err != nil && t.ctx.Err() != nil && !c.Once:
		return nil // told to end, as it may be at any time
	case err != nil:
		return err
	}
	if c.BaseURL == "" {
		t.note("work.no_dumps")
	}
	if c.Once {
		ended.say(t)
		return errors.Join(h.catalogue.catchUp(t.ctx), h.dumpOnce(t, s, c.BaseURL))
	}
	metrics, err := c.openMetrics(t, &h.front)
	if err != nil {
		return err
	}
	t.say("work.ready", s.database())
	var beside sync.WaitGroup
	for _, task := range []func(context.Context){h.catalogue.run, metrics.run} {
		beside.Go(func() { task(t.ctx) })
	}
	h.worker(t, s)(t.ctx, c.BaseURL)
	beside.Wait()
	return nil
}

// worker is what ends what is past its last public day, scrubs and keeps the dumps, again and again until the context ends.
func (h *house) worker(t *terminal, s *settings) func(ctx context.Context, base string) {
	return func(ctx context.Context, base string) {
		keeper, err := h.keeper(t, s, base)
		if err != nil {
			t.log.ErrorContext(ctx, "dumps", slog.Any("error", err)) // records must end all the same
			h.work(ctx, t, nothing{})
			return
		}
		var beside sync.WaitGroup
		beside.Go(func() { keeper.Run(ctx) })
		h.work(ctx, t, keeper)
		beside.Wait()
	}
}

// dumping is what the worker wakes after each round that ended something, and asks to give way to the scrubbing.
type dumping interface {
	Wake()
	GiveWay()
}

// nothing makes no dumps.
type nothing struct{}

func (nothing) Wake()    {}
func (nothing) GiveWay() {}

// work sweeps again and again until the context ends.
func (h *house) work(ctx context.Context, t *terminal, dumps dumping) {
	next := time.NewTimer(0)
	defer next.Stop()
	var held time.Time // since when the log is held; zero while it is not
	for {
		select {
		case <-ctx.Done():
			return
		case <-next.C:
		}
		swept, err := h.sweep(ctx)
		switch {
		case ctx.Err() != nil:
			return
		case err != nil:
			t.log.ErrorContext(ctx, "worker", slog.Any("error", err))
		}
		if swept.count > 0 {
			t.log.InfoContext(ctx, "worker", slog.Int("expired", swept.count))
			h.settled()
			dumps.Wake()
		}
		if !swept.held {
			held = time.Time{}
			next.Reset(sweepEvery)
			continue
		}
		if held.IsZero() {
			held = time.Now()
		}
		level := slog.LevelDebug
		if time.Since(held) >= scrubWithin {
			level = slog.LevelWarn // no dump of ours: they give way
		}
		t.log.Log(ctx, level, "scrubbing waits for a reader", slog.Duration("held", time.Since(held)))
		if time.Since(held) >= heldFor {
			dumps.GiveWay()
		}
		next.Reset(scrubAgain)
	}
}

// sweeping is what one round of the worker did.
type sweeping struct {
	// count is how many records it ended.
	count int
	// held tells that a reader kept it from scrubbing all that is gone.
	held bool
}

// say tells of a round that is the only one.
func (done sweeping) say(t *terminal) {
	key := "work.once"
	if done.held {
		key = "work.once_held"
	}
	t.say(key, done.count)
}

// sweep is one round of the worker.
func (h *house) sweep(ctx context.Context) (done sweeping, err error) {
	if done.count, err = h.publisher("worker").Expire(ctx); err != nil {
		return done, err
	}
	err = h.store.Scrub(ctx)
	if errors.Is(err, sqlite.ErrHeld) {
		done.held, err = true, nil
	}
	return done, err
}
