package web

import (
	"bytes"
	"encoding/json"
	"log/slog"
	"net/netip"
	"testing"

	"github.com/gofiber/fiber/v2"

	"mingshi/internal/disclosure"
)

func TestParseProxies(t *testing.T) {
	got, err := ParseProxies([]string{"10.1.2.3/8", "192.0.2.1", "2001:db8::/32", "::1"})
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []string{"10.0.0.0/8", "192.0.2.1/32", "2001:db8::/32", "::1/128"} {
		if got[i] != netip.MustParsePrefix(want) {
			t.Errorf("proxy %d is %s, want %s", i, got[i], want)
		}
	}
	for _, bad := range []string{"", "10.0.0.0/33", "proxy.example", "10.0.0"} {
		if _, err := ParseProxies([]string{bad}); disclosure.KindOf(err) != disclosure.Invalid {
			t.Errorf("%q: %v, want kind Invalid", bad, err)
		}
	}
}

func TestClientIsTheRightmostAddressThatIsNoProxy(t *testing.T) {
	for _, tc := range []struct {
		name    string
		proxies []string
		header  []string
		want    string
	}{
		{"no proxy trusted", nil, []string{"X-Forwarded-For", "203.0.113.9"}, "0.0.0.0/24"},
		{"one proxy", []string{"0.0.0.0"}, []string{"X-Forwarded-For", "203.0.113.9"}, "203.0.113.0/24"},
		{"what the client wrote is not believed", []string{"0.0.0.0"}, []string{"X-Forwarded-For", "198.51.100.1, 203.0.113.9"}, "203.0.113.0/24"},
		{"two proxies", []string{"0.0.0.0", "10.0.0.0/8"}, []string{"X-Forwarded-For", "198.51.100.1, 203.0.113.9, 10.1.1.1"}, "203.0.113.0/24"},
		{"two lines", []string{"0.0.0.0", "10.0.0.0/8"}, []string{"X-Forwarded-For", "203.0.113.9", "X-Forwarded-For", "10.1.1.1"}, "203.0.113.0/24"},
		{"IPv6", []string{"0.0.0.0"}, []string{"X-Forwarded-For", "2001:db8:1:2::3"}, "2001:db8:1::/48"},
		{"mapped IPv4", []string{"0.0.0.0"}, []string{"X-Forwarded-For", "::ffff:203.0.113.9"}, "203.0.113.0/24"},
		{"noise behind a proxy", []string{"0.0.0.0"}, []string{"X-Forwarded-For", "unknown"}, "0.0.0.0/24"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			proxies, err := ParseProxies(tc.proxies)
			if err != nil {
				t.Fatal(err)
			}
			var lines bytes.Buffer
			app := testApp(Options{TrustedProxies: proxies, Log: slog.New(slog.NewJSONHandler(&lines, nil))})
			told := ""
			app.Get("/api/network", func(c *fiber.Ctx) error {
				told = ClientNetwork(c)
				return nil
			})
			get(t, app, "GET", "/api/network", tc.header...)
			var line struct {
				Network string `json:"network"`
			}
			if err := json.Unmarshal(lines.Bytes(), &line); err != nil {
				t.Fatal(err)
			}
			if line.Network != tc.want {
				t.Errorf("the log names %q, want %q", line.Network, tc.want)
			}
			if told != tc.want {
				t.Errorf("routes are told %q, want %q", told, tc.want)
			}
		})
	}
}
