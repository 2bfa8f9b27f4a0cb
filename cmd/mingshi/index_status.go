package main

import (
	"context"
	"errors"
	"path/filepath"
	"time"

	"mingshi/internal/i18n"
	"mingshi/internal/search"
	"mingshi/internal/search/embedded"
	"mingshi/internal/store"
)

type indexStatusCommand struct{}

// Run implements the command. It changes nothing.
func (c *indexStatusCommand) Run(s *settings, t *terminal) (err error) {
	f, closeRecords, err := openFrontOnly(t, s)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, closeRecords()) }()
	head, err := f.reader.Head(t.ctx)
	if err != nil {
		return err
	}
	status, err := s.lookAtIndex(t, &head)
	if err != nil {
		return err
	}
	if err := status.print(t); err != nil {
		return err
	}
	switch status.Condition {
	case indexWell:
		return nil
	case indexDown:
		return environment("index.unreached")
	case indexBehind, indexMissing, indexOther, indexDamaged:
	}
	return errFaulty
}

// condition is how an index is.
type condition string

const (
	indexWell    condition = "well"
	indexBehind  condition = "behind"
	indexMissing condition = "missing"
	indexOther   condition = "other"   // of other records: of before a restore, or of another database
	indexDamaged condition = "damaged" // as far as can be seen without reading all of it
	indexDown    condition = "down"    // the search server does not answer
)

// indexStatus is what can be told of an index without opening it.
type indexStatus struct {
	Engine string `json:"engine"`
	// Place is the folder, or the server.
	Place        string    `json:"place"`
	Condition    condition `json:"condition"`
	FeedID       string    `json:"feed_id"`
	Position     int64     `json:"position"`
	FeedPosition int64     `json:"feed_position"`
	Behind       int64     `json:"behind"`
	Documents    int64     `json:"documents"`
	// Segments, Bytes, Deleted and InUse are those of a folder.
	Segments int   `json:"segments"`
	Bytes    int64 `json:"bytes"`
	Deleted  int64 `json:"deleted"`
	InUse    bool  `json:"in_use"`
	// Private are the folders of servers that found the index in use and have one of their own.
	Private []string `json:"private"`
	// Cause is why an index is damaged, or its server down.
	Cause string `json:"cause,omitempty"`
}

// fails notes an index of which nothing can be told: it lacks all there is.
func (i *indexStatus) fails(how condition, cause error, head *store.Head) {
	i.Condition, i.Cause = how, cause.Error()
	i.FeedID, i.Position, i.Documents = "", 0, 0
	i.FeedPosition, i.Behind = head.Position, head.Position
}

const (
	// moment is how far behind an index in use may be before that is told: its holder writes down where it is every two
	// seconds.
	moment       = 5 * time.Second
	lookEvery    = 200 * time.Millisecond
	engineOwn    = "embedded"
	engineServer = "meilisearch"
)

// lookAtIndex tells how the index is, compared with the feed's end. An index that is in use is given a moment.
func (s *settings) lookAtIndex(t *terminal, head *store.Head) (*indexStatus, error) {
	ctx, cancel := context.WithTimeout(t.ctx, moment)
	defer cancel()
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	for {
		status, err := s.lookOnce(t, head)
		if err != nil || status.Condition == indexWell || status.Condition == indexDown || !status.mayCatchUp() {
			return status, err
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return status, t.ctx.Err()
		}
	}
}

// mayCatchUp tells whether somebody may be at work on the index.
func (i *indexStatus) mayCatchUp() bool { return i.InUse || i.Engine == engineServer }

func (s *settings) lookOnce(t *terminal, head *store.Head) (*indexStatus, error) {
	if s.usesSearchServer() {
		return s.lookAtServer(t, head)
	}
	dir := filepath.Join(s.Data, indexFolder)
	found, err := embedded.Inspect(dir)
	status := &indexStatus{
		Engine: engineOwn, Place: dir, Segments: found.Segments, Bytes: found.Bytes, Deleted: found.Deleted, InUse: found.Locked,
		Private: privateInUse(dir),
	}
	if err != nil {
		status.fails(indexDamaged, err, head)
		return status, nil
	}
	status.compare(&found.State, head)
	return status, nil
}

func (s *settings) lookAtServer(t *terminal, head *store.Head) (*indexStatus, error) {
	engine, err := s.openServer(t.ctx, nil, nil)
	if err != nil {
		return nil, err
	}
	status := &indexStatus{Engine: engineServer, Place: s.searchServer(), Private: []string{}}
	state, err := engine.State(t.ctx)
	if t.ctx.Err() != nil {
		return nil, t.ctx.Err()
	}
	if down, ok := errors.AsType[*search.Down](err); ok && !down.Building || err != nil && !ok {
		status.fails(indexDown, err, head)
		return status, nil
	}
	status.compare(&state, head)
	return status, nil
}

// compare holds the state of an index against the feed's end.
func (i *indexStatus) compare(state *search.State, head *store.Head) {
	i.FeedID, i.Position, i.Documents = state.FeedID, state.Position, state.Documents
	i.FeedPosition, i.Behind = head.Position, missing(state, head)
	switch {
	case i.Behind == 0:
		i.Condition = indexWell
	case state.FeedID == "":
		i.Condition = indexMissing
	case state.FeedID != head.FeedID:
		i.Condition = indexOther
	default:
		i.Condition = indexBehind
	}
}

// says gives the key of the sentence that tells how the index is, and its arguments.
func (i *indexStatus) says() (key string, args []any) {
	switch i.Condition {
	case indexBehind:
		return "index.behind", []any{i.Behind}
	case indexMissing:
		return "index.missing", nil
	case indexOther:
		return "index.other", nil
	case indexDamaged:
		return "index.damaged", []any{i.Cause}
	case indexDown:
		return "index.down", []any{i.Cause}
	case indexWell:
	}
	return "index.well", nil
}

// todo gives the key of what to do about it, "" for nothing.
func (i *indexStatus) todo() string {
	switch {
	case i.Condition == indexWell:
		return ""
	case i.Condition == indexDown:
		return "index.down_do"
	case i.Engine == engineServer:
		return "index.server_do"
	case i.InUse && i.Condition == indexBehind:
		return "index.in_use_do"
	case i.InUse:
		return "index.being_built"
	case len(i.Private) > 0:
		return "index.tended_do"
	}
	return "index.idle_do"
}

func (i *indexStatus) print(t *terminal) error {
	if t.asJSON {
		return writeJSON(t.out, i)
	}
	key, args := i.says()
	condition := i18n.T(t.lang, key, args...)
	if do := i.todo(); do != "" {
		condition += i18n.T(t.lang, "doctor.then") + i18n.T(t.lang, do)
	}
	t.say("index.condition", i.Place, condition)
	switch i.Condition {
	case indexMissing, indexDamaged, indexDown: // there is nothing to count
	case indexWell, indexBehind, indexOther:
		i.printContents(t)
	}
	for _, folder := range i.Private {
		t.say("index.private", folder)
	}
	return nil
}

func (i *indexStatus) printContents(t *terminal) {
	t.say("index.holds", i.Documents, i.Position, i.FeedPosition)
	if i.Engine == engineOwn {
		t.say("index.files", i.Segments, kilobytes(i.Bytes), i.Deleted)
	}
	if i.InUse {
		t.say("index.in_use")
	}
}

// kilobytes rounds up, so that something is never nothing.
func kilobytes(bytes int64) int64 { return (bytes + 1<<10 - 1) >> 10 }
