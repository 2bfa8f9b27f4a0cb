package tabular

import (
	"encoding/json"
	"fmt"
	"io"
	"reflect"
	"strings"
	"testing"
	"time"

	"mingshi/internal/disclosure"
	"mingshi/internal/i18n"
	"mingshi/internal/store"
	"mingshi/internal/store/sqlite"
	"mingshi/internal/wire"
)

const (
	baseURL      = "https://mingshi.example"
	business     = "91419901MAX995497C"
	deciding     = "11419901MB0000000C"
	permitNumber = "示卫公证字〔2025〕第0001号"
)

var (
	zone  = time.FixedZone("Asia/Shanghai", 8*60*60)
	today = disclosure.MustDate("2026-11-20")
)

// bodies has one of each kind, every field of which is filled.
func bodies() map[disclosure.Kind]disclosure.Body {
	fine, gains := disclosure.Fen(300_000), disclosure.Fen(12_345)
	who := disclosure.Counterparty{
		Name: "示例市星色酒店管理有限公司", Kind: disclosure.Organization, USCC: business, LegalRepresentative: "昝雪梅",
		OtherCodes: &disclosure.OtherCodes{
			BusinessRegNo: "419901000001234", OrgCode: "MAX995497", TaxRegNo: "419901MAX995497", InstitutionCertNo: "141990100001",
			SocialOrgRegNo: "51419901MJ0000001X",
		},
	}
	authority := disclosure.Party{Name: "示例市湖光区卫生健康局", USCC: deciding}
	source := disclosure.Party{Name: "示例市湖光区卫生健康综合监督执法大队", USCC: "12419901MB00000196"}
	return map[disclosure.Kind]disclosure.Body{
		disclosure.KindVenue: &disclosure.Venue{
			Name: "星色酒店", FormerNames: []string{"旧星;酒店", `"星"`}, VenueKind: "lodging", Operator: disclosure.Party{Name: who.Name, USCC: business},
			Address: "书院街23号", Street: "书院街道", Grid: "书院-03", GridDuty: "三网格", PermitNumber: permitNumber,
			PermitNumbers: []string{permitNumber}, Location: &disclosure.Location{Lat: "31.36", Lon: "119.82000001", Datum: "CGCS2000"},
			Status: disclosure.VenueOpen, PublicPhone: "0370-0000000",
		},
		disclosure.KindPermit: &disclosure.Permit{
			DocumentTitle: "准予行政许可决定书", DocumentNumber: "示卫许准字〔2025〕第0001号", Counterparty: who,
			PermitKind: disclosure.PermitOther, PermitKindOther: "告知承诺", CertificateName: "公共场所卫生许可证",
			PermitNumber: permitNumber, Content: "住宿 <宾馆> & \"足浴\"\n第二行，另有：=1+1", DecidedOn: disclosure.MustDate("2025-04-01"),
			ValidFrom: disclosure.MustDate("2025-04-02"), ValidUntil: disclosure.MustDate("2026-04-01"), Authority: authority, Source: source,
			Status: disclosure.PermitInForce, Remark: "=HYPERLINK(\"https://x.example\")",
		},
		disclosure.KindFiling: &disclosure.Filing{
			DocumentTitle: "公共场所卫生备案", DocumentNumber: "示卫公备〔2026〕第0007号", Counterparty: who,
			Premises: disclosure.Premises{Name: "青禾书店", VenueKind: "bookshop", Address: "书院街9号", Street: "书院街道"}, Content: "书店备案",
			DecidedOn: disclosure.MustDate("2025-04-08"), ValidFrom: disclosure.MustDate("2025-04-08"), ValidUntil: disclosure.MustDate("2029-04-07"),
			Authority: authority, Source: source, Status: disclosure.PermitInForce, Remark: "+1",
		},
		disclosure.KindGrading: &disclosure.Grading{
			PermitNumber: permitNumber, InspectedOn: disclosure.MustDate("2025-04-02"), InspectionKind: "routine",
			Table:         disclosure.ScoreTable{Code: "lodging", Version: "2025", Verified: true},
			ScoreObtained: "76", ScoreApplicable: "88", StandardScore: "86.36", FailedKeyItems: []string{"布草间"},
			NotApplicable: []disclosure.Gap{{Item: "拖鞋清洗消毒", Remark: "不提供拖鞋"}},
			Deductions:    []disclosure.Deduction{{Item: "3.2", Points: "2.5", Remark: "缺两个月"}}, Grade: &disclosure.Grade{Letter: "B", Word: "良好"},
			ToNextBand: "3.64", InspectorsCount: 2,
			Correction: disclosure.Correction{
				Ordered: true, DueOn: disclosure.MustDate("2025-04-16"), ReinspectedOn: disclosure.MustDate("2025-04-20"), Result: disclosure.ResultPass,
			},
		},
		disclosure.KindReading: &disclosure.Reading{
			PermitNumber: permitNumber, SampledAt: "2025-05-06T01:30:00Z", Item: "尿素", Value: "2.1", Comparator: "<", Unit: "mg/L",
			Limit:  &disclosure.Limit{Min: "0.5", Max: "3.5", MinExclusive: true, MaxExclusive: true, Recommended: true, Basis: "GB 37488-2019", Verified: true},
			Result: disclosure.ResultPass, Place: "池水", TestedBy: "青禾检测公司", Source: "laboratory",
		},
		disclosure.KindPenalty: &disclosure.Penalty{
			DocumentNumber: "示卫公罚〔2026〕9001号", Counterparty: who, ViolationType: "未按规定进行卫生检测",
			Facts: "经查，该单位未能提供近一年内卫生检测报告。", LegalBasis: "《公共场所卫生管理条例实施细则》第三十六条第（一）项",
			PenaltyKinds:     []disclosure.PenaltyKind{disclosure.PenaltyWarning, disclosure.PenaltyFine, disclosure.PenaltyOther},
			PenaltyKindOther: "责令改正", Content: "警告，罚款人民币3000元", Fine: &fine, Confiscated: &gains, LicenseAction: permitNumber,
			DecidedOn: disclosure.MustDate("2026-11-12"), ValidUntil: disclosure.MustDate("2027-11-12"), Authority: authority, Source: source,
			MisconductClass: "ordinary", Repair: disclosure.RepairTerm{EarliestOn: disclosure.MustDate("2027-02-12")}, Remark: "@无",
		},
		disclosure.KindBoard: &disclosure.Board{
			Serial: "04000001", Venue: idOf(disclosure.KindVenue, 1), IssuedOn: disclosure.MustDate("2025-05-01"),
			Standing: disclosure.BoardReplaced, EndedOn: disclosure.MustDate("2025-09-01"), EndReason: disclosure.BoardDamaged,
			Place: "大堂", Replaces: "04000000", ReplacedBy: "04000002",
			Printed: &disclosure.Print{
				On: disclosure.MustDate("2025-05-02"), Letter: "B", DecidedOn: disclosure.MustDate("2025-04-02"), Face: "8K7JJB90",
			},
			Earlier: []disclosure.Print{{On: disclosure.MustDate("2025-05-01"), DecidedOn: disclosure.MustDate("2025-04-01"), Face: "8K7JJB90"}},
		},
	}
}

// idOf is a fixed id.
func idOf(kind disclosure.Kind, n int) disclosure.ID {
	return disclosure.ID(fmt.Sprintf("%s%013d", kind.Prefix(), n))
}

// recordOf makes the envelope as publication does.
func recordOf(t testing.TB, n int, body disclosure.Body) disclosure.Record {
	t.Helper()
	document, err := disclosure.CanonicalJSON(body)
	if err != nil {
		t.Fatal(err)
	}
	at := time.Date(2026, 11, 20, 4, 0, 0, 123_456_000, time.UTC)
	r := disclosure.Record{
		ID: idOf(body.Kind(), n), Kind: body.Kind(), Version: 1, State: disclosure.StatePublished, Authority: deciding,
		PublishedAt: at, UpdatedAt: at, Regime: "cn-2026", Position: int64(n), PublicUntil: disclosure.MustDate("2027-11-12"),
	}
	r.Seal(document)
	switch body := body.(type) {
	case *disclosure.Venue:
		r.Name, r.Subject, r.Places = body.Name, body.Operator.USCC, body.PermitNumbers
	case *disclosure.Permit:
		r.Name, r.Subject, r.DecidedOn, r.Places = body.Counterparty.Name, body.Counterparty.USCC, body.DecidedOn, []string{body.PermitNumber}
	case *disclosure.Filing:
		r.Name, r.Subject, r.DecidedOn, r.Places = body.Counterparty.Name, body.Counterparty.USCC, body.DecidedOn, []string{permitNumber}
	case *disclosure.Penalty:
		r.Name, r.Subject, r.DecidedOn = body.Counterparty.Name, body.Counterparty.USCC, body.DecidedOn
	case *disclosure.Grading:
		r.Places, r.DecidedOn = []string{body.PermitNumber}, body.InspectedOn
	case *disclosure.Reading:
		r.Places, r.DecidedOn = []string{body.PermitNumber}, disclosure.MustDate(body.SampledAt[:10])
	case *disclosure.Board:
		r.Places, r.DecidedOn = []string{body.Serial}, body.IssuedOn
	}
	return r
}

// world is a store with one record of each kind, and what is joined to them.
type world struct {
	records map[disclosure.Kind][]disclosure.Record
	joined  map[disclosure.Kind]*wire.Joined
}

func newWorld(t testing.TB, lens wire.Lens) *world {
	t.Helper()
	opened, err := sqlite.Open(t.Context(), t.TempDir(), sqlite.Options{Today: func() disclosure.Date { return today }, Zone: zone})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := opened.Close(); err != nil {
			t.Error(err)
		}
	})
	all := bodies()
	for i, kind := range disclosure.Kinds() {
		write := store.Write{Op: disclosure.OpPublish, Record: recordOf(t, i+1, all[kind])}
		write.Trail.By = "test"
		if _, err := opened.Apply(t.Context(), store.Batch{At: write.Record.PublishedAt, Writes: []store.Write{write}}); err != nil {
			t.Fatal(err)
		}
	}
	lens.BaseURL, lens.Today = baseURL, today
	w := &world{records: map[disclosure.Kind][]disclosure.Record{}, joined: map[disclosure.Kind]*wire.Joined{}}
	for _, kind := range disclosure.Kinds() {
		page, err := opened.List(t.Context(), store.Query{Kind: kind, Limit: 10})
		if err != nil {
			t.Fatal(err)
		}
		w.records[kind] = page.Records
		if w.joined[kind], err = wire.Join(t.Context(), opened, lens, page.Records); err != nil {
			t.Fatal(err)
		}
	}
	return w
}

// served is the record of a kind as the interface serves it.
func (w *world) served(t testing.TB, kind disclosure.Kind) map[string]any {
	t.Helper()
	document, err := w.joined[kind].Append(nil, &w.records[kind][0])
	if err != nil {
		t.Fatal(err)
	}
	decoder := json.NewDecoder(strings.NewReader(string(document)))
	decoder.UseNumber()
	var members map[string]any
	if err := decoder.Decode(&members); err != nil {
		t.Fatal(err)
	}
	return members
}

// write makes a file of the records of a kind.
func (w *world) write(t testing.TB, out io.Writer, o Options) {
	t.Helper()
	writer, err := NewWriter(out, o)
	if err != nil {
		t.Fatal(err)
	}
	if err := writer.Write(w.joined[o.Kind], w.records[o.Kind]); err != nil {
		t.Fatal(err)
	}
	if err := writer.Close(); err != nil {
		t.Fatal(err)
	}
}

// texts is the row of the first record of a kind, by the names of its columns.
func (w *world) texts(t testing.TB, kind disclosure.Kind, codes Codes, lang i18n.Lang) (columns []Column, texts map[string]string) {
	t.Helper()
	columns, err := columnsOf(kind, codes, lang)
	if err != nil {
		t.Fatal(err)
	}
	row, err := newTable(kind, codes, columns).row(w.joined[kind], &w.records[kind][0])
	if err != nil {
		t.Fatal(err)
	}
	texts = map[string]string{}
	for i := range columns {
		texts[columns[i].Name] = string(row[i])
	}
	return columns, texts
}

// about fills every field.
func about() About {
	return About{
		Query: "kind=penalty&year=2026", URL: baseURL + "/api/v1/penalties?year=2026",
		FeedID: "feed_1", Position: 42, AsOf: time.Date(2026, 11, 20, 4, 0, 0, 0, time.UTC), Publisher: "示例市湖光区卫生健康局",
		Licence: "CC BY 4.0", LicenceURL: "https://licence.example", Attribution: "来源：示例市湖光区卫生健康局",
	}
}

// TestFixturesFillEveryField: a field that is empty in the fixture is one that no test here sees.
func TestFixturesFillEveryField(t *testing.T) {
	for kind, body := range bodies() {
		mustBeFull(t, string(kind), reflect.ValueOf(body))
	}
	mustBeFull(t, "about", reflect.ValueOf(about()))
}

func mustBeFull(t *testing.T, path string, v reflect.Value) {
	t.Helper()
	for v.Kind() == reflect.Pointer && !v.IsNil() {
		v = v.Elem()
	}
	if v.IsZero() {
		t.Errorf("%s is empty", path)
		return
	}
	if v.Kind() != reflect.Struct || v.Type() == reflect.TypeFor[disclosure.Date]() || v.Type() == reflect.TypeFor[time.Time]() {
		return
	}
	for i := range v.NumField() {
		mustBeFull(t, path+"."+v.Type().Field(i).Name, v.Field(i))
	}
}
