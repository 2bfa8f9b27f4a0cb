package main

import (
	"context"
	"errors"
	"net"
	"strings"
	"sync"
	"time"

	"github.com/gofiber/fiber/v2"

	"mingshi/internal/disclosure"
	"mingshi/internal/gradebook"
	"mingshi/internal/web"
	"mingshi/publicapi"
	"mingshi/site"
)

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
	ready := func(base, here string) {
		if base == here {
			t.say("serve.ready", base, s.database())
			return
		}
		t.say("serve.ready_behind", base, here, s.database())
	}
	if s.usesPostgres() {
		f, closeRecords, err := openFront(t, s)
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, closeRecords()) }()
		if err := f.openCatalogue(t, s); err != nil {
			return err
		}
		defer f.catalogue.close()
		return c.serve(t, f, nil, ready)
	}
	h, err := openHouse(t, s, disclosure.Date{})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, h.close()) }()
	if err := h.openCatalogue(t, s); err != nil {
		return err
	}
	return c.serve(t, &h.front, h.worker(t, s), ready)
}

// check refuses flags that could not work, before anything is opened or made.
func (l *listening) check() error {
	if err := checkBase(l.BaseURL); err != nil {
		return err
	}
	if err := checkListen("--listen", l.Listen); err != nil {
		return err
	}
	if _, err := l.rates(); err != nil {
		return err
	}
	return l.checkMetrics()
}

// serve answers until the context ends, then lets answers under way finish. The index is kept up to date beside, and work,
// unless nil, is done, with the public address. ready is called with the public address and the one listened on once the port is open.
func (l *listening) serve(t *terminal, f *front, work func(ctx context.Context, base string), ready func(base, here string)) error {
	proxies, err := web.ParseProxies(l.TrustedProxies)
	if err != nil {
		return err
	}
	limits, err := l.limits(t, f.dir)
	if err != nil {
		return err
	}
	listener, err := (&net.ListenConfig{}).Listen(t.ctx, "tcp", l.Listen)
	if err != nil {
		return environment("cli.listen_busy", l.Listen, cause(err), "--listen")
	}
	metrics, err := l.openMetrics(t, f)
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	f.openScans(t)
	base := l.base(listener)
	app := newApp(f, web.Options{Log: t.log, TrustedProxies: proxies, BaseURL: base, Limits: limits})
	ctx, stop := context.WithCancel(t.ctx)
	var beside sync.WaitGroup
	for _, task := range []func(context.Context){f.catalogue.run, metrics.run} {
		beside.Go(func() { task(ctx) })
	}
	if work != nil {
		beside.Go(func() { work(ctx, base) })
	}
	failed := make(chan error, 1)
	go func() { failed <- app.Listener(listener) }()
	ready(base, here(listener))
	select {
	case <-t.ctx.Done():
		err = app.ShutdownWithTimeout(drainFor)
	case err = <-failed:
	}
	stop()
	beside.Wait()
	if err != nil {
		err = disclosure.Errorf(disclosure.Unavailable, "serve: %w", err)
	}
	return errors.Join(err, f.closeScans())
}

// base is the public address: the flag's, or the one listened on.
func (l *listening) base(listener net.Listener) string {
	if l.BaseURL != "" {
		return strings.TrimSuffix(l.BaseURL, "/")
	}
	return here(listener)
}

// here is the address of a listener, as seen from this machine.
func here(listener net.Listener) string {
	host, port, err := net.SplitHostPort(listener.Addr().String())
	if address := net.ParseIP(host); err == nil && address.IsUnspecified() {
		return "http://" + net.JoinHostPort("127.0.0.1", port)
	}
	return "http://" + listener.Addr().String()
}

// newApp puts API and pages on one app. They hold readers only.
func newApp(f *front, o web.Options) *fiber.App {
	build := f.build(o.BaseURL)
	grades := gradebook.NewShelf(f.reader, f.scheme())
	pages := site.Deps{
		Reader: f.reader, Searcher: f.catalogue, Authority: f.profile, Boards: f.boards, BaseURL: o.BaseURL, Now: f.now, Build: build,
		Scheme: f.scheme(), Items: f.items(), Grades: grades,
	}
	if f.scans != nil { // a nil pointer in an interface would be asked to count
		pages.Scans = f.scans
	}
	o.ErrorPage = site.ErrorPage(pages)
	o.StyleHashes = []string{site.StyleHash()}
	app := web.New(o)
	publicapi.Install(app, publicapi.Deps{
		Reader: f.reader, Feed: f.feed, Searcher: f.catalogue, Authority: f.profile, Calendar: f.calendar, Dumps: f.dumps,
		Statements: f.statements, Boards: f.boards, Scheme: f.scheme(), Items: f.items(), Grades: grades,
		BaseURL: o.BaseURL, Now: f.now, Build: build,
	})
	site.Install(app, pages)
	return app
}
