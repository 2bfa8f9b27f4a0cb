package main

import (
	"bytes"
	"strings"
	"testing"
	"unicode"

	"mingshi/internal/i18n"
	"mingshi/qrsign"
)

func TestTextsFromPicturesAreMadeSafe(t *testing.T) {
	for text, want := range map[string]string{
		"https://example.cn/菜单":    "https://example.cn/菜单",
		"\x1b[2Jgone":              `\x1b[2Jgone`,
		"a\nb\tc":                  `a\nb\tc`,
		"right\u202eto left":       `right\u202eto left`,
		"zero\u200bwidth":          `zero\u200bwidth`,
		"broken \xff":              "broken �",
		strings.Repeat("牌", 200):   strings.Repeat("牌", maxVisible) + "…",
		strings.Repeat("\x07", 80): strings.Repeat(`\a`, maxVisible) + "…",
	} {
		if got := visible(text); got != want {
			t.Errorf("%q is shown as %q, want %q", text, got, want)
		}
	}
}

// FuzzVerify gives texts as codes and addresses: none is genuine but those that were issued, and none does harm.
func FuzzVerify(f *testing.F) {
	ring, err := qrsign.NewKeyring(map[uint8][]byte{1: bytes.Repeat([]byte{1}, 32), 9: bytes.Repeat([]byte{9}, 32)})
	if err != nil {
		f.Fatal(err)
	}
	genuine := ring.Issue(1)
	for _, text := range []string{
		string(genuine), genuine.Grouped(), fault(genuine), "04000001BY0CXBYNMGHB", "https://gs.example.cn/S/" + string(genuine),
		"gs.example.cn/s/" + string(genuine) + "?a=b", "/S/", "://", "https://[::1]:x/S/0", "\x1b[31m", "０４０００００１", "..", "https://a@b/S/%zz",
	} {
		f.Add(text)
	}
	front := &front{boards: ring}
	f.Fuzz(func(t *testing.T, text string) {
		claimed, ok := claimIn(text)
		if !ok {
			claimed = boardClaim{text: visible(text)}
		}
		if strings.ContainsFunc(claimed.text, func(r rune) bool { return !unicode.IsGraphic(r) }) {
			t.Fatalf("%q is shown as %q", text, claimed.text)
		}
		if ok && ring.Genuine(claimed.code) {
			if serial := claimed.code.Serial(); serial.KeyID != 9 || claimed.code != ring.Issue(serial.Number) {
				t.Fatalf("%q is genuine and was never issued", text)
			}
			return // the rest is for the register to say
		}
		found, err := (&verifier{front: front, host: "gs.example.cn"}).judge(t.Context(), claimed)
		if err != nil || found.sound() || found.Verdict != verdictForged && found.Verdict != verdictNoBoard {
			t.Fatalf("%q is judged %s, %v", text, found.Verdict, err)
		}
		for _, lang := range i18n.Langs() {
			if sentences := found.sentences(lang); strings.ContainsAny(strings.Join(sentences, ""), "\x1b\n\r") {
				t.Fatalf("%q is told as %q", text, sentences)
			}
		}
	})
}
