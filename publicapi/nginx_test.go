package publicapi

import (
	"bytes"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"

	"mingshi/internal/disclosure"
)

// proxyConfig is nginx with what it does by itself: it buffers answers and speaks HTTP/1.0 to what stands behind it. It
// compresses data and texts as well, as many do.
const proxyConfig = `
daemon off;
master_process off;
worker_processes 1;
pid %[1]s/pid;
error_log stderr warn;
events { worker_connections 64; }
http {
	access_log off;
	client_body_temp_path %[1]s/body;
	proxy_temp_path %[1]s/proxy;
	fastcgi_temp_path %[1]s/fastcgi;
	uwsgi_temp_path %[1]s/uwsgi;
	scgi_temp_path %[1]s/scgi;
	gzip on;
	gzip_types application/json text/plain;
	gzip_min_length 1;
	server {
		listen %[2]s;
		location / {
			%[4]s
			proxy_pass http://%[3]s;
		}
	}
}
`

// startNginx puts nginx before an address and gives the address that it listens on. Where it is not installed the test is
// skipped, or fails with CI=true.
func startNginx(t *testing.T, behind, more string) string {
	t.Helper()
	program := "/usr/sbin/nginx" // where Debian installs it, and only root's PATH leads
	if _, err := os.Stat(program); err != nil {
		if program, err = exec.LookPath("nginx"); err != nil {
			if os.Getenv("CI") == "true" {
				t.Fatal("nginx is not installed: run scripts/deps.sh")
			}
			t.Skip("nginx is not installed: run scripts/deps.sh")
		}
	}
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := free.Addr().String()
	if err := free.Close(); err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	config := filepath.Join(dir, "nginx.conf")
	if err := os.WriteFile(config, fmt.Appendf(nil, proxyConfig, dir, address, behind, more), 0o600); err != nil {
		t.Fatal(err)
	}
	var said bytes.Buffer
	proxy := exec.CommandContext(t.Context(), program, "-p", dir, "-e", "stderr", "-c", config)
	proxy.Stderr = &said
	if err := proxy.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() { _ = proxy.Wait(); close(ended) }() // it is killed, which is an error
	t.Cleanup(func() {
		_ = proxy.Process.Kill() // it may have ended
		<-ended
		if t.Failed() {
			t.Logf("nginx said: %s", said.String())
		}
	})
	for {
		conn, err := net.Dial("tcp", address)
		if err == nil {
			_ = conn.Close() // nothing was said
			return address
		}
		select {
		case <-ended:
			t.Fatalf("nginx ended: %s", said.String())
		case <-t.Context().Done():
			t.Fatal(t.Context().Err())
		default:
		}
	}
}

func TestStreamSurvivesAProxy(t *testing.T) {
	for name, more := range map[string]string{
		"as it is installed": "",
		"with HTTP/1.1":      "proxy_http_version 1.1; proxy_set_header Connection \"\";",
	} {
		t.Run(name, func(t *testing.T) {
			f := seeded(t)
			address := startNginx(t, f.served(t), more)
			var page feedPage
			f.decoded(root+"/changes?limit=1000", &page)
			e := listen(t, address, "after="+strconv.FormatInt(page.Position, 10), "X-Forwarded-For", "203.0.113.7")
			if first, _ := e.block(); first.retry == "" { // a few bytes, which a buffer would keep
				t.Fatalf("the stream begins with %+v", first)
			}
			position := page.Position
			for n := range 3 {
				f.publish(numbered(disclosure.KindFiling, 90+n), sampleFiling())
				if _, next := e.change(); next != position+1 {
					t.Fatalf("behind %d came %d", position, next)
				}
				position++
			}
			if err := e.body.Close(); err != nil {
				t.Fatal(err)
			}
		})
	}
}
