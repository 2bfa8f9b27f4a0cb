package publicapi

// Catalogue is what there is to take away, in the words of DCAT 3 (W3C) as JSON-LD.
type Catalogue struct {
	// Prefixes of the names below.
	Context map[string]string `json:"@context"`
	// Address of this document.
	ID string `json:"@id"`
	// dcat:Catalog.
	Type string `json:"@type"`
	// Title in each language.
	Title []LangText `json:"dct:title"`
	// Description in each language.
	Description []LangText `json:"dct:description"`
	// Who publishes.
	Publisher Agent `json:"dct:publisher"`
	// Page for people.
	Homepage Ref `json:"foaf:homepage"`
	// Languages of the records and of their descriptions.
	Languages []Ref `json:"dct:language"`
	// Terms of use; absent where the publisher says nothing of them.
	Licence *Terms `json:"dct:license,omitempty"`
	// How to name the source; absent where the publisher says nothing of it.
	Rights *Rights `json:"dct:rights,omitempty"`
	// Where the decisions are made.
	Spatial Region `json:"dct:spatial"`
	// Instant of the last change; absent as long as nothing was published.
	Modified *TypedText `json:"dct:modified,omitempty"`
	// One set of data for each kind of record.
	Datasets []CatalogueDataset `json:"dcat:dataset"`
	// This interface.
	Services []CatalogueService `json:"dcat:service"`
}

// CatalogueDataset is the records of one kind.
type CatalogueDataset struct {
	// Name of the set, for good.
	ID string `json:"@id"`
	// dcat:Dataset.
	Type string `json:"@type"`
	// Plural of the kind, as in addresses.
	Identifier string `json:"dct:identifier"`
	// Title in each language.
	Title []LangText `json:"dct:title"`
	// Description in each language.
	Description []LangText `json:"dct:description"`
	// What the records are called, in each language.
	Keywords []LangText `json:"dcat:keyword"`
	// Theme: health.
	Theme Ref `json:"dcat:theme"`
	// Who publishes.
	Publisher Ref `json:"dct:publisher"`
	// Language of the records.
	Language Ref `json:"dct:language"`
	// Terms of use; absent where the publisher says nothing of them.
	Licence *Terms `json:"dct:license,omitempty"`
	// How to name the source; absent where the publisher says nothing of it.
	Rights *Rights `json:"dct:rights,omitempty"`
	// Where the decisions are made.
	Spatial Region `json:"dct:spatial"`
	// Days of the earliest and the latest decision that are public; absent for records without decisions.
	Temporal *Period `json:"dct:temporal,omitempty"`
	// Instant of the last change of any record; absent as long as nothing was published.
	Modified *TypedText `json:"dct:modified,omitempty"`
	// How often it changes: continuously.
	Periodicity Ref `json:"dct:accrualPeriodicity"` //nolint:tagliatelle // the vocabulary's own name
	// Page for people; absent for kinds without pages.
	LandingPage *Ref `json:"dcat:landingPage,omitempty"` //nolint:tagliatelle // the vocabulary's own name
	// Ways to take it away.
	Distributions []Distribution `json:"dcat:distribution"`
}

// Distribution is one way to take a set of data away.
type Distribution struct {
	// Name of the distribution, for good.
	ID string `json:"@id"`
	// dcat:Distribution.
	Type string `json:"@type"`
	// Title in each language.
	Title []LangText `json:"dct:title"`
	// Where to begin: of a file the address at which the newest one always is.
	AccessURL Ref `json:"dcat:accessURL"` //nolint:tagliatelle // the vocabulary's own name
	// Of a file: the address whose bytes never change, those of the checksum.
	DownloadURL *Ref `json:"dcat:downloadURL,omitempty"` //nolint:tagliatelle // the vocabulary's own name
	// Of what comes through the interface: the service.
	Service *Ref `json:"dcat:accessService,omitempty"` //nolint:tagliatelle // the vocabulary's own name
	// Media type of what is within (IANA).
	MediaType Ref `json:"dcat:mediaType"` //nolint:tagliatelle // the vocabulary's own name
	// Media type of how it is packed (IANA); absent where it is not.
	Packed *Ref `json:"dcat:compressFormat,omitempty"` //nolint:tagliatelle // the vocabulary's own name
	// Size of the file.
	Bytes *TypedText `json:"dcat:byteSize,omitempty"` //nolint:tagliatelle // the vocabulary's own name
	// Checksum of the file.
	Checksum *Checksum `json:"spdx:checksum,omitempty"`
	// Terms of use; absent where the publisher says nothing of them.
	Licence *Terms `json:"dct:license,omitempty"`
	// Instant as of which the file is.
	Modified *TypedText `json:"dct:modified,omitempty"`
}

// CatalogueService is an interface for programs.
type CatalogueService struct {
	// Name of the service, for good.
	ID string `json:"@id"`
	// dcat:DataService.
	Type string `json:"@type"`
	// Title in each language.
	Title []LangText `json:"dct:title"`
	// Where its questions begin.
	Endpoints []Ref `json:"dcat:endpointURL"` //nolint:tagliatelle // the vocabulary's own name
	// Its description: OpenAPI 3.1.
	Description Ref `json:"dcat:endpointDescription"` //nolint:tagliatelle // the vocabulary's own name
	// Terms of use; absent where the publisher says nothing of them.
	Licence *Terms `json:"dct:license,omitempty"`
	// What it serves.
	Serves []Ref `json:"dcat:servesDataset"` //nolint:tagliatelle // the vocabulary's own name
}

// LangText is a text in one language.
type LangText struct {
	// zh or en.
	Language string `json:"@language"`
	// The text.
	Value string `json:"@value"`
}

// TypedText is a value with its type.
type TypedText struct {
	// Name of the type.
	Type string `json:"@type"`
	// The value.
	Value string `json:"@value"`
}

// Ref refers to something by its address.
type Ref struct {
	// The address.
	ID string `json:"@id"`
}

// Agent is who publishes.
type Agent struct {
	// Name of the agent, for good.
	ID string `json:"@id"`
	// foaf:Agent.
	Type string `json:"@type"`
	// Name in each language.
	Name []LangText `json:"foaf:name"`
	// Credit code (统一社会信用代码).
	Identifier string `json:"dct:identifier"`
}

// Terms are terms of use.
type Terms struct {
	// Address of the text; absent where there is none.
	ID string `json:"@id,omitempty"`
	// dct:LicenseDocument.
	Type string `json:"@type"`
	// What they are called.
	Label string `json:"rdfs:label"`
}

// Rights say how to name the source.
type Rights struct {
	// dct:RightsStatement.
	Type string `json:"@type"`
	// The words in each language.
	Label []LangText `json:"rdfs:label"`
}

// Region is an administrative division.
type Region struct {
	// dct:Location.
	Type string `json:"@type"`
	// Six-digit code (行政区划代码, GB/T 2260).
	Identifier string `json:"dct:identifier"`
}

// Period is a stretch of days.
type Period struct {
	// dct:PeriodOfTime.
	Type string `json:"@type"`
	// First day.
	Start TypedText `json:"dcat:startDate"` //nolint:tagliatelle // the vocabulary's own name
	// Last day.
	End TypedText `json:"dcat:endDate"` //nolint:tagliatelle // the vocabulary's own name
}

// Checksum is that of a file.
type Checksum struct {
	// spdx:Checksum.
	Type string `json:"@type"`
	// SHA-256.
	Algorithm Ref `json:"spdx:algorithm"`
	// The checksum in hexadecimal digits.
	Value TypedText `json:"spdx:checksumValue"` //nolint:tagliatelle // the vocabulary's own name
}
