package intake

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"mingshi/internal/disclosure"
	"mingshi/internal/i18n"
)

// secretCases are rows full of what must not become public: private holds it, as it may be found again in files.
var secretCases = []struct {
	name, csv string
	private   []string
	public    []string // proves that the row was published and the search would find it
}{
	{
		"penalty on a person",
		"CF_XDR_MC,CF_XDR_LB,CF_XDR_SHXYM,CF_FRDB,CF_XDR_ZJLX,CF_XDR_ZJHM,CF_WSH,CF_WFXW,CF_SY,CF_YJ,CF_CFLB,CF_NR,CF_NR_FK,CF_JDRQ,CF_YXQ,CF_CFJG,CF_CFJGDM,CF_SJLY,CF_SJLYDM,BZ\n" +
			"欧阳秀英,自然人,419901198304147738,欧阳秀英,身份证,419901198304147738,示卫医罚欧阳秀英〔2026〕77号,非医师行医,欧阳秀英（身份证４１９９０１-19830414-7738，电话138 1234 5678）行医,《医师法》,其他-没收欧阳秀英的器械；罚款,对欧阳　秀英罚款8000元,0.8,2026/11/20,2099/12/31,示例市湖光区卫生健康局,11419901MB0000000C,示例市湖光区卫生健康局,11419901MB0000000C,欧阳秀英诊所，银行卡6222021234567890128\n",
		[]string{"秀英", "419901198304147738", "19830414", "13812345678", "138 1234 5678", "6222021234567890128"},
		[]string{"欧阳某", "《医师法》"},
	}, {
		"permit of a person",
		"XK_XDR_MC,XK_XDR_LB,XK_XDR_ZJLX,XK_XDR_ZJHM,XK_XKWS,XK_WSH,XK_XKLB,XK_XKZS,XK_XKBH,XK_NR,XK_JDRQ,XK_YXQZ,XK_YXQZI,XK_XKJG,XK_XKJGDM,XK_ZT,XK_LYDW,XK_LYDWDM,BZ,XK_XDR_SHXYM,XK_FRDB\n" +
			"东方望舒,自然人,护照号,QX7712345,东方望舒执业注册,示卫医注〔2026〕419901199201033329号,登记,医师执业证书,202641110419901199201033329,东方望舒 联系电话15400005057,2026/11/20,2026/11/20,2099/12/31,示例市湖光区卫生健康局,11419901MB0000000C,1,示例市湖光区卫生健康局,11419901MB0000000C,护照qx7712345 QX7712345,,\n",
		[]string{"望舒", "419901199201033329", "15400005057", "QX7712345"},
		[]string{"东方某", "医师执业证书"},
	}, {
		"penalty on a sole trader",
		"CF_XDR_MC,CF_XDR_LB,CF_XDR_SHXYM,CF_XDR_GSZC,CF_XDR_SWDJ,CF_FRDB,CF_FR_ZJLX,CF_FR_ZJHM,CF_WSH,CF_WFXW,CF_SY,CF_YJ,CF_CFLB,CF_NR,CF_NR_FK,CF_JDRQ,CF_YXQ,CF_CFJG,CF_CFJGDM,CF_SJLY,CF_SJLYDM,BZ\n" +
			"湖光区银泉发艺,个体工商户,00000000000000000X,13812345678,419901920103332,张磊,身份证,419901199312190045,示卫公罚〔2026〕1号,未检测,负责人419901199312190045,第三十六条,罚款,罚款,0.3,2026/11/20,2099/12/31,示例市湖光区卫生健康局,11419901MB0000000C,示例市湖光区卫生健康局,11419901MB0000000C,邮箱 zhang.lei@example.com\n",
		[]string{"419901199312190045", "13812345678", "419901920103332", "zhang.lei"},
		[]string{"湖光区银泉发艺", "张磊"},
	}, {
		"penalty of generation 1 on a person",
		"CF_WSH,CF_CFMC,CF_CFLB1,CF_SY,CF_YJ,CF_XDR_MC,CF_XDR_SHXYM,CF_XDR_SFZ,CF_JG,CF_JDRQ,CF_XZJG\n" +
			"示卫医罚〔2026〕5号,司马洋行医,罚款,司马洋行医,《医师法》,司马洋,,419901198304147738,罚款司马 洋800元,2026/11/20,示例市湖光区卫生健康局\n",
		[]string{"司马洋", "419901198304147738"},
		[]string{"司马某", "《医师法》"},
	}, {
		"penalty of generation 1 on an annotated person",
		"CF_WSH,CF_CFMC,CF_CFLB1,CF_SY,CF_YJ,CF_XDR_MC,CF_XDR_SHXYM,CF_XDR_ZDM,CF_FR,CF_JG,CF_JDRQ,CF_XZJG,BZ\n" +
			"示卫医罚〔2026〕5号,王小明行医,罚款,王小明（曾用名王大明）行医，住址：湖光区书院街23号,《医师法》,王小明（曾用名王大明 11010519）、李小红等2人,/,——,李　小红,罚款王大 明800元,2026/11/20,示例市湖光区卫生健康局,ID:11010519491231002Ⅹ 11010519\n",
		[]string{"小明", "大明", "大 明", "小红", "11010519", "书院街"},
		[]string{"王某", "《医师法》"},
	}, {
		"venue",
		"场所名称,场所类别,经营单位名称,统一社会信用代码,负责人,联系电话,公开电话,街道,详细地址,卫生许可证号,状态\n" +
			"禾和旅馆,住宿,湖光区禾和旅馆,92419901MAG035866K,吴勇敢,13812345678,0370-2866789,前湖街道,书院街23号 电话13812345678,示卫公证字〔2024〕第0001号,营业\n",
		[]string{"13812345678", "吴勇敢"},
		[]string{"禾和旅馆", "0370-2866789"},
	}, {
		"inspection",
		"卫生许可证号,检查日期,评分表,检查类型,监督员1,监督员2,实得分,应得分,关键项不合格,扣分项\n" +
			"示卫公证字〔2024〕第0001号,2026/11/18,lodging,日常监督,龚𠮷祥,昝 建国,98,100,龚𠮷祥见消毒间,布草间杂物（昝建国 13812345678）|-2\n",
		[]string{"𠮷祥", "建国", "13812345678"},
		[]string{"布草间杂物"},
	}, {
		"inspection by two in one cell",
		"卫生许可证号,检查日期,评分表,检查类型,监督员1,监督员2,实得分,应得分,关键项不合格,扣分项\n" +
			"示卫公证字〔2024〕第0001号,2026/11/18,lodging,日常监督,张三丰（41990123）/李四光,无,98,100,张三丰41990123见消毒间,布草间杂物（李 四光）|-2\n",
		[]string{"三丰", "四光", "41990123"},
		[]string{"布草间杂物"},
	}, {
		"reading",
		"卫生许可证号,采样时间,检测项目,结果,单位,采样点,检测单位,数据来源\n" +
			"示卫公证字〔2024〕第0001号,2026/11/18,二氧化碳,0.08,%,大厅 13812345678,示例检测 419901199201033329,自检\n",
		[]string{"13812345678", "419901199201033329"},
		[]string{"示例检测"},
	}, {
		"filing",
		"备案编号,场所名称,场所类别,经营单位名称,负责人,详细地址,备案日期,备案机关,状态,备注\n" +
			"示卫公备〔2026〕第0001号,知行图书馆,图书馆,湖光区清祥发艺工作室,黄祥,望云路276号,2026/10/21,示例市湖光区卫生健康局,有效,身份证419901199312190045\n",
		[]string{"419901199312190045"},
		[]string{"知行图书馆"},
	},
}

// TestNothingPrivateIsKept publishes rows full of secrets and looks for them in the drafts, the report in both languages,
// and every file of the data folder.
func TestNothingPrivateIsKept(t *testing.T) {
	for _, tc := range secretCases {
		for _, lang := range i18n.Langs() {
			t.Run(tc.name+" "+string(lang), func(t *testing.T) {
				h := newHouse(t)
				h.lang = lang
				sink := &witness{Sink: h.publisher().Begin(false)}
				report, err := Run(t.Context(), []string{write(t, "rows.csv", tc.csv)}, sink, h.options())
				if err != nil {
					t.Fatal(err)
				}
				defer report.Close()
				if n := report.Files[0].Outcomes[disclosure.OutcomePublished]; n != 1 {
					t.Fatalf("published %d rows, want 1: %+v", n, findings(t, report.Files[0]))
				}
				var said strings.Builder
				if err := report.WriteJSON(&said); err != nil {
					t.Fatal(err)
				}
				mustNotHold(t, "the report", said.String(), tc.private)
				mustNotHold(t, "the drafts", sink.said.String(), tc.private)
				mustNotHold(t, "the data folder", everyByte(t, h.dir), tc.private)
				for _, word := range tc.public {
					if !strings.Contains(sink.said.String(), word) || !strings.Contains(everyByte(t, h.dir), word) {
						t.Errorf("%q is not in drafts and data folder: the search is blind", word)
					}
				}
			})
		}
	}
}

// witness writes down what of the drafts may reach a disk: all but the parts of natural keys, which publication hides.
type witness struct {
	Sink
	said strings.Builder
}

func (w *witness) Stage(ctx context.Context, file int, drafts []disclosure.Draft) ([]disclosure.Outcome, error) {
	for _, draft := range slices.Clone(drafts) {
		draft.NaturalKey, draft.Continues = nil, nil
		body, err := disclosure.CanonicalJSON(draft.Body)
		if err != nil {
			return nil, err
		}
		draft.Body = nil
		w.said.Write(body)
		fmt.Fprintf(&w.said, "%+v\n", draft)
	}
	return w.Sink.Stage(ctx, file, drafts)
}

func mustNotHold(t *testing.T, where, text string, private []string) {
	t.Helper()
	for _, secret := range private {
		if i := strings.Index(text, secret); i >= 0 {
			t.Errorf("%s: holds %q: …%s…", where, secret, text[max(0, i-80):min(len(text), i+80)])
		}
	}
}

// everyByte returns the content of all files below a folder.
func everyByte(t *testing.T, dir string) string {
	t.Helper()
	var all strings.Builder
	err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		raw, err := os.ReadFile(path)
		all.Write(raw)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all.String()
}

// TestMessagesTellNoSecrets rejects rows whose faulty cells hold secrets, and looks for them in the messages.
func TestMessagesTellNoSecrets(t *testing.T) {
	private := []string{"秀英", "19830414", "13812345678", "龚祥", "建国"}
	for name, csv := range map[string]string{
		"identity number as code": "CF_WSH,CF_CFMC,CF_CFLB1,CF_SY,CF_YJ,CF_XDR_MC,CF_XDR_SHXYM,CF_JG,CF_JDRQ,CF_XZJG\n" +
			"示卫医罚〔2026〕5号,行医,罚款,行医,《医师法》,欧阳秀英,419901198304147738,罚款800元,2026/11/20,示例市湖光区卫生健康局\n",
		"cells shifted by one": "CF_XDR_MC,CF_XDR_LB,CF_XDR_SHXYM,CF_FRDB,CF_XDR_ZJLX,CF_XDR_ZJHM,CF_WSH,CF_WFXW,CF_SY,CF_YJ,CF_CFLB,CF_NR,CF_NR_FK,CF_JDRQ,CF_YXQ,CF_CFJG,CF_CFJGDM,CF_SJLY,CF_SJLYDM\n" +
			"欧阳秀英,自然人,,,身份证,419901198304147738,77号,行医,行医,依据,欧阳秀英,13812345678,419901198304147738,欧阳秀英13812345678,419901198304147738,局,419901198304147738,局,欧阳秀英\n",
		"kind of counterparty unknown": "CF_XDR_MC,CF_XDR_LB,CF_XDR_SHXYM,CF_FRDB,CF_XDR_ZJLX,CF_XDR_ZJHM,CF_WSH,CF_WFXW,CF_SY,CF_YJ,CF_CFLB,CF_NR,CF_NR_FK,CF_JDRQ,CF_YXQ,CF_CFJG,CF_CFJGDM,CF_SJLY,CF_SJLYDM\n" +
			"欧阳秀英,个人,,,身份证,419901198304147738,77号,行医,行医,依据,对欧阳秀英罚款,欧阳秀英,欧阳秀英,欧阳秀英,x,局,局,局,x\n",
		"inspectors": "卫生许可证号,检查日期,评分表,检查类型,监督员1,监督员2,实得分,应得分,扣分项,责令整改\n" +
			"示卫公证字〔2024〕第0001号,龚祥,龚祥,昝建国,龚祥,昝建国,昝建国,100,昝建国扣2分,龚 祥\n",
		"telephone as result": "卫生许可证号,采样时间,检测项目,结果,单位,数据来源\n" +
			"示卫公证字〔2024〕第0001号,13812345678,13812345678,13812345678,13812345678,13812345678\n",
	} {
		for _, lang := range i18n.Langs() {
			t.Run(name+" "+string(lang), func(t *testing.T) {
				h := newHouse(t)
				h.lang = lang
				f := h.run(t, write(t, "rows.csv", csv)).Files[0]
				if f.Outcomes[disclosure.OutcomeRejected] != 1 {
					t.Fatalf("outcomes %v, want one rejected row", f.Outcomes)
				}
				for _, finding := range findings(t, f) {
					mustNotHold(t, string(finding.Code), finding.Message, private)
				}
			})
		}
	}
}
