package main

import (
	"context"
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
	// heedEvery is how often the holder looks for it, tellEvery how often it says there how far it is.
	heedEvery = time.Second
	tellEvery = 300 * time.Millisecond
)

// rebuildRequest is what the file says. It is made by whoever asks, kept up to date by the holder, and removed when it is done.
type rebuildRequest struct {
	ID    string `json:"id"`
	Done  int64  `json:"done"`
	Total int64  `json:"total"`
	// Error is why it came to nothing; whoever asked removes the file then.
	Error string `json:"error,omitempty"`
}

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

// stands tells whether the request is still the one in the folder.
func (r *rebuildRequest) stands(dir string) bool {
	now, err := readRequest(dir)
	return err == nil && now != nil && now.ID == r.ID
}

// remove takes the request back, if it still stands.
func (r *rebuildRequest) remove(dir string) error {
	if !r.stands(dir) {
		return nil
	}
	if err := os.Remove(filepath.Join(dir, requestName)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return disclosure.Errorf(disclosure.Unavailable, "index: %w", err)
	}
	return nil
}

// heed looks for requests until the context ends, and does what they ask for.
func (c *catalogue) heed(ctx context.Context) {
	tick := time.NewTicker(heedEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		request, err := readRequest(c.dir)
		if err != nil {
			c.log.WarnContext(ctx, "request to build the index anew", slog.Any("error", err))
			continue
		}
		if request != nil && request.Error == "" {
			if err := c.fulfil(ctx, request); err != nil {
				c.log.WarnContext(ctx, "request to build the index anew", slog.Any("error", err))
			}
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
		if !request.stands(c.dir) {
			callOff()
			return
		}
		request.Done, request.Total = done, total
		if err := request.write(c.dir); err != nil {
			c.log.WarnContext(ctx, "request to build the index anew", slog.Any("error", err))
		}
	})
	switch {
	case err == nil:
		c.log.InfoContext(ctx, "index built anew, as was asked for")
		return request.remove(c.dir)
	case ctx.Err() != nil:
		return nil // told to end, as it may be at any time
	case building.Err() != nil:
		c.log.InfoContext(ctx, "index not built anew: the request was taken back")
		return nil
	case disclosure.KindOf(err) == disclosure.Conflict:
		return nil // another one is under way; the request is looked at again
	}
	request.Error = err.Error()
	return errors.Join(err, request.write(c.dir))
}
