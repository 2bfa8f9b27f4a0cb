package publicapi

import (
	"encoding/hex"
	"encoding/json"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"mingshi/internal/disclosure"
	"mingshi/internal/dump"
	"mingshi/internal/web"
)

const (
	dumpsRoot = "/dumps/"
	// latestDump stands in an address for the name of the newest dump.
	latestDump = "latest"
	// dumpManifest is what describes one dump, or all of them.
	dumpManifest = "manifest.json"
)

// goneDumps say why a file of a dump is no longer there.
var goneDumps = map[disclosure.Reason]string{
	disclosure.Reason(dump.ReasonRecordGone): "api.dump.record_gone",
	disclosure.Reason(dump.ReasonSuperseded): "api.dump.superseded",
	disclosure.Reason(dump.ReasonExpired):    "api.dump.expired",
	disclosure.Reason(dump.ReasonRetired):    "api.dump.retired",
	disclosure.Reason(dump.ReasonFeedReset):  "api.dump.feed_reset",
	disclosure.Reason(dump.ReasonDamaged):    "api.dump.damaged",
}

func (a *api) installDumps(app *fiber.App) {
	if a.Dumps == nil {
		return
	}
	for _, path := range []string{dumpsRoot, dumpsRoot + dumpManifest} {
		app.Get(path, onlyJSON, a.listDumps)
	}
	app.Get(dumpsRoot+":dump/"+dumpManifest, onlyJSON, a.getDump)
	app.Get(dumpsRoot+":dump/:file", a.getDumpFile)
}

// listDumps answers what dumps there are.
//
//	@ID				listDumps
//	@Summary		The dumps there are, with size, rows and SHA-256 of every file
//	@Description	A dump is every public record of every kind as files, all of one position of the feed. The bytes under a dated name never change.
//	@Description	A dated file that tells of a record that has ended since, or that holds a penalty as it was before a correction, is taken away; it stays in this
//	@Description	list with the reason, and its address answers 410. Keep to the files of one dump, check their SHA-256, and go on from there with the address in next.
//	@Tags			dumps
//	@Success		200	{object}	DumpList	"The dumps, the latest first"
//	@Success		304	"unchanged"
//	@Router			/dumps/ [get]
//	@Router			/dumps/manifest.json [get]
func (a *api) listDumps(c *fiber.Ctx) error {
	if err := web.CheckQuery(c); err != nil {
		return err
	}
	m, err := a.Dumps.Manifest()
	if err != nil {
		return err
	}
	list := DumpList{FeedID: m.FeedID, Dumps: make([]Dump, len(m.Dumps))}
	for i := range m.Dumps {
		list.Dumps[i] = a.dumpOf(&m.Dumps[i])
	}
	if len(m.Dumps) > 0 && m.Dumps[0].Whole() {
		list.Latest = &m.Dumps[0].Name
	}
	return sendManifest(c, list)
}

// getDump answers what is in one dump.
//
//	@ID				getDump
//	@Summary		What is in one dump
//	@Description	The files of a dump, and how to cite it. "latest" stands for the newest one; for the moment in which it is made anew because a record has ended it is
//	@Description	answered 503 with Retry-After.
//	@Tags			dumps
//	@Param			dump	path		string	true	"Name of the dump, or latest"	example(latest)
//	@Success		200		{object}	Dump	"The dump"
//	@Success		304		"unchanged"
//	@Failure		404		"not-found"
//	@Failure		410		"gone"
//	@Failure		503		"unavailable"
//	@Header			200		{string}	Content-Location	"Under latest: the address of the dated manifest"
//	@Router			/dumps/{dump}/manifest.json [get]
func (a *api) getDump(c *fiber.Ctx) error {
	if err := web.CheckQuery(c); err != nil {
		return err
	}
	d, err := a.askedDump(c)
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderContentLocation, dumpsRoot+d.Name+"/"+dumpManifest)
	return sendManifest(c, a.dumpOf(d))
}

// getDumpFile answers a file of a dump, or a part of it.
//
//	@ID				getDumpFile
//	@Summary		A file of a dump
//	@Description	Range with one range of bytes is answered 206, also under If-Range with the ETag; several ranges at once are answered with the whole file. The ETag
//	@Description	is the SHA-256 of the file. There is no Content-Encoding: what comes is the packed file.
//	@Tags			dumps
//	@Produce		application/gzip,application/zstd,application/vnd.apache.parquet
//	@Param			dump		path	string	true	"Name of the dump, or latest"	example(latest)
//	@Param			file		path	string	true	"Name of the file, as the manifest has it"	example(penalties.ndjson.gz)
//	@Param			Range		header	string	false	"One range of bytes"	example(bytes=0-99)
//	@Param			If-Range	header	string	false	"ETag of the file of which a part is there already"
//	@Success		200			{file}	binary	"The file"
//	@Success		206			{file}	binary	"The part of it"
//	@Success		304			"unchanged"
//	@Failure		404			"not-found"
//	@Failure		410			"gone"
//	@Failure		416			"range-not-satisfiable"
//	@Failure		503			"unavailable"
//	@Header			200,206		{string}	Repr-Digest			"SHA-256 of the whole file (RFC 9530)"
//	@Header			200,206		{string}	Content-Location	"Under latest: the address of the dated file"
//	@Router			/dumps/{dump}/{file} [get]
func (a *api) getDumpFile(c *fiber.Ctx) error {
	if err := web.CheckQuery(c); err != nil {
		return err
	}
	d, err := a.askedDump(c)
	if err != nil {
		return err
	}
	f, err := a.Dumps.Open(d.Name, c.Params("file"))
	if err != nil {
		return a.refusedDump(c, err)
	}
	file := web.File{Content: f, Size: f.Of.Bytes, Modified: d.MadeAt, Type: f.Of.Form.MediaType()}
	if _, err := hex.Decode(file.SHA256[:], []byte(f.Of.SHA256)); err != nil {
		return disclosure.Errorf(disclosure.Internal, "dump %s: hash of %s: %w", d.Name, f.Of.Name, err)
	}
	c.Set(fiber.HeaderContentLocation, dumpsRoot+d.Name+"/"+f.Of.Name)
	c.Set(fiber.HeaderContentDisposition, `attachment; filename="`+d.Name+"-"+f.Of.Name+`"`)
	return web.SendFile(c, file)
}

// askedDump is the dump that the address names.
func (a *api) askedDump(c *fiber.Ctx) (*dump.Dump, error) {
	name := c.Params("dump")
	var d *dump.Dump
	var err error
	if name == latestDump {
		d, err = a.Dumps.Latest()
	} else {
		d, err = a.Dumps.Dump(name)
	}
	if err != nil {
		return nil, a.refusedDump(c, err)
	}
	return d, nil
}

// refusedDump says why there is no such dump or file. What latest stood for may have gone since: then another one is on its way.
func (a *api) refusedDump(c *fiber.Ctx, err error) error {
	kind := disclosure.KindOf(err)
	if kind == disclosure.Gone && c.Params("dump") != latestDump {
		tombstone, _ := disclosure.TombstoneOf(err)
		return &web.Refusal{
			Code: web.CodeGone, Detail: web.Text{Key: goneDumps[tombstone.Reason]}, Fix: web.Text{Key: "api.dump.fix"}, Err: err,
		}
	}
	if kind == disclosure.Gone || kind == disclosure.Unavailable {
		c.Set(fiber.HeaderRetryAfter, strconv.Itoa(int(a.Dumps.RetryAfter().Seconds())))
		return &web.Refusal{
			Code: web.CodeUnavailable, Detail: web.Text{Key: "api.dump.making"}, Fix: web.Text{Key: "api.dump.wait"}, Err: err,
		}
	}
	return err
}

// sendManifest answers with a document that depends on what is on the disk alone; its tag is made from its bytes.
func sendManifest(c *fiber.Ctx, document any) error {
	raw, err := json.Marshal(document)
	if err != nil {
		return disclosure.Errorf(disclosure.Internal, "manifest: %w", err)
	}
	if web.SameDocument(c, raw) {
		return nil
	}
	return sendJSON(c, raw)
}

func (a *api) dumpOf(d *dump.Dump) Dump {
	address := a.BaseURL + dumpsRoot + d.Name + "/"
	after := url.Values{"after": {strconv.FormatInt(d.Position, 10)}, "feed": {d.FeedID}}
	shown := Dump{
		Name: d.Name, URL: address + dumpManifest, FeedID: d.FeedID, Position: d.Position, AsOf: instantOf(d.AsOf),
		MadeAt: instant(d.MadeAt),
		Next:   a.BaseURL + root + "/changes?" + after.Encode(), Publisher: d.Terms.Publisher, Licence: d.Terms.Licence,
		LicenceURL: d.Terms.LicenceURL, Attribution: d.Terms.Attribution, Citation: citation(d, address+dumpManifest),
		Files: make([]DumpFile, len(d.Files)),
	}
	for i := range d.Files {
		shown.Files[i] = fileOf(&d.Files[i], address)
	}
	return shown
}

func fileOf(f *dump.File, address string) DumpFile {
	shown := DumpFile{
		Name: f.Name, URL: address + f.Name, Kind: f.Kind, Query: f.Query(), MediaType: f.Form.MediaType(),
		Compression: f.Form.Compression(),
		Within:      f.Form.Within(), Rows: f.Rows, Bytes: f.Bytes, SHA256: f.SHA256, Until: f.Until,
	}
	if f.Gone != nil {
		shown.Gone = &DumpGone{Reason: f.Gone.Reason, At: instant(f.Gone.At)}
	}
	return shown
}

// citation is how to name a dump in print: who, what, as of when, which position of which feed, where.
func citation(d *dump.Dump, address string) string {
	parts := []string{
		d.Terms.Publisher, "all public records", "dump " + d.Name,
		"as of " + d.AsOf.UTC().Format(time.RFC3339) + ", position " + strconv.FormatInt(d.Position, 10) + " of feed " + d.FeedID, address,
	}
	if parts[0] == "" {
		parts = parts[1:]
	}
	return strings.Join(parts, ". ")
}

// instant is written as everywhere in the interface: in UTC with microseconds.
type instant time.Time

// instantOf is nil for the zero time.
func instantOf(at time.Time) *instant {
	if at.IsZero() {
		return nil
	}
	of := instant(at)
	return &of
}

// MarshalJSON writes RFC 3339 with all six digits.
func (i instant) MarshalJSON() ([]byte, error) {
	return []byte(time.Time(i).UTC().Format(`"2006-01-02T15:04:05.000000Z"`)), nil
}

// DumpList is what dumps there are.
type DumpList struct {
	// Which feed the dumps are of.
	FeedID string `json:"feed_id"`
	// Name of the dump that latest stands for; null while it is being made.
	Latest *string `json:"latest"`
	// Dumps, the latest first.
	Dumps []Dump `json:"dumps"`
}

// Dump is every public record of every kind, as of one position.
type Dump struct {
	// Local day and position.
	Name string `json:"name"`
	// Address of this description.
	URL string `json:"url"`
	// Which feed the position is of.
	FeedID string `json:"feed_id"`
	// Position of the feed that every file is of.
	Position int64 `json:"position" minimum:"0"`
	// Instant of the last change or expiry that the files know of; null as long as nothing was published.
	AsOf *instant `json:"as_of" swaggertype:"string" format:"date-time"`
	// When the files were made.
	MadeAt instant `json:"made_at" swaggertype:"string" format:"date-time"`
	// Where to go on: the changes behind the position.
	Next string `json:"next"`
	// Who publishes.
	Publisher string `json:"publisher"`
	// Under which licence, if the publisher says; else empty.
	Licence string `json:"licence"`
	// Address of the licence, or empty.
	LicenceURL string `json:"licence_url"`
	// How to name the source, or empty.
	Attribution string `json:"attribution"`
	// How to cite the dump.
	Citation string `json:"citation"`
	// Files of the dump, those that are gone included.
	Files []DumpFile `json:"files"`
}

// DumpFile is one file of a dump: all records of one kind in one form.
type DumpFile struct {
	// Name within the dump.
	Name string `json:"name"`
	// Address of the file.
	URL string `json:"url"`
	// Kind of its records.
	Kind disclosure.Kind `json:"kind"`
	// What the file holds, in words.
	Query string `json:"query"`
	// Media type of the file as it is.
	MediaType string `json:"media_type"`
	// How it is packed: gzip, zstd, or empty for not at all.
	Compression string `json:"compression"`
	// Media type of what is within.
	Within string `json:"within"`
	// How many records it holds.
	Rows int64 `json:"rows" minimum:"0"`
	// Size of the file as it is.
	Bytes int64 `json:"bytes" minimum:"0"`
	// SHA-256 of the file as it is, in hexadecimal digits.
	SHA256 string `json:"sha256"`
	// Last day on which the file is given out, since then a record in it expires; null if no record in it does.
	Until disclosure.Date `json:"until" swaggertype:"string" format:"date"`
	// Why and since when the file is no longer there; null as long as it is.
	Gone *DumpGone `json:"gone"`
}

// DumpGone says why a file of a dump is no longer there.
type DumpGone struct {
	// Reason why it had to go.
	Reason dump.Reason `json:"reason" enums:"record_gone,superseded,expired,retired,feed_reset,damaged"`
	// Since when.
	At instant `json:"at" swaggertype:"string" format:"date-time"`
}
