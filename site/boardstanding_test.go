package site_test

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"mingshi/internal/disclosure"
	"mingshi/internal/i18n"
	"mingshi/internal/store"
	"mingshi/qrsign"
)

// changed publishes a venue of the district as it is after a change.
func (w *world) changed(name string, change func(*disclosure.Venue)) {
	w.t.Helper()
	for _, draft := range venueDrafts() {
		venue := draft.Body.(*disclosure.Venue)
		if venue.Name != name {
			continue
		}
		change(venue)
		draft.Name = venue.Name
		w.publish(draft)
		return
	}
	w.t.Fatalf("no venue is named %q", name)
}

// withdrawRecord takes a record out of what is public.
func (w *world) withdrawRecord(id disclosure.ID) {
	w.t.Helper()
	record, err := w.store.Get(context.Background(), id)
	if err != nil {
		w.t.Fatal(err)
	}
	record.State, record.Version = disclosure.StateWithdrawn, record.Version+1
	_, err = w.store.Apply(context.Background(), store.Batch{At: now, Writes: []store.Write{{
		Op: disclosure.OpWithdraw, Reason: disclosure.ReasonRevoked, Record: record, Expect: record.Version - 1,
		Trail: store.Trail{By: "test"},
	}}})
	if err != nil {
		w.t.Fatal(err)
	}
	w.index()
}

// standings are all that can be said of a genuine board, with what brings each about: hang gives the board to be scanned.
// tone is the class of the block, "" for a calm one.
var standings = map[string]struct {
	hang       func(w *world, hotelBoard, poolBoard qrsign.Code) qrsign.Code
	tone       string
	said, lack []string
	english    []string
}{
	"in force": {
		hang: func(_ *world, _, poolBoard qrsign.Code) qrsign.Code { return poolBoard },
		said: []string{"此牌真实，由本机关签发 这块牌上应印： A 优秀 （2026-09-14 评定）。 您看到的若不是这样，说明它是旧牌，请以本页为准。 游泳 " + pool},
		english: []string{
			"Genuine signboard It should read: A Excellent (inspected 2026-09-14). If you see anything else, it is an old board: go by this page.",
		},
	},
	"of another grade": {
		hang: func(_ *world, hotelBoard, _ qrsign.Code) qrsign.Code { return hotelBoard },
		tone: "warn", said: []string{"牌是真的，但内容已过时 牌上印的是 C 一般 (2026-03-02) 现在是 B 良好 (2026-11-02) 牌上若是其他等级，也请以本页为准。 住宿 " + hotel}, lack: []string{"应印"},
		english: []string{"Genuine, but out of date Board: C Fair (2026-03-02) Now: B Good (2026-11-02) If you see any other grade, go by this page, too."},
	},
	"of an earlier inspection with the same grade": {
		hang: func(w *world, _, _ qrsign.Code) qrsign.Code {
			return w.issue(w.named(disclosure.KindVenue, branch), "C", "2025-01-01")
		},
		said: []string{"此牌真实，由本机关签发 这块牌上应印： C 一般 （2025-01-01 评定）。 您看到的若不是这样，说明它是旧牌，请以本页为准。 印制后又检查过，等级未变 (2026-10-12)"}, lack: []string{"牌上印的是", "过时"},
		english: []string{"Genuine signboard It should read: C Fair (inspected 2025-01-01). If you see anything else, it is an old board: go by this page. Inspected again since, same grade (2026-10-12)"},
	},
	"printed before the first inspection": {
		hang: func(w *world, _, _ qrsign.Code) qrsign.Code {
			return w.issue(w.named(disclosure.KindVenue, branch), "", "")
		},
		tone: "warn", said: []string{"牌上印的是 尚未评级 现在是 C 一般 (2026-10-12)"},
		english: []string{"Board: Not yet graded Now: C Fair (2026-10-12)"},
	},
	"printed before an inspection that gave no grade": {
		hang: func(w *world, _, _ qrsign.Code) qrsign.Code {
			return w.issue(w.named(disclosure.KindVenue, salon), "", "")
		},
		tone: "warn", said: []string{"牌上印的是 尚未评级 现在是 不予评定 (2026-10-30)"},
		english: []string{"Board: Not yet graded Now: Not graded (2026-10-30)"},
	},
	"printed with a grade that was lost": {
		hang: func(w *world, _, _ qrsign.Code) qrsign.Code {
			return w.issue(w.named(disclosure.KindVenue, newVenue), "A", "2026-01-01")
		},
		tone: "warn", said: []string{"牌上印的是 A (2026-01-01) 现在是 尚未评级"}, english: []string{"Board: A (2026-01-01) Now: Not yet graded"},
	},
	"of a venue not graded yet": {
		hang: func(w *world, _, _ qrsign.Code) qrsign.Code {
			return w.issue(w.named(disclosure.KindVenue, newVenue), "", "")
		},
		said: []string{"此牌真实，由本机关签发 这块牌上应印： 尚未评级 。 您看到的若不是这样，说明它是旧牌，请以本页为准。", "印制的等级 尚未评级"},
		lack: []string{"牌上印的是", "评定）"}, english: []string{"Genuine signboard It should read: Not yet graded . If you see anything else"},
	},
	"never printed": {
		hang: func(w *world, _, _ qrsign.Code) qrsign.Code {
			return w.hang(w.named(disclosure.KindVenue, hotel), "大堂")
		},
		said: []string{"此牌真实，由本机关签发", "位置 大堂 签发日期 2026-11-20"}, lack: []string{"印制", "牌上印的是", "应印", "旧牌"},
		english: []string{"Genuine signboard", "Place 大堂"},
	},
	"of a venue that was renamed": {
		hang: func(w *world, _, poolBoard qrsign.Code) qrsign.Code {
			w.changed(pool, func(v *disclosure.Venue) { v.Name = "碧波水上中心" })
			return poolBoard
		},
		tone: "warn", said: []string{"牌是真的，但内容已过时 牌上印的是场所的旧名称： " + pool + " 这块牌上应印： A 优秀 （2026-09-14 评定）。 您看到的若不是这样，说明它是旧牌，请以本页为准。 游泳 碧波水上中心"}, lack: []string{"名称或地址已不是"},
		english: []string{"Genuine, but out of date It bears the venue’s former name: " + pool},
	},
	"of a venue that has moved": {
		hang: func(w *world, _, poolBoard qrsign.Code) qrsign.Code {
			w.changed(pool, func(v *disclosure.Venue) { v.Address = "示例市湖光区新街9号" })
			return poolBoard
		},
		tone: "warn", said: []string{"牌上印的名称或地址已不是现在的，请与下方核对。 这块牌上应印： A 优秀", "请以本页为准。 游泳 " + pool + " 示例市湖光区新街9号"},
		lack: []string{"体育街2号", "旧名称"}, english: []string{"The name or address printed on it is no longer current."},
	},
	"of a venue that has moved and was renamed": {
		hang: func(w *world, _, poolBoard qrsign.Code) qrsign.Code {
			w.changed(pool, func(v *disclosure.Venue) { v.Name, v.Address = "碧波水上中心", "示例市湖光区新街9号" })
			return poolBoard
		},
		tone: "warn", said: []string{"牌上印的名称或地址已不是现在的"}, lack: []string{"体育街2号", "牌上印的是场所的旧名称"},
		english: []string{"no longer current"},
	},
	"of a venue that is not trading": {
		hang: func(w *world, _, _ qrsign.Code) qrsign.Code {
			return w.issue(w.named(disclosure.KindVenue, salon), "", "2026-10-30")
		},
		tone: "warn", said: []string{"牌是真的，但场所未在营业 本场所现为“停业”状态。 这块牌上应印： 不予评定 （2026-10-30 评定）。 您看到的若不是这样"}, lack: []string{"过时"},
		english: []string{"Genuine, but not trading This venue is registered as not trading."},
	},
	"of a venue that is closed, and outdated": {
		hang: func(w *world, _, poolBoard qrsign.Code) qrsign.Code {
			w.changed(pool, func(v *disclosure.Venue) { v.Name, v.Status = "碧波水上中心", disclosure.VenueClosed })
			return poolBoard
		},
		tone: "warn", said: []string{"牌是真的，但场所未在营业 本场所现为“关闭”状态。 牌上印的是场所的旧名称： " + pool},
		english: []string{"This venue is registered as closed."},
	},
	"replaced": {
		hang: func(w *world, hotelBoard, _ qrsign.Code) qrsign.Code {
			w.hang(w.named(disclosure.KindVenue, hotel), "大堂") // another place
			w.replace(hotelBoard, disclosure.BoardDamaged)
			return hotelBoard
		},
		tone: "warn", said: []string{"此牌已更换，以新牌为准 更换日期 2026-11-20 · 原因： 损坏 现行有效的牌： 门口 · 编号 04000004 住宿 " + hotel},
		lack: []string{"牌上印的是", "请勿相信", "应印"}, english: []string{"This signboard has been replaced Replaced on 2026-11-20 · Reason: damaged"},
	},
	"replaced twice": {
		hang: func(w *world, hotelBoard, _ qrsign.Code) qrsign.Code {
			w.replace(w.replace(hotelBoard, disclosure.BoardSuperseded), disclosure.BoardSuperseded)
			return hotelBoard
		},
		tone: "warn", said: []string{"现行有效的牌： 门口 · 编号 04000004"}, lack: []string{"04000003"},
		english: []string{"The board that counts: at the entrance · No. 04000004"},
	},
	"replaced by one that was revoked": {
		hang: func(w *world, hotelBoard, _ qrsign.Code) qrsign.Code {
			w.revoke(w.replace(hotelBoard, disclosure.BoardSuperseded), disclosure.BoardMoved)
			return hotelBoard
		},
		tone: "warn", said: []string{"此牌已更换"}, lack: []string{"现行有效的牌", "04000003"}, english: []string{"has been replaced"},
	},
	"replaced because it was stolen": {
		hang: func(w *world, hotelBoard, _ qrsign.Code) qrsign.Code {
			w.replace(hotelBoard, disclosure.BoardStolen)
			return hotelBoard
		},
		tone: "alert", said: []string{"此牌已作废，不再有效 更换日期 2026-11-20 · 原因： 被盗 现行有效的牌： 门口 · 编号 04000003 请勿相信牌上的等级"},
		english: []string{"This signboard no longer counts", "Do not trust the grade on it."},
	},
	"lost": {
		hang: func(w *world, hotelBoard, _ qrsign.Code) qrsign.Code {
			w.revoke(hotelBoard, disclosure.BoardLost)
			return hotelBoard
		},
		tone: "alert", said: []string{"此牌已作废，不再有效 作废日期 2026-11-20 · 原因： 遗失 请勿相信牌上的等级。如果它还挂在门口，请告诉我们： 12345 住宿 " + hotel},
		lack: []string{"此牌真实", "牌是真的", "牌上印的是", "现行有效的牌", "应印"}, english: []string{"Ended on 2026-11-20 · Reason: lost"},
	},
	"revoked, of a venue that is not trading": {
		hang: func(w *world, _, _ qrsign.Code) qrsign.Code {
			board := w.issue(w.named(disclosure.KindVenue, salon), "A", "2026-01-01")
			w.revoke(board, disclosure.BoardClosed)
			return board
		},
		tone: "alert", said: []string{"原因： 场所停业", "本场所现为“停业”状态。"}, english: []string{"Reason: venue closed"},
	},
	"lost, of a venue that is gone": {
		hang: func(w *world, hotelBoard, _ qrsign.Code) qrsign.Code {
			w.revoke(hotelBoard, disclosure.BoardLost)
			w.withdrawRecord(w.named(disclosure.KindVenue, hotel))
			return hotelBoard
		},
		tone: "alert", said: []string{"此牌已作废，不再有效 作废日期 2026-11-20 · 原因： 遗失", "所属场所已不再公示"},
		lack: []string{hotel, "青禾路17号", "牌是真的", "二维码"}, english: []string{"This signboard no longer counts"},
	},
}

// TestStandings holds what a scan of each kind of board says, above everything else on the page.
func TestStandings(t *testing.T) {
	for name, tc := range standings {
		t.Run(name, func(t *testing.T) {
			w, hotelBoard, poolBoard := district(t)
			board := tc.hang(w, hotelBoard, poolBoard)
			d := checkedHTML(t, w.page("/S/"+string(board)))
			checkFrame(t, "the page", i18n.ZH, d)
			contains(t, d.said(), tc.said...)
			lacks(t, d.said(), tc.lack...)
			contains(t, checkedHTML(t, w.page("/s/"+string(board)+"?lang=en")).said(), tc.english...)
			blocks := d.all("aside")
			if len(blocks) != 1 {
				t.Fatalf("%d blocks tell how it stands", len(blocks))
			}
			if got, want := attribute(blocks[0], "class"), strings.TrimSpace("standing "+tc.tone); got != want {
				t.Errorf("the block is of the class %q, want %q", got, want)
			}
			if main := d.all("main")[0]; !strings.HasPrefix(text(main), text(blocks[0])) {
				t.Errorf("the page begins with %.60q", text(main))
			}
		})
	}
}

// TestOldPrintOnTheWall holds that a page tells what the latest print shows, so that an earlier one with the same code is known by it.
func TestOldPrintOnTheWall(t *testing.T) {
	w, board, _ := district(t)
	w.print(board, w.named(disclosure.KindVenue, hotel), "B", "2026-11-02")
	said := checkedHTML(t, w.page("/S/"+string(board))).said()
	contains(t, said, "此牌真实，由本机关签发 这块牌上应印： B 良好 （2026-11-02 评定）。 您看到的若不是这样，说明它是旧牌，请以本页为准。")
	lacks(t, said, "应印： C", "过时")
}

// TestNotThisShop holds that whoever stands at another door knows whom to tell, and that the mail gives no code away.
func TestNotThisShop(t *testing.T) {
	w, board, _ := district(t)
	w.deps.Authority.ComplaintMail = "tousu@gs.example.cn"
	w.open()
	page := w.page("/S/" + string(board))
	contains(t, checkedHTML(t, page).said(), hotel+" 示例市湖光区青禾路17号 不是这家店？请告诉我们： 12345 · 发邮件 卫生信誉度等级")
	contains(t, page, `href="tel:12345"`,
		`href="mailto:tousu@gs.example.cn?subject=%e5%85%ac%e7%a4%ba%e7%89%8c%20`+board.Serial().String()+`"`)
	lacks(t, w.page(address(w, disclosure.KindVenue, hotel)), "不是这家店")
	w.deps.Authority.ComplaintMail, w.deps.Authority.ComplaintLine = "", "12345 转 3"
	w.open()
	page = w.page("/S/" + string(board))
	contains(t, checkedHTML(t, page).said(), "请告诉我们： 12345 转 3 卫生信誉度等级")
	lacks(t, page, "mailto:", "tel:12345")
}

// TestScansOfOtherKeys holds that only keys of ours make genuine boards, whatever else is right about a code.
func TestScansOfOtherKeys(t *testing.T) {
	w, board, _ := district(t)
	number := board.Serial().Number
	ours, other := []byte("a key of thirty-two bytes, or so"), []byte("the key of somebody else, no 32.")
	for name, code := range map[string]qrsign.Code{
		"another key":                      qrsign.NewCode(other, qrsign.Serial{KeyID: 1, Number: number}),
		"another key under another id":     qrsign.NewCode(other, qrsign.Serial{KeyID: 2, Number: number}),
		"our key under another id":         qrsign.NewCode(ours, qrsign.Serial{KeyID: 2, Number: number}),
		"our tag under another id":         "0" + "8" + board[2:],
		"the tag of another board of ours": board[:8] + w.boards.Issue(number + 1)[8:],
	} {
		for _, path := range []string{"/S/" + string(code), "/s/" + string(code), "/S/" + string(code) + ".svg"} {
			got := w.get(path)
			if got.status != http.StatusNotFound || got.header.Get("ETag") != "" || got.header.Get("Cache-Control") != "no-store" {
				t.Errorf("%s: status %d, tag %q, %q", name, got.status, got.header.Get("ETag"), got.header.Get("Cache-Control"))
			}
			contains(t, got.body, "此牌不是本机关签发的")
			lacks(t, got.body, hotel, string(code)[8:])
		}
	}
}

func TestVenuesShowTheirBoardsBySerial(t *testing.T) {
	w, board, _ := district(t)
	id := w.named(disclosure.KindVenue, hotel)
	hall := w.hang(id, "大堂")
	w.revoke(w.hang(id, "走廊"), disclosure.BoardLost)
	page := w.page(address(w, disclosure.KindVenue, hotel))
	said := checkedHTML(t, page).said()
	contains(t, said, "现行有效的公示牌： 门口 · 编号 "+board.Serial().String()+" · 签发于 2026-11-20 大堂 · 编号 "+hall.Serial().String()+" · 签发于 2026-11-20",
		`<a href="https://gs.example.cn/venues/`+string(id)+`"><img src="https://gs.example.cn/badge/`+string(id)+`.svg" alt="卫生信誉度等级"></a>`)
	contains(t, page, `href="/venues/`+string(id)+`/statement.jws"`, `href="/.well-known/jwks.json"`)
	lacks(t, page, "走廊", "<img")
	contains(t, checkedHTML(t, w.page(address(w, disclosure.KindVenue, newVenue))).said(), "本场所没有现行有效的公示牌。")
	lacks(t, w.page("/S/"+string(board)), "/badge/") // the page at the door is short
}
