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
	"time"
)

// tries is how often the same is asked for.
const tries = 5

// site is where the data come from.
type site struct {
	base   *url.URL
	client http.Client
}

// problem is how the site says no (RFC 9457): a permanent code, what is wrong, and what would be right.
type problem struct {
	Status int    `json:"status"`
	Code   string `json:"code"`
	Detail string `json:"detail"`
	Fix    string `json:"fix"`
}

func (p *problem) Error() string {
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
		if err != nil || answer.StatusCode == http.StatusOK || answer.StatusCode == http.StatusNotModified {
			return answer, err
		}
		trouble := problem{Status: answer.StatusCode}
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
