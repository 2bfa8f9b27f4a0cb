package publicapi

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"mingshi/internal/disclosure"
	"mingshi/internal/finder"
	"mingshi/internal/search"
	"mingshi/internal/tabular"
	"mingshi/internal/web"
	"mingshi/internal/wire"
)

// wholePage is how many records of a whole list are read at a time.
const wholePage = 1000

// sendFile answers with a page, or with all pages from this one on, in one of the file formats. What JSON says around the
// records stands in the head of the answer, and in the file itself where its format has a place for it.
func (a *api) sendFile(c *fiber.Ctx, f form, query search.Query, stamp web.Stamp, found finder.Found) error {
	kind := disclosure.Kind("")
	if len(query.Kinds) == 1 {
		kind = query.Kinds[0]
	}
	if f.whole && f.format == tabular.XLSX && found.Total > tabular.MaxSheetRows {
		return web.InvalidParameter("format", "api.format.rows", tabular.MaxSheetRows)
	}
	options := tabular.Options{
		Kind: kind, Format: f.format, Codes: f.codes, BOM: f.bom, About: a.about(c, stamp),
	}
	lens := a.lens(c)
	if lens.Labelled {
		options.Lang = lens.Lang
	}
	setFileHead(c, fileName(kind, stamp, f.format), stamp, found)
	c.Set(fiber.HeaderContentType, f.format.MediaType())
	if f.whole {
		return a.sendWhole(c, func(ctx context.Context, w io.Writer) error {
			return tabular.WriteFile(w, options, func(file tabular.Writer) error {
				return a.writeWhole(ctx, file, lens, f, query, found)
			})
		})
	}
	if found.Next != "" {
		c.Set(fiber.HeaderLink, "<"+a.nextURL(c, found.Next)+`>; rel="next"`)
	}
	var out bytes.Buffer
	err := tabular.WriteFile(&out, options, func(file tabular.Writer) error {
		joined, err := wire.Join(c.UserContext(), a.Reader, lens, found.Records)
		if err != nil {
			return err
		}
		return file.Write(joined, found.Records)
	})
	if err != nil {
		return err
	}
	c.Response().SetBodyRaw(out.Bytes())
	return nil
}

// Headers of a file of records, which has no other place for them.
const (
	headerTotal        = "X-Total-Count"
	headerTotalIsExact = "X-Total-Is-Exact"
	headerPosition     = "X-Feed-Position"
	headerAsOf         = "X-As-Of"
)

// setFileHead says in the head of the answer what JSON says around the records.
func setFileHead(c *fiber.Ctx, name string, stamp web.Stamp, found finder.Found) {
	c.Set(fiber.HeaderContentDisposition, `attachment; filename="`+name+`"`)
	c.Set(headerTotal, strconv.FormatInt(found.Total, 10))
	c.Set(headerTotalIsExact, strconv.FormatBool(found.TotalIsExact))
	c.Set(headerPosition, strconv.FormatInt(stamp.Position, 10))
	c.Set(headerAsOf, wire.Instant(stamp.AsOf))
}

// writeWhole writes page after page until there is none, beginning with the one that was found.
func (a *api) writeWhole(
	ctx context.Context, file tabular.Writer, lens wire.Lens, f form, query search.Query, found finder.Found,
) error {
	for {
		joined, err := wire.Join(ctx, a.Reader, lens, found.Records)
		if err != nil {
			return err
		}
		if err := file.Write(joined, found.Records); err != nil {
			return err
		}
		if found.Next == "" {
			return nil
		}
		query.After = found.Next
		if f.indexed {
			found, err = a.finder.Find(ctx, query)
		} else {
			found, err = a.find(ctx, query)
		}
		if err != nil {
			return err
		}
	}
}

// about is what a file says of itself, so that it can be cited.
func (a *api) about(c *fiber.Ctx, stamp web.Stamp) tabular.About {
	address := a.BaseURL + c.Path()
	query := string(c.Context().QueryArgs().QueryString())
	if query != "" {
		address += "?" + query
	}
	return tabular.About{
		Query: query, URL: address,
		FeedID: stamp.FeedID, Position: stamp.Position, AsOf: stamp.AsOf,
		Publisher: a.Authority.NameZH, Licence: a.Authority.LicenceName, LicenceURL: a.Authority.LicenceURL,
		Attribution: a.Authority.AttributionZH,
	}
}

// fileName names a file after what is in it, the day and the position of the feed.
func fileName(kind disclosure.Kind, stamp web.Stamp, format tabular.Format) string {
	name := "records"
	if kind != "" {
		name = kind.Plural()
	}
	return fmt.Sprintf("%s-%s-%d%s", name, stamp.Today, stamp.Position, format.Extension())
}
