package sqlite

import (
	"context"
	"database/sql"
	"maps"
	"net/url"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"time"

	_ "modernc.org/sqlite" // registers the driver "sqlite"

	"mingshi/internal/disclosure"
)

// maxPages bounds the file to 128 GiB, so that the first byte of a page tells what the page is: on all but b-tree pages
// it is the highest byte of a page number (see scrub.go).
const maxPages = 1<<25 - 1

// minReaders is the least number of connections of the pool of readers.
const minReaders = 4

// pragma is one setting of a connection.
type pragma struct{ name, value string }

// sharedPragmas are the settings of every connection, with the reason for each.
func sharedPragmas() []pragma {
	return []pragma{
		// Links between the tables are checked by the database, not hoped for.
		{"foreign_keys", "ON"},
		// Sorting and statement journals stay in memory: no body ever lands in a file of the system's temporary folder.
		{"temp_store", "MEMORY"},
		// Reading through the page cache of the system spares a copy of every page that is not in the connection's own.
		{"mmap_size", "1073741824"},
		// A damaged file is found when the damaged cell is read and not by answering nonsense.
		{"cell_size_check", "ON"},
	}
}

// writerPragmas are the further settings of the one writer.
func writerPragmas() []pragma {
	return append([]pragma{
		// Readers go on while a batch is written. The mode is kept in the file, so readers need not set it.
		{"journal_mode", "WAL"},
		// A commit is on the disk when it is acknowledged: a batch survives the crash of the machine.
		{"synchronous", "FULL"},
		// What is deleted is overwritten with zeros (design.md §3, gone means gone); Scrub does what this setting leaves.
		{"secure_delete", "ON"},
		// 64 MB: the inner pages of every index of a million records and the leaves that a batch touches.
		{"cache_size", "-65536"},
		// 256 MB of log between two checkpoints: a batch of an import touches pages of every index, and so do the next ones; the
		// more of them come together, the fewer copies.
		{"wal_autocheckpoint", "65536"},
		{"journal_size_limit", "67108864"},
		{"max_page_count", strconv.Itoa(maxPages)},
	}, sharedPragmas()...)
}

// readerPragmas are the further settings of each reader.
func readerPragmas() []pragma {
	return append([]pragma{
		// A reader cannot write, whatever statement it is given.
		{"query_only", "ON"},
		// 8 MB for each: inner pages; leaves are served from the mapped file.
		{"cache_size", "-8192"},
	}, sharedPragmas()...)
}

func openWriter(dir string, busy time.Duration) (*pool, error) {
	// BEGIN IMMEDIATE: a transaction that will write takes the lock before it reads, so it never has to be given up.
	p, err := openPool(filepath.Join(dir, FileName), "rwc", busy, writerPragmas(), url.Values{"_txlock": {"immediate"}})
	if err != nil {
		return nil, err
	}
	p.db.SetMaxOpenConns(1)
	return p, nil
}

func openReaders(dir string, busy time.Duration) (*pool, error) {
	p, err := openPool(filepath.Join(dir, FileName), "rw", busy, readerPragmas(), nil)
	if err != nil {
		return nil, err
	}
	size := max(minReaders, 2*runtime.GOMAXPROCS(0)) + viewsAtOnce
	p.db.SetMaxOpenConns(size)
	p.db.SetMaxIdleConns(size)
	return p, nil
}

func openPool(path, mode string, busy time.Duration, pragmas []pragma, more url.Values) (*pool, error) {
	values := url.Values{"mode": {mode}, "_dqs": {"0"}}
	maps.Copy(values, more)
	// The first pragma: the others must wait for a lock as well.
	values.Add("_pragma", "busy_timeout("+strconv.FormatInt(busy.Milliseconds(), 10)+")")
	for _, p := range pragmas {
		values.Add("_pragma", p.name+"("+p.value+")")
	}
	path = filepath.ToSlash(path)
	if !strings.HasPrefix(path, "/") {
		path = "/" + path // a drive letter
	}
	location := url.URL{Scheme: "file", OmitHost: true, Path: path, RawQuery: values.Encode()}
	db, err := sql.Open("sqlite", location.String())
	if err != nil {
		return nil, err
	}
	return &pool{db: db, prepared: make(map[string]*sql.Stmt)}, nil
}

// busyTimeout sets how long the statements of a connection wait for a lock.
func busyTimeout(wait time.Duration) string {
	return "PRAGMA busy_timeout = " + strconv.FormatInt(wait.Milliseconds(), 10)
}

// pool is a set of connections with the statements that run on them.
type pool struct {
	db *sql.DB
	// prepared holds every statement by its text; it does not change after prepare.
	prepared map[string]*sql.Stmt
}

// prepare compiles the statements, once and before the first transaction: a statement that is compiled within one would
// need a second connection, and the writer has none.
func (p *pool) prepare(ctx context.Context, texts []string) error {
	for _, text := range texts {
		// The driver keeps a compiled statement only if nothing follows it, not even a line break.
		stmt, err := p.db.PrepareContext(ctx, strings.TrimRight(text, "; \n"))
		if err != nil {
			return err
		}
		p.prepared[text] = stmt
	}
	return nil
}

func (p *pool) stmt(text string) (*sql.Stmt, error) {
	stmt, ok := p.prepared[text]
	if !ok {
		return nil, disclosure.Errorf(disclosure.Internal, "statement is not prepared: %s", text)
	}
	return stmt, nil
}

// close closes the connections and with them what was prepared.
func (p *pool) close() error { return p.db.Close() }
