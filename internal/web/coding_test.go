package web

import (
	"bytes"
	"compress/gzip"
	"context"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/gofiber/fiber/v2"
	"github.com/klauspost/compress/zstd"
	brotli "github.com/molecule-man/go-brrr"
)

// unpack reads a body in a coding, with readers that are not ours where there are any.
func unpack(t *testing.T, coding, body string) string {
	t.Helper()
	var plain io.Reader = strings.NewReader(body)
	var err error
	switch coding {
	case "gzip":
		plain, err = gzip.NewReader(plain)
	case "br":
		plain = brotli.NewReader(plain)
	case "zstd":
		var decoder *zstd.Decoder
		if decoder, err = zstd.NewReader(plain, zstd.WithDecoderMaxWindow(8<<20)); err == nil { // what browsers take
			defer decoder.Close()
			plain = decoder
		}
	}
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(plain)
	if err != nil {
		t.Fatalf("%s: %v", coding, err)
	}
	return string(text)
}

// codingText is long enough to be packed, and no two runs of it are alike.
var codingText = func() string {
	var b strings.Builder
	for i := range 5000 {
		b.WriteString(strings.Repeat("公示", i%7))
		b.WriteByte('a' + byte(i%26))
	}
	return b.String()
}()

// codingApp answers the text in every way in which an answer is made.
func codingApp() *fiber.App {
	app := New(Options{ErrorPage: func(c *fiber.Ctx, _ Problem) error { return c.SendString(codingText) }})
	send := func(mediaType string, more ...string) fiber.Handler {
		return func(c *fiber.Ctx) error {
			c.Set(fiber.HeaderContentType, mediaType)
			for i := 0; i < len(more); i += 2 {
				c.Set(more[i], more[i+1])
			}
			return c.SendString(codingText)
		}
	}
	for path, mediaType := range map[string]string{
		"/text": "text/html; charset=utf-8", "/json": "application/json", "/problem": "application/problem+json", "/svg": "image/svg+xml",
		"/atom": "application/atom+xml", "/ndjson": "application/x-ndjson", "/csv": "text/csv; charset=utf-8", "/upper": "Text/HTML",
		"/png": "image/png", "/xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
		"/parquet": "application/vnd.apache.parquet", "/gzip": "application/gzip", "/events": "text/event-stream",
	} {
		app.Get(path, send(mediaType))
	}
	app.Get("/short", func(c *fiber.Ctx) error { return c.SendString(codingText[:leastPacked-1]) })
	app.Get("/weak", send("text/plain", fiber.HeaderETag, `W/"a"`))
	app.Get("/strong", send("text/plain", fiber.HeaderETag, `"a"`))
	app.Get("/part", send("text/plain", fiber.HeaderContentRange, "bytes 0-9/20"))
	app.Get("/packed", send("text/plain", fiber.HeaderContentEncoding, "compress"))
	for path, mediaType := range map[string]string{"/stream": "text/csv", "/streamed-events": "text/event-stream", "/streamed-xlsx": "application/zip"} {
		app.Get(path, func(c *fiber.Ctx) error {
			c.Set(fiber.HeaderContentType, mediaType)
			return Stream(c, func(_ context.Context, w io.Writer) error {
				_, err := io.Copy(w, strings.NewReader(codingText))
				return err
			})
		})
	}
	app.Get("/raw-stream", func(c *fiber.Ctx) error {
		c.Context().SetBodyStream(strings.NewReader(codingText), -1)
		return nil
	})
	return app
}

// ask sends a request over a real connection, and unpacks nothing by itself.
func ask(t *testing.T, method, address string, header ...string) (*http.Response, string) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), method, address, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(header); i += 2 {
		request.Header.Add(header[i], header[i+1])
	}
	transport := &http.Transport{DisableCompression: true}
	defer transport.CloseIdleConnections()
	response, err := transport.RoundTrip(request)
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

func TestTheBestCodingIsChosen(t *testing.T) {
	base := served(t, codingApp())
	for _, tc := range []struct{ accept, want string }{
		{"", ""},
		{"gzip", "gzip"},
		{"x-gzip", "gzip"},
		{"br", "br"},
		{"zstd", "zstd"},
		{"gzip, deflate, br, zstd", "zstd"}, // browsers
		{"gzip, deflate, br", "gzip"},
		{"deflate, br", "br"},
		{"deflate", ""},
		{"GZIP", "gzip"},
		{"gzip;q=0", ""},
		{"gzip;q=0.000", ""},
		{"zstd;q=0.5, br;q=0.8, gzip;q=0.7", "br"},
		{"zstd;q=0.001", "zstd"},
		{"gzip ; q=0.5 ,br; Q=1", "br"},
		{"*", "zstd"},
		{"*;q=0.5, zstd;q=0", "gzip"},
		{"*;q=0", ""},
		{"*;q=0, br", "br"},
		{"identity", ""},
		{"identity, gzip;q=0.5", ""},
		{"identity;q=0.5, gzip", "gzip"},
		{"identity, gzip", ""},
		{"identity;q=0, *", "zstd"},
		{"gzip;q=1.5", ""},
		{"gzip;q=-1", ""},
		{"gzip;q=NaN", ""},
		{"gzip;q=", ""},
		{"gzip;level=9", ""},
		{"gzipped, brotli", ""},
		{", ,;q=1,gzip,", "gzip"},
	} {
		response, body := ask(t, http.MethodGet, base+"/text", "Accept-Encoding", tc.accept)
		if got := response.Header.Get("Content-Encoding"); got != tc.want {
			t.Errorf("%q is answered in %q, want %q", tc.accept, got, tc.want)
		}
		if unpack(t, tc.want, body) != codingText {
			t.Errorf("%q: the text is another one", tc.accept)
		}
		if response.Header.Get("Vary") != "Accept-Encoding" {
			t.Errorf("%q: Vary is %q", tc.accept, response.Header.Get("Vary"))
		}
	}
	response, _ := ask(t, http.MethodGet, base+"/text", "Accept-Encoding", "deflate", "Accept-Encoding", "br")
	if got := response.Header.Get("Content-Encoding"); got != "br" {
		t.Errorf("two lines of Accept-Encoding are answered in %q", got)
	}
}

func TestWhatIsPacked(t *testing.T) {
	base := served(t, codingApp())
	for path, packed := range map[string]bool{
		"/text": true, "/json": true, "/problem": true, "/svg": true, "/atom": true, "/ndjson": true, "/csv": true, "/upper": true,
		"/weak": true, "/stream": true, "/nowhere": true,
		"/png": false, "/xlsx": false, "/parquet": false, "/gzip": false, "/events": false, "/short": false, "/strong": false,
		"/part": false, "/streamed-events": false, "/streamed-xlsx": false, "/raw-stream": false,
	} {
		for _, coding := range codings {
			want := ""
			if packed {
				want = coding.name
			}
			response, body := ask(t, http.MethodGet, base+path, "Accept-Encoding", coding.name)
			if got := response.Header.Get("Content-Encoding"); got != want {
				t.Errorf("%s is answered in %q, want %q", path, got, want)
				continue
			}
			text := codingText
			if path == "/short" {
				text = text[:leastPacked-1]
			}
			if unpack(t, want, body) != text {
				t.Errorf("%s in %q: the text is another one", path, want)
			}
			if varies := strings.Contains(response.Header.Get("Vary"), "Accept-Encoding"); varies != packed {
				t.Errorf("%s: Vary is %q", path, response.Header.Get("Vary"))
			}
			if packed && len(body) >= len(text) {
				t.Errorf("%s in %q: %d of %d bytes", path, want, len(body), len(text))
			}
			head, empty := ask(t, http.MethodHead, base+path, "Accept-Encoding", coding.name)
			if head.StatusCode != response.StatusCode || empty != "" {
				t.Errorf("HEAD %s: %d with %d bytes", path, head.StatusCode, len(empty))
			}
			for _, name := range []string{"Content-Encoding", "Vary", "Content-Type", "ETag"} {
				if a, b := response.Header.Get(name), head.Header.Get(name); a != b {
					t.Errorf("%s: %s is %q for GET and %q for HEAD", path, name, a, b)
				}
			}
			if response.ContentLength >= 0 && head.ContentLength != response.ContentLength {
				t.Errorf("%s: HEAD says %d bytes, GET has %d", path, head.ContentLength, response.ContentLength)
			}
		}
	}
	if response, _ := ask(t, http.MethodGet, base+"/packed", "Accept-Encoding", "gzip"); response.Header.Get("Content-Encoding") != "compress" {
		t.Errorf("what is packed already is packed again: %v", response.Header)
	}
	if response, _ := ask(t, http.MethodGet, base+"/weak", "Accept-Encoding", "zstd"); response.Header.Get("ETag") != `W/"a"` {
		t.Errorf("the weak tag is %q", response.Header.Get("ETag"))
	}
}

func TestPackersKeepNothingOfTheAnswerBefore(t *testing.T) {
	for i := range codings {
		for _, body := range []string{codingText, "short", codingText[:1000], ""} {
			var packed bytes.Buffer
			if err := codings[i].packAll(&packed, []byte(body)); err != nil {
				t.Fatal(err)
			}
			if got := unpack(t, codings[i].name, packed.String()); got != body {
				t.Errorf("%s: %d bytes come back as %d", codings[i].name, len(body), len(got))
			}
		}
	}
}

func BenchmarkPack(b *testing.B) {
	for i := range codings {
		b.Run(codings[i].name, func(b *testing.B) {
			b.SetBytes(int64(len(codingText)))
			var packed bytes.Buffer
			for range b.N {
				packed.Reset()
				if err := codings[i].packAll(&packed, []byte(codingText)); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(packed.Len()), "packed-B")
		})
	}
}
