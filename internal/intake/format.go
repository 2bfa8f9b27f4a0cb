package intake

import (
	_ "embed" // the shipped formats
	"encoding/json"
	"slices"
	"strings"
	"sync"

	"mingshi/internal/disclosure"
	"mingshi/internal/intake/sheet"
)

//go:embed formats.json
var shippedFormats []byte

// need says when a column must be filled.
type need string

const (
	needAlways   need = "always"
	needBusiness need = "business"
	needPerson   need = "person"
	// needHeading asks for the column itself; another cell of the row says whether it must be filled.
	needHeading need = "heading"
)

// of tells whether the column must be filled for a kind of counterparty.
func (n need) of(kind disclosure.CounterpartyKind) bool {
	switch n {
	case needAlways:
		return true
	case needBusiness:
		return kind == disclosure.Organization || kind == disclosure.SoleTrader
	case needPerson:
		return kind == disclosure.NaturalPerson
	case needHeading:
	}
	return false
}

// ofFile tells whether every file must have the column.
func (n need) ofFile() bool { return n == needAlways || n == needHeading }

// format is one kind of file: the columns of one generation of the standard, or of one of our own tables.
type format struct {
	Kind disclosure.Kind `json:"kind"`
	// Generation is gen1, gen2 or gen3, and "" for our own tables.
	Generation string   `json:"generation"`
	Columns    []column `json:"columns"`
	// Ignored are headings that stand beside the standard's and are not read.
	Ignored []string `json:"ignored"`
	// ItemSheets marks the formats whose rows are the items of score sheets; see itemSheets. OneVenue marks the one that is a
	// single sheet, with labels above the headings; see label.
	ItemSheets bool `json:"item_sheets"`
	OneVenue   bool `json:"one_venue"`

	byHeading map[string]int // index into Columns, by heading in the form of headingKey
	byLabel   map[string]int // the same for what stands above the headings
	byField   map[string]int
	ignored   map[string]bool
}

// column is one column of a format.
type column struct {
	Field string   `json:"field"`
	Code  string   `json:"code"`
	Names []string `json:"names"`
	// Max is the greatest length in characters, 0 where the standard has none; MaxVerified is false where the figure was
	// not found in the standard's own text.
	Max         int   `json:"max"`
	MaxVerified *bool `json:"max_verified"`
	Need        need  `json:"need"`
	// Above says that the value stands above the headings, beside its label.
	Above bool `json:"above"`
}

// title is how a column is named when the file does not have it: by code where the file uses codes.
func (c *column) title(byCode bool) string {
	if byCode && c.Code != "" {
		return c.Code
	}
	return c.Names[0]
}

var formats = sync.OnceValues(func() ([]*format, error) {
	var file struct {
		Note    string    `json:"note"`
		Formats []*format `json:"formats"`
	}
	if err := json.Unmarshal(shippedFormats, &file); err != nil {
		return nil, disclosure.Errorf(disclosure.Internal, "shipped formats: %w", err)
	}
	for _, f := range file.Formats {
		f.index()
	}
	return file.Formats, nil
})

func (f *format) index() {
	f.byHeading, f.byLabel, f.byField, f.ignored = map[string]int{}, map[string]int{}, map[string]int{}, map[string]bool{}
	for i := range f.Columns {
		c := &f.Columns[i]
		f.byField[c.Field] = i
		names := f.byHeading
		if c.Above {
			names = f.byLabel
		}
		for _, name := range append([]string{c.Code}, c.Names...) {
			if name != "" {
				names[headingKey(name)] = i
			}
		}
	}
	for _, name := range f.Ignored {
		f.ignored[headingKey(name)] = true
	}
}

// headingKey brings a heading to the form in which it is compared: half-width, upper case, without spaces and without
// the star that marks mandatory columns.
func headingKey(heading string) string {
	return strings.ToUpper(strings.Trim(compact(heading), "*"))
}

// header is a recognised row of headings.
type header struct {
	format *format
	row    int
	// titles are the file's own headings; columns gives the index into titles for each field of the format, -1 for a
	// field that the file does not have.
	titles  []string
	columns []int
	byCode  bool
	// labels are what stands above the headings, by the index of the format's column; nil for most formats.
	labels  map[int]label
	unknown []string
	missing []string
	doubled []string
	// mapped is what a mapping makes of each row, nil without one; absent are the columns that it names and the file has not.
	mapped *mappedRow
	absent []string
}

// columnOf is where what a finding names stands: under its heading, or beside its label; -1 if nowhere.
func (h *header) columnOf(title string) int {
	for _, label := range h.labels {
		if label.title == title {
			return label.column
		}
	}
	return slices.Index(h.titles, title)
}

// minMatches is how many headings a row must share with a format to be its row of headings.
const minMatches = 4

// recognise matches a row against every format and returns the best fit, or nil if the row is no row of headings. The
// format with the most known headings wins; want settles a tie, and then the one that misses fewer mandatory ones.
func recognise(cells []string, row int, want disclosure.Kind) (*header, error) {
	all, err := formats()
	if err != nil {
		return nil, err
	}
	var best *header
	bestMatches := 0
	for _, f := range all {
		h, matches := f.match(cells, row)
		if matches < f.leastMatches(h) || matches*2 < len(nonEmpty(cells)) {
			continue
		}
		if best == nil || better(h, matches, best, bestMatches, want) {
			best, bestMatches = h, matches
		}
	}
	return best, nil
}

// leastMatches is how many headings make a row of headings. Two are enough for a single score sheet if nothing is missing:
// what else it says stands above them.
func (f *format) leastMatches(h *header) int {
	if f.OneVenue && len(h.missing) == 0 {
		return 2
	}
	return minMatches
}

func better(h *header, matches int, than *header, thanMatches int, want disclosure.Kind) bool {
	if matches != thanMatches {
		return matches > thanMatches
	}
	if (h.format.Kind == want) != (than.format.Kind == want) {
		return h.format.Kind == want
	}
	return len(h.missing) < len(than.missing)
}

// repeats tells whether a row below the headings is one of headings again: codes under names, or the same ones at the
// top of a printed page.
func (h *header) repeats(cells []string) bool {
	for i, cell := range cells {
		if cell == "" || i >= len(h.titles) || h.titles[i] == "" {
			continue
		}
		if _, known := h.format.byHeading[headingKey(cell)]; !known {
			return false
		}
		_, matches := h.format.match(cells, 0)
		return matches >= minMatches && matches*2 >= len(nonEmpty(cells))
	}
	return false
}

// isRecord tells whether a row below the headings is one to import, and neither headings again nor a footer.
func (h *header) isRecord(cells []string) bool {
	if h.format.OneVenue && !h.isItem(cells) {
		return false
	}
	return !h.repeats(cells) && !sheet.IsFooter(cells) && !h.isTotal(cells)
}

// totalWords are how a row of sums below a table begins.
var totalWords = []string{"合计", "总计", "小计"}

// isTotal tells whether a row below the headings only adds up the rows above: its first filled cell says so, and at least
// half of what every record must have is empty.
func (h *header) isTotal(cells []string) bool {
	first := slices.IndexFunc(cells, func(cell string) bool { return trim(cell) != "" })
	if first < 0 || !slices.Contains(totalWords, strings.Join(strings.Fields(cells[first]), "")) {
		return false
	}
	mandatory, empty := 0, 0
	for i := range h.format.Columns {
		if h.format.Columns[i].Need != needAlways {
			continue
		}
		mandatory++
		if at := h.columns[i]; at < 0 || at >= len(cells) || trim(cells[at]) == "" {
			empty++
		}
	}
	return empty*2 >= mandatory
}

func (f *format) match(cells []string, row int) (*header, int) {
	h := &header{format: f, row: row, titles: make([]string, len(cells)), columns: make([]int, len(f.Columns))}
	for i := range h.columns {
		h.columns[i] = -1
	}
	matches := 0
	for i, cell := range cells {
		h.titles[i] = trim(cell)
		key := headingKey(cell)
		if key == "" {
			continue
		}
		index, known := f.byHeading[key]
		switch {
		case !known && f.ignored[key]:
			matches++
		case !known:
			h.unknown = append(h.unknown, h.titles[i])
		case h.columns[index] >= 0:
			h.doubled = append(h.doubled, h.titles[i])
		default:
			h.columns[index] = i
			h.byCode = h.byCode || key == f.Columns[index].Code
			matches++
		}
	}
	for i := range f.Columns {
		if h.columns[i] < 0 && f.Columns[i].Need.ofFile() && !f.Columns[i].Above {
			h.missing = append(h.missing, f.Columns[i].title(h.byCode))
		}
	}
	return h, matches
}

func nonEmpty(cells []string) []string {
	return slices.DeleteFunc(slices.Clone(cells), func(cell string) bool { return trim(cell) == "" })
}
