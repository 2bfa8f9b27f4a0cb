package intake

import "slices"

// The words by which cells say yes and no, where they may also hold something else that means it. docs/files.md lists them.
var (
	yesWords = []string{"是", "√", "✓"}
	noWords  = []string{"", "否", "/", "-", "—"}
)

// Whether a correction was ordered is law, so that no mark stands for it.
const (
	orderedYes = "是"
	orderedNo  = "否"
)

// What a key item is given.
var (
	metWords    = []string{"符合", "合格"}
	notMetWords = []string{"不符合", "不合格"}
)

// nothingWords say of a cell that there is nothing to say: 无 is no failed key item.
var nothingWords = []string{"", "无", "没有", "/", "-", "—", "——", "0", "否"}

func isNothing(text string) bool { return slices.Contains(nothingWords, text) }

// isVerdict tells the words for a key item.
func isVerdict(text string) bool {
	return slices.Contains(metWords, text) || slices.Contains(notMetWords, text)
}
