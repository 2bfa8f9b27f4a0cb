package qrsign_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"
	"github.com/google/go-cmp/cmp"

	"mingshi/internal/disclosure"
	"mingshi/qrsign"
)

// seedOfTheRFC is the private key of RFC 8037, appendix A.1; its public half and thumbprint are known from there.
const (
	seedOfTheRFC       = "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A"
	publicOfTheRFC     = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"
	thumbprintOfTheRFC = "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"
)

var stated = time.Date(2026, 11, 22, 1, 30, 0, 0, time.UTC)

func sampleStatement() *qrsign.Statement {
	return &qrsign.Statement{
		Issuer: "https://mingshi.example", Venue: "vn_0000000000001", From: stated, Until: stated.Add(qrsign.StatementAge),
		URL: "https://mingshi.example/venues/vn_0000000000001", Name: "青禾 <浴室> & 㛃", Address: "青禾路17号",
		Operator: disclosure.Party{Name: "青禾浴室有限公司", USCC: "91320282MA1MARKQ01"}, Status: disclosure.VenueOpen,
		Permit: &qrsign.StatedPermit{
			ID: "pm_0000000000001", Kind: disclosure.KindPermit, Number: "青卫公证字〔2025〕第0001号",
			ValidUntil: disclosure.MustDate("2029-03-31"), StatusToday: disclosure.PermitInForce,
		},
		Grade: &qrsign.StatedGrade{
			Letter: "B", Word: qrsign.Words{ZH: "良好", EN: "Good"}, DecidedOn: disclosure.MustDate("2026-10-02"),
			Table: disclosure.ScoreTable{Code: "bathing", Version: "2025", Verified: true}, Grading: "gr_0000000000001",
			State: disclosure.StateDisputed,
		},
		InspectedOn: disclosure.MustDate("2026-10-02"), FeedID: "feed_1", Position: 7, AsOf: "2026-11-22T01:30:00.000000Z",
	}
}

func seed(t testing.TB, text string) []byte {
	t.Helper()
	raw, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

func signer(t testing.TB, seeds map[uint8][]byte) *qrsign.Signer {
	t.Helper()
	s, err := qrsign.NewSigner(seeds)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func sign(t testing.TB, s *qrsign.Signer) string {
	t.Helper()
	text, err := s.Sign(sampleStatement())
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// verify is what a reader of statements does, by a library that did not sign: it takes the key that kid names from the set,
// admits EdDSA alone, and holds issuer and time.
func verify(jwks []byte, text string, at time.Time) (map[string]any, error) {
	var keys jose.JSONWebKeySet
	if err := json.Unmarshal(jwks, &keys); err != nil {
		return nil, err
	}
	token, err := jwt.ParseSigned(text, []jose.SignatureAlgorithm{jose.EdDSA})
	if err != nil {
		return nil, err
	}
	var registered jwt.Claims
	var all map[string]any
	if err := token.Claims(keys, &registered, &all); err != nil {
		return nil, err
	}
	return all, registered.ValidateWithLeeway(jwt.Expected{Issuer: "https://mingshi.example", Time: at}, 0)
}

func TestAnotherLibraryReadsAStatement(t *testing.T) {
	s := signer(t, map[uint8][]byte{1: seed(t, seedOfTheRFC)})
	got, err := verify(s.JWKS(), sign(t, s), stated)
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]any{
		"iss": "https://mingshi.example", "sub": "vn_0000000000001", "iat": 1795311000.0, "exp": 1795915800.0,
		"url": "https://mingshi.example/venues/vn_0000000000001", "name": "青禾 <浴室> & 㛃", "address": "青禾路17号", "status": "open",
		"operator": map[string]any{"name": "青禾浴室有限公司", "uscc": "91320282MA1MARKQ01"},
		"permit": map[string]any{
			"id": "pm_0000000000001", "kind": "permit", "number": "青卫公证字〔2025〕第0001号", "valid_until": "2029-03-31",
			"status_today": "in_force",
		},
		"grade": map[string]any{
			"letter": "B", "word": map[string]any{"zh": "良好", "en": "Good"}, "decided_on": "2026-10-02", "grading": "gr_0000000000001",
			"state": "disputed",
			"table": map[string]any{"code": "bathing", "version": "2025", "verified": true},
		},
		"inspected_on": "2026-10-02", "feed_id": "feed_1", "position": 7.0, "as_of": "2026-11-22T01:30:00.000000Z",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestHeadOfAStatement(t *testing.T) {
	s := signer(t, map[uint8][]byte{1: seed(t, seedOfTheRFC)})
	head, _, _ := strings.Cut(sign(t, s), ".")
	var got map[string]any
	if err := json.Unmarshal(seed(t, head), &got); err != nil {
		t.Fatal(err)
	}
	want := map[string]any{"alg": "EdDSA", "kid": thumbprintOfTheRFC, "typ": "mingshi-statement+jwt"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestKeySetIsThatOfTheRFC(t *testing.T) {
	s := signer(t, map[uint8][]byte{9: seed(t, seedOfTheRFC), 3: bytes.Repeat([]byte{3}, 32)})
	var got struct {
		Keys []map[string]string `json:"keys"`
	}
	if err := json.Unmarshal(s.JWKS(), &got); err != nil {
		t.Fatal(err)
	}
	want := map[string]string{
		"kty": "OKP", "crv": "Ed25519", "use": "sig", "alg": "EdDSA", "x": publicOfTheRFC, "kid": thumbprintOfTheRFC,
	}
	if len(got.Keys) != 2 {
		t.Fatalf("%d keys", len(got.Keys))
	}
	if diff := cmp.Diff(want, got.Keys[0]); diff != "" {
		t.Errorf("the newest key (-want +got):\n%s", diff)
	}
	if strings.Contains(string(s.JWKS()), `"d"`) || strings.Contains(string(s.JWKS()), seedOfTheRFC) {
		t.Errorf("a private half is told: %s", s.JWKS())
	}
}

func TestEqualStatementsAreEqualTexts(t *testing.T) {
	s := signer(t, map[uint8][]byte{1: seed(t, seedOfTheRFC)})
	if a, b := sign(t, s), sign(t, s); a != b {
		t.Errorf("%s and %s", a, b)
	}
}

func TestRotation(t *testing.T) {
	first, second := seed(t, seedOfTheRFC), bytes.Repeat([]byte{2}, 32)
	before, after := signer(t, map[uint8][]byte{1: first}), signer(t, map[uint8][]byte{1: first, 2: second})
	gone := signer(t, map[uint8][]byte{2: second})
	for name, tc := range map[string]struct {
		signs, tells *qrsign.Signer
		holds        bool
	}{
		"signed before, read after":           {before, after, true},
		"signed after, read after":            {after, after, true},
		"signed after, read with old set":     {after, before, false},
		"signed before, old key taken away":   {before, gone, false},
		"signed after, old key taken away":    {after, gone, true},
		"a folder begun anew, numbered alike": {signer(t, map[uint8][]byte{1: second}), before, false},
	} {
		if _, err := verify(tc.tells.JWKS(), sign(t, tc.signs), stated); (err == nil) != tc.holds {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestNoByteOfAStatementCanBeChanged puts other characters of base64url, a dot and others into every place. What still holds
// differs in nothing but the bits of a last character that stand for no byte.
func TestNoByteOfAStatementCanBeChanged(t *testing.T) {
	s := signer(t, map[uint8][]byte{1: seed(t, seedOfTheRFC)})
	text := sign(t, s)
	for i := range text {
		for _, c := range []byte{'A', 'Q', 'g', 'w', '_', '.', '=', '!', text[i] ^ 1} {
			if c == text[i] {
				continue
			}
			changed := text[:i] + string(c) + text[i+1:]
			if _, err := verify(s.JWKS(), changed, stated); err == nil && !sameBytes(text, changed) {
				t.Fatalf("character %d as %q instead of %q: still holds", i, c, text[i])
			}
		}
	}
	for name, changed := range map[string]string{
		"cut": text[:len(text)-1], "longer": text + "A", "no signature": text[:strings.LastIndexByte(text, '.')+1], "none": "",
	} {
		if _, err := verify(s.JWKS(), changed, stated); err == nil {
			t.Errorf("%s: holds", name)
		}
	}
}

// sameBytes reports whether two statements stand for the same bytes.
func sameBytes(a, b string) bool {
	as, bs := strings.Split(a, "."), strings.Split(b, ".")
	return slices.EqualFunc(as, bs, func(a, b string) bool {
		x, xErr := base64.RawURLEncoding.DecodeString(a)
		y, yErr := base64.RawURLEncoding.DecodeString(b)
		return xErr == nil && yErr == nil && bytes.Equal(x, y)
	})
}

// TestAStatementUnderAnotherAlgorithmIsRefused holds the reader to what RFC 8725 §3.1 asks of it.
func TestAStatementUnderAnotherAlgorithmIsRefused(t *testing.T) {
	s := signer(t, map[uint8][]byte{1: seed(t, seedOfTheRFC)})
	_, rest, _ := strings.Cut(sign(t, s), ".")
	for _, alg := range []string{"none", "HS256", "ES256"} {
		head := base64.RawURLEncoding.EncodeToString([]byte(`{"alg":"` + alg + `","kid":"` + thumbprintOfTheRFC + `"}`))
		if _, err := verify(s.JWKS(), head+"."+rest, stated); err == nil {
			t.Errorf("%s holds", alg)
		}
	}
}

func TestAStatementEnds(t *testing.T) {
	s := signer(t, map[uint8][]byte{1: seed(t, seedOfTheRFC)})
	text := sign(t, s)
	for _, tc := range []struct {
		after time.Duration
		holds bool
	}{{0, true}, {qrsign.StatementAge - time.Second, true}, {qrsign.StatementAge + time.Second, false}} {
		if _, err := verify(s.JWKS(), text, stated.Add(tc.after)); (err == nil) != tc.holds {
			t.Errorf("after %v: %v", tc.after, err)
		}
	}
}

func TestStatementsThatAreNotSigned(t *testing.T) {
	s := signer(t, map[uint8][]byte{1: seed(t, seedOfTheRFC)})
	for name, age := range map[string]time.Duration{"longer than a week": qrsign.StatementAge + time.Second, "no time": 0, "backwards": -time.Hour} {
		of := sampleStatement()
		of.Until = of.From.Add(age)
		if text, err := s.Sign(of); disclosure.KindOf(err) != disclosure.Internal || text != "" {
			t.Errorf("%s: %q, %v", name, text, err)
		}
	}
}

func TestSignerRefusesBadKeys(t *testing.T) {
	for name, seeds := range map[string]map[uint8][]byte{
		"none": nil, "short": {1: make([]byte, 31)}, "a private key instead of its seed": {1: make([]byte, 64)},
	} {
		if _, err := qrsign.NewSigner(seeds); disclosure.KindOf(err) != disclosure.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
}
