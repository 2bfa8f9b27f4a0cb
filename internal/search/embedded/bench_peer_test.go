package embedded_test

import (
	"database/sql"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"slices"
	"testing"
	"time"

	_ "modernc.org/sqlite" // the peer

	"mingshi/internal/disclosure"
	"mingshi/internal/search"
	"mingshi/internal/search/searchtest"
)

// peer is SQLite's full-text search over the same documents, in the shape that suits it best: texts are cut into
// overlapping pairs of characters, so that a term is a phrase of pairs and found exactly; rows are numbered in the order
// newest first, so that most pages need no sorting (in use, where documents come and go, that could not be kept up); and
// what the facets count is packed into one number, so that they are counted in one pass.
type peer struct {
	b  *testing.B
	db *sql.DB
	// values numbers the values of the facets, from 1.
	values map[string]int
	names  []string
	// venues is the number of the first venue; venues stand behind all others.
	venues int
}

const peerSchema = `
CREATE VIRTUAL TABLE words USING fts5(names, texts, codes, content='', columnsize=0, detail=full, tokenize='ascii');
CREATE TABLE document (
	n INTEGER PRIMARY KEY, id TEXT NOT NULL, until INTEGER NOT NULL, facets INTEGER NOT NULL, kind TEXT NOT NULL,
	authority INTEGER NOT NULL, venue_kind INTEGER NOT NULL, day INTEGER NOT NULL, fine INTEGER
);
CREATE INDEX document_facets ON document (facets, until, kind, authority, venue_kind, day, fine);
CREATE INDEX document_fine ON document (fine DESC, n) WHERE fine IS NOT NULL;`

// comparePeer measures an index and SQLite at the same size, with the same questions.
func comparePeer(b *testing.B, r *report, tr *trial) {
	b.Helper()
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	own := tr.build()
	file := filepath.Join(b.TempDir(), "peer.db")
	p := openPeer(b, file)
	took := p.fill(tr.g, tr.documents)
	r.linef("documents a second: this index, SQLite", "%s, %s", thousands(int(own.rate())), thousands(int(float64(tr.documents)/took.Seconds())))
	r.linef("bytes a document: this index, SQLite", "%d, %d", own.bytes/int64(tr.documents), bytesIn(b, filepath.Dir(file))/int64(tr.documents))

	r.latencyHead()
	tr.open(0)
	warm := tr.measure("this index, phrase cache warm")
	tr.close()
	tr.open(-1)
	off := tr.measure("this index, phrase cache off")
	tr.close()
	debug.FreeOSMemory()
	theirs := p.measure(r, tr)
	r.classes([]string{"warm", "off", "SQLite"}, []latency{warm, off, theirs})
	r.linef("SQLite takes so many times as long (99% in)", "%.1f (cache warm), %.1f (cache off)", ratio(theirs, warm), ratio(theirs, off))
	if warm.busy > 0 && off.busy > 0 {
		r.linef("the same in processor time", "%.1f (cache warm), %.1f (cache off)",
			theirs.busy.Seconds()/warm.busy.Seconds(), theirs.busy.Seconds()/off.busy.Seconds())
	}
	r.metric(milliseconds(theirs.p99), "p99-sqlite-ms")
	r.metric(ratio(theirs, warm), "sqlite/warm")
	if err := p.db.Close(); err != nil {
		b.Fatal(err)
	}
}

func ratio(slow, fast latency) float64 { return slow.p99.Seconds() / fast.p99.Seconds() }

func openPeer(b *testing.B, file string) *peer {
	b.Helper()
	db, err := sql.Open("sqlite", "file:"+file+"?_pragma=journal_mode(wal)&_pragma=synchronous(normal)&_pragma=cache_size(-64000)&_pragma=mmap_size(1000000000)")
	if err != nil {
		b.Fatal(err)
	}
	db.SetMaxOpenConns(1)
	if _, err := db.Exec(peerSchema); err != nil {
		b.Fatal(err)
	}
	return &peer{b: b, db: db, values: map[string]int{}, names: []string{""}}
}

// fill puts the first documents in, in one transaction, and merges the parts of the full-text index into one. It tells how
// long that took, less the time that finding the order of the rows takes.
func (p *peer) fill(g *searchtest.Generator, documents int) time.Duration {
	p.b.Helper()
	rows := p.inOrder(g, documents)
	start := time.Now()
	tx, err := p.db.Begin()
	if err != nil {
		p.b.Fatal(err)
	}
	words := p.prepare(tx, `INSERT INTO words (rowid, names, texts, codes) VALUES (?, ?, ?, ?)`)
	table := p.prepare(tx, `INSERT INTO document (n, id, until, facets, kind, authority, venue_kind, day, fine) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`)
	for n, row := range rows {
		doc := g.Document(row.document)
		if _, err := words.Exec(n+1, pairsOf(doc.Names), pairsOf(otherTexts(&doc)), codesOf(doc.Codes)); err != nil {
			p.b.Fatal(err)
		}
		var fine any
		if doc.Fine != nil {
			fine = int64(*doc.Fine)
		}
		day, authority, kind := dayNumber(doc.DecidedOn), p.number(doc.Authority), p.number(doc.VenueKind)
		if _, err := table.Exec(n+1, string(doc.ID), dayNumber(doc.PublicUntil), pack(authority, kind, doc.DecidedOn.Year),
			string(doc.ID.Kind()), authority, kind, day, fine); err != nil {
			p.b.Fatal(err)
		}
	}
	if _, err := tx.Exec(`INSERT INTO words (words) VALUES ('optimize')`); err != nil {
		p.b.Fatal(err)
	}
	if err := tx.Commit(); err != nil {
		p.b.Fatal(err)
	}
	if _, err := p.db.Exec(`PRAGMA wal_checkpoint(TRUNCATE); ANALYZE document`); err != nil {
		p.b.Fatal(err)
	}
	return time.Since(start)
}

func (p *peer) prepare(tx *sql.Tx, text string) *sql.Stmt {
	p.b.Helper()
	statement, err := tx.Prepare(text)
	if err != nil {
		p.b.Fatal(err)
	}
	return statement
}

// peerRow is a document in its place.
type peerRow struct {
	document int
	place    place
}

// inOrder lists the documents newest first, venues at the end.
func (p *peer) inOrder(g *searchtest.Generator, documents int) []peerRow {
	rows := make([]peerRow, documents)
	for i := range rows {
		doc := g.Document(i)
		rows[i] = peerRow{i, placeOf(&doc)}
	}
	slices.SortFunc(rows, func(a, b peerRow) int { return a.place.compare(&b.place, search.Newest) })
	p.venues = 1 + slices.IndexFunc(rows, func(row peerRow) bool { return row.place.venue })
	return rows
}

// number is that of a facet's value; 0 is none.
func (p *peer) number(value string) int {
	if value == "" {
		return 0
	}
	if p.values[value] == 0 {
		p.values[value] = len(p.names)
		p.names = append(p.names, value)
	}
	return p.values[value]
}

// packed is the step from one facet's numbers to the next one's.
const packed = 10_000

func pack(authority, venueKind, year int) int { return (authority*packed+venueKind)*packed + year }

// measure prepares all questions, asks each once and checks the answers, and then times them.
func (p *peer) measure(r *report, tr *trial) latency {
	p.b.Helper()
	questions := make([]*peerQuestion, len(tr.questions))
	answers := make([]search.Result, len(tr.questions))
	deep := 0
	for i := range tr.questions {
		offset := (tr.questions[i].Page - 1) * searchtest.PageHits
		if offset >= int(tr.truth.answer(i).Total) {
			offset = 0
		} else if offset > 0 {
			deep++
		}
		questions[i] = p.question(&tr.questions[i].Query, dayNumber(tr.g.Today()), offset)
	}
	ask := func(i int) error {
		var err error
		answers[i], err = questions[i].answer()
		return err
	}
	warmUp(p.b, len(tr.questions), ask)
	wrong := tr.truth.differences(p.b, "SQLite", answers)
	found := timeRuns(p.b, tr.questions, ask)
	found.deep = deep
	r.latency("SQLite", found, wrong)
	return found
}

// answer runs the statements of a question: one for total and facets, and those of the page until it is full.
func (q *peerQuestion) answer() (search.Result, error) {
	result := search.Result{TotalIsExact: true, Facets: map[search.Field][]search.Count{}}
	if err := q.count(&result); err != nil {
		return search.Result{}, err
	}
	skip := q.offset
	for _, step := range q.steps {
		if len(result.Hits) == q.limit || q.offset-skip+len(result.Hits) == int(result.Total) {
			break
		}
		rows, err := step.statement.Query(append(slices.Clone(step.arguments), skip+q.limit-len(result.Hits))...)
		if err != nil {
			return search.Result{}, err
		}
		for rows.Next() {
			if skip > 0 {
				skip--
				continue
			}
			var id string
			if err := rows.Scan(&id); err != nil {
				rows.Close()
				return search.Result{}, err
			}
			result.Hits = append(result.Hits, disclosure.ID(id))
		}
		if err := rows.Err(); err != nil {
			return search.Result{}, err
		}
	}
	return result, nil
}

// count fills in the total and the facets.
func (q *peerQuestion) count(result *search.Result) error {
	rows, err := q.counts.statement.Query(q.counts.arguments...)
	if err != nil {
		return err
	}
	defer rows.Close()
	counts := [len(facetFields)][]int64{make([]int64, packed), make([]int64, packed), make([]int64, packed)}
	for rows.Next() {
		var facets int
		var count int64
		if err := rows.Scan(&facets, &count); err != nil {
			return err
		}
		result.Total += count
		counts[0][facets/packed/packed] += count
		counts[1][facets/packed%packed] += count
		counts[2][facets%packed] += count
	}
	for f, field := range facetFields {
		result.Facets[field] = q.peer.ordered(field, counts[f])
	}
	return rows.Err()
}
