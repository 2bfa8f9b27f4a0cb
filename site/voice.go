package site

import (
	"html/template"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"mingshi/internal/disclosure"
	"mingshi/internal/grading"
	"mingshi/internal/i18n"
	"mingshi/internal/limits"
)

// voice says things in the language of one visitor.
type voice struct {
	edition
	zone *time.Location
	scales
}

// scales are what grades and tests are measured by.
type scales struct {
	scheme *grading.Scheme
	items  *limits.Items
}

// T is the text of a key.
func (v voice) T(key string, args ...any) string { return i18n.T(v.lang, key, args...) }

func (v voice) english() bool { return v.lang == i18n.EN }

// link is the address of one of our pages; it keeps the language that was asked for.
func (v voice) link(path string) string {
	if !v.asked || path == "" {
		return path
	}
	mark := "?"
	if strings.Contains(path, "?") {
		mark = "&"
	}
	return path + mark + "lang=" + string(v.lang)
}

// askedLang is the language that forms must carry on; "" where none was asked for.
func (v voice) askedLang() string {
	if !v.asked {
		return ""
	}
	return string(v.lang)
}

// chinese marks Chinese text on a page of another language.
func (v voice) chinese() template.HTMLAttr {
	if v.lang == i18n.ZH {
		return ""
	}
	return ` lang="zh-CN"`
}

// label names a value of one of the closed lists where it stands alone, and so begins with a capital.
func (v voice) label(value any) string { return capital(v.name(value)) }

// capital makes the first letter an upper-case one, but not that of a word with a capital of its own further on (pH).
// Chinese has none.
func capital(text string) string {
	first, size := utf8.DecodeRuneInString(text)
	second, _ := utf8.DecodeRuneInString(text[size:])
	if size == 0 || unicode.IsUpper(second) {
		return text
	}
	return string(unicode.ToUpper(first)) + text[size:]
}

// name names a value of one of the closed lists within a sentence.
func (v voice) name(value any) string {
	switch value := value.(type) {
	case disclosure.CounterpartyKind:
		return disclosure.CounterpartyKinds.Label(value, v.english())
	case disclosure.PermitKind:
		return disclosure.PermitKinds.Label(value, v.english())
	case disclosure.PenaltyKind:
		return disclosure.PenaltyKinds.Label(value, v.english())
	case disclosure.PermitStatus:
		return disclosure.PermitStatuses.Label(value, v.english())
	case disclosure.VenueKind:
		return disclosure.VenueKinds.Label(value, v.english())
	case disclosure.VenueStatus:
		return disclosure.VenueStatuses.Label(value, v.english())
	case disclosure.InspectionKind:
		return disclosure.InspectionKinds.Label(value, v.english())
	case disclosure.CheckResult:
		return disclosure.CheckResults.Label(value, v.english())
	case disclosure.ReadingSource:
		return disclosure.ReadingSources.Label(value, v.english())
	case disclosure.BoardEnd:
		return disclosure.BoardEnds.Label(value, v.english())
	case grading.CorrectionState:
		return grading.CorrectionStates.Label(value, v.english())
	case grading.DueReason:
		return grading.DueReasons.Label(value, v.english())
	case disclosure.Kind:
		return v.T(kindTexts[value])
	}
	return ""
}

// kindTexts name the kinds of record in the plural.
var kindTexts = map[disclosure.Kind]string{
	disclosure.KindVenue:   "site.kind.venue",
	disclosure.KindPermit:  "site.kind.permit",
	disclosure.KindFiling:  "site.kind.filing",
	disclosure.KindGrading: "site.kind.grading",
	disclosure.KindReading: "site.kind.reading",
	disclosure.KindPenalty: "site.kind.penalty",
	disclosure.KindBoard:   "site.kind.board",
}

// yuan writes an amount with its currency; "" for none.
func (v voice) yuan(amount *disclosure.Fen) string {
	if amount == nil {
		return ""
	}
	whole, cents, _ := strings.Cut(amount.Yuan(), ".")
	for at := len(whole) - 3; at > 0; at -= 3 {
		whole = whole[:at] + "," + whole[at:]
	}
	return v.T("site.money", whole+"."+cents)
}

// instant writes a moment in the authority's zone, to the minute.
func (v voice) instant(at time.Time) string { return at.In(v.zone).Format("2006-01-02 15:04") }

// sampled writes when a sample was taken: an instant in the authority's zone, to the minute, and a day as a day. What is
// neither stays as it is.
func (v voice) sampled(at string) string {
	instant, err := time.Parse(time.RFC3339, at)
	if err != nil {
		return strings.Replace(at, "T", " ", 1)
	}
	return v.instant(instant)
}

// joined lists labels in one line.
func (v voice) joined(parts []string) string { return strings.Join(parts, v.T("site.comma")) }

func (v voice) kindsOf(kinds []disclosure.PenaltyKind) string {
	parts := make([]string, len(kinds))
	for i, kind := range kinds {
		parts[i] = v.name(kind)
	}
	return capital(v.joined(parts))
}

// itemName names a test item where it stands alone; one that we do not know keeps its code.
func (v voice) itemName(code string) string {
	item, ok := v.items.Find(code)
	switch {
	case !ok:
		return code
	case v.english():
		return capital(item.EN)
	}
	return item.ZH
}

// dial is a telephone number as an address takes it: digits and a leading plus. A text that holds anything else is no
// number to call, and gives "".
func dial(phone string) string {
	var out strings.Builder
	for _, r := range phone {
		switch {
		case r >= '0' && r <= '9', r == '+' && out.Len() == 0:
			out.WriteRune(r)
		case r == ' ' || r == '-' || r == '(' || r == ')' || r == '（' || r == '）':
		default:
			return ""
		}
	}
	return out.String()
}
