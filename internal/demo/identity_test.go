package demo

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"mingshi/internal/disclosure"
)

// validCode computes the check characters of GB 32100 and GB 11714 anew, without any of the code under test.
func validCode(code string) bool {
	const characters = "0123456789ABCDEFGHJKLMNPQRTUWXY"
	if len(code) != 18 {
		return false
	}
	sum := 0
	for i, weight := range []int{1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28} {
		value := strings.IndexByte(characters, code[i])
		if value < 0 {
			return false
		}
		sum += value * weight
	}
	return code[17] == characters[(31-sum%31)%31] && validOrganisation(code[8:17])
}

func validOrganisation(code string) bool {
	sum := 0
	for i, weight := range []int{3, 7, 9, 10, 5, 8, 4, 2} {
		sum += strings.IndexByte("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", code[i]) * weight
	}
	switch check := 11 - sum%11; check {
	case 10:
		return code[8] == 'X'
	case 11:
		return code[8] == '0'
	default:
		return int(code[8]-'0') == check
	}
}

// validID computes the check character of GB 11643 anew.
func validID(id string) bool {
	if len(id) != 18 {
		return false
	}
	if _, err := time.Parse("20060102", id[6:14]); err != nil {
		return false
	}
	sum, weight := 0, 1
	for i := 16; i >= 0; i-- {
		weight = weight * 2 % 11
		sum += int(id[i]-'0') * weight
	}
	return id[17] == "10X98765432"[sum%11]
}

func TestTheIndependentChecksKnowPublishedVectors(t *testing.T) {
	for _, code := range []string{"91350100M000100Y43", "91110108551385082Q", "91230500MA1B3N1N2M", "11230500001755309F"} {
		if !validCode(code) {
			t.Errorf("code %s is valid", code)
		}
		if wrong := code[:16] + "7" + code[17:]; wrong != code && validCode(wrong) {
			t.Errorf("code %s is not valid", wrong)
		}
	}
	for _, id := range []string{"11010519491231002X", "440524188001010014"} {
		if !validID(id) {
			t.Errorf("identity number %s is valid", id)
		}
		if wrong := id[:16] + "9" + id[17:]; validID(wrong) {
			t.Errorf("identity number %s is not valid", wrong)
		}
	}
}

func TestEveryCodeAndIdentityNumberIsValid(t *testing.T) {
	codes, ids := map[string]bool{}, map[string]bool{}
	for name, s := range writeDistrict(t, Options{Scale: 5, Seed: 4, Today: testDay}) {
		for n, row := range s.rows {
			for heading, value := range row {
				where := fmt.Sprintf("%s, data row %d, %s: %q", name, n+1, heading, value)
				switch {
				case value == "" || value == authorityCode || value == sourceCode:
				case strings.Contains(heading, "SHXYM") || strings.Contains(heading, "统一社会信用代码"):
					codes[value] = true
					if !validCode(value) {
						t.Error(where)
					}
				case strings.HasSuffix(heading, "ZJHM") || strings.HasSuffix(heading, "SFZH") || strings.HasSuffix(heading, "证件号码"):
					ids[value] = true
					if !validID(value) || !strings.HasPrefix(value, divisionCode) {
						t.Error(where)
					}
				}
			}
		}
	}
	if len(codes) < 500 || len(ids) < 500 {
		t.Errorf("%d codes and %d identity numbers were checked, want at least 500 of each", len(codes), len(ids))
	}
}

func TestSerialsGiveDifferentCodesAndNumbers(t *testing.T) {
	codes, ids := map[string]bool{}, map[string]bool{}
	const serials = 50_000
	for serial := range serials {
		codes[creditCode(soleTraderPrefix, serial)] = true
		ids[residentID(serial)] = true
	}
	if len(codes) != serials || len(ids) != serials {
		t.Errorf("%d codes and %d identity numbers from %d serials", len(codes), len(ids), serials)
	}
}

func TestBrandsNeverComeTwice(t *testing.T) {
	w, err := loadWords()
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	const brands = 5000
	for i := range brands {
		seen[w.brand(11, i)] = true
	}
	if len(seen) != brands {
		t.Errorf("%d brands of %d differ", len(seen), brands)
	}
	for _, rare := range []string{"㛃", "𠮷", "龘", "犇"} {
		found := false
		for i := range len(w.BrandSecond) {
			found = found || strings.Contains(w.brand(11, i), rare)
		}
		if !found {
			t.Errorf("no brand of the first %d has %s", len(w.BrandSecond), rare)
		}
	}
}

func TestPlacesLieAtSeaAndTelephonesNowhere(t *testing.T) {
	for n, row := range writeDistrict(t, Options{Scale: 1, Today: testDay})["venues.xlsx"].rows {
		var lon, lat float64
		if _, err := fmt.Sscan(row["经度"], &lon); err != nil {
			t.Fatal(err)
		}
		if _, err := fmt.Sscan(row["纬度"], &lat); err != nil {
			t.Fatal(err)
		}
		if lon < 124 || lon > 124.2 || lat < 30 || lat > 30.15 {
			t.Errorf("venue %d lies at %f, %f", n+1, lon, lat)
		}
		if phone := row["联系电话"]; !strings.HasPrefix(phone, "154") || len(phone) != 11 {
			t.Errorf("venue %d has the telephone number %q", n+1, phone)
		}
		if phone := row["公开电话"]; phone != "" && (!strings.HasPrefix(phone, "0000-55") || len(phone) != 12) {
			t.Errorf("venue %d has the public telephone number %q", n+1, phone)
		}
		if !strings.HasPrefix(row["详细地址"], "示例市湖光区"+row["街道"]) {
			t.Errorf("venue %d has the address %q", n+1, row["详细地址"])
		}
	}
}

// sampleNames are some names of the authority's sample files, which the district must not repeat.
var sampleNames = []string{
	"禾和旅馆", "花舍大酒店", "尚舍快捷酒店", "丽韵发艺工作室", "馨城发艺工作室", "海艺发艺工作室", "兰色美容院", "云庭美容美发店",
	"阿里水上乐园", "星里游泳馆", "瑞色水上乐园", "天鹅色水上乐园", "召公城水上乐园", "锦喆美容院", "枫和宾馆", "墨香博物馆",
	"知行图书馆", "拾光书店", "吴勇", "张明", "刘雪梅", "杨𠮷祥", "上官𠮷祥", "昝艳", "东方望舒", "闾丘知秋", "端木若水", "第五乐山",
}

func TestNoNameIsOneOfTheSamples(t *testing.T) {
	nameHeadings := map[string]bool{
		"场所名称": true, "经营单位名称": true, "负责人": true, "XK_XDR_MC": true, "XK_FRDB": true, "行政相对人名称": true,
		"法定代表人": true, "CF_XDR_MC": true, "CF_FRDB": true, "CF_FR": true, "监督员1": true, "监督员2": true, "检测单位": true,
	}
	checked := 0
	for file, s := range writeDistrict(t, Options{Scale: 5, Seed: 5, Today: testDay}) {
		for _, row := range s.rows {
			for heading, value := range row {
				if !nameHeadings[heading] {
					continue
				}
				checked++
				for _, sample := range sampleNames {
					if strings.HasSuffix(value, sample) {
						t.Errorf("%s: %s is %s of the samples", file, value, sample)
					}
				}
			}
		}
	}
	if checked < 5000 {
		t.Errorf("only %d names were checked", checked)
	}
}

func TestWeekdayGoesBackToFriday(t *testing.T) {
	for day, want := range map[string]string{
		"2026-11-20": "2026-11-20", "2026-11-21": "2026-11-20", "2026-11-22": "2026-11-20", "2026-11-23": "2026-11-23",
	} {
		if got := weekday(disclosure.MustDate(day)).String(); got != want {
			t.Errorf("weekday(%s) = %s, want %s", day, got, want)
		}
	}
}
