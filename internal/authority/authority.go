// Package authority owns the profile of the publishing authority: reading authority.yaml, checking it, and the made-up
// profile that stands in until there is one. It depends only on disclosure.
package authority

import (
	"bytes"
	_ "embed" // the made-up profile
	"errors"
	"io/fs"
	"net/url"
	"os"
	"regexp"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/goccy/go-yaml"

	"mingshi/internal/disclosure"
)

// FileName is the profile's name inside a data folder.
const FileName = "authority.yaml"

// Sample is the profile of the made-up district 419901. It is written into a new data folder so that everything works at
// once, and so that its owner has something to edit.
//
//go:embed authority.yaml
var Sample []byte

// file is authority.yaml as it is written; every field is explained in the sample.
type file struct {
	Name             text                `yaml:"name"`
	USCC             string              `yaml:"uscc"`
	DivisionCode     string              `yaml:"division_code"`
	TimeZone         string              `yaml:"time_zone"`
	SiteTitle        text                `yaml:"site_title"`
	ComplaintLine    string              `yaml:"complaint_line"`
	ComplaintMail    string              `yaml:"complaint_mail"`
	Address          string              `yaml:"address"`
	RecordNumbers    []string            `yaml:"record_numbers"`
	DocumentPrefixes map[string][]string `yaml:"document_prefixes"`
	DefaultSource    party               `yaml:"default_source"`
	PublishWithin    int                 `yaml:"publish_within_working_days"`
	CountDecisionDay bool                `yaml:"count_decision_day"`
	Licence          licence             `yaml:"licence"`
	Attribution      text                `yaml:"attribution"`
}

// licence is under which terms the data may be used. Profiles written before there was such a field have none.
type licence struct {
	Name string `yaml:"name"`
	URL  string `yaml:"url"`
}

type text struct {
	ZH string `yaml:"zh"`
	EN string `yaml:"en"`
}

type party struct {
	Name string `yaml:"name"`
	USCC string `yaml:"uscc"`
}

// Load reads and checks the profile at path. A missing file is kind NotFound, a wrong one kind Invalid and the error
// names every field that is wrong.
func Load(path string) (*disclosure.Authority, error) {
	raw, err := os.ReadFile(path) //nolint:gosec // the operator names the file
	if errors.Is(err, fs.ErrNotExist) {
		return nil, disclosure.Errorf(disclosure.NotFound, "profile %s: %w", path, err)
	}
	if err != nil {
		return nil, disclosure.Errorf(disclosure.Unavailable, "profile: %w", err)
	}
	profile, err := Parse(raw)
	if err != nil {
		return nil, disclosure.Errorf(disclosure.Invalid, "profile %s: %w", path, err)
	}
	return profile, nil
}

// Parse reads and checks a profile. An unknown field is an error: a misspelt setting must not pass for a default.
func Parse(raw []byte) (*disclosure.Authority, error) {
	if !utf8.Valid(raw) {
		return nil, disclosure.Errorf(disclosure.Invalid, "not UTF-8: save the file as UTF-8 (文件不是 UTF-8 编码，请另存为 UTF-8)")
	}
	var f file
	if err := yaml.NewDecoder(bytes.NewReader(raw), yaml.Strict()).Decode(&f); err != nil {
		return nil, disclosure.Errorf(disclosure.Invalid, "%w", err)
	}
	zone, err := time.LoadLocation(f.TimeZone)
	problems := f.problems()
	if err != nil || f.TimeZone == "" {
		problems = append(problems, `time_zone: want a zone's name such as "Asia/Shanghai"`)
	}
	if len(problems) > 0 {
		return nil, disclosure.Errorf(disclosure.Invalid, "%s", strings.Join(problems, "; "))
	}
	return f.profile(zone), nil
}

func (f *file) profile(zone *time.Location) *disclosure.Authority {
	prefixes := make(map[disclosure.Kind][]string, len(f.DocumentPrefixes))
	for kind, list := range f.DocumentPrefixes {
		prefixes[disclosure.Kind(kind)] = list
	}
	return &disclosure.Authority{
		NameZH: f.Name.ZH, NameEN: f.Name.EN, USCC: f.USCC, DivisionCode: f.DivisionCode, Zone: zone,
		SiteTitleZH: f.SiteTitle.ZH, SiteTitleEN: f.SiteTitle.EN,
		ComplaintLine: f.ComplaintLine, ComplaintMail: f.ComplaintMail, AddressZH: f.Address,
		RecordNumbers: f.RecordNumbers, DocumentPrefixes: prefixes,
		DefaultSource: disclosure.Party{Name: f.DefaultSource.Name, USCC: f.DefaultSource.USCC},
		PublishWithin: f.PublishWithin, CountDecisionDay: f.CountDecisionDay,
		LicenceName: f.Licence.Name, LicenceURL: f.Licence.URL, AttributionZH: f.Attribution.ZH, AttributionEN: f.Attribution.EN,
	}
}

var (
	codePattern     = regexp.MustCompile(`^[0-9A-HJ-NPQRTUWXY]{18}$`)
	divisionPattern = regexp.MustCompile(`^[0-9]{6}$`)
)

func (f *file) problems() []string {
	var problems []string
	check := func(ok bool, problem string) {
		if !ok {
			problems = append(problems, problem)
		}
	}
	check(f.Name.ZH != "" && f.Name.EN != "", "name: want zh and en")
	check(codePattern.MatchString(f.USCC), "uscc: want the authority's 18-character credit code")
	check(divisionPattern.MatchString(f.DivisionCode), "division_code: want six digits")
	check(f.SiteTitle.ZH != "" && f.SiteTitle.EN != "", "site_title: want zh and en")
	check(f.ComplaintLine != "", "complaint_line: want a telephone number")
	check(f.DefaultSource.Name != "" && codePattern.MatchString(f.DefaultSource.USCC), "default_source: want name and uscc")
	check(f.PublishWithin > 0, "publish_within_working_days: want a number greater than 0")
	check(f.Licence.URL == "" || f.Licence.Name != "", "licence: want a name beside the url")
	check(f.Licence.URL == "" || isAddress(f.Licence.URL), "licence: want a url that begins with https:// or http://")
	check((f.Attribution.ZH == "") == (f.Attribution.EN == ""), "attribution: want zh and en, or neither")
	for kind := range f.DocumentPrefixes {
		check(disclosure.Kind(kind).Valid(), "document_prefixes: "+kind+" is no kind of record; want permit, filing or penalty")
	}
	return problems
}

// isAddress reports whether a text is a whole address in the web.
func isAddress(text string) bool {
	at, err := url.Parse(text)
	return err == nil && (at.Scheme == "https" || at.Scheme == "http") && at.Host != "" && at.User == nil
}
