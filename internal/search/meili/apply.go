package meili

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"time"

	"github.com/meilisearch/meilisearch-go"

	"mingshi/internal/disclosure"
	"mingshi/internal/search"
)

// maxPayload is about how many bytes of documents are sent at once; the server takes 100 MB unless it is told otherwise.
const maxPayload = 8 << 20

// Apply implements search.Sink. Documents that go are taken out first; the position is written together with the last of those
// that come, in one task, so that a crash in between leaves a position that is too low and the batch is applied again.
func (e *Engine) Apply(ctx context.Context, b search.Batch) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	prepared, err := prepare(&b)
	if err != nil {
		return err
	}
	e.writing.Lock()
	defer e.writing.Unlock()
	now, err := e.progressOf(ctx, "apply", e.live)
	if errors.Is(err, errMissing) {
		return disclosure.Errorf(disclosure.Conflict, "apply: no generation was promoted")
	}
	if err != nil {
		return err
	}
	if err := follows(&b, now.Feed, now.Position); err != nil {
		return err
	}
	return e.write(ctx, e.live, prepared, progress{ID: stateID, Feed: now.Feed, Position: b.Position})
}

// follows refuses a batch of another feed, or one that is behind.
func follows(b *search.Batch, feed string, position int64) error {
	if b.FeedID != feed {
		return disclosure.Errorf(disclosure.Conflict, "apply: a batch of feed %q to an index of feed %q", b.FeedID, feed)
	}
	if b.Position < position {
		return disclosure.Errorf(disclosure.Conflict, "apply: position %d is before %d", b.Position, position)
	}
	return nil
}

// prepared is a batch in the server's terms.
type prepared struct {
	remove []string
	put    []json.RawMessage
}

// prepare takes the whole batch or refuses the whole of it.
func prepare(b *search.Batch) (prepared, error) {
	var p prepared
	seen := make(map[disclosure.ID]bool, len(b.Put)+len(b.Remove))
	for _, id := range b.Remove {
		seen[id] = true
		if id.Kind() != "" { // no other id was ever put, and the server refuses the whole list for it
			p.remove = append(p.remove, string(id))
		}
	}
	for i := range b.Put {
		e, err := newEntry(&b.Put[i])
		if err != nil {
			return prepared{}, disclosure.Errorf(disclosure.Invalid, "apply: %w", err)
		}
		seen[e.ID] = true
		raw, err := json.Marshal(e)
		if err != nil {
			return prepared{}, disclosure.Errorf(disclosure.Invalid, "apply: document %s: %w", e.ID, err)
		}
		p.put = append(p.put, raw)
	}
	if len(seen) < len(b.Put)+len(b.Remove) {
		return prepared{}, disclosure.Errorf(disclosure.Invalid, "apply: a batch names a document twice")
	}
	return p, nil
}

// write brings a batch and then the position into an index.
func (e *Engine) write(ctx context.Context, index string, p prepared, reached progress) error {
	if len(p.remove) > 0 {
		err := e.task(ctx, "remove documents", func(ctx context.Context) (*meilisearch.TaskInfo, error) {
			return e.client.Index(index).DeleteDocumentsWithContext(ctx, p.remove, nil)
		})
		if err != nil {
			return err
		}
	}
	state, err := json.Marshal(reached)
	if err != nil {
		return disclosure.Errorf(disclosure.Internal, "apply: %w", err)
	}
	primary := fieldID
	for _, payload := range payloads(append(slices.Clip(p.put), state)) {
		err := e.task(ctx, "put documents", func(ctx context.Context) (*meilisearch.TaskInfo, error) {
			return e.client.Index(index).AddDocumentsWithContext(ctx, payload, &meilisearch.DocumentOptions{PrimaryKey: &primary})
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// payloads cuts documents into what is sent at once, their order kept.
func payloads(documents []json.RawMessage) [][]json.RawMessage {
	var cut [][]json.RawMessage
	begin, size := 0, 0
	for i, document := range documents {
		if size > 0 && size+len(document) > maxPayload {
			cut = append(cut, documents[begin:i])
			begin, size = i, 0
		}
		size += len(document)
	}
	return append(cut, documents[begin:])
}

// make makes an index by giving it settings. What is filtered by is set first and in one task: an index is never seen half
// made. Searching among values, which is on by default, would take room and is never asked for.
func (e *Engine) make(ctx context.Context, index string) error {
	err := e.task(ctx, "settings", func(ctx context.Context) (*meilisearch.TaskInfo, error) {
		return e.client.Index(index).UpdateSettingsWithContext(ctx, settings())
	})
	if err != nil {
		return err
	}
	return e.task(ctx, "settings", func(ctx context.Context) (*meilisearch.TaskInfo, error) {
		return e.client.Index(index).UpdateFacetSearchWithContext(ctx, false)
	})
}

// drop removes an index, if it is there.
func (e *Engine) drop(ctx context.Context, index string) error {
	err := e.task(ctx, "drop index", func(ctx context.Context) (*meilisearch.TaskInfo, error) {
		return e.client.DeleteIndexWithContext(ctx, index)
	})
	if errors.Is(err, errMissing) {
		return nil
	}
	return err
}

// task sends a request that the server works on later, and waits until it is done.
func (e *Engine) task(ctx context.Context, operation string, send func(ctx context.Context) (*meilisearch.TaskInfo, error)) error {
	sending, cancel := within(ctx, e.patient.request)
	defer cancel()
	info, err := send(sending)
	if err := e.answered(sending, operation, err); err != nil {
		return err
	}
	ctx, cancel = within(ctx, e.patient.task)
	defer cancel()
	for wait := e.patient.poll; ; wait = min(wait+wait/2, maxPoll) {
		done, err := e.lookAt(ctx, operation, info.TaskUID)
		if done || err != nil {
			return err
		}
		next := time.NewTimer(wait)
		select {
		case <-ctx.Done():
			next.Stop()
			return e.answered(ctx, operation, ctx.Err())
		case <-next.C:
		}
	}
}

// lookAt tells whether a task is done, or why it will not be.
func (e *Engine) lookAt(ctx context.Context, operation string, uid int64) (bool, error) {
	asking, cancel := within(ctx, e.patient.request)
	defer cancel()
	task, err := e.client.GetTaskWithContext(asking, uid)
	if err := e.answered(asking, operation, err); err != nil {
		return false, err
	}
	switch task.Status {
	case meilisearch.TaskStatusSucceeded:
		return true, nil
	case meilisearch.TaskStatusCanceled:
		return false, disclosure.Errorf(disclosure.Unavailable, "%s: somebody canceled task %d on the search server", operation, uid)
	case meilisearch.TaskStatusFailed:
		if task.Error.Code == "index_not_found" {
			return false, disclosure.Errorf(disclosure.Unavailable, "%s: %w", operation, errMissing)
		}
		return false, disclosure.Errorf(disclosure.Internal, "%s: task %d failed on the search server: %s", operation, uid, task.Error.Code)
	case meilisearch.TaskStatusEnqueued, meilisearch.TaskStatusProcessing, meilisearch.TaskStatusUnknown:
	}
	return false, nil
}
