package main

import (
	"io"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"mingshi/internal/testkit/pgtest"
)

// postgresHouse is a database with its roles and tables, and the data folder whose keys it knows, as docs/operations.md
// says how to make them.
type postgresHouse struct {
	server   *pgtest.Server
	database string
	data     string
}

func newPostgresHouse(t *testing.T) *postgresHouse {
	t.Helper()
	server := pgtest.Start(t, pgtest.Options{})
	h := &postgresHouse{
		server: server, database: pgtest.Name(t, server.Database(t)), data: filepath.Join(t.TempDir(), "data"),
	}
	server.Exec(t, h.database, place{data: h.data}.must(t, "migrate", "--roles"))
	h.as("mingshi_owner", h.data).must(t, "migrate")
	return h
}

// as is the house in the hands of one role, with a data folder.
func (h *postgresHouse) as(role, data string) place {
	return place{data: data, url: h.server.URL(h.database, role)}
}

// shareKeys makes the data folder of a further server: the keys and the profile, nothing else.
func (h *postgresHouse) shareKeys(t *testing.T) string {
	t.Helper()
	folder := filepath.Join(t.TempDir(), "web")
	if err := os.MkdirAll(folder, 0o750); err != nil {
		t.Fatal(err)
	}
	if err := os.CopyFS(filepath.Join(folder, keysFolder), os.DirFS(filepath.Join(h.data, keysFolder))); err != nil {
		t.Fatal(err)
	}
	profile, err := os.ReadFile(filepath.Join(h.data, "authority.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(folder, "authority.yaml"), profile, 0o640); err != nil {
		t.Fatal(err)
	}
	return folder
}

// TestServersOnOneDatabaseAnswerAlike runs two servers and the worker as processes of their own, each with its role and its
// folder: the servers answer the same bytes, and both show an import as soon as it is done.
func TestServersOnOneDatabaseAnswerAlike(t *testing.T) {
	h := newPostgresHouse(t)
	files := demoFiles(t)
	writer := h.as("mingshi_writer", h.data)
	writer.must(t, importing(files)...)
	writer.must(t, "board", "issue")
	processes := []*child{h.as("mingshi_worker", h.data).start(t, "work")}
	var servers [2]string
	for i := range servers {
		process, base := h.as("mingshi_public", h.shareKeys(t)).serve(t, "--base-url", "https://gs.example.cn")
		processes, servers[i] = append(processes, process), base
		eventually(t, "its index is built", func() bool { return found(t, base, "") > 0 })
		t.Cleanup(func() {
			if t.Failed() {
				t.Logf("server %d: %s", i, process.log)
			}
		})
	}
	feed := fetch(t, servers[0]+"/api/v1/changes?after=0&limit=100")
	paths := []string{
		"/", "/about", "/penalties", "/venues", "/api/v1/penalties?limit=50", "/api/v1/venues?limit=50",
		"/api/v1/changes?after=0&limit=100", "/api/v1/changes?after=8000", "/api/v1/authorities", boardOf(t, writer),
	}
	for _, id := range []string{firstID(t, feed, "vn_"), firstID(t, feed, "pm_")} {
		kind := map[string]string{"vn": "/venues/", "pm": "/permits/"}[id[:2]]
		paths = append(paths, kind+id, kind+id+".json")
	}
	for _, path := range paths {
		one, two := fetch(t, servers[0]+path), fetch(t, servers[1]+path)
		if one != two {
			t.Errorf("%s: two servers answer differently:\n%s\n%s", path, one, two)
		}
		if len(one) < 100 {
			t.Errorf("%s: an answer of %d bytes proves little", path, len(one))
		}
	}
	before := position(t, feed)
	writer.must(t, importing([]string{penaltiesFile(t, 50)})...)
	for i, server := range servers {
		page := fetch(t, server+"/api/v1/changes?after="+before)
		if !strings.Contains(page, `"op":"publish"`) || position(t, page) == before {
			t.Errorf("server %d does not show what an import has published: %s", i, page)
		}
	}
	for _, process := range processes {
		process.stop(t)
	}
}

// stop asks the process to end, as a service manager does, and wants it to end well and to have logged no error but refusals
// to search as long as there is no index.
func (c *child) stop(t *testing.T) {
	t.Helper()
	c.signal(syscall.SIGTERM)
	code := c.wait(t)
	for line := range strings.Lines(c.log.String()) {
		refused := strings.Contains(line, "search: being built since") || strings.Contains(line, "search: down since")
		if code != exitDone || strings.Contains(line, `"level":"ERROR"`) && !refused {
			t.Errorf("%v: exit code %d\n%s%s", c.cmd.Args[1:], code, c.out, c.log)
			return
		}
	}
	if code != exitDone {
		t.Errorf("%v: exit code %d\n%s", c.cmd.Args[1:], code, c.out)
	}
}

// fetch asks a server for a page.
func fetch(t *testing.T, address string) string {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
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
	if answer.StatusCode != http.StatusOK {
		t.Fatalf("%s: status %d: %.200s", address, answer.StatusCode, body)
	}
	return string(body)
}

// TestServeAndWorkShareADataFolder runs the worker as a process of its own beside a server, on one SQLite folder; both end
// well when they are told to.
func TestServeAndWorkShareADataFolder(t *testing.T) {
	p := place{data: filepath.Join(t.TempDir(), "data")}
	p.must(t, importing([]string{penaltiesFile(t, 3)})...)
	server, base := p.serve(t)
	worker := p.start(t, "work")
	eventually(t, "the worker says that it has begun", func() bool { return worker.out.String() != "" })
	if page := fetch(t, base+"/api/v1/penalties"); !strings.Contains(page, `"total":3`) {
		t.Errorf("the server does not answer beside the worker: %s", page)
	}
	name := "(SQLite " + filepath.Join(p.data, "mingshi.db") + ")"
	for _, process := range []*child{server, worker} {
		if !strings.Contains(process.out.String(), name) {
			t.Errorf("%v does not name its database %q: %s", process.cmd.Args[1:], name, process.out)
		}
	}
	worker.stop(t)
	server.stop(t)
}

// position is the head of the feed in an answer of /changes.
func position(t *testing.T, page string) string {
	t.Helper()
	_, rest, found := strings.Cut(page, `"position":`)
	for i := len(page) - 1; found && i >= 0; i-- { // the page's own stands last
		if strings.HasPrefix(page[i:], `"position":`) {
			rest = page[i+len(`"position":`):]
			break
		}
	}
	digits := strings.IndexFunc(rest, func(r rune) bool { return r < '0' || r > '9' })
	if !found || digits <= 0 {
		t.Fatalf("no position in %.200s", page)
	}
	return rest[:digits]
}

// firstID is the first id with a prefix in a text.
func firstID(t *testing.T, text, prefix string) string {
	t.Helper()
	at := strings.Index(text, prefix)
	const length = 16
	if at < 0 || len(text) < at+length {
		t.Fatalf("no id %s…", prefix)
	}
	return text[at : at+length]
}

// boardOf is the path of the first board's page.
func boardOf(t *testing.T, writer place) string {
	t.Helper()
	codes := codesOf(t, writer)
	if len(codes) == 0 {
		t.Fatal("there is no board")
	}
	return "/S/" + string(codes[slices.Sorted(maps.Keys(codes))[0]])
}

// TestServeRefusesOtherKeys starts servers whose folder lacks keys, has another or an unknown one, or lacks the profile, and
// one on a database that knows no keys: each is refused with a sentence, and none makes anything.
func TestServeRefusesOtherKeys(t *testing.T) {
	h := newPostgresHouse(t)
	other := strings.Repeat("ab", 32) + "\n"
	for name, test := range map[string]struct {
		spoil func(folder string) error
		says  string
	}{
		"no keys":         {func(folder string) error { return os.RemoveAll(filepath.Join(folder, keysFolder)) }, "board-1.key is missing"},
		"one key missing": {func(folder string) error { return os.Remove(keyFile(folder, "counterparty")) }, "counterparty.key is missing"},
		"another key": {
			func(folder string) error { return os.WriteFile(keyFile(folder, "board-1"), []byte(other), 0o600) },
			"board-1.key is not the key",
		},
		"a key more": {
			func(folder string) error { return os.WriteFile(keyFile(folder, "board-2"), []byte(other), 0o600) },
			"does not know the key",
		},
		"no profile": {func(folder string) error { return os.Remove(filepath.Join(folder, "authority.yaml")) }, "There is no profile"},
	} {
		t.Run(name, func(t *testing.T) {
			folder := h.shareKeys(t)
			if err := test.spoil(folder); err != nil {
				t.Fatal(err)
			}
			before := listing(t, folder)
			h.as("mingshi_public", folder).refused(t, test.says)
			if after := listing(t, folder); after != before {
				t.Errorf("files changed from %s to %s", before, after)
			}
		})
	}
	h.server.Exec(t, h.database, "DELETE FROM mingshi.key_fingerprint")
	h.as("mingshi_public", h.shareKeys(t)).refused(t, "run mingshi migrate first")
}

// refused starts a server that must refuse to serve, and say why.
func (p place) refused(t *testing.T, says string) {
	t.Helper()
	server := p.start(t, "serve", "--listen", "127.0.0.1:0")
	if code := server.wait(t); code != exitUsage || !strings.Contains(server.log.String(), says) {
		t.Errorf("exit code %d, want %d, and a sentence with %q: %s", code, exitUsage, says, server.log)
	}
}

func keyFile(folder, name string) string { return filepath.Join(folder, keysFolder, name+keySuffix) }

// listing names every file below a folder.
func listing(t *testing.T, folder string) string {
	t.Helper()
	var names []string
	err := filepath.WalkDir(folder, func(path string, _ os.DirEntry, err error) error {
		names = append(names, path)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(names, "\n")
}

// TestPostgresScripts runs the command line against PostgreSQL as docs/operations.md has it. The scripts are
// testdata/postgres/*.txtar; they know the addresses of an empty database of their own, for each role, as $OWNER, $WRITER,
// $WORKER, $PUBLIC and, for the superuser, $ADMIN, those of one more as $OTHER, $OTHERPUBLIC and $OTHERADMIN, those of
// what is not there as $NODATABASE and $NOROLE, and psql as $PSQL.
func TestPostgresScripts(t *testing.T) {
	scripts, err := filepath.Glob(filepath.Join("testdata", "postgres", "*.txtar"))
	if err != nil || len(scripts) == 0 {
		t.Fatalf("no scripts: %v", err)
	}
	for _, script := range scripts {
		t.Run(filepath.Base(script), func(t *testing.T) { runPostgresScript(t, script) })
	}
}

func runPostgresScript(t *testing.T, script string) {
	t.Helper()
	server := pgtest.Start(t, pgtest.Options{}) // roles belong to a whole server
	name, other := pgtest.Name(t, server.Database(t)), pgtest.Name(t, server.Database(t))
	testscript.Run(t, testscript.Params{
		Files:               []string{script},
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup: func(env *testscript.Env) error {
			env.Vars = append(env.Vars, "TMPDIR="+env.WorkDir, "HOME="+env.WorkDir, "PSQL="+server.Bin("psql"),
				"ADMIN="+server.URL(name, "postgres"), "OWNER="+server.URL(name, "mingshi_owner"),
				"WRITER="+server.URL(name, "mingshi_writer"), "WORKER="+server.URL(name, "mingshi_worker"),
				"PUBLIC="+server.URL(name, "mingshi_public"), "OTHERADMIN="+server.URL(other, "postgres"),
				"OTHER="+server.URL(other, "mingshi_owner"), "OTHERPUBLIC="+server.URL(other, "mingshi_public"),
				"NODATABASE="+server.URL("nowhere", "postgres"), "NOROLE="+server.URL(name, "nobody"))
			return nil
		},
		Cmds: map[string]func(ts *testscript.TestScript, neg bool, args []string){"exits": exits},
	})
}
