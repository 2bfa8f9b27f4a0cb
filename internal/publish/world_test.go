package publish_test

import (
	"database/sql"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	_ "modernc.org/sqlite" // reads what no interface shows: figures, counted rows, the journal

	"mingshi/internal/disclosure"
	"mingshi/internal/publish"
	"mingshi/internal/store"
	"mingshi/internal/store/sqlite"
)

const (
	office  = "11230500001755309F"
	company = "91350100M000100Y43"
	other   = "91110108551385082Q"
)

var shanghai = time.FixedZone("CST", 8*60*60)

// world is a real store in a folder of its own, and a day that stands still until a test moves it.
type world struct {
	*testing.T

	dir   string
	day   disclosure.Date
	store *sqlite.Store
}

func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{T: t, dir: t.TempDir(), day: disclosure.MustDate("2026-11-20")}
	w.store = w.open()
	return w
}

// open opens the world's folder once more, as another process would.
func (w *world) open() *sqlite.Store {
	w.Helper()
	s, err := sqlite.Open(w.Context(), w.dir, sqlite.Options{Zone: shanghai, Today: func() disclosure.Date { return w.day }})
	if err != nil {
		w.Fatal(err)
	}
	w.Cleanup(func() {
		if err := s.Close(); err != nil {
			w.Error(err)
		}
	})
	return s
}

func (w *world) publisher() *publish.Publisher { return w.publisherOf(w.store) }

func (w *world) publisherOf(target publish.Target) *publish.Publisher {
	return publish.New(target, publish.Options{
		Key: []byte("a key of thirty-two bytes, or so"), Zone: shanghai, By: "clerk",
		Now: func() time.Time { return w.day.In(shanghai).Add(10*time.Hour + 123*time.Nanosecond) },
	})
}

// number gives drafts the rows of a sheet, from row 2 on.
func number(drafts []disclosure.Draft) []disclosure.Draft {
	numbered := make([]disclosure.Draft, len(drafts))
	for i, draft := range drafts {
		draft.Origin.Row = i + 2
		numbered[i] = draft
	}
	return numbered
}

// stage hands one file to an import and returns what was told at once, by row.
func (w *world) stage(im *publish.Import, name string, drafts []disclosure.Draft) []disclosure.Outcome {
	w.Helper()
	file := im.AddFile(disclosure.Origin{File: name, SHA256: fmt.Sprintf("%064x", len(name))})
	outcomes, err := im.Stage(w.Context(), file, number(drafts))
	if err != nil {
		w.Fatal(err)
	}
	return outcomes
}

// run carries out an import of whole files and returns the outcome of each row.
func (w *world) run(im *publish.Import, files ...[]disclosure.Draft) [][]disclosure.Outcome {
	w.Helper()
	outcomes := make([][]disclosure.Outcome, len(files))
	for i, drafts := range files {
		outcomes[i] = w.stage(im, fmt.Sprintf("file%d.csv", i), drafts)
	}
	position, err := im.Publish(w.Context(), func(file, row int, outcome disclosure.Outcome) {
		if told := outcomes[file][row-2]; told != "" {
			w.Errorf("file %d row %d: %s after %s", file, row, outcome, told)
		}
		outcomes[file][row-2] = outcome
	})
	if err != nil {
		w.Fatal(err)
	}
	if head := w.head(); position != head.Position {
		w.Errorf("the import ends at position %d, the feed at %d", position, head.Position)
	}
	return outcomes
}

// imports publishes one file and returns the outcome of each of its rows.
func (w *world) imports(drafts ...disclosure.Draft) []disclosure.Outcome {
	w.Helper()
	return w.run(w.publisher().Begin(false), drafts)[0]
}

// must publishes one file and wants the same outcome for all of its rows.
func (w *world) must(want disclosure.Outcome, drafts ...disclosure.Draft) {
	w.Helper()
	for i, got := range w.imports(drafts...) {
		if got != want {
			w.Errorf("row %d is %s, want %s", i+2, got, want)
		}
	}
}

func (w *world) head() store.Head {
	w.Helper()
	head, err := w.store.Head(w.Context())
	if err != nil {
		w.Fatal(err)
	}
	return head
}

// list returns the public records of a kind by name.
func (w *world) list(kind disclosure.Kind) map[string]disclosure.Record {
	w.Helper()
	page, err := w.store.List(w.Context(), store.Query{Kind: kind, Limit: store.MaxLimit})
	if err != nil {
		w.Fatal(err)
	}
	records := make(map[string]disclosure.Record, len(page.Records))
	for _, record := range page.Records {
		if _, taken := records[record.Name]; taken {
			w.Errorf("two public records are named %q", record.Name)
		}
		records[record.Name] = record
	}
	return records
}

// named returns the public record of a kind that has this name.
func (w *world) named(kind disclosure.Kind, name string) disclosure.Record {
	w.Helper()
	record, ok := w.list(kind)[name]
	if !ok {
		w.Fatalf("no public %s is named %q", kind, name)
	}
	return record
}

func (w *world) feed() []store.FeedEntry {
	w.Helper()
	var entries []store.FeedEntry
	after := int64(0)
	for {
		page, err := w.store.Changes(w.Context(), after, store.MaxLimit, "")
		if err != nil {
			w.Fatal(err)
		}
		if len(page.Entries) == 0 {
			return entries
		}
		entries, after = append(entries, page.Entries...), page.Next
	}
}

// changes tells the feed in short: "operation:reason name" or, of a gone record, "operation:reason state".
func (w *world) changes(after int64) []string {
	w.Helper()
	told := []string{}
	for _, entry := range w.feed() {
		if entry.Position <= after {
			continue
		}
		text := string(entry.Op)
		if entry.Reason != "" {
			text += ":" + string(entry.Reason)
		}
		if entry.Record != nil {
			text += " " + entry.Record.Name
		}
		told = append(told, text)
	}
	return told
}

// end takes a public record out directly, as another operation of publication would.
func (w *world) end(record disclosure.Record, state disclosure.State, op disclosure.Op, reason disclosure.Reason) {
	w.Helper()
	expect := record.Version
	record.Version++
	record.State = state
	_, err := w.store.Apply(w.Context(), store.Batch{
		At: w.day.In(shanghai), Writes: []store.Write{{Op: op, Reason: reason, Record: record, Expect: expect}},
	})
	if err != nil {
		w.Fatal(err)
	}
}

// query reads the database beside the store; each row becomes one text, its columns parted by |.
func (w *world) query(text string) []string {
	w.Helper()
	db, err := sql.Open("sqlite", "file:"+filepath.Join(w.dir, sqlite.FileName)+"?mode=ro")
	if err != nil {
		w.Fatal(err)
	}
	defer db.Close()
	rows, err := db.QueryContext(w.Context(), text)
	if err != nil {
		w.Fatal(err)
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		w.Fatal(err)
	}
	found := []string{}
	for rows.Next() {
		values, into := make([]any, len(columns)), make([]any, len(columns))
		for i := range values {
			into[i] = &values[i]
		}
		if err := rows.Scan(into...); err != nil {
			w.Fatal(err)
		}
		texts := make([]string, len(values))
		for i, value := range values {
			texts[i] = fmt.Sprint(value)
		}
		found = append(found, strings.Join(texts, "|"))
	}
	if err := rows.Err(); err != nil {
		w.Fatal(err)
	}
	return found
}

// figures reads the statistics: event → count, of all kinds and months.
func (w *world) figures() []string {
	w.Helper()
	return w.query(`SELECT event, SUM(count) FROM figure GROUP BY event ORDER BY event`)
}

func documentNumber(n int) string { return fmt.Sprintf("某卫罚〔2026〕%d号", n) }

// penalty is a draft of the n-th decision against a company of the same number.
func penalty(n int, content string, until disclosure.Date) disclosure.Draft {
	decided := disclosure.MustDate("2026-03-02").AddDays(n % 28)
	name := fmt.Sprintf("第%d旅馆有限公司", n)
	fine := disclosure.Fen(300_000)
	return disclosure.Draft{
		Body: &disclosure.Penalty{
			DocumentNumber: documentNumber(n),
			Counterparty:   disclosure.Counterparty{Name: name, Kind: disclosure.Organization, USCC: company},
			Content:        content, PenaltyKinds: []disclosure.PenaltyKind{disclosure.PenaltyFine}, Fine: &fine, DecidedOn: decided,
			Authority: disclosure.Party{Name: "某市卫生健康委员会", USCC: office},
		},
		NaturalKey: []string{office, documentNumber(n), company},
		Name:       name, Subject: company, Authority: office, DecidedOn: decided, PublicUntil: until, Regime: "2026",
	}
}

// venue is a draft of a place as the register gives it; one operator's places differ by number and address.
func venue(number, name, address string) disclosure.Draft {
	v := &disclosure.Venue{
		Name: name, VenueKind: "lodging", Operator: disclosure.Party{Name: "某某酒店管理有限公司", USCC: company}, Address: address,
		PermitNumber: number, PermitNumbers: []string{number}, Status: disclosure.VenueOpen,
	}
	return disclosure.Draft{
		Body: v, NaturalKey: []string{number}, Continues: []string{"continues", company, address, "lodging"},
		Name: name, Subject: company, Places: []string{number}, Authority: office,
	}
}

// hidden is a draft that a rule keeps from the public.
func hidden(draft disclosure.Draft, rule disclosure.NotPublicRule) disclosure.Draft {
	draft.NotPublic = rule
	return draft
}
