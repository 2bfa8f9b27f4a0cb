package publicapi

import (
	"testing"
	"time"
)

func TestObject(t *testing.T) {
	o := newObject([]byte("x"))
	o.text("text", "<公示> & \"引号\"\n")
	o.textOrNull("none", "")
	o.number("number", -1)
	o.instant("at", time.Date(2025, 5, 20, 8, 0, 0, 1000, time.FixedZone("", 8*60*60)))
	o.instant("never", time.Time{})
	if err := o.value("value", map[string]string{"<a>": "&"}); err != nil {
		t.Fatal(err)
	}
	for _, body := range []string{`{}`, `{"a":1.0,"b":[ ]}`} {
		if err := o.splice([]byte(body)); err != nil {
			t.Fatal(err)
		}
	}
	want := `x{"text":"<公示> & \"引号\"\n","none":null,"number":-1,"at":"2025-05-20T00:00:00.000001Z","never":null,` +
		`"value":{"<a>":"&"},"a":1.0,"b":[ ]}`
	if got := string(o.end()); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestObjectRefusesWhatIsNone(t *testing.T) {
	o := newObject(nil)
	for _, body := range []string{"", "null", "[1]", "{"} {
		if err := o.splice([]byte(body)); err == nil {
			t.Errorf("%q was taken over", body)
		}
	}
	if err := o.value("v", func() {}); err == nil {
		t.Error("a function was written")
	}
	if got := string(o.end()); got != "{}" {
		t.Errorf("what was refused left %s", got)
	}
}
