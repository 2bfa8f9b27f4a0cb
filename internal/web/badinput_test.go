package web

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/gofiber/fiber/v2"
)

// TestWhateverIsSentIsAnswered sends what no good program sends, as bytes, and wants the problem that says what is wrong with it.
func TestWhateverIsSentIsAnswered(t *testing.T) {
	address := serve(t, testApp(Options{}))
	const head = " HTTP/1.1\r\nHost: x\r\n"
	for _, tc := range []struct {
		name, request string
		status        int
		code          Code
	}{
		{"8 KB in the query", "GET /api/ok?limit=" + strings.Repeat("1", 8<<10) + head + "\r\n", 414, CodeURITooLong},
		{"8 KB in the path", "GET /api/" + strings.Repeat("a", 8<<10) + head + "\r\n", 414, CodeURITooLong},
		{"64 KB in the query", "GET /api/ok?limit=" + strings.Repeat("1", 64<<10) + head + "\r\n", 431, CodeHeaderTooLarge},
		{"a large field", "GET /api/ok" + head + "Cookie: " + strings.Repeat("a", 20<<10) + "\r\n\r\n", 431, CodeHeaderTooLarge},
		{"many fields", "GET /api/ok" + head + strings.Repeat("A: b\r\n", 4000) + "\r\n", 431, CodeHeaderTooLarge},
		{"a body", "GET /api/ok" + head + "Content-Length: 3\r\n\r\nabc", 400, CodeBadRequest},
		{"a body on HEAD", "HEAD /api/ok" + head + "Content-Length: 3\r\n\r\nabc", 400, ""},
		{"a body in chunks", "GET /api/ok" + head + "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n", 400, CodeBadRequest},
		{"broken chunks", "GET /api/ok" + head + "Transfer-Encoding: chunked\r\n\r\nxyz\r\n", 400, CodeBadRequest},
		{"a negative length", "GET /api/ok" + head + "Content-Length: -1\r\n\r\n", 400, CodeBadRequest},
		{"two lengths", "GET /api/ok" + head + "Content-Length: 1\r\nContent-Length: 2\r\n\r\nab", 400, CodeBadRequest},
		{"a large body on POST", "POST /api/ok" + head + "Content-Length: 100000\r\n\r\n" + strings.Repeat("a", 100000), 413, CodeContentTooLarge},
		{"a small body on POST", "POST /api/ok" + head + "Content-Length: 3\r\n\r\nabc", 405, CodeMethodNotAllowed},
		{"a method of ours", "DELETE /api/ok" + head + "\r\n", 405, CodeMethodNotAllowed},
		{"a method of nobody", "BREW /api/ok" + head + "\r\n", 405, CodeMethodNotAllowed},
		{"broken UTF-8 in a path", "GET /api/%ff%fe" + head + "\r\n", 404, CodeNotFound},
		{"raw bytes in a path", "GET /api/\xff\xfe" + head + "\r\n", 404, CodeNotFound},
		{"a zero byte in a path", "GET /api/%00" + head + "\r\n", 404, CodeNotFound},
		{"half an escape", "GET /api/%e" + head + "\r\n", 404, CodeNotFound},
		{"broken UTF-8 in a query", "GET /api/ok?text=%ff" + head + "\r\n", 400, CodeInvalidParameter},
		{"half an escape in a query", "GET /api/ok?text=%e" + head + "\r\n", 200, ""},
		{"a file of the system", "GET /../../etc/passwd" + head + "\r\n", 404, CodeNotFound},
		{"no host", "GET /api/ok HTTP/1.1\r\n\r\n", 400, CodeBadRequest},
		{"no HTTP", "hello\r\n\r\n", 400, CodeBadRequest},
	} {
		t.Run(tc.name, func(t *testing.T) {
			method, _, _ := strings.Cut(tc.request, " ")
			response, body := raw(t, address, tc.request, method)
			if response.StatusCode != tc.status {
				t.Fatalf("status %d, want %d: %s", response.StatusCode, tc.status, body)
			}
			if tc.code == "" {
				return
			}
			var p Problem
			if err := json.Unmarshal([]byte(body), &p); err != nil || response.Header.Get("Content-Type") != ProblemType {
				t.Fatalf("no problem: %v %q", err, body)
			}
			if p.Code != string(tc.code) || p.Status != tc.status || p.Fix == "" || p.Detail == "" || p.Instance == "" {
				t.Errorf("problem: %s", body)
			}
			if tc.status == http.StatusMethodNotAllowed && response.Header.Get("Allow") != "GET, HEAD" {
				t.Errorf("Allow is %q", response.Header.Get("Allow"))
			}
		})
	}
}

// TestWhatCannotBeReadIsAnsweredInEveryLanguage holds that a request whose address and languages were never read is not taken for one
// of a person who reads Chinese.
func TestWhatCannotBeReadIsAnsweredInEveryLanguage(t *testing.T) {
	address := serve(t, testApp(Options{ErrorPage: func(c *fiber.Ctx, _ Problem) error { return c.SendString("a page") }}))
	response, body := raw(t, address, "GET /api/ok HTTP/1.1\r\nHost: x\r\nCookie: "+strings.Repeat("a", 20<<10)+"\r\n\r\n", "GET")
	var p Problem
	if err := json.Unmarshal([]byte(body), &p); err != nil || response.Header.Get("Content-Language") != "zh, en" ||
		p.Title != "请求头过大 / Header too large" || p.Code != string(CodeHeaderTooLarge) {
		t.Errorf("%v: %v %s", err, response.Header, body)
	}
}

// lines is a log that goroutines may write.
type lines struct {
	mu   sync.Mutex
	text bytes.Buffer
	came chan struct{}
}

func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	defer func() { l.came <- struct{}{} }()
	return l.text.Write(p)
}

func (l *lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

func TestAStreamIsLoggedAndSoIsItsEnd(t *testing.T) {
	log := &lines{came: make(chan struct{}, 8)}
	app := New(Options{Log: slog.New(slog.NewJSONHandler(log, nil))})
	app.Get("/whole", func(c *fiber.Ctx) error {
		return Stream(c, func(_ context.Context, w io.Writer) error {
			_, err := io.WriteString(w, "all of it")
			return err
		})
	})
	app.Get("/panic", func(c *fiber.Ctx) error {
		return Stream(c, func(context.Context, io.Writer) error { panic(secret) })
	})
	ended := make(chan error, 1)
	app.Get("/by-hand", func(c *fiber.Ctx) error { // the context of a request lives on while its stream is written
		ctx := c.UserContext()
		reader, writer := io.Pipe()
		go func() {
			<-log.came // the handler has returned
			ended <- ctx.Err()
			_ = writer.Close()
		}()
		c.Context().SetBodyStream(reader, -1)
		return nil
	})
	base := served(t, app)
	if _, body, err := fetch(t, base+"/whole", "identity"); err != nil || body != "all of it" {
		t.Fatalf("%q, %v", body, err)
	}
	<-log.came
	if line := log.String(); !strings.Contains(line, `"bytes":-1`) || !strings.Contains(line, `"route":"/whole"`) {
		t.Errorf("line: %s", line)
	}
	if _, _, err := fetch(t, base+"/panic", "identity"); err == nil {
		t.Error("a stream that panics looks whole")
	}
	<-log.came
	<-log.came
	if text := log.String(); !strings.Contains(text, `"msg":"stream"`) || !strings.Contains(text, secret) {
		t.Errorf("the panic of a stream is not logged: %s", text)
	}
	if _, _, err := fetch(t, base+"/by-hand", "identity"); err != nil {
		t.Fatal(err)
	}
	if err := <-ended; err != nil {
		t.Errorf("the context of a stream ended with its handler: %v", err)
	}
}

// TestHeadOfAStreamEndsWithItsHead holds that nothing follows which the next answer of the connection would begin with.
func TestHeadOfAStreamEndsWithItsHead(t *testing.T) {
	closed := make(chan struct{})
	app := New(Options{})
	app.Get("/by-hand", func(c *fiber.Ctx) error {
		c.Context().SetBodyStream(closing{strings.NewReader("all of it"), closed}, -1)
		return nil
	})
	app.Get("/next", func(c *fiber.Ctx) error { return c.SendString("next") })
	address := serve(t, app)
	conn, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if _, err := io.WriteString(conn, "HEAD /by-hand HTTP/1.1\r\nHost: x\r\n\r\nGET /next HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"); err != nil {
		t.Fatal(err)
	}
	all, err := io.ReadAll(conn)
	if err != nil {
		t.Fatal(err)
	}
	if _, rest, _ := strings.Cut(string(all), "\r\n\r\n"); !strings.HasPrefix(rest, "HTTP/1.1 200") {
		t.Errorf("behind the head stands %q", rest)
	}
	<-closed
}

// closing tells when it is closed.
type closing struct {
	io.Reader

	closed chan struct{}
}

func (c closing) Close() error {
	close(c.closed)
	return nil
}
