package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"strings"
	"time"
)

// tries is how often the same is asked for.
const tries = 5

// site is where the data come from.
type site struct {
	base   *url.URL
	client http.Client
}

// problem is how the site says no (RFC 9457): a permanent code, what is wrong, and what would be right. Others have no code.
type problem struct {
	address string

	Status int    `json:"status"`
	Code   string `json:"code"`
	Detail string `json:"detail"`
	Fix    string `json:"fix"`
}

func (p *problem) Error() string {
	if p.Code == "" {
		const text = "%s answers %d, and not as a Mingshi site does: is the address right, or does a proxy stand in between?"
		return fmt.Sprintf(text, p.address, p.Status)
	}
	return fmt.Sprintf("%d %s: %s %s", p.Status, p.Code, p.Detail, p.Fix)
}

// code is that of a problem; "" for any other error.
func code(err error) string {
	if trouble, ok := errors.AsType[*problem](err); ok {
		return trouble.Code
	}
	return ""
}

// get asks for a path of the site. Where it is asked to wait it does so, and asks again.
func (s *site) get(ctx context.Context, path string, header http.Header) (*http.Response, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, s.base.String()+path, http.NoBody)
	if err != nil {
		return nil, err
	}
	request.Header = header
	for try := 1; ; try++ {
		answer, err := s.client.Do(request)
		if err != nil {
			return nil, fmt.Errorf("cannot reach %s: %w", s.base, errors.Unwrap(err)) // of a *url.Error, which repeats the address
		}
		page := strings.HasPrefix(answer.Header.Get("Content-Type"), "text/html")
		if answer.StatusCode == http.StatusNotModified || (answer.StatusCode == http.StatusOK && !page) {
			return answer, nil
		}
		trouble := problem{address: request.URL.String(), Status: answer.StatusCode}
		_ = json.NewDecoder(answer.Body).Decode(&trouble) // else the status must do
		_ = answer.Body.Close()
		seconds, err := strconv.Atoi(answer.Header.Get("Retry-After")) // with 429 and 503
		if err != nil || try == tries {
			return nil, &trouble
		}
		fmt.Fprintf(os.Stderr, "mirror: asked to wait %d s: %v\n", seconds, &trouble)
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(time.Duration(seconds) * time.Second):
		}
	}
}
