package throttle

import (
	"sync"
	"time"
)

// maxBuckets is how many buckets are remembered at most, about 16 MB. One more takes the place of the one that was used longest
// ago: a flood from many addresses makes the limiter lenient, never large, and harms nobody else.
const maxBuckets = 65_536

// forgetAtOnce is how many old buckets are looked at with each request, so that full ones go without a pass over all.
const forgetAtOnce = 2

// Limiter counts. It may be used by several goroutines at once; time is what its callers say it is.
type Limiter struct {
	limits Limits
	most   int

	mu      sync.Mutex
	buckets map[place]*bucket
	// ring is the head of the circle of buckets: next is the one used last, back the one used longest ago.
	ring bucket
}

// place is where a client's requests of a class are counted.
type place struct {
	client Client
	class  Class
}

// bucket is all that is known of a place. A full bucket is the same as none.
type bucket struct {
	place place
	// full is the instant from which the bucket is full again.
	full       time.Time
	next, back *bucket
}

// Verdict is what became of a request, and what the client has left.
type Verdict struct {
	Allowed bool
	// Class and Rate are what the request was judged by.
	Class Class
	Rate  Rate
	// Left is how many requests the client may make at once from now on.
	Left int
	// Full is the time until the bucket is full again.
	Full time.Duration
	// Wait is the time until one more request is allowed; 0 if one is.
	Wait time.Duration
}

// New makes a limiter in which every bucket is full.
func New(limits Limits) *Limiter {
	l := &Limiter{limits: limits, most: maxBuckets, buckets: make(map[place]*bucket)}
	l.ring.next, l.ring.back = &l.ring, &l.ring
	return l
}

// Take takes one request out of the client's bucket, if there is one in it.
func (l *Limiter) Take(now time.Time, client Client, class Class) Verdict {
	return l.judge(now, client, class, 1)
}

// Look tells what Take would, and takes nothing.
func (l *Limiter) Look(now time.Time, client Client, class Class) Verdict {
	return l.judge(now, client, class, 0)
}

// judge takes so many requests.
//
// A bucket is kept as the instant at which it will be full (the generic cell rate algorithm): each request moves that instant by
// one interval, and it may never lie further off than the whole window.
func (l *Limiter) judge(now time.Time, client Client, class Class, cost int) Verdict {
	rate := l.limits.of(client, class)
	v := Verdict{Allowed: true, Class: class, Rate: rate}
	if rate.Unlimited() {
		return v
	}
	at := place{client: client, class: class}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.forget(now)
	full := now
	if known := l.buckets[at]; known != nil {
		full = later(now, known.full)
	}
	full = earlier(full, now.Add(rate.Window())) // the clock was set back
	after := full.Add(rate.Interval * time.Duration(cost))
	if wait := after.Sub(now) - rate.Window(); wait > 0 {
		v.Allowed, v.Wait = false, wait
	} else {
		full = after
	}
	if v.Allowed && cost > 0 {
		l.remember(at, full)
	}
	v.Full = full.Sub(now)
	v.Left = int((rate.Window() - v.Full) / rate.Interval)
	if v.Left == 0 && v.Wait == 0 {
		v.Wait = v.Full + rate.Interval - rate.Window()
	}
	return v
}

func (l *Limiter) remember(at place, full time.Time) {
	b := l.buckets[at]
	if b != nil {
		b.leave()
	} else {
		if len(l.buckets) >= l.most {
			l.drop(l.ring.back)
		}
		b = &bucket{place: at}
		l.buckets[at] = b
	}
	b.full = full
	b.enter(&l.ring)
}

// forget drops old buckets that are full.
func (l *Limiter) forget(now time.Time) {
	for range forgetAtOnce {
		oldest := l.ring.back
		if oldest == &l.ring || oldest.full.After(now) {
			return
		}
		l.drop(oldest)
	}
}

func (l *Limiter) drop(b *bucket) {
	b.leave()
	delete(l.buckets, b.place)
}

// enter puts the bucket behind the head of the circle.
func (b *bucket) enter(head *bucket) {
	b.next, b.back = head.next, head
	b.next.back, b.back.next = b, b
}

func (b *bucket) leave() { b.next.back, b.back.next = b.back, b.next }

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

func earlier(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}
