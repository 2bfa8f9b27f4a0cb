package main

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"mingshi/internal/disclosure"
)

// sweepEvery is how often the worker ends what is past its last public day and scrubs what is gone (design.md §3: bytes
// are gone within 60 s).
const sweepEvery = 30 * time.Second

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
	case c.Once:
		t.say("work.once", ended)
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
			h.work(ctx, t, func() {})
			return
		}
		var beside sync.WaitGroup
		beside.Go(func() { keeper.Run(ctx) })
		h.work(ctx, t, keeper.Wake)
		beside.Wait()
	}
}

// work calls wake after each round that ended something.
func (h *house) work(ctx context.Context, t *terminal, wake func()) {
	tick := time.NewTicker(sweepEvery)
	defer tick.Stop()
	for {
		ended, err := h.sweep(ctx)
		switch {
		case ctx.Err() != nil:
			return
		case err != nil:
			t.log.ErrorContext(ctx, "worker", slog.Any("error", err))
		case ended > 0:
			t.log.InfoContext(ctx, "worker", slog.Int("expired", ended))
			h.settled()
			wake()
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// sweep is one round of the worker; it tells how many records it ended.
func (h *house) sweep(ctx context.Context) (int, error) {
	ended, err := h.publisher("worker").Expire(ctx)
	if err != nil {
		return ended, err
	}
	return ended, h.store.Scrub(ctx)
}
