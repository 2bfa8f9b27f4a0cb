package intake

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"mingshi/internal/i18n"
)

var updateDocs = flag.Bool("update-docs", false, "write docs/files.md anew")

// TestFilesAreDocumented holds docs/files.md to the formats that are read. `go test ./internal/intake -run Documented
// -update-docs` writes it.
func TestFilesAreDocumented(t *testing.T) {
	path := filepath.Join("..", "..", "docs", "files.md")
	want := filesDocument(t)
	if *updateDocs {
		if err := os.WriteFile(path, []byte(want), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != want {
		t.Error("docs/files.md is not what the code says; run: go test ./internal/intake -run Documented -update-docs")
	}
}

const filesHead = `# 可以导入的文件 · Files that can be imported

由程序生成（` + "`go test ./internal/intake -run Documented -update-docs`" + `）。每种文件的列如下；列名写代码或任一中文名称都可以，顺序不限，
表头上方可以有标题行，大小写、空格、括号全半角不拘。“必填”一栏：是＝必填；单位＝相对人是单位或个体工商户时必填；个人＝相对人是自然人时必填；列＝须有此列，
单元格可以为空。没有列出的列不导入，只提示一次。` + "`MS_JLBH`" + `（记录编号）只出现在本系统导出的文件里：填有编号的行已隐去个人信息或内容不全，不能再导入。

Generated from the code. A column is headed by its code or by any of its Chinese names, in any order, with title rows above. Mandatory: 是 always,
单位 where the counterparty is an organisation or sole trader, 个人 where it is a natural person, 列 where only the heading
must be there. Other columns are named in one warning and not read. ` + "`MS_JLBH`" + ` stands in files that Mingshi exports: a row in which it is filled is
masked or not complete, and is refused.
`

func filesDocument(t *testing.T) string {
	t.Helper()
	all, err := formats()
	if err != nil {
		t.Fatal(err)
	}
	needs := map[need]string{needAlways: "是", needBusiness: "单位", needPerson: "个人", needHeading: "列"}
	var out strings.Builder
	out.WriteString(filesHead)
	for _, f := range all {
		title := i18n.T(i18n.ZH, "kind."+string(f.Kind)) + " · " + i18n.T(i18n.EN, "kind."+string(f.Kind))
		if f.Generation != "" {
			title += " · " + f.Generation
		}
		if f.ItemSheets {
			title += " · 逐项 item by item"
		}
		fmt.Fprintf(&out, "\n## %s\n\n| 代码 | 中文列名 | 必填 | 最长（字符） |\n|---|---|---|---|\n", title)
		for i := range f.Columns {
			c := &f.Columns[i]
			code, most := "", ""
			if c.Code != "" {
				code = "`" + c.Code + "`"
			}
			if c.Max > 0 {
				most = strconv.Itoa(c.Max)
			}
			fmt.Fprintf(&out, "| %s | %s | %s | %s |\n", code, strings.Join(c.Names, "、"), needs[c.Need], most)
		}
	}
	return out.String()
}
