package main

import (
	"bytes"
	"encoding/json"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"mingshi/internal/authority"
	"mingshi/internal/disclosure"
	"mingshi/internal/plaque"
	"mingshi/internal/store"
	"mingshi/qrsign/sheet"
)

// onPaperText gives the text of a PDF without any space, as lines may end anywhere.
func onPaperText(t *testing.T, file string) string {
	t.Helper()
	name, err := exec.LookPath("pdftotext")
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal("pdftotext is missing")
		}
		t.Skip("pdftotext is missing")
	}
	said, err := exec.CommandContext(t.Context(), name, "-raw", file, "-").Output()
	if err != nil {
		t.Fatal(err)
	}
	return withoutSpace(string(said))
}

func withoutSpace(text string) string { return strings.Join(strings.Fields(text), "") }

// withProfile is a data folder with a profile and nothing else.
func withProfile(t *testing.T) place {
	t.Helper()
	p := place{data: filepath.Join(t.TempDir(), "data")}
	if err := os.MkdirAll(p.data, 0o750); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(p.data, authority.FileName), authority.Sample, 0o600); err != nil {
		t.Fatal(err)
	}
	return p
}

// TestEveryShippedPlaqueIsPrinted holds the text of all plaques, on both papers, to their data, word for word.
func TestEveryShippedPlaqueIsPrinted(t *testing.T) {
	p := withProfile(t)
	for _, paper := range []string{"a3", "a4"} {
		file := filepath.Join(t.TempDir(), "plaques.pdf")
		p.must(t, "board", "plaque", "--all", "--paper", paper, "-o", file)
		said := onPaperText(t, file)
		for _, kind := range plaque.Kinds() {
			text, err := plaque.Load("", kind)
			if err != nil {
				t.Fatal(err)
			}
			for _, words := range append(rulesOf(text), text.Title) {
				for _, want := range []string{words.ZH, words.EN} {
					if !strings.Contains(said, withoutSpace(want)) {
						t.Errorf("%s, %s: not printed: %s", paper, kind, want)
					}
				}
			}
		}
	}
}

func rulesOf(p *plaque.Plaque) []plaque.Words {
	words := make([]plaque.Words, len(p.Rules))
	for i := range p.Rules {
		words[i] = p.Rules[i].Words
	}
	return words
}

// TestPlaqueTellsWhatNobodyHasVerified holds what is told as JSON, and beside it in words, to the text.
func TestPlaqueTellsWhatNobodyHasVerified(t *testing.T) {
	p := withProfile(t)
	var out, notes bytes.Buffer
	file := filepath.Join(t.TempDir(), "pool.pdf")
	args := []string{"--data", p.data, "--json", "board", "plaque", "--kind", "游泳", "--text", "zh", "-o", file}
	if code := run(t.Context(), args, &out, &notes); code != exitDone {
		t.Fatalf("exit code %d: %s", code, &notes)
	}
	var told struct {
		File    string       `json:"file"`
		Plaques []toldPlaque `json:"plaques"`
	}
	if err := json.Unmarshal(out.Bytes(), &told); err != nil {
		t.Fatal(err)
	}
	text, err := plaque.Load("", "swimming")
	if err != nil {
		t.Fatal(err)
	}
	if len(told.Plaques) != 1 || told.File != file || !slices.Equal(told.Plaques[0].Unverified, text.Unverified()) || told.Plaques[0].Own {
		t.Errorf("told: %+v", told)
	}
	if want := "第 " + numbers(text.Unverified()) + " 条尚未与出处核对"; len(text.Unverified()) == 0 || !strings.Contains(notes.String(), want) {
		t.Errorf("%q is not said: %s", want, &notes)
	}
	if said := onPaperText(t, file); strings.Contains(said, "Hygienerules") || !strings.Contains(said, withoutSpace(text.Rules[3].ZH)) {
		t.Errorf("want Chinese alone: %s", said)
	}
}

// TestEveryFaultOfAPlaqueHasASentence draws with a wrong text of each sort, and looks for a sentence that names the place.
func TestEveryFaultOfAPlaqueHasASentence(t *testing.T) {
	for wrong := range plaqueFaults {
		for _, lang := range []string{"zh", "en"} {
			err := plaqueTrouble(disclosure.Errorf(disclosure.Invalid, "plaque: %w",
				&plaque.Fault{File: "plaques/park.yaml", Line: 12, Wrong: wrong, Field: "zh", Got: "got", Want: "want"}))
			var out bytes.Buffer
			term := &terminal{ctx: t.Context(), out: &out, err: &out, lang: (&settings{Lang: lang}).lang()}
			if code := term.exitCode(err); code != exitUsage {
				t.Errorf("%s: exit code %d", wrong, code)
			}
			if said := out.String(); !strings.Contains(said, "plaques/park.yaml:12") || strings.ContainsAny(said, "[%") {
				t.Errorf("%s: %s", wrong, said)
			}
		}
	}
	for _, wrong := range []plaque.Wrong{
		plaque.WrongSize, plaque.WrongName, plaque.WrongEncoding, plaque.WrongSyntax, plaque.WrongField, plaque.WrongTwice, plaque.WrongMissing,
		plaque.WrongShape, plaque.WrongText, plaque.WrongLength, plaque.WrongKind, plaque.WrongDate, plaque.WrongMark, plaque.WrongCount,
	} {
		if plaqueFaults[wrong] == "" {
			t.Errorf("%s has no sentence", wrong)
		}
	}
}

// noticeText gathers what a notice says on a day, draws it and gives its text.
func (p place) noticeText(t *testing.T, c *boardNoticeCommand, today disclosure.Date) (string, *sheet.Notice) {
	t.Helper()
	records := p.open(t, true, nil)
	defer records.Close()
	profile, err := givenProfile(p.data)
	if err != nil {
		t.Fatal(err)
	}
	g := noticeGatherer{at: records, today: today, base: "https://gs.example.cn", command: c}
	n, err := g.notice(t.Context(), profile, &toldNotice{})
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "notice.pdf")
	if err := writePaper(file, func(w io.Writer) error {
		_, err := sheet.NoticeSheet(w, n, sheet.Options{})
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return onPaperText(t, file), n
}

// TestNothingPrivateIsOnANotice plants a withdrawn penalty, one whose time is over, a natural person and a case that is not
// public, and looks for them on a sheet that has room for all of the year.
func TestNothingPrivateIsOnANotice(t *testing.T) {
	p := district(t)
	p.must(t, importing([]string{penaltyOnAPerson(t), penaltyOnABusiness(t, "罚款")})...)
	all := &boardNoticeCommand{Count: 300}
	before, _ := p.noticeText(t, all, asOf())
	for _, public := range []string{"示卫医罚〔2026〕9777号", "示卫医罚〔2026〕9778号", "昝某", "示例市星色酒店管理有限公司"} {
		if !strings.Contains(before, public) {
			t.Errorf("%s is public and not on the sheet", public)
		}
	}
	p.must(t, importing([]string{penaltyOnABusiness(t, "警告")})...) // a warning alone is not public: what was, is withdrawn
	after, n := p.noticeText(t, all, asOf())
	for _, private := range []string{"昝雪梅", "419901199104014660", "9778号", "示例市星色酒店管理有限公司"} {
		if strings.Contains(after, private) {
			t.Errorf("%s is on the sheet", private)
		}
	}
	ends := func(a, b sheet.NoticeRow) int { return a.PublicUntil.Compare(b.PublicUntil) }
	first := slices.MinFunc(n.Penalties, ends)
	if first.PublicUntil.IsZero() {
		t.Fatalf("%s never ends: the test shows nothing", first.Number)
	}
	_, later := p.noticeText(t, all, first.PublicUntil.AddDays(1))
	if len(later.Penalties) == 0 || slices.MinFunc(later.Penalties, ends).PublicUntil.Compare(first.PublicUntil) <= 0 {
		t.Errorf("%s was public until %s and is on the sheet of the day after", first.Number, first.PublicUntil)
	}
}

// TestNoticeHasTheLatestDecisions holds days and counts to what the store lists.
func TestNoticeHasTheLatestDecisions(t *testing.T) {
	p := district(t)
	records := p.open(t, true, nil)
	defer records.Close()
	const days = 60
	from := asOf().AddDays(1 - days)
	var want []disclosure.Date
	page, err := records.List(t.Context(), store.Query{Kind: disclosure.KindPermit, Limit: store.MaxLimit})
	if err != nil {
		t.Fatal(err)
	}
	for i := range page.Records {
		if on := page.Records[i].DecidedOn; !on.Before(from) {
			want = append(want, on)
		}
	}
	if len(want) == 0 || len(want) == len(page.Records) {
		t.Fatalf("%d of %d permits are of the last days: the test shows nothing", len(want), len(page.Records))
	}
	_, ofDays := p.noticeText(t, &boardNoticeCommand{Days: days}, asOf())
	var got []disclosure.Date
	for _, row := range ofDays.Permits {
		got = append(got, row.DecidedOn)
	}
	if !slices.Equal(got, want) {
		t.Errorf("got  %v\nwant %v", got, want)
	}
	const count = 5
	_, counted := p.noticeText(t, &boardNoticeCommand{Count: count}, asOf())
	if len(counted.Permits) != count || len(counted.Penalties) != count || counted.Permits[0].DecidedOn != page.Records[0].DecidedOn {
		t.Errorf("%d permits, %d penalties", len(counted.Permits), len(counted.Penalties))
	}
	if !slices.IsSortedFunc(counted.Penalties, func(a, b sheet.NoticeRow) int { return b.DecidedOn.Compare(a.DecidedOn) }) {
		t.Error("the latest do not stand first")
	}
	if text, _ := p.noticeText(t, &boardNoticeCommand{Days: 1}, asOf().AddDays(400)); !strings.Contains(text, "没有公示中的行政处罚") {
		t.Errorf("an empty sheet does not say so: %s", text)
	}
}
