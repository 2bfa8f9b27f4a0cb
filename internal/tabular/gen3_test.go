package tabular

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mingshi/internal/disclosure"
	"mingshi/internal/wire"
)

// The standard's fields in its order, and our two at the end.
const (
	permitCodes = "XK_XDR_MC XK_XDR_LB XK_XDR_SHXYM XK_XDR_GSZC XK_XDR_ZZJG XK_XDR_SWDJ XK_XDR_SYDW XK_XDR_SHZZ XK_FRDB XK_FR_ZJLX " +
		"XK_FR_ZJHM XK_XDR_ZJLX XK_XDR_ZJHM XK_XKWS XK_WSH XK_XKLB XK_XKZS XK_XKBH XK_NR XK_JDRQ XK_YXQZ XK_YXQZI XK_XKJG XK_XKJGDM " +
		"XK_ZT XK_LYDW XK_LYDWDM BZ MS_JLBH MS_BWZ"
	penaltyCodes = "CF_XDR_MC CF_XDR_LB CF_XDR_SHXYM CF_XDR_GSZC CF_XDR_ZZJG CF_XDR_SWDJ CF_XDR_SYDW CF_XDR_SHZZ CF_FRDB CF_FR_ZJLX " +
		"CF_FR_ZJHM CF_XDR_ZJLX CF_XDR_ZJHM CF_WSH CF_WFXW CF_SY CF_YJ CF_CFLB CF_NR CF_NR_FK CF_NR_WFFF CF_NR_ZKDX CF_JDRQ CF_YXQ " +
		"CF_GSJZQ CF_CFJG CF_CFJGDM CF_SJLY CF_SJLYDM BZ MS_JLBH MS_BWZ"
)

func TestGen3HasTheStandardsFieldsInItsOrder(t *testing.T) {
	for kind, want := range map[disclosure.Kind]string{disclosure.KindPermit: permitCodes, disclosure.KindPenalty: penaltyCodes} {
		columns, _ := Columns(kind, CodesGen3)
		var got []string
		for _, c := range columns {
			got = append(got, c.Name)
		}
		if diff := cmp.Diff(strings.Fields(want), got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", kind, diff)
		}
	}
}

// TestGen3AgreesWithTheIntake: what we write must be what we read. The intake's columns that a file may have beside the
// standard's are no fields of ours.
func TestGen3AgreesWithTheIntake(t *testing.T) {
	raw, err := os.ReadFile(filepath.Join("..", "intake", "formats.json"))
	if err != nil {
		t.Fatal(err)
	}
	type column struct {
		Code  string   `json:"code"`
		Names []string `json:"names"`
		Max   int      `json:"max"`
		Need  need     `json:"need"`
	}
	var file struct {
		Formats []struct {
			Kind       disclosure.Kind `json:"kind"`
			Generation string          `json:"generation"`
			Columns    []column        `json:"columns"`
		} `json:"formats"`
	}
	if err := json.Unmarshal(raw, &file); err != nil {
		t.Fatal(err)
	}
	compared := 0
	for _, format := range file.Formats {
		if format.Generation != "gen3" {
			continue
		}
		compared++
		var want, got []column
		for _, c := range format.Columns {
			if c.Code != "" && !strings.HasSuffix(c.Code, "_SYFW") {
				want = append(want, column{c.Code, c.Names[:1], c.Max, c.Need})
			}
		}
		d, err := dictionaries()
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range d.gen3[format.Kind].fields {
			got = append(got, column{f.Code, []string{f.Name}, f.Max, f.Need})
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-intake +ours):\n%s", format.Kind, diff)
		}
	}
	if compared != 2 {
		t.Errorf("compared %d formats, want 2", compared)
	}
}

func TestGen3WritesValuesAsTheStandardDoes(t *testing.T) {
	w := newWorld(t, wire.Lens{})
	for kind, want := range map[disclosure.Kind]map[string]string{
		disclosure.KindPermit: {
			"XK_XDR_MC": "示例市星色酒店管理有限公司", "XK_XDR_LB": "法人及非法人组织", "XK_XDR_SHXYM": business, "XK_XDR_GSZC": "419901000001234",
			"XK_XDR_ZZJG": "MAX995497", "XK_XDR_SWDJ": "419901MAX995497", "XK_XDR_SYDW": "141990100001", "XK_XDR_SHZZ": "51419901MJ0000001X",
			"XK_FRDB": "昝雪梅", "XK_FR_ZJLX": "", "XK_FR_ZJHM": "", "XK_XDR_ZJLX": "", "XK_XDR_ZJHM": "", "XK_XKWS": "准予行政许可决定书",
			"XK_WSH": "示卫许准字〔2025〕第0001号", "XK_XKLB": "其他-告知承诺", "XK_XKZS": "公共场所卫生许可证", "XK_XKBH": permitNumber,
			"XK_NR": "住宿 <宾馆> & \"足浴\"\n第二行，另有：=1+1", "XK_JDRQ": "2025/04/01", "XK_YXQZ": "2025/04/02", "XK_YXQZI": "2026/04/01",
			"XK_XKJG": "示例市湖光区卫生健康局", "XK_XKJGDM": deciding, "XK_ZT": "1", "XK_LYDW": "示例市湖光区卫生健康综合监督执法大队",
			"XK_LYDWDM": "12419901MB00000196", "BZ": "=HYPERLINK(\"https://x.example\")", "MS_JLBH": string(idOf(disclosure.KindPermit, 2)), "MS_BWZ": "",
		},
		disclosure.KindPenalty: {
			"CF_XDR_MC": "示例市星色酒店管理有限公司", "CF_XDR_LB": "法人及非法人组织", "CF_XDR_SHXYM": business, "CF_XDR_GSZC": "419901000001234",
			"CF_XDR_ZZJG": "MAX995497", "CF_XDR_SWDJ": "419901MAX995497", "CF_XDR_SYDW": "141990100001", "CF_XDR_SHZZ": "51419901MJ0000001X",
			"CF_FRDB": "昝雪梅", "CF_FR_ZJLX": "", "CF_FR_ZJHM": "", "CF_XDR_ZJLX": "", "CF_XDR_ZJHM": "", "CF_WSH": "示卫公罚〔2026〕9001号",
			"CF_WFXW": "未按规定进行卫生检测", "CF_SY": "经查，该单位未能提供近一年内卫生检测报告。", "CF_YJ": "《公共场所卫生管理条例实施细则》第三十六条第（一）项",
			"CF_CFLB": "警告;罚款;其他-责令改正", "CF_NR": "警告，罚款人民币3000元", "CF_NR_FK": "0.3", "CF_NR_WFFF": "0.012345",
			"CF_NR_ZKDX": permitNumber, "CF_JDRQ": "2026/11/12", "CF_YXQ": "2027/11/12", "CF_GSJZQ": "2027/11/12",
			"CF_CFJG": "示例市湖光区卫生健康局", "CF_CFJGDM": deciding, "CF_SJLY": "示例市湖光区卫生健康综合监督执法大队",
			"CF_SJLYDM": "12419901MB00000196", "BZ": "@无", "MS_JLBH": string(idOf(disclosure.KindPenalty, 6)), "MS_BWZ": "",
		},
	} {
		_, got := w.texts(t, kind, CodesGen3, "")
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", kind, diff)
		}
	}
}

func TestGen3WritesNoEndAsTheStandardDoes(t *testing.T) {
	permit, penalty := permitBody(), penaltyBody()
	permit.ValidUntil, penalty.ValidUntil = disclosure.Date{}, disclosure.Date{}
	record := recordOf(t, 1, penalty)
	record.PublicUntil = disclosure.Date{}
	got := gen3Of(t, &record)
	if got["CF_YXQ"] != noEnd || got["CF_GSJZQ"] != noEnd {
		t.Errorf("penalty without end: %q, public until %q", got["CF_YXQ"], got["CF_GSJZQ"])
	}
	record = recordOf(t, 1, permit)
	if got := gen3Of(t, &record); got["XK_YXQZI"] != noEnd || got["MS_BWZ"] != "" {
		t.Errorf("permit without end: %q, not complete: %q", got["XK_YXQZI"], got["MS_BWZ"])
	}
}

func permitBody() *disclosure.Permit   { return bodies()[disclosure.KindPermit].(*disclosure.Permit) }
func penaltyBody() *disclosure.Penalty { return bodies()[disclosure.KindPenalty].(*disclosure.Penalty) }

// gen3Of reads what AppendGen3 writes.
func gen3Of(t *testing.T, r *disclosure.Record) map[string]string {
	t.Helper()
	document, err := AppendGen3(nil, nil, r)
	if err != nil {
		t.Fatal(err)
	}
	var members map[string]string
	if err := json.Unmarshal(document, &members); err != nil {
		t.Fatalf("%v in %s", err, document)
	}
	return members
}

// TestOnlyCompleteRowsComeBack has one reason after another why a row could not be read back as it was, by what it says of itself.
func TestOnlyCompleteRowsComeBack(t *testing.T) {
	for says, changes := range map[string]map[string]func(p *disclosure.Permit){
		"已隐去个人信息": {
			"natural person":         func(p *disclosure.Permit) { p.Counterparty.Kind = disclosure.NaturalPerson },
			"masked document number": func(p *disclosure.Permit) { p.DocumentNumber = "示卫******号" },
			"masked permit number":   func(p *disclosure.Permit) { p.PermitNumber = "示卫******号" },
			"person without a title": func(p *disclosure.Permit) { p.Counterparty.Kind, p.DocumentTitle = disclosure.NaturalPerson, "" },
		},
		"缺少标准必填项": {
			"no credit code":                   func(p *disclosure.Permit) { p.Counterparty.USCC = "" },
			"no representative":                func(p *disclosure.Permit) { p.Counterparty.LegalRepresentative = "" },
			"no title":                         func(p *disclosure.Permit) { p.DocumentTitle = "" },
			"no first day, as in generation 1": func(p *disclosure.Permit) { p.ValidFrom = disclosure.Date{} },
			"authority without a code":         func(p *disclosure.Permit) { p.Authority.USCC = "" },
			"source without a code":            func(p *disclosure.Permit) { p.Source.USCC = "" },
			"no status":                        func(p *disclosure.Permit) { p.Status = "" },
		},
		"状态不在标准代码内": {
			"revoked":                        func(p *disclosure.Permit) { p.Status = disclosure.PermitRevoked },
			"deregistered":                   func(p *disclosure.Permit) { p.Status = disclosure.PermitDeregistered },
			"disputed":                       func(p *disclosure.Permit) { p.Status = disclosure.PermitDisputed },
			"lapsed by the authority's word": func(p *disclosure.Permit) { p.Status = disclosure.PermitLapsed },
		},
		"超出标准长度": {
			"longer than the standard allows": func(p *disclosure.Permit) { p.CertificateName = strings.Repeat("证", 65) },
		},
		"其他类别的说明无法原样读回": {
			"other words of two values":    func(p *disclosure.Permit) { p.PermitKindOther = "甲；乙" },
			"other words that lose a sign": func(p *disclosure.Permit) { p.PermitKindOther = "（甲）" },
		},
	} {
		for name, change := range changes {
			body := permitBody()
			change(body)
			mustSay(t, "permit: "+name, body, says)
		}
	}
}

// TestOnlyCompletePenaltiesComeBack has the reasons that penalties alone have, or have otherwise.
func TestOnlyCompletePenaltiesComeBack(t *testing.T) {
	for says, changes := range map[string]map[string]func(p *disclosure.Penalty){
		"已隐去个人信息": {
			"natural person": func(p *disclosure.Penalty) {
				p.Counterparty = disclosure.Counterparty{Name: "李某", Kind: "natural_person"}
			},
			"masked number": func(p *disclosure.Penalty) { p.DocumentNumber = "示卫******号" },
		},
		"缺少标准必填项": {
			"kind unknown":            func(p *disclosure.Penalty) { p.Counterparty.Kind = "" },
			"fine without its amount": func(p *disclosure.Penalty) { p.Fine = nil },
			"no kinds":                func(p *disclosure.Penalty) { p.PenaltyKinds = nil },
		},
		"超出标准长度": {
			"kinds too many to write": func(p *disclosure.Penalty) { p.PenaltyKindOther = strings.Repeat("改", 255) },
		},
		"其他类别的说明无法原样读回": {
			"other words with 、": func(p *disclosure.Penalty) { p.PenaltyKindOther = "甲、乙" },
		},
	} {
		for name, change := range changes {
			body := penaltyBody()
			change(body)
			mustSay(t, "penalty: "+name, body, says)
		}
	}
}

func TestCompleteRowsSayNothing(t *testing.T) {
	for name, change := range map[string]func(p *disclosure.Penalty){
		"organisation":   func(*disclosure.Penalty) {},
		"sole trader":    func(p *disclosure.Penalty) { p.Counterparty.Kind = disclosure.SoleTrader },
		"no other codes": func(p *disclosure.Penalty) { p.Counterparty.OtherCodes = nil },
		"no fine imposed": func(p *disclosure.Penalty) {
			p.PenaltyKinds, p.Fine = []disclosure.PenaltyKind{disclosure.PenaltyWarning}, nil
		},
		"other without words":   func(p *disclosure.Penalty) { p.PenaltyKindOther = "" },
		"nothing confiscated":   func(p *disclosure.Penalty) { p.Confiscated = nil },
		"as long as is allowed": func(p *disclosure.Penalty) { p.LicenseAction = strings.Repeat("证", 200) },
	} {
		body := penaltyBody()
		change(body)
		mustSay(t, name, body, "")
	}
	permit := permitBody()
	permit.Status = disclosure.PermitInvalid
	mustSay(t, "permit not in force", permit, "")
}

// mustSay holds what a row says of why it is not complete, that Complete says the same, that it has the record's number all
// the same, and that the dictionary lists what it says.
func mustSay(t *testing.T, name string, body disclosure.Body, want string) {
	t.Helper()
	record := recordOf(t, 7, body)
	complete, err := Complete(&record)
	if err != nil {
		t.Fatal(err)
	}
	got := gen3Of(t, &record)
	if complete != (want == "") || got["MS_BWZ"] != want || got["MS_JLBH"] != string(record.ID) {
		t.Errorf("%s: complete %t, it says %q, want %q; number %q", name, complete, got["MS_BWZ"], want, got["MS_JLBH"])
	}
	columns, _ := Columns(record.Kind, CodesGen3)
	if last := columns[len(columns)-1]; !strings.Contains(last.DescZH, want) || !strings.Contains(last.DescEN, want) {
		t.Errorf("%s: the dictionary does not tell of %q", name, want)
	}
}

func TestPapersAreNeverGivenOut(t *testing.T) {
	person := penaltyBody()
	person.Counterparty = disclosure.Counterparty{Name: "李某", Kind: disclosure.NaturalPerson}
	record := recordOf(t, 1, person)
	for code, value := range gen3Of(t, &record) {
		if (strings.HasSuffix(code, "_ZJHM") || strings.HasSuffix(code, "_ZJLX")) && value != "" {
			t.Errorf("%s is %q", code, value)
		}
	}
}

func TestStatusHasTheTwoCodesOfTheStandard(t *testing.T) {
	want := map[disclosure.PermitStatus]string{
		disclosure.PermitInForce: "1", disclosure.PermitDisputed: "1", disclosure.PermitInvalid: "2", disclosure.PermitRevoked: "2",
		disclosure.PermitDeregistered: "2", disclosure.PermitLapsed: "2",
	}
	for _, entry := range disclosure.PermitStatuses {
		body := permitBody()
		body.Status = entry.ID
		record := recordOf(t, 1, body)
		if got := gen3Of(t, &record)["XK_ZT"]; got != want[entry.ID] {
			t.Errorf("%s is %q, want %q", entry.ID, got, want[entry.ID])
		}
	}
}

func TestAppendGen3KeepsTheOrderAndWhatStandsBefore(t *testing.T) {
	record := recordOf(t, 1, penaltyBody())
	document, err := AppendGen3([]byte("x"), nil, &record)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for part := range strings.SplitSeq(strings.Trim(string(document), "x{}"), `","`) {
		name, _, _ := strings.Cut(strings.TrimPrefix(part, `"`), `":`)
		names = append(names, name)
	}
	if !slices.Equal(names, strings.Fields(penaltyCodes)) || document[0] != 'x' {
		t.Errorf("members %v of %s", names, document)
	}
}

func TestKindsWithoutTheCodesAreRefused(t *testing.T) {
	for kind, body := range bodies() {
		if kind == disclosure.KindPermit || kind == disclosure.KindPenalty {
			continue
		}
		record := recordOf(t, 1, body)
		if _, err := AppendGen3(nil, nil, &record); disclosure.KindOf(err) != disclosure.Invalid {
			t.Errorf("%s: AppendGen3 says %v", kind, err)
		}
		if _, err := Complete(&record); disclosure.KindOf(err) != disclosure.Invalid {
			t.Errorf("%s: Complete says %v", kind, err)
		}
		if _, err := NewWriter(nil, Options{Kind: kind, Format: CSV, Codes: CodesGen3}); disclosure.KindOf(err) != disclosure.Invalid {
			t.Errorf("%s: NewWriter says %v", kind, err)
		}
	}
}

func TestBrokenBodiesAreDefectsAndNoRows(t *testing.T) {
	for _, body := range []string{"", "{", `{"a"}`, `{"penalty_kinds":[1]}`, `{"fine_cny":"x"}`, `[]`, `{"remark":"\x"}`} {
		record := disclosure.Record{ID: idOf(disclosure.KindPenalty, 1), Kind: disclosure.KindPenalty, Body: []byte(body)}
		if _, err := AppendGen3(nil, nil, &record); disclosure.KindOf(err) != disclosure.Internal || err == nil {
			t.Errorf("%q: %v", body, err)
		}
	}
}
