package publicapi

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/gofiber/fiber/v2"

	"mingshi/internal/disclosure"
	"mingshi/internal/finder"
	"mingshi/internal/search"
	"mingshi/internal/store"
	"mingshi/internal/store/sqlite"
	"mingshi/internal/web"
	"mingshi/internal/wire"
	"mingshi/qrsign"
)

const (
	baseURL  = "https://mingshi.example"
	business = "91320282MA1MARKQ01"
	deciding = "11320282014043721R"
)

// The records of the fixture have fixed ids, so that what is served can be compared letter by letter.
const (
	venueID      = disclosure.ID("vn_0000000000001")
	branchID     = disclosure.ID("vn_0000000000002")
	permitID     = disclosure.ID("pm_0000000000001")
	lapsedID     = disclosure.ID("pm_0000000000002")
	filingID     = disclosure.ID("fl_0000000000001")
	gradingID    = disclosure.ID("gr_0000000000001")
	readingID    = disclosure.ID("rd_0000000000001")
	penaltyID    = disclosure.ID("pn_0000000000001")
	unplacedID   = disclosure.ID("pn_0000000000002")
	withdrawnID  = disclosure.ID("pn_0000000000003")
	overdueID    = disclosure.ID("pn_0000000000004")
	boardID      = disclosure.ID("bd_0000000000001")
	unusedID     = disclosure.ID("pn_000000000000Z")
	permitNumber = "青卫公证字〔2025〕第0001号"
	branchNumber = "青卫公证字〔2025〕第0002号"
	filingNumber = "青卫备字〔2026〕第0007号"
)

// boardSerial is that of the only board: 04000001.
var boardSerial = qrsign.Serial{KeyID: 1, Number: 1}

// marker stands in every text of the records that are gone, and nowhere else.
const marker = "此内容不得再现"

// fixture is a store with records and the interface over it.
type fixture struct {
	testing.TB
	store *sqlite.Store
	index *index
	app   *fiber.App
	api   *api
	zone  *time.Location
	now   time.Time
}

// newFixture opens an empty store in the spring of 2025, when nothing of an answer lies in the future.
func newFixture(t testing.TB) *fixture {
	t.Helper()
	zone := time.FixedZone("Asia/Shanghai", 8*60*60)
	f := &fixture{TB: t, zone: zone, now: time.Date(2025, 5, 20, 10, 0, 0, 0, zone)}
	today := func() disclosure.Date { return disclosure.DateOf(f.now.In(zone)) }
	opened, err := sqlite.Open(t.Context(), t.TempDir(), sqlite.Options{Today: today, Zone: zone})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := opened.Close(); err != nil {
			t.Error(err)
		}
	})
	f.store = opened
	f.index = newIndex(f, today)
	f.app = web.New(web.Options{BaseURL: baseURL})
	f.api = newAPI(Deps{
		Boards: boardKeys(), Statements: signerWith(t, 1),
		Reader: opened, Feed: opened, Searcher: f.index, BaseURL: baseURL, Build: "test", Now: func() time.Time { return f.now },
		Authority: &disclosure.Authority{
			NameZH: "青禾区卫生健康局", NameEN: "Qinghe District Health Bureau", USCC: deciding, DivisionCode: "320282", Zone: zone,
			SiteTitleZH: "青禾区卫生监督信息公示", SiteTitleEN: "Qinghe health disclosures", ComplaintLine: "12345",
			PublishWithin: 7, ComplaintMail: "jd@qinghe.example", AddressZH: "青禾区民生路1号", RecordNumbers: []string{"苏ICP备00000000号"},
			LicenceName: "CC BY 4.0", LicenceURL: "https://creativecommons.org/licenses/by/4.0/",
			AttributionZH: "数据来源：青禾区卫生健康局", AttributionEN: "Source: Qinghe District Health Bureau",
		},
	})
	f.api.install(f.app)
	return f
}

// boardKeys has one made-up key.
func boardKeys() *qrsign.Keyring {
	ring, err := qrsign.NewKeyring(map[uint8][]byte{boardSerial.KeyID: bytes.Repeat([]byte{1}, 32)})
	if err != nil {
		panic(err)
	}
	return ring
}

// signerWith signs statements with made-up keys of these numbers.
func signerWith(t testing.TB, numbers ...uint8) *qrsign.Signer {
	t.Helper()
	seeds := make(map[uint8][]byte, len(numbers))
	for _, number := range numbers {
		seeds[number] = bytes.Repeat([]byte{number}, 32)
	}
	signer, err := qrsign.NewSigner(seeds)
	if err != nil {
		t.Fatal(err)
	}
	return signer
}

// seeded has one public record of every kind, a second venue of the same business, and two records that are gone.
func seeded(t testing.TB) *fixture {
	t.Helper()
	f := newFixture(t)
	f.publish(venueID, sampleVenue("青禾浴室", permitNumber, "青禾路17号"))
	f.publish(branchID, sampleVenue("青禾浴室二店", branchNumber, "青禾路17号2幢"))
	f.publish(permitID, samplePermit(permitNumber, "2029-03-31"))
	f.publish(lapsedID, samplePermit(branchNumber, "2025-05-20"))
	f.publish(filingID, sampleFiling())
	f.publish(gradingID, sampleGrading())
	f.publish(readingID, sampleReading())
	f.publish(penaltyID, samplePenalty("2025-03-03", "在青禾路17号的经营场所内未按规定消毒"))
	f.publish(unplacedID, samplePenalty("2025-03-04", "未按规定组织体检"))
	f.publish(boardID, sampleBoard())
	withdrawn := f.publish(withdrawnID, samplePenalty("2025-03-05", marker))
	f.end(withdrawn, disclosure.OpWithdraw, disclosure.ReasonRevoked, disclosure.StateWithdrawn)
	overdue := samplePenalty("2025-01-05", marker)
	overdue.ValidUntil = disclosure.MustDate("2025-05-19")
	f.publish(overdueID, overdue)
	return f
}

// publish writes one new record.
func (f *fixture) publish(id disclosure.ID, body disclosure.Body) disclosure.Record {
	f.Helper()
	record := f.record(id, body)
	f.apply(store.Write{Op: disclosure.OpPublish, Record: record})
	return record
}

// record makes a new record. Its salt is made from its id, so that digests stay the same from run to run.
func (f *fixture) record(id disclosure.ID, body disclosure.Body) disclosure.Record {
	f.Helper()
	document, err := disclosure.CanonicalJSON(body)
	if err != nil {
		f.Fatal(err)
	}
	record := disclosure.Record{
		ID: id, Kind: body.Kind(), Version: 1, State: disclosure.StatePublished, Authority: deciding,
		PublishedAt: f.now, UpdatedAt: f.now, Regime: "cn-2021", Body: document,
	}
	copy(record.Salt[:], id)
	record.Digest = record.ComputeDigest()
	describe(&record, body)
	return record
}

// describe fills the envelope from the body as publication does.
func describe(r *disclosure.Record, body disclosure.Body) {
	switch body := body.(type) {
	case *disclosure.Venue:
		r.Name, r.Subject, r.Places = body.Name, body.Operator.USCC, body.PermitNumbers
	case *disclosure.Permit:
		r.Name, r.Subject, r.DecidedOn = body.Counterparty.Name, body.Counterparty.USCC, body.DecidedOn
		r.Places = []string{body.PermitNumber}
	case *disclosure.Filing:
		r.Name, r.Subject, r.DecidedOn = body.Counterparty.Name, body.Counterparty.USCC, body.DecidedOn
		r.Places = []string{body.DocumentNumber}
	case *disclosure.Penalty:
		r.Name, r.Subject, r.DecidedOn = body.Counterparty.Name, body.Counterparty.USCC, body.DecidedOn
		r.PublicUntil = body.ValidUntil
	case *disclosure.Grading:
		r.Places, r.DecidedOn = []string{body.PermitNumber}, body.InspectedOn
	case *disclosure.Reading:
		r.Places, r.DecidedOn = []string{body.PermitNumber}, disclosure.MustDate(body.SampledAt[:10])
	case *disclosure.Board:
		r.Places, r.DecidedOn = []string{body.Serial}, body.IssuedOn
	}
}

// mustGet reads a public record.
func (f *fixture) mustGet(id disclosure.ID) disclosure.Record {
	f.Helper()
	record, err := f.store.Get(f.Context(), id)
	if err != nil {
		f.Fatal(err)
	}
	return record
}

// rewrite corrects a record.
func (f *fixture) rewrite(r disclosure.Record, body disclosure.Body) {
	f.Helper()
	corrected := f.record(r.ID, body)
	corrected.Version = r.Version + 1
	f.apply(store.Write{Op: disclosure.OpCorrect, Reason: disclosure.ReasonErrorInSource, Record: corrected, Expect: r.Version})
}

// end makes a record gone.
func (f *fixture) end(r disclosure.Record, op disclosure.Op, reason disclosure.Reason, state disclosure.State) {
	f.Helper()
	r.Version++
	r.State = state
	f.apply(store.Write{Op: op, Reason: reason, Record: r, Expect: r.Version - 1})
}

// dispute says that an objection to a record runs, and settle that it does no more.
func (f *fixture) dispute(id disclosure.ID) {
	f.Helper()
	f.end(f.mustGet(id), disclosure.OpDispute, disclosure.ReasonObjectionReceived, disclosure.StateDisputed)
}

func (f *fixture) settle(id disclosure.ID) {
	f.Helper()
	f.end(f.mustGet(id), disclosure.OpSettle, disclosure.ReasonObjectionRejected, disclosure.StatePublished)
}

func (f *fixture) apply(write store.Write) {
	f.Helper()
	write.Trail.By = "test"
	if _, err := f.store.Apply(f.Context(), store.Batch{At: f.now, Writes: []store.Write{write}}); err != nil {
		f.Fatal(err)
	}
	f.index.catchUp()
}

// answer is what came back.
type answer struct {
	status int
	header http.Header
	body   string
}

// code is that of the problem; "" for anything else.
func (a answer) code() string {
	var p web.Problem
	if a.header.Get("Content-Type") != web.ProblemType || json.Unmarshal([]byte(a.body), &p) != nil {
		return ""
	}
	return p.Code
}

func (f *fixture) do(method, target string, header ...string) answer {
	f.Helper()
	a, err := f.exchange(method, target, header...)
	if err != nil {
		f.Fatal(err)
	}
	return a
}

// exchange may be called from any goroutine.
func (f *fixture) exchange(method, target string, header ...string) (answer, error) {
	request, err := http.NewRequestWithContext(f.Context(), method, target, nil)
	if err != nil {
		return answer{}, err
	}
	request.Host = "mingshi.example"
	for i := 0; i < len(header); i += 2 {
		request.Header.Add(header[i], header[i+1])
	}
	response, err := f.app.Test(request, -1)
	if err != nil {
		return answer{}, err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		return answer{}, err
	}
	a := answer{response.StatusCode, response.Header, string(body)}
	if _, measures := f.TB.(*testing.B); measures {
		return a, nil // to hold an answer against its description takes longer than to make it
	}
	if err := described(request, a); err != nil {
		f.Errorf("%s %s: %v", method, target, err)
	}
	return a, nil
}

func (f *fixture) get(target string, header ...string) answer {
	f.Helper()
	return f.do(http.MethodGet, target, header...)
}

// decoded reads a JSON answer into v and fails on anything but 200.
func (f *fixture) decoded(target string, v any) {
	f.Helper()
	a := f.get(target)
	if a.status != http.StatusOK {
		f.Fatalf("GET %s: %d %s", target, a.status, a.body)
	}
	if err := json.Unmarshal([]byte(a.body), v); err != nil {
		f.Fatalf("GET %s: %v in %s", target, err, a.body)
	}
}

// golden compares got with the file; with -update it writes the file.
func golden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s differs; got:\n%s", file, got)
	}
}

// everyTarget is every address of the interface, for records that are there and records that are not.
func everyTarget() []string {
	targets := []string{
		"/healthz", "/readyz", root + "/authorities", cataloguePath,
		root + "/stats", root + "/stats?by=happened&authority=" + deciding, root + "/stats/timeliness", root + "/stats/timeliness?month=2025-03",
		root + "/stats/grades", root + "/stats/grades?from=2024-01&venue_kind=bathing", root + "/stats/grades/changes?limit=200", root + "/stats/inspections",
		root + "/changes?limit=1000", root + "/subjects/" + business, root + "/boards/04000001",
		"/venues/" + string(venueID) + "/statement.jws", "/venues/" + string(branchID) + "/statement.jws",
		"/badge/" + string(venueID) + ".svg", "/badge/" + string(branchID) + ".svg",
		"/subjects/" + business + ".json", root + "/subjects", root + "/subjects?limit=200", "/subjects.json",
		root + "/search?limit=200&facets=" + allFacets(), "/search.json?limit=200&sort=-fine_cny",
		root + "/search?q=" + url.QueryEscape("青禾"), root + "/search?q=" + url.QueryEscape(marker), root + "/suggest?q=" + url.QueryEscape("青"),
	}
	for name := range feedKinds {
		targets = append(targets, "/feeds/"+name+".json", "/feeds/"+name+".atom", "/feeds/"+name+".json?venue="+string(venueID))
	}
	ids := map[disclosure.Kind][]disclosure.ID{
		disclosure.KindVenue: {venueID, branchID}, disclosure.KindPermit: {permitID, lapsedID}, disclosure.KindFiling: {filingID},
		disclosure.KindGrading: {gradingID}, disclosure.KindReading: {readingID},
		disclosure.KindPenalty: {penaltyID, unplacedID, withdrawnID, overdueID, unusedID},
	}
	for _, kind := range kinds {
		plural := "/" + kind.Plural()
		targets = append(targets, root+plural+"?limit=200", root+plural+"?limit=200&facets=kind,year", root+plural+"?q="+url.QueryEscape("青"))
		for _, order := range finder.Sorts(kind) {
			targets = append(targets, root+plural+"?sort="+order)
		}
		for _, id := range ids[kind] {
			targets = append(targets, root+plural+"/"+string(id), root+plural+"/"+string(id)+"/history")
		}
		if wire.HasPage(kind) {
			targets = append(targets, plural+".json", plural+"/"+string(ids[kind][0])+".json")
		}
	}
	return targets
}

// allFacets is every field, as the parameter takes them.
func allFacets() string {
	var names []string
	for _, field := range search.Fields() {
		names = append(names, string(field))
	}
	return strings.Join(names, ",")
}

func sampleVenue(name, number, address string) *disclosure.Venue {
	return &disclosure.Venue{
		Name: name, VenueKind: "bathing", Operator: disclosure.Party{Name: "青禾浴室有限公司", USCC: business},
		Address: address, Street: "青禾街道", Grid: "青禾-03", GridDuty: "王某", PermitNumber: number,
		PermitNumbers: []string{number}, Location: &disclosure.Location{Lat: "31.36", Lon: "119.82", Datum: "CGCS2000"},
		Status: disclosure.VenueOpen, PublicPhone: "0510-00000000",
	}
}

func samplePermit(number, until string) *disclosure.Permit {
	return &disclosure.Permit{
		DocumentTitle: "公共场所卫生许可决定书", DocumentNumber: number, Counterparty: sampleCounterparty(),
		PermitKind: "general", CertificateName: "公共场所卫生许可证", PermitNumber: number, Content: `住宿 <公共浴室> & "足浴"`,
		DecidedOn: disclosure.MustDate("2025-04-01"), ValidFrom: disclosure.MustDate("2021-04-01"),
		ValidUntil: disclosure.MustDate(until), Authority: sampleAuthority(), Source: sampleAuthority(),
		Status: disclosure.PermitInForce, Remark: "无",
	}
}

func sampleFiling() *disclosure.Filing {
	return &disclosure.Filing{
		DocumentTitle: "公共场所卫生备案", DocumentNumber: filingNumber, Counterparty: sampleCounterparty(),
		Premises: disclosure.Premises{Name: "青禾书店", VenueKind: "bookshop", Address: "青禾路9号", Street: "青禾街道"},
		Content:  "书店备案", DecidedOn: disclosure.MustDate("2025-04-08"), ValidFrom: disclosure.MustDate("2025-04-08"),
		Authority: sampleAuthority(), Source: sampleAuthority(), Status: disclosure.PermitInForce, Remark: "无",
	}
}

func samplePenalty(decided, facts string) *disclosure.Penalty {
	fine, none := disclosure.Fen(300000), disclosure.Fen(0)
	return &disclosure.Penalty{
		DocumentNumber: "青卫公罚〔2025〕0001号", Counterparty: sampleCounterparty(), ViolationType: "违反公共场所卫生管理规定",
		Facts: facts, LegalBasis: "《公共场所卫生管理条例实施细则》第三十七条",
		PenaltyKinds: []disclosure.PenaltyKind{disclosure.PenaltyWarning, disclosure.PenaltyFine}, Content: "警告，罚款3000元",
		Fine: &fine, Confiscated: &none, LicenseAction: "无", DecidedOn: disclosure.MustDate(decided),
		ValidUntil: disclosure.MustDate(decided).AddMonths(12), Authority: sampleAuthority(), Source: sampleAuthority(),
		MisconductClass: "ordinary", Repair: disclosure.RepairTerm{EarliestOn: disclosure.MustDate(decided).AddMonths(3)}, Remark: "无",
	}
}

func sampleGrading() *disclosure.Grading {
	return &disclosure.Grading{
		PermitNumber: permitNumber, InspectedOn: disclosure.MustDate("2025-04-02"), InspectionKind: "routine",
		Table:         disclosure.ScoreTable{Code: "bathing", Version: "2025", Verified: true},
		ScoreObtained: "76", ScoreApplicable: "88", StandardScore: "86.36", FailedKeyItems: []string{},
		Deductions: []disclosure.Deduction{{Item: "3.2", Points: "2"}}, Grade: &disclosure.Grade{Letter: "B", Word: "良好"},
		ToNextBand: "3.64", InspectorsCount: 2, Correction: disclosure.Correction{
			Ordered: true, DueOn: disclosure.MustDate("2025-04-16"), ReinspectedOn: disclosure.MustDate("2025-04-20"),
			Result: disclosure.ResultPass,
		},
	}
}

func sampleReading() *disclosure.Reading {
	return &disclosure.Reading{
		PermitNumber: permitNumber, SampledAt: "2025-05-06T09:30:00+08:00", Item: "尿素", Value: "2.1", Comparator: "<",
		Unit: "mg/L", Limit: &disclosure.Limit{Min: "0", Max: "3.5", Basis: "GB 37488-2019", Verified: true},
		Result: disclosure.ResultPass, Place: "池水", TestedBy: "青禾检测公司", Source: "laboratory",
	}
}

func sampleBoard() *disclosure.Board {
	return &disclosure.Board{
		Serial: boardSerial.String(), Venue: venueID, IssuedOn: disclosure.MustDate("2025-05-01"), Standing: disclosure.BoardInForce,
		Printed: &disclosure.Print{
			On: disclosure.MustDate("2025-05-01"), Letter: "B", DecidedOn: disclosure.MustDate("2025-04-02"),
			Face: boardKeys().Face(boardSerial, "青禾浴室", "青禾路17号"),
		},
	}
}

func sampleAuthority() disclosure.Party {
	return disclosure.Party{Name: "青禾区卫生健康局", USCC: deciding}
}

func sampleCounterparty() disclosure.Counterparty {
	return disclosure.Counterparty{
		Name: "青禾浴室有限公司", Kind: disclosure.Organization, USCC: business, LegalRepresentative: "李青",
	}
}

// numbered is the n-th of many ids of a kind.
func numbered(kind disclosure.Kind, n int) disclosure.ID {
	return disclosure.ID(kind.Prefix() + fmt.Sprintf("%013d", n))
}

// indented shows JSON for comparison; members keep their order.
func indented(t *testing.T, document string) string {
	t.Helper()
	var out strings.Builder
	var raw json.RawMessage
	if err := json.Unmarshal([]byte(document), &raw); err != nil {
		t.Fatalf("%v in %s", err, document)
	}
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(raw); err != nil {
		t.Fatal(err)
	}
	return out.String()
}
