package wire

import (
	"encoding/json"
	"testing"

	"mingshi/internal/disclosure"
)

func FuzzMemberIsWhatDecodingFinds(f *testing.F) {
	for _, seed := range []string{
		`{}`, `{"a":"1","status":"valid"}`, `{"a":{"status":"inner"},"b":[{"status":"x"},"]"],"status":null}`,
		`{"a\"b":"\\","status":"\"q\"，{"}`, `{"a":[1,-2.5,true],"status":"z","valid_until":"2027-01-02"}`,
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		var whole map[string]any
		if json.Unmarshal([]byte(text), &whole) != nil {
			_ = member([]byte(text), "status") // must not panic
			return
		}
		body, err := disclosure.CanonicalJSON(whole)
		if err != nil {
			return
		}
		var want map[string]json.RawMessage
		if err := json.Unmarshal(body, &want); err != nil {
			t.Fatal(err)
		}
		for _, name := range []string{"status", "valid_until", "a", "none"} {
			if got := member(body, name); string(got) != string(want[name]) {
				t.Errorf("%s of %s: %q, want %q", name, body, got, want[name])
			}
		}
		if text, ok := whole["status"].(string); ok && textOf(body, "status") != text {
			t.Errorf("status of %s: %q", body, textOf(body, "status"))
		}
	})
}
