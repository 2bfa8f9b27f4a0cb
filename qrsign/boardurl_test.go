package qrsign_test

import (
	"net/url"
	"strings"
	"testing"

	"mingshi/internal/disclosure"
	"mingshi/qrsign"
)

const testCode = qrsign.Code("04000001BY0CXBYNMGHB")

// hostOf makes a host name of exactly n characters without long runs of digits, which would pack denser.
func hostOf(n int) string {
	return strings.Repeat("a", n-3) + ".cn"
}

func TestBoardURL(t *testing.T) {
	tests := map[string]string{
		"https://gs.example.cn":            "HTTPS://GS.EXAMPLE.CN/S/04000001BY0CXBYNMGHB",
		"https://gs.example.cn/":           "HTTPS://GS.EXAMPLE.CN/S/04000001BY0CXBYNMGHB",
		"HTTPS://GS.EXAMPLE.CN":            "HTTPS://GS.EXAMPLE.CN/S/04000001BY0CXBYNMGHB",
		"https://gs.example.cn:8443":       "HTTPS://GS.EXAMPLE.CN:8443/S/04000001BY0CXBYNMGHB",
		"https://xn--fiq228c.cn":           "HTTPS://XN--FIQ228C.CN/S/04000001BY0CXBYNMGHB",
		"https://intranet":                 "HTTPS://INTRANET/S/04000001BY0CXBYNMGHB",
		"https://192.0.2.1":                "HTTPS://192.0.2.1/S/04000001BY0CXBYNMGHB",
		"http://localhost":                 "HTTP://LOCALHOST/S/04000001BY0CXBYNMGHB",
		"http://localhost:8080":            "HTTP://LOCALHOST:8080/S/04000001BY0CXBYNMGHB",
		"http://demo.localhost:8080":       "HTTP://DEMO.LOCALHOST:8080/S/04000001BY0CXBYNMGHB",
		"http://127.0.0.1:8080":            "HTTP://127.0.0.1:8080/S/04000001BY0CXBYNMGHB",
		"http://192.168.1.20:8080":         "HTTP://192.168.1.20:8080/S/04000001BY0CXBYNMGHB",
		"https://" + hostOf(33):            "HTTPS://" + strings.ToUpper(hostOf(33)) + "/S/04000001BY0CXBYNMGHB",
		"https://" + hostOf(28) + ":8443/": "HTTPS://" + strings.ToUpper(hostOf(28)) + ":8443/S/04000001BY0CXBYNMGHB",
	}
	for base, want := range tests {
		if got, err := qrsign.BoardURL(base, testCode); err != nil || got != want {
			t.Errorf("BoardURL(%q) = %q, %v, want %q", base, got, err, want)
		}
	}
}

func TestBoardURLNormalisesTheCode(t *testing.T) {
	const want = "HTTPS://GS.EXAMPLE.CN/S/04000001BY0CXBYNMGHB"
	if got, err := qrsign.BoardURL("https://gs.example.cn", "o400 000l by0c xbyn mghb"); err != nil || got != want {
		t.Errorf("BoardURL = %q, %v, want %q", got, err, want)
	}
}

func TestBoardURLRefuses(t *testing.T) {
	tests := map[string]struct{ base, says string }{
		"nothing":              {"", "no scheme, want https://"},
		"no scheme":            {"gs.example.cn", "no scheme, want https://"},
		"scheme-relative":      {"//gs.example.cn", "no scheme, want https://"},
		"empty scheme":         {"://gs.example.cn", `scheme "", want https://`},
		"other scheme":         {"ftp://gs.example.cn", `scheme "FTP", want https://`},
		"plain http":           {"http://gs.example.cn", "want https://"},
		"http, public IPv4":    {"http://192.0.2.1", "want https://"},
		"http, like local":     {"http://localhost.example.cn", "want https://"},
		"http, local-like":     {"http://notlocalhost", "want https://"},
		"path":                 {"https://gs.example.cn/health", "has a path"},
		"two slashes":          {"https://gs.example.cn//", "has a path"},
		"query":                {"https://gs.example.cn?a=b", "has a query"},
		"empty query":          {"https://gs.example.cn/?", "has a query"},
		"fragment":             {"https://gs.example.cn/#top", "has a query or a fragment"},
		"user":                 {"https://clerk@gs.example.cn", "has user information"},
		"user and password":    {"https://clerk:secret@gs.example.cn", "has user information"},
		"no host":              {"https://", "is not a host name"},
		"slash for host":       {"https:///", "is not a host name"},
		"port only":            {"https://:443", "is not a host name"},
		"underscore":           {"https://gs_1.example.cn", "has '_', want only letters"},
		"percent":              {"https://gs%20.example.cn", "has '%', want only letters"},
		"dollar":               {"https://gs$.example.cn", "has '$', want only letters"},
		"space":                {"https://gs .example.cn", "has ' ', want only letters"},
		"leading space":        {" https://gs.example.cn", "scheme"},
		"line end":             {"https://gs.example.cn\n", `has '\n', want only letters`},
		"backslash":            {`https://gs.example.cn\`, "want only letters"},
		"Chinese name":         {"https://卫生.中国", "xn--"},
		"dotless i":            {"https://g\u0131.example.cn", "xn--"},
		"long s in scheme":     {"http\u017f://gs.example.cn", "want https://"},
		"ideographic stop":     {"https://gs\u3002example.cn", "xn--"},
		"IPv6":                 {"https://[2001:db8::1]", "IPv6"},
		"trailing dot":         {"https://gs.example.cn.", "is not a host name"},
		"empty label":          {"https://gs..example.cn", "is not a host name"},
		"hyphen first":         {"https://-gs.example.cn", "is not a host name"},
		"hyphen last":          {"https://gs-.example.cn", "is not a host name"},
		"half an address":      {"https://192.0.2", "not a whole IPv4 address"},
		"address out of range": {"https://192.0.2.256", "not a whole IPv4 address"},
		"empty port":           {"https://gs.example.cn:", "want a number from 1 to 65535"},
		"port zero":            {"https://gs.example.cn:0", "want a number from 1 to 65535"},
		"port too high":        {"https://gs.example.cn:65536", "want a number from 1 to 65535"},
		"two ports":            {"https://gs.example.cn:1:2", "want a number from 1 to 65535"},
		"host of 34":           {"https://" + hostOf(34), "34 characters, want at most 33"},
		"34 with the port":     {"https://" + hostOf(29) + ":8443", "34 characters, want at most 33"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			got, err := qrsign.BoardURL(tt.base, testCode)
			if got != "" || err == nil || disclosure.KindOf(err) != disclosure.Invalid {
				t.Fatalf("BoardURL(%q) = %q, %v, want kind Invalid", tt.base, got, err)
			}
			if !strings.Contains(err.Error(), tt.says) {
				t.Errorf("BoardURL(%q): %q, want it to say %q", tt.base, err, tt.says)
			}
		})
	}
}

func TestBoardURLErrorsKeepSecrets(t *testing.T) {
	_, err := qrsign.BoardURL("https://clerk:secret@gs.example.cn", testCode)
	if err == nil || strings.Contains(err.Error(), "secret") {
		t.Errorf("error %q repeats the password", err)
	}
	_, err = qrsign.BoardURL("https://gs.example.cn", testCode+"B")
	if disclosure.KindOf(err) != disclosure.Invalid || strings.Contains(err.Error(), "BY0C") {
		t.Errorf("malformed code: %v, want kind Invalid without the tag", err)
	}
}

func FuzzBoardURL(f *testing.F) {
	for _, base := range []string{
		"https://gs.example.cn", "HTTPS://GS.EXAMPLE.CN:8443/", "http://localhost:8080", "http://10.0.0.1", "https://卫生.中国",
		"https://a:b@c/d?e#f", "https://[::1]:1", "https://1.2.3", "https://" + hostOf(33), "https://" + hostOf(34), "https://" + strings.Repeat("1", 31) + ".a",
	} {
		f.Add(base, string(testCode))
	}
	f.Add("https://gs.example.cn", "o400-000l by0c\u3000xbyn mghb")
	f.Fuzz(func(t *testing.T, base, code string) {
		got, err := qrsign.BoardURL(base, qrsign.Code(code))
		if err != nil {
			if disclosure.KindOf(err) != disclosure.Invalid || got != "" {
				t.Fatalf("BoardURL(%q, %q) = %q, %v", base, code, got, err)
			}
			return
		}
		address, err := url.Parse(got)
		if err != nil {
			t.Fatalf("BoardURL(%q, %q) = %q: %v", base, code, got, err)
		}
		canonical, err := qrsign.ParseCode(code)
		if err != nil || address.Path != "/S/"+string(canonical) || address.User != nil || address.RawQuery != "" || address.Fragment != "" {
			t.Fatalf("BoardURL(%q, %q) = %q (%v)", base, code, got, err)
		}
		given, err := url.Parse(base)
		if err != nil || !strings.EqualFold(given.Host, address.Host) || !strings.EqualFold(given.Scheme, address.Scheme) {
			t.Fatalf("BoardURL(%q) = %q leads elsewhere (%v)", base, got, err)
		}
		symbol, err := qrsign.Symbol(got)
		if err != nil || symbol.Version() > 5 {
			t.Fatalf("Symbol(%q): version %v, %v, want at most 5", got, symbol, err)
		}
	})
}
