package publicapi

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"mingshi/internal/disclosure"
)

// JSONFeed is a feed in the form JSON Feed 1.1.
type JSONFeed struct {
	// Which version of JSON Feed this is.
	Version string `json:"version" example:"https://jsonfeed.org/version/1.1"`
	// Title of the feed.
	Title string `json:"title"`
	// Page of what the feed is about.
	HomePageURL string `json:"home_page_url"`
	// Address of this feed.
	FeedURL string `json:"feed_url"`
	// What the feed holds.
	Description string `json:"description"`
	// Language of the texts.
	Language string `json:"language" enums:"zh-CN,en"`
	// Who publishes.
	Authors []JSONFeedAuthor `json:"authors"`
	// Records, the latest change first.
	Items []JSONFeedItem `json:"items"`
	// What JSON Feed has no place for.
	Mingshi JSONFeedAbout `json:"_mingshi"` //nolint:tagliatelle // JSON Feed wants extensions to begin with an underscore
}

// JSONFeedAuthor is who publishes.
type JSONFeedAuthor struct {
	// Name of the authority.
	Name string `json:"name"`
	// Address of its site.
	URL string `json:"url"`
}

// JSONFeedAbout says as of which position of which change feed the feed is, and under which terms it may be used.
type JSONFeedAbout struct {
	// The change feed that positions belong to.
	FeedID string `json:"feed_id"`
	// Position as of which the feed is.
	Position int64 `json:"position"`
	// The same feed as Atom.
	AtomURL string `json:"atom_url"`
	// Terms under which the data may be used, and how its source is to be named.
	Rights string `json:"rights,omitempty"`
	// Address of the licence.
	LicenceURL string `json:"licence_url,omitempty"`
}

// JSONFeedItem is a record; of one that is gone it says only that it ended and why.
type JSONFeedItem struct {
	// ID is permanent: the same when the record changes.
	ID string `json:"id"`
	// Address of the page on which the record is read: its own, or its venue's where its kind has no pages.
	URL string `json:"url"`
	// Title of the item.
	Title string `json:"title"`
	// What the record says, or that it ended and why.
	ContentText string `json:"content_text"`
	// Instant of the first publication; absent of what is gone.
	DatePublished string `json:"date_published,omitempty" format:"date-time"`
	// Instant of the record's last change.
	DateModified string `json:"date_modified" format:"date-time"`
	// Tags holds the name of the kind.
	Tags []string `json:"tags"`
	// What JSON Feed has no place for.
	Mingshi JSONFeedItemAbout `json:"_mingshi"` //nolint:tagliatelle // JSON Feed wants extensions to begin with an underscore
}

// JSONFeedItemAbout is the record's last change, as /api/v1/changes has it.
type JSONFeedItemAbout struct {
	// Id of the record.
	ID disclosure.ID `json:"id"`
	// Address of the record as data; absent of what is gone.
	URL string `json:"url,omitempty"`
	// Kind of the record.
	Kind disclosure.Kind `json:"kind"`
	// Version that the change made.
	Version int64 `json:"version"`
	// Position of the change.
	Position int64 `json:"position"`
	// What happened.
	Op disclosure.Op `json:"op"`
	// Public reason; absent where the operation has none.
	Reason disclosure.Reason `json:"reason,omitempty"`
	// Digest of the record; absent of what is gone.
	Digest string `json:"digest,omitempty"`
}

const (
	jsonFeedType = "application/feed+json"
	atomType     = "application/atom+xml"
)

// rfc3339 writes an instant as both forms want it.
func rfc3339(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return at.UTC().Format("2006-01-02T15:04:05.000000Z")
}

func writeJSONFeed(c *fiber.Ctx, f *followed) error {
	document := JSONFeed{
		Version: "https://jsonfeed.org/version/1.1", Title: f.title, HomePageURL: f.home, FeedURL: f.self, Description: f.description,
		Language: languageTag(f.lang), Authors: []JSONFeedAuthor{{Name: f.publisher, URL: f.publisherURL}},
		Items:   make([]JSONFeedItem, len(f.items)),
		Mingshi: JSONFeedAbout{FeedID: f.feedID, Position: f.position, AtomURL: f.twin, Rights: f.rights, LicenceURL: f.licenceURL},
	}
	for i := range f.items {
		document.Items[i] = jsonItem(&f.items[i])
	}
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(document); err != nil {
		return disclosure.Errorf(disclosure.Internal, "feed: %w", err)
	}
	c.Response().SetBodyRaw(out.Bytes())
	c.Set(fiber.HeaderContentType, jsonFeedType)
	return nil
}

func jsonItem(item *followedItem) JSONFeedItem {
	change := &item.change
	about := JSONFeedItemAbout{
		ID: change.ID, URL: item.data, Kind: change.Kind, Version: change.Version, Position: change.Position, Op: change.Op,
		Reason: item.reason,
	}
	if change.Digest != (disclosure.Digest{}) {
		about.Digest = change.Digest.String()
	}
	return JSONFeedItem{
		ID: item.id, URL: item.url, Title: item.title, ContentText: item.text,
		DatePublished: rfc3339(item.published), DateModified: rfc3339(item.modified), Tags: []string{item.kindLabel}, Mingshi: about,
	}
}

// The elements of Atom (RFC 4287).
type (
	atomFeed struct {
		XMLName  xml.Name    `xml:"http://www.w3.org/2005/Atom feed"`
		Lang     string      `xml:"xml:lang,attr"`
		ID       string      `xml:"id"`
		Title    string      `xml:"title"`
		Subtitle string      `xml:"subtitle"`
		Updated  string      `xml:"updated"`
		Author   atomPerson  `xml:"author"`
		Links    []atomLink  `xml:"link"`
		Rights   string      `xml:"rights,omitempty"`
		Entries  []atomEntry `xml:"entry"`
	}
	atomPerson struct {
		Name string `xml:"name"`
		URI  string `xml:"uri"`
	}
	atomLink struct {
		Rel  string `xml:"rel,attr"`
		Type string `xml:"type,attr,omitempty"`
		Href string `xml:"href,attr"`
	}
	atomCategory struct {
		Term  string `xml:"term,attr"`
		Label string `xml:"label,attr"`
	}
	atomEntry struct {
		ID        string       `xml:"id"`
		Title     string       `xml:"title"`
		Published string       `xml:"published,omitempty"`
		Updated   string       `xml:"updated"`
		Links     []atomLink   `xml:"link"`
		Category  atomCategory `xml:"category"`
		Summary   string       `xml:"summary"`
	}
)

func writeAtomFeed(c *fiber.Ctx, f *followed) error {
	document := atomFeed{
		Lang: languageTag(f.lang), ID: f.self, Title: legal(f.title), Subtitle: legal(f.description), Updated: rfc3339(f.updated),
		Author: atomPerson{Name: legal(f.publisher), URI: f.publisherURL}, Rights: legal(f.rights),
		Links: []atomLink{
			{Rel: "self", Type: atomType, Href: f.self},
			{Rel: "alternate", Type: fiber.MIMETextHTML, Href: f.home},
			{Rel: "alternate", Type: jsonFeedType, Href: f.twin},
		},
		Entries: make([]atomEntry, len(f.items)),
	}
	if f.licenceURL != "" {
		document.Links = append(document.Links, atomLink{Rel: "license", Href: f.licenceURL})
	}
	for i := range f.items {
		item := &f.items[i]
		document.Entries[i] = atomEntry{
			ID: item.id, Title: legal(item.title), Published: rfc3339(item.published), Updated: rfc3339(item.modified),
			Links:    item.links(),
			Category: atomCategory{Term: string(item.change.Kind), Label: item.kindLabel}, Summary: legal(item.text),
		}
	}
	out, err := xml.Marshal(document)
	if err != nil {
		return disclosure.Errorf(disclosure.Internal, "feed: %w", err)
	}
	c.Response().SetBodyRaw(append([]byte(xml.Header), out...))
	c.Set(fiber.HeaderContentType, atomType+"; charset=utf-8")
	return nil
}

// links lead to the page on which a record is read and, unless it is gone, to the record as data.
func (item *followedItem) links() []atomLink {
	links := []atomLink{{Rel: "alternate", Href: item.url}}
	if item.data != "" {
		links = append(links, atomLink{Rel: "related", Type: fiber.MIMEApplicationJSON, Href: item.data})
	}
	return links
}

// legal takes out of a text the characters that XML 1.0 has no way to write.
func legal(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\t', r == '\n', r == '\r', r >= 0x20 && r <= 0xD7FF, r >= 0xE000 && r <= 0xFFFD, r >= 0x10000:
			return r
		}
		return -1
	}, text)
}
