package demo

import (
	_ "embed" // words.json
	"encoding/json"
	"strings"

	"mingshi/internal/disclosure"
)

//go:embed words.json
var wordsJSON []byte

// words is the vocabulary of the district. What it says about violations and fines is an example, not the law.
type words struct {
	Streets        []string     `json:"streets"`
	Roads          []string     `json:"roads"`
	BrandFirst     []string     `json:"brand_first"`
	BrandSecond    []string     `json:"brand_second"`
	Surnames       []string     `json:"surnames"`
	PersonSurnames []string     `json:"person_surnames"`
	GivenFirst     []string     `json:"given_first"`
	GivenSecond    []string     `json:"given_second"`
	LongName       string       `json:"long_name"`
	LongSign       string       `json:"long_sign"`
	Laboratory     string       `json:"laboratory"`
	Evidence       []string     `json:"evidence"`
	Trades         []*trade     `json:"trades"`
	Violations     []*violation `json:"violations"`
	FilingKinds    []filingKind `json:"filing_kinds"`
	Licences       []licence    `json:"licences"`
}

// trade is one kind of venue with everything that is said about it in the files.
type trade struct {
	Table     string `json:"table"`
	VenueKind string `json:"venue_kind"`
	Content   string `json:"content"`
	// Quota is the number of such venues among the venues of one block.
	Quota int `json:"quota"`
	// Sole lists what a sole trader calls the shop; the brand goes before it.
	Sole    []string      `json:"sole"`
	Company []companyName `json:"company"`
	// KeyItem is the key item that fails where one fails.
	KeyItem    string   `json:"key_item"`
	Deductions []string `json:"deductions"`
	// AirPlace is where the air is sampled; empty where the district has no such readings.
	AirPlace string `json:"air_place"`
}

type companyName struct {
	Sign  string `json:"sign"`
	Legal string `json:"legal"`
}

type violation struct {
	Key string `json:"key"`
	// Tables lists the trades that any penalty for this violation may meet; empty for violations that only a
	// particular case uses.
	Tables  []string `json:"tables"`
	Type    string   `json:"type"`
	Basis   string   `json:"basis"`
	Facts   []string `json:"facts"`
	FineMin int      `json:"fine_min"`
	FineMax int      `json:"fine_max"`
}

type filingKind struct {
	Kind   string `json:"kind"`
	Prefix string `json:"prefix"`
	Legal  string `json:"legal"`
}

type licence struct {
	Document    string `json:"document"`
	Prefix      string `json:"prefix"`
	Certificate string `json:"certificate"`
	Content     string `json:"content"`
}

func loadWords() (*words, error) {
	w := new(words)
	if err := json.Unmarshal(wordsJSON, w); err != nil {
		return nil, disclosure.Errorf(disclosure.Internal, "demo words: %w", err)
	}
	return w, nil
}

// trade finds a trade by the name of its score table.
func (w *words) trade(table string) *trade {
	for _, t := range w.Trades {
		if t.Table == table {
			return t
		}
	}
	return nil
}

// violation finds a violation by its key.
func (w *words) violation(key string) *violation {
	for _, v := range w.Violations {
		if v.Key == key {
			return v
		}
	}
	return nil
}

// brandStride is the step between the pairs of words of neighbouring brands. It shares no factor with their number
// (24 × 24), so every pair comes round.
const brandStride = 175

// brand gives the i-th brand of a district whose brands begin at start. Neighbours differ in both words and no brand
// comes twice: after all pairs are used up a number is added.
func (w *words) brand(start, i int) string {
	pairs := len(w.BrandFirst) * len(w.BrandSecond)
	pair := (start + i%pairs*brandStride) % pairs
	name := w.BrandFirst[pair/len(w.BrandSecond)] + w.BrandSecond[pair%len(w.BrandSecond)]
	if round := i / pairs; round > 0 {
		name += chineseNumber(round+1) + "号"
	}
	return name
}

// chineseNumber writes a positive number digit by digit, as 二〇.
func chineseNumber(n int) string {
	digits := []rune("〇一二三四五六七八九")
	text := ""
	for ; n > 0; n /= 10 {
		text = string(digits[n%10]) + text
	}
	return text
}

// fill puts values in the places that a template names in braces.
func fill(template string, pairs ...string) string {
	for i := 0; i+1 < len(pairs); i += 2 {
		template = strings.ReplaceAll(template, "{"+pairs[i]+"}", pairs[i+1])
	}
	return template
}
