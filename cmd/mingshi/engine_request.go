package main

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"mingshi/internal/disclosure"
)

const (
	// requestName is the file in the folder of an index by which its holder is asked to build it anew.
	requestName = "rebuild.request"
	// requestGate is locked while the file is changed: nobody writes it anew when it was taken back a moment before.
	requestGate = "rebuild.lock"
	// gatePatience is how long somebody who is ending waits for that.
	gatePatience = 2 * time.Second
	// heedEvery is how often the holder looks for it, tellEvery how often it says there how far it is.
	heedEvery = time.Second
	tellEvery = 300 * time.Millisecond
)

// rebuildRequest is what the file says. It is made by whoever asks, and kept up to date by the holder, who also removes it once
// those who wait have had time to read that it is finished.
type rebuildRequest struct {
	ID    string `json:"id"`
	Done  int64  `json:"done"`
	Total int64  `json:"total"`
	// Finished tells that the index was built anew: it holds so many documents and reflects that position.
	Finished  bool  `json:"finished,omitempty"`
	Documents int64 `json:"documents,omitempty"`
	Position  int64 `json:"position,omitempty"`
	// Error is why it came to nothing; whoever asked removes the file then.
	Error string `json:"error,omitempty"`
}

// open tells whether there is something to do; a request that is nil is none.
func (r *rebuildRequest) open() bool { return r != nil && !r.Finished && r.Error == "" }

// readRequest reads the request in the folder of an index, nil if there is none. A file that cannot be read is none: it is
// written whole or not at all.
func readRequest(dir string) (*rebuildRequest, error) {
	raw, err := os.ReadFile(filepath.Join(dir, requestName)) //nolint:gosec // in the operator's own folder
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil //nolint:nilnil // none is what there is
	}
	if err != nil {
		return nil, disclosure.Errorf(disclosure.Unavailable, "index: %w", err)
	}
	request := new(rebuildRequest)
	if err := json.Unmarshal(raw, request); err != nil || request.ID == "" {
		return nil, nil //nolint:nilerr,nilnil // as above
	}
	return request, nil
}

func (r *rebuildRequest) write(dir string) error {
	raw, err := json.Marshal(r)
	if err != nil {
		return err
	}
	return writeWhole(dir, requestName, append(raw, '\n'))
}

// changeRequest puts into the folder of an index what next makes of the request that is there (nil for none), or removes it for
// nil. Nobody else changes it meanwhile.
func changeRequest(ctx context.Context, dir string, next func(now *rebuildRequest) *rebuildRequest) (err error) {
	gate, err := passGate(ctx, dir, requestGate)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, gate.Unlock()) }()
	now, err := readRequest(dir)
	if err != nil {
		return err
	}
	if request := next(now); request != nil {
		return request.write(dir)
	}
	if err := os.Remove(filepath.Join(dir, requestName)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return disclosure.Errorf(disclosure.Unavailable, "index: %w", err)
	}
	return nil
}

// joinRequest asks for an index to be built anew, or joins who has asked already. mine tells that it was not there before.
func joinRequest(ctx context.Context, dir string) (request *rebuildRequest, mine bool, err error) {
	err = changeRequest(ctx, dir, func(now *rebuildRequest) *rebuildRequest {
		request, mine = now, !now.open()
		if mine {
			request = &rebuildRequest{ID: rand.Text()}
		}
		return request
	})
	return request, mine, err
}

// look reads how far the request is, nil if it stands no more. One that came to nothing is an error.
func (r *rebuildRequest) look(dir string) (*rebuildRequest, error) {
	now, err := readRequest(dir)
	switch {
	case err != nil:
		return nil, err
	case now == nil || now.ID != r.ID:
		return nil, nil //nolint:nilnil // that is how it is
	case now.Error != "":
		return nil, disclosure.Errorf(disclosure.Unavailable, "the process that has the index open: %s", now.Error)
	}
	return now, nil
}

// update writes the request down as it is now, if it still stands.
func (r *rebuildRequest) update(ctx context.Context, dir string) (stands bool, err error) {
	err = changeRequest(ctx, dir, func(now *rebuildRequest) *rebuildRequest {
		if stands = now != nil && now.ID == r.ID; stands {
			return r
		}
		return now
	})
	return stands, err
}

// remove takes the request back, if it still stands. The caller may be ending.
func (r *rebuildRequest) remove(ctx context.Context, dir string) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), gatePatience)
	defer cancel()
	return changeRequest(ctx, dir, func(now *rebuildRequest) *rebuildRequest {
		if now != nil && now.ID == r.ID {
			return nil
		}
		return now
	})
}

// heed looks for requests until the context ends, and does what they ask for.
func (c *catalogue) heed(ctx context.Context) {
	tick := time.NewTicker(heedEvery)
	defer tick.Stop()
	for finished := ""; ; {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		request, err := readRequest(c.dir)
		switch {
		case err != nil:
		case request.open():
			err = c.fulfil(ctx, request)
		case request != nil && request.Finished && request.ID == finished:
			err = request.remove(ctx, c.dir)
		case request != nil && request.Finished:
			finished = request.ID // until the next look, for those who wait
		}
		if err != nil {
			c.log.WarnContext(ctx, "request to build the index anew", slog.Any("error", err))
		}
	}
}

// fulfil builds the index anew, tells in the request how far it is, and stops when that is taken back. When this process
// ends first, the request stays for the next holder.
func (c *catalogue) fulfil(ctx context.Context, request *rebuildRequest) error {
	building, callOff := context.WithCancel(ctx)
	defer callOff()
	var told time.Time
	err := c.indexer.Rebuild(building, func(done, total int64) {
		if time.Since(told) < tellEvery {
			return
		}
		told = time.Now()
		request.Done, request.Total = done, total
		stands, err := request.update(building, c.dir)
		switch {
		case err != nil && building.Err() == nil:
			c.log.WarnContext(ctx, "request to build the index anew", slog.Any("error", err))
		case !stands:
			callOff()
		}
	})
	switch {
	case err == nil:
		c.log.InfoContext(ctx, "index built anew, as was asked for")
		return c.finish(ctx, request)
	case ctx.Err() != nil:
		return nil // told to end, as it may be at any time
	case building.Err() != nil:
		c.log.InfoContext(ctx, "index not built anew: the request was taken back")
		return nil
	case disclosure.KindOf(err) == disclosure.Conflict:
		return nil // another one is under way; the request is looked at again
	}
	request.Error = err.Error()
	_, untold := request.update(ctx, c.dir)
	return errors.Join(err, untold)
}

// finish tells those who wait what the index holds now. One that cannot be told stays to be done again.
func (c *catalogue) finish(ctx context.Context, request *rebuildRequest) error {
	state, err := c.own.State(ctx)
	if err != nil {
		return err
	}
	request.Finished, request.Documents, request.Position = true, state.Documents, state.Position
	_, err = request.update(ctx, c.dir)
	return err
}
