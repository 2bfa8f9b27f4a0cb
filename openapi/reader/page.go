package reader

import (
	_ "embed" // the page
	"html/template"
	"io"
)

//go:embed page.html
var pageSource string

var pageTemplate = template.Must(template.New("reader").Parse(pageSource))

// Page is what the page says in one language.
type Page struct {
	// LangTag and OtherTag are language tags (BCP 47) of the page and of the same page in the other language.
	LangTag, OtherTag string
	OtherHref         string
	OtherName         string
	Home              string
	SiteTitle         string
	Title             string
	Intro             string
	NoScript          string
	Links             []Link
	// Short is what an office needs to know, line by line, under its heading.
	ShortTitle string
	Short      []string
	// First are requests to begin with, under their heading.
	FirstTitle string
	First      []Request
}

// Request is one to copy: what it is for, and the command.
type Request struct{ Text, Command string }

// Link leads away from the page.
type Link struct{ Href, Text string }

// Write renders the page.
func (p *Page) Write(w io.Writer) error {
	return pageTemplate.Execute(w, struct {
		*Page

		Style, OwnStyle, Script, OwnScript string
	}{p, style.Address, ownStyle.Address, script.Address, ownScript.Address})
}
