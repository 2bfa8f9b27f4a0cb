package main

import (
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"
)

// found asks a server how many records a text finds; -1 while it refuses to search.
func found(t *testing.T, base, text string) int64 {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, base+"/api/v1/search?limit=1&q="+url.QueryEscape(text), nil)
	if err != nil {
		t.Fatal(err)
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }() // read to its end
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	if answer.StatusCode == http.StatusServiceUnavailable {
		return -1
	}
	var page struct {
		Total int64 `json:"total"`
	}
	if err := json.Unmarshal(body, &page); err != nil || answer.StatusCode != http.StatusOK {
		t.Fatalf("%s: status %d, %v: %.200s", text, answer.StatusCode, err, body)
	}
	return page.Total
}

// TestWhatWasImportedIsFound imports without a server, then with one: it is found at once after the start, and within a
// second after the import has ended.
func TestWhatWasImportedIsFound(t *testing.T) {
	p := place{data: filepath.Join(t.TempDir(), "data")}
	p.must(t, importing([]string{penaltiesFile(t, 30)})...)
	server, base := p.serve(t)
	if n := found(t, base, "〔2026〕"); n <= 0 {
		t.Errorf("%d found at once after the start: the import has left no index", n)
	}
	p.must(t, importing([]string{penaltiesFile(t, 2000)})...)
	want := int64(published(t, p.data))
	done := time.Now()
	eventually(t, "all of it is found", func() bool { return found(t, base, "") == want })
	t.Logf("%d records: all found %v after the import had ended", want, time.Since(done))
	server.stop(t)
}

// TestRebuildBesideAServer has a running server build its index anew: the command ends when that is done, and every search
// meanwhile is answered, with the same.
func TestRebuildBesideAServer(t *testing.T) {
	p := place{data: filepath.Join(t.TempDir(), "data")}
	p.must(t, importing([]string{penaltiesFile(t, 3000)})...)
	server, base := p.serve(t)
	want := found(t, base, "")
	before := listing(t, filepath.Join(p.data, indexFolder))
	rebuild := p.start(t, "index", "rebuild")
	asked := 0
	for rebuild.running() {
		if n := found(t, base, ""); n != want {
			t.Fatalf("%d are found while the index is built, want %d", n, want)
		}
		asked++
	}
	if code := rebuild.wait(t); code != exitDone || !strings.Contains(rebuild.out.String(), "Rebuilt") {
		t.Errorf("exit code %d: %s%s", code, rebuild.out, rebuild.log)
	}
	eventually(t, "the request is taken away", func() bool { return !exists(filepath.Join(p.data, indexFolder, requestName)) })
	if after := listing(t, filepath.Join(p.data, indexFolder)); after == before {
		t.Error("the files of the index are the same")
	}
	if n := found(t, base, ""); n != want || asked == 0 {
		t.Errorf("%d are found afterwards, want %d; asked %d times", n, want, asked)
	}
	server.stop(t)
}

// TestRebuildTakesOver kills the server that was asked to build its index anew: the command does it itself. One that is
// interrupted takes its request back.
func TestRebuildTakesOver(t *testing.T) {
	p := place{data: filepath.Join(t.TempDir(), "data")}
	p.must(t, importing([]string{penaltiesFile(t, 50)})...)
	request := filepath.Join(p.data, indexFolder, requestName)
	server, _ := p.serve(t)
	server.signal(syscall.SIGSTOP) // it holds the index and does nothing
	interrupted := p.start(t, "index", "rebuild")
	eventually(t, "the request is there", func() bool { return exists(request) })
	interrupted.signal(syscall.SIGINT)
	if code := interrupted.wait(t); code != exitEnvironment || !strings.Contains(interrupted.log.String(), "The index is as it was.") {
		t.Errorf("interrupted: exit code %d: %s", code, interrupted.log)
	}
	if exists(request) {
		t.Error("an interrupted command leaves its request")
	}
	rebuild := p.start(t, "index", "rebuild")
	eventually(t, "the request is there", func() bool { return exists(request) })
	server.signal(syscall.SIGKILL)
	if code := rebuild.wait(t); code != exitDone || !strings.Contains(rebuild.out.String(), "documents: 50,") {
		t.Errorf("exit code %d: %s%s", code, rebuild.out, rebuild.log)
	}
	if exists(request) {
		t.Error("the request is still there")
	}
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// TestSecondServerBuildsItsOwnIndex runs two servers on one folder: the second answers from an index of its own, sees what is
// imported, and takes its files away when it ends; those of a killed one are taken away by the next.
func TestSecondServerBuildsItsOwnIndex(t *testing.T) {
	p := place{data: filepath.Join(t.TempDir(), "data")}
	p.must(t, importing([]string{penaltiesFile(t, 30)})...)
	first, firstBase := p.serve(t)
	second, secondBase := p.serve(t)
	own := func() []string {
		folders, err := filepath.Glob(filepath.Join(p.data, indexFolder, privatePattern))
		if err != nil {
			t.Fatal(err)
		}
		return folders
	}
	eventually(t, "the second has built its index", func() bool { return found(t, secondBase, "") == 30 })
	if folders := own(); len(folders) != 1 {
		t.Errorf("the folders of its own are %v, want one", folders)
	} else if said := p.must(t, "index", "status"); !strings.Contains(said, "keeps for itself: "+folders[0]+"\n") {
		t.Errorf("the status does not name %s: %s", folders[0], said)
	}
	p.must(t, importing([]string{penaltiesFile(t, 60)})...)
	want := int64(published(t, p.data))
	for _, base := range []string{firstBase, secondBase} {
		eventually(t, "both find what was imported", func() bool { return found(t, base, "") == want })
	}
	second.stop(t)
	if folders := own(); len(folders) != 0 {
		t.Errorf("a server that has ended leaves %v", folders)
	}
	killed, _ := p.serve(t)
	killed.signal(syscall.SIGKILL)
	killed.wait(t)
	if folders := own(); len(folders) != 1 {
		t.Errorf("after a kill the folders are %v, want one", folders)
	}
	if said := p.must(t, "index", "status"); strings.Contains(said, "keeps for itself") {
		t.Errorf("the status names what nobody uses: %s", said)
	}
	first.stop(t)
	next, _ := p.serve(t)
	if folders := own(); len(folders) != 0 {
		t.Errorf("the next server leaves %v", folders)
	}
	next.stop(t)
}

// TestDamagedIndexIsBuiltAnew changes bytes all over the files of an index, cuts them, or leaves files of another version: a
// server builds it anew and then finds everything.
func TestDamagedIndexIsBuiltAnew(t *testing.T) {
	for name, spoil := range map[string]func(path string, raw []byte) error{
		"changed bytes": func(path string, raw []byte) error {
			for i := 0; i < len(raw); i += 1000 {
				raw[i] ^= 1
			}
			return os.WriteFile(path, raw, 0o600)
		},
		"cut files":     func(path string, raw []byte) error { return os.WriteFile(path, raw[:len(raw)/2], 0o600) },
		"missing files": func(path string, _ []byte) error { return os.Remove(path) },
		"another version": func(path string, _ []byte) error {
			return os.Rename(path, strings.ReplaceAll(path, ".v1.", ".v0."))
		},
	} {
		t.Run(name, func(t *testing.T) {
			p := place{data: filepath.Join(t.TempDir(), "data")}
			p.must(t, importing([]string{penaltiesFile(t, 40)})...)
			segments, err := filepath.Glob(filepath.Join(p.data, indexFolder, "*.v1.*"))
			if err != nil || len(segments) < 2 {
				t.Fatalf("files %v, %v", segments, err)
			}
			for _, segment := range segments {
				raw, err := os.ReadFile(segment)
				if err != nil {
					t.Fatal(err)
				}
				if err := spoil(segment, raw); err != nil {
					t.Fatal(err)
				}
			}
			server, base := p.serve(t)
			eventually(t, "everything is found", func() bool { return found(t, base, "〔2026〕") > 0 && found(t, base, "") == 40 })
			server.signal(syscall.SIGTERM) // it may have logged the damage as an error
			if code := server.wait(t); code != exitDone {
				t.Errorf("exit code %d: %s", code, server.log)
			}
			p.must(t, "index", "status")
		})
	}
}

// TestServerKilledDuringImports kills a server again and again while files are imported: the index comes to the same as one
// that is built anew.
func TestServerKilledDuringImports(t *testing.T) {
	p := place{data: filepath.Join(t.TempDir(), "data")}
	p.must(t, importing([]string{penaltiesFile(t, 20)})...)
	random := randomOf(t)
	for range rounds(12, 3) {
		server, _ := p.serve(t)
		im := p.start(t, importing([]string{penaltiesFile(t, 200+random.IntN(2000))})...)
		killWithin(server, im, time.Duration(random.Int64N(int64(400*time.Millisecond))))
		server.wait(t)
		if code := im.wait(t); code != exitDone {
			t.Fatalf("import: exit code %d: %s%s", code, im.out, im.log)
		}
	}
	checked(t, p)
	p.must(t, "index", "status")
}

// killWithin kills a process after some time, or as soon as the other one has ended.
func killWithin(c, other *child, after time.Duration) {
	select {
	case <-time.After(after):
	case <-other.ended:
	}
	c.signal(syscall.SIGKILL)
}

// TestImportIsFoundByBothServers runs two servers over one PostgreSQL, each with an index of its own in its own folder.
func TestImportIsFoundByBothServers(t *testing.T) {
	h := newPostgresHouse(t)
	writer := h.as("mingshi_writer", h.data)
	writer.must(t, importing([]string{penaltiesFile(t, 20)})...)
	if exists(filepath.Join(h.data, indexFolder)) {
		t.Error("an import into PostgreSQL makes an index that nobody would follow")
	}
	var bases [2]string
	for i := range bases {
		var server *child
		server, bases[i] = h.as("mingshi_public", h.shareKeys(t)).serve(t)
		defer server.stop(t)
		eventually(t, "the index is built", func() bool { return found(t, bases[i], "") == 20 })
	}
	writer.must(t, importing([]string{penaltiesFile(t, 500)})...)
	done := time.Now()
	for i, base := range bases {
		eventually(t, "all of it is found", func() bool { return found(t, base, "") > 490 })
		t.Logf("server %d: all found %v after the import had ended", i, time.Since(done))
	}
}

// TestServeWithoutItsSearchServer starts a server whose search server does not answer: everything but search
// works, and nobody logs the key.
func TestServeWithoutItsSearchServer(t *testing.T) {
	p := place{data: filepath.Join(t.TempDir(), "data")}
	p.must(t, importing([]string{penaltiesFile(t, 3)})...)
	flags := []string{"--search-url", "http://127.0.0.1:1", "--search-key", "very-secret", "--log-level", "debug"}
	server, base := p.serve(t, flags...)
	if n := found(t, base, "罚款"); n != -1 {
		t.Errorf("%d are found without a search server", n)
	}
	fetch(t, base+"/api/v1/changes")
	eventually(t, "its indexer tries again", func() bool { return strings.Contains(server.log.String(), "tries again") })
	server.stop(t)
	if strings.Contains(server.out.String()+server.log.String(), "very-secret") {
		t.Errorf("the key is printed: %s%s", server.out, server.log)
	}
}

// TestMetrics reads the metrics of a server and of a worker.
func TestMetrics(t *testing.T) {
	p := place{data: filepath.Join(t.TempDir(), "data")}
	p.must(t, importing([]string{penaltiesFile(t, 7)})...)
	server, _ := p.serve(t, "--metrics-listen", "127.0.0.1:0")
	worker := p.start(t, "work", "--metrics-listen", "127.0.0.1:0")
	at := regexp.MustCompile(`Metrics: (http://\S+)`)
	read := func(c *child) string {
		var address []string
		eventually(t, "it says where its metrics are", func() bool {
			address = at.FindStringSubmatch(c.log.String())
			return address != nil
		})
		return fetch(t, address[1])
	}
	var of string
	eventually(t, "the index is at the head", func() bool {
		of = read(server)
		return strings.Contains(of, "\nmingshi_index_position 7\n")
	})
	for _, want := range []string{
		"mingshi_feed_position 7", "mingshi_index_documents 7", "mingshi_index_lag_positions 0", "mingshi_index_lag_seconds 0",
		"mingshi_build_info{", "go_goroutines ", "process_resident_memory_bytes ",
	} {
		if !strings.Contains(of, "\n"+want) {
			t.Errorf("the server's metrics lack %s", want)
		}
	}
	if of := read(worker); !strings.Contains(of, "\nmingshi_feed_position 7\n") || strings.Contains(of, "mingshi_index_position") {
		t.Errorf("the worker's metrics are not those of a process without an index:\n%.3000s", of)
	}
	server.stop(t)
	worker.stop(t)
}
