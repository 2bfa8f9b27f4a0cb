package main

import (
	"slices"
	"testing"

	"mingshi/internal/disclosure"
	"mingshi/internal/dossier"
	"mingshi/internal/grading"
	"mingshi/internal/store"
	"mingshi/qrsign"
	"mingshi/qrsign/sheet"
)

func TestDoorsStandAsOneWalks(t *testing.T) {
	inOrder := []string{"", "假街道", "假街道1号", "假街道2号", "假街道02号乙", "假街道10号", "假街道10号1幢", "假街道11号", "真街道1号"}
	shuffled := []string{"假街道10号1幢", "真街道1号", "假街道2号", "假街道11号", "", "假街道1号", "假街道10号", "假街道02号乙", "假街道"}
	slices.SortFunc(shuffled, compareNatural)
	if !slices.Equal(shuffled, inOrder) {
		t.Errorf("order %q, want %q", shuffled, inOrder)
	}
}

// TestMarksTellDrawingsApart holds that each part of what is drawn changes the mark, and that neither code nor day does.
func TestMarksTellDrawingsApart(t *testing.T) {
	whole := func() *drawing {
		return &drawing{serial: "04000001", Board: sheet.Board{
			Name: "假山旅馆", Address: "假街道2号", PermitNumber: "示1号", Place: "大堂",
			Grade:   &sheet.Grade{Letter: "B", WordZH: "良好", WordEN: "good", On: disclosure.MustDate("2026-03-02")},
			Earlier: []sheet.Grade{{Letter: "C", On: disclosure.MustDate("2025-03-02")}}, Authority: sheet.Publisher{NameZH: "示例"},
		}}
	}
	mark := whole().mark("a4")
	for name, change := range map[string]func(*drawing){
		"nothing": func(*drawing) {},
		"code": func(d *drawing) {
			d.Code, d.URL = "04000001BY0CXBYNMGHB", "HTTPS://GS.EXAMPLE.CN/S/04000001BY0CXBYNMGHB"
		},
		"print day": func(d *drawing) { d.PrintedOn = disclosure.MustDate("2026-11-20") },
	} {
		d := whole()
		if change(d); d.mark("a4") != mark {
			t.Errorf("%s changes the mark", name)
		}
	}
	for name, change := range map[string]func(*drawing){
		"serial":    func(d *drawing) { d.serial = "04000002" },
		"name":      func(d *drawing) { d.Name = "真山旅馆" },
		"address":   func(d *drawing) { d.Address = "假街道3号" },
		"permit":    func(d *drawing) { d.PermitNumber = "示2号" },
		"place":     func(d *drawing) { d.Place = "" },
		"letter":    func(d *drawing) { d.Grade.Letter = "A" },
		"no grade":  func(d *drawing) { d.Grade = nil },
		"day":       func(d *drawing) { d.Grade.On = disclosure.MustDate("2026-03-03") },
		"earlier":   func(d *drawing) { d.Earlier[0].Letter = "B" },
		"publisher": func(d *drawing) { d.Authority.ComplaintLine = "12345" },
	} {
		d := whole()
		if change(d); d.mark("a4") == mark {
			t.Errorf("another %s is the same mark", name)
		}
	}
	if whole().mark("a3") == mark {
		t.Error("another paper is the same mark")
	}
}

// TestEarlierResultsAreThoseOfTheVenuePage compares what boards say with what the page of each venue says.
func TestEarlierResultsAreThoseOfTheVenuePage(t *testing.T) {
	p, _ := boardHouse(t)
	db := p.open(t, true, nil)
	defer db.Close()
	h := &house{store: db}
	h.profile = &disclosure.Authority{Zone: chinaTime()}
	h.asOf = asOf()
	checked := 0
	err := h.look(t.Context(), (&doorsOf{}).pick, func(at store.Reader, now *scene) error {
		for i := range now.venues {
			id := now.venues[i].ID
			whole, err := dossier.OfVenue(t.Context(), at, grading.Shipped(), id)
			if err != nil {
				return err
			}
			var want []sheet.Grade
			for n, g := range whole.Gradings {
				if n > 0 && len(want) < shownEarlier && !waited(&whole, g.ID) {
					want = append(want, now.gradeOnBoard(g.Facts.InspectedOn, g.Facts.Table, g.Facts.Grade))
				}
			}
			checked += len(want)
			if earlier := now.earlierGrades(id); !slices.Equal(earlier, want) {
				t.Errorf("%s: %v, want %v", id, earlier, want)
			}
		}
		return nil
	})
	if err != nil || checked < 20 {
		t.Errorf("%d results compared, %v", checked, err)
	}
}

// waited reports whether a new venue was still without a grade after an inspection, by going over the steps one by one.
func waited(whole *dossier.Venue, inspection disclosure.ID) bool {
	for _, step := range whole.Steps {
		if step.Visit.ID == inspection && step.Cause == grading.CauseFirst {
			return true
		}
	}
	return false
}

// TestABoardWithoutItsKey holds that a board whose key was taken away is named, and neither drawn nor called outdated.
func TestABoardWithoutItsKey(t *testing.T) {
	ring, err := qrsign.NewKeyring(map[uint8][]byte{2: make([]byte, 32)})
	if err != nil {
		t.Fatal(err)
	}
	h := &house{}
	h.boards, h.keys.Boards = ring, map[uint8][]byte{2: make([]byte, 32)}
	r := &rendering{t: &terminal{lang: "en"}, h: h, base: publicBase, drawings: []drawing{{serial: "04000001"}, {serial: "08000001"}}}
	if err := r.address(); err != nil {
		t.Fatal(err)
	}
	if r.drawings[0].refused == "" || r.drawings[0].Code != "" || r.drawings[1].refused != "" || r.drawings[1].URL == "" {
		t.Errorf("%+v", r.drawings)
	}
	board := &disclosure.Board{
		Serial: "04000001", Standing: disclosure.BoardInForce,
		Printed: &disclosure.Print{On: asOf(), Face: "8TWT4BRXTAFP"},
	}
	if outdated, err := h.outdated(&scene{today: asOf()}, board, &disclosure.Venue{Name: "假山旅馆"}); outdated || err != nil {
		t.Errorf("outdated: %t, %v", outdated, err)
	}
	board.Printed.Letter = "B"
	if outdated, err := h.outdated(&scene{today: asOf()}, board, &disclosure.Venue{}); !outdated || err != nil {
		t.Errorf("with another letter, outdated: %t, %v", outdated, err)
	}
}
