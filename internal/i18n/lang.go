package i18n

import (
	"strconv"
	"strings"
)

// Lang is a language that Mingshi speaks, as its ISO 639-1 code.
type Lang string

// The languages of the house: Chinese is the default, English is complete.
const (
	ZH Lang = "zh"
	EN Lang = "en"
)

// Langs returns every language, the default first.
func Langs() []Lang { return []Lang{ZH, EN} }

// Parse reads a language tag ("zh", "zh-CN", "EN_gb") or a locale name ("zh_CN.UTF-8") by its primary subtag.
// It reports false for a language that is not spoken here.
func Parse(tag string) (Lang, bool) {
	primary := tag
	if end := strings.IndexAny(tag, "-_.@"); end >= 0 {
		primary = tag[:end]
	}
	for _, lang := range Langs() {
		if strings.EqualFold(primary, string(lang)) {
			return lang, true
		}
	}
	return "", false
}

// Negotiate picks the language for an Accept-Language header (RFC 9110, section 12.5.4): the highest weight wins, the
// earlier of equals, and Chinese where nothing fits, nothing is asked or the header cannot be read.
//
// It allocates nothing, since it runs for every page.
func Negotiate(acceptLanguage string) Lang {
	best, bestWeight := ZH, 0.0
	for acceptLanguage != "" {
		var item string
		item, acceptLanguage, _ = strings.Cut(acceptLanguage, ",")
		tag, params, _ := strings.Cut(item, ";")
		tag = strings.TrimSpace(tag)
		lang, known := Parse(tag)
		if tag == "*" {
			lang, known = ZH, true
		}
		if weight := quality(params); known && weight > bestWeight {
			best, bestWeight = lang, weight
		}
	}
	return best
}

// quality reads the weight from the parameters of one language range: 1 where none is given, 0 where it is malformed.
func quality(params string) float64 {
	params = strings.TrimSpace(params)
	if params == "" {
		return 1
	}
	name, value, _ := strings.Cut(params, "=")
	if !strings.EqualFold(strings.TrimSpace(name), "q") {
		return 0
	}
	weight, err := strconv.ParseFloat(strings.TrimSpace(value), 64)
	if err != nil || weight < 0 || weight > 1 {
		return 0
	}
	return weight
}

// Name returns what the language calls itself, for the switch between languages.
func (l Lang) Name() string { return T(l, "language.name") }
