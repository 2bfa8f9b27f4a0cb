package main

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"mingshi/internal/disclosure"
	"mingshi/internal/web"
	"mingshi/publicapi"
	"mingshi/site"
)

// sweepEvery is how often the worker ends what is past its last public day and scrubs what is gone (design.md §3: bytes
// are gone within 60 s).
const sweepEvery = 30 * time.Second

// drainFor is how long a shutdown waits for answers under way.
const drainFor = 10 * time.Second

type serveCommand struct {
	listening
}

// Run implements the command.
func (c *serveCommand) Run(s *settings, t *terminal) (err error) {
	if err := c.check(); err != nil {
		return err
	}
	h, err := openHouse(t, s.Data, disclosure.Date{})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, h.close()) }()
	return c.serve(t, h, func(base string) { t.say("serve.ready", base) })
}

// check refuses flags that could not work, before anything is opened or made.
func (l *listening) check() error {
	if err := checkBase(l.BaseURL); err != nil {
		return err
	}
	return checkListen(l.Listen)
}

// serve answers until the context ends, then lets answers under way finish. ready is called with the public address
// once the port is open.
func (l *listening) serve(t *terminal, h *house, ready func(base string)) error {
	proxies, err := web.ParseProxies(l.TrustedProxies)
	if err != nil {
		return err
	}
	listener, err := (&net.ListenConfig{}).Listen(t.ctx, "tcp", l.Listen)
	if err != nil {
		return environment("cli.listen_busy", l.Listen, cause(err))
	}
	base := l.base(listener)
	app := newApp(h, web.Options{Log: t.log, TrustedProxies: proxies, BaseURL: base})
	ctx, stop := context.WithCancel(t.ctx)
	worker := make(chan struct{})
	go func() {
		defer close(worker)
		h.work(ctx, t)
	}()
	failed := make(chan error, 1)
	go func() { failed <- app.Listener(listener) }()
	ready(base)
	select {
	case <-t.ctx.Done():
		err = app.ShutdownWithTimeout(drainFor)
	case err = <-failed:
	}
	stop()
	<-worker
	if err != nil {
		return disclosure.Errorf(disclosure.Unavailable, "serve: %w", err)
	}
	return nil
}

// base is the public address: the flag's, or the one listened on.
func (l *listening) base(listener net.Listener) string {
	if l.BaseURL != "" {
		return strings.TrimSuffix(l.BaseURL, "/")
	}
	host, port, err := net.SplitHostPort(listener.Addr().String())
	if address := net.ParseIP(host); err == nil && address.IsUnspecified() {
		return "http://" + net.JoinHostPort("127.0.0.1", port)
	}
	return "http://" + listener.Addr().String()
}

// newApp puts API and pages on one app. They hold readers only.
func newApp(h *house, o web.Options) *fiber.App {
	build := h.build(o.BaseURL)
	pages := site.Deps{
		Reader: h.store, Authority: h.profile, Boards: h.boards, BaseURL: o.BaseURL, Now: h.now, Build: build,
	}
	o.ErrorPage = site.ErrorPage(pages)
	o.StyleHashes = []string{site.StyleHash()}
	app := web.New(o)
	publicapi.Install(app, publicapi.Deps{
		Reader: h.store, Feed: h.store, Authority: h.profile, BaseURL: o.BaseURL, Now: h.now, Build: build,
	})
	site.Install(app, pages)
	return app
}

// work is the worker beside the answers: it ends what is past its last public day, and scrubs.
func (h *house) work(ctx context.Context, t *terminal) {
	publisher := h.publisher("worker")
	tick := time.NewTicker(sweepEvery)
	defer tick.Stop()
	for {
		ended, err := publisher.Expire(ctx)
		if err == nil {
			err = h.store.Scrub(ctx)
		}
		switch {
		case ctx.Err() != nil:
			return
		case err != nil:
			t.log.ErrorContext(ctx, "worker", slog.Any("error", err))
		case ended > 0:
			t.log.InfoContext(ctx, "worker", slog.Int("expired", ended))
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}
