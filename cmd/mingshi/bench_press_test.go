package main

import (
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"sync"
	"syscall"
	"testing"
	"time"
)

const (
	// pressClients ask at once, each over a connection of its own, for pressFor.
	pressClients = 16
	pressFor     = 5 * time.Second
)

// stood is what an address stood.
type stood struct {
	perSecond float64
	p99       time.Duration
}

// loader names what press asks with.
func loader() string {
	if _, err := exec.LookPath("wrk"); err != nil {
		return "Go's clients"
	}
	return "wrk"
}

// press asks for an address as often as it is answered.
func press(b *testing.B, address string) stood {
	b.Helper()
	if loader() == "wrk" {
		return pressByWrk(b, address)
	}
	return pressByGo(b, address)
}

var (
	wrkRate  = regexp.MustCompile(`Requests/sec:\s+([0-9.]+)`)
	wrkP99   = regexp.MustCompile(`99%\s+([0-9.]+[a-z]+)`)
	wrkOther = regexp.MustCompile(`Non-2xx or 3xx responses|Socket errors`)
)

func pressByWrk(b *testing.B, address string) stood {
	b.Helper()
	out, err := exec.CommandContext(b.Context(), "wrk", "--latency", "-t", "1", "-c", strconv.Itoa(pressClients),
		"-d", pressFor.String(), address).CombinedOutput()
	rate, p99 := wrkRate.FindSubmatch(out), wrkP99.FindSubmatch(out)
	if err != nil || rate == nil || p99 == nil || wrkOther.Match(out) {
		b.Fatalf("wrk: %v\n%s", err, out)
	}
	var l stood
	var err1, err2 error
	l.perSecond, err1 = strconv.ParseFloat(string(rate[1]), 64)
	l.p99, err2 = time.ParseDuration(string(p99[1]))
	if err := errors.Join(err1, err2); err != nil {
		b.Fatalf("wrk: %v\n%s", err, out)
	}
	return l
}

func pressByGo(b *testing.B, address string) stood {
	b.Helper()
	client := http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: pressClients, DisableCompression: true}}
	defer client.CloseIdleConnections()
	var mu sync.Mutex
	var took []time.Duration
	var failed error
	var clients sync.WaitGroup
	began := time.Now()
	for range pressClients {
		clients.Go(func() {
			var own []time.Duration
			var err error
			for time.Since(began) < pressFor && err == nil {
				asked := time.Now()
				err = fetchWhole(&client, address)
				own = append(own, time.Since(asked))
			}
			mu.Lock()
			defer mu.Unlock()
			took, failed = append(took, own...), errors.Join(failed, err)
		})
	}
	clients.Wait()
	if failed != nil {
		b.Fatal(failed)
	}
	slices.Sort(took)
	return stood{float64(len(took)) / time.Since(began).Seconds(), took[len(took)*99/100]}
}

func fetchWhole(client *http.Client, address string) error {
	response, err := client.Get(address)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("%s: %s", address, response.Status)
	}
	_, err = io.Copy(io.Discard, response.Body)
	return err
}

// staticServer is an nginx that serves the files of a folder.
type staticServer struct {
	b    *testing.B
	dir  string
	base string
}

// staticSettings are those of a server that does nothing but give out files; the verbs are user, folder and address.
const staticSettings = `%[1]s
daemon off;
worker_processes auto;
pid %[2]s/nginx.pid;
error_log stderr error;
events { worker_connections 256; }
http {
	access_log off;
	sendfile on;
	tcp_nopush on;
	keepalive_requests 100000000;
	open_file_cache max=100;
	default_type application/json;
	client_body_temp_path %[2]s/body;
	proxy_temp_path %[2]s/proxy;
	fastcgi_temp_path %[2]s/fastcgi;
	uwsgi_temp_path %[2]s/uwsgi;
	scgi_temp_path %[2]s/scgi;
	server { listen %[3]s; root %[2]s; }
}
`

func startStatic(b *testing.B) *staticServer {
	b.Helper()
	program, err := exec.LookPath("nginx")
	if err != nil {
		program = "/usr/sbin/nginx" // Debian keeps it out of PATH
	}
	listener, err := (&net.ListenConfig{}).Listen(b.Context(), "tcp", "127.0.0.1:0") // to find a port that is free
	if err != nil {
		b.Fatal(err)
	}
	address := listener.Addr().String()
	listener.Close()
	as := ""
	if who, err := user.Current(); err == nil && who.Uid == "0" {
		as = "user root;" // else the folder could not be read
	}
	s := &staticServer{b: b, dir: b.TempDir(), base: "http://" + address + "/"}
	settings := filepath.Join(s.dir, "nginx.conf")
	if err := os.WriteFile(settings, fmt.Appendf(nil, staticSettings, as, s.dir, address), 0o600); err != nil {
		b.Fatal(err)
	}
	cmd := exec.Command(program, "-p", s.dir, "-c", settings)
	cmd.Stderr = os.Stderr
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGTERM}
	if err := cmd.Start(); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		_ = cmd.Process.Signal(syscall.SIGTERM) // it may have ended
		_ = cmd.Wait()
	})
	s.await(address)
	return s
}

// await waits until the server listens.
func (s *staticServer) await(address string) {
	s.b.Helper()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for range 1000 {
		<-tick.C
		if connection, err := (&net.Dialer{}).DialContext(s.b.Context(), "tcp", address); err == nil {
			connection.Close()
			return
		}
	}
	s.b.Fatal("nginx does not listen")
}

// put makes a file and returns its address.
func (s *staticServer) put(name string, body []byte) string {
	s.b.Helper()
	if err := os.WriteFile(filepath.Join(s.dir, name), body, 0o600); err != nil {
		s.b.Fatal(err)
	}
	return s.base + name
}
