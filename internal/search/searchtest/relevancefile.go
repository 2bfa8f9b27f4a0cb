package searchtest

import (
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"

	"mingshi/internal/disclosure"
	"mingshi/internal/search"
)

// documentsFile holds the documents; every other file of the folder holds cases.
const documentsFile = "documents.txt"

// line is a line "key: value" of a relevance file. The key is Chinese; English words behind it are for the reader.
type line struct {
	where      string
	key, value string
}

func (l line) errorf(format string, args ...any) error {
	return fmt.Errorf("%s: %s", l.where, fmt.Sprintf(format, args...))
}

// readBlocks cuts a file into blocks of lines. Blank lines part blocks; lines that begin with # are comments.
func readBlocks(folder fs.FS, name string) ([][]line, error) {
	raw, err := fs.ReadFile(folder, name)
	if err != nil {
		return nil, err
	}
	var blocks [][]line
	var block []line
	for i, text := range strings.Split(string(raw)+"\n", "\n") {
		text = strings.TrimSpace(strings.TrimPrefix(text, "\ufeff"))
		switch {
		case strings.HasPrefix(text, "#"):
			continue
		case text == "":
			if block != nil {
				blocks = append(blocks, block)
			}
			block = nil
			continue
		}
		l := line{where: fmt.Sprintf("%s:%d", name, i+1)}
		key := text[:max(strings.IndexAny(text, ":："), 0)]
		l.key, l.value = chinese(key), strings.TrimSpace(strings.TrimLeft(text[len(key):], ":："))
		if l.key == "" {
			return nil, l.errorf("%q: 应为“项目: 内容” want \"key: value\"", text)
		}
		block = append(block, l)
	}
	return blocks, nil
}

// chinese is a key without the English words behind it and without spaces.
func chinese(key string) string {
	words := strings.Fields(key)
	english := slices.IndexFunc(words, func(word string) bool { return 'A' <= word[0] && word[0] <= 'z' })
	if english >= 0 {
		words = words[:english]
	}
	return strings.Join(words, "")
}

// readRelevance reads a folder of relevance files.
func readRelevance(folder fs.FS) (*relevance, error) {
	set := &relevance{labels: make(map[disclosure.ID]string)}
	blocks, err := readBlocks(folder, documentsFile)
	if err != nil {
		return nil, err
	}
	for _, block := range blocks {
		if err := set.addDocument(block); err != nil {
			return nil, err
		}
	}
	names, err := fs.Glob(folder, "*.txt")
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		if path.Base(name) == documentsFile {
			continue
		}
		blocks, err := readBlocks(folder, name)
		if err != nil {
			return nil, err
		}
		for _, block := range blocks {
			if err := set.addCase(block); err != nil {
				return nil, err
			}
		}
	}
	if len(set.cases) == 0 {
		return nil, fmt.Errorf("no relevance cases beside %s", documentsFile)
	}
	return set, nil
}

// addDocument reads a block that begins with 文书 and its label.
func (r *relevance) addDocument(block []line) error {
	head := block[0]
	if head.key != "文书" || head.value == "" {
		return head.errorf("应以“文书 Document: 名称”开头 want a document's label first, not %q", head.key)
	}
	if slices.Contains(r.allLabels(), head.value) {
		return head.errorf("文书“%s”重复 is there twice", head.value)
	}
	d := search.Document{ID: idOf(disclosure.KindPermit, len(r.documents)+1)}
	for _, l := range block[1:] {
		if err := setDocument(&d, l); err != nil {
			return err
		}
	}
	if d.ID.Kind() == disclosure.KindVenue && len(d.Names) > 0 {
		d.SortName = d.Names[0]
	}
	if err := d.Check(); err != nil {
		return head.errorf("%v", err)
	}
	r.documents = append(r.documents, d)
	r.labels[d.ID] = head.value
	return nil
}

func (r *relevance) allLabels() []string {
	var labels []string
	for _, label := range r.labels {
		labels = append(labels, label)
	}
	return labels
}

// setDocument gives a document what one line says; lines of names, texts, numbers and codes may be repeated.
func setDocument(d *search.Document, l line) error {
	if l.value == "" {
		return l.errorf("“%s”没有内容 has no value", l.key)
	}
	switch l.key {
	case "类别":
		number := strings.TrimPrefix(string(d.ID), d.ID.Kind().Prefix())
		kind := disclosure.Kind(l.value)
		if !slices.Contains(search.Kinds(), kind) {
			return l.errorf("类别“%s”不存在 no such kind", l.value)
		}
		d.ID = disclosure.ID(kind.Prefix() + number)
	case "名称":
		d.Names = append(d.Names, l.value)
	case "内容":
		d.Texts = append(d.Texts, l.value)
	case "文号":
		d.Numbers = append(d.Numbers, l.value)
	case "代码":
		d.Codes = append(d.Codes, l.value)
	case "日期":
		date, err := disclosure.ParseDate(l.value)
		if err != nil {
			return l.errorf("日期“%s”应如 2026-07-01 want a date: %v", l.value, err)
		}
		d.DecidedOn = date
	default:
		return l.errorf("不认识的项目“%s” unknown key", l.key)
	}
	return nil
}

// addCase reads a block that begins with 查.
func (r *relevance) addCase(block []line) error {
	head := block[0]
	if head.key != "查" {
		return head.errorf("应以“查 Query: …”开头 want the query first, not %q", head.key)
	}
	c := relevanceCase{where: head.where, query: head.value, total: -1}
	for _, l := range block[1:] {
		if err := r.setCase(&c, l); err != nil {
			return err
		}
	}
	if len(c.first) == 0 && len(c.absent) == 0 && c.total < 0 {
		return head.errorf("没有说应找到什么 says nothing that must be found")
	}
	r.cases = append(r.cases, c)
	return nil
}

func (r *relevance) setCase(c *relevanceCase, l line) error {
	switch l.key {
	case "拼音":
		if l.value != "是" {
			return l.errorf("“拼音”只能是“是” must be 是")
		}
		c.pinyin = true
		return nil
	case "共":
		total, err := strconv.ParseInt(l.value, 10, 64)
		if err != nil || total < 0 {
			return l.errorf("“%s”应为数字 want a number", l.value)
		}
		c.total = total
		return nil
	}
	if !slices.Contains(r.allLabels(), l.value) {
		return l.errorf("%s 中没有文书“%s” has no such document", documentsFile, l.value)
	}
	switch first, isFirst := firstOf(l.key); {
	case isFirst:
		c.first = append(c.first, among{first, l.value})
	case l.key == "须有":
		c.first = append(c.first, among{0, l.value})
	case l.key == "不得出现":
		c.absent = append(c.absent, l.value)
	default:
		return l.errorf("不认识的项目“%s” unknown key", l.key)
	}
	return nil
}

// firstOf reads 前3条须有.
func firstOf(key string) (int, bool) {
	number, ok := strings.CutPrefix(key, "前")
	if !ok {
		return 0, false
	}
	number, ok = strings.CutSuffix(number, "条须有")
	n, err := strconv.Atoi(number)
	return n, ok && err == nil && n > 0
}
