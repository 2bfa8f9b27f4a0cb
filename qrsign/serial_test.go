package qrsign_test

import (
	"testing"

	"mingshi/internal/disclosure"
	"mingshi/qrsign"
)

func TestSerialText(t *testing.T) {
	tests := map[string]qrsign.Serial{
		"00000000": {},
		"04000001": {KeyID: 1, Number: 1},
		"040000J6": {KeyID: 1, Number: 582},
		"0ZZZZZZZ": {KeyID: 7, Number: 4294967295},
		"ZW000000": {KeyID: 255},
		"ZZZZZZZZ": {KeyID: 255, Number: 4294967295},
		"03ZZZZZZ": {KeyID: 0, Number: 4294967295},
	}
	for text, serial := range tests {
		if got := serial.String(); got != text {
			t.Errorf("%+v.String() = %q, want %q", serial, got, text)
		}
		if got, err := qrsign.ParseSerial(text); err != nil || got != serial {
			t.Errorf("ParseSerial(%q) = %+v, %v, want %+v", text, got, err, serial)
		}
	}
}

func TestParseSerialReadsWhatPeopleType(t *testing.T) {
	want := qrsign.Serial{KeyID: 1, Number: 1}
	for _, typed := range []string{"o4oo-oool", "O400 000I", " 0400\u30000001\n"} {
		if got, err := qrsign.ParseSerial(typed); err != nil || got != want {
			t.Errorf("ParseSerial(%q) = %+v, %v, want %+v", typed, got, err, want)
		}
	}
}

func TestParseSerialRefuses(t *testing.T) {
	for _, typed := range []string{"", "0400000", "040000010", "0400000U", "04000001BY0CXBYNMGHB", "bd_04000001"} {
		if _, err := qrsign.ParseSerial(typed); disclosure.KindOf(err) != disclosure.Invalid || err == nil {
			t.Errorf("ParseSerial(%q): %v, want kind Invalid", typed, err)
		}
	}
}
