package site

import (
	"encoding/json"
	"strings"

	"mingshi/internal/disclosure"
	"mingshi/internal/i18n"
)

// linkedData is what a page tells programs about itself, in the words of schema.org. It stands in the page as a block of
// data, which no browser runs; html/template writes it with everything escaped that could end the block.
type linkedData struct {
	Context string  `json:"@context"`
	Graph   []thing `json:"@graph"`
}

// thing is a node of linked data; what is empty is left out.
type thing struct {
	Type        string      `json:"@type"`
	ID          string      `json:"@id,omitempty"`
	Name        string      `json:"name,omitempty"`
	Also        string      `json:"alternateName,omitempty"` //nolint:tagliatelle // the vocabulary's own name
	Description string      `json:"description,omitempty"`
	URL         string      `json:"url,omitempty"`
	Languages   []string    `json:"inLanguage,omitempty"` //nolint:tagliatelle // the vocabulary's own name
	Code        string      `json:"taxID,omitempty"`      //nolint:tagliatelle // the vocabulary's own name
	Identifier  string      `json:"identifier,omitempty"`
	Telephone   string      `json:"telephone,omitempty"`
	Email       string      `json:"email,omitempty"`
	Address     string      `json:"address,omitempty"`
	Geo         *thing      `json:"geo,omitempty"`
	Latitude    json.Number `json:"latitude,omitempty"`
	Longitude   json.Number `json:"longitude,omitempty"`

	Publisher *thing `json:"publisher,omitempty"`
	Catalog   *thing `json:"includedInDataCatalog,omitempty"` //nolint:tagliatelle // the vocabulary's own name
	Licence   string `json:"license,omitempty"`
	Credit    string `json:"creditText,omitempty"`          //nolint:tagliatelle // the vocabulary's own name
	Free      bool   `json:"isAccessibleForFree,omitempty"` //nolint:tagliatelle // the vocabulary's own name
	Place     *thing `json:"spatialCoverage,omitempty"`     //nolint:tagliatelle // the vocabulary's own name
	Modified  string `json:"dateModified,omitempty"`        //nolint:tagliatelle // the vocabulary's own name

	Datasets      []thing `json:"dataset,omitempty"`
	Distributions []thing `json:"distribution,omitempty"`
	Format        string  `json:"encodingFormat,omitempty"` //nolint:tagliatelle // the vocabulary's own name
	ContentURL    string  `json:"contentUrl,omitempty"`     //nolint:tagliatelle // the vocabulary's own name

	Action     *thing `json:"potentialAction,omitempty"` //nolint:tagliatelle // the vocabulary's own name
	Target     *thing `json:"target,omitempty"`
	Template   string `json:"urlTemplate,omitempty"` //nolint:tagliatelle // the vocabulary's own name
	QueryInput string `json:"query-input,omitempty"` //nolint:tagliatelle // the vocabulary's own name

	Properties []thing     `json:"additionalProperty,omitempty"` //nolint:tagliatelle // the vocabulary's own name
	PropertyID string      `json:"propertyID,omitempty"`         //nolint:tagliatelle // the vocabulary's own name
	Value      any         `json:"value,omitempty"`
	Least      json.Number `json:"minValue,omitempty"`             //nolint:tagliatelle // the vocabulary's own name
	Most       json.Number `json:"maxValue,omitempty"`             //nolint:tagliatelle // the vocabulary's own name
	Method     string      `json:"measurementTechnique,omitempty"` //nolint:tagliatelle // the vocabulary's own name
}

func linked(nodes ...thing) *linkedData {
	return &linkedData{Context: "https://schema.org", Graph: nodes}
}

// The nodes that others refer to are named by addresses of ours.
func (s *site) publisherID() string { return s.BaseURL + "/#publisher" }

func (s *site) catalogID() string { return s.BaseURL + "/#catalog" }

func (s *site) datasetID(kind disclosure.Kind) string {
	return s.BaseURL + "/catalog.jsonld#" + kind.Plural()
}

// homeData says who publishes, how to search, and what data there is.
func (s *site) homeData(v *visit) *linkedData {
	who := s.Authority
	publisher := thing{
		Type: "GovernmentOrganization", ID: s.publisherID(), Name: who.NameZH, Also: who.NameEN, URL: s.BaseURL + "/", Code: who.USCC,
		Telephone: who.ComplaintLine, Email: who.ComplaintMail, Address: who.AddressZH,
	}
	pages := thing{
		Type: "WebSite", ID: s.BaseURL + "/#website", Name: who.SiteTitleZH, Also: who.SiteTitleEN, URL: s.BaseURL + "/",
		Languages: languages(), Publisher: &thing{Type: publisher.Type, ID: publisher.ID},
		Action: &thing{
			Type: "SearchAction", QueryInput: "required name=q",
			Target: &thing{Type: "EntryPoint", Template: s.BaseURL + searchPath + "?q={q}"},
		},
	}
	catalog := thing{
		Type: "DataCatalog", ID: s.catalogID(), Name: who.SiteTitleZH, Also: who.SiteTitleEN, URL: s.BaseURL + "/catalog.jsonld",
		Description: v.T("site.data.intro"), Licence: who.LicenceURL, Publisher: &thing{Type: publisher.Type, ID: publisher.ID},
	}
	for _, kind := range disclosure.Kinds() {
		if kind != disclosure.KindBoard { // read one by one, by their serials
			catalog.Datasets = append(catalog.Datasets, thing{Type: "Dataset", ID: s.datasetID(kind), Name: v.label(kind)})
		}
	}
	return linked(publisher, pages, catalog)
}

// listData describes the records of a kind as a set of data.
func (s *site) listData(v *visit, kind disclosure.Kind, publisher string) *linkedData {
	who := s.Authority
	credit := who.AttributionZH
	if v.english() {
		credit = who.AttributionEN
	}
	api := s.BaseURL + "/api/v1/" + kind.Plural()
	return linked(thing{
		Type: "Dataset", ID: s.datasetID(kind), Name: v.T("site.dataset.name", v.label(kind), publisher),
		Description: v.T("site.dataset.about", publisher, v.label(kind)), URL: s.BaseURL + "/" + kind.Plural(),
		Languages: []string{string(i18n.ZH)}, Free: true, Licence: who.LicenceURL, Credit: credit, Modified: v.momentOf(v.head).Machine,
		Publisher: &thing{Type: "GovernmentOrganization", ID: s.publisherID(), Name: who.NameZH, Also: who.NameEN},
		Catalog:   &thing{Type: "DataCatalog", ID: s.catalogID()},
		Place:     &thing{Type: "AdministrativeArea", Identifier: who.DivisionCode},
		Distributions: []thing{
			{Type: "DataDownload", Format: "application/json", ContentURL: api},
		},
	})
}

// venueData describes a venue with its grade. A grade is an authority's finding, not guests' opinion, and so it is no
// rating in the sense of schema.org: it stands as a property, with its date and scale.
func (s *site) venueData(v *visit, shown *venueView, id disclosure.ID) *linkedData {
	place := thing{
		Type: venueType(shown.Kind), ID: s.BaseURL + address(id) + "#venue", URL: s.BaseURL + address(id),
		Name: shown.Name, Address: shown.Address, Telephone: shown.Phone,
		Properties: []thing{property("status", v.T("site.field.status"), v.label(shown.Status))},
	}
	// A point in another frame of reference is some hundred metres off.
	if at := shown.Location; at != nil && (at.Datum == "CGCS2000" || at.Datum == "WGS84") {
		place.Geo = &thing{Type: "GeoCoordinates", Latitude: at.Lat, Longitude: at.Lon}
	}
	if shown.Grade != nil {
		place.Properties = append(place.Properties, v.gradeProperties(shown.Grade, shown.Findings.Disputed)...)
	}
	return linked(place)
}

// gradeProperties are the grade and the score behind it. Both name the day and the table.
func (v voice) gradeProperties(g *gradeView, disputed bool) []thing {
	table := g.Scale.Name + " " + g.Scale.Version
	grade := property("hygiene_grade", v.T("site.field.grade"), g.Letter)
	var parts []string
	if g.Letter == "" {
		grade.Value = g.Word
	} else {
		parts = append(parts, g.Word)
	}
	parts = append(parts, v.T("site.dataset.grade", g.On.String(), table))
	for _, band := range g.Scale.Bands {
		if band.Letter != "" {
			parts = append(parts, band.Letter+" ≥ "+band.From)
		}
	}
	if disputed {
		parts = append(parts, v.T("site.disputed"))
	}
	said := strings.Join(parts, " · ")
	grade.Description, grade.Method = said, table
	if g.Score == "" {
		return []thing{grade}
	}
	score := property("standard_score", v.T("site.grade.score"), json.Number(g.Score))
	score.Description, score.Method, score.Least, score.Most = said, table, "0", "100"
	return []thing{grade, score}
}

func property(id, name string, value any) thing {
	return thing{Type: "PropertyValue", PropertyID: id, Name: name, Value: value}
}

// venueTypes are the kinds of business of schema.org that are the same as ours; any other is a LocalBusiness.
var venueTypes = map[disclosure.VenueKind]string{
	"lodging":     "LodgingBusiness",
	"bathing":     "HealthAndBeautyBusiness",
	"swimming":    "PublicSwimmingPool",
	"hair_beauty": "BeautySalon",
	"mall":        "ShoppingCenter",
	"library":     "Library",
	"bookshop":    "BookStore",
}

func venueType(kind disclosure.VenueKind) string {
	if of, ok := venueTypes[kind]; ok {
		return of
	}
	return "LocalBusiness"
}

func languages() []string {
	var list []string
	for _, lang := range i18n.Langs() {
		list = append(list, string(lang))
	}
	return list
}
