package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"image"
	"image/jpeg"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"mingshi/internal/disclosure"
	"mingshi/internal/keys"
	"mingshi/internal/store"
	"mingshi/qrsign"
	"mingshi/qrsign/photo/phototest"
)

// doorway is a street of venues whose boards have come to every end; each venue is named for what became of it.
type doorway struct {
	place

	codes map[string]qrsign.Code // by the venue's first name
}

// fates are the venues of a doorway.
var fates = []string{"如常", "更名", "升级", "复查", "停业", "关闭", "遗失", "换新", "未印", "未评", "撤下"}

func venuesCSV(named func(fate string) string, status func(fate string) string) string {
	var text strings.Builder
	text.WriteString("场所名称,场所类别,经营单位名称,统一社会信用代码,负责人,联系电话,公开电话,街道,网格,网格责任人,详细地址,卫生许可证号,经度,纬度,状态\n")
	for i, fate := range fates {
		fmt.Fprintf(&text, "%s,住宿,假山旅馆有限公司,91419901MAX995497C,甲某,15400000001,0000-5500000,假街道,第1网格,假中心,"+
			"示例市湖光区假街道%d号,示卫公证字〔2024〕第9%03d号,124.0,30.1,%s\n", named(fate), i+1, i, status(fate))
	}
	return text.String()
}

func gradingsCSV(day string, points int, of ...string) string {
	var text strings.Builder
	text.WriteString("卫生许可证号,检查日期,评分表,检查类型,监督员1,监督员2,实得分,应得分,关键项不合格,扣分项,责令整改,整改期限,复查日期,复查结果\n")
	for i, fate := range fates {
		for _, one := range of {
			if one == fate {
				fmt.Fprintf(&text, "示卫公证字〔2024〕第9%03d号,%s,lodging,日常监督,沈仿宁,令狐示朗,%d,100,,,否,,,\n", i, day, points)
			}
		}
	}
	return text.String()
}

// newDoorway prints the boards, and then lets everything happen that may happen to a venue or a board.
func newDoorway(t *testing.T) *doorway {
	t.Helper()
	d := &doorway{place: place{data: filepath.Join(t.TempDir(), "data")}, codes: map[string]qrsign.Code{}}
	name := func(fate string) string { return fate + "旅馆" }
	open := func(string) string { return "营业" }
	d.takes(t, "venues.csv", venuesCSV(name, open))
	d.takes(t, "gradings.csv", gradingsCSV("2026/03/02", 75, slices.DeleteFunc(slices.Clone(fates), func(fate string) bool { return fate == "未评" })...))
	d.does(t, "board", "issue")
	codes := codesOf(t, d.place)
	var list struct {
		Boards []struct {
			Serial string        `json:"serial"`
			Name   string        `json:"name"`
			Venue  disclosure.ID `json:"venue"`
		} `json:"boards"`
	}
	if err := json.Unmarshal([]byte(d.does(t, "--json", "board", "list")), &list); err != nil {
		t.Fatal(err)
	}
	serials := map[string]string{}
	for _, board := range list.Boards {
		fate := strings.TrimSuffix(board.Name, "旅馆")
		serials[fate], d.codes[fate] = board.Serial, codes[board.Serial]
		if fate == "遗失" { // has another board, which takes no other's place
			d.does(t, "board", "issue", "--venue", string(board.Venue), "--place", "大堂")
		}
		if fate == "撤下" {
			defer d.withdraws(t, board.Venue)
		}
		if fate != "未印" {
			d.does(t, "board", "render", "--venue", string(board.Venue), "--format", "svg", "--base-url", publicBase, "-o", filepath.Join(t.TempDir(), "drawn"))
		}
	}
	d.takes(t, "venues.csv", venuesCSV(func(fate string) string {
		if fate == "更名" {
			return "新名旅馆"
		}
		return name(fate)
	}, func(fate string) string {
		switch fate {
		case "停业":
			return "停业"
		case "关闭":
			return "关闭"
		}
		return "营业"
	}))
	d.takes(t, "gradings.csv", gradingsCSV("2026/10/02", 96, "升级"))
	d.takes(t, "gradings.csv", gradingsCSV("2026/10/02", 76, "复查"))
	d.does(t, "board", "revoke", serials["遗失"], "--reason", "lost")
	d.does(t, "board", "replace", serials["换新"], "--reason", "damaged")
	return d
}

// withdraws takes a venue out of publication.
func (d *doorway) withdraws(t *testing.T, venue disclosure.ID) {
	t.Helper()
	db := d.open(t, false, nil)
	defer func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	}()
	record, err := db.Get(t.Context(), venue)
	if err != nil {
		t.Fatal(err)
	}
	expect := record.Version
	record.Version, record.State = expect+1, disclosure.StateWithdrawn
	_, err = db.Apply(t.Context(), store.Batch{At: time.Now(), Writes: []store.Write{{
		Op: disclosure.OpWithdraw, Reason: disclosure.ReasonPublishedInError, Record: record, Expect: expect,
	}}})
	if err != nil {
		t.Fatal(err)
	}
}

// takes imports a file with these lines.
func (d *doorway) takes(t *testing.T, name, text string) {
	t.Helper()
	file := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	d.does(t, "import", "--as-of", "2026-11-20", file)
}

// does runs a command, which must succeed, and gives what it printed.
func (d *doorway) does(t *testing.T, args ...string) string {
	t.Helper()
	var out, errs bytes.Buffer
	if code := run(t.Context(), append([]string{"--data", d.data}, args...), &out, &errs); code != exitDone {
		t.Fatalf("%v: exit code %d\n%s%s", args, code, &out, &errs)
	}
	return out.String()
}

// TestBoardsAreVerified asks of boards that have come to every end, and of all that is no board.
func TestBoardsAreVerified(t *testing.T) {
	d := newDoorway(t)
	for name, check := range map[string]func(*testing.T, *doorway){
		"boards": verifyFates, "strangers": verifyStrangers, "refused": verifyRefuses, "photographs": verifyPhotographs,
	} {
		t.Run(name, func(t *testing.T) { check(t, d) })
	}
	t.Run("drawing", func(t *testing.T) { verifyDrawing(t, d) }) // last: it prints the boards anew
}

// verify runs the command and gives its exit code, what it said and, with --json, the boards that it told of.
func (d *doorway) verify(t *testing.T, args ...string) (code int, said string, boards []verified) {
	t.Helper()
	var out, errs bytes.Buffer
	code = run(t.Context(), append([]string{"--data", d.data, "board", "verify"}, args...), &out, &errs)
	var document struct {
		Boards []verified `json:"boards"`
	}
	if strings.HasPrefix(out.String(), "{") {
		if err := json.Unmarshal(out.Bytes(), &document); err != nil {
			t.Fatal(err)
		}
	}
	if genuine, known := d.codes["如常"]; known {
		wantNoTag(t, "what is said of a board", out.String()+errs.String(), map[string]qrsign.Code{genuine.Serial().String(): genuine})
	}
	return code, out.String() + errs.String(), document.Boards
}

// fault gives the code with its last character changed.
func fault(code qrsign.Code) string {
	last := "0"
	if strings.HasSuffix(string(code), "0") {
		last = "1"
	}
	return string(code[:len(code)-1]) + last
}

func verifyFates(t *testing.T, d *doorway) {
	t.Helper()
	for fate, tt := range map[string]struct {
		code     int
		verdict  verdict
		outdated []outdated
		zh, en   string
	}{
		"如常": {exitDone, verdictGenuine, nil, "真：公示牌 0400", "Genuine: board 0400"},
		"更名": {exitDone, verdictGenuine, []outdated{outdatedFace}, "场所已更名或迁址", "was renamed or has moved"},
		"升级": {exitDone, verdictGenuine, []outdated{outdatedGrade}, "等级已变", "the grade has changed"},
		"复查": {exitDone, verdictGenuine, []outdated{outdatedInspection}, "等级未变", "a later inspection"},
		"停业": {exitDone, verdictGenuine, nil, "目前停业", "not trading"},
		"关闭": {exitFaulty, verdictVenueClosed, nil, "场所已关闭：", "Venue closed:"},
		"遗失": {exitFaulty, verdictRevoked, nil, "（遗失）", "(lost)"},
		"换新": {exitFaulty, verdictReplaced, nil, "现行有效的是公示牌 0400000", "In force in its place is board 0400000"},
		"未印": {exitFaulty, verdictUnprinted, nil, "从未在此印制", "never printed here"},
		"撤下": {exitFaulty, verdictVenueHidden, nil, "场所不再公示：", "Venue no longer public:"},
		"未评": {exitDone, verdictGenuine, nil, "尚未评级", "not yet graded"},
	} {
		t.Run(fate, func(t *testing.T) {
			for lang, sentence := range map[string]string{"zh": tt.zh, "en": tt.en} {
				code, said, _ := d.verify(t, d.codes[fate].Grouped(), "--lang", lang)
				if code != tt.code || !strings.Contains(said, sentence) {
					t.Errorf("exit code %d, want %d and %q:\n%s", code, tt.code, sentence, said)
				}
			}
			code, said, boards := d.verify(t, strings.ToLower(string(d.codes[fate])), "--json")
			if code != tt.code || len(boards) != 1 || boards[0].Verdict != tt.verdict {
				t.Fatalf("exit code %d, want %d and the verdict %s:\n%s", code, tt.code, tt.verdict, said)
			}
			if diff := cmp.Diff(tt.outdated, boards[0].Outdated); diff != "" {
				t.Errorf("outdated (-want +got):\n%s", diff)
			}
			if (boards[0].Current != "") != (tt.verdict == verdictReplaced) {
				t.Errorf("in force in its place is %q", boards[0].Current)
			}
			if strings.Contains(said, "code") || boards[0].Serial != d.codes[fate].Serial().String() {
				t.Errorf("a genuine code is told, or the serial is not:\n%s", said)
			}
		})
	}
}

func verifyStrangers(t *testing.T, d *doorway) {
	t.Helper()
	genuine := d.codes["如常"]
	unknown := ringOf(t, d.data).Issue(4_000_000) // a number that was never given
	for name, tt := range map[string]struct {
		args    []string
		code    int
		verdict verdict
		says    string
	}{
		"forged":             {[]string{fault(genuine)}, exitFaulty, verdictForged, "假：0400"},
		"unknown":            {[]string{string(unknown)}, exitFaulty, verdictUnknown, "没有这块公示牌的登记"},
		"address":            {[]string{"HTTPS://GS.EXAMPLE.CN/S/" + string(genuine), "--base-url", publicBase}, exitDone, verdictGenuine, "指向 gs.example.cn，是本机关"},
		"address with port":  {[]string{"https://gs.example.cn:443/s/" + string(genuine), "--base-url", publicBase}, exitDone, verdictGenuine, "真："},
		"address as typed":   {[]string{"gs.example.cn/s/" + string(genuine), "--base-url", publicBase}, exitDone, verdictGenuine, "真："},
		"drawing":            {[]string{"https://gs.example.cn/s/" + string(genuine) + ".svg"}, exitDone, verdictGenuine, "指向 gs.example.cn，没有"},
		"any host":           {[]string{"https://other.example/S/" + string(genuine)}, exitDone, verdictGenuine, "代码是真的，网址没有核对："},
		"foreign host":       {[]string{"https://other.example/S/" + string(genuine), "--base-url", publicBase}, exitFaulty, verdictMisdirecting, "指向 other.example，"},
		"host in disguise":   {[]string{"https://gs.example.cn@other.example/S/" + string(genuine), "--base-url", publicBase}, exitFaulty, verdictMisdirecting, "指向 other.example，"},
		"forged and foreign": {[]string{"https://other.example/S/" + fault(genuine), "--base-url", publicBase}, exitFaulty, verdictForged, "指向 other.example，"},
	} {
		t.Run(name, func(t *testing.T) {
			code, said, _ := d.verify(t, tt.args...)
			if code != tt.code || !strings.Contains(said, tt.says) {
				t.Errorf("exit code %d, want %d and %q:\n%s", code, tt.code, tt.says, said)
			}
			code, said, boards := d.verify(t, append(tt.args, "--json")...)
			if code != tt.code || len(boards) != 1 || boards[0].Verdict != tt.verdict {
				t.Errorf("exit code %d, want %d and the verdict %s:\n%s", code, tt.code, tt.verdict, said)
			}
			named, compared := strings.Contains(tt.args[0], "/"), len(tt.args) > 1
			if checked := boards[0].HostChecked; (boards[0].Host != "") != named || (checked != nil) != named || named && *checked != compared {
				t.Errorf("the host is %q, compared %v:\n%s", boards[0].Host, checked, said)
			}
		})
	}
}

// ringOf reads the board keys of a data folder.
func ringOf(t *testing.T, data string) *qrsign.Keyring {
	t.Helper()
	set, _, err := keys.Read(filepath.Join(data, keysFolder), nil)
	if err != nil {
		t.Fatal(err)
	}
	ring, err := qrsign.NewKeyring(set.Boards)
	if err != nil {
		t.Fatal(err)
	}
	return ring
}

func verifyRefuses(t *testing.T, d *doorway) {
	t.Helper()
	folder := t.TempDir()
	write := func(name string, content []byte) string {
		name = filepath.Join(folder, name)
		if err := os.WriteFile(name, content, 0o600); err != nil {
			t.Fatal(err)
		}
		return name
	}
	whole := jpegOf(t, phototest.Paper(300, 300))
	for name, tt := range map[string]struct{ what, zh, en string }{
		"half a code":        {"0400", "既不是公示牌代码（20 位", "no board's code (20 digits"},
		"serial":             {"04000001", "是公示牌编号", "is a board's serial"},
		"address of a page":  {"https://gs.example.cn/venues/vn_1", "网址里没有公示牌代码", "holds no board's code"},
		"no such file":       {filepath.Join(folder, "none.jpg"), "无法读取文件", "Cannot read the file"},
		"folder":             {folder, "无法读取文件", "Cannot read the file"},
		"empty file":         {write("empty.jpg", nil), "空文件", "empty file"},
		"text":               {write("text.jpg", []byte("hello")), "不是已知格式", "no picture of a known format"},
		"PDF":                {write("board.pdf", []byte("%PDF-1.7")), "PDF 文件，应为 PNG 或 JPEG", "format PDF, want PNG or JPEG"},
		"HEIC":               {write("IMG_1.HEIC", []byte("\x00\x00\x00\x18ftypheic")), "HEIC 文件，应为 PNG 或 JPEG", "format HEIC"},
		"damaged picture":    {write("cut.jpg", whole[:len(whole)/2]), "损坏的 JPEG", "damaged JPEG"},
		"picture with none":  {write("paper.jpg", whole), "没有找到二维码", "No QR code was found"},
		"picture of a point": {write("point.jpg", jpegOf(t, phototest.Paper(2, 2))), "2 × 2 像素", "2 × 2 pixels"},
	} {
		t.Run(name, func(t *testing.T) {
			for lang, sentence := range map[string]string{"zh": tt.zh, "en": tt.en} {
				code, said, _ := d.verify(t, tt.what, "--lang", lang)
				if code != exitUsage || !strings.Contains(said, sentence) {
					t.Errorf("exit code %d, want %d and %q: %s", code, exitUsage, sentence, said)
				}
			}
		})
	}
	code, said, _ := d.verify(t, string(d.codes["如常"]), "--base-url", "foo")
	if code != exitUsage {
		t.Errorf("a base URL that is none: exit code %d: %s", code, said)
	}
}

func TestAnEmptyFolderVerifiesNothingAndStaysEmpty(t *testing.T) {
	d := &doorway{place: place{data: filepath.Join(t.TempDir(), "data")}}
	code, said, _ := d.verify(t, "04000001BY0CXBYNMGHB")
	if code != exitUsage {
		t.Errorf("exit code %d, want %d: %s", code, exitUsage, said)
	}
	if _, err := os.Stat(d.data); !os.IsNotExist(err) {
		t.Errorf("the folder was made: %v", err)
	}
}

func jpegOf(t *testing.T, picture image.Image) []byte {
	t.Helper()
	var file bytes.Buffer
	if err := jpeg.Encode(&file, picture, nil); err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}

// symbolOf draws the symbol of a text as a picture.
func symbolOf(t *testing.T, text string) *image.Gray {
	t.Helper()
	symbol, err := qrsign.Symbol(text)
	if err != nil {
		t.Fatal(err)
	}
	return phototest.Draw(symbol.Modules(), 7)
}

func verifyPhotographs(t *testing.T, d *doorway) {
	t.Helper()
	address := func(code string) string { return "HTTPS://GS.EXAMPLE.CN/S/" + code }
	page := phototest.Paper(1400, 1400)
	for i, text := range []string{
		address(string(d.codes["如常"])), address(fault(d.codes["如常"])), address(string(d.codes["遗失"])), "WIFI:T:WPA-S:LOBBY-P:12345678--",
	} {
		phototest.Paste(page, symbolOf(t, text), image.Pt(150+i%2*600, 150+i/2*600))
	}
	middle := image.Rect(0, 0, 7, 7).Add(image.Pt(700, 700))
	view := phototest.View{Width: 1600, Height: 1600, Roll: 8, Yaw: 12, Pitch: 6, Module: 5, Blur: 0.2, Black: 30, White: 220, Noise: 3, Quality: 75}
	file := filepath.Join(t.TempDir(), "门口.jpg")
	shot := phototest.Shoot(page, middle, 1, view, rand.New(rand.NewPCG(1, 1)))
	if err := os.WriteFile(file, shot, 0o600); err != nil {
		t.Fatal(err)
	}
	code, said, boards := d.verify(t, file, "--base-url", publicBase, "--json")
	if code != exitFaulty || len(boards) != 4 {
		t.Fatalf("exit code %d and %d boards, want %d and 4:\n%s", code, len(boards), exitFaulty, said)
	}
	var verdicts []string
	for _, board := range boards {
		verdicts = append(verdicts, string(board.Verdict))
	}
	slices.Sort(verdicts)
	if diff := cmp.Diff([]string{"forged", "genuine", "no_board", "revoked"}, verdicts); diff != "" {
		t.Errorf("verdicts (-want +got):\n%s", diff)
	}
	code, said, _ = d.verify(t, file)
	for _, sentence := range []string{"代码是真的，网址没有核对：", "指向 gs.example.cn，没有", "假：", "作废：", "不是公示牌：二维码的内容是“WIFI:T:WPA-S"} {
		if code != exitFaulty || !strings.Contains(said, sentence) {
			t.Errorf("exit code %d, want %d and %q:\n%s", code, exitFaulty, sentence, said)
		}
	}
}

// verifyDrawing verifies what the program itself has drawn, as a clerk would before hanging it.
func verifyDrawing(t *testing.T, d *doorway) {
	t.Helper()
	folder := filepath.Join(t.TempDir(), "drawn")
	d.does(t, "board", "render", "--all", "--format", "png", "--dpi", "100", "--base-url", publicBase, "-o", folder)
	drawn, err := filepath.Glob(filepath.Join(folder, "*.png"))
	if err != nil || len(drawn) == 0 {
		t.Fatalf("%d drawings, %v", len(drawn), err)
	}
	code, said, boards := d.verify(t, drawn[0], "--base-url", publicBase, "--json")
	if code != exitDone || len(boards) != 1 || len(boards[0].Outdated) > 0 || boards[0].Serial+".png" != filepath.Base(drawn[0]) {
		t.Errorf("exit code %d for %s:\n%s", code, drawn[0], said)
	}
}
