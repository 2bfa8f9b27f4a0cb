package demo

import (
	"strconv"

	"mingshi/internal/disclosure"
	"mingshi/internal/uscc"
)

// The authority of the made-up district, as authority.yaml and the files name it.
const (
	divisionCode  = "419901"
	authorityName = "示例市湖光区卫生健康局"
	authorityCode = "11419901MB0000000C"
	sourceName    = "示例市湖光区卫生健康综合监督执法大队"
	sourceCode    = "12419901MB00000196"
	districtName  = "示例市湖光区"
)

// The registers that give out credit codes, as the first two characters of a code (GB 32100-2015).
const (
	companyPrefix    = "91"
	soleTraderPrefix = "92"
)

// serialStride is the step from one serial number to the next, so that neighbours look unlike each other. It shares no
// factor with the numbers of serials, so each comes once.
const serialStride = 7_654_321

// codeLetters are the letters that a credit code may hold (no I, O, S, V, Z).
const codeLetters = "ABCDEFGHJKLMNPQRTUWXY"

// codeSerials is the number of different credit codes of one prefix.
const codeSerials = len(codeLetters) * len(codeLetters) * 100_000

// creditCode gives the unified social credit code of the serial-th made-up organisation, with the check character of
// GB 11714 inside and that of GB 32100 at its end.
func creditCode(prefix string, serial int) string {
	serial = serial % codeSerials * serialStride % codeSerials
	letters := serial / 100_000
	body := make([]byte, 0, 8)
	body = append(body, 'M', codeLetters[letters/len(codeLetters)], codeLetters[letters%len(codeLetters)])
	body = appendPadded(body, serial%100_000, 5)
	code := prefix + divisionCode + string(body) + string(organisationCheck(body))
	check, _ := uscc.CheckCharacter(code)
	return code + string(check)
}

// organisationCheck gives the check character of an organisation code (GB 11714) from its first eight characters.
func organisationCheck(body []byte) byte {
	weights := [...]int{3, 7, 9, 10, 5, 8, 4, 2}
	sum := 0
	for i, c := range body {
		value := int(c - '0')
		if c >= 'A' {
			value = int(c-'A') + 10
		}
		sum += value * weights[i]
	}
	return "0X987654321"[sum%11]
}

// birthDays is how many days the made-up birthdays spread over, beginning with firstBirthday.
const birthDays = 16_000

var firstBirthday = disclosure.MustDate("1956-03-01")

// residentID gives the identity number (GB 11643) of the serial-th made-up person of the division that does not exist.
func residentID(serial int) string {
	const all = birthDays * 1000
	serial = serial % all * serialStride % all
	born := firstBirthday.AddDays(serial % birthDays)
	number := append(make([]byte, 0, 18), divisionCode...)
	number = appendPadded(number, born.Year, 4)
	number = appendPadded(number, int(born.Month), 2)
	number = appendPadded(number, born.Day, 2)
	number = appendPadded(number, serial/birthDays, 3)
	weights := [...]int{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2}
	sum := 0
	for i, c := range number {
		sum += int(c-'0') * weights[i]
	}
	return string(append(number, "10X98765432"[sum%11]))
}

// appendPadded appends n as a number of at least width digits.
func appendPadded(text []byte, n, width int) []byte {
	digits := strconv.Itoa(n)
	for range width - len(digits) {
		text = append(text, '0')
	}
	return append(text, digits...)
}

// personName puts together a name that shows that it is made up.
func (w *words) personName(d draw, surnames []string) string {
	return pick(d, surnames) + pick(d, w.GivenFirst) + pick(d, w.GivenSecond)
}

// mobile gives a number of a range that is not given out to anybody.
func mobile(d draw) string { return string(appendPadded([]byte("1540000"), d.IntN(10_000), 4)) }

// landline gives a number under an area code that does not exist.
func landline(d draw) string { return string(appendPadded([]byte("0000-55"), d.IntN(100_000), 5)) }

// documentNumber writes a number in official style, as 示卫公罚〔2026〕12号 or 示卫公证字〔2026〕第0012号.
func documentNumber(prefix string, year int, ordinal string, n, width int) string {
	text := append([]byte(prefix), "〔"...)
	text = append(strconv.AppendInt(text, int64(year), 10), "〕"...)
	return string(append(appendPadded(append(text, ordinal...), n, width), "号"...))
}
