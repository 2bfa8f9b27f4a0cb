package wire

import (
	"testing"
	"time"
)

func TestObject(t *testing.T) {
	o := NewObject([]byte("x"))
	o.Text("text", "<公示> & \"引号\"\n")
	o.TextOrNull("none", "")
	o.Number("number", -1)
	o.Instant("at", time.Date(2025, 5, 20, 8, 0, 0, 1000, time.FixedZone("", 8*60*60)))
	o.Instant("never", time.Time{})
	if err := o.Value("value", map[string]string{"<a>": "&"}); err != nil {
		t.Fatal(err)
	}
	for _, body := range []string{`{}`, `{"a":1.0,"b":[ ]}`} {
		if err := o.Splice([]byte(body)); err != nil {
			t.Fatal(err)
		}
	}
	want := `x{"text":"<公示> & \"引号\"\n","none":null,"number":-1,"at":"2025-05-20T00:00:00.000001Z","never":null,` +
		`"value":{"<a>":"&"},"a":1.0,"b":[ ]}`
	if got := string(o.End()); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestObjectRefusesWhatIsNone(t *testing.T) {
	o := NewObject(nil)
	for _, body := range []string{"", "null", "[1]", "{"} {
		if err := o.Splice([]byte(body)); err == nil {
			t.Errorf("%q was taken over", body)
		}
	}
	if err := o.Value("v", func() {}); err == nil {
		t.Error("a function was written")
	}
	if got := string(o.End()); got != "{}" {
		t.Errorf("what was refused left %s", got)
	}
}
