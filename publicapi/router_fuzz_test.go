package publicapi

import (
	"bytes"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"

	"mingshi/internal/i18n"
	"mingshi/internal/throttle"
	"mingshi/internal/web"
)

// framing are the fields that say where a request ends: what is tested here has been read already (package web tests that).
var framing = []string{"content-length", "transfer-encoding", "connection", "expect", "host"}

// FuzzRouter holds that nothing a visitor can write brings the interface down, whatever the method, the address and the header: never
// 500 nor a panic; 503 only where a part is not there; a whole document; where the answer is a refusal, a problem with a code that is
// known and a way out; and nothing that is gone.
func FuzzRouter(f *testing.F) {
	seedRouter(f)
	api := seeded(f)
	app := web.New(web.Options{BaseURL: baseURL, Limits: &web.Limits{
		Limiter: throttle.New(throttle.Limits{API: throttle.Rate{Interval: time.Nanosecond, Burst: 1}}),
	}})
	api.api.install(app)
	f.Fuzz(func(t *testing.T, method, path, query, header string) {
		var fast fasthttp.RequestCtx
		request := fuzzedRequest(method, path, query, header)
		if wait := request.URI().QueryArgs().Peek("wait"); len(wait) > 0 && !bytes.Equal(wait, []byte("0")) {
			return // would be held open
		}
		fast.Init(request, nil, nil)
		app.Server().Handler(&fast)
		checkAnswer(t, path, &fast.Response)
		if t.Failed() {
			t.Logf("%q %q?%q\n%q", method, path, query, header)
		}
	})
}

// seedRouter gives every address with its parameters, and what clients and attackers send with them.
func seedRouter(f *testing.F) {
	f.Helper()
	headers := []string{
		"", "Accept: */*", "Accept-Encoding: zstd, gzip;q=0.5, br;q=0", "If-None-Match: *", "If-None-Match: W/\"a\", \"b\"",
		"If-Modified-Since: Sun, 22 Nov 2026 00:00:00 GMT", "Accept-Language: en;q=0.1, zh", "Range: bytes=0-1,3-", "If-Range: \"x\"",
		"Authorization: Bearer msk_0", "Authorization: Basic eDp5", "Origin: https://a.example", "Last-Event-ID: x:7", "X-Forwarded-For: ::1",
		"Accept: text/csv", "Accept: application/x-ndjson\nAccept-Encoding: zstd", "Accept: text/event-stream",
	}
	for i, target := range everyTarget() {
		path, query, _ := strings.Cut(target, "?")
		f.Add("GET", path, query, headers[i%len(headers)])
	}
	for _, seed := range [][4]string{
		{"POST", "/api/v1/permits", "", ""},
		{"BREW", "/api/v1/permits", "limit=1", "Accept: text/csv"},
		{"", "", "", ""},
		{"HEAD", "/api/v1/%ff", "%ff=%fe&&&=", "Accept: en;q=x"},
		{"GET", "/api/v1/changes", "after=18446744073709551615&limit=0x1", ""},
		{"GET", "/api/v1/changes/stream", "after=1&kind=penalty", "Last-Event-ID: 1"},
		{"GET", "/api/v1/penalties", "after=AAAA&sort=decided_on&lang=en", ""},
		{"GET", "/api/v1/penalties", "format=csv&bom=1&all=1", "Accept-Encoding: gzip"},
		{"GET", "/api/v1/permits", "format=xlsx&codes=gen3", ""},
		{"HEAD", "/api/v1/permits", "format=parquet&limit=200", ""},
		{"GET", "/api/v1/permits", "codes=gen3", "Accept: application/json"},
		{"GET", "/penalties/../api/v1//permits/.json", "a;b", "Accept: */*;q=0"},
		{"GET", "/api/v1/search", "q=%E9%9D%92+a&pinyin=1&facets=year,kind&sort=-fine_cny&fine_from=1.5&lang=en", ""},
		{"GET", "/search.json", "q=%00%ff&kind=venue&decided_from=2026-02-30&after=AAAA", ""},
		{"GET", "/api/v1/suggest", "q=%EF%BC%B1", ""},
		{"GET", "/dumps/latest/penalties.ndjson.gz", "", "Range: bytes=-0"},
		{"GET", "/dumps/../x", "", "Range: bytes=9-1"},
		{"GET", "/feeds/penalties.atom", "street=%E9%9D%92&authority=x", ""},
		{"GET", "/openapi.yaml", "", "Accept-Encoding: br"},
		{"OPTIONS", "*", "", ""},
		{"OPTIONS", "/api/v1/permits", "", "Access-Control-Request-Headers: authorization"},
	} {
		f.Add(seed[0], seed[1], seed[2], seed[3])
	}
}

// fuzzedRequest is a request as a server has read it. The header is lines of "Name: value".
func fuzzedRequest(method, path, query, header string) *fasthttp.Request {
	request := new(fasthttp.Request)
	request.Header.SetMethod(method)
	request.SetRequestURI("/" + strings.TrimPrefix(path, "/"))
	request.URI().SetQueryString(query)
	request.Header.SetHost("mingshi.example")
	for line := range strings.SplitSeq(header, "\n") {
		name, value, _ := strings.Cut(line, ":")
		if !slices.Contains(framing, strings.ToLower(strings.TrimSpace(name))) {
			request.Header.Add(strings.TrimSpace(name), strings.TrimSpace(value))
		}
	}
	return request
}

func checkAnswer(t *testing.T, path string, response *fasthttp.Response) {
	t.Helper()
	status, mediaType := response.StatusCode(), string(response.Header.ContentType())
	if strings.HasPrefix(mediaType, "text/event-stream") {
		if err := response.CloseBodyStream(); err != nil || status != http.StatusOK { // it has no end
			t.Errorf("a stream of status %d, closed: %v", status, err)
		}
		return
	}
	body, err := response.BodyUncompressed()
	if err != nil {
		t.Errorf("%d %s cannot be unpacked: %v", status, mediaType, err)
	}
	missing := status == http.StatusServiceUnavailable && strings.Contains(path, "dumps") // the fixture has none
	if status >= http.StatusInternalServerError && !missing {
		t.Errorf("%d %s", status, body)
	}
	if bytes.Contains(body, []byte(marker)) {
		t.Error("shows what is gone")
	}
	isJSON := strings.HasPrefix(mediaType, fiber.MIMEApplicationJSON) || strings.HasSuffix(mediaType, "+json")
	if isJSON && len(body) > 0 && !json.Valid(body) {
		t.Errorf("%d with no whole document: %q", status, body)
	}
	if status >= http.StatusBadRequest {
		checkProblem(t, status, mediaType, body)
	}
}

func checkProblem(t *testing.T, status int, mediaType string, body []byte) {
	t.Helper()
	var p web.Problem
	if err := json.Unmarshal(body, &p); err != nil || mediaType != web.ProblemType {
		t.Errorf("%d is no problem: %s %q", status, mediaType, body)
		return
	}
	explained, known := web.Explain(i18n.EN, web.Code(p.Code))
	if !known || explained.Status != status || p.Status != status || p.Detail == "" || p.Fix == "" || p.Instance == "" {
		t.Errorf("%d with an incomplete problem: %s", status, body)
	}
}
