package throttle

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"mingshi/internal/disclosure"
)

func TestAKeyOpensUntilItIsRevoked(t *testing.T) {
	var keys Keys
	secret, err := keys.Create("credit office", "clerk", nil, noon)
	if err != nil {
		t.Fatal(err)
	}
	other, err := keys.Create("mirror", "clerk", &Rate{Interval: time.Second, Burst: 20}, noon)
	if err != nil {
		t.Fatal(err)
	}
	if secret == other {
		t.Fatal("two keys are the same")
	}
	for holder, s := range map[string]Secret{"credit office": secret, "mirror": other} {
		if key, ok := keys.Find(s); !ok || key.Name != holder || key.MadeBy != "clerk" || !key.MadeAt.Equal(noon) {
			t.Errorf("%s: found %+v, %t", holder, key, ok)
		}
	}
	if err := keys.Revoke("credit office", noon.Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	if key, ok := keys.Find(secret); ok {
		t.Errorf("a revoked key opens as %+v", key)
	}
	if _, ok := keys.Find(other); !ok {
		t.Error("the other key does not open any more")
	}
	fresh, err := keys.Create("credit office", "clerk", nil, noon.Add(2*time.Hour))
	if err != nil {
		t.Fatalf("a new key for a name whose key is revoked: %v", err)
	}
	if _, ok := keys.Find(secret); ok {
		t.Error("the revoked key opens again beside the new one")
	}
	if _, ok := keys.Find(fresh); !ok {
		t.Error("the new key does not open")
	}
}

func TestWhatIsNoKeyOpensNothing(t *testing.T) {
	var keys Keys
	secret, err := keys.Create("a", "clerk", nil, noon)
	if err != nil {
		t.Fatal(err)
	}
	text := secret.Reveal()
	wrong := text[:len(text)-2] + "00"
	if wrong == text {
		wrong = text[:len(text)-2] + "11"
	}
	for _, other := range []string{
		"", "msk_", text[:len(text)-1], text + "0", strings.ToUpper(text), strings.TrimPrefix(text, "msk_"), " " + text, wrong,
		NewSecret().Reveal(), keys.All()[0].Hash, text + "\n",
	} {
		if key, ok := keys.Find(Secret(other)); ok {
			t.Errorf("%q opens as %+v", other, key)
		}
	}
}

func TestASecretIsNotPrintedByAccident(t *testing.T) {
	secret := NewSecret()
	if printed := fmt.Sprintf("%v %s %q %+v %#v", secret, secret, secret, struct{ S Secret }{secret}, secret); strings.Contains(printed, secret.Reveal()) {
		t.Errorf("printed: %s", printed)
	}
}

func TestTheFileHoldsNoKey(t *testing.T) {
	var keys Keys
	secret, err := keys.Create("a", "clerk", nil, noon)
	if err != nil {
		t.Fatal(err)
	}
	if text := keys.Encode(); bytes.Contains(text, []byte(strings.TrimPrefix(secret.Reveal(), secretPrefix))) {
		t.Errorf("the file: %s", text)
	}
}

func TestTheFileComesBackAsItWas(t *testing.T) {
	var keys Keys
	if again, err := ParseKeys(keys.Encode()); err != nil || len(again.All()) != 0 {
		t.Errorf("no keys come back as %v, %v", again, err)
	}
	for i, rate := range []*Rate{nil, {Interval: time.Second / 50, Burst: 500}, {}} {
		if _, err := keys.Create(fmt.Sprintf("青禾 %d", i), "clerk", rate, noon); err != nil {
			t.Fatal(err)
		}
	}
	if err := keys.Revoke("青禾 1", noon.Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	again, err := ParseKeys(keys.Encode())
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(keys.All(), again.All()); diff != "" {
		t.Errorf("keys differ (-want +got):\n%s", diff)
	}
}

func TestNamesThatCannotBeUsed(t *testing.T) {
	var keys Keys
	if _, err := keys.Create("a", "clerk", nil, noon); err != nil {
		t.Fatal(err)
	}
	if _, err := keys.Create("a", "clerk", nil, noon); disclosure.KindOf(err) != disclosure.Conflict {
		t.Errorf("a name twice: %v", err)
	}
	for _, name := range []string{"", " ", " a", "a ", "a\nb", "a\x00", "\xff", strings.Repeat("名", 101)} {
		if _, err := keys.Create(name, "clerk", nil, noon); disclosure.KindOf(err) != disclosure.Invalid {
			t.Errorf("%q: %v", name, err)
		}
	}
	if _, err := keys.Create(strings.Repeat("名", 100), "clerk", nil, noon); err != nil {
		t.Errorf("a name of 100 characters: %v", err)
	}
	for _, name := range []string{"b", ""} {
		if err := keys.Revoke(name, noon); disclosure.KindOf(err) != disclosure.NotFound {
			t.Errorf("revoke %q: %v", name, err)
		}
	}
}

// entry is a key of a file, with one member changed.
func entry(change func(string) string) string {
	const good = `{"name":"a","sha256":"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855","made_at":"2026-11-22T12:00:00Z","made_by":"x"}`
	return change(good)
}

func replaced(from, to string) string {
	return `{"keys":[` + entry(func(good string) string { return strings.Replace(good, from, to, 1) }) + `]}`
}

func TestFilesThatAreNotUnderstoodAreRefused(t *testing.T) {
	good := replaced("", "")
	if _, err := ParseKeys([]byte(good)); err != nil {
		t.Fatalf("the good file: %v", err)
	}
	one := entry(func(good string) string { return good })
	for name, text := range map[string]string{
		"empty":           "",
		"no JSON":         "keys",
		"two documents":   good + good,
		"unknown member":  `{"keys":[],"more":1}`,
		"unknown in key":  replaced(`"made_by"`, `"revoked":true,"made_by"`),
		"no name":         replaced(`"a"`, `""`),
		"short hash":      replaced("e3b0", ""),
		"upper-case hash": replaced("e3b0c44298fc", "E3B0C44298FC"),
		"no digits":       replaced("e3b0", "xxxx"),
		"no instant":      replaced(`"made_at":"2026-11-22T12:00:00Z",`, ""),
		"bad rate":        replaced(`"made_by"`, `"rate":"fast","made_by"`),
		"twice":           `{"keys":[` + one + "," + one + `]}`,
	} {
		if keys, err := ParseKeys([]byte(text)); disclosure.KindOf(err) != disclosure.Invalid {
			t.Errorf("%s: %+v, %v", name, keys, err)
		}
	}
}

func FuzzParseKeys(f *testing.F) {
	f.Add([]byte(replaced("", "")))
	f.Add([]byte(replaced(`"made_by"`, `"rate":"10/s+5","revoked_at":"2026-11-22T12:00:00Z","made_by"`)))
	f.Add([]byte(`{"keys":[]}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		keys, err := ParseKeys(text)
		if err != nil {
			return
		}
		again, err := ParseKeys(keys.Encode())
		if err != nil {
			t.Fatalf("%q is written as %s, which is refused: %v", text, keys.Encode(), err)
		}
		if !bytes.Equal(again.Encode(), keys.Encode()) {
			t.Fatalf("%q is written as %s and then as %s", text, keys.Encode(), again.Encode())
		}
	})
}

// ring is an open keyring with a file of its own.
type ring struct {
	*Keyring

	t        *testing.T
	path     string
	now      time.Time
	troubles int
}

func newRing(t *testing.T) *ring {
	t.Helper()
	r := &ring{t: t, path: filepath.Join(t.TempDir(), KeysFile), now: noon}
	var err error
	if r.Keyring, err = OpenKeyring(r.path, func(error) { r.troubles++ }); err != nil {
		t.Fatal(err)
	}
	return r
}

// put replaces the file as a whole, as commands do.
func (r *ring) put(text []byte) {
	r.t.Helper()
	aside := r.path + ".new"
	if err := os.WriteFile(aside, text, 0o600); err != nil {
		r.t.Fatal(err)
	}
	if err := os.Rename(aside, r.path); err != nil {
		r.t.Fatal(err)
	}
}

// opens asks for a key after so much time.
func (r *ring) opens(after time.Duration, secret Secret) bool {
	r.now = r.now.Add(after)
	_, ok := r.Find(r.now, secret)
	return ok
}

func TestAServerSeesKeysMadeAndRevoked(t *testing.T) {
	r := newRing(t)
	var keys Keys
	secret, err := keys.Create("a", "clerk", nil, noon)
	if err != nil {
		t.Fatal(err)
	}
	if r.opens(0, secret) {
		t.Error("a key of no file opens")
	}
	r.put(keys.Encode())
	if r.opens(lookEvery/2, secret) {
		t.Error("the file is read more often than it should be")
	}
	if !r.opens(lookEvery/2, secret) {
		t.Error("a new key does not open within a second")
	}
	if err := keys.Revoke("a", noon); err != nil {
		t.Fatal(err)
	}
	r.put(keys.Encode())
	if r.opens(lookEvery, secret) {
		t.Error("a revoked key opens after a second")
	}
	r.put((&Keys{all: []Key{{Name: "a", Hash: keys.all[0].Hash, MadeAt: noon}}}).Encode())
	if !r.opens(lookEvery, secret) {
		t.Error("the file is not read again")
	}
	if err := os.Remove(r.path); err != nil {
		t.Fatal(err)
	}
	if r.opens(lookEvery, secret) {
		t.Error("a key opens whose file is gone")
	}
	if r.troubles != 0 {
		t.Errorf("%d troubles with good files", r.troubles)
	}
}

func TestABrokenFileChangesNothingAndIsTold(t *testing.T) {
	r := newRing(t)
	var keys Keys
	secret, err := keys.Create("a", "clerk", nil, noon)
	if err != nil {
		t.Fatal(err)
	}
	r.put(keys.Encode())
	if !r.opens(lookEvery, secret) {
		t.Fatal("the key does not open")
	}
	r.put([]byte("{"))
	for range 3 {
		if !r.opens(lookEvery, secret) {
			t.Error("a file that cannot be read locks everybody out")
		}
	}
	if r.troubles != 1 {
		t.Errorf("told %d times, want once", r.troubles)
	}
	if _, err := OpenKeyring(r.path, nil); disclosure.KindOf(err) != disclosure.Invalid {
		t.Errorf("a server starts with a broken file: %v", err)
	}
	r.put((&Keys{}).Encode())
	if r.opens(lookEvery, secret) {
		t.Error("the mended file is not read")
	}
}
