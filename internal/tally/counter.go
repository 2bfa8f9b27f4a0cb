package tally

import (
	"cmp"
	"context"
	"log/slog"
	"os"
	"slices"
	"sync"
	"time"

	"mingshi/internal/disclosure"
)

const (
	// pace is how often what was counted is written, and so the most that is lost when the process is killed. Written sooner, the
	// lines of a file would tell in which order boards were scanned, and its time when somebody stood at a door.
	pace = time.Minute
	// room is how many boards and days are kept in memory while the disk takes nothing: some 10 MB. More are not counted.
	room = 100_000
)

// Counter counts scans in memory and writes them down from a goroutine of its own. It may be used from many goroutines.
type Counter struct {
	today func() disclosure.Date
	stop  func() // ends the goroutine and waits for it; works once

	mu      sync.Mutex
	pending map[key]int64
	lost    int64 // scans for which there was no room since the disk took something
	closed  bool
	log     *slog.Logger

	writing sync.Mutex // held while the fields below are used
	files   shelf
	// troubled: the last attempt to write did not succeed, and that was said.
	troubled bool
}

// Open makes the folder if there is none and starts to count into a file of its own, which comes to be with the first scan.
// today gives the present day in the authority's zone. A folder that cannot be made is kind Unavailable.
func Open(dir string, today func() disclosure.Date) (*Counter, error) {
	ticker := time.NewTicker(pace)
	c, err := open(dir, today, ticker.C)
	if err != nil {
		ticker.Stop()
		return nil, err
	}
	end := c.stop
	c.stop = func() { ticker.Stop(); end() }
	return c, nil
}

// open is Open with a pace of the caller's.
func open(dir string, today func() disclosure.Date, pace <-chan time.Time) (*Counter, error) {
	if err := os.MkdirAll(dir, folderMode); err != nil {
		return nil, disclosure.Errorf(disclosure.Unavailable, "scans: %w", err)
	}
	c := &Counter{
		today: today, pending: make(map[key]int64), files: shelf{dir: dir}, log: slog.New(slog.DiscardHandler),
	}
	ending, ended := make(chan struct{}), make(chan struct{})
	c.stop = sync.OnceFunc(func() { close(ending); <-ended })
	go func() {
		defer close(ended)
		for {
			select {
			case <-ending:
				return
			case <-pace:
				_ = c.flush() // was logged
			}
		}
	}()
	return c, nil
}

// LogTo names the log that is told when the disk stops taking scans, and when it takes them again; until then nobody is told.
func (c *Counter) LogTo(log *slog.Logger) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.log = log
}

// Count counts one scan, today, of the board with the given serial. It never waits for the disk and never fails. What is no
// serial, as the whole code of a board, is not counted; neither is anything after Close.
func (c *Counter) Count(serial string) {
	if !isSerial(serial) {
		return
	}
	k := key{day: c.today(), serial: serial}
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.closed {
		c.add(k, 1)
	}
}

// add adds scans to those that are not yet written. The caller holds mu.
func (c *Counter) add(k key, scans int64) {
	if _, known := c.pending[k]; !known && len(c.pending) >= room {
		c.lost += scans
		return
	}
	c.pending[k] += scans
}

// Close writes what is in memory and ends. An error means that some scans could not be written and are lost. A second Close
// does nothing.
func (c *Counter) Close() error {
	c.mu.Lock()
	closed := c.closed
	c.closed = true
	c.mu.Unlock()
	if closed {
		return nil
	}
	c.stop()
	err := c.flush()
	c.writing.Lock()
	defer c.writing.Unlock()
	if closing := c.files.close(); err == nil && closing != nil {
		err = disclosure.Errorf(disclosure.Unavailable, "scans: %w", closing)
	}
	return err
}

// flush writes what is in memory. What could not be written stays there for the next time.
func (c *Counter) flush() error {
	c.writing.Lock()
	defer c.writing.Unlock()
	c.mu.Lock()
	taken, lost, log := c.pending, c.lost, c.log
	if len(taken) == 0 {
		c.mu.Unlock()
		return nil
	}
	c.pending = make(map[key]int64)
	c.mu.Unlock()

	err := c.write(taken)
	c.mu.Lock()
	for k, scans := range taken {
		c.add(k, scans)
	}
	if err == nil {
		c.lost -= lost
	}
	c.mu.Unlock()
	c.tell(log, err, lost)
	if err != nil {
		return disclosure.Errorf(disclosure.Unavailable, "scans: %w", err)
	}
	return nil
}

// write writes scans month by month, by day and serial and not as they came, and takes out of them what it wrote.
func (c *Counter) write(scans map[key]int64) error {
	keys := make([]key, 0, len(scans))
	for k := range scans {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, func(a, b key) int { return cmp.Or(a.day.Compare(b.day), cmp.Compare(a.serial, b.serial)) })
	for len(keys) > 0 {
		month := monthOf(keys[0].day)
		var lines []byte
		var ends []int // where the line of each key ends
		for _, k := range keys {
			if monthOf(k.day) != month {
				break
			}
			lines = appendLine(lines, k, scans[k])
			ends = append(ends, len(lines))
		}
		written, err := c.files.write(month, lines)
		for i, end := range ends {
			if end <= written {
				delete(scans, keys[i])
			}
		}
		if err != nil {
			return err
		}
		keys = keys[len(ends):]
	}
	return nil
}

// tell says once that the disk takes nothing, and once that it takes scans again.
func (c *Counter) tell(log *slog.Logger, err error, lost int64) {
	ctx := context.Background() // nobody's request
	switch {
	case err != nil && !c.troubled:
		log.ErrorContext(ctx, "scans cannot be written down and are kept in memory", slog.Any("error", err))
	case err == nil && c.troubled:
		log.InfoContext(ctx, "scans are written down again", slog.Int64("not_counted", lost))
	}
	c.troubled = err != nil
}
