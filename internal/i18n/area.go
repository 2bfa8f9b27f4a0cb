package i18n

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// text is one entry of an area file.
type text struct {
	key   string
	value string
}

// errNotFlat says that an area file is something other than one JSON object whose values are strings.
var errNotFlat = errors.New("not a flat JSON object of strings")

// parseArea reads one area file in its own order, so that a key given twice and a wrong order can be seen.
func parseArea(data []byte) ([]text, error) {
	decoder := json.NewDecoder(bytes.NewReader(data))
	if err := expectDelim(decoder, '{'); err != nil {
		return nil, err
	}
	var texts []text
	for decoder.More() {
		key, err := stringToken(decoder)
		if err != nil {
			return nil, err
		}
		value, err := stringToken(decoder)
		if err != nil {
			return nil, fmt.Errorf("key %q: %w", key, err)
		}
		texts = append(texts, text{key: key, value: value})
	}
	if err := expectDelim(decoder, '}'); err != nil {
		return nil, err
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return nil, errNotFlat
	}
	return texts, nil
}

func expectDelim(decoder *json.Decoder, want json.Delim) error {
	token, err := decoder.Token()
	if err != nil {
		return err
	}
	if token != want {
		return errNotFlat
	}
	return nil
}

func stringToken(decoder *json.Decoder) (string, error) {
	token, err := decoder.Token()
	if err != nil {
		return "", err
	}
	value, ok := token.(string)
	if !ok {
		return "", errNotFlat
	}
	return value, nil
}
