package throttle

import (
	"fmt"
	"net/netip"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// noon is when every test begins.
var noon = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

// small are limits that a test can count: one request a second, three at once.
var small = Limits{
	Pages: Rate{Interval: time.Second, Burst: 3}, API: Rate{Interval: time.Second, Burst: 3},
	Dumps: Rate{Interval: time.Minute, Burst: 1}, KeyAPI: Rate{Interval: time.Second, Burst: 5},
}

func at(address string) Client { return ClientAt(netip.MustParseAddr(address)) }

func TestABucketEmptiesAndFills(t *testing.T) {
	l := New(small)
	for _, step := range []struct {
		after time.Duration
		want  Verdict
	}{
		{0, Verdict{Allowed: true, Left: 2, Full: time.Second}},
		{0, Verdict{Allowed: true, Left: 1, Full: 2 * time.Second}},
		{0, Verdict{Allowed: true, Left: 0, Full: 3 * time.Second, Wait: time.Second}},
		{0, Verdict{Left: 0, Full: 3 * time.Second, Wait: time.Second}},
		{300 * time.Millisecond, Verdict{Left: 0, Full: 2700 * time.Millisecond, Wait: 700 * time.Millisecond}},
		{time.Second, Verdict{Allowed: true, Left: 0, Full: 3 * time.Second, Wait: time.Second}},
		{3500 * time.Millisecond, Verdict{Allowed: true, Left: 1, Full: 1500 * time.Millisecond}},
		{time.Hour, Verdict{Allowed: true, Left: 2, Full: time.Second}},
	} {
		step.want.Class, step.want.Rate = API, small.API
		if diff := cmp.Diff(step.want, l.Take(noon.Add(step.after), at("192.0.2.1"), API)); diff != "" {
			t.Errorf("after %s (-want +got):\n%s", step.after, diff)
		}
	}
}

func TestTheRateHoldsOverTime(t *testing.T) {
	l := New(small)
	allowed := 0
	for i := range 10_000 {
		if l.Take(noon.Add(time.Duration(i)*10*time.Millisecond), at("192.0.2.1"), API).Allowed {
			allowed++
		}
	}
	if want := 3 + 99; allowed != want {
		t.Errorf("%d requests in 100 s at one a second and three at once, want %d", allowed, want)
	}
}

func TestLookTakesNothing(t *testing.T) {
	l := New(small)
	for range 10 {
		if v := l.Look(noon, at("192.0.2.1"), API); !v.Allowed || v.Left != 3 || v.Full != 0 {
			t.Fatalf("got %+v", v)
		}
	}
}

func TestWhoSharesABucket(t *testing.T) {
	key := Key{Name: "credit office"}
	for _, tc := range []struct {
		name           string
		one, other     Client
		first, second  Class
		sameBucketWant bool
	}{
		{"one address", at("192.0.2.1"), at("192.0.2.1"), API, API, true},
		{"two addresses", at("192.0.2.1"), at("192.0.2.2"), API, API, false},
		{"the same, written as IPv6", at("192.0.2.1"), at("::ffff:192.0.2.1"), API, API, true},
		{"one IPv6 network", at("2001:db8::1"), at("2001:db8::ffff:1"), API, API, true},
		{"two IPv6 networks", at("2001:db8::1"), at("2001:db8:0:1::1"), API, API, false},
		{"another zone", at("fe80::1%eth0"), at("fe80::1%eth1"), API, API, true},
		{"unknown addresses", ClientAt(netip.Addr{}), ClientAt(netip.Addr{}), API, API, true},
		{"a key and an address", ClientWith(key), at("192.0.2.1"), API, API, false},
		{"a key twice", ClientWith(key), ClientWith(key), API, API, true},
		{"two classes", at("192.0.2.1"), at("192.0.2.1"), API, Pages, false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			l := New(small)
			before := l.Look(noon, tc.other, tc.second).Left
			l.Take(noon, tc.one, tc.first)
			if got := l.Look(noon, tc.other, tc.second).Left < before; got != tc.sameBucketWant {
				t.Errorf("one bucket: %t, want %t", got, tc.sameBucketWant)
			}
		})
	}
}

func TestKeysHaveMore(t *testing.T) {
	own, none := Rate{Interval: time.Minute, Burst: 7}, Rate{}
	l := New(small)
	for name, tc := range map[string]struct {
		client Client
		class  Class
		want   Rate
	}{
		"address":              {at("192.0.2.1"), API, small.API},
		"key":                  {ClientWith(Key{Name: "a"}), API, small.KeyAPI},
		"key with a rate":      {ClientWith(Key{Name: "b", Rate: &own}), API, own},
		"key without limit":    {ClientWith(Key{Name: "c", Rate: &none}), API, none},
		"key with a rate, for": {ClientWith(Key{Name: "b", Rate: &own}), Dumps, small.Dumps},
	} {
		if got := l.Look(noon, tc.client, tc.class).Rate; got != tc.want {
			t.Errorf("%s: %s, want %s", name, got, tc.want)
		}
	}
}

func TestNoLimitRemembersNobody(t *testing.T) {
	l := New(Limits{})
	for range 1000 {
		if v := l.Take(noon, at("192.0.2.1"), API); !v.Allowed {
			t.Fatalf("got %+v", v)
		}
	}
	if len(l.buckets) != 0 {
		t.Errorf("%d buckets are remembered", len(l.buckets))
	}
}

func TestMemoryIsBounded(t *testing.T) {
	l := New(small)
	l.most = 100
	for i := range 1000 {
		l.Take(noon, at(fmt.Sprintf("10.0.%d.%d", i/250, i%250)), API)
		if len(l.buckets) > l.most {
			t.Fatalf("%d buckets after %d clients", len(l.buckets), i+1)
		}
	}
	if v := l.Look(noon, at("10.0.3.249"), API); v.Left != 2 {
		t.Errorf("the client that was seen last is forgotten: %+v", v)
	}
	if v := l.Look(noon, at("10.0.0.0"), API); v.Left != 3 {
		t.Errorf("the client that was seen first is remembered: %+v", v)
	}
}

func TestWhoIsUsedStaysWhenOthersCome(t *testing.T) {
	l := New(small)
	l.most = 10
	regular := at("192.0.2.1")
	for i := range 1000 {
		l.Take(noon, regular, API)
		l.Take(noon, at(fmt.Sprintf("10.0.%d.%d", i/250, i%250)), API)
	}
	if v := l.Take(noon, regular, API); v.Allowed {
		t.Errorf("a flood of others empties the memory of who asks all the time: %+v", v)
	}
}

func TestFullBucketsAreForgotten(t *testing.T) {
	l := New(small)
	for i := range 200 {
		l.Take(noon, at(fmt.Sprintf("10.0.0.%d", i)), API)
	}
	for range 100 {
		l.Take(noon.Add(time.Minute), at("192.0.2.1"), API)
	}
	if len(l.buckets) != 1 {
		t.Errorf("%d buckets are remembered, want the one in use", len(l.buckets))
	}
}

func TestAClockThatIsSetBackLocksNobodyOut(t *testing.T) {
	l := New(small)
	for range 3 {
		l.Take(noon, at("192.0.2.1"), API)
	}
	before := noon.Add(-24 * time.Hour)
	if v := l.Take(before.Add(time.Second), at("192.0.2.1"), API); v.Wait > small.API.Window() {
		t.Errorf("has to wait %s", v.Wait)
	}
	l.Take(before, at("192.0.2.1"), API)
	if v := l.Take(before.Add(small.API.Window()), at("192.0.2.1"), API); v.Full > small.API.Window() {
		t.Errorf("the bucket is full in %s", v.Full)
	}
}

func TestManyAtOnceGetNoMoreThanTheBurst(t *testing.T) {
	l := New(small)
	var allowed atomic.Int64
	var all sync.WaitGroup
	for range 50 {
		all.Go(func() {
			if l.Take(noon, at("192.0.2.1"), API).Allowed {
				allowed.Add(1)
			}
		})
	}
	all.Wait()
	if allowed.Load() != 3 {
		t.Errorf("%d of 50 were allowed, want 3", allowed.Load())
	}
}

func BenchmarkTake(b *testing.B) {
	l := New(Defaults())
	clients := make([]Client, 4096)
	for i := range clients {
		clients[i] = at(fmt.Sprintf("10.0.%d.%d", i/256, i%256))
	}
	now := noon
	for i := range b.N {
		now = now.Add(time.Microsecond)
		l.Take(now, clients[i%len(clients)], API)
	}
}
