package sheet

import (
	"slices"
	"strings"
)

// footerWords begin the lines that clerks put below a table.
var footerWords = []string{
	"填表人", "填报人", "填表单位", "填报单位", "填表日期", "填报日期", "填表时间", "填报时间", "制表人", "制表单位", "制表日期", "制表时间",
	"审核人", "复核人", "审批人", "经办人", "负责人", "单位负责人", "科室负责人", "统计人", "联系人", "联系电话", "打印日期", "打印时间", "报送日期",
	"合计", "总计", "小计", "说明", "注", "备注",
}

// maxFooterCells is how many cells with a value a footer has at most: three labels and their values.
const maxFooterCells = 6

// IsFooter reports whether a row below the headings is a footer such as 填表人：… 审核人：… rather than a record. The first
// cell with a value must begin with a footer's word and a colon (ideographic or ASCII, spaces between the characters
// allowed), and few cells may have a value. No identifier, name or document number begins so; when in doubt a row is no
// footer, and is then reported as a faulty record rather than dropped.
func IsFooter(cells []string) bool {
	first, filled := "", 0
	for _, c := range cells {
		if strings.TrimSpace(c) == "" {
			continue
		}
		if filled == 0 {
			first = c
		}
		filled++
	}
	if filled == 0 || filled > maxFooterCells {
		return false
	}
	i := strings.IndexAny(first, "：:")
	if i < 0 {
		return false
	}
	label := strings.Join(strings.Fields(first[:i]), "")
	return slices.Contains(footerWords, label)
}

// errorValues are what a spreadsheet shows where a formula failed.
var errorValues = []string{
	"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!", "#FIELD!", "#BLOCKED!",
	"#CONNECT!", "#UNKNOWN!", "#BUSY!", "#GETTING_DATA", "#PYTHON!",
}

// IsErrorValue reports whether a cell holds the error value of a failed formula, such as "#N/A": no text to publish.
func IsErrorValue(cell string) bool {
	if !strings.HasPrefix(cell, "#") {
		return false
	}
	return slices.Contains(errorValues, cell)
}
