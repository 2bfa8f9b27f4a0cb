package web

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/google/go-cmp/cmp"

	"mingshi/internal/disclosure"
	"mingshi/internal/i18n"
)

// secret is an internal text that must never reach a visitor.
const secret = "table records is locked"

// testApp is an app with one route for each thing that can happen.
func testApp(o Options) *fiber.App {
	app := New(o)
	app.Get("/api/ok", func(c *fiber.Ctx) error {
		if err := CheckQuery(c, "limit", "text"); err != nil {
			return err
		}
		limit, err := QueryInt(c, "limit", Bounds{Min: 1, Max: 200, Default: 20})
		if err != nil {
			return err
		}
		return c.SendString(strconv.FormatInt(limit, 10))
	})
	app.Get("/api/panic", func(*fiber.Ctx) error { panic(secret) })
	for path, err := range map[string]error{
		"/api/foreign":     errors.New(secret),
		"/api/not-found":   disclosure.Errorf(disclosure.NotFound, "record: %s", secret),
		"/api/invalid":     disclosure.Errorf(disclosure.Invalid, "record: %s", secret),
		"/api/conflict":    disclosure.Errorf(disclosure.Conflict, "record: %s", secret),
		"/api/unavailable": disclosure.Errorf(disclosure.Unavailable, "record: %s", secret),
		"/api/gone":        disclosure.GoneError(disclosure.Tombstone{State: disclosure.StateRepaired, Reason: disclosure.ReasonRepaired}),
		"/api/cursor":      InvalidCursor(),
		"/api/reset":       &Refusal{Code: CodeFeedReset, Err: errors.New(secret)},
		"/page":            disclosure.Errorf(disclosure.NotFound, "record: %s", secret),
		"/page.json":       disclosure.Errorf(disclosure.NotFound, "record: %s", secret),
	} {
		app.Get(path, func(*fiber.Ctx) error { return err })
	}
	return app
}

func get(t *testing.T, app *fiber.App, method, target string, header ...string) (*http.Response, string) {
	t.Helper()
	request, err := http.NewRequest(method, target, nil)
	if err != nil {
		t.Fatal(err)
	}
	request.Host = "example.org"
	for i := 0; i < len(header); i += 2 {
		request.Header.Add(header[i], header[i+1])
	}
	response, err := app.Test(request, -1)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response, string(body)
}

func TestEveryErrorIsItsProblem(t *testing.T) {
	app := testApp(Options{BaseURL: "https://example.org"})
	for _, tc := range []struct {
		name, method, target string
		status               int
		code                 Code
		parameter, reason    string
	}{
		{"no such route", "GET", "/api/none", 404, CodeNotFound, "", ""},
		{"trailing slash", "GET", "/api/ok/", 404, CodeNotFound, "", ""},
		{"another case", "GET", "/API/OK", 404, CodeNotFound, "", ""},
		{"panic", "GET", "/api/panic", 500, CodeInternal, "", ""},
		{"foreign error", "GET", "/api/foreign", 500, CodeInternal, "", ""},
		{"not found", "GET", "/api/not-found", 404, CodeNotFound, "", ""},
		{"gone", "GET", "/api/gone", 410, CodeGone, "", "repaired"},
		{"invalid", "GET", "/api/invalid", 400, CodeBadRequest, "", ""},
		{"conflict", "GET", "/api/conflict", 409, CodeConflict, "", ""},
		{"unavailable", "GET", "/api/unavailable", 503, CodeUnavailable, "", ""},
		{"cursor", "GET", "/api/cursor", 400, CodeInvalidCursor, "after", ""},
		{"refusal", "GET", "/api/reset", 409, CodeFeedReset, "", ""},
		{"method", "POST", "/api/ok", 405, CodeMethodNotAllowed, "", ""},
		{"unknown method", "BREW", "/api/ok", 405, CodeMethodNotAllowed, "", ""},
		{"long address", "GET", "/api/ok?limit=" + strings.Repeat("1", 8<<10), 414, CodeURITooLong, "", ""},
		{"unknown parameter", "GET", "/api/ok?colour=red", 400, CodeInvalidParameter, "colour", ""},
		{"doubled parameter", "GET", "/api/ok?limit=1&limit=1", 400, CodeInvalidParameter, "limit", ""},
		{"doubled, once escaped", "GET", "/api/ok?limit=1&%6cimit=1", 400, CodeInvalidParameter, "limit", ""},
		{"broken value", "GET", "/api/ok?text=%ff", 400, CodeInvalidParameter, "text", ""},
		{"broken name", "GET", "/api/ok?%ff=1", 400, CodeInvalidParameter, "\uFFFD", ""},
		{"empty name", "GET", "/api/ok?=1", 400, CodeInvalidParameter, "", ""},
		{"other case of a name", "GET", "/api/ok?Limit=1", 400, CodeInvalidParameter, "Limit", ""},
		{"language", "GET", "/api/ok?lang=de", 400, CodeInvalidParameter, "lang", ""},
		{"empty language", "GET", "/api/ok?lang=", 400, CodeInvalidParameter, "lang", ""},
		{"number", "GET", "/api/ok?limit=ten", 400, CodeInvalidParameter, "limit", ""},
		{"signed number", "GET", "/api/ok?limit=%2B5", 400, CodeInvalidParameter, "limit", ""},
		{"empty number", "GET", "/api/ok?limit=", 400, CodeInvalidParameter, "limit", ""},
		{"number too small", "GET", "/api/ok?limit=0", 400, CodeInvalidParameter, "limit", ""},
		{"number too large", "GET", "/api/ok?limit=201", 400, CodeInvalidParameter, "limit", ""},
		{"number beyond 64 bits", "GET", "/api/ok?limit=99999999999999999999", 400, CodeInvalidParameter, "limit", ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			for _, lang := range i18n.Langs() {
				response, body := get(t, app, tc.method, tc.target, "Accept-Language", string(lang))
				var p Problem
				if err := json.Unmarshal([]byte(body), &p); err != nil {
					t.Fatalf("%v in %s", err, body)
				}
				want := Problem{
					Type: "https://example.org/problems/" + string(tc.code), Status: tc.status, Code: string(tc.code),
					Reason: tc.reason, Parameter: tc.parameter,
				}
				for _, text := range []string{p.Title, p.Detail, p.Fix, p.Instance} {
					if text == "" || strings.ContainsAny(text, "[%") || strings.Contains(text, secret) {
						t.Errorf("%q is no sentence for visitors", text)
					}
				}
				p.Title, p.Detail, p.Fix, p.Instance = "", "", "", ""
				if diff := cmp.Diff(want, p); diff != "" {
					t.Errorf("problem differs (-want +got):\n%s", diff)
				}
				if response.StatusCode != tc.status || response.Header.Get("Content-Type") != ProblemType ||
					response.Header.Get("Content-Language") != string(lang) || response.Header.Get("Cache-Control") != "no-store" {
					t.Errorf("status %d, header %v", response.StatusCode, response.Header)
				}
			}
		})
	}
}

func TestEveryCodeHasItsSentences(t *testing.T) {
	for code, s := range problems {
		for _, key := range []string{s.title, s.detail, s.fix} {
			if !i18n.Has(key) || !strings.HasPrefix(key, "problem."+string(code)+".") {
				t.Errorf("code %q: key %q", code, key)
			}
		}
	}
	for reason, key := range goneTexts {
		if !i18n.Has(key) || key != "problem.gone."+string(reason) {
			t.Errorf("reason %q: key %q", reason, key)
		}
	}
}

func TestParameterFixListsWhatTheAddressTakes(t *testing.T) {
	_, body := get(t, testApp(Options{}), "GET", "/api/ok?x=1&lang=en")
	if !strings.Contains(body, "This address takes these parameters: limit, text, lang.") {
		t.Errorf("fix does not list the parameters: %s", body)
	}
}

func TestParameterFixFitsWhatIsWrong(t *testing.T) {
	for query, want := range map[string]string{
		"limit=1&limit=2":  `"fix":"Give it once."`,
		"limit=0":          `/docs describes the parameters`,
		"text=%ff":         `/docs describes the parameters`,
		"lang=fr":          `/docs`,
		"lang=en&Limit=20": `takes these parameters: limit, text, lang.`,
	} {
		if _, body := get(t, testApp(Options{}), "GET", "/api/ok?"+query, "Accept-Language", "en"); !strings.Contains(body, want) {
			t.Errorf("%s: %s, want %s", query, body, want)
		}
	}
}

func TestAnUnknownAddressOfTheInterfaceLeadsToItsDescription(t *testing.T) {
	app := testApp(Options{})
	if _, body := get(t, app, "GET", "/api/v1/licences?lang=en"); !strings.Contains(body, "/docs describes every address") {
		t.Errorf("unknown address: %s", body)
	}
	if _, body := get(t, app, "GET", "/api/not-found?lang=en"); strings.Contains(body, `/docs`) {
		t.Errorf("a record that there is not: %s", body)
	}
}

// TestPagesPassOverForeignParameters holds that a page refuses nothing but wrong values of its own parameters.
func TestPagesPassOverForeignParameters(t *testing.T) {
	app := New(Options{})
	app.Get("/page", func(c *fiber.Ctx) error {
		if err := CheckPageQuery(c, "after"); err != nil {
			return err
		}
		return c.SendString(string(c.Context().QueryArgs().QueryString()))
	})
	for target, want := range map[string]string{
		"/page?from=singlemessage&isappinstalled=0": "",
		"/page?a=1&after=x&a=2&lang=en&=3&%ff=%ff":  "after=x&lang=en",
		"/page?After=x": "",
	} {
		if response, body := get(t, app, "GET", target); response.StatusCode != http.StatusOK || body != want {
			t.Errorf("%s: %d, %q is left, want %q", target, response.StatusCode, body, want)
		}
	}
	for _, target := range []string{"/page?after=1&a=1&after=2", "/page?after=%ff", "/page?lang=de"} {
		if response, _ := get(t, app, "GET", target); response.StatusCode != http.StatusBadRequest {
			t.Errorf("%s: status %d", target, response.StatusCode)
		}
	}
}

func TestMethodNotAllowedNamesTheMethods(t *testing.T) {
	response, _ := get(t, testApp(Options{}), "DELETE", "/api/ok")
	if got := response.Header.Get("Allow"); got != "GET, HEAD" {
		t.Errorf("Allow is %q", got)
	}
	response, _ = get(t, testApp(Options{}), "BREW", "/api/ok")
	if got := response.Header.Get("Allow"); got != "GET, HEAD" {
		t.Errorf("Allow for an unknown method is %q", got)
	}
}

func TestPagesGetErrorPagesAndDataGetsJSON(t *testing.T) {
	app := testApp(Options{ErrorPage: func(c *fiber.Ctx, p Problem) error {
		return c.SendString("page " + p.Code)
	}})
	for target, want := range map[string]string{"/page": "page not-found", "/nowhere": "page not-found"} {
		if response, body := get(t, app, "GET", target); body != want || response.StatusCode != http.StatusNotFound {
			t.Errorf("%s: %d %q, want the error page", target, response.StatusCode, body)
		}
	}
	for _, target := range []string{"/page.json", "/api/not-found", "/api/nowhere", "/readyz"} {
		if response, body := get(t, app, "GET", target); response.Header.Get("Content-Type") != ProblemType {
			t.Errorf("%s: %q, want problem+json", target, body)
		}
	}
}

func TestAnErrorPageThatFailsGivesWayToJSON(t *testing.T) {
	for name, page := range map[string]func(*fiber.Ctx, Problem) error{
		"error": func(*fiber.Ctx, Problem) error { return errors.New(secret) },
		"panic": func(*fiber.Ctx, Problem) error { panic(secret) },
	} {
		t.Run(name, func(t *testing.T) {
			response, body := get(t, testApp(Options{ErrorPage: page}), "GET", "/page")
			if response.StatusCode != http.StatusNotFound || !strings.Contains(body, `"code":"not-found"`) || strings.Contains(body, secret) {
				t.Errorf("%d %s", response.StatusCode, body)
			}
		})
	}
}

func TestHeadAnswersAsGetWithoutABody(t *testing.T) {
	address := serve(t, testApp(Options{}))
	for _, target := range []string{"/api/ok", "/api/not-found", "/api/none"} {
		var lengths []string
		for _, method := range []string{"GET", "HEAD"} {
			response, body := raw(t, address, method+" "+target+" HTTP/1.1\r\nHost: x\r\n\r\n", method)
			lengths = append(lengths, response.Header.Get("Content-Length"))
			if method == "HEAD" && body != "" {
				t.Errorf("HEAD %s has a body: %q", target, body)
			}
		}
		if lengths[0] != lengths[1] || lengths[0] == "0" || lengths[0] == "" {
			t.Errorf("%s: lengths of GET and HEAD are %v", target, lengths)
		}
	}
}

func TestRequestsThatFiberRefusesAreProblemsToo(t *testing.T) {
	address := serve(t, testApp(Options{}))
	for _, tc := range []struct {
		name, request string
		code          Code
	}{
		{"large header", "GET /api/ok HTTP/1.1\r\nHost: x\r\nCookie: " + strings.Repeat("a", 32<<10) + "\r\n\r\n", CodeHeaderTooLarge},
		{"large body", "POST /api/ok HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n" + strings.Repeat("a", 100000), CodeContentTooLarge},
		{"body on GET", "GET /api/ok HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc", CodeBadRequest},
		{"no HTTP", "hello\r\n\r\n", CodeBadRequest},
	} {
		t.Run(tc.name, func(t *testing.T) {
			response, body := raw(t, address, tc.request, "GET")
			if !strings.Contains(body, `"code":"`+string(tc.code)+`"`) || response.Header.Get("Content-Type") != ProblemType {
				t.Errorf("%d %q", response.StatusCode, body)
			}
		})
	}
}

func TestSecurityHeadersStandOnEveryAnswer(t *testing.T) {
	app := testApp(Options{StyleHashes: []string{"'sha256-abc='"}})
	for _, target := range []string{"/api/ok", "/api/none", "/api/panic"} {
		response, _ := get(t, app, "GET", target)
		want := "default-src 'none'; style-src 'sha256-abc='; img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
		if got := response.Header.Get("Content-Security-Policy"); got != want {
			t.Errorf("%s: policy %q", target, got)
		}
		for _, name := range []string{"X-Content-Type-Options", "Referrer-Policy", "Permissions-Policy", "Cross-Origin-Opener-Policy"} {
			if response.Header.Get(name) == "" {
				t.Errorf("%s: no %s", target, name)
			}
		}
		if got := response.Header.Get("Server"); got != "" {
			t.Errorf("%s: Server is %q", target, got)
		}
	}
}

// TestScriptsAreAdmittedByTheAnswerAlone holds that one page with a script opens the door to no other.
func TestScriptsAreAdmittedByTheAnswerAlone(t *testing.T) {
	app := testApp(Options{StyleHashes: []string{"'sha256-abc='"}})
	app.Get("/api/scripted", func(c *fiber.Ctx) error {
		AdmitScripts(c)
		return c.SendString("scripted")
	})
	const strict = "default-src 'none'; style-src 'sha256-abc='; img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
	for _, step := range []struct{ target, want string }{
		{"/api/scripted", strict + "; script-src 'self'; connect-src 'self'"},
		{"/api/ok", strict},
		{"/api/none", strict},
	} {
		response, _ := get(t, app, "GET", step.target)
		if got := response.Header.Get("Content-Security-Policy"); got != step.want {
			t.Errorf("%s: policy %q", step.target, got)
		}
	}
}

func TestOneLogLineARequestWithoutWhatWasAsked(t *testing.T) {
	var lines bytes.Buffer
	app := testApp(Options{Log: slog.New(slog.NewJSONHandler(&lines, nil))})
	app.Get("/api/venues/:id", func(*fiber.Ctx) error { return errors.New(secret) })
	_, body := get(t, app, "GET", "/api/venues/private?limit=private&private=1", "X-Forwarded-For", "203.0.113.9")
	var p Problem
	if err := json.Unmarshal([]byte(body), &p); err != nil {
		t.Fatal(err)
	}
	var line map[string]any
	if err := json.Unmarshal(lines.Bytes(), &line); err != nil {
		t.Fatalf("not one line: %v in %s", err, lines.String())
	}
	for _, name := range []string{"time", "duration"} {
		if line[name] == nil {
			t.Errorf("no %s in the line", name)
		}
		delete(line, name)
	}
	want := map[string]any{
		"level": "ERROR", "msg": "request", "request": p.Instance, "method": "GET", "route": "/api/venues/:id",
		"status": 500.0, "bytes": float64(len(body)), "network": "0.0.0.0/24", "code": "internal", "error": secret,
	}
	if diff := cmp.Diff(want, line); diff != "" {
		t.Errorf("line differs (-want +got):\n%s", diff)
	}
	lines.Reset()
	get(t, app, "GET", "/api/invalid")
	if strings.Contains(lines.String(), secret) || !strings.Contains(lines.String(), `"level":"INFO"`) {
		t.Errorf("the text of a visitor's mistake is logged, or at another level: %s", lines.String())
	}
}

func TestLang(t *testing.T) {
	app := New(Options{})
	app.Get("/", func(c *fiber.Ctx) error { return c.SendString(string(Lang(c))) })
	for _, tc := range []struct{ target, accept, want string }{
		{"/", "", "zh"},
		{"/", "en-GB", "en"},
		{"/?lang=zh", "en-GB", "zh"},
		{"/?lang=en", "zh", "en"},
		{"/?lang=de", "en", "en"},
	} {
		if _, got := get(t, app, "GET", tc.target, "Accept-Language", tc.accept); got != tc.want {
			t.Errorf("%s with %q is answered in %q, want %q", tc.target, tc.accept, got, tc.want)
		}
	}
}

// serve runs the app on a real socket.
func serve(t *testing.T, app *fiber.App) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan error, 1)
	go func() { done <- app.Listener(listener) }()
	t.Cleanup(func() {
		if err := errors.Join(app.ShutdownWithTimeout(5*time.Second), <-done); err != nil {
			t.Error(err)
		}
	})
	return listener.Addr().String()
}

// raw sends bytes as they are and reads the answer to a request of the given method.
func raw(t *testing.T, address, request, method string) (*http.Response, string) {
	t.Helper()
	conn, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	// What the server refuses it may not read to its end, so the write may break; the answer decides.
	_, _ = io.WriteString(conn, request)
	response, err := http.ReadResponse(bufio.NewReader(conn), &http.Request{Method: method})
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response, string(body)
}
