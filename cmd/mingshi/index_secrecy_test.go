package main

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf16"

	"mingshi/internal/search"
	"mingshi/internal/search/embedded"
)

// asIndexed is a text as the index keeps it: in its normal form, two bytes for each unit, the low one first.
func asIndexed(text string) []byte {
	var raw []byte
	for _, unit := range utf16.Encode([]rune(search.Normalize(text))) {
		raw = binary.LittleEndian.AppendUint16(raw, unit)
	}
	return raw
}

// isIndexFile tells the segments of an index from other files.
func isIndexFile(name string) bool { return strings.HasSuffix(name, ".seg") }

// holdsIndexed looks for a text in a file of the index. Two characters are four bytes, which a file of some megabytes holds by
// chance; these are looked for by asking the index (see wantNotFound).
func holdsIndexed(file []byte, text string) bool {
	raw := asIndexed(text)
	const byChance = 4
	return len(raw) > byChance && bytes.Contains(file, raw)
}

// wantNotFound asserts that nothing is found by what is private.
func wantNotFound(t *testing.T, data string, private map[string]bool) {
	t.Helper()
	own, err := embedded.Open(t.Context(), filepath.Join(data, indexFolder), embedded.Options{Today: asOf})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := own.Close(); err != nil {
			t.Error(err)
		}
	}()
	for value := range private {
		found, err := own.Search(t.Context(), search.Query{Text: strings.Join(strings.Fields(value), " ")})
		if err != nil || found.Total > 0 {
			t.Errorf("%q finds %d records, %v", value, found.Total, err)
		}
	}
	if all, err := own.Search(t.Context(), search.Query{Text: "某"}); err != nil || all.Total == 0 {
		t.Errorf("某 finds %d records, %v: the test proves little", all.Total, err)
	}
}

// wantIndexed asserts that what was planted stands in the files of the index in its public form: else looking for the
// private one there would prove nothing.
func wantIndexed(t *testing.T, places map[string][]byte) {
	t.Helper()
	for _, name := range plantedPublic {
		found := false
		for where, text := range places {
			found = found || isIndexFile(where) && bytes.Contains(text, asIndexed(name))
		}
		if !found {
			t.Errorf("%s is in no file of the index: the test proves little", name)
		}
	}
}

// TestGoneTextLeavesTheIndex publishes a penalty whose period is long over, which the worker then ends: alone, inside a
// server, or at a server's very end. When the process has ended, its text is in no file of the data folder.
func TestGoneTextLeavesTheIndex(t *testing.T) {
	file, beside := penaltyOf(t, 2020, "缥缈", "纤凝"), manyVenues(t)
	for name, end := range map[string]func(t *testing.T, p place){
		"by the worker alone": func(t *testing.T, p place) {
			t.Helper()
			p.must(t, "work", "--once")
		},
		"inside a server": func(t *testing.T, p place) {
			t.Helper()
			server, base := p.serve(t)
			eventually(t, "the worker has ended it", func() bool {
				return strings.Contains(fetch(t, base+"/api/v1/changes"), `"op":"expire"`)
			})
			server.stop(t)
		},
		"while a server ends": func(t *testing.T, p place) {
			t.Helper()
			release := holdIndex(t, p)
			p.must(t, "work", "--once")
			release()
			server := openServing(t, p, "2026-11-20") // whose indexer never had a look
			if err := server.close(); err != nil {
				t.Error(err)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			p := place{data: filepath.Join(t.TempDir(), "data")}
			p.must(t, "import", "--as-of", "2020-11-20", file, beside)
			if in := whereInFolder(t, p.data, "缥缈", "纤凝"); len(in) < 2 {
				t.Fatalf("in the beginning the text is only in %v: the test proves little", in)
			}
			end(t, p)
			if in := whereInFolder(t, p.data, "缥缈", "纤凝"); len(in) > 0 {
				t.Errorf("what is gone is still in %v", in)
			}
		})
	}
}

// whereInFolder names the files below a folder that hold one of the texts, as text or as the index keeps it.
func whereInFolder(t *testing.T, folder string, texts ...string) []string {
	t.Helper()
	files := map[string][]byte{}
	addDataFolder(t, folder, "", files)
	var found []string
	for name, raw := range files {
		for _, text := range texts {
			if bytes.Contains(raw, []byte(text)) || isIndexFile(name) && bytes.Contains(raw, asIndexed(text)) {
				found = append(found, name)
				break
			}
		}
	}
	return found
}

// penaltyOf writes a penalty of the 19th of November of a year, with a text in its party's name and one in its facts.
func penaltyOf(t *testing.T, year int, name, facts string) string {
	t.Helper()
	row := fmt.Sprintf("望舒%s旅馆有限公司,法人及非法人组织,91419901MAX995497C,甲人,示卫公罚〔%d〕9001号,未公示卫生信誉度等级,经查%s未消毒。,某条,罚款,"+
		"罚款人民币3000元,0.3,%[2]d/11/19,2099/12/31,示例市湖光区卫生健康局,11419901MB0000000C,示例市湖光区卫生健康局,11419901MB0000000C", name, year, facts)
	head := "CF_XDR_MC,CF_XDR_LB,CF_XDR_SHXYM,CF_FRDB,CF_WSH,CF_WFXW,CF_SY,CF_YJ,CF_CFLB,CF_NR,CF_NR_FK,CF_JDRQ,CF_YXQ,CF_CFJG,CF_CFJGDM,CF_SJLY,CF_SJLYDM"
	file := filepath.Join(t.TempDir(), "old.csv")
	if err := os.WriteFile(file, []byte(head+"\n"+row+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// manyVenues writes what stays and lies in the same file of the index: with little else in it, the file would be written
// anew anyway.
func manyVenues(t *testing.T) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "venues.csv")
	venues := []string{"场所名称,场所类别,经营单位名称,统一社会信用代码,负责人,联系电话,公开电话,街道,网格,网格责任人,详细地址,卫生许可证号,经度,纬度,状态"}
	for n := range 20 {
		venues = append(venues, fmt.Sprintf("假山旅馆%d,住宿,假山旅馆有限公司,91419901MAX995497C,甲某,,0000-5500000,假街道,第1网格,假中心,假街道%[1]d号,"+
			"示卫公证字〔2019〕第90%02[1]d号,124.0,30.1,营业", n))
	}
	if err := os.WriteFile(file, []byte(strings.Join(venues, "\n")), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}
