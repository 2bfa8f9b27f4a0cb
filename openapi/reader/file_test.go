package reader

import (
	"crypto/sha256"
	"fmt"
	"os"
	"strings"
	"testing"
)

// TestFilesAreWhatTheirOriginSays holds that nothing of Swagger UI was changed on the way here.
func TestFilesAreWhatTheirOriginSays(t *testing.T) {
	origin, err := os.ReadFile("ORIGIN.md")
	if err != nil {
		t.Fatal(err)
	}
	sums := 0
	for _, file := range Files() {
		content, err := file.Plain()
		if err != nil || len(content) == 0 {
			t.Fatalf("%s: %d bytes, %v", file.Address, len(content), err)
		}
		if file.Packed == nil {
			continue
		}
		sums++
		if len(file.Packed) >= len(content)/2 {
			t.Errorf("%s: %d bytes packed of %d", file.Address, len(file.Packed), len(content))
		}
		if sum := fmt.Sprintf("%x", sha256.Sum256(content)); !strings.Contains(string(origin), "`"+sum+"`") {
			t.Errorf("%s: the sum %s is not in ORIGIN.md", file.Address, sum)
		}
	}
	if sums != 2 {
		t.Errorf("%d files of others, want 2", sums)
	}
}

func TestPageLoadsExactlyItsFilesAndRunsNothingInline(t *testing.T) {
	var page strings.Builder
	if err := (&Page{LangTag: "en", Title: "a <b> & c", Links: []Link{{"/openapi.yaml", "x"}}}).Write(&page); err != nil {
		t.Fatal(err)
	}
	for _, file := range Files() {
		if strings.Count(page.String(), `"`+file.Address+`"`) != 1 {
			t.Errorf("%s is not loaded once", file.Address)
		}
	}
	for _, inline := range []string{"<style", "style=", "<script>", "onload=", "//cdn", "http://www.w3.org/1999"} {
		if strings.Contains(page.String(), inline) {
			t.Errorf("the page has %q", inline)
		}
	}
	if !strings.Contains(page.String(), "a &lt;b&gt; &amp; c") {
		t.Error("texts are not escaped")
	}
}
