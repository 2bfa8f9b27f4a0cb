package dump

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
	"github.com/parquet-go/parquet-go"

	"mingshi/internal/disclosure"
	"mingshi/internal/store"
	"mingshi/internal/store/sqlite"
)

const (
	office   = "11230500001755309F"
	business = "91320282MA1MARKQ01"
	baseURL  = "https://mingshi.example"
)

// world is a store with a keeper and a shelf beside it, and a clock that a test sets.
type world struct {
	testing.TB
	store  *sqlite.Store
	keeper *Keeper
	shelf  *Shelf
	dir    string
	zone   *time.Location
	now    time.Time
	last   int
}

func newWorld(t testing.TB) *world {
	t.Helper()
	w := &world{TB: t, dir: filepath.Join(t.TempDir(), "dumps"), zone: time.FixedZone("Asia/Shanghai", 8*60*60)}
	w.now = time.Date(2026, 3, 2, 10, 0, 0, 0, w.zone)
	w.store = w.open(t.TempDir())
	w.keeper = w.newKeeper()
	w.shelf = NewShelf(w.dir, w.zone, w.clock)
	return w
}

func (w *world) clock() time.Time { return w.now }

func (w *world) today() disclosure.Date { return disclosure.DateOf(w.now.In(w.zone)) }

func (w *world) open(dir string) *sqlite.Store {
	w.Helper()
	opened, err := sqlite.Open(w.Context(), dir, sqlite.Options{Today: w.today, Zone: w.zone})
	if err != nil {
		w.Fatal(err)
	}
	w.Cleanup(func() {
		if err := opened.Close(); err != nil {
			w.Error(err)
		}
	})
	return opened
}

func (w *world) newKeeper() *Keeper {
	w.Helper()
	k, err := NewKeeper(Options{
		Dir: w.dir, Source: w.store, Zone: w.zone, Now: w.clock,
		Terms: Terms{BaseURL: baseURL, Publisher: "青禾区卫生健康局", Licence: "CC BY 4.0", Attribution: "数据来源：青禾区卫生健康局"},
	})
	if err != nil {
		w.Fatal(err)
	}
	return k
}

// step lets the keeper do its work.
func (w *world) step() Done {
	w.Helper()
	done, err := w.keeper.Step(w.Context())
	if err != nil {
		w.Fatal(err)
	}
	return done
}

func (w *world) manifest() *Manifest {
	w.Helper()
	m, err := w.shelf.Manifest()
	if err != nil {
		w.Fatal(err)
	}
	return m
}

func (w *world) latest() *Dump {
	w.Helper()
	d, err := w.shelf.Latest()
	if err != nil {
		w.Fatal(err)
	}
	return d
}

// publish writes one new record with the next id of its kind.
func (w *world) publish(body disclosure.Body, until string) disclosure.Record {
	w.Helper()
	w.last++
	record := w.sealed(body, until)
	record.ID = disclosure.ID(fmt.Sprintf("%s%013d", body.Kind().Prefix(), w.last))
	record.Version, record.State, record.PublishedAt = 1, disclosure.StatePublished, w.now
	w.apply(store.Write{Op: disclosure.OpPublish, Record: record})
	return record
}

// change writes the next version of a record.
func (w *world) change(r disclosure.Record, op disclosure.Op, reason disclosure.Reason, body disclosure.Body, until string) disclosure.Record {
	w.Helper()
	after := w.sealed(body, until)
	after.ID, after.Version, after.State, after.PublishedAt = r.ID, r.Version+1, r.State, r.PublishedAt
	w.apply(store.Write{Op: op, Reason: reason, Record: after, Expect: r.Version})
	return after
}

// end makes a record gone.
func (w *world) end(r disclosure.Record, op disclosure.Op, state disclosure.State) {
	w.Helper()
	r.Version++
	r.State = state
	w.apply(store.Write{Op: op, Reason: disclosure.ReasonsOf(op)[0], Record: r, Expect: r.Version - 1})
}

func (w *world) withdraw(r disclosure.Record) {
	w.Helper()
	w.end(r, disclosure.OpWithdraw, disclosure.StateWithdrawn)
}

// sweep ends what is past its last public day, as the worker does.
func (w *world) sweep() {
	w.Helper()
	ended, err := w.store.Ended(w.Context(), store.MaxLimit)
	if err != nil {
		w.Fatal(err)
	}
	for _, r := range ended {
		w.end(r, disclosure.OpExpire, disclosure.StateExpired)
	}
}

func (w *world) apply(writes ...store.Write) {
	w.Helper()
	for i := range writes {
		writes[i].Trail.By = "test"
	}
	if _, err := w.store.Apply(w.Context(), store.Batch{At: w.now, Writes: writes}); err != nil {
		w.Fatal(err)
	}
}

// writeOf is the first publication of a record.
func writeOf(r disclosure.Record) store.Write {
	return store.Write{Op: disclosure.OpPublish, Record: r}
}

// sealed is a record with what its body says.
func (w *world) sealed(body disclosure.Body, until string) disclosure.Record {
	w.Helper()
	document, err := disclosure.CanonicalJSON(body)
	if err != nil {
		w.Fatal(err)
	}
	r := disclosure.Record{
		Kind: body.Kind(), Authority: office, Subject: business, UpdatedAt: w.now, Regime: "cn-2021", DecidedOn: disclosure.MustDate("2026-02-01"),
		PublicUntil: disclosure.MustDate(until),
	}
	switch body := body.(type) {
	case *disclosure.Venue:
		r.Name, r.Places, r.DecidedOn = body.Name, body.PermitNumbers, disclosure.Date{}
	case *disclosure.Permit:
		r.Name, r.Places = body.Counterparty.Name, []string{body.PermitNumber}
	case *disclosure.Filing:
		r.Name, r.Places = body.Counterparty.Name, []string{body.DocumentNumber}
	case *disclosure.Penalty:
		r.Name = body.Counterparty.Name
	case *disclosure.Grading:
		r.Places = []string{body.PermitNumber}
	case *disclosure.Reading:
		r.Places = []string{body.PermitNumber}
	case *disclosure.Board:
		r.Places = []string{body.Serial}
	}
	r.Seal(document)
	return r
}

func company() disclosure.Counterparty {
	return disclosure.Counterparty{Name: "青禾浴室有限公司", Kind: disclosure.Organization, USCC: business, LegalRepresentative: "李青"}
}

func deciding() disclosure.Party {
	return disclosure.Party{Name: "青禾区卫生健康局", USCC: office}
}

// The samples. The number is that of the venue at which they are.
func aVenue(number, name string) *disclosure.Venue {
	return &disclosure.Venue{
		Name: name, VenueKind: "bathing", Operator: disclosure.Party{Name: "青禾浴室有限公司", USCC: business}, Address: "青禾路17号",
		PermitNumber: number, PermitNumbers: []string{number}, Status: disclosure.VenueOpen,
	}
}

func aPermit(number string) *disclosure.Permit {
	return &disclosure.Permit{
		DocumentTitle: "公共场所卫生许可决定书", DocumentNumber: number, Counterparty: company(), PermitKind: "general", PermitNumber: number,
		Content: "公共浴室", DecidedOn: disclosure.MustDate("2026-02-01"), ValidFrom: disclosure.MustDate("2026-02-01"), Authority: deciding(),
		Source: deciding(), Status: disclosure.PermitInForce,
	}
}

func aFiling(number string) *disclosure.Filing {
	return &disclosure.Filing{
		DocumentNumber: number, Counterparty: company(),
		Premises: disclosure.Premises{Name: "青禾书店", VenueKind: "bookshop", Address: "青禾路9号"},
		Content:  "书店备案", DecidedOn: disclosure.MustDate("2026-02-01"), Authority: deciding(), Source: deciding(), Status: disclosure.PermitInForce,
	}
}

func aPenalty(number, facts string) *disclosure.Penalty {
	fine, none := disclosure.Fen(300000), disclosure.Fen(0)
	return &disclosure.Penalty{
		DocumentNumber: number, Counterparty: company(), ViolationType: "未按规定消毒", Facts: facts, LegalBasis: "《实施细则》第三十七条",
		PenaltyKinds: []disclosure.PenaltyKind{disclosure.PenaltyFine}, Content: "罚款3000元", Fine: &fine, Confiscated: &none,
		DecidedOn: disclosure.MustDate("2026-02-01"), Authority: deciding(), Source: deciding(),
	}
}

func aGrading(number string) *disclosure.Grading {
	return &disclosure.Grading{
		PermitNumber: number, InspectedOn: disclosure.MustDate("2026-02-01"), InspectionKind: "routine",
		Table:         disclosure.ScoreTable{Code: "bathing", Version: "2025", Verified: true},
		ScoreObtained: "76", ScoreApplicable: "88", StandardScore: "86.36", FailedKeyItems: []string{},
		Deductions: []disclosure.Deduction{{Item: "3.2", Points: "2"}}, Grade: &disclosure.Grade{Letter: "B", Word: "良好"}, InspectorsCount: 2,
	}
}

func aReading(number, item string) *disclosure.Reading {
	return &disclosure.Reading{
		PermitNumber: number, SampledAt: "2026-02-01T09:30:00+08:00", Item: item, Value: "2.1", Unit: "mg/L", Result: disclosure.ResultPass,
		Source: "laboratory",
	}
}

func aBoard(serial string, venue disclosure.ID) *disclosure.Board {
	return &disclosure.Board{
		Serial: serial, Venue: venue, IssuedOn: disclosure.MustDate("2026-02-01"),
		Standing: disclosure.BoardInForce,
		Printed:  &disclosure.Print{On: disclosure.MustDate("2026-02-01"), Letter: "B", DecidedOn: disclosure.MustDate("2026-02-01")},
	}
}

// anyBody is a new body of a kind.
func (w *world) anyBody(kind disclosure.Kind, number string) disclosure.Body {
	unique := fmt.Sprintf("%s-%d", kind, w.last)
	switch kind {
	case disclosure.KindVenue:
		return aVenue(number, unique)
	case disclosure.KindPermit:
		return aPermit(number)
	case disclosure.KindFiling:
		return aFiling(number)
	case disclosure.KindPenalty:
		return aPenalty(unique, "未消毒")
	case disclosure.KindGrading:
		return aGrading(number)
	case disclosure.KindReading:
		return aReading(number, unique)
	case disclosure.KindBoard:
		return aBoard(fmt.Sprintf("%08d", w.last), "vn_0000000000001")
	}
	w.Fatalf("no sample of kind %q", kind)
	return nil
}

// oneOfEach publishes a record of every kind, all at one venue.
func (w *world) oneOfEach() map[disclosure.Kind]disclosure.Record {
	w.Helper()
	records := make(map[disclosure.Kind]disclosure.Record)
	for _, kind := range disclosure.Kinds() {
		records[kind] = w.publish(w.anyBody(kind, "青卫证1"), "")
	}
	return records
}

// text is all that a file on the disk says, unpacked; of Parquet, every value.
func text(t testing.TB, path string, form Form) string {
	t.Helper()
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	unpacked, err := unpack(raw, form)
	if err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	return unpacked
}

func unpack(raw []byte, form Form) (string, error) {
	switch form {
	case FormNDJSONGzip, FormCSVGzip:
		r, err := gzip.NewReader(bytes.NewReader(raw))
		if err != nil {
			return "", err
		}
		all, err := io.ReadAll(r)
		return string(all), err
	case FormNDJSONZstd:
		r, err := zstd.NewReader(bytes.NewReader(raw))
		if err != nil {
			return "", err
		}
		defer r.Close()
		all, err := io.ReadAll(r)
		return string(all), err
	case FormParquet:
		lines, err := parquetRows(raw)
		return strings.Join(lines, "\n"), err
	}
	return "", fmt.Errorf("unknown form %q", form)
}

// parquetRows gives each row of a Parquet file as the texts of its values.
func parquetRows(raw []byte) ([]string, error) {
	file, err := parquet.OpenFile(bytes.NewReader(raw), int64(len(raw)))
	if err != nil {
		return nil, err
	}
	var lines []string
	for _, group := range file.RowGroups() {
		rows := group.Rows()
		buffer := make([]parquet.Row, 100)
		for {
			n, err := rows.ReadRows(buffer)
			for _, row := range buffer[:n] {
				lines = append(lines, fmt.Sprint(row))
			}
			if err != nil {
				if closeErr := rows.Close(); closeErr != nil || !errors.Is(err, io.EOF) {
					return nil, errors.Join(err, closeErr)
				}
				break
			}
		}
	}
	return lines, nil
}
