package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"sync"
	"time"

	"mingshi/internal/disclosure"
	"mingshi/internal/web"
)

// asker asks a server over HTTP as a mirror would: for the feed, and, at its end, for a list. Every answer has to be right,
// or a problem that says that the store does not answer.
type asker struct {
	index

	name     string
	server   *child
	base     string
	problems *findings
	client   http.Client
	head     int64

	mu       sync.Mutex
	answers  int
	refusals int
	last     time.Time // of the last answer
	refused  time.Time // of the last refusal
	silence  time.Duration
}

func (a *asker) run(ctx context.Context, stop <-chan struct{}) {
	tick := time.NewTicker(asksEvery)
	defer tick.Stop()
	for {
		a.step(ctx)
		select {
		case <-stop:
			return
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// step asks once.
func (a *asker) step(ctx context.Context) {
	before := a.after
	err := a.askChanges(ctx)
	if err == nil && a.after == before {
		err = a.askList(ctx)
	}
	if err != nil && ctx.Err() == nil {
		a.problems.add(fmt.Sprintf("%s: %v", a.name, err))
	}
}

func (a *asker) askChanges(ctx context.Context) error {
	var page struct {
		FeedID   string `json:"feed_id"`
		Position int64  `json:"position"`
		Changes  []struct {
			Position int64         `json:"position"`
			ID       disclosure.ID `json:"id"`
			Version  int64         `json:"version"`
			Digest   *string       `json:"digest"`
			Record   *shownRecord  `json:"record"`
		} `json:"changes"`
	}
	address := "/api/v1/changes?limit=300&after=" + strconv.FormatInt(a.after, 10)
	if a.feed != "" {
		address += "&feed=" + a.feed
	}
	if answered, err := a.get(ctx, address, &page); !answered {
		return err
	}
	if page.Position < a.head {
		return fmt.Errorf("the head of the feed was at %d and is now at %d", a.head, page.Position)
	}
	a.feed, a.head = page.FeedID, page.Position
	for _, change := range page.Changes {
		digest := disclosure.Digest{}.String()
		if change.Digest != nil {
			digest = *change.Digest
		}
		var record *held
		if change.Record != nil {
			record = &held{change.Record.Version, change.Record.Digest}
		}
		if err := a.take(written{change.Position, change.ID, change.Version, digest}, record); err != nil {
			return err
		}
	}
	return nil
}

type shownRecord struct {
	ID       disclosure.ID `json:"id"`
	Version  int64         `json:"version"`
	Position int64         `json:"position"`
	Digest   string        `json:"digest"`
}

// askList holds a page of a list against what the feed said of the same changes.
func (a *asker) askList(ctx context.Context) error {
	var page struct {
		Data []shownRecord `json:"data"`
	}
	if answered, err := a.get(ctx, "/api/v1/penalties?limit=50", &page); !answered {
		return err
	}
	for _, record := range page.Data {
		want := written{record.Position, record.ID, record.Version, record.Digest}
		if told, known := a.told[record.Position]; known && told != want {
			return fmt.Errorf("the list shows version %d of a record at %d, the feed said %+v", record.Version, record.Position, told)
		}
	}
	return nil
}

// get asks for data; it is no error if the server says that the store does not answer.
func (a *asker) get(ctx context.Context, address string, into any) (answered bool, err error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, a.base+address, nil)
	if err != nil {
		return false, err
	}
	answer, err := a.client.Do(request)
	if err != nil {
		return false, err
	}
	body, err := io.ReadAll(answer.Body)
	answer.Body.Close()
	if err != nil {
		return false, err
	}
	switch answer.StatusCode {
	case http.StatusOK:
		a.note(true)
		return true, json.Unmarshal(body, into)
	case http.StatusServiceUnavailable:
		a.note(false)
		var problem web.Problem
		if err := json.Unmarshal(body, &problem); err != nil {
			return false, err
		}
		if kind := answer.Header.Get("Content-Type"); kind != web.ProblemType || problem.Code != string(web.CodeUnavailable) {
			return false, fmt.Errorf("503 as %s with code %q", kind, problem.Code)
		}
		return false, nil
	}
	return false, fmt.Errorf("%s: status %d: %s", address, answer.StatusCode, body)
}

func (a *asker) note(answered bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	now := time.Now()
	if !answered {
		a.refusals++
		a.refused = now
		return
	}
	a.answers++
	if !a.last.IsZero() {
		a.silence = max(a.silence, now.Sub(a.last))
	}
	a.last = now
}

// answeredSince tells whether there was an answer after an instant, and how long after.
func (a *asker) answeredSince(instant time.Time) (time.Duration, bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.last.Sub(instant), a.last.After(instant)
}

// refusedSince tells whether there was a refusal after an instant.
func (a *asker) refusedSince(instant time.Time) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.refused.After(instant)
}

func (a *asker) figures() (answers, refusals int, silence time.Duration) {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.answers, a.refusals, a.silence
}
