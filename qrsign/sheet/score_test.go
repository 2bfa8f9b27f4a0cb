package sheet

import (
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"
	"testing"

	"mingshi/internal/disclosure"
)

// sampleScores is a table of so many items in three sections, every eighth a key item, every fourth one that may be left out.
func sampleScores(items int) *ScoreSheet {
	s := &ScoreSheet{
		Table: ScoreTable{
			NameZH: "住宿业卫生监督量化分级评分表", NameEN: "Lodging hygiene score table", Version: "2009-1", FullScore: "100",
			Bands:       []ScoreBand{{"A", "优秀", "Excellent", "90"}, {"B", "良好", "Good", "70"}, {"C", "一般", "Fair", "60"}},
			NotGradedZH: "不予评定", NotGradedEN: "Not graded",
		},
		Authority: sample().Authority, PrintedOn: disclosure.MustDate("2026-11-22"),
	}
	for i := range items {
		item := ScoreItem{
			No: i + 1, Section: []string{"卫生管理", "功能间卫生要求", "公共用品卫生要求"}[3*i/items], Title: fmt.Sprintf("条目%03d", i+1), Max: "4",
			NotApplicable: i%4 == 3, Verified: i%2 == 0,
			Deductions: []ScoreDeduction{
				{Text: "未建立卫生管理档案", Points: "4"},
				{Text: "档案内容缺项", Points: "0.25", Per: "项", Cap: "2"},
				{Text: "档案保存少于两年，或者无专人负责卫生管理档案的收集、整理和保管", Points: "1"},
			}[:1+i%3],
		}
		if item.Key = i%8 == 0; item.Key {
			item.Max, item.Deductions = "", []ScoreDeduction{{Text: "许可证过期、超范围，伪造、涂改或者出借"}}
		}
		s.Table.Items = append(s.Table.Items, item)
	}
	return s
}

func lakeside() ScoredVenue {
	return ScoredVenue{
		Name: "湖滨宾馆", Operator: "示例市湖滨宾馆有限公司", Address: "示例市湖滨区建设路西段 88 号", PermitNumber: "豫卫公证字〔2024〕第 411202-00123 号",
	}
}

func savedScores(t *testing.T, s *ScoreSheet) (path string, pages int) {
	t.Helper()
	path = saved(t, "score.pdf", func(w io.Writer) (err error) {
		pages, err = WriteScoreSheet(w, s)
		return err
	})
	return path, pages
}

// pagesOf gives what stands on each page of a PDF.
func pagesOf(t *testing.T, path string) []string {
	t.Helper()
	said := program(t, "pdftotext", "-layout", path, "-")
	return strings.Split(strings.TrimSuffix(said, "\f"), "\f")
}

func TestScoreSheetHasWhatInspectorsFillIn(t *testing.T) {
	s := sampleScores(34)
	path, count := savedScores(t, s)
	pages := pagesOf(t, path)
	if len(pages) != count || count < 2 {
		t.Fatalf("%d pages, said to be %d; want several", len(pages), count)
	}
	for i, page := range pages {
		for _, want := range []string{
			"住宿业卫生监督量化分级评分表", "样本：条目未与原表逐条核对", "Sample: rows not verified", "单位名称",
			"评查内容", "扣分标准", "合理缺项", s.Authority.NameZH, s.Authority.NameEN, "0398-1234567", "2026-11-22",
			fmt.Sprintf("第 %d 页，共 %d 页", i+1, count), fmt.Sprintf("Page %d of %d", i+1, count),
		} {
			if !strings.Contains(page, want) {
				t.Errorf("page %d does not say %q", i+1, want)
			}
		}
	}
	for _, want := range []string{"2009-1", "日常监督", "双随机", "专项检查", "许可审核", "复查", "投诉举报", "带 *", "Permit no."} {
		if !strings.Contains(pages[0], want) {
			t.Errorf("the first page does not say %q", want)
		}
	}
	last := pages[count-1]
	for _, want := range []string{
		"应得分", "实得分", "标化分", "实得分 ÷ 应得分 × 100", "A 优秀 Excellent", "标化分 90 以上（含）", "70 以上（含）、不足 90",
		"60 以上（含）、不足 70", "不予评定 Not graded", "不足 60，或有※项不符合", "责令整改", "整改期限", "检查人员一", "检查人员二", "陪同人员",
	} {
		if !strings.Contains(last, want) {
			t.Errorf("the last page does not say %q:\n%s", want, last)
		}
	}
	if strings.Count(last, "执法证件号") != 2 {
		t.Error("want room for the card numbers of two inspectors")
	}
}

func TestScoreSheetHasEveryItemOnce(t *testing.T) {
	s := sampleScores(34)
	said := strings.Join(pagesOf(t, first(savedScores(t, s))), "\n")
	for i := range s.Table.Items {
		item := &s.Table.Items[i]
		if got := strings.Count(said, item.Title); got != 1 {
			t.Errorf("%s stands %d times", item.Title, got)
		}
		if key := strings.Contains(said, keyMark+" "+item.Title); key != item.Key {
			t.Errorf("%s is marked as a key item: %v", item.Title, key)
		}
		if marked := regexp.MustCompile(fmt.Sprintf(`(?m)^\s*%d\*`, item.No)).MatchString(said); marked == item.Verified {
			t.Errorf("%s is marked as not verified: %v", item.Title, marked)
		}
	}
	keys := 0
	for i := range s.Table.Items {
		if s.Table.Items[i].Key {
			keys++
		}
	}
	if got := strings.Count(said, "不符合") - 2; got != keys { // the notes and the words for no grade say it too
		t.Errorf("%d boxes for a key item not met, want %d", got, keys)
	}
	for _, want := range []string{"未建立卫生管理档案：扣 4 分", "档案内容缺项：每项扣 0.25 分，最多扣 2 分"} {
		if !strings.Contains(said, want) {
			t.Errorf("the sheet does not say %q", want)
		}
	}
}

func first[A, B any](a A, _ B) A { return a }

func TestScoreSheetOfAVerifiedTableIsNoSample(t *testing.T) {
	s := sampleScores(3)
	s.Table.Verified = true
	for i := range s.Table.Items {
		s.Table.Items[i].Verified = true
	}
	said := strings.Join(pagesOf(t, first(savedScores(t, s))), "\n")
	for _, never := range []string{"样本", "Sample", "*"} {
		if strings.Contains(said, never) {
			t.Errorf("a verified table says %q", never)
		}
	}
}

func TestScoreSheetsOfVenuesAreNumberedEachForItself(t *testing.T) {
	s := sampleScores(34)
	long := ScoredVenue{
		Name: strings.Repeat("生身玄㛃𠮷龘宾馆", 12), Operator: "湖滨😀公司", Address: strings.Repeat("湖滨路八十八号", 20), PermitNumber: "示卫公证字〔2026〕第0001号",
	}
	s.Venues = []ScoredVenue{lakeside(), long}
	path, count := savedScores(t, s)
	said := program(t, "pdftotext", "-raw", path, "-")
	if got := strings.Count(said, "Page 1 of "); got != 2 {
		t.Errorf("%d first pages, want one for each venue", got)
	}
	squeezedSaid := squeezed(said)
	for _, want := range []string{
		lakeside().Name, lakeside().Operator, lakeside().Address, lakeside().PermitNumber, long.Name, long.Address, "湖滨〔U+1F600〕公司",
	} {
		if !strings.Contains(squeezedSaid, squeezed(want)) {
			t.Errorf("the sheets do not say %q", want)
		}
	}
	if info := program(t, "pdfinfo", path); !strings.Contains(info, "595.276 x 841.89 pts (A4)") ||
		!regexp.MustCompile(fmt.Sprintf(`Pages:\s+%d\n`, count)).MatchString(info) {
		t.Errorf("want %d pages of A4, upright:\n%s", count, info)
	}
}

// TestNothingOfAScoreSheetLeavesItsPage measures tables of every length, with texts of every length: the end of the sheet must
// not run over the foot, nor a row.
func TestNothingOfAScoreSheetLeavesItsPage(t *testing.T) {
	for items := 1; items <= 60; items += 3 {
		s := sampleScores(items)
		for i := range s.Table.Items {
			s.Table.Items[i].Title += strings.Repeat("长", i*7%40)
			s.Table.Items[i].Section = strings.Repeat("节", 1+items%29)
		}
		s.Venues = []ScoredVenue{{Address: strings.Repeat("路", items*9)}}
		p := &scorePress{ScoreSheet: s, typesetter: newTypesetter()}
		if err := p.setRows(); err != nil {
			t.Fatal(err)
		}
		sheets := &scoreSheets{scorePress: p, venue: &s.Venues[0]}
		if err := errors.Join(sheets.setFacts(), sheets.paginate()); err != nil {
			t.Fatal(err)
		}
		next := 0
		for number, span := range sheets.spans {
			y := scoreNext
			if number == 0 {
				y = sheets.from
			}
			if span[0] != next {
				t.Fatalf("%d items: page %d begins with row %d, want %d", items, number+1, span[0], next)
			}
			if next = span[1]; span[0] < span[1] {
				y += scoreHead
			}
			for _, row := range sheets.rows[span[0]:span[1]] {
				y += row.height
			}
			if number == len(sheets.spans)-1 {
				y += endGap + sheets.endHeight()
			}
			if y > scoreBottom+endGap {
				t.Errorf("%d items: page %d reaches to %.1f, want %.1f at most", items, number+1, y, scoreBottom)
			}
		}
		if next != items {
			t.Errorf("%d of %d rows are on a page", next, items)
		}
	}
}

func TestScoreSheetRefusesWhatFitsOnNoPage(t *testing.T) {
	s := sampleScores(2)
	s.Table.Items[1].Title = strings.Repeat("长", 5000)
	if _, err := WriteScoreSheet(io.Discard, s); disclosure.KindOf(err) != disclosure.Invalid || !strings.Contains(err.Error(), "item 2") {
		t.Errorf("got %v, want kind Invalid, naming the item", err)
	}
	s = sampleScores(2)
	s.Venues = []ScoredVenue{{Name: strings.Repeat("长", 5000)}}
	if _, err := WriteScoreSheet(io.Discard, s); disclosure.KindOf(err) != disclosure.Invalid {
		t.Errorf("got %v, want kind Invalid", err)
	}
}

// FuzzScoreSheet holds that no text brings the sheet down.
func FuzzScoreSheet(f *testing.F) {
	for _, seed := range []string{"湖滨", "😀", "\xff", "", "\n\n\n", strings.Repeat("馆", 3000)} {
		f.Add(seed, seed)
	}
	f.Fuzz(func(t *testing.T, name, item string) {
		s := sampleScores(2)
		s.Venues = []ScoredVenue{{Name: name, Operator: name, Address: name, PermitNumber: name}}
		s.Table.Items[0].Title, s.Table.Items[0].Section, s.Table.Items[1].Deductions = item, item, []ScoreDeduction{{Text: item, Points: "1"}}
		if _, err := WriteScoreSheet(io.Discard, s); err != nil && disclosure.KindOf(err) != disclosure.Invalid {
			t.Fatalf("%q, %q: %v, want kind Invalid", name, item, err)
		}
	})
}
