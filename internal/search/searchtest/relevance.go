package searchtest

import (
	"embed"
	"fmt"
	"io/fs"
	"slices"
	"testing"

	"mingshi/internal/disclosure"
	"mingshi/internal/search"
)

//go:embed relevance/*.txt
var relevanceFiles embed.FS

// RunRelevance proves the relevance cases, text files that officials read and extend, with one engine that holds all of
// their documents. A file that cannot be read fails with the line.
func RunRelevance(t *testing.T, open func(t *testing.T, today func() disclosure.Date) Engine) {
	t.Helper()
	folder, err := fs.Sub(relevanceFiles, "relevance")
	if err != nil {
		t.Fatal(err)
	}
	set, err := readRelevance(folder)
	if err != nil {
		t.Fatal(err)
	}
	w := newWorld(t, open).begun()
	w.apply(search.Batch{Put: set.documents})
	for _, c := range set.cases {
		t.Run(c.name(), func(t *testing.T) {
			result, err := w.Search(t.Context(), search.Query{Text: c.query, Pinyin: c.pinyin, Limit: search.MaxLimit})
			if err != nil {
				t.Fatalf("%s: %v", c.where, err)
			}
			for _, complaint := range c.complaints(set.labelsOf(result.Hits), result.Total) {
				t.Errorf("%s: %s", c.where, complaint)
			}
		})
	}
}

// relevance are the documents and cases of a folder.
type relevance struct {
	documents []search.Document
	// labels name the documents in the cases.
	labels map[disclosure.ID]string
	cases  []relevanceCase
}

func (r *relevance) labelsOf(ids []disclosure.ID) []string {
	var labels []string
	for _, id := range ids {
		labels = append(labels, r.labels[id])
	}
	return labels
}

// relevanceCase is one query and what it must find.
type relevanceCase struct {
	// where is the file and line of the query.
	where  string
	query  string
	pinyin bool
	// first are documents that must be among so many first hits; 0 for anywhere.
	first []among
	// absent must not be found.
	absent []string
	// total is how many must be found; -1 where the case does not say.
	total int64
}

type among struct {
	first int
	label string
}

func (c *relevanceCase) name() string { return fmt.Sprintf("%s %s", c.where, c.query) }

// complaints say what of the case the hits do not fulfil.
func (c *relevanceCase) complaints(hits []string, total int64) []string {
	var list []string
	for _, wanted := range c.first {
		switch at := slices.Index(hits, wanted.label); {
		case at < 0:
			list = append(list, fmt.Sprintf("查 %q 没有找到 does not find %s；结果 hits %q", c.query, wanted.label, hits))
		case wanted.first > 0 && at >= wanted.first:
			list = append(list, fmt.Sprintf("查 %q：%s 在第 %d 位，应在前 %d 条 is no. %d, want it in the first %d；结果 hits %q",
				c.query, wanted.label, at+1, wanted.first, at+1, wanted.first, hits))
		}
	}
	for _, label := range c.absent {
		if slices.Contains(hits, label) {
			list = append(list, fmt.Sprintf("查 %q 不得出现 must not find %s；结果 hits %q", c.query, label, hits))
		}
	}
	if c.total >= 0 && total != c.total {
		list = append(list, fmt.Sprintf("查 %q 共 %d 条，应为 %d 条 finds %d, want %d；结果 hits %q", c.query, total, c.total, total, c.total, hits))
	}
	return list
}
