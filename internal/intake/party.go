package intake

import (
	_ "embed" // the words are a data file
	"encoding/json"
	"strings"
	"sync"
	"unicode/utf8"

	"mingshi/internal/disclosure"
)

//go:embed party.json
var shippedPartyWords []byte

// partyWords tell what a cell that names somebody says.
type partyWords struct {
	Fillers     []string `json:"fillers"`
	FillerMarks string   `json:"filler_marks"`
	Endings     []string `json:"endings"`
	// ShortEndings end names of organisations that have at least ShortEndingsFrom characters; in a shorter one they may
	// be the end of a person's (王建城).
	ShortEndings     []string `json:"short_endings"`
	ShortEndingsFrom int      `json:"short_endings_from"`

	fillers map[string]bool
	longest int
}

// words reads the embedded file once. A file that cannot be read is a defect of the build, which every test shows.
var words = sync.OnceValue(func() *partyWords {
	w := &partyWords{fillers: make(map[string]bool)}
	if err := json.Unmarshal(shippedPartyWords, w); err != nil {
		panic(disclosure.Errorf(disclosure.Internal, "shipped party words: %w", err))
	}
	for _, filler := range w.Fillers {
		w.fillers[filler] = true
		w.longest = max(w.longest, len(filler))
	}
	return w
})

// fillable are the fields in which a filler means that there is nothing: names, numbers and codes, of which none is a
// dash or 无. Two strangers who both "have" the permit number "/" are not the same.
var fillable = map[string]bool{
	"name": true, "uscc": true, "business_reg_no": true, "org_code": true, "tax_reg_no": true, "institution_cert_no": true,
	"social_org_reg_no": true, "legal_rep": true, "legal_rep_id_type": true, "legal_rep_id_number": true, "id_type": true,
	"id_number": true, "document_number": true, "permit_number": true, "number": true, "operator": true,
	"authority": true, "authority_uscc": true, "source": true, "source_uscc": true, "procedure": true,
	"inspector_1": true, "inspector_2": true, "private_phone": true, "public_phone": true, "record_id": true, "incomplete": true,
}

// isFiller tells whether a cell only fills its place: 无, /, —, 0, N/A and the like.
func isFiller(cell string) bool {
	w := words()
	onlyMarks := true
	for _, r := range cell {
		if !strings.ContainsRune(w.FillerMarks, r) {
			onlyMarks = false
			break
		}
	}
	if onlyMarks {
		return cell != ""
	}
	text := strings.ToUpper(plainShort(cell, w.longest))
	return text != "" && (w.fillers[text] || w.fillers[strings.Trim(text, w.FillerMarks)] || strings.Trim(text, w.FillerMarks) == "")
}

// plainShort is a cell in half width without space and brackets around it, "" if it is too long for a filler.
func plainShort(cell string, longest int) string {
	const spaced = 8 // brackets, full width and space may make a filler that many times as long
	if len(cell) > longest*spaced {
		return ""
	}
	return strings.Trim(compact(cell), "()[]〔〕【】\"'“”<>《》")
}

// namesOrganization tells whether a name ends as organisations' do. Every one of several must: a person beside a company
// is a person still.
func namesOrganization(name string) bool {
	name = outsideBrackets(normalName(name))
	parts := strings.FieldsFunc(name, isNameSeparator)
	for _, part := range parts {
		if !words().endOrganization(part) {
			return false
		}
	}
	return len(parts) > 0
}

func isNameSeparator(r rune) bool {
	return isListSeparator(r) || r == '/' || r == ' ' || r == '|' || r == '\\'
}

// endOrganization tells whether a single name ends as an organisation's.
func (w *partyWords) endOrganization(name string) bool {
	for _, ending := range w.Endings {
		if before, ok := strings.CutSuffix(name, ending); ok && utf8.RuneCountInString(name) > 2 && before != "" {
			return true
		}
	}
	for _, ending := range w.ShortEndings {
		if strings.HasSuffix(name, ending) {
			return utf8.RuneCountInString(name) >= w.ShortEndingsFrom
		}
	}
	return false
}
