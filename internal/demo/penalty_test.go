package demo

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// penalties3 writes a district and gives its files and the penalties of generation 3 among them.
func penalties3(t *testing.T, seed uint64) (map[string]sheet, []map[string]string) {
	t.Helper()
	sheets := writeDistrict(t, Options{Scale: 1, Seed: seed, Today: testDay})
	return sheets, sheets["penalties-gen3-names.xlsx"].rows
}

func TestPenaltiesShowEveryCase(t *testing.T) {
	sheets, penalties := penalties3(t, 15)
	venues := map[string][]map[string]string{}
	for _, row := range sheets["venues.xlsx"].rows {
		venues[row["统一社会信用代码"]] = append(venues[row["统一社会信用代码"]], row)
	}
	found := map[string]int{}
	for _, row := range penalties {
		facts, code := row["违法事实"], row["行政相对人代码_1(统一社会信用代码)"]
		if len(venues[code]) == 0 {
			t.Errorf("%s is not on the register", row["行政相对人名称"])
		}
		named := false
		for _, v := range venues[code] {
			if len(venues[code]) > 1 && strings.Contains(facts, v["卫生许可证号"]) {
				found["names the permit of a branch"]++
				named = true
			}
			if len(venues[code]) > 1 && strings.Contains(facts, v["详细地址"]) {
				found["names the address of a branch"]++
				named = true
			}
		}
		switch {
		case len(venues[code]) > 1 && !named:
			found["names no branch"]++
		case row["处罚类别"] == "警告":
			found["warning only"]++
		case strings.Contains(row["行政处罚决定书文号"], "简罚"):
			found["simple procedure"]++
		case row["处罚类别"] == "吊销许可证件" && venues[code][0]["状态"] == "停业":
			found["permit revoked"]++
		}
		if _, rest, ok := strings.Cut(facts, "身份证号"); ok && validID(rest[:18]) && strings.Contains(facts, "联系电话154") {
			found["personal data in the text"]++
		}
		if !readDate(t, row["处罚决定日期"]).Before(testDay.AddDays(-6)) {
			found["decided within the last seven working days"]++
		}
	}
	for name, atLeast := range map[string]int{
		"names the permit of a branch": 2, "names the address of a branch": 1, "names no branch": 1, "warning only": 2,
		"simple procedure": 1, "permit revoked": 1, "personal data in the text": 1,
		"decided within the last seven working days": 5,
	} {
		if found[name] < atLeast {
			t.Errorf("%s: %d, want at least %d", name, found[name], atLeast)
		}
	}
}

func TestOneBusinessIsPunishedAgainAndAgain(t *testing.T) {
	sheets, _ := penalties3(t, 16)
	count := map[string]int{}
	for _, code := range merged(sheets, map[string]string{
		"penalties-gen3-names.xlsx": "行政相对人代码_1(统一社会信用代码)", "penalties-gen2-gb18030.csv": "CF_XDR_SHXYM",
		"penalties-gen1.csv": "CF_XDR_SHXYM",
	}) {
		count[code]++
	}
	if most := slices.Max(slices.Collect(maps.Values(count))); most < 6 {
		t.Errorf("the most penalties of one business are %d, want at least 6", most)
	}
}

func TestAmountsAgreeWithTheText(t *testing.T) {
	_, penalties := penalties3(t, 17)
	for _, row := range penalties {
		text := row["处罚内容"]
		for heading, before := range map[string]string{
			"罚款金额(万元)": "罚款人民币", "没收违法所得、没收非法财物的金额(万元)": "没收违法所得人民币",
		} {
			_, rest, named := strings.Cut(text, before)
			digits, _, _ := strings.Cut(rest, "元")
			if !named {
				digits = "0"
			}
			inYuan, err := strconv.Atoi(digits)
			if err != nil {
				t.Fatalf("%q: %v", text, err)
			}
			want := ""
			if named {
				want = strconv.FormatFloat(float64(inYuan)/10_000, 'f', -1, 64)
			}
			if row[heading] != want {
				t.Errorf("%s: %s = %q, want %q", text, heading, row[heading], want)
			}
		}
		if strings.Contains(row["处罚类别"], "许可证件") != (row["暂扣或吊销证照名称及编号"] != "") {
			t.Errorf("%s: licence %q", text, row["暂扣或吊销证照名称及编号"])
		}
	}
}
