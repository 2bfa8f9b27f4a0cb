package authority_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"mingshi/internal/authority"
	"mingshi/internal/disclosure"
)

func TestSampleIsAValidProfile(t *testing.T) {
	profile, err := authority.Parse(authority.Sample)
	if err != nil {
		t.Fatal(err)
	}
	if profile.NameZH != "示例市湖光区卫生健康局" || profile.USCC != "11419901MB0000000C" || profile.PublishWithin != 7 {
		t.Errorf("got %+v", profile)
	}
	// Midnight in Shanghai is 16:00 UTC of the day before.
	if day := profile.Today(time.Date(2026, 11, 19, 16, 0, 0, 0, time.UTC)); day != disclosure.MustDate("2026-11-20") {
		t.Errorf("today is %s, want 2026-11-20", day)
	}
}

func TestParseNamesEveryWrongField(t *testing.T) {
	sample := string(authority.Sample)
	tests := map[string]struct{ from, to, says string }{
		"unknown field":        {"complaint_mail:", "complaint_male:", "complaint_male"},
		"no English name":      {"  en: Huguang District Health Bureau, Shili City (made up)\n", "", "name: want zh and en"},
		"credit code short":    {"uscc: 11419901MB0000000C # 统一", "uscc: 11419901MB0000000 # 统一", "uscc: want"},
		"division":             {`"419901"`, `"4199"`, "division_code: want six digits"},
		"zone":                 {"Asia/Shanghai", "Asia/Shanghay", "time_zone: want"},
		"no deadline":          {"working_days: 7", "working_days: 0", "publish_within_working_days"},
		"prefix of no kind":    {"document_prefixes: {}", "document_prefixes: {fine: [x]}", "fine is no kind"},
		"not YAML":             {"name:", "\tname: [", ""},
		"licence without name": {"name: CC BY 4.0", `name: ""`, "licence: want a name"},
		"licence no address":   {"url: https://creativecommons.org", "url: javascript:alert//creativecommons.org", "licence: want a url"},
		"licence no host":      {"url: https://creativecommons.org", "url: https:", "licence: want a url"},
		"one attribution":      {"  zh: 数据来源：示例市湖光区卫生健康局\n", "", "attribution: want zh and en"},
		"licence misspelt":     {"licence:", "license:", "license"},
		"complaint line gone":  {`complaint_line: "12345"`, `complaint_line: ""`, "complaint_line"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			if !strings.Contains(sample, test.from) {
				t.Fatalf("the sample has no %q to spoil", test.from)
			}
			_, err := authority.Parse([]byte(strings.Replace(sample, test.from, test.to, 1)))
			if disclosure.KindOf(err) != disclosure.Invalid || !strings.Contains(err.Error(), test.says) {
				t.Errorf("got %v, want an invalid error that says %q", err, test.says)
			}
		})
	}
}

func TestLicenceAndAttributionAreOptional(t *testing.T) {
	profile, err := authority.Parse(authority.Sample)
	if err != nil {
		t.Fatal(err)
	}
	if profile.LicenceName != "CC BY 4.0" || profile.LicenceURL != "https://creativecommons.org/licenses/by/4.0/" ||
		profile.AttributionZH != "数据来源：示例市湖光区卫生健康局" || !strings.HasPrefix(profile.AttributionEN, "Source: ") {
		t.Errorf("the sample's terms are %+v", profile)
	}
	older, _, found := strings.Cut(string(authority.Sample), "\n# 公开数据的使用条款")
	if !found {
		t.Fatal("the sample has no part about its licence to leave out")
	}
	profile, err = authority.Parse([]byte(older))
	if err != nil {
		t.Fatalf("a profile without licence: %v", err)
	}
	if profile.LicenceName+profile.LicenceURL+profile.AttributionZH+profile.AttributionEN != "" {
		t.Errorf("a profile without licence got one: %+v", profile)
	}
}

func TestParseRefusesAnotherEncoding(t *testing.T) {
	gbk := append([]byte(nil), authority.Sample...)
	gbk = append(gbk, "# \xca\xbe\xc0\xfd\n"...)
	if _, err := authority.Parse(gbk); disclosure.KindOf(err) != disclosure.Invalid || !strings.Contains(err.Error(), "UTF-8") {
		t.Errorf("got %v, want an invalid error that says UTF-8", err)
	}
}

func TestLoadTellsAMissingFileFromAWrongOne(t *testing.T) {
	path := filepath.Join(t.TempDir(), authority.FileName)
	if _, err := authority.Load(path); disclosure.KindOf(err) != disclosure.NotFound {
		t.Errorf("missing file: got %v, want kind not found", err)
	}
	if err := os.WriteFile(path, []byte("name: 3"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := authority.Load(path); disclosure.KindOf(err) != disclosure.Invalid || !strings.Contains(err.Error(), path) {
		t.Errorf("wrong file: got %v, want an invalid error that names the file", err)
	}
}

func FuzzParse(f *testing.F) {
	f.Add(authority.Sample)
	f.Add([]byte("name: {zh: a, en: b}"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		profile, err := authority.Parse(raw)
		if err == nil && (profile.Zone == nil || profile.NameZH == "") {
			t.Errorf("accepted a profile without zone or name: %+v", profile)
		}
	})
}
