package dossier_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"mingshi/internal/disclosure"
	"mingshi/internal/dossier"
	"mingshi/internal/grading"
)

// branches are the venues of one business in the table below. The first address is the beginning of others, and so is the
// first number.
func branches() []disclosure.Draft {
	return []disclosure.Draft{
		venue(company, "浙卫证〔2024〕第1号", "总店", "青禾路17号"),
		venue(company, "浙卫证〔2024〕第12号", "二店", "青禾路17号2幢"),
		venue(company, "浙卫证〔2024〕第1号-2", "三店", "青禾路17号夹层"),
		venue(company, "浙卫证〔2025〕第7号", "四店", "北青禾路17号"),
		venue(company, "浙卫证〔2025〕第8号", "五店", "河东路3号"),
	}
}

func TestTheWrongBranchIsNeverBlamed(t *testing.T) {
	cases := []struct {
		name, facts string
		want        []string
	}{
		{"names a number", "当事人持浙卫证〔2024〕第1号卫生许可证经营", []string{"总店"}},
		{"names a number at the end", "卫生许可证号：浙卫证〔2024〕第1号", []string{"总店"}},
		{"names an address", "位于河东路3号的场所未按规定消毒", []string{"五店"}},
		{"names an address at the end", "检查地点：河东路3号", []string{"五店"}},
		{"names an address in brackets", "经营场所（河东路3号）", []string{"五店"}},
		{"address that is the beginning of a longer one", "在青禾路17号2幢检查发现", []string{"二店"}},
		{"longer address that begins no number", "在青禾路17号夹层检查发现", []string{"三店"}},
		{"longer address with another beginning", "在北青禾路17号检查发现", []string{"四店"}},
		{"shorter address", "在青禾路17号检查发现", []string{"总店"}},
		{"shorter and longer address", "先后在青禾路17号、青禾路17号2幢检查", []string{"二店", "总店"}},
		{"number that is the beginning of a longer one", "持浙卫证〔2024〕第12号经营", []string{"二店"}},
		{"number that goes on with a hyphen", "持浙卫证〔2024〕第1号-2经营", []string{"三店"}},
		{"number inside an unknown longer one", "持浙卫证〔2025〕第8号-3经营", nil},
		{"number with letters before", "持A浙卫证〔2025〕第8号经营", nil},
		{"number with letters before a hyphen", "持A-浙卫证〔2025〕第8号经营", nil},
		{"number followed by a Chinese numeral", "持浙卫证〔2025〕第8号一案", []string{"五店"}},
		{"unknown building at a known address", "在河东路3号5幢检查", nil},
		{"unknown building, full width", "在河东路3号５幢检查", nil},
		{"unknown building, letter", "在河东路3号B座检查", nil},
		{"unknown building, full-width letter", "在河东路3号Ｂ座检查", nil},
		{"unknown building, Roman numeral", "在河东路3号Ⅱ区检查", nil},
		{"unknown building, in words", "在河东路3号三楼检查", nil},
		{"annexe", "在河东路3号附1号检查", nil},
		{"sub-number", "在河东路3号-1检查", nil},
		{"sub-number in words", "在河东路3号之二检查", nil},
		{"next door", "在河东路3号隔壁检查", nil},
		{"a dash that ends a phrase", "检查地点河东路3号——当事人在场", []string{"五店"}},
		{"longer house number", "在河东路31号检查", nil},
		{"first not whole, then whole", "在河东路3号5幢和河东路3号检查", []string{"五店"}},
		{"two venues named", "在河东路3号和北青禾路17号检查", []string{"五店", "四店"}},
		{"number of one, address of another", "持浙卫证〔2025〕第7号，在河东路3号检查", []string{"四店"}},
		{"two numbers, address of a third", "持浙卫证〔2025〕第7号、浙卫证〔2025〕第8号，在青禾路17号检查", []string{"五店", "四店"}},
		{"number that is not whole, address of another", "持浙卫证〔2025〕第7号-9，在河东路3号检查", []string{"五店"}},
		{"number in full-width brackets", "持浙卫证（2025）第8号经营", []string{"五店"}},
		{"number in round brackets", "持浙卫证(2025)第8号经营", []string{"五店"}},
		{"number in square brackets", "持浙卫证[2025]第8号经营", []string{"五店"}},
		{"number in full-width square brackets", "持浙卫证［2025］第8号经营", []string{"五店"}},
		{"number in black brackets", "持浙卫证【2025】第8号经营", []string{"五店"}},
		{"number in full-width digits", "持浙卫证〔２０２５〕第８号经营", []string{"五店"}},
		{"number with spaces", "持浙卫证 〔2025〕 第 8 号经营", []string{"五店"}},
		{"longer number in other signs", "持浙卫证（２０２４）第１号－２经营", []string{"三店"}},
		{"address in full-width digits", "在河东路３号检查", []string{"五店"}},
		{"unknown building behind a space", "在河东路3号 5幢检查", nil},
		{"range of house numbers", "在河东路3号～9号检查", nil},
		{"unknown mezzanine", "在河东路3号夹层检查", nil},
		{"seat", "当事人住所地：河东路3号，未按规定消毒", nil},
		{"seat at the end", "未按规定消毒，注册地址河东路3号", nil},
		{"seat, short word", "住所河东路3号", nil},
		{"registered at", "甲公司（注册地为河东路3号）未按规定消毒", nil},
		{"home of the owner", "经营者户籍所在地河东路3号。未按规定消毒", nil},
		{"seat, then the place", "住所地：青禾路17号，经营场所：河东路3号", []string{"五店"}},
		{"seat with full stop, then the place", "住所地：青禾路17号。在河东路3号检查", []string{"五店"}},
		{"seat with semicolon, then the place", "住所地：青禾路17号；在河东路3号检查", []string{"五店"}},
		{"seat with half-width comma, then the place", "住所地:青禾路17号,在河东路3号检查", []string{"五店"}},
		{"seat on its own line", "住所地：青禾路17号\n在河东路3号检查", []string{"五店"}},
		{"place, then the seat", "在河东路3号检查，该公司注册地址为青禾路17号", []string{"五店"}},
		{"seat in brackets, then the place", "甲公司（住所地：青禾路17号）在河东路3号检查", []string{"五店"}},
		{"place, then the seat in brackets", "在河东路3号（注册地青禾路17号）检查", []string{"五店"}},
		{"seat as a heading in brackets", "【注册地址】青禾路17号，【经营地址】河东路3号", []string{"五店"}},
		{"seat with an explanation in brackets", "住所（经营场所）：河东路3号", nil},
		{"seat with another explanation in brackets", "住所（2024年变更）河东路3号，未按规定消毒", nil},
		{"seat that is also the place", "住所地：河东路3号，在河东路3号检查", []string{"五店"}},
		{"seat said afterwards", "青禾路17号系当事人注册地址，实际经营场所在河东路3号", []string{"五店"}},
		{"seat said afterwards with its year", "青禾路17号为2020年起的注册地址，实际在河东路3号经营", []string{"五店"}},
		{"seat said afterwards, then its year", "青禾路17号系当事人注册地址2020年起，实际在河东路3号经营", []string{"五店"}},
		{"seat said afterwards in brackets", "青禾路17号（住所地），未按规定消毒", nil},
		{"number in a clause about a seat", "住所地：青禾路17号持浙卫证〔2025〕第8号经营", []string{"五店"}},
		{"names none", "未按规定对公共用品用具进行清洗消毒", nil},
		{"says nothing", "", nil},
		{"names the venue by name only", "五店未按规定消毒", nil},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t)
			w.publishes(branches()...)
			w.publishes(penalty(company, "罚1", "某某酒店", c.facts, "2026-05-06"))
			checkBlame(t, w, c.want)
		})
	}
}

// checkBlame holds everything that tells where the one penalty is shown to the wanted venues.
func checkBlame(t *testing.T, w *world, want []string) {
	t.Helper()
	wanted := make(map[string]bool)
	for _, name := range want {
		wanted[name] = true
	}
	for _, record := range w.all(disclosure.KindVenue) {
		whole, err := dossier.OfVenue(t.Context(), w.store, grading.Shipped(), record.ID)
		if err != nil {
			t.Fatal(err)
		}
		shown := len(whole.Penalties) == 1
		if shown != wanted[record.Name] || len(whole.Penalties)+whole.PenaltiesElsewhere != 1 {
			t.Errorf("%s: %d penalties here, %d elsewhere", record.Name, len(whole.Penalties), whole.PenaltiesElsewhere)
		}
	}
	penalties := w.all(disclosure.KindPenalty)
	refs, err := dossier.VenuesOf(t.Context(), w.store, penalties)
	if err != nil {
		t.Fatal(err)
	}
	ref, has := refs[penalties[0].ID]
	if has != (len(want) == 1) || (has && !wanted[ref.Name]) {
		t.Errorf("the penalty belongs to %+v, %t; it is shown at %v", ref, has, want)
	}
}

// TestWhatVenuesShareTellsNeither has a hotel and its pool in one building, and a branch elsewhere.
func TestWhatVenuesShareTellsNeither(t *testing.T) {
	cases := []struct {
		name, facts string
		want        []string
	}{
		{"number of the pool and the address", "在青禾路17号检查，泳池持浙卫证〔2024〕第2号经营", []string{"泳池"}},
		{"number of the hotel and the address", "持浙卫证（2024）第1号在青禾路17号经营", []string{"酒店"}},
		{"numbers of both and the address", "持浙卫证〔2024〕第1号、浙卫证〔2024〕第2号在青禾路17号经营", []string{"泳池", "酒店"}},
		{"address alone", "在青禾路17号检查", nil},
		{"address written otherwise", "在青禾路１７号检查", nil},
		{"address and that of the branch", "在青禾路17号、河东路3号检查", []string{"分店"}},
		{"number of the branch and the address as the seat", "住所地青禾路17号，持浙卫证〔2024〕第3号经营", []string{"分店"}},
		{"number that two venues have", "持浙卫证〔2020〕第9号经营", nil},
		{"number that two venues have, address of one", "持浙卫证〔2020〕第9号在河东路3号经营", []string{"分店"}},
	}
	const shared = "浙卫证〔2020〕第9号"
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t)
			drafts := []disclosure.Draft{
				venue(company, "浙卫证〔2024〕第1号", "酒店", "青禾路17号"),
				venue(company, "浙卫证〔2024〕第2号", "泳池", "青禾路 17 号"),
				venue(company, "浙卫证〔2024〕第3号", "分店", "河东路3号"),
			}
			for i := range drafts[1:] {
				body := drafts[i+1].Body.(*disclosure.Venue)
				body.PermitNumbers = append(body.PermitNumbers, shared)
			}
			w.publishes(drafts...)
			w.publishes(penalty(company, "罚1", "某某酒店", c.facts, "2026-05-06"))
			checkBlame(t, w, c.want)
		})
	}
}

func TestEveryTextOfAPenaltyMayNameTheVenue(t *testing.T) {
	const says = "位于河东路3号"
	for name, set := range map[string]func(p *disclosure.Penalty){
		"violation": func(p *disclosure.Penalty) { p.ViolationType = says },
		"facts":     func(p *disclosure.Penalty) { p.Facts = says },
		"content":   func(p *disclosure.Penalty) { p.Content = says },
		"licence":   func(p *disclosure.Penalty) { p.LicenseAction = says },
		"remark":    func(p *disclosure.Penalty) { p.Remark = says },
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			w.publishes(branches()...)
			draft := penalty(company, "罚1", "某某酒店", "", "2026-05-06")
			set(draft.Body.(*disclosure.Penalty))
			w.publishes(draft)
			checkBlame(t, w, []string{"五店"})
		})
	}
}

func TestTheOnlyVenueOfABusinessBearsItsPenalties(t *testing.T) {
	w := newWorld(t)
	w.publishes(venue(company, "卫证1", "独店", "青禾路17号"), venue(other, "卫证2", "邻店", "河东路3号"))
	w.publishes(penalty(company, "罚1", "独店公司", "在河东路3号检查", "2026-05-06"))
	for name, want := range map[string]int{"独店": 1, "邻店": 0} {
		whole, err := dossier.OfVenue(t.Context(), w.store, grading.Shipped(), w.named(disclosure.KindVenue, name))
		if err != nil || len(whole.Penalties) != want || whole.PenaltiesElsewhere != 0 {
			t.Errorf("%s: %d penalties, %d elsewhere, %v", name, len(whole.Penalties), whole.PenaltiesElsewhere, err)
		}
	}
	// A second venue of the business takes the blame off both.
	w.publishes(venue(company, "卫证3", "分店", "南山路1号"))
	checkShown := func(name string, here, elsewhere int) {
		t.Helper()
		whole, err := dossier.OfVenue(t.Context(), w.store, grading.Shipped(), w.named(disclosure.KindVenue, name))
		if err != nil || len(whole.Penalties) != here || whole.PenaltiesElsewhere != elsewhere {
			t.Errorf("%s: %d penalties, %d elsewhere, %v", name, len(whole.Penalties), whole.PenaltiesElsewhere, err)
		}
	}
	checkShown("独店", 0, 1)
	checkShown("分店", 0, 1)
	// And once that one is gone, the first is the only one again.
	w.withdraw(w.named(disclosure.KindVenue, "分店"))
	checkShown("独店", 1, 0)
}

func TestBusinessesWithoutACodeAreNeverJoined(t *testing.T) {
	w := newWorld(t)
	w.publishes(venue("", "卫证1", "小店", "青禾路17号"))
	w.publishes(penalty("", "罚1", "小店", "持卫证1在青禾路17号经营", "2026-05-06"))
	whole, err := dossier.OfVenue(t.Context(), w.store, grading.Shipped(), w.named(disclosure.KindVenue, "小店"))
	if err != nil || len(whole.Penalties) != 0 || whole.PenaltiesElsewhere != 0 {
		t.Errorf("%d penalties, %d elsewhere, %v", len(whole.Penalties), whole.PenaltiesElsewhere, err)
	}
	refs, err := dossier.VenuesOf(t.Context(), w.store, w.all(disclosure.KindPenalty))
	if diff := cmp.Diff(map[disclosure.ID]dossier.VenueRef{}, refs); diff != "" || err != nil {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
	for _, code := range []string{"", "00000000000000000X", "000000000000000000"} {
		if subject, err := dossier.OfSubject(t.Context(), w.store, code); disclosure.KindOf(err) != disclosure.NotFound {
			t.Errorf("subject %q: %+v, %v", code, subject, err)
		}
	}
}
