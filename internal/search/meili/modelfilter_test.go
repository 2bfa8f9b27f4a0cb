package meili

import (
	"fmt"
	"strconv"
	"strings"

	"golang.org/x/text/unicode/norm"
)

// predicate is a filter expression that was read.
type predicate func(d *modelDocument) bool

// filterReader reads the filter language as far as the adapter uses it, by the grammar at the head of
// crates/filter-parser/src/lib.rs of Meilisearch 1.50.0: OR binds weakest, then AND, then NOT.
type filterReader struct {
	text string
	at   int
}

func readFilter(text string) (p predicate, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("filter %q: %v", text, r)
		}
	}()
	if text == "" {
		return func(*modelDocument) bool { return true }, nil
	}
	r := &filterReader{text: text}
	p = r.or()
	if r.space(); r.at != len(text) {
		panic("text behind its end")
	}
	return p, nil
}

func (r *filterReader) space() {
	for r.at < len(r.text) && r.text[r.at] == ' ' {
		r.at++
	}
}

// skip reads a symbol or keyword if it stands here.
func (r *filterReader) skip(word string) bool {
	r.space()
	if !strings.HasPrefix(r.text[r.at:], word) {
		return false
	}
	r.at += len(word)
	return true
}

func (r *filterReader) or() predicate {
	left := r.and()
	for r.skip("OR ") || strings.HasPrefix(r.text[r.at:], "OR(") && r.skip("OR") {
		l, right := left, r.and()
		left = func(d *modelDocument) bool { return l(d) || right(d) }
	}
	return left
}

func (r *filterReader) and() predicate {
	left := r.not()
	for r.skip("AND ") {
		l, right := left, r.not()
		left = func(d *modelDocument) bool { return l(d) && right(d) }
	}
	return left
}

func (r *filterReader) not() predicate {
	if r.skip("NOT ") {
		inner := r.not()
		return func(d *modelDocument) bool { return !inner(d) }
	}
	if r.skip("(") {
		inner := r.or()
		r.want(")")
		return inner
	}
	return r.condition()
}

func (r *filterReader) want(symbol string) {
	if !r.skip(symbol) {
		panic("no " + symbol + " at " + strconv.Itoa(r.at))
	}
}

func (r *filterReader) condition() predicate {
	field := r.value()
	switch {
	case r.skip("NOT EXISTS"):
		return func(d *modelDocument) bool { return len(d.values[field]) == 0 }
	case r.skip("EXISTS"):
		return func(d *modelDocument) bool { return len(d.values[field]) > 0 }
	case r.skip("IN"):
		return anyOf(field, r.list())
	}
	for _, operator := range []string{">=", "<=", "!=", "=", ">", "<"} {
		if r.skip(operator) {
			return compared(field, operator, r.value())
		}
	}
	panic("no operator at " + strconv.Itoa(r.at))
}

func (r *filterReader) list() []string {
	var values []string
	r.want("[")
	for !r.skip("]") {
		values = append(values, r.value())
		r.skip(",")
	}
	return values
}

// value reads a word or a quoted string. Behind a backslash stands a quote, another backslash or u{…}.
func (r *filterReader) value() string {
	if !r.skip(`"`) {
		begin := r.at
		for r.at < len(r.text) && (!folds(rune(r.text[r.at])) || strings.IndexByte("._-", r.text[r.at]) >= 0) {
			r.at++
		}
		if begin == r.at {
			panic("no value at " + strconv.Itoa(begin))
		}
		return r.text[begin:r.at]
	}
	var b strings.Builder
	for {
		switch c := r.text[r.at]; c {
		case '"':
			r.at++
			return b.String()
		case '\\':
			b.WriteRune(r.escape())
		default:
			b.WriteByte(c)
			r.at++
		}
	}
}

func (r *filterReader) escape() rune {
	r.at++
	if c := r.text[r.at]; c != 'u' {
		r.at++
		return rune(c)
	}
	end := strings.IndexByte(r.text[r.at:], '}')
	code, err := strconv.ParseInt(strings.TrimPrefix(r.text[r.at:r.at+end], "u{"), 16, 32)
	if err != nil {
		panic(err)
	}
	r.at += end + 1
	return rune(code)
}

// fold is how the server compares strings: normalize_facet in crates/milli/src/lib.rs.
func fold(text string) string { return strings.ToLower(norm.NFKD.String(strings.TrimSpace(text))) }

func anyOf(field string, values []string) predicate {
	wanted := make(map[string]bool)
	for _, value := range values {
		wanted[fold(value)] = true
	}
	return func(d *modelDocument) bool {
		for _, has := range d.values[field] {
			if wanted[fold(fmt.Sprint(has))] {
				return true
			}
		}
		return false
	}
}

// compared tells strings from numbers by what the document has.
func compared(field, operator, value string) predicate {
	limit, err := strconv.ParseFloat(value, 64)
	isNumber := err == nil
	return func(d *modelDocument) bool {
		for _, has := range d.values[field] {
			order := 0
			switch has := has.(type) {
			case float64:
				if !isNumber {
					continue
				}
				order = compareNumbers(has, limit)
			case string:
				order = strings.Compare(fold(has), fold(value))
			}
			if fits(order, operator) {
				return true
			}
		}
		return false
	}
}

func fits(order int, operator string) bool {
	switch operator {
	case "=":
		return order == 0
	case "!=":
		return order != 0
	case ">":
		return order > 0
	case ">=":
		return order >= 0
	case "<":
		return order < 0
	}
	return order <= 0
}

func compareNumbers(a, b float64) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}
