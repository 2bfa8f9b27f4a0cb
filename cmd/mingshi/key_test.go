package main

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/alecthomas/kong"

	"mingshi/internal/throttle"
)

func TestTheFlagsBeginWithTheDefaultLimits(t *testing.T) {
	for _, name := range []string{"MINGSHI_RATE_PAGES", "MINGSHI_RATE_API", "MINGSHI_RATE_DUMPS", "MINGSHI_RATE_KEYS"} {
		t.Setenv(name, "off") // so that it is put back
		if err := os.Unsetenv(name); err != nil {
			t.Fatal(err)
		}
	}
	var flags cli
	parser, err := kong.New(&flags)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := parser.Parse([]string{"serve"}); err != nil {
		t.Fatal(err)
	}
	got, err := flags.Serve.rates()
	if want := throttle.Defaults(); err != nil || got != want {
		t.Errorf("flags %v, defaults %v, %v", got, want, err)
	}
}

// TestBadRatesAreRefusedInTheLanguageAskedFor holds that every flag that is a rate says what is wrong with it, before anything
// is made.
func TestBadRatesAreRefusedInTheLanguageAskedFor(t *testing.T) {
	k := newKeyMaker(t)
	for lang, sentence := range map[string]string{"zh": "不是限额", "en": "is no rate"} {
		for _, args := range [][]string{
			{"key", "create", "x", "--rate"},
			{"serve", "--rate-pages"},
			{"serve", "--rate-api"},
			{"serve", "--rate-dumps"},
			{"serve", "--rate-keys"},
			{"demo", "--rate-api"},
		} {
			for _, bad := range []string{"lots", "10", "0/s", "10/day", ""} {
				var out, said bytes.Buffer
				code := run(t.Context(), append(append([]string{"--data", k.data, "--lang", lang}, args...), bad), &out, &said)
				flag := args[len(args)-1]
				if code != exitUsage || !strings.Contains(said.String(), sentence) || !strings.Contains(said.String(), flag+" ") && !strings.Contains(said.String(), flag+":") {
					t.Errorf("%s %v %q: exit code %d: %s", lang, args, bad, code, &said)
				}
			}
		}
	}
	if listed := k.must("key", "list"); listed != "No key was ever made." {
		t.Errorf("a refused command made a key: %s", listed)
	}
}

// keyMaker makes and ends keys in a data folder.
type keyMaker struct {
	*testing.T

	data string
}

func newKeyMaker(t *testing.T) keyMaker {
	t.Helper()
	k := keyMaker{T: t, data: filepath.Join(t.TempDir(), "data")}
	k.must("migrate")
	return k
}

func (k keyMaker) must(args ...string) string {
	k.Helper()
	var out, said bytes.Buffer
	if code := run(k.Context(), append([]string{"--data", k.data, "--lang", "en"}, args...), &out, &said); code != exitDone {
		k.Fatalf("%v: exit code %d: %s", args, code, &said)
	}
	return strings.TrimSpace(out.String())
}

func TestKeysMadeAtOnceAreAllKept(t *testing.T) {
	k := newKeyMaker(t)
	names := []string{"a", "b", "c", "d", "e", "f", "g", "h"}
	var all sync.WaitGroup
	for _, name := range names {
		all.Go(func() {
			var said bytes.Buffer
			if code := run(t.Context(), []string{"--data", k.data, "key", "create", name}, io.Discard, &said); code != exitDone {
				t.Errorf("%s: exit code %d: %s", name, code, &said)
			}
		})
	}
	all.Wait()
	var listed struct {
		Keys []listedKey `json:"keys"`
	}
	if err := json.Unmarshal([]byte(k.must("--json", "key", "list")), &listed); err != nil {
		t.Fatal(err)
	}
	if len(listed.Keys) != len(names) {
		t.Errorf("%d keys of %d are kept", len(listed.Keys), len(names))
	}
}

func TestTheFileOfKeysIsForItsOwnerAloneAlsoAfterARestore(t *testing.T) {
	k := newKeyMaker(t)
	k.must("key", "create", "a")
	backup := filepath.Join(t.TempDir(), "b.backup")
	k.must("backup", "-o", backup)
	restored := keyMaker{T: t, data: filepath.Join(t.TempDir(), "restored")}
	restored.must("restore", backup)
	for _, folder := range []string{k.data, restored.data} {
		info, err := os.Stat(filepath.Join(folder, throttle.KeysFile))
		if err != nil {
			t.Fatal(err)
		}
		if info.Mode().Perm() != keyMode {
			t.Errorf("%s: mode %o", folder, info.Mode().Perm())
		}
	}
}

// TestARunningServerCountsByKeyAndSeesItRevoked goes the whole way of a key: made, used, revoked, refused.
func TestARunningServerCountsByKeyAndSeesItRevoked(t *testing.T) {
	k := newKeyMaker(t)
	key := k.must("key", "create", "credit office")
	ctx, stop := context.WithCancel(t.Context())
	out, in := io.Pipe()
	ended := make(chan int, 1)
	var log bytes.Buffer
	go func() {
		args := []string{
			"--data", k.data, "--lang", "en", "serve", "--listen", "127.0.0.1:0", "--rate-api", "1/h+2", "--rate-keys", "1/h+5",
		}
		ended <- run(ctx, args, in, &log)
		_ = in.Close()
	}()
	said := make([]byte, 4096)
	n, err := out.Read(said)
	if err != nil {
		t.Fatal(err)
	}
	go func() { _, _ = io.Copy(io.Discard, out) }()
	base := servingAt.FindString(string(said[:n]))
	ask := func(key string) *http.Response {
		t.Helper()
		request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, base+"/api/v1/permits", http.NoBody)
		if err != nil {
			t.Fatal(err)
		}
		if key != "" {
			request.Header.Set("Authorization", "Bearer "+key)
		}
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		defer response.Body.Close()
		_, _ = io.Copy(io.Discard, response.Body)
		return response
	}
	if response := ask(key); response.StatusCode != http.StatusOK || response.Header.Get("Ratelimit-Policy") != `"api";q=5;w=18000` {
		t.Errorf("with the key: %d %v", response.StatusCode, response.Header)
	}
	k.must("key", "revoke", "credit office")
	eventually(t, "the revoked key is refused", func() bool { return ask(key).StatusCode == http.StatusUnauthorized })
	for i, want := range []int{200, 429} { // that was the first request of the address
		if got := ask("").StatusCode; got != want {
			t.Errorf("request %d without a key: %d, want %d", i+1, got, want)
		}
	}
	stop()
	if code := <-ended; code != exitDone {
		t.Errorf("exit code %d", code)
	}
	if strings.Contains(log.String(), key) || !strings.Contains(log.String(), `"key":"credit office"`) {
		t.Errorf("log: %s", &log)
	}
}
