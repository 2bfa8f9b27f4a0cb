package site_test

import (
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// voids are the elements without an end tag.
var voids = []string{"meta", "link", "input", "br"}

// drawn are the elements of our drawings, which may close themselves.
var drawn = []string{"svg", "path", "rect", "circle", "line"}

// forbidden are elements that no page may have. A script is another matter (see checkScript).
var forbidden = []string{"img", "iframe", "object", "embed", "base", "video", "audio", "picture", "foreignobject"}

// document is a parsed page.
type document struct{ root *html.Node }

// checkedHTML fails unless a page is well-formed, and gives its tree.
func checkedHTML(t *testing.T, page string) document {
	t.Helper()
	checkTags(t, page)
	root, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	d := document{root: root}
	d.checkElements(t)
	d.checkScript(t)
	return d
}

// checkTags holds that every tag that opens is closed in turn; a browser would guess.
func checkTags(t *testing.T, page string) {
	t.Helper()
	if !strings.HasPrefix(page, "<!doctype html>") {
		t.Error("the page does not begin with its document type")
	}
	var open []string
	tokens := html.NewTokenizer(strings.NewReader(page))
	for {
		switch tokens.Next() {
		case html.ErrorToken:
			if len(open) > 0 {
				t.Errorf("never closed: %v", open)
			}
			return
		case html.StartTagToken:
			if name, _ := tokens.TagName(); !slices.Contains(voids, string(name)) {
				open = append(open, string(name))
			}
		case html.SelfClosingTagToken:
			if name, _ := tokens.TagName(); !slices.Contains(drawn, string(name)) {
				t.Errorf("<%s/> closes itself", name)
			}
		case html.EndTagToken:
			name, _ := tokens.TagName()
			if len(open) == 0 || open[len(open)-1] != string(name) {
				t.Errorf("</%s> closes %v", name, open)
				return
			}
			open = open[:len(open)-1]
		case html.TextToken, html.CommentToken, html.DoctypeToken:
		}
	}
}

// checkElements holds that no element is forbidden, no attribute acts or styles, and ids are unique and found.
func (d document) checkElements(t *testing.T) {
	t.Helper()
	ids, wanted := map[string]bool{}, map[string]bool{}
	for node := range d.root.Descendants() {
		if node.Type != html.ElementNode {
			continue
		}
		if slices.Contains(forbidden, strings.ToLower(node.Data)) {
			t.Errorf("the page has a <%s>", node.Data)
		}
		for _, attr := range node.Attr {
			switch {
			case attr.Key == "style" || strings.HasPrefix(attr.Key, "on"):
				t.Errorf("<%s> has the attribute %s", node.Data, attr.Key)
			case attr.Key == "id":
				if ids[attr.Val] {
					t.Errorf("two elements have the id %q", attr.Val)
				}
				ids[attr.Val] = true
			case attr.Key == "for" || strings.HasPrefix(attr.Key, "aria-labelledby") || attr.Key == "aria-describedby":
				wanted[attr.Val] = true
			case attr.Key == "href" && strings.HasPrefix(attr.Val, "#"):
				wanted[attr.Val[1:]] = true
			}
		}
	}
	for id := range wanted {
		if !ids[id] {
			t.Errorf("nothing has the id %q", id)
		}
	}
}

// checkScript holds that a page with a box that suggests names has our one script, by its address, and no other page any.
func (d document) checkScript(t *testing.T) {
	t.Helper()
	suggests := func(input *html.Node) bool {
		return slices.ContainsFunc(input.Attr, func(attr html.Attribute) bool { return attr.Key == "data-suggest" })
	}
	var want []string
	if slices.ContainsFunc(d.all("input"), suggests) {
		want = append(want, `<script src="`+scriptAddress+`" defer=""></script>`)
	}
	var got []string
	for _, node := range d.all("script") {
		if attribute(node, "type") == "application/ld+json" {
			continue // data, which no browser runs; linkeddata_test.go reads it
		}
		var out strings.Builder
		if err := html.Render(&out, node); err != nil {
			t.Fatal(err)
		}
		got = append(got, out.String())
	}
	if !slices.Equal(got, want) {
		t.Errorf("the page has the scripts %q, want %q", got, want)
	}
}

// all gives the elements of a name.
func (d document) all(name string) []*html.Node {
	var found []*html.Node
	for node := range d.root.Descendants() {
		if node.Type == html.ElementNode && node.Data == name {
			found = append(found, node)
		}
	}
	return found
}

func attribute(node *html.Node, name string) string {
	for _, attr := range node.Attr {
		if attr.Key == name {
			return attr.Val
		}
	}
	return ""
}

// text is all that a node says.
func text(node *html.Node) string {
	var out strings.Builder
	for child := range node.Descendants() {
		if child.Type == html.TextNode {
			out.WriteString(child.Data)
		}
	}
	return strings.TrimSpace(out.String())
}

// said is everything that a page's body says, its parts set apart by single spaces.
func (d document) said() string {
	var parts []string
	for node := range d.all("body")[0].Descendants() {
		if node.Type == html.TextNode {
			parts = append(parts, strings.Fields(node.Data)...)
		}
	}
	return strings.Join(parts, " ")
}
