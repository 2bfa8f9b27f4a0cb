package publicapi

import (
	"bufio"
	"encoding/json"
	"net"
	"net/http"
	"strings"
	"testing"

	"mingshi/internal/disclosure"
	"mingshi/internal/store"
	"mingshi/internal/web"
)

// crowded has so many penalties that no list of them fits into the buffers of a connection that nobody reads.
func crowded(t *testing.T) *fixture {
	t.Helper()
	f := newFixture(t)
	const count = 6 * wholePage
	facts := strings.Repeat("未按规定消毒。", 100)
	batch := store.Batch{At: f.now}
	for n := range count {
		record := f.record(numbered(disclosure.KindPenalty, n), samplePenalty("2025-03-04", facts))
		batch.Writes = append(batch.Writes, store.Write{Op: disclosure.OpPublish, Record: record, Trail: store.Trail{By: "test"}})
	}
	if _, err := f.store.Apply(t.Context(), batch); err != nil {
		t.Fatal(err)
	}
	return f
}

func (f *fixture) onTheirWay() int {
	f.api.wholes.mu.Lock()
	defer f.api.wholes.mu.Unlock()
	return f.api.wholes.total
}

// TestAWholeListHasAPlaceUntilItEnds opens whole lists that nobody reads, and wants one more refused until one of them has gone.
func TestAWholeListHasAPlaceUntilItEnds(t *testing.T) {
	f := crowded(t)
	const target = root + "/penalties?format=ndjson&limit=all"
	address := f.served(t)
	conns := make([]net.Conn, maxClientWholes)
	for n := range conns {
		conn, err := net.Dial("tcp", address)
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		if _, err := conn.Write([]byte("GET " + target + " HTTP/1.1\r\nHost: mingshi.example\r\n\r\n")); err != nil {
			t.Fatal(err)
		}
		if line, err := bufio.NewReaderSize(conn, 16).ReadString('\n'); err != nil || !strings.Contains(line, "200") {
			t.Fatalf("%q, %v", line, err)
		}
		conns[n] = conn
	}
	ask := func(method string) *http.Response {
		t.Helper()
		request, err := http.NewRequestWithContext(t.Context(), method, "http://"+address+target+"&lang=en", nil)
		if err != nil {
			t.Fatal(err)
		}
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = response.Body.Close() })
		return response
	}
	refused := ask(http.MethodGet)
	var p web.Problem
	if err := json.NewDecoder(refused.Body).Decode(&p); err != nil || refused.StatusCode != http.StatusTooManyRequests ||
		refused.Header.Get("Retry-After") != "5" || !strings.Contains(p.Fix, "/dumps/") || p.Code != string(web.CodeTooManyRequests) {
		t.Errorf("one more: %d %v %+v, %v", refused.StatusCode, refused.Header, p, err)
	}
	if head := ask(http.MethodHead); head.StatusCode != http.StatusOK {
		t.Errorf("HEAD, which gives nothing: %d", head.StatusCode)
	}
	if err := conns[0].Close(); err != nil {
		t.Fatal(err)
	}
	f.settles("the place of who has left is not free", func() bool { return f.onTheirWay() == maxClientWholes-1 })
	again := ask(http.MethodGet)
	if again.StatusCode != http.StatusOK {
		t.Errorf("after one has left: %d", again.StatusCode)
	}
	for _, conn := range conns[1:] {
		if err := conn.Close(); err != nil {
			t.Fatal(err)
		}
	}
	lines := bufio.NewScanner(again.Body)
	lines.Buffer(nil, 1<<20)
	read := 0
	for lines.Scan() {
		read++
	}
	if read != 6*wholePage {
		t.Errorf("%d lines, %v", read, lines.Err())
	}
	f.settles("a list that was read to its end keeps its place", func() bool { return f.onTheirWay() == 0 })
}

func TestWholeListsOfAllClientsAreBounded(t *testing.T) {
	var w wholes
	clients := []string{"a", "a", "a", "b", "b", "c", "c", "d"}
	var entered strings.Builder
	for _, client := range clients {
		if w.enter(client) {
			entered.WriteString(client)
		}
	}
	if entered.String() != "aabbcc" {
		t.Errorf("%s have places", entered.String())
	}
	if w.leave("b"); !w.enter("d") {
		t.Error("a place that was given back is not free")
	}
}
