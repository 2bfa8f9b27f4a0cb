package postgres

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"
)

const (
	// watchPeriod is how often a replica is looked at.
	watchPeriod = time.Second
	// watchTimeout is how long it may take to answer then.
	watchTimeout = 2 * time.Second
	// longestLag is how far behind the primary a replica may be and still answer readers.
	longestLag = 5 * time.Second
)

// notLookedAt is why a replica is left alone at first.
const notLookedAt = "not looked at yet"

// replica is a standby, and what a look at it each second has found.
type replica struct {
	primary *pool
	url     string
	log     *slog.Logger

	mu sync.Mutex
	// pool is nil until the replica has answered for the first time.
	pool *pool
	lag  lag
	// floor is the position that readers have been told of by the primary: they are not sent to a replica that may know
	// less, so that what they read next is not older.
	floor int64
	// alone says that the primary did not answer when last asked: then rather an answer that is older than none.
	alone bool
	// quiet says why the replica is left alone; "" while it answers readers.
	quiet string

	stop context.CancelFunc
	done chan struct{}
}

// watchReplica begins to watch a replica. One that does not answer yet is left alone until it does; a URL that cannot be
// read is kind Invalid.
func watchReplica(ctx context.Context, url string, primary *pool, log *slog.Logger) (*replica, error) {
	if _, err := parseURL(url); err != nil {
		return nil, err
	}
	watching, stop := context.WithCancel(context.WithoutCancel(ctx))
	r := &replica{primary: primary, url: url, log: log, stop: stop, done: make(chan struct{}), quiet: notLookedAt}
	r.look(ctx)
	go r.watch(watching)
	return r, nil
}

// close ends the watching and the connections.
func (r *replica) close() {
	r.stop()
	<-r.done
	if r.pool != nil {
		r.pool.db.Close()
	}
}

func (r *replica) watch(ctx context.Context) {
	defer close(r.done)
	ticker := time.NewTicker(watchPeriod)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
			r.look(ctx)
		}
	}
}

// fit returns the pool to read from, nil while the replica is left alone.
func (r *replica) fit() *pool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.quiet != "" || !r.alone && r.lag.replica < r.floor {
		return nil
	}
	return r.pool
}

// told notes that the primary has told a reader of a position.
func (r *replica) told(position int64) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.floor = max(r.floor, position)
}

// leaveAlone keeps readers away until the next look.
func (r *replica) leaveAlone(ctx context.Context, why string) {
	r.judge(ctx, func() string { return why })
}

// judge sets why the replica is left alone, "" if it is not, and says so when that changes.
func (r *replica) judge(ctx context.Context, find func() string) {
	r.mu.Lock()
	why := find()
	before := r.quiet
	r.quiet = why
	r.mu.Unlock()
	switch {
	case why != "" && (before == "" || before == notLookedAt):
		r.log.LogAttrs(ctx, slog.LevelWarn, "replica: left alone", slog.String("reason", why))
	case why == "" && before != "":
		r.log.LogAttrs(ctx, slog.LevelInfo, "replica: answers readers")
	}
}

// look asks both servers where they are. While the primary does not answer, a replica that does is used as before.
func (r *replica) look(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, watchTimeout)
	defer cancel()
	own, err := r.ask(ctx)
	if ctx.Err() != nil && errors.Is(err, context.Canceled) {
		return // closing
	}
	if err != nil {
		r.leaveAlone(ctx, err.Error())
		return
	}
	theirs, err := readEnds(ctx, r.primary.db)
	now := time.Now()
	r.judge(ctx, func() string {
		r.alone = err != nil
		switch {
		case err != nil:
			r.lag = lag{replica: own.position} // there is nothing to be behind of
		case own.feedID != theirs.feedID:
			return "it follows another store"
		default:
			r.lag.observe(now, theirs.position, own.position)
		}
		if r.lag.behind {
			return "it has been behind for more than " + longestLag.String()
		}
		return ""
	})
}

// ask connects to the replica if that was not done yet, and asks where it is.
func (r *replica) ask(ctx context.Context) (ends, error) {
	// Nobody else writes r.pool.
	if r.pool != nil {
		own, err := readEnds(ctx, r.pool.db)
		if err == nil && own.filling {
			err = errFilling()
		}
		return own, err
	}
	p, err := openPool(ctx, r.url)
	if err != nil {
		return ends{}, err
	}
	own, err := requireOpen(ctx, p)
	if err != nil {
		p.db.Close()
		return ends{}, err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.pool = p
	return own, nil
}

// lag judges from looks at both servers how far the replica is behind.
type lag struct {
	// replica is where the replica was when last looked at.
	replica int64
	// goal is a position that the primary had at the instant since, and that the replica has yet to reach; 0: none.
	goal  int64
	since time.Time
	// behind says that the replica took longer than longestLag to reach a goal, and has not caught up yet.
	behind bool
}

// observe takes in where the primary was, and then the replica.
func (l *lag) observe(now time.Time, primary, replica int64) {
	l.replica = replica
	if replica >= primary {
		*l = lag{replica: replica}
		return
	}
	if l.goal > 0 && replica < l.goal {
		l.behind = l.behind || now.Sub(l.since) > longestLag
		return
	}
	// A goal that was reached in time shows that the replica keeps up, though the primary has moved on.
	if l.goal > 0 && now.Sub(l.since) <= longestLag {
		l.behind = false
	}
	l.goal, l.since = primary, now
}
