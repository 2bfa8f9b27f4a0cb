package publicapi

import (
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"mingshi/internal/disclosure"
	"mingshi/internal/finder"
	"mingshi/internal/search"
	"mingshi/internal/tabular"
	"mingshi/internal/web"
)

// form is how a list is to be given.
type form struct {
	// format is "" for JSON.
	format tabular.Format
	codes  tabular.Codes
	// bom marks a CSV file as UTF-8 for spreadsheets.
	bom bool
	// whole asks for all records instead of a page.
	whole bool
	// indexed tells that the first page came from the index, as all further ones must: each source knows its own cursors.
	indexed bool
}

// everything is the value of limit that asks for all records, in formats that can be given as they are read.
const everything = "all"

// formParameters are what a list takes beside those of finder.
var formParameters = []string{"format", "codes", "bom"}

// readForm reads how the list of a kind, or with "" of all kinds, is to be given: by format or, without it, by Accept. What a
// format has no place for is refused.
func readForm(c *fiber.Ctx, kind disclosure.Kind) (form, error) {
	format, err := readFormat(c)
	if err != nil {
		return form{}, err
	}
	f := form{
		format: format, codes: tabular.Codes(web.Query(c, "codes")), bom: web.Query(c, "bom") == "1",
		whole: web.Query(c, "limit") == everything,
	}
	if err := checkCodes(c, kind, f.codes); err != nil {
		return form{}, err
	}
	switch {
	case web.HasQuery(c, "bom") && (f.format != tabular.CSV || !f.bom && web.Query(c, "bom") != "0"):
		return form{}, web.InvalidParameter("bom", "api.format.bom")
	case f.format == "" && f.whole:
		return form{}, web.InvalidParameter("limit", "api.format.whole", finder.MaxLimit)
	case f.format != "" && web.HasQuery(c, "facets"):
		return form{}, web.InvalidParameter("facets", "api.format.facets")
	case kind == "" && f.format != "" && f.format != tabular.NDJSON:
		return form{}, web.InvalidParameter("format", "api.format.kind", string(f.format))
	}
	return f, nil
}

// checkCodes refuses codes that the kind has none of.
func checkCodes(c *fiber.Ctx, kind disclosure.Kind, codes tabular.Codes) error {
	_, has := tabular.Columns(kind, codes)
	if web.HasQuery(c, "codes") && (codes == "" || !has) {
		return web.InvalidParameter("codes", "api.format.codes")
	}
	return nil
}

// formatJSON is the name of the format that is no file.
const formatJSON = "json"

// readFormat chooses the format: the parameter, else what is accepted; JSON, which is "", where both leave the choice.
func readFormat(c *fiber.Ctx) (tabular.Format, error) {
	c.Vary(fiber.HeaderAccept)
	names, types := []string{formatJSON}, []string{fiber.MIMEApplicationJSON}
	for _, format := range tabular.Formats() {
		names, types = append(names, string(format)), append(types, format.MediaType())
	}
	var chosen int
	if web.HasQuery(c, "format") {
		if chosen = slices.Index(names, web.Query(c, "format")); chosen < 0 {
			return "", web.InvalidParameter("format", "api.parameter.choice", "format", strings.Join(names, ", "))
		}
	} else if chosen = slices.Index(types, c.Accepts(types...)); chosen < 0 {
		fix := web.Text{Key: "api.format.accept", Args: []any{strings.Join(types, ", ")}}
		return "", &web.Refusal{Code: web.CodeNotAcceptable, Fix: fix}
	}
	if chosen == 0 {
		return "", nil
	}
	return tabular.Formats()[chosen-1], nil
}

// readQuery reads the parameters of a list, or with "" those of the search over all kinds.
func readQuery(c *fiber.Ctx, kind disclosure.Kind) (search.Query, form, error) {
	if err := web.CheckQuery(c, append(finder.Parameters(kind), formParameters...)...); err != nil {
		return search.Query{}, form{}, err
	}
	of := kind
	if one := disclosure.Kind(web.Query(c, "kind")); kind == "" && one.Valid() {
		of = one // a search of one kind has the forms of its list
	}
	f, err := readForm(c, of)
	if err != nil {
		return search.Query{}, f, err
	}
	query, err := finder.Parse(func(name string) (string, bool) {
		if name == "limit" && f.whole {
			return "", false
		}
		return web.Query(c, name), web.HasQuery(c, name)
	}, kind)
	if refusal, ok := finder.Refused(err); ok && refusal.Parameter == "limit" && f.format != "" {
		return query, f, web.InvalidParameter("limit", "api.format.limit", finder.MaxLimit) // a file may have all
	}
	return query, f, err
}
