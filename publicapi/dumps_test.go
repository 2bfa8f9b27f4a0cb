package publicapi

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/klauspost/compress/gzip"

	"mingshi/internal/disclosure"
	"mingshi/internal/dump"
	"mingshi/internal/web"
)

// dumping is a fixture with dumps.
type dumping struct {
	*fixture

	keeper *dump.Keeper
}

func newDumping(t *testing.T) *dumping {
	t.Helper()
	d := &dumping{fixture: seeded(t)}
	dir := filepath.Join(t.TempDir(), "dumps")
	clock := func() time.Time { return d.now }
	keeper, err := dump.NewKeeper(dump.Options{
		Dir: dir, Source: d.store, Zone: d.zone, Now: clock,
		Terms: dump.Terms{BaseURL: baseURL, Publisher: "青禾区卫生健康局", Licence: "CC BY 4.0", Attribution: "数据来源"},
	})
	if err != nil {
		t.Fatal(err)
	}
	d.keeper = keeper
	d.app = web.New(web.Options{BaseURL: baseURL})
	deps := d.api.Deps
	deps.Dumps = dump.NewShelf(dir, d.zone, clock)
	d.api = newAPI(deps)
	d.api.install(d.app)
	return d
}

// step lets the keeper do its work and returns the name of the latest dump.
func (d *dumping) step() string {
	d.Helper()
	if _, err := d.keeper.Step(d.Context()); err != nil {
		d.Fatal(err)
	}
	latest, err := d.api.Dumps.Latest()
	if err != nil {
		d.Fatal(err)
	}
	return latest.Name
}

func TestTheManifestIsTrue(t *testing.T) {
	d := newDumping(t)
	if a := d.get("/dumps/latest/manifest.json"); a.status != 503 || a.code() != "unavailable" || a.header.Get("Retry-After") != "30" {
		t.Errorf("before the first dump: %d %v", a.status, a.header)
	}
	name := d.step()
	var list struct {
		FeedID string `json:"feed_id"`
		Latest string `json:"latest"`
		Dumps  []struct {
			Name, URL, Next, Citation, Licence string
			FeedID                             string `json:"feed_id"`
			AsOf                               string `json:"as_of"`
			Position                           int64
			Files                              []struct {
				Name, URL, SHA256, Query string
				MediaType                string `json:"media_type"`
				Bytes                    int64
				Gone                     any
			}
		}
	}
	d.decoded("/dumps/", &list)
	if list.Latest != name || len(list.Dumps) != 1 || len(list.Dumps[0].Files) != 28 {
		t.Fatalf("%+v", list)
	}
	of := list.Dumps[0]
	if of.Name != name || of.FeedID != list.FeedID || of.URL != baseURL+"/dumps/"+name+"/manifest.json" || of.Licence != "CC BY 4.0" ||
		!strings.Contains(of.Citation, "青禾区卫生健康局") || !strings.Contains(of.Citation, fmt.Sprintf("position %d of feed %s", of.Position, of.FeedID)) ||
		of.AsOf != "2025-05-20T02:00:00.000000Z" {
		t.Errorf("%+v", of)
	}
	for _, f := range of.Files {
		a := d.get(strings.TrimPrefix(f.URL, baseURL))
		sum := sha256.Sum256([]byte(a.body))
		if a.status != 200 || hex.EncodeToString(sum[:]) != f.SHA256 || int64(len(a.body)) != f.Bytes || a.header.Get("Content-Type") != f.MediaType ||
			f.Gone != nil || !strings.HasPrefix(f.Query, "all public records of the kind ") {
			t.Errorf("%s: %d, %x, %+v", f.URL, a.status, sum, f)
		}
	}
	var changes struct {
		Changes []any
		Next    int64
	}
	d.decoded(strings.TrimPrefix(of.Next, baseURL), &changes)
	if len(changes.Changes) != 0 || changes.Next != of.Position {
		t.Errorf("the feed goes on with %+v", changes)
	}
	var one, latest json.RawMessage
	d.decoded("/dumps/"+name+"/manifest.json", &one)
	d.decoded("/dumps/latest/manifest.json", &latest)
	if !bytes.Equal(one, latest) {
		t.Errorf("latest is\n%s\nand %s is\n%s", latest, name, one)
	}
	a := d.get("/dumps/")
	if again := d.get("/dumps/", "If-None-Match", a.header.Get("ETag")); again.status != http.StatusNotModified || again.body != "" {
		t.Errorf("again: %d", again.status)
	}
	if a := d.get("/dumps/?x=1"); a.code() != "invalid-parameter" {
		t.Errorf("unknown parameter: %d", a.status)
	}
}

func TestAFileIsSentAsItIs(t *testing.T) {
	d := newDumping(t)
	name := d.step()
	dated, latest := "/dumps/"+name+"/penalties.ndjson.gz", "/dumps/latest/penalties.ndjson.gz"
	plain := d.get(dated)
	sum := sha256.Sum256([]byte(plain.body))
	want := map[string]string{
		"ETag": fmt.Sprintf(`"%x"`, sum), "Repr-Digest": "sha-256=:" + base64.StdEncoding.EncodeToString(sum[:]) + ":",
		"Content-Type": "application/gzip", "Content-Encoding": "", "Accept-Ranges": "bytes", "Cache-Control": "no-cache",
		"Content-Length": strconv.Itoa(len(plain.body)), "Content-Disposition": `attachment; filename="` + name + `-penalties.ndjson.gz"`,
		"Content-Location": dated, "Last-Modified": "Tue, 20 May 2025 02:00:00 GMT", "X-Robots-Tag": "noindex", "Access-Control-Allow-Origin": "*",
	}
	for _, target := range []string{dated, latest} {
		for _, method := range []string{http.MethodGet, http.MethodHead} {
			a := d.do(method, target, "Accept-Encoding", "br, zstd, gzip", "Accept", "text/html")
			if a.status != http.StatusOK || (method == http.MethodGet) != (a.body == plain.body) || (method == http.MethodHead) != (a.body == "") {
				t.Errorf("%s %s: %d with %d bytes", method, target, a.status, len(a.body))
			}
			for header, value := range want {
				if got := a.header.Get(header); got != value {
					t.Errorf("%s %s: %s: %q, want %q", method, target, header, got, value)
				}
			}
		}
	}
	r, err := gzip.NewReader(strings.NewReader(plain.body))
	if err != nil {
		t.Fatal(err)
	}
	lines, err := io.ReadAll(r)
	if err != nil || !bytes.Contains(lines, []byte(penaltyID)) || bytes.Contains(lines, []byte(marker)) {
		t.Errorf("%v, %s", err, lines)
	}
}

func TestRanges(t *testing.T) {
	d := newDumping(t)
	target := "/dumps/" + d.step() + "/venues.ndjson.zst"
	whole := d.get(target)
	size := len(whole.body)
	tag, modified := whole.header.Get("ETag"), whole.header.Get("Last-Modified")
	last := size - 1
	of := func(from, to int) string { return fmt.Sprintf("bytes %d-%d/%d", from, to, size) }
	none := fmt.Sprintf("bytes */%d", size)
	cases := []struct {
		name, value, condition string
		status                 int
		contentRange           string
		from, to               int
	}{
		{"first byte", "bytes=0-0", "", 206, of(0, 0), 0, 1},
		{"middle", "bytes=5-9", "", 206, of(5, 9), 5, 10},
		{"to the end", "bytes=5-", "", 206, of(5, last), 5, size},
		{"last byte", fmt.Sprintf("bytes=%d-%d", last, last), "", 206, of(last, last), last, size},
		{"everything", fmt.Sprintf("bytes=0-%d", last), "", 206, of(0, last), 0, size},
		{"over the end", fmt.Sprintf("bytes=%d-%d", last, size+5), "", 206, of(last, last), last, size},
		{"far over the end", "bytes=1-99999999999999999999999999", "", 206, of(1, last), 1, size},
		{"the last ten", "bytes=-10", "", 206, of(size-10, last), size - 10, size},
		{"more than all from the end", "bytes=-99999999999999999999", "", 206, of(0, last), 0, size},
		{"unit in capitals", "Bytes=0-0", "", 206, of(0, 0), 0, 1},
		{"leading zeros", "bytes=0000000000000000000000005-5", "", 206, of(5, 5), 5, 6},
		{"behind the end", fmt.Sprintf("bytes=%d-", size), "", 416, none, 0, 0},
		{"far behind the end", "bytes=99999999999999999999999999-", "", 416, none, 0, 0},
		{"no last byte", "bytes=-0", "", 416, none, 0, 0},
		{"backwards", "bytes=9-5", "", 200, "", 0, size},
		{"no ends", "bytes=-", "", 200, "", 0, size},
		{"no dash", "bytes=5", "", 200, "", 0, size},
		{"no unit", "0-5", "", 200, "", 0, size},
		{"another unit", "rows=0-5", "", 200, "", 0, size},
		{"signs", "bytes=+1-5", "", 200, "", 0, size},
		{"words", "bytes=a-b", "", 200, "", 0, size},
		{"several", "bytes=0-1,4-5", "", 200, "", 0, size},
		{"if it is this tag", "bytes=5-9", tag, 206, of(5, 9), 5, 10},
		{"if it is this weak tag", "bytes=5-9", "W/" + tag, 200, "", 0, size},
		{"if it is another tag", "bytes=5-9", `"x"`, 200, "", 0, size},
		{"if it is of this time", "bytes=5-9", modified, 206, of(5, 9), 5, 10},
		{"if it is of another time", "bytes=5-9", "Tue, 20 May 2025 02:00:01 GMT", 200, "", 0, size},
		{"behind the end of another", fmt.Sprintf("bytes=%d-", size), `"x"`, 200, "", 0, size},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			header := []string{"Range", c.value, "Accept-Encoding", "gzip"}
			if c.condition != "" {
				header = append(header, "If-Range", c.condition)
			}
			a := d.get(target, header...)
			if a.status != c.status || a.header.Get("Content-Range") != c.contentRange {
				t.Fatalf("%d %q, want %d %q", a.status, a.header.Get("Content-Range"), c.status, c.contentRange)
			}
			if c.status == 416 {
				if a.code() != "range-not-satisfiable" {
					t.Errorf("%s", a.body)
				}
				return
			}
			if a.body != whole.body[c.from:c.to] || a.header.Get("ETag") != tag || a.header.Get("Content-Length") != strconv.Itoa(c.to-c.from) {
				t.Errorf("%d bytes, %v", len(a.body), a.header)
			}
			head := d.do(http.MethodHead, target, header...)
			if head.status != 200 || head.header.Get("Content-Length") != strconv.Itoa(size) {
				t.Errorf("HEAD: %d %v", head.status, head.header)
			}
		})
	}
	for name, header := range map[string][]string{
		"tag": {"If-None-Match", tag}, "weak tag": {"If-None-Match", "W/" + tag}, "any": {"If-None-Match", "*"}, "time": {"If-Modified-Since", modified},
		"tag and range": {"If-None-Match", tag, "Range", "bytes=0-5"}, "time and range": {"If-Modified-Since", modified, "Range", "bytes=9999999-"},
	} {
		if a := d.get(target, header...); a.status != http.StatusNotModified || a.body != "" || a.header.Get("ETag") != tag {
			t.Errorf("%s: %d %v", name, a.status, a.header)
		}
	}
}

func TestADumpThatIsGone(t *testing.T) {
	d := newDumping(t)
	name := d.step()
	var penalty disclosure.Record
	penalty, err := d.store.Get(t.Context(), penaltyID)
	if err != nil {
		t.Fatal(err)
	}
	d.end(penalty, disclosure.OpRepair, disclosure.ReasonRepaired, disclosure.StateRepaired)
	next := d.step()
	if next == name {
		t.Fatal("no new dump")
	}
	for _, header := range [][]string{nil, {"If-None-Match", "*"}, {"Range", "bytes=0-5"}} {
		a := d.get("/dumps/"+name+"/penalties.csv.gz", header...)
		var p web.Problem
		if err := json.Unmarshal([]byte(a.body), &p); err != nil || a.status != http.StatusGone || p.Reason != "record_gone" || p.Code != "gone" ||
			a.header.Get("Content-Location") != "" || a.header.Get("Repr-Digest") != "" {
			t.Errorf("%v: %d %s %v", header, a.status, a.body, a.header)
		}
	}
	if a := d.get("/dumps/" + name + "/permits.csv.gz"); a.status != http.StatusOK {
		t.Errorf("a file that tells nothing of it: %d", a.status)
	}
	if a := d.get("/dumps/latest/penalties.csv.gz"); a.status != 200 || a.header.Get("Content-Location") != "/dumps/"+next+"/penalties.csv.gz" {
		t.Errorf("latest: %d %v", a.status, a.header)
	}
	for _, target := range []string{"/dumps/2020-01-01-1/permits.csv.gz", "/dumps/" + next + "/nothing.csv.gz", "/dumps/" + next + "/..%2F..%2Fmanifest.json", "/dumps/2020-01-01-1/manifest.json"} {
		if a := d.get(target); a.status != http.StatusNotFound || a.code() != "not-found" {
			t.Errorf("%s: %d", target, a.status)
		}
	}
	// A penalty ends at midnight, and no keeper comes by.
	overdue := samplePenalty("2025-03-03", "到期")
	overdue.ValidUntil = disclosure.MustDate("2025-05-21")
	d.publish(numbered(disclosure.KindPenalty, 90), overdue)
	d.now = d.now.AddDate(0, 0, 1)
	name = d.step()
	if a := d.get("/dumps/latest/penalties.csv.gz"); a.status != http.StatusOK {
		t.Fatalf("on its last day: %d", a.status)
	}
	d.now = d.now.AddDate(0, 0, 1)
	if a := d.get("/dumps/" + name + "/penalties.csv.gz"); a.status != http.StatusGone || !strings.Contains(a.body, `"reason":"expired"`) {
		t.Errorf("after it: %d %s", a.status, a.body)
	}
	for _, file := range []string{"manifest.json", "penalties.csv.gz", "permits.csv.gz"} {
		if a := d.get("/dumps/latest/" + file); a.status != 503 || a.code() != "unavailable" || a.header.Get("Retry-After") != "30" {
			t.Errorf("latest %s after it: %d %v", file, a.status, a.header)
		}
	}
	var list struct{ Latest *string }
	if d.decoded("/dumps/manifest.json", &list); list.Latest != nil {
		t.Errorf("the list has a latest: %s", *list.Latest)
	}
}
