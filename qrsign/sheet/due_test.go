package sheet

import (
	"fmt"
	"io"
	"strings"
	"testing"

	"mingshi/internal/disclosure"
	"mingshi/internal/i18n"
)

// dueRows makes up so many venues of one unit.
func dueRows(unit, count int) DueGroup {
	group := DueGroup{Title: fmt.Sprintf("湖滨街道　责任单位：第%d所　%d 家", unit, count)}
	for i := range count {
		group.Rows = append(group.Rows, DueRow{
			Name: fmt.Sprintf("生身玄㛃𠮷龘宾馆%d-%d店", unit, i), Grid: "第3网格", Address: "湖滨路 88 号", PermitNumber: "示卫公证字〔2026〕第0001号",
			Grade: "B 2025-11-20", LastInspected: disclosure.MustDate("2025-11-20"), By: disclosure.MustDate("2026-11-20"),
			Reason: "监督频次", Overdue: i,
		})
	}
	return group
}

func savedDue(t *testing.T, l *DueList) (path string, pages int) {
	t.Helper()
	path = saved(t, "due.pdf", func(w io.Writer) (err error) {
		pages, err = WriteDueList(w, l)
		return err
	})
	return path, pages
}

func TestDueListHasEveryVenueBelowItsUnit(t *testing.T) {
	l := &DueList{On: disclosure.MustDate("2026-11-22"), Within: 30, Groups: []DueGroup{dueRows(1, 20), dueRows(2, 1), dueRows(3, 9)}}
	path, count := savedDue(t, l)
	pages := pagesOf(t, path)
	if len(pages) != count || count < 2 {
		t.Fatalf("%d pages, said to be %d; want several", len(pages), count)
	}
	for i, page := range pages {
		for _, want := range []string{
			"应检查场所清单", "2026-12-22 前（30 天内）", "日期：2026-11-22", "共 30 家", fmt.Sprintf("第 %d 页，共 %d 页", i+1, count), "最迟日期", "检查日期",
		} {
			if !strings.Contains(page, want) {
				t.Errorf("page %d does not say %q", i+1, want)
			}
		}
		if before, _, _ := strings.Cut(page, "宾馆"); !strings.Contains(before, "责任单位") {
			t.Errorf("page %d begins with a venue and not with its unit:\n%s", i+1, page)
		}
	}
	said := strings.Join(pages, "\n")
	for _, group := range l.Groups {
		for _, row := range group.Rows {
			if strings.Count(said, row.Name) != 1 {
				t.Errorf("%s stands %d times", row.Name, strings.Count(said, row.Name))
			}
		}
	}
	if strings.Count(said, " 0 天") != 0 || !strings.Contains(said, "19 天") {
		t.Error("want the days overdue, and none for what is not")
	}
}

func TestDueListSpeaksEnglishAndSaysThatNothingIsDue(t *testing.T) {
	path, count := savedDue(t, &DueList{Lang: i18n.EN, On: disclosure.MustDate("2026-11-22"), Overdue: true})
	said := program(t, "pdftotext", "-layout", path, "-")
	for _, want := range []string{"Venues to be inspected", "No venue has to be inspected", "Page 1 of 1"} {
		if !strings.Contains(said, want) {
			t.Errorf("the list does not say %q:\n%s", want, said)
		}
	}
	if count != 1 || strings.Contains(said, "within") {
		t.Errorf("%d pages; a list of what is overdue looks ahead:\n%s", count, said)
	}
}

func TestDueListEndsWithItsSums(t *testing.T) {
	for name, c := range map[string]struct {
		venues, sums, pages int
	}{
		"on the venues' page":    {venues: 3, sums: 2, pages: 1},
		"on a page of their own": {venues: 13, sums: 2, pages: 2},
		"over several pages":     {venues: 3, sums: 30, pages: 3},
	} {
		t.Run(name, func(t *testing.T) {
			l := &DueList{On: disclosure.MustDate("2026-11-22"), Within: 30, Groups: []DueGroup{dueRows(1, c.venues)}}
			for i := range c.sums {
				l.Sums = append(l.Sums, DueSum{Street: fmt.Sprintf("第%d街道", i), Unit: "卫生监督所", Overdue: 100, Due: 20, Corrections: 3})
			}
			path, count := savedDue(t, l)
			pages := pagesOf(t, path)
			if len(pages) != c.pages || count != c.pages {
				t.Fatalf("%d pages, said to be %d; want %d", len(pages), count, c.pages)
			}
			said := strings.Join(pages, "\n")
			for i := range c.sums {
				if row := fmt.Sprintf("第%d街道", i); strings.Count(said, row) != 1 {
					t.Errorf("%s stands %d times", row, strings.Count(said, row))
				}
			}
			for i, page := range pages {
				if strings.Contains(page, "卫生监督所") != (strings.Contains(page, "按街道和责任单位") && strings.Contains(page, "将到期")) {
					t.Errorf("page %d does not say what its sums are:\n%s", i+1, page)
				}
			}
			last := strings.Join(strings.Fields(pages[len(pages)-1]), " ")
			if want := fmt.Sprintf("合计 %d %d %d", 100*c.sums, 20*c.sums, 3*c.sums); !strings.Contains(last, want) {
				t.Errorf("the last page does not say %q:\n%s", want, last)
			}
		})
	}
}

func TestDueListRefusesWhatFitsOnNoPage(t *testing.T) {
	l := &DueList{Groups: []DueGroup{dueRows(1, 2)}}
	l.Groups[0].Rows[1].Address = strings.Repeat("长", 5000)
	if _, err := WriteDueList(io.Discard, l); disclosure.KindOf(err) != disclosure.Invalid {
		t.Errorf("got %v, want kind Invalid", err)
	}
	l = &DueList{Sums: []DueSum{{Unit: strings.Repeat("长", 5000)}}}
	if _, err := WriteDueList(io.Discard, l); disclosure.KindOf(err) != disclosure.Invalid {
		t.Errorf("a sum: got %v, want kind Invalid", err)
	}
}

// FuzzDueList holds that no text brings the list down.
func FuzzDueList(f *testing.F) {
	for _, seed := range []string{"湖滨", "😀", "\xff", "", "\n\n\n", strings.Repeat("馆", 3000)} {
		f.Add(seed, seed)
	}
	f.Fuzz(func(t *testing.T, name, title string) {
		l := &DueList{Groups: []DueGroup{{Title: title, Rows: []DueRow{{Name: name, Grid: name, Address: name, PermitNumber: name, Reason: name}}}}, Sums: []DueSum{{Street: name, Unit: title}}}
		if _, err := WriteDueList(io.Discard, l); err != nil && disclosure.KindOf(err) != disclosure.Invalid {
			t.Fatalf("%q, %q: %v, want kind Invalid", name, title, err)
		}
	})
}
