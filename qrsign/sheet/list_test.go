package sheet

import (
	"fmt"
	"io"
	"regexp"
	"strings"
	"testing"

	"mingshi/internal/disclosure"
	"mingshi/internal/i18n"
)

// listed makes up a list of so many boards.
func listed(count int) *List {
	list := &List{Lang: i18n.ZH, Street: "湖滨街道", On: disclosure.MustDate("2026-11-22")}
	for i := range count {
		list.Rows = append(list.Rows, Row{Serial: fmt.Sprintf("0400%04d", i), Name: fmt.Sprintf("生身玄㛃𠮷龘宾馆%d店", i), Address: "湖滨路 88 号"})
	}
	return list
}

func savedList(t *testing.T, list *List) string {
	t.Helper()
	return saved(t, "list.pdf", func(w io.Writer) error { return HangingList(w, list) })
}

func TestListHasEveryBoardOnNumberedPages(t *testing.T) {
	list := listed(50)
	list.Rows[49].Place = "三楼电梯口"
	path := savedList(t, list)
	said := program(t, "pdftotext", "-layout", path, "-")
	pages := strings.Split(strings.TrimSuffix(said, "\f"), "\f")
	for i, page := range pages {
		for _, want := range []string{
			"公示牌悬挂登记表", "湖滨街道", "2026-11-22", "共 50 块", fmt.Sprintf("第 %d 页，共 %d 页", i+1, len(pages)),
			"序列号", "场所名称", "地址", "悬挂位置", "悬挂日期", "场所签名",
		} {
			if !strings.Contains(page, want) {
				t.Errorf("page %d does not say %q", i+1, want)
			}
		}
	}
	for i := range 50 {
		for _, want := range []string{fmt.Sprintf("0400 %04d", i), fmt.Sprintf("生身玄㛃𠮷龘宾馆%d店", i)} {
			if strings.Count(said, want) != 1 {
				t.Errorf("%q stands %d times on the list, want once", want, strings.Count(said, want))
			}
		}
	}
	if !strings.Contains(said, "三楼电梯口") {
		t.Error("the list does not say where the last board hangs")
	}
	if info := program(t, "pdfinfo", path); !strings.Contains(info, "841.89 x 595.276 pts (A4)") {
		t.Errorf("want A4 across:\n%s", info)
	}
}

func TestListSpeaksEnglish(t *testing.T) {
	list := listed(1)
	list.Lang, list.Street = i18n.EN, ""
	said := program(t, "pdftotext", "-layout", savedList(t, list), "-")
	for _, want := range []string{"Boards to be hung", "Street: all", "Page 1 of 1", "Serial", "Signature"} {
		if !strings.Contains(said, want) {
			t.Errorf("the list does not say %q:\n%s", want, said)
		}
	}
}

func TestListWithoutBoards(t *testing.T) {
	if said := program(t, "pdftotext", savedList(t, &List{}), "-"); !strings.Contains(said, "没有要悬挂的公示牌") || !strings.Contains(said, "第 1 页，共 1 页") {
		t.Errorf("an empty list says:\n%s", said)
	}
}

func TestListSpellsOutWhatNoFontHas(t *testing.T) {
	list := listed(1)
	list.Rows[0].Name, list.Rows[0].Address, list.Street = "湖滨😀宾馆", "路\xff号", "\ue000街"
	said := program(t, "pdftotext", "-raw", savedList(t, list), "-")
	for _, want := range []string{"湖滨〔U+1F600〕宾馆", "路〔U+FFFD〕号", "〔U+E000〕街"} {
		if !strings.Contains(said, want) {
			t.Errorf("the list does not say %q:\n%s", want, said)
		}
	}
}

func TestLongRowsGrowAndNeverSpill(t *testing.T) {
	list := listed(3)
	for i := range list.Rows {
		list.Rows[i].Name, list.Rows[i].Address = strings.Repeat("湖滨宾馆", 50), strings.Repeat("湖滨路八十八号", 30)
	}
	for _, list := range []*List{list, listed(50)} {
		said := program(t, "pdftotext", "-bbox", savedList(t, list), "-")
		words := regexp.MustCompile(`yMax="([\d.]+)">([^<]*湖[^<]*)<`).FindAllStringSubmatch(said, -1)
		if len(words) < len(list.Rows) {
			t.Fatalf("found %d words for %d rows", len(words), len(list.Rows))
		}
		for _, word := range words {
			var y float64
			if _, err := fmt.Sscan(word[1], &y); err != nil || y/pointsPerMillimetre > listBottom {
				t.Errorf("%q reaches to %s points, below the table", word[2], word[1])
			}
		}
	}
	list.Rows[1].Name = strings.Repeat("湖滨宾馆", 500)
	if err := HangingList(io.Discard, list); disclosure.KindOf(err) != disclosure.Invalid || !strings.Contains(err.Error(), "04000001") {
		t.Errorf("a row longer than a page gives %v, want kind Invalid, naming the board", err)
	}
}

// FuzzList holds that no text brings the list down.
func FuzzList(f *testing.F) {
	for _, seed := range []string{"湖滨", "😀", "\xff", "", "\n\n\n", strings.Repeat("馆", 3000)} {
		f.Add(seed, seed)
	}
	f.Fuzz(func(t *testing.T, name, street string) {
		list := &List{Street: street, Rows: []Row{{Serial: name, Name: name, Address: name, Place: name}}}
		if err := HangingList(io.Discard, list); err != nil && disclosure.KindOf(err) != disclosure.Invalid {
			t.Fatalf("%q, %q: %v, want kind Invalid", name, street, err)
		}
	})
}
