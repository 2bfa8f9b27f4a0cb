package publicapi

import (
	"bytes"
	"context"
	"encoding/json"
	"strconv"
	"time"

	"github.com/gofiber/fiber/v2"

	"mingshi/internal/disclosure"
	"mingshi/internal/dump"
	"mingshi/internal/i18n"
	"mingshi/internal/store"
	"mingshi/internal/web"
	"mingshi/internal/wire"
)

const (
	cataloguePath = "/catalog.jsonld"
	packagePath   = "/datapackage.json"
	// describedAt is where the description of the interface stands.
	describedAt = "/openapi.yaml"

	mimeJSONLD = "application/ld+json"
)

// cataloguePrefixes are the vocabularies of the catalogue.
var cataloguePrefixes = map[string]string{
	"dcat": "http://www.w3.org/ns/dcat#",
	"dct":  "http://purl.org/dc/terms/",
	"foaf": "http://xmlns.com/foaf/0.1/",
	"rdfs": "http://www.w3.org/2000/01/rdf-schema#",
	"spdx": "http://spdx.org/rdf/terms#",
	"xsd":  "http://www.w3.org/2001/XMLSchema#",
}

// What the catalogue says in words of others: the vocabularies of the EU's Publications Office, which DCAT-AP asks for, and
// the media types of IANA.
const (
	healthTheme       = "http://publications.europa.eu/resource/authority/data-theme/HEAL"
	continuously      = "http://publications.europa.eu/resource/authority/frequency/CONT"
	languageChinese   = "http://publications.europa.eu/resource/authority/language/ZHO"
	languageEnglish   = "http://publications.europa.eu/resource/authority/language/ENG"
	mediaTypes        = "https://www.iana.org/assignments/media-types/"
	checksumAlgorithm = "spdx:checksumAlgorithm_sha256"
)

// setTexts are the keys of what a set of data is called, of what is said of it, and of what its records are called.
var setTexts = map[disclosure.Kind]struct{ title, about, label string }{
	disclosure.KindPermit:  {"api.catalogue.permit", "api.catalogue.permit.about", "api.kind.permit"},
	disclosure.KindFiling:  {"api.catalogue.filing", "api.catalogue.filing.about", "api.kind.filing"},
	disclosure.KindPenalty: {"api.catalogue.penalty", "api.catalogue.penalty.about", "api.kind.penalty"},
	disclosure.KindVenue:   {"api.catalogue.venue", "api.catalogue.venue.about", "api.kind.venue"},
	disclosure.KindGrading: {"api.catalogue.grading", "api.catalogue.grading.about", "api.kind.grading"},
	disclosure.KindReading: {"api.catalogue.reading", "api.catalogue.reading.about", "api.kind.reading"},
	disclosure.KindBoard:   {"api.catalogue.board", "api.catalogue.board.about", "api.catalogue.board.label"},
}

// installCatalogue puts the catalogue on the app, and, where there are dumps, the data package, which describes their files.
func (a *api) installCatalogue(app *fiber.App) {
	app.Get(cataloguePath, a.catalogue)
	if a.Dumps != nil {
		app.Get(packagePath, a.dataPackage)
	}
}

// catalogue answers what there is to take away.
//
//	@ID				getCatalogue
//	@Summary		What there is to take away (DCAT 3)
//	@Description	One dcat:Dataset for each kind of record, each with its distributions: this interface, feeds, and, once there is a
//	@Description	dump, its files with size and SHA-256. Titles and descriptions are in Chinese and English.
//	@Tags			catalogue
//	@Produce		application/ld+json
//	@Success		200	{object}	Catalogue	"The catalogue"
//	@Success		304	"unchanged"
//	@Router			/catalog.jsonld [get]
func (a *api) catalogue(c *fiber.Ctx) error {
	if err := web.CheckQuery(c); err != nil {
		return err
	}
	if _, err := web.Accept(c, mimeJSONLD, fiber.MIMEApplicationJSON); err != nil {
		return err
	}
	stamp, err := a.stamp(c.UserContext())
	if err != nil {
		return err
	}
	latest, err := a.latestDump()
	if err != nil {
		return err
	}
	if latest != nil {
		stamp.Form = latest.Name
	}
	if same, err := web.NotModified(c, stamp); same || err != nil {
		return err
	}
	described, err := a.describe(c.UserContext(), stamp.AsOf, latest)
	if err != nil {
		return err
	}
	return sendDocument(c, mimeJSONLD, described)
}

// latestDump is the newest dump; nil as long as there is none that is whole.
func (a *api) latestDump() (*dump.Dump, error) {
	if a.Dumps == nil {
		return nil, nil //nolint:nilnil // none is an answer
	}
	latest, err := a.Dumps.Latest()
	if disclosure.KindOf(err) == disclosure.Unavailable {
		return nil, nil //nolint:nilnil // as above
	}
	return latest, err
}

func (a *api) describe(ctx context.Context, asOf time.Time, latest *dump.Dump) (Catalogue, error) {
	who := a.Authority
	described := Catalogue{
		Context: cataloguePrefixes, ID: a.BaseURL + cataloguePath, Type: "dcat:Catalog",
		Title: inAll("api.catalogue.title", who.NameZH, who.NameEN), Description: inAll("api.catalogue.about", who.NameZH, who.NameEN),
		Publisher: Agent{
			ID: a.publisherID(), Type: "foaf:Agent", Name: bilingual(who.NameZH, who.NameEN), Identifier: who.USCC,
		},
		Homepage: Ref{a.BaseURL + "/"}, Languages: []Ref{{languageChinese}, {languageEnglish}},
		Licence: a.terms(), Rights: a.rights(), Spatial: a.region(), Modified: instantText(asOf),
	}
	service := CatalogueService{
		ID: a.serviceID(), Type: "dcat:DataService", Title: inAll("api.catalogue.service", who.NameZH, who.NameEN),
		Description: Ref{a.BaseURL + describedAt}, Licence: a.terms(),
		Endpoints: []Ref{{a.BaseURL + root + "/search"}, {a.BaseURL + root + "/changes"}},
	}
	for _, kind := range kinds {
		set, err := a.describeSet(ctx, kind, asOf, latest)
		if err != nil {
			return Catalogue{}, err
		}
		described.Datasets = append(described.Datasets, set)
		service.Serves = append(service.Serves, Ref{set.ID})
		service.Endpoints = append(service.Endpoints, Ref{a.BaseURL + root + "/" + kind.Plural()})
	}
	if latest != nil { // boards are read one by one, by their serials; all of them are in dumps alone
		set, err := a.describeSet(ctx, disclosure.KindBoard, asOf, latest)
		if err != nil {
			return Catalogue{}, err
		}
		described.Datasets = append(described.Datasets, set)
	}
	described.Services = []CatalogueService{service}
	return described, nil
}

func (a *api) publisherID() string { return a.BaseURL + "/#publisher" }

func (a *api) serviceID() string { return a.BaseURL + cataloguePath + "#api" }

func (a *api) describeSet(ctx context.Context, kind disclosure.Kind, asOf time.Time, latest *dump.Dump) (CatalogueDataset, error) {
	who, texts := a.Authority, setTexts[kind]
	set := CatalogueDataset{
		ID: a.BaseURL + cataloguePath + "#" + kind.Plural(), Type: "dcat:Dataset", Identifier: kind.Plural(),
		Title: inAll(texts.title, who.NameZH, who.NameEN), Description: inAll(texts.about, who.NameZH, who.NameEN),
		Keywords: bilingual(i18n.T(i18n.ZH, texts.label), i18n.T(i18n.EN, texts.label)),
		Theme:    Ref{healthTheme}, Publisher: Ref{a.publisherID()}, Language: Ref{languageChinese},
		Licence: a.terms(), Rights: a.rights(), Spatial: a.region(), Modified: instantText(asOf), Periodicity: Ref{continuously},
	}
	if wire.HasPage(kind) {
		set.LandingPage = &Ref{a.BaseURL + "/" + kind.Plural()}
	}
	var err error
	if set.Temporal, err = a.periodOf(ctx, kind); err != nil {
		return set, err
	}
	set.Distributions = a.distributions(kind, latest)
	return set, nil
}

// periodOf is from the earliest to the latest decision; nil for records without.
func (a *api) periodOf(ctx context.Context, kind disclosure.Kind) (*Period, error) {
	period := Period{Type: "dct:PeriodOfTime"}
	for _, end := range []struct {
		order store.Order
		at    *TypedText
	}{{store.ByDecisionAscending, &period.Start}, {store.ByDecision, &period.End}} {
		page, err := a.Reader.List(ctx, store.Query{Kind: kind, Order: end.order, Limit: 1})
		if err != nil {
			return nil, err
		}
		if len(page.Records) == 0 || page.Records[0].DecidedOn.IsZero() {
			return nil, nil //nolint:nilnil // no period is an answer
		}
		*end.at = TypedText{Type: "xsd:date", Value: page.Records[0].DecidedOn.String()}
	}
	return &period, nil
}

// distributions are the ways to take the records of a kind away.
func (a *api) distributions(kind disclosure.Kind, latest *dump.Dump) []Distribution {
	id := a.BaseURL + cataloguePath + "#" + kind.Plural() + "-"
	through := func(name, title, address, mediaType string) Distribution {
		return Distribution{
			ID: id + name, Type: "dcat:Distribution", Title: bilingual(i18n.T(i18n.ZH, title), i18n.T(i18n.EN, title)),
			AccessURL: Ref{a.BaseURL + address}, Service: &Ref{a.serviceID()}, MediaType: Ref{mediaTypes + mediaType}, Licence: a.terms(),
		}
	}
	var list []Distribution
	if kind != disclosure.KindBoard {
		list = append(list, through("json", "api.catalogue.list", root+"/"+kind.Plural(), fiber.MIMEApplicationJSON))
	}
	if _, followed := feedKinds[kind.Plural()]; followed {
		list = append(
			list,
			through("feed", "api.catalogue.feed", feedsRoot+kind.Plural()+".json", "application/feed+json"),
			through("atom", "api.catalogue.feed", feedsRoot+kind.Plural()+".atom", "application/atom+xml"),
		)
	}
	if latest == nil {
		return list
	}
	for i := range latest.Files {
		if f := &latest.Files[i]; f.Kind == kind && f.Gone == nil {
			list = append(list, a.fileDistribution(id, latest, f))
		}
	}
	return list
}

// fileDistribution describes a file of a dump.
func (a *api) fileDistribution(id string, of *dump.Dump, f *dump.File) Distribution {
	shown := Distribution{
		ID: id + string(f.Form), Type: "dcat:Distribution", Title: inAll("api.catalogue.file", string(f.Form), string(f.Form)),
		AccessURL:   Ref{a.BaseURL + dumpsRoot + latestDump + "/" + f.Name},
		DownloadURL: &Ref{a.BaseURL + dumpsRoot + of.Name + "/" + f.Name},
		MediaType:   Ref{mediaTypes + f.Form.Within()}, Licence: a.terms(), Modified: instantText(of.AsOf),
		Bytes: &TypedText{Type: "xsd:nonNegativeInteger", Value: strconv.FormatInt(f.Bytes, 10)},
		Checksum: &Checksum{
			Type: "spdx:Checksum", Algorithm: Ref{checksumAlgorithm}, Value: TypedText{Type: "xsd:hexBinary", Value: f.SHA256},
		},
	}
	if f.Form.Compression() != "" {
		shown.Packed = &Ref{mediaTypes + f.Form.MediaType()}
	}
	return shown
}

func (a *api) terms() *Terms {
	if a.Authority.LicenceName == "" {
		return nil
	}
	return &Terms{ID: a.Authority.LicenceURL, Type: "dct:LicenseDocument", Label: a.Authority.LicenceName}
}

func (a *api) rights() *Rights {
	if a.Authority.AttributionZH == "" {
		return nil
	}
	return &Rights{Type: "dct:RightsStatement", Label: bilingual(a.Authority.AttributionZH, a.Authority.AttributionEN)}
}

func (a *api) region() Region {
	return Region{Type: "dct:Location", Identifier: a.Authority.DivisionCode}
}

// inAll is the text of a key in each language, filled with a name in that language.
func inAll(key, zh, en string) []LangText {
	return bilingual(i18n.T(i18n.ZH, key, zh), i18n.T(i18n.EN, key, en))
}

func bilingual(zh, en string) []LangText {
	return []LangText{{Language: string(i18n.ZH), Value: zh}, {Language: string(i18n.EN), Value: en}}
}

// instantText is nil for no instant.
func instantText(at time.Time) *TypedText {
	if at.IsZero() {
		return nil
	}
	return &TypedText{Type: "xsd:dateTime", Value: wire.Instant(at)}
}

// sendDocument answers with what encoding/json makes of a value, without its escapes for HTML.
func sendDocument(c *fiber.Ctx, mediaType string, document any) error {
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(document); err != nil {
		return disclosure.Errorf(disclosure.Internal, "document: %w", err)
	}
	c.Response().SetBodyRaw(out.Bytes())
	c.Set(fiber.HeaderContentType, mediaType)
	return nil
}
