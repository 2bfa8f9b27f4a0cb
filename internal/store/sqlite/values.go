package sqlite

import (
	"encoding/json"

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

func unpackList(packed string) ([]string, error) {
	if packed == "" {
		return nil, nil
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
