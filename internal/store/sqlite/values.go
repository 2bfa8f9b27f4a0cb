package sqlite

import (
	"encoding/json"
	"time"

	"mingshi/internal/disclosure"
	"mingshi/internal/store"
)

// endless stands for "no last public day"; it is later than every day.
const endless = 99_999_999

// The digits of yyyymmdd.
const (
	yearUnit  = 10_000
	monthUnit = 100
)

// dayNumber is a date as the integer yyyymmdd; 0 for no date.
func dayNumber(d disclosure.Date) int64 {
	return int64(d.Year)*yearUnit + int64(d.Month)*monthUnit + int64(d.Day)
}

func dateOfDay(n int64) disclosure.Date {
	return disclosure.Date{Year: int(n / yearUnit), Month: time.Month(n / monthUnit % monthUnit), Day: int(n % monthUnit)}
}

// lastDayNumber is a last public day as stored.
func lastDayNumber(d disclosure.Date) int64 {
	if d.IsZero() {
		return endless
	}
	return dayNumber(d)
}

func lastDateOfDay(n int64) disclosure.Date {
	if n == endless {
		return disclosure.Date{}
	}
	return dateOfDay(n)
}

// instant is a stored point in time.
func instant(micros int64) time.Time { return time.UnixMicro(micros).UTC() }

// midnightAfter is the instant at which the stored last public day ends.
func (s *Store) midnightAfter(day int64) time.Time {
	return dateOfDay(day).AddDays(1).In(s.zone).UTC()
}

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

// pageLimit is the number of rows that a page may have.
func pageLimit(limit int) int {
	if limit <= 0 {
		return store.DefaultLimit
	}
	return min(limit, store.MaxLimit)
}
