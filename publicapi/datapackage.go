package publicapi

import (
	"github.com/gofiber/fiber/v2"

	"mingshi/internal/disclosure"
	"mingshi/internal/dump"
	"mingshi/internal/i18n"
	"mingshi/internal/tabular"
	"mingshi/internal/web"
	"mingshi/internal/wire"
)

// DataPackage describes the tables of the newest dump (Data Package 2.0, datapackage.org).
type DataPackage struct {
	// Profile of this description.
	Schema string `json:"$schema"`
	// Name of the package.
	Name string `json:"name"`
	// Name of the dump that is described.
	Version string `json:"version"`
	// Title in the language of the answer.
	Title string `json:"title"`
	// Description in the language of the answer.
	Description string `json:"description"`
	// Page for people.
	Homepage string `json:"homepage"`
	// Instant at which the files were made.
	Created string `json:"created" format:"date-time"`
	// Terms of use; absent where the publisher gives no address of them.
	Licences []PackageLicence `json:"licenses,omitempty"`
	// Where the data comes from.
	Sources []PackageSource `json:"sources"`
	// Who publishes.
	Contributors []PackageContributor `json:"contributors"`
	// One table for each kind of record.
	Resources []PackageResource `json:"resources"`
}

// PackageLicence are terms of use.
type PackageLicence struct {
	// Address of the text.
	Path string `json:"path"`
	// What they are called.
	Title string `json:"title"`
}

// PackageSource is where data comes from.
type PackageSource struct {
	// How to name the source.
	Title string `json:"title"`
	// Where it is.
	Path string `json:"path"`
}

// PackageContributor is who takes part in a package.
type PackageContributor struct {
	// Name.
	Title string `json:"title"`
	// Page for people.
	Path string `json:"path"`
	// What is done: publisher.
	Roles []string `json:"roles"`
}

// PackageResource is one table.
type PackageResource struct {
	// Plural of the kind of record.
	Name string `json:"name"`
	// What it is: table.
	Type string `json:"type"`
	// Address whose bytes never change.
	Path string `json:"path"`
	// Title in the language of the answer.
	Title string `json:"title"`
	// Description in the language of the answer.
	Description string `json:"description"`
	// What is within the file: csv.
	Format string `json:"format"`
	// Media type of what is within the file.
	MediaType string `json:"mediatype"`
	// Encoding of what is within the file.
	Encoding string `json:"encoding"`
	// How the file is packed: gz.
	Compression string `json:"compression"`
	// Size of the file.
	Bytes int64 `json:"bytes" minimum:"0"`
	// Checksum of the file: sha256: and hexadecimal digits.
	Hash string `json:"hash" pattern:"^sha256:[0-9a-f]{64}$"`
	// The columns.
	Schema PackageSchema `json:"schema"`
}

// PackageSchema are the columns of a table.
type PackageSchema struct {
	// Profile of this description.
	Schema string `json:"$schema"`
	// The columns in their order.
	Fields []PackageField `json:"fields"`
	// Column that tells rows apart.
	PrimaryKey []string `json:"primaryKey"` //nolint:tagliatelle // the vocabulary's own name
	// What stands for no value.
	MissingValues []string `json:"missingValues"` //nolint:tagliatelle // the vocabulary's own name
}

// PackageField is one column.
type PackageField struct {
	// Heading of the column.
	Name string `json:"name"`
	// Type of its values.
	Type string `json:"type" enums:"string,date,datetime,integer,number,boolean"`
	// Title in the language of the answer.
	Title string `json:"title"`
	// Description in the language of the answer.
	Description string `json:"description"`
}

const (
	packageProfile = "https://datapackage.org/profiles/2.0/datapackage.json"
	tableProfile   = "https://datapackage.org/profiles/2.0/tableschema.json"
	packagePacked  = "gz"
	// textField is the type of whatever is no date, number or flag.
	textField = "string"
	// keyColumn tells rows apart.
	keyColumn = "id"
)

// fieldTypes are the types of columns in the words of Table Schema. Any other column is text.
var fieldTypes = map[tabular.Type]string{
	tabular.TypeDate:    "date",
	tabular.TypeInstant: "datetime",
	tabular.TypeInteger: "integer",
	tabular.TypeNumber:  "number",
	tabular.TypeMoney:   "number",
	tabular.TypeWan:     "number",
	tabular.TypeFlag:    "boolean",
}

// dataPackage answers the description of the newest dump's tables.
//
//	@ID				getDataPackage
//	@Summary		The tables of the newest dump (Data Package 2.0)
//	@Description	One CSV file for each kind of record, with its columns, size and SHA-256; Frictionless tools read it as it is. The
//	@Description	paths are those of a dated dump, so that size and checksum hold. As long as there is no dump: 503 unavailable.
//	@Tags			catalogue
//	@Success		200	{object}	DataPackage	"The package"
//	@Success		304	"unchanged"
//	@Router			/datapackage.json [get]
func (a *api) dataPackage(c *fiber.Ctx) error {
	if err := web.CheckQuery(c); err != nil {
		return err
	}
	if _, err := web.Accept(c, fiber.MIMEApplicationJSON); err != nil {
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
	if latest == nil {
		return &web.Refusal{Code: web.CodeUnavailable, Detail: web.Text{Key: "api.package.none"}, Fix: web.Text{Key: "api.package.fix"}}
	}
	stamp.Form = latest.Name
	if same, err := web.NotModified(c, stamp); same || err != nil {
		return err
	}
	described, err := a.describePackage(latest, web.Lang(c))
	if err != nil {
		return err
	}
	return sendDocument(c, fiber.MIMEApplicationJSON, described)
}

func (a *api) describePackage(latest *dump.Dump, lang i18n.Lang) (DataPackage, error) {
	name, credit := a.Authority.NameZH, a.Authority.AttributionZH
	if lang == i18n.EN {
		name, credit = a.Authority.NameEN, a.Authority.AttributionEN
	}
	if credit == "" {
		credit = name
	}
	home := a.BaseURL + "/"
	described := DataPackage{
		Schema: packageProfile, Name: "mingshi-" + a.Authority.DivisionCode, Version: latest.Name, Homepage: home,
		Title: i18n.T(lang, "api.catalogue.title", name), Description: i18n.T(lang, "api.catalogue.about", name),
		Created: wire.Instant(latest.MadeAt), Sources: []PackageSource{{Title: credit, Path: home}},
		Contributors: []PackageContributor{{Title: name, Path: home, Roles: []string{"publisher"}}},
	}
	if a.Authority.LicenceURL != "" {
		described.Licences = []PackageLicence{{Path: a.Authority.LicenceURL, Title: a.Authority.LicenceName}}
	}
	for i := range latest.Files {
		f := &latest.Files[i]
		if f.Form != dump.FormCSVGzip || f.Gone != nil {
			continue
		}
		fields, err := packageFields(f.Kind, lang)
		if err != nil {
			return DataPackage{}, err
		}
		described.Resources = append(described.Resources, PackageResource{
			Name: f.Kind.Plural(), Type: "table", Path: a.BaseURL + dumpsRoot + latest.Name + "/" + f.Name,
			Title: i18n.T(lang, setTexts[f.Kind].title, name), Description: i18n.T(lang, setTexts[f.Kind].about, name),
			Format: "csv", MediaType: "text/csv", Encoding: "utf-8", Compression: packagePacked, Bytes: f.Bytes, Hash: "sha256:" + f.SHA256,
			Schema: PackageSchema{
				Schema: tableProfile, Fields: fields, PrimaryKey: []string{keyColumn}, MissingValues: []string{""},
			},
		})
	}
	return described, nil
}

// packageFields are the columns of a kind's table as dumps write it: behind each code what it says in words.
func packageFields(kind disclosure.Kind, lang i18n.Lang) ([]PackageField, error) {
	columns, ok := tabular.Columns(kind, "")
	if !ok {
		return nil, disclosure.Errorf(disclosure.Internal, "data package: a %s has no columns", kind)
	}
	columns = tabular.WithLabels(columns, i18n.ZH)
	fields := make([]PackageField, len(columns))
	for i := range columns {
		column := &columns[i]
		of, ok := fieldTypes[column.Type]
		if !ok {
			of = textField
		}
		fields[i] = PackageField{Name: column.Name, Type: of, Title: column.Title(lang), Description: column.Description(lang)}
	}
	return fields, nil
}
