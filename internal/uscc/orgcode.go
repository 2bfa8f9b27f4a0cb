package uscc

// orgCodeLength is the number of characters of an organisation code.
const orgCodeLength = 9

// orgWeights are the weights of GB 11714 for the first eight positions.
var orgWeights = [orgCodeLength - 1]int{3, 7, 9, 10, 5, 8, 4, 2}

// ValidOrgCode reports whether code is an organisation code of GB 11714 in
// normal form: eight digits or letters and the right check character, without
// the hyphen that is sometimes printed before it.
func ValidOrgCode(code string) bool {
	if len(code) != orgCodeLength {
		return false
	}
	sum := 0
	for i, weight := range orgWeights {
		c := code[i]
		switch {
		case '0' <= c && c <= '9':
			sum += int(c-'0') * weight
		case 'A' <= c && c <= 'Z':
			sum += int(c-'A'+10) * weight
		default:
			return false
		}
	}
	return code[orgCodeLength-1] == orgCheck(sum)
}

// orgCheck turns a weighted sum into the check character: 11 minus the
// remainder, where ten is written X and eleven 0.
func orgCheck(sum int) byte {
	return "0X987654321"[sum%11]
}
