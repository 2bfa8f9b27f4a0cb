package sqlite

import (
	"encoding/json"
	"strconv"
	"strings"

	"mingshi/internal/disclosure"
)

// packList writes texts as a JSON array, "" for none.
func packList(texts []string) (string, error) {
	if len(texts) == 0 {
		return "", nil
	}
	packed, err := json.Marshal(texts)
	return string(packed), err
}

// unpackList reads what packList wrote. Most lists hold nothing that JSON escapes, and then each quote begins or ends a text.
func unpackList(packed string) ([]string, error) {
	if packed == "" {
		return nil, nil
	}
	if !strings.Contains(packed, `\`) && strings.HasPrefix(packed, `["`) && strings.HasSuffix(packed, `"]`) {
		return strings.Split(strings.Clone(packed[len(`["`):len(packed)-len(`"]`)]), `","`), nil
	}
	var texts []string
	err := json.Unmarshal([]byte(packed), &texts)
	return texts, err
}

// packKeys joins keys into the one blob that a statement takes apart again.
func packKeys(keys []disclosure.Key) []byte {
	packed := make([]byte, 0, len(keys)*len(disclosure.Key{}))
	for _, key := range keys {
		packed = append(packed, key[:]...)
	}
	return packed
}

// errLine is the error of a line that is not what the queries of records make.
var errLine = disclosure.Errorf(disclosure.Internal, "its columns are damaged")

// fields takes the line of a record apart; err tells whether one was missing or no number.
type fields struct {
	rest string
	err  error
}

func (f *fields) text() string {
	text, rest, found := strings.Cut(f.rest, "\x00")
	if !found {
		f.err = errLine
	}
	f.rest = rest
	return text
}

func (f *fields) number() int64 {
	n, err := strconv.ParseInt(f.text(), 10, 64)
	if err != nil {
		f.err = errLine
	}
	return n
}
