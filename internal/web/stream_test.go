package web

import (
	"compress/gzip"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"

	"github.com/gofiber/fiber/v2"
)

// served answers over a real connection, until the test ends.
func served(t *testing.T, app *fiber.App) string {
	t.Helper()
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- app.Listener(listener) }()
	t.Cleanup(func() {
		if err := app.Shutdown(); err != nil {
			t.Error(err)
		}
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
	return "http://" + listener.Addr().String()
}

func fetch(t *testing.T, address, coding string) (*http.Response, string, error) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Accept-Encoding", coding)
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return &http.Response{}, "", err // broken off before its first byte
	}
	defer response.Body.Close()
	if got := response.Header.Get("Content-Encoding"); coding == "gzip" != (got == "gzip") {
		t.Errorf("coding %q where %q was asked for", got, coding)
	}
	var plain io.Reader = response.Body
	if coding == "gzip" {
		if plain, err = gzip.NewReader(response.Body); err != nil {
			return response, "", err
		}
	}
	body, err := io.ReadAll(plain)
	return response, string(body), err
}

func TestStreamIsWholeOrVisiblyBroken(t *testing.T) {
	piece := strings.Repeat("公示", 50_000)
	app := New(Options{})
	gone := make(chan error, 1)
	stream := func(end error) fiber.Handler {
		return func(c *fiber.Ctx) error {
			return Stream(c, func(_ context.Context, w io.Writer) error {
				for range 3 {
					if _, err := io.WriteString(w, piece); err != nil {
						return err
					}
				}
				return end
			})
		}
	}
	app.Get("/whole", stream(nil))
	app.Get("/broken", stream(errors.New(secret)))
	app.Get("/endless", func(c *fiber.Ctx) error {
		return Stream(c, func(ctx context.Context, w io.Writer) error {
			for {
				if _, err := io.WriteString(w, piece); err != nil {
					<-ctx.Done() // else Stream leaves its context behind
					gone <- err
					return err
				}
			}
		})
	})
	base := served(t, app)

	for _, coding := range []string{"identity", "gzip"} {
		if _, body, err := fetch(t, base+"/whole", coding); err != nil || body != strings.Repeat(piece, 3) {
			t.Errorf("whole: %d bytes, %v", len(body), err)
		}
		if response, body, err := fetch(t, base+"/broken", coding); err == nil {
			t.Errorf("broken: %d bytes of status %d look like a whole", len(body), response.StatusCode)
		} else if strings.Contains(body, secret) {
			t.Error("the error's text went out")
		}
	}

	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, base+"/endless", http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	if err := <-gone; err == nil {
		t.Error("a stream that nobody reads goes on")
	}
}
