package searchtest

import (
	"strings"
	"testing"
	"testing/fstest"
)

const oneDocument = "# heading\n\n文书 Document: 甲（许可）\n类别 Kind: permit\n名称 Name: 甲\n日期 Date: 2026-07-01\n"

func folder(documents, cases string) fstest.MapFS {
	return fstest.MapFS{
		"documents.txt": &fstest.MapFile{Data: []byte(documents)},
		"cases.txt":     &fstest.MapFile{Data: []byte(cases)},
	}
}

func TestMalformedRelevanceFilesFailWithFileAndLine(t *testing.T) {
	const case1 = "查 Query: 甲\n共 Total: 1\n"
	for name, c := range map[string]struct{ documents, cases, where string }{
		"a line without a colon":         {oneDocument, case1 + "\n\n查 Query 甲\n", "cases.txt:5:"},
		"a line without a key":           {oneDocument, case1 + ": 甲\n", "cases.txt:3:"},
		"a key in English alone":         {oneDocument, case1 + "Total: 1\n", "cases.txt:3:"},
		"an unknown key":                 {oneDocument, case1 + "也许 Perhaps: 甲（许可）\n", "cases.txt:3:"},
		"a case without its query":       {oneDocument, "# x\n共 Total: 1\n", "cases.txt:2:"},
		"a case that wants nothing":      {oneDocument, "查 Query: 甲\n", "cases.txt:1:"},
		"a document that is not there":   {oneDocument, case1 + "须有 Must appear: 乙\n", "cases.txt:3:"},
		"a number of hits in words":      {oneDocument, "查 Query: 甲\n前 三 条须有 In the first three: 甲（许可）\n", "cases.txt:2:"},
		"no first hit at all":            {oneDocument, "查 Query: 甲\n前 0 条须有 In the first 0: 甲（许可）\n", "cases.txt:2:"},
		"a total that is no number":      {oneDocument, "查 Query: 甲\n共 Total: 多\n", "cases.txt:2:"},
		"a total below nothing":          {oneDocument, "查 Query: 甲\n共 Total: -1\n", "cases.txt:2:"},
		"pinyin that is neither":         {oneDocument, case1 + "拼音 Pinyin: 好\n", "cases.txt:3:"},
		"a document without a label":     {oneDocument + "\n类别 Kind: permit\n", case1, "documents.txt:8:"},
		"a label that is empty":          {oneDocument + "\n文书 Document:\n", case1, "documents.txt:8:"},
		"a label that is there twice":    {oneDocument + "\n文书 Document: 甲（许可）\n", case1, "documents.txt:8:"},
		"an unknown kind":                {oneDocument + "\n文书 Document: 乙\n类别 Kind: board\n", case1, "documents.txt:9:"},
		"a date that does not exist":     {oneDocument + "\n文书 Document: 乙\n日期 Date: 2026-02-30\n", case1, "documents.txt:9:"},
		"a venue with a date":            {oneDocument + "\n文书 Document: 乙\n类别 Kind: venue\n日期 Date: 2026-02-03\n", case1, "documents.txt:8:"},
		"a value that is empty":          {oneDocument + "\n文书 Document: 乙\n名称 Name:\n", case1, "documents.txt:9:"},
		"an unknown key of a document":   {oneDocument + "\n文书 Document: 乙\n颜色 Colour: 红\n", case1, "documents.txt:9:"},
		"no cases at all":                {oneDocument, "# nothing\n", "documents.txt"},
		"a file of documents is missing": {"", "查 Query: 甲\n须有 Must appear: 甲（许可）\n", "cases.txt:2:"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := readRelevance(folder(c.documents, c.cases))
			if err == nil || !strings.Contains(err.Error(), c.where) {
				t.Errorf("error is %v, want one at %s", err, c.where)
			}
		})
	}
	if _, err := readRelevance(fstest.MapFS{}); err == nil {
		t.Error("a folder without documents is read")
	}
}

func TestRelevanceFilesAreReadWhole(t *testing.T) {
	documents := "\ufeff" + oneDocument + "名称 Name：乙：丙\r\n内容: 丁:戊\n文号 Number: 〔2026〕1号\n代码 Code: ABCDE\n\n\n文书: 己\n类别: venue\n名称: 己\n"
	cases := "查 Query: 甲 乙：丙\n拼音 Pinyin: 是\n前 3 条须有 In the first 3: 甲（许可）\n前1条须有: 己\n须有: 甲（许可）\n不得出现 Must not appear: 己\n共 Total: 1"
	set, err := readRelevance(folder(documents, cases))
	if err != nil {
		t.Fatal(err)
	}
	want := []draft{
		permit(1, "甲", "乙：丙").on("2026-07-01").texts("丁:戊").numbers("〔2026〕1号").codes("ABCDE"),
		venue(2, "己"),
	}
	if diff := diff(documentsOf(want), set.documents); diff != "" {
		t.Errorf("documents (-want +got):\n%s", diff)
	}
	if len(set.cases) != 1 {
		t.Fatalf("%d cases", len(set.cases))
	}
	c := set.cases[0]
	if c.where != "cases.txt:1" || c.query != "甲 乙：丙" || !c.pinyin || c.total != 1 || len(c.first) != 3 ||
		c.first[0] != (among{3, "甲（许可）"}) || c.first[1] != (among{1, "己"}) || c.first[2] != (among{0, "甲（许可）"}) ||
		len(c.absent) != 1 || c.absent[0] != "己" {
		t.Errorf("case is %+v", c)
	}
}

func documentsOf(drafts []draft) any { return documents(drafts...) }

func TestRelevanceCasesComplain(t *testing.T) {
	c := relevanceCase{query: "甲", first: []among{{2, "甲"}, {0, "乙"}}, absent: []string{"丙"}, total: 3}
	for name, test := range map[string]struct {
		hits       []string
		total      int64
		complaints int
	}{
		"fulfilled":          {[]string{"丁", "甲", "乙"}, 3, 0},
		"too far down":       {[]string{"丁", "乙", "甲"}, 3, 1},
		"not found":          {[]string{"丁", "甲"}, 3, 1},
		"another total":      {[]string{"丁", "甲", "乙"}, 4, 1},
		"what must not be":   {[]string{"丙", "甲", "乙"}, 3, 1},
		"nothing found":      {nil, 0, 3},
		"everything at once": {[]string{"丁", "丙", "甲"}, 4, 4},
	} {
		t.Run(name, func(t *testing.T) {
			if got := c.complaints(test.hits, test.total); len(got) != test.complaints {
				t.Errorf("complaints are %q, want %d", got, test.complaints)
			}
		})
	}
}

func TestSubjectsLeftOutMustExist(t *testing.T) {
	left := []string{"order", "relevance", "matching/any two characters are a term", "ordre", "matching/no such sentence", ""}
	if diff := diff(left[3:], unknown(suite(), left)); diff != "" {
		t.Errorf("unknown (-want +got):\n%s", diff)
	}
}

func TestNoTwoSentencesHaveOneName(t *testing.T) {
	seen := make(map[string]bool)
	for _, subject := range suite() {
		for _, s := range subject.sentences {
			if name := subject.name + "/" + s.name; seen[name] {
				t.Errorf("%s is there twice", name)
			} else {
				seen[name] = true
			}
		}
	}
}
