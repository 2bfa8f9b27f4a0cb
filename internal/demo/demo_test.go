package demo

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/simplifiedchinese"

	"mingshi/internal/disclosure"
)

var testDay = disclosure.MustDate("2026-11-20")

// sheet is a written file as it reads back: dates and numbers as text, dates always YYYY/MM/DD.
type sheet struct {
	headings []string
	rows     []map[string]string
}

// writeDistrict writes a district on disk and reads its files back by name.
func writeDistrict(t *testing.T, o Options) map[string]sheet {
	t.Helper()
	paths, err := Write(filepath.Join(t.TempDir(), "district"), o)
	if err != nil {
		t.Fatal(err)
	}
	sheets := map[string]sheet{}
	for _, path := range paths {
		sheets[filepath.Base(path)] = readSheet(t, path)
	}
	return sheets
}

func readSheet(t *testing.T, path string) sheet {
	t.Helper()
	var lines [][]string
	if strings.HasSuffix(path, ".xlsx") {
		lines = readWorkbook(t, path)[1:]
	} else {
		lines = readCSV(t, path)
	}
	s := sheet{headings: lines[0]}
	for _, line := range lines[1:] {
		row := map[string]string{}
		for i, value := range line {
			row[s.headings[i]] = value
		}
		s.rows = append(s.rows, row)
	}
	return s
}

func readCSV(t *testing.T, path string) [][]string {
	t.Helper()
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(path, "gb18030") {
		if raw, err = simplifiedchinese.GB18030.NewDecoder().Bytes(raw); err != nil {
			t.Fatal(err)
		}
	}
	lines, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(string(raw), "\uFEFF"))).ReadAll()
	if err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	return lines
}

// readWorkbook gives the first sheet with every row as long as the headings; date columns must hold real dates.
func readWorkbook(t *testing.T, path string) [][]string {
	t.Helper()
	book, err := excelize.OpenFile(path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = book.Close() }()
	lines, err := book.GetRows("填报表", excelize.Options{RawCellValue: true})
	if err != nil {
		t.Fatal(err)
	}
	headings := lines[1]
	for n := 2; n < len(lines); n++ {
		for i, value := range lines[n] {
			if !strings.HasSuffix(headings[i], "日期") && headings[i] != "有效期自" && headings[i] != "有效期至" {
				continue
			}
			serial, err := strconv.ParseFloat(value, 64)
			if err != nil {
				t.Fatalf("%s row %d %s: %q is no real date cell", filepath.Base(path), n+1, headings[i], value)
			}
			day, err := excelize.ExcelDateToTime(serial, false)
			if err != nil {
				t.Fatal(err)
			}
			lines[n][i] = day.Format("2006/01/02")
		}
		for len(lines[n]) < len(headings) {
			lines[n] = append(lines[n], "")
		}
	}
	return lines
}

func TestSameOptionsGiveTheSameFiles(t *testing.T) {
	options := Options{Scale: 2, Seed: 7, Today: testDay}
	one, two := t.TempDir(), t.TempDir()
	for _, dir := range []string{one, two} {
		if _, err := Write(dir, options); err != nil {
			t.Fatal(err)
		}
	}
	entries, err := os.ReadDir(one)
	if err != nil {
		t.Fatal(err)
	}
	if len(entries) != 10 {
		t.Errorf("files = %d, want 10", len(entries))
	}
	for _, e := range entries {
		first, second := filepath.Join(one, e.Name()), filepath.Join(two, e.Name())
		if strings.HasSuffix(e.Name(), ".xlsx") {
			if diff := cmp.Diff(readWorkbook(t, first), readWorkbook(t, second)); diff != "" {
				t.Errorf("%s: %s", e.Name(), diff)
			}
			continue
		}
		a, errA := os.ReadFile(first)
		b, errB := os.ReadFile(second)
		if errA != nil || errB != nil || string(a) != string(b) {
			t.Errorf("%s differs between two runs (%v, %v)", e.Name(), errA, errB)
		}
	}
}

func TestAnotherSeedGivesAnotherDistrict(t *testing.T) {
	one := writeDistrict(t, Options{Scale: 1, Seed: 1, Today: testDay})
	two := writeDistrict(t, Options{Scale: 1, Seed: 2, Today: testDay})
	for name := range one {
		if cmp.Equal(one[name].rows, two[name].rows) {
			t.Errorf("%s is the same for two seeds", name)
		}
	}
}

func TestWriteRefusesOptionsThatDescribeNoDistrict(t *testing.T) {
	for name, o := range map[string]Options{
		"no scale":       {Today: testDay},
		"negative scale": {Scale: -1, Today: testDay},
		"no day":         {Scale: 1},
	} {
		t.Run(name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "none")
			if _, err := Write(dir, o); disclosure.KindOf(err) != disclosure.Invalid || err == nil {
				t.Errorf("error = %v, want kind Invalid", err)
			}
			if _, err := os.Stat(dir); !os.IsNotExist(err) {
				t.Errorf("directory was made (%v)", err)
			}
		})
	}
}

func TestWriteTellsThatTheDiskRefuses(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Write(file, Options{Scale: 1, Today: testDay}); disclosure.KindOf(err) != disclosure.Unavailable {
		t.Errorf("error = %v, want kind Unavailable", err)
	}
}

// The headings as the standard and the authority's tables have them.
const (
	permitCodes = "XK_XDR_MC,XK_XDR_LB,XK_XDR_SHXYM,XK_XDR_GSZC,XK_XDR_ZZJG,XK_XDR_SWDJ,XK_XDR_SYDW,XK_XDR_SHZZ,XK_FRDB," +
		"XK_FR_ZJLX,XK_FR_ZJHM,XK_XDR_ZJLX,XK_XDR_ZJHM,XK_XKWS,XK_WSH,XK_XKLB,XK_XKZS,XK_XKBH,XK_NR,XK_JDRQ,XK_YXQZ,XK_YXQZI," +
		"XK_XKJG,XK_XKJGDM,XK_ZT,XK_LYDW,XK_LYDWDM,BZ"
	permitNames = "行政相对人名称,行政相对人类别,行政相对人代码_1(统一社会信用代码),行政相对人代码_2(工商注册号)," +
		"行政相对人代码_3(组织机构代码),行政相对人代码_4(税务登记号),行政相对人代码_5(事业单位证书号)," +
		"行政相对人代码_6(社会组织登记证号),法定代表人,法定代表人证件类型,法定代表人证件号码,证件类型,证件号码," +
		"行政许可决定文书名称,行政许可决定文书号,许可类别,许可证书名称,许可编号,许可内容,许可决定日期,有效期自,有效期至," +
		"许可机关,许可机关统一社会信用代码,当前状态,数据来源单位,数据来源单位统一社会信用代码,备注"
	penaltyNames3 = "行政相对人名称,行政相对人类别,行政相对人代码_1(统一社会信用代码),行政相对人代码_2(工商注册号)," +
		"行政相对人代码_3(组织机构代码),行政相对人代码_4(税务登记号),行政相对人代码_5(事业单位证书号)," +
		"行政相对人代码_6(社会组织登记证号),法定代表人,法定代表人证件类型,法定代表人证件号码,证件类型,证件号码," +
		"行政处罚决定书文号,违法行为类型,违法事实,处罚依据,处罚类别,处罚内容,罚款金额(万元)," +
		"没收违法所得、没收非法财物的金额(万元),暂扣或吊销证照名称及编号,处罚决定日期,处罚有效期,公示截止期," +
		"处罚机关,处罚机关统一社会信用代码,数据来源单位,数据来源单位统一社会信用代码,备注"
	penaltyCodes3 = "CF_XDR_MC,CF_XDR_LB,CF_XDR_SHXYM,CF_XDR_GSZC,CF_XDR_ZZJG,CF_XDR_SWDJ,CF_XDR_SYDW,CF_XDR_SHZZ,CF_FRDB," +
		"CF_FR_ZJLX,CF_FR_ZJHM,CF_XDR_ZJLX,CF_XDR_ZJHM,CF_WSH,CF_WFXW,CF_SY,CF_YJ,CF_CFLB,CF_NR,CF_NR_FK,CF_NR_WFFF," +
		"CF_NR_ZKDX,CF_JDRQ,CF_YXQ,CF_GSJZQ,CF_CFJG,CF_CFJGDM,CF_SJLY,CF_SJLYDM,BZ"
	penaltyCodes2 = "CF_XDR_MC,CF_XDR_SHXYM,CF_XDR_GSZC,CF_XDR_ZZJG,CF_XDR_SWDJ,CF_XDR_SYDW,CF_XDR_SHZZ,CF_FRDB,CF_FR_SFZH," +
		"CF_WSH,CF_WFXW,CF_SY,CF_YJ,CF_CFLB,CF_NR,CF_NR_FK,CF_NR_WFFF,CF_NR_ZKDX,CF_JDRQ,CF_YXQ,CF_GSJZQ,CF_CFJG," +
		"CF_CFJGDM,CF_SJLY,CF_SJLYDM,BZ"
	penaltyCodes1 = "CF_WSH,CF_CFMC,CF_CFLB1,CF_CFLB2,CF_SY,CF_YJ,CF_XDR_MC,CF_XDR_SHXYM,CF_XDR_ZDM,CF_XDR_GSDJ,CF_XDR_SWDJ," +
		"CF_XDR_SFZ,CF_FR,CF_JG,CF_JDRQ,CF_XZJG,CF_ZT,DFBM,SJC,BZ"
)

func TestHeadingsAreThoseOfTheStandard(t *testing.T) {
	want := map[string]string{
		"venues.xlsx": "序号,场所名称,场所类别,经营单位名称,统一社会信用代码,负责人,联系电话,公开电话,街道,网格,网格责任人,详细地址," +
			"卫生许可证号,经度,纬度,状态",
		"permits-gen3-codes.csv":     permitCodes,
		"permits-gen3-names.xlsx":    permitNames,
		"permits-gen3-persons.csv":   permitCodes,
		"filings.csv":                "备案编号,场所名称,场所类别,经营单位名称,统一社会信用代码,负责人,详细地址,街道,备案日期,备案机关,备案机关统一社会信用代码,状态",
		"inspections.csv":            "卫生许可证号,检查日期,评分表,检查类型,监督员1,监督员2,实得分,应得分,关键项不合格,扣分项,责令整改,整改期限,复查日期,复查结果",
		"readings.csv":               "卫生许可证号,采样时间,检测项目,结果,单位,采样点,检测单位,数据来源",
		"penalties-gen3-names.xlsx":  penaltyNames3,
		"penalties-gen2-gb18030.csv": penaltyCodes2,
		"penalties-gen1.csv":         penaltyCodes1,
	}
	got := map[string]string{}
	for name, s := range writeDistrict(t, Options{Scale: 1, Seed: 3, Today: testDay}) {
		got[name] = strings.Join(s.headings, ",")
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestFilesAreCodedLikeTheAuthoritys(t *testing.T) {
	dir := t.TempDir()
	paths, err := Write(dir, Options{Scale: 1, Today: testDay})
	if err != nil {
		t.Fatal(err)
	}
	plain := map[string]bool{"permits-gen3-persons.csv": true, "penalties-gen2-gb18030.csv": true}
	for _, path := range paths {
		name := filepath.Base(path)
		raw, reading := os.ReadFile(path)
		if reading != nil {
			t.Fatal(reading)
		}
		if strings.HasSuffix(name, ".csv") && strings.HasPrefix(string(raw), "\uFEFF") == plain[name] {
			t.Errorf("%s: byte order mark = %t", name, plain[name])
		}
	}
	book, err := excelize.OpenFile(filepath.Join(dir, "venues.xlsx"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = book.Close() }()
	if diff := cmp.Diff([]string{"填报表", "填报说明"}, book.GetSheetList()); diff != "" {
		t.Error(diff)
	}
	title, err := book.GetCellValue("填报表", "A1")
	if err != nil || title != "湖光区公共场所单位名册" {
		t.Errorf("title = %q, %v", title, err)
	}
}
