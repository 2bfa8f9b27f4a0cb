package intake

import (
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"mingshi/internal/disclosure"
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
单元格可以为空。没有列出的列不导入，只提示一次。` + "`MS_JLBH`" + `（记录编号）和 ` + "`MS_BWZ`" + `（不完整说明）只出现在本系统导出的文件里：说明为空的行可以原样导入，什么也不会变；
填有说明的行已隐去个人信息或内容不全，不能再导入；有编号而没有说明一列的文件也不能。

Generated from the code. A column is headed by its code or by any of its Chinese names, in any order, with title rows above. Mandatory: 是 always,
单位 where the counterparty is an organisation or sole trader, 个人 where it is a natural person, 列 where only the heading
must be there. Other columns are named in one warning and not read. ` + "`MS_JLBH`" + ` (the record's number) and ` + "`MS_BWZ`" + `
(why a row is not complete) stand in files that Mingshi exports: a row in which the latter is empty may be imported again and changes nothing; one in which
it is filled is masked or not complete, and is refused, as is a row with a number in a file without that column.
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
		switch {
		case f.OneVenue:
			title += " · 一个单位一张评分表 one venue's score sheet"
		case f.ItemSheets:
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
			needed := needs[c.Need]
			if c.Above {
				needed = strings.TrimSpace(needed + " 表头上方 above")
			}
			fmt.Fprintf(&out, "| %s | %s | %s | %s |\n", code, strings.Join(c.Names, "、"), needed, most)
		}
	}
	writeWords(&out)
	writeValues(&out)
	writeCodes(&out)
	return out.String()
}

const sheetText = `
## 评分表 · Score sheets

逐项评分表的每一项占一行，每项恰好一行，同一张表的各行可以不相邻；有一处错误，整张表退回。整改、复查各列在同一张表的各行填写相同内容，或只填第一行。
一个单位一张评分表（工作簿）：标“表头上方”的各项写在表头上方，名称在前、内容在右边的单元格里（或在冒号之后）；分节标题、合计、签名各行不导入。
空白表格：` + "`mingshi template --kind itemsheet --table lodging -o 评分表.xlsx`" + `。

Every item of a score sheet has exactly one row; the rows of a sheet need not stand together. A sheet with a fault is rejected whole. The columns of a correction
hold the same in all rows of a sheet, or are filled in the first only. One venue's score sheet, as a workbook: what is marked above stands above the headings,
a label with its value in the cell to the right or behind a colon; rows of sections, sums and signatures are passed over.
`

// writeCodes lists the codes of findings with what they are called.
func writeCodes(out *strings.Builder) {
	out.WriteString(sheetText + "\n## 报告中的提示 · Findings of the report\n\n| code | 含义 | meaning |\n|---|---|---|\n")
	for _, code := range codes {
		fmt.Fprintf(out, "| `%s` | %s | %s |\n", code, i18n.T(i18n.ZH, "code."+string(code)), i18n.T(i18n.EN, "code."+string(code)))
	}
}

const valuesHead = `
## 代码列的取值 · Values of the columns with codes

`

const rangesText = `
` + "`XK_SYFW`、`CF_SYFW`" + `（信息使用范围）：%s 为公开。其他任何取值（常见的有 ` + "`1`" + ` 仅限政府部门共享、` + "`2`" + ` 依授权查询，未见于标准原文）都不公示，该行只计入统计，
报告中为“按规定不公示”。没有这一列的文件按公开处理。

` + "`XK_SYFW`, `CF_SYFW`" + ` (range of use): a row with %s is public. With any other value (` + "`1`" + `, for the government alone, and ` + "`2`" + `, on authority, are
common, but were not found in the standard's own text) it is not: the row is counted and not published, and the report says so. Without the column all rows are public.
`

// writeValues documents the codes of the columns whose cells are codes, from the lists by which they are read.
func writeValues(out *strings.Builder) {
	out.WriteString(valuesHead + "| 列 · column | 取值 · value | 含义 · meaning |\n|---|---|---|\n")
	for _, of := range []struct {
		column string
		codes  map[string]disclosure.PermitStatus
	}{{"`XK_ZT` gen3、gen2", statusCodes}, {"`XK_ZT`、`CF_ZT` gen1", firstCodes}} {
		for _, code := range slices.Sorted(maps.Keys(of.codes)) {
			status := of.codes[code]
			fmt.Fprintf(out, "| %s | %s | %s · %s |\n", of.column, codeText(code, "空 empty"),
				disclosure.PermitStatuses.Label(status, false), disclosure.PermitStatuses.Label(status, true))
		}
	}
	fmt.Fprintf(out, "\n当前状态也可以写文字：%s。`CF_ZT` 为“撤销”的处罚不公示。gen2、gen3 的两个代码是通行做法，未见于标准原文。导出时照机关给出的状态写：期限已过的许可仍为 1，当前是否有效看有效期至。\n\n"+
		"The status may be in words instead. A penalty whose `CF_ZT` is revoked is not published. The two codes of gen2 and gen3 are common practice; they were not found in the standard's own text.\n"+
		"Exports write what the authority said: a permit that has lapsed since stays 1; whether it is in force today, its last day tells.\n",
		strings.Join(disclosure.PermitStatuses.Values(), "、"))
	var zh, en []string
	for _, value := range publicRanges {
		zh, en = append(zh, codeText(value, "空")), append(en, codeText(value, "no value"))
	}
	fmt.Fprintf(out, rangesText, strings.Join(zh, "、"), strings.Join(en, ", "))
}

// codeText is a value as a reader would look for it, or the words for none.
func codeText(value, none string) string {
	if value == "" {
		return none
	}
	return "`" + value + "`"
}
