package intake

import (
	"strings"

	"mingshi/internal/disclosure"
)

// amountInText finds the sum that belongs to a word in a decision's text, as in 罚款人民币13000元, 罚款1.3万元 or
// 处13,000元罚款. It is nil where there is none, where it is written in words only, and where the text names different
// sums: no figure is better than a wrong one.
func amountInText(text, word string) *disclosure.Fen {
	text = plain(text)
	var sum *disclosure.Fen
	for from := 0; ; {
		at := strings.Index(text[from:], word)
		if at < 0 {
			return sum
		}
		before, after := text[:from+at], text[from+at+len(word):]
		from += at + len(word)
		found, ok := sumAfter(after)
		if !ok {
			found, ok = sumBefore(before)
		}
		switch {
		case ok && sum == nil:
			sum = &found
		case ok && *sum != found:
			return nil
		}
	}
}

// moneyWords may stand between a word and its sum.
var moneyWords = []string{":", "金额", "共计", "合计", "计", "人民币", "¥", "￥", " ", "("}

// chineseFigures are the characters of a sum in words, which is often followed by the figures in brackets.
const chineseFigures = "零壹贰叁肆伍陆柒捌玖拾佰仟万亿元圆角分整正〇一二三四五六七八九十百千"

// sumAfter reads the sum at the beginning of a text.
func sumAfter(text string) (disclosure.Fen, bool) {
	text = skipWords(text)
	if rest := strings.TrimLeft(text, chineseFigures); rest != text && strings.HasPrefix(rest, "(") {
		text = skipWords(rest)
	}
	end := len(text) - len(strings.TrimLeft(text, "0123456789.,"))
	digits, rest := text[:end], strings.TrimLeft(text[end:], " ")
	for _, unit := range []string{"元", "圆"} {
		if strings.HasPrefix(rest, unit) {
			return money(digits, disclosure.ParseYuan)
		}
		if strings.HasPrefix(rest, "万"+unit) {
			return money(digits, disclosure.ParseWan)
		}
	}
	return 0, false
}

// sumBefore reads the sum at the end of a text, as in 处人民币13000元的罚款.
func sumBefore(text string) (disclosure.Fen, bool) {
	text = strings.TrimRight(strings.TrimSuffix(strings.TrimRight(text, " "), "的"), " ")
	text, ok := strings.CutSuffix(text, "元")
	if !ok {
		return 0, false
	}
	text, wan := strings.CutSuffix(text, "万")
	digits := text[len(strings.TrimRight(text, "0123456789.,")):]
	if wan {
		return money(digits, disclosure.ParseWan)
	}
	return money(digits, disclosure.ParseYuan)
}

// money reads figures whose thousands may be parted by commas.
func money(digits string, parse func(string) (disclosure.Fen, error)) (disclosure.Fen, bool) {
	fen, err := parse(strings.ReplaceAll(digits, ",", ""))
	return fen, err == nil
}

func skipWords(text string) string {
	for {
		before := len(text)
		for _, word := range moneyWords {
			text = strings.TrimPrefix(text, word)
		}
		if len(text) == before {
			return text
		}
	}
}
