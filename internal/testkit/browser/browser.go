// Package browser owns the real Chromium in which the tests of those who serve pages open them. It depends on nothing of ours.
package browser

import (
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"slices"
	"sync"
	"testing"
	"time"

	cdplog "github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// Find is the path of the browser. It skips the test where there is none, but not where one is promised.
func Find(t *testing.T) string {
	t.Helper()
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	if os.Getenv("CI") == "true" { //nolint:forbidigo // where tests run is no setting of the program
		t.Fatal("chromium is missing")
	}
	t.Skip("chromium is missing")
	return ""
}

// Server is what can be served: a Fiber app.
type Server interface {
	Listener(at net.Listener) error
	Shutdown() error
}

// Serve serves on a free port of this machine until the test ends, and returns the address.
func Serve(t testing.TB, app Server) string {
	t.Helper()
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan error, 1)
	go func() { done <- app.Listener(listener) }()
	t.Cleanup(func() {
		if err := app.Shutdown(); err != nil {
			t.Error(err)
		}
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
	return "http://" + listener.Addr().String()
}

// Tab is one tab and what was heard from it. A browser draws only the tab in front, so a test opens one at a time.
type Tab struct {
	// Ctx is what chromedp.Run takes.
	Ctx context.Context //nolint:containedctx // chromedp keeps the browser in a context

	mu    sync.Mutex
	lines []string
	asked []string
}

// Open starts the browser at the path for so long at most.
func Open(t *testing.T, path string, patience time.Duration) *Tab {
	t.Helper()
	options := []chromedp.ExecAllocatorOption{chromedp.ExecPath(path)} // chromedp makes and removes the browser's folder
	for _, flag := range []string{
		"headless", "no-sandbox", "disable-gpu", "no-first-run", "disable-background-networking", "disable-component-update",
		"disable-sync", "hide-scrollbars", "disable-dev-shm-usage",
	} {
		options = append(options, chromedp.Flag(flag, true))
	}
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewExecAllocator(ctx, options...)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	tab := &Tab{Ctx: ctx}
	chromedp.ListenTarget(ctx, tab.hear)
	if err := chromedp.Run(ctx, cdplog.Enable(), runtime.Enable(), network.Enable()); err != nil {
		t.Fatal(err)
	}
	return tab
}

func (b *Tab) hear(event any) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch event := event.(type) {
	case *cdplog.EventEntryAdded:
		b.lines = append(b.lines, fmt.Sprintf("%s: %s", event.Entry.Level, event.Entry.Text))
	case *runtime.EventConsoleAPICalled:
		b.lines = append(b.lines, fmt.Sprintf("console.%s", event.Type))
	case *runtime.EventExceptionThrown:
		b.lines = append(b.lines, event.ExceptionDetails.Error())
	case *network.EventRequestWillBeSent:
		b.asked = append(b.asked, event.Request.URL)
	}
}

// Complaints hands out what the console said since the last time.
func (b *Tab) Complaints() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	lines := b.lines
	b.lines = nil
	return lines
}

// Asked lists all addresses that were asked for so far.
func (b *Tab) Asked() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.Clone(b.asked)
}
