package publicapi

import (
	"encoding/json"
	"net"
	"net/http"
	"runtime"
	"strconv"
	"testing"
	"time"

	"mingshi/internal/disclosure"
)

// feedPage is an answer of the feed.
type feedPage struct {
	FeedID  string `json:"feed_id"`
	Changes []struct {
		Position int64         `json:"position"`
		ID       disclosure.ID `json:"id"`
		Record   *struct {
			ID disclosure.ID `json:"id"`
		} `json:"record"`
	} `json:"changes"`
	Next     int64 `json:"next"`
	Position int64 `json:"position"`
}

func TestFeedIsServedToTheLetter(t *testing.T) {
	f := seeded(t)
	var page map[string]json.RawMessage
	f.decoded(root+"/changes?after=4&limit=1", &page)
	if len(page) != 4 {
		t.Errorf("members of the page: %d", len(page))
	}
	delete(page, "feed_id") // another one in each store
	document, err := json.Marshal(page)
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "changes.json", indented(t, string(document)))
}

func TestFeedWalkGivesEveryChangeInOrderAndNoBodyOfWhatIsGone(t *testing.T) {
	f := seeded(t)
	var page feedPage
	want, feed := int64(1), ""
	for page.Position == 0 || page.Next < page.Position {
		f.decoded(root+"/changes?limit=5&after="+strconv.FormatInt(page.Next, 10)+feed, &page)
		feed = "&feed=" + page.FeedID
		for _, change := range page.Changes {
			if change.Position != want {
				t.Fatalf("position %d, want %d", change.Position, want)
			}
			want++
			gone := change.ID == withdrawnID || change.ID == overdueID
			if gone != (change.Record == nil) || !gone && change.Record.ID != change.ID {
				t.Errorf("change %d of %s: record %v", change.Position, change.ID, change.Record)
			}
		}
	}
	if page.Position != want-1 {
		t.Errorf("head %d, walked to %d", page.Position, want-1)
	}
	before := page.Next
	f.decoded(root+"/changes?after="+strconv.FormatInt(before, 10), &page)
	if len(page.Changes) != 0 || page.Next != before {
		t.Errorf("behind the head: %d changes, next %d", len(page.Changes), page.Next)
	}
}

func TestNoTagHidesThatTheFeedIsAnother(t *testing.T) {
	f := seeded(t)
	for _, query := range []string{"feed=other", "after=1000"} {
		if a := f.get(root+"/changes?"+query, "If-None-Match", "*"); a.code() != "feed-reset" {
			t.Errorf("%s: %d %s", query, a.status, a.body)
		}
	}
}

func TestTooManyWaitersAreAnsweredAtOnce(t *testing.T) {
	for name, clients := range map[string]func(n int) string{
		"of one client":    func(int) string { return ownKey },
		"of other clients": strconv.Itoa,
	} {
		t.Run(name, func(t *testing.T) {
			f := seeded(t)
			for n := range maxWaiters {
				f.api.waiters.enter(clients(n))
			}
			var page feedPage
			f.decoded(root+"/changes?limit=1000", &page)
			f.decoded(root+"/changes?wait=60&after="+strconv.FormatInt(page.Position, 10), &page)
			if len(page.Changes) != 0 {
				t.Errorf("%+v", page)
			}
		})
	}
}

func TestOneClientDoesNotTakeThePlacesOfOthers(t *testing.T) {
	var w waiters
	taken := 0
	for w.enter("203.0.113.7/32") {
		taken++
	}
	if taken != maxClientWaiters {
		t.Errorf("one client takes %d places, want %d", taken, maxClientWaiters)
	}
	if !w.enter("203.0.113.8/32") {
		t.Error("another client finds no place")
	}
	w.leave("203.0.113.7/32")
	if !w.enter("203.0.113.7/32") || w.enter("203.0.113.7/32") {
		t.Error("who leaves gives back one place")
	}
	for n := taken + 1; n < maxWaiters; n++ {
		if !w.enter(strconv.Itoa(n)) {
			t.Fatalf("no place for the %dth client", n)
		}
	}
	if w.enter("one too many") {
		t.Errorf("more than %d wait", maxWaiters)
	}
}

func TestWhoIsAnsweredGivesThePlaceBack(t *testing.T) {
	f := seeded(t)
	for range maxClientWaiters + 1 { // what is there already ends each wait
		f.get(root + "/changes?wait=60")
	}
	if got := f.waiting(); got != 0 || len(f.api.waiters.byClient) != 0 {
		t.Errorf("%d wait, of %v", got, f.api.waiters.byClient)
	}
}

// ownKey is the client that the tests are.
const ownKey = "0.0.0.0/32"

// waiting is how many requests wait for the feed.
func (f *fixture) waiting() int {
	f.api.waiters.mu.Lock()
	defer f.api.waiters.mu.Unlock()
	return f.api.waiters.total
}

func TestFeedOfOneKindMovesOnOverTheOthers(t *testing.T) {
	f := seeded(t)
	var page feedPage
	f.decoded(root+"/changes?kind=filing", &page)
	if len(page.Changes) != 1 || page.Changes[0].ID != filingID || page.Next != page.Position {
		t.Errorf("feed of filings: %+v", page)
	}
}

func TestWaitEndsWithTheFirstChange(t *testing.T) {
	f := seeded(t)
	var before feedPage
	f.decoded(root+"/changes?limit=1000", &before)
	f.publish(numbered(disclosure.KindFiling, 90), sampleFiling()) // of another kind: no end of the wait
	target := root + "/changes?wait=60&kind=permit&after=" + strconv.FormatInt(before.Position, 10)
	answered := make(chan answer, 1)
	go func() {
		a, err := f.exchange(http.MethodGet, target)
		if err != nil {
			t.Error(err)
		}
		answered <- a
	}()
	for f.waiting() == 0 {
		runtime.Gosched()
	}
	f.publish(numbered(disclosure.KindFiling, 91), sampleFiling())
	f.publish(numbered(disclosure.KindPermit, 92), samplePermit(branchNumber, "2029-03-31"))
	select {
	case a := <-answered:
		var page feedPage
		if err := json.Unmarshal([]byte(a.body), &page); err != nil {
			t.Fatalf("%v in %s", err, a.body)
		}
		if len(page.Changes) != 1 || page.Changes[0].ID != numbered(disclosure.KindPermit, 92) {
			t.Errorf("after the wait: %s", a.body)
		}
	case <-time.After(30 * time.Second):
		t.Fatal("the wait did not end with the change")
	}
}

func TestWaitEndsWithTheServer(t *testing.T) {
	f := seeded(t)
	var page feedPage
	f.decoded(root+"/changes?limit=1000", &page)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	served := make(chan error, 1)
	go func() { served <- f.app.Listener(listener) }()
	answered := make(chan string, 1)
	go func() {
		url := "http://" + listener.Addr().String() + root + "/changes?wait=60&after=" + strconv.FormatInt(page.Position, 10)
		response, err := http.Get(url)
		if err != nil {
			answered <- err.Error()
			return
		}
		defer response.Body.Close()
		answered <- response.Status
	}()
	for f.waiting() == 0 {
		runtime.Gosched()
	}
	if err := f.app.ShutdownWithTimeout(30 * time.Second); err != nil {
		t.Errorf("shutdown: %v", err)
	}
	if got := <-answered; got != "200 OK" {
		t.Errorf("who waited got %q", got)
	}
	if err := <-served; err != nil {
		t.Error(err)
	}
}

func TestWaitIsOverWithNothingNew(t *testing.T) {
	f := seeded(t)
	var page feedPage
	f.decoded(root+"/changes?limit=1000", &page)
	f.decoded(root+"/changes?wait=1&after="+strconv.FormatInt(page.Position, 10), &page)
	if len(page.Changes) != 0 || page.Next != page.Position {
		t.Errorf("after the wait: %+v", page)
	}
}

func TestHistory(t *testing.T) {
	f := seeded(t)
	golden(t, "history-gone.json", indented(t, f.get(root+"/penalties/"+string(withdrawnID)+"/history").body))
	a := f.get(root + "/filings/" + string(filingID) + "/history")
	if a.status != http.StatusOK {
		t.Fatalf("%d %s", a.status, a.body)
	}
	golden(t, "history.json", indented(t, a.body))
}

func TestSubject(t *testing.T) {
	f := seeded(t)
	type ids []struct{ ID disclosure.ID }
	var whole struct {
		Code, Name, URL                     string
		Venues, Permits, Filings, Penalties ids
	}
	for _, code := range []string{business, "91320282ma1markq01", "９１320282MA1MARKQ01"} {
		f.decoded(root+"/subjects/"+code, &whole)
		if whole.Code != business || whole.Name != "青禾浴室有限公司" || whole.URL != baseURL+"/subjects/"+business {
			t.Errorf("%q: %+v", code, whole)
		}
		for name, got := range map[string][2]int{
			"venues": {len(whole.Venues), 2}, "permits": {len(whole.Permits), 2}, "filings": {len(whole.Filings), 1},
			"penalties": {len(whole.Penalties), 2},
		} {
			if got[0] != got[1] {
				t.Errorf("%q: %d %s, want %d", code, got[0], name, got[1])
			}
		}
	}
}

func TestAuthorities(t *testing.T) {
	f := seeded(t)
	golden(t, "authorities.json", indented(t, f.get(root+"/authorities").body))
}
