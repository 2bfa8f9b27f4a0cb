package privacy

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// piece is a match as its text, which reads better than offsets.
type piece struct {
	Kind Kind
	Text string
}

func pieces(text string, keep ...string) []piece {
	var out []piece
	for _, m := range Find(text, keep...) {
		out = append(out, piece{m.Kind, text[m.Start:m.End]})
	}
	return out
}

type findCase struct {
	name, text string
	want       []piece
}

func runFindCases(t *testing.T, cases []findCase) {
	t.Helper()
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, pieces(c.text)); diff != "" {
				t.Errorf("Find(%q) differs (-want +got):\n%s", c.text, diff)
			}
		})
	}
}

func one(kind Kind, text string) []piece { return []piece{{kind, text}} }

func TestFindResidentIDs(t *testing.T) {
	runFindCases(t, []findCase{
		{"standard vector with X", "11010519491231002X", one(ResidentID, "11010519491231002X")},
		{"standard vector", "440524188001010014", one(ResidentID, "440524188001010014")},
		{"inside a sentence", "当事人419901195603267170到场", one(ResidentID, "419901195603267170")},
		{"spaces and hyphens", "号419901 19690326-6174。", one(ResidentID, "419901 19690326-6174")},
		{"dots", "419901.19560326.7170", one(ResidentID, "419901.19560326.7170")},
		{"every digit apart", "4 1 9 9 0 1 1 9 5 6 0 3 2 6 7 1 7 0", one(ResidentID, "4 1 9 9 0 1 1 9 5 6 0 3 2 6 7 1 7 0")},
		{"full width", "４１９９０１１９５６０３２６７１７０", one(ResidentID, "４１９９０１１９５６０３２６７１７０")},
		{"zero-width space inside", "419901\u200b195603267170", one(ResidentID, "419901\u200b195603267170")},
		{"lower-case x", "41990119830917636x", one(ResidentID, "41990119830917636x")},
		{"full-width X", "41990119830917636Ｘ、", one(ResidentID, "41990119830917636Ｘ")},
		{"full-width x", "41990119830917636ｘ、", one(ResidentID, "41990119830917636ｘ")},
		{"multiplication sign for X", "41990119830917636×", one(ResidentID, "41990119830917636×")},
		{"X apart", "41990119830917636 X", one(ResidentID, "41990119830917636 X")},
		{"wrong check without a label", "编码419901195603267171", nil},
		{"wrong check with a label", "身份证号419901195603267171", one(ResidentID, "419901195603267171")},
		{"wrong check, label some way before", "其出示的居民身份证记载号码为419901195603267171", one(ResidentID, "419901195603267171")},
		{"wrong check, label at the end of its reach", "身份证经现场逐项核对无误后登记419901195603267171", one(ResidentID, "419901195603267171")},
		{"wrong check, label out of reach", "身份证经两名执法人员现场逐项核对无误后登记419901195603267171", nil},
		{"credit code of digits after a label", "证件号914199017747477115", nil},
		{"wrong check, label in another sentence", "已核对身份证。流水419901195603267171", nil},
		{"wrong check in a list", "证件号419901195603267171、419901195603267172", []piece{{ResidentID, "419901195603267171"}, {ResidentID, "419901195603267172"}}},
		{"impossible date right after a label", "公民身份号码：419901195613267170", one(ResidentID, "419901195613267170")},
		{"a digit too few right after a label", "身份证号41990119560326717", one(ResidentID, "41990119560326717")},
		{"impossible date elsewhere", "419901195613267170", nil},
		{"29 February of a common year", "身份证办理时登记的419901195502297170", nil},
		{"fifteen digits", "110105491231002", one(ResidentID, "110105491231002")},
		{"fifteen digits written apart", "110105 491231 002", one(ResidentID, "110105 491231 002")},
		{"fifteen digits without a date", "411202000012345", nil},
		{"fifteen digits without a province", "990105491231002", nil},
		{"fifteen digits named as a registration", "注册号110105491231002", nil},
		{"two numbers run together", "41990119560326717013800138000", one(ResidentID, "41990119560326717013800138000")},
		{"number and mobile", "当事人身份证号419901195603267170，电话15400000915。", []piece{{ResidentID, "419901195603267170"}, {Mobile, "15400000915"}}},
		{"number, space, mobile", "419901195603267170 15400000915", []piece{{ResidentID, "419901195603267170"}, {Mobile, "15400000915"}}},
		{"mobile right after X", "41990119830917636X15400000915", []piece{{ResidentID, "41990119830917636X"}, {Mobile, "15400000915"}}},
	})
}

func TestFindPhones(t *testing.T) {
	runFindCases(t, []findCase{
		{"mobile", "联系电话15400005057", one(Mobile, "15400005057")},
		{"without label", "致电13800138000告知", one(Mobile, "13800138000")},
		{"hyphens", "138-1234-5678", one(Mobile, "138-1234-5678")},
		{"spaces", "138 1234 5678", one(Mobile, "138 1234 5678")},
		{"every digit apart", "1 3 8 1 2 3 4 5 6 7 8", one(Mobile, "1 3 8 1 2 3 4 5 6 7 8")},
		{"full width", "１３８１２３４５６７８", one(Mobile, "１３８１２３４５６７８")},
		{"country code", "+86 138 1234 5678", one(Mobile, "+86 138 1234 5678")},
		{"country code without plus", "8613812345678", one(Mobile, "8613812345678")},
		{"full-width plus", "＋86-13812345678", one(Mobile, "＋86-13812345678")},
		{"after Latin letters", "tel13812345678", one(Mobile, "13812345678")},
		{"two with a stroke", "13812345678/13912345678", []piece{{Mobile, "13812345678"}, {Mobile, "13912345678"}}},
		{"no mobile range", "12812345678", nil},
		{"ten digits", "1381234567", nil},
		{"twelve digits", "138123456789", nil},
		{"a sum", "涉案金额13800138000元", nil},
		{"a sum with decimals", "13800138000.00元", nil},
		{"a sum with its sign", "￥13800138000", nil},
		{"a running number", "示卫公罚〔2026〕13800138000号", nil},
		{"values side by side", "余氯13.5 12345678", nil},
		{"inside a credit code", "13419901123A53117M", nil},
		{"landline", "0379-1234567", nil}, // local numbers do not begin with 1
		{"landline of seven", "0379-6234567", one(Landline, "0379-6234567")},
		{"landline of eight", "021-62345678", one(Landline, "021-62345678")},
		{"landline in brackets", "（0379）6234567", one(Landline, "（0379）6234567")},
		{"landline in half brackets and space", "电话(010) 6234 5678。", one(Landline, "(010) 6234 5678")},
		{"whole landline in brackets", "(0379-6234567)", one(Landline, "0379-6234567")},
		{"landline without hyphen", "037962345678", one(Landline, "037962345678")},
		{"landline with country code", "+86-379-6234567", one(Landline, "+86-379-6234567")},
		{"local number with a label", "电话：6234567", one(Landline, "6234567")},
		{"local number without a label", "面积6234567", nil},
		{"date after a telephone call", "电话通知20260410到场", nil},
		{"hotlines", "请拨打12345、110、120或12320电话", nil},
	})
}

func TestFindBankNumbers(t *testing.T) {
	runFindCases(t, []findCase{
		{"card of 16", "6217001950030712", one(BankCard, "6217001950030712")},
		{"card of 17", "62170019500307123", one(BankCard, "62170019500307123")},
		{"card of 19", "6217001950030712342", one(BankCard, "6217001950030712342")},
		{"in fours", "6217 0019 5003 0712 342", one(BankCard, "6217 0019 5003 0712 342")},
		{"wrong check digit", "6217001950030713", nil},
		{"wrong check digit with a label", "账号6217001950030713", one(BankCard, "6217001950030713")},
		{"label out of reach", "账号由其本人当场书面提供6217001950030713", nil},
		{"other word for account", "帐号：6217001950030713", one(BankCard, "6217001950030713")},
		{"full width", "卡号６２１７００１９５００３０７１３", one(BankCard, "６２１７００１９５００３０７１３")},
		{"account of a business", "开户银行账户 1702 0212 0900 1234", one(BankCard, "1702 0212 0900 1234")},
		{"number of a document", "许可证编号6217001950030712", nil},
		{"running number", "第6217001950030712号", nil},
		{"credit code of digits", "914199011805442605", nil},
		{"any spacing right after a label", "账号：123-45678-90", one(BankCard, "123-45678-90")},
		{"date and time near a label", "由该账户于2026-04-10 10:00支付", nil},
		{"sum after an account", "该账户20000元", nil},
	})
}

func TestFindTravelDocumentsAndAddresses(t *testing.T) {
	runFindCases(t, []findCase{
		{"passport", "护照E12345678", one(Passport, "E12345678")},
		{"passport without label, lower case", "持g12345678入住", one(Passport, "g12345678")},
		{"full width", "Ｅ１２３４５６７８", one(Passport, "Ｅ１２３４５６７８")},
		{"two letters", "EA1234567", one(Passport, "EA1234567")},
		{"foreign passport with a label", "护照号码：AB1234567", one(Passport, "AB1234567")},
		{"foreign passport without label", "型号AB1234567", nil},
		{"letter of a longer code", "BE12345678", nil},
		{"followed by letters", "E12345678KG", nil},
		{"sample number", "样品编号S20260410", nil},
		{"Hong Kong", "H12345678", one(HKMacauPermit, "H12345678")},
		{"Macau, ten digits", "m1234567801", one(HKMacauPermit, "m1234567801")},
		{"Taiwan", "台胞证号码12345678", one(TaiwanPermit, "12345678")},
		{"Taiwan, looks like a date", "台湾居民来往大陆通行证：20000101", one(TaiwanPermit, "20000101")},
		{"eight digits without the word", "12345678", nil},
		{"date after the word", "经查台胞证于20260410签发", nil},
		{"e-mail", "邮箱zhang.san@example.com。", one(Email, "zhang.san@example.com")},
		{"at sign of a price", "3@2.5", nil},
		{"at sign alone", "@张三", nil},
	})
}

func TestFindNothingInCleanSentences(t *testing.T) {
	clean := []string{
		"经查，该单位2026年4月10日安排2名未取得健康合格证明的从业人员从事直接为顾客服务的工作。",
		"经查，2024年11月17日采样检测，该单位泳池水游离性余氯0.08mg/L，不符合GB 37488-2019的要求。",
		"经查，该单位2024年12月20日未在醒目位置公示公共场所卫生许可证和卫生信誉度等级。",
		"经查，该单位自2024年8月22日起未取得有效公共场所卫生许可证擅自从事经营活动。",
		"经查，该单位2026年2月28日营业期间，客房使用的漱口杯、床单未按规定清洗消毒，现场未见消毒记录。",
		"经查，该单位2024年9月22日未能提供近一年内卫生检测报告。",
		"《公共场所卫生管理条例实施细则》第三十七条第（七）项",
		"警告，罚款人民币20000元", "罚款人民币13000.00元", "没收违法所得壹万元整（10000.00元）",
		"示卫公罚〔2026〕9001号", "示卫公罚[2026]９９０１号", "公共场所卫生许可证 示卫公证字〔2024〕第0385号",
		"（2022）第01234号", "准予许可，有效期2026-04-10至2030-04-09", "检查时间2026-04-10 10:00至2026-04-10 11:30",
		"采样日期20260410，报告日期20260417", "2026/11/20 09:30:00", "依据GB 37488-2019、GB/T 18204.1-2013、GB 5749—2022",
		"请拨打12345、110、120、12320", "室温26.5、26.8、27.1、25.9℃，二氧化碳0.08 0.09 0.10 0.12%",
		"菌落总数 135 152 150 138 145 CFU", "示例市湖光区高台乡望云路276号4幢1层1203室", "邮编471000",
		"统一社会信用代码91350100M000100Y43", "当事人91110108551385082Q", "信用代码914199017747477115",
		"11419901MB0000000C", "91419901MA00000290", "注册号411202000012345", "公共场所（住宿场所）",
		"泳池面积1250.5平方米，水深1.2-1.8m，pH 7.2-7.8", "网址www.example.gov.cn", "00000000000000000X",
	}
	for _, text := range clean {
		if got := pieces(text); got != nil {
			t.Errorf("Find(%q) = %v, want nothing", text, got)
		}
	}
}

func TestFindKeepsWhatIsPublicHere(t *testing.T) {
	cases := []struct {
		name, text string
		keep       []string
		want       []piece
	}{
		{"credit code like an identity number", "代码914199199810149939", []string{"914199199810149939"}, nil},
		{"the same, not kept", "代码914199199810149939", nil, one(ResidentID, "914199199810149939")},
		{"registration number", "营业执照号110105491231002", []string{"110105491231002"}, nil},
		{"public telephone, other spacing", "公开电话0379 6234567", []string{"0379-6234567"}, nil},
		{"public telephone without its area code", "电话0379-6234567", []string{"6234567"}, nil},
		{"public mobile with country code", "+86 138 1234 5678", []string{"13812345678"}, nil},
		{"full width", "电话１３８１２３４５６７８", []string{"13812345678"}, nil},
		{"other case and width", "样品ｅ12345678", []string{"E12345678"}, nil},
		{"number of a document", "示卫公罚〔2026〕138-0013-8000甲", []string{"示卫公罚(2026)13800138000甲"}, nil},
		{"the same number elsewhere", "电话13800138000", []string{"示卫公罚(2026)13800138000甲"}, one(Mobile, "13800138000")},
		{"only the kept one of two", "13812345678、13912345678", []string{"13812345678"}, one(Mobile, "13912345678")},
		{"a part of the match is not enough", "13812345678", []string{"12345678"}, one(Mobile, "13812345678")},
		{"short and empty values", "13812345678", []string{"1", ""}, one(Mobile, "13812345678")},
		{"e-mail", "a.b@example.com", []string{"A.B@EXAMPLE.COM"}, nil},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, pieces(c.text, c.keep...)); diff != "" {
				t.Errorf("Find(%q, %q) differs (-want +got):\n%s", c.text, c.keep, diff)
			}
		})
	}
}

func TestRulesFileIsReadable(t *testing.T) {
	set, err := parseRules(rulesFile)
	if err != nil {
		t.Fatal(err)
	}
	if len(set.lettered) == 0 || len(set.labelled) == 0 || len(set.labels) == 0 {
		t.Errorf("rules are incomplete: %+v", set)
	}
	if _, err := parseRules([]byte(`{"labels":{"passport":[""]}}`)); err == nil {
		t.Error("parseRules took an empty label")
	}
	if _, err := parseRules([]byte(`{`)); err == nil {
		t.Error("parseRules took broken JSON")
	}
}
