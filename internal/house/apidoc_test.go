package house

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"mingshi/internal/disclosure"
	"mingshi/internal/grading"
	"mingshi/internal/limits"
)

var update = flag.Bool("update", false, "write the generated documents anew")

// TestEnumerationsAreDocumented holds docs/api.md to the closed lists in the code. `go test ./internal/house -update`
// writes it.
func TestEnumerationsAreDocumented(t *testing.T) {
	path := filepath.Join("..", "..", "docs", "api.md")
	want := apiDocument(t)
	if *update {
		if err := os.WriteFile(path, []byte(want), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != want {
		t.Error("docs/api.md is not what the code says; run: go test ./internal/house -run Enumerations -update")
	}
}

const apiHead = `# The API

    curl 'https://HOST/api/v1/penalties?format=csv&limit=100'      # a list as a table
    curl 'https://HOST/api/v1/search?q=%E6%B5%B4%E5%AE%A4&lang=en'  # a search over all kinds
    curl 'https://HOST/api/v1/changes?after=0&limit=100'           # what changed; go on with next as after

All of it is ` + "`GET`" + ` under ` + "`/api/v1`" + `, without a key, in UTF-8 JSON; every answer that has an ` + "`ETag`" + ` or ` + "`Last-Modified`" + ` can be asked for conditionally, and all with HEAD.

| path | takes | answers |
|---|---|---|
| ` + "`/permits /filings /penalties /venues /gradings /readings`" + ` | those of [finding](#finding) and ` + "`lang`" + ` | ` + "`{data[], total, total_is_exact, next, facets, as_of, position}`" + `; pass ` + "`next`" + ` as ` + "`after`" + ` until it is null; also in ` + "`Link: rel=next`" + ` |
| ` + "`/{plural}/{id}`" + ` | ` + "`lang`" + ` | the record; 410 with a reason once it is gone |
| ` + "`/{plural}/{id}/history`" + ` | | its changes: when, what, why; never an earlier body |
| ` + "`/subjects/{code}`" + ` | ` + "`lang`" + ` | everything about one business, by its credit code |
| ` + "`/boards/{serial}`" + ` | ` + "`lang`" + ` | a board, by the first 8 characters of its code: its standing, what was printed when, and ` + "`outdated`" + ` if that is no longer true |
| ` + "`/changes/stream`" + ` | ` + "`after`, `kind`, `feed`; `Last-Event-ID`" + ` | the same changes as server-sent events (` + "`text/event-stream`" + `), each as it comes; ` + "`id` is `FEED_ID:POSITION`" + ` |
| ` + "`/changes`" + ` | ` + "`after` (0), `limit` 1–1000, `kind`, `wait` 0–60 seconds, `feed`" + ` | ` + "`{feed_id, changes[], next, position}`" + `: dense positions; ` + "`record`" + ` is null once it is gone; an empty page is no error; another ` + "`feed`" + ` or a position beyond the head is 409 ` + "`feed-reset`" + `: begin again at 0 |
| ` + "`/search`" + ` | those of [finding](#finding), ` + "`kind`, `lang`" + ` | the same as a list, with records of all kinds |
| ` + "`/suggest`" + ` | ` + "`q`" + ` | ` + "`{data[{id, name, kind, url}], as_of, position}`" + `: up to 8 records by name, for a text that is being typed |
| ` + "`/authorities`" + ` | | who publishes, under which terms, and how much |
| ` + "`/stats`" + ` | ` + "`from`, `to` (months, at most 120), `by=decided` or `happened`, `authority`" + ` | what is public now, the grades now, and by month and kind what was published, corrected, withdrawn, repaired, expired, not public; see [figures](#figures) |
| ` + "`/stats/timeliness`" + ` | ` + "`month`, `authority`, `limit`, `after`" + ` | how promptly the decisions of a month were published, and which were late |
| ` + "`/stats/grades`" + ` | ` + "`from`, `to`, `venue_kind`, `street`, `authority`" + ` | how many venues hold each grade now and did at the end of each month, in all, by kind and by street, and how many grades changed; counts the venues that trade, while ` + "`/stats`" + ` counts all public ones |
| ` + "`/stats/grades/changes`" + ` | the same, ` + "`limit`, `after`" + ` | which grades changed, on which day and why, the latest first; also at venues that do not trade now |
| ` + "`/stats/inspections`" + ` | ` + "`within` (days), `venue_kind`, `street`, `authority`" + ` | how many inspections are due and overdue at venues that trade, by street and responsible unit |

` + "`/api/v1`" + ` itself lists these addresses. ` + "`/docs`" + ` shows the description (` + "`/openapi.yaml`, `/openapi.json`" + `), in which every parameter, member and problem stands.
The same path as a page, with ` + "`.json`" + ` behind it, answers the same bytes. ` + "`/healthz`" + ` tells that the process runs, ` + "`/readyz`" + ` that store and search can answer.
Errors are ` + "`application/problem+json`" + ` with a permanent ` + "`code`" + ` and a ` + "`fix`" + `: 400 ` + "`invalid-parameter`, `invalid-cursor`, `bad-request`" + `; 401 ` + "`unauthorized`" + `; 404 ` + "`not-found`" + `;
405 ` + "`method-not-allowed`" + `; 406 ` + "`not-acceptable`" + `; 409 ` + "`feed-reset`" + `; 410 ` + "`gone`" + ` with the public ` + "`reason`" + `; 413, 414, 431 for what is too large; 416 ` + "`range-not-satisfiable`" + `; 429 ` + "`too-many-requests`" + `;
500 ` + "`internal`" + `; 503 ` + "`unavailable`" + `. An unknown or doubled parameter is refused, never ignored. A member that
has no value may be absent. ` + "`to_next_band`" + ` is on the scale of obtained points (of ` + "`score_applicable`" + `), not on that of ` + "`standard_score`" + `.
A record's ` + "`digest`" + ` is SHA-256 over its salt and its body; the package comment of ` + "`publicapi`" + ` says which members are the body.

## Forms

| parameter of a list | takes |
|---|---|
| ` + "`format`" + ` | ` + "`json` (default), `ndjson`, `csv`, `xlsx`, `parquet`" + `; it goes before ` + "`Accept`" + `, which chooses among the same; ` + "`/search`" + ` needs ` + "`kind`" + ` for tables |
| ` + "`codes`" + ` | ` + "`gen3`" + `: permits and penalties in the field codes of the standard (XK_…, CF_…), amounts in 万元 |
| ` + "`bom`" + ` | ` + "`1`" + `: CSV begins with a byte order mark, by which Excel knows UTF-8 |
| ` + "`limit=all`" + ` | every record in one file, in any format but JSON; two at once for a client and six for all, beyond that 429 with ` + "`Retry-After: 5`" + ` |

A file says in ` + "`X-Total-Count`, `X-Total-Is-Exact`, `X-Feed-Position` and `X-As-Of`" + ` what JSON says around the records, and in ` + "`Content-Disposition`" + ` its name.

## Feeds and dumps

` + "`/feeds/{changes|gradings|penalties|permits}.{json|atom}`" + ` are JSON Feed 1.1 and Atom, newest first, with ` + "`authority`, `street` or `venue`" + `. ` + "`/dumps/`" + ` lists files of every record of a kind, all of one
position of the feed, with rows, bytes and SHA-256; ` + "`/dumps/latest/…`" + ` is the newest. Files take ` + "`Range`" + ` and ` + "`If-Range`" + `, and their digest is in ` + "`Repr-Digest`" + `. A file that tells of a record that is
gone is taken away (410). To keep a copy: take a dump, then go on with ` + "`/changes?after=…&feed=…`" + ` as its ` + "`next`" + ` says.

## Statements and badges

` + "`/venues/{id}/statement.jws`" + ` is what the authority vouches for of a venue, signed: grade with date and scale, name, address, operator, permit with its end, position of the feed. Whoever
shows a grade, as a delivery platform does, can take it from the shop and check it without asking here for each; ` + "`/.well-known/jwks.json`" + ` has the keys. In Python with PyJWT:

    text = urllib.request.urlopen(f"{site}/venues/{venue}/statement.jws").read().decode()  # or from whoever shows it
    key = jwt.PyJWKClient(f"{site}/.well-known/jwks.json").get_signing_key_from_jwt(text)  # keep the client: it keeps the keys
    claims = jwt.decode(text, key, algorithms=["EdDSA"], issuer=site, options={"require": ["exp", "sub"]})
    assert jwt.get_unverified_header(text)["typ"] == "mingshi-statement+jwt" and claims["sub"] == venue
    grade = claims["grade"]  # null: none; inspected_on tells whether there was an inspection
    disputed = grade and grade["state"] == "disputed"  # an objection runs: say so wherever you show the grade

It is a compact JWS (RFC 7515) with JWT claims (RFC 7519), ` + "`alg`" + ` ` + "`EdDSA`" + ` with Ed25519, and a ` + "`typ`" + ` of its own (RFC 8725 §3.11), so that it is no other token: a library that takes ` + "`JWT`" + ` alone must be
told of it. Take the algorithm from here, never from the text, and compare ` + "`iss`, `sub`" + ` and the name and address with the shop in question. ` + "`exp`" + ` is at most 7 days behind
` + "`iat`" + ` and never behind the last day of the permit in it. Asked for again, the text is the same for a day (` + "`ETag`" + `, 304), and another one at once when a grade or anything else changes here;
the one before holds until its ` + "`exp`" + `, since what was signed cannot be called back: 7 days are the bound. Ask daily, and drop a venue that is answered 410.

The keys may be kept (` + "`max-age`" + `); whoever meets a ` + "`kid`" + ` that is not among them asks for them again, once. A new key signs from its first day on, beside it the old one stays in the set for at
least the 7 days for which its statements hold, and a key that is not there any more proves nothing.

` + "`/badge/{id}.svg`" + ` is the grade as a picture for a page of the venue's own: ` + "`" + `<img src="https://HOST/badge/{id}.svg?lang=zh" width="320" height="116" alt="卫生信誉度等级">` + "`" + `. It is asked
for anew each time, says when there is no grade yet, when the grade is disputed and when no permit is in force, and of a venue that is gone says so (410). Link it to the venue's page; a copy of it proves nothing.

## Limits

Without a key an address (one IPv4 address, or an IPv6 /64) may make 10 requests a second, and 300 at once; of dumps and whole lists (which take from both) 30 a minute, and 20 at once;
of pages that search or filter, suggestions and sitemaps 50 a second, and 1,000 at once. That is enough to catch up with all changes from the beginning. The authority may have set other numbers: every answer says in ` + "`" + `RateLimit-Policy: "api";q=300;w=30` + "`" + ` what they are (` + "`" + `q` + "`" + ` requests at
once, and all of them again in ` + "`" + `w` + "`" + ` seconds) and in ` + "`" + `RateLimit: "api";r=299;t=1` + "`" + ` what is left (` + "`" + `r` + "`" + ` requests now, all of them again in ` + "`" + `t` + "`" + ` seconds), as
draft-ietf-httpapi-ratelimit-headers-10 has it. An answer 304 costs nothing, so ask conditionally. Beyond the limit the answer is 429 ` + "`" + `too-many-requests` + "`" + ` with ` + "`" + `Retry-After` + "`" + ` in seconds.

Whoever needs more asks the authority for a key and sends it as ` + "`" + `Authorization: Bearer msk_…` + "`" + `. By default it then has 100 requests a second and 1,000 at once.
A key that is not known or was revoked, and anything else in ` + "`" + `Authorization` + "`" + `, is 401 ` + "`" + `unauthorized` + "`" + `, with
` + "`" + `WWW-Authenticate: Bearer` + "`" + `; it is never taken for a request without one. Scripts of other sites may send it, too.

Answers are packed with zstd, gzip or brotli as ` + "`" + `Accept-Encoding` + "`" + ` asks, but files that are packed already are not. An address is at most 4,096 bytes long (414), the request line
and all fields together 16 kB (431), and there is no body (400). What ` + "`" + `Accept` + "`" + ` asks for and there is not is 406 (but files of dumps are given to everybody), methods other than GET and HEAD are 405 with ` + "`" + `Allow` + "`" + `.

## Figures

They are counted when something happens and do not shrink as records end. ` + "`/stats/timeliness`" + ` is of one month of decision: ` + "`decided`" + ` = ` + "`published`" + ` + all of ` + "`not_public`" + `;
` + "`on_time_rate`" + ` (及时率) = on time ÷ published, ` + "`late_rate`" + ` (迟报率) = late ÷ published, ` + "`error_rate`" + ` (错报率) = corrections ÷ published, all cut after four decimals and null where
nothing was published. 合规率, 瞒报率 and 覆盖率 cannot be computed from what is known here: they are null, and ` + "`metrics`" + ` says why. Lateness was judged at publication; ` + "`late_records`" + `
lists what is late by the present calendar and is still public. One page of it reads up to 10,000 decisions of the month, so go on with ` + "`late_records.next`" + ` until it is null,
also where a page is empty. ` + "`calendar.provisional`" + `: a deadline of the month lies in a year whose holidays are not known yet.

## Catalogue

` + "`/catalog.jsonld`" + ` is a DCAT 3 catalogue: one ` + "`dcat:Dataset`" + ` for each kind, with the interface, feeds and the files of the newest dump as distributions; ` + "`dcat:accessURL`" + ` of a file is
that of the newest one, ` + "`dcat:downloadURL`" + ` the dated one to which size and checksum belong. ` + "`/datapackage.json`" + ` is a Data Package 2.0 of the dump's CSV files with all their columns;
there is none as long as there is no whole dump. ` + "`/sitemap.xml`" + ` lists every page that search engines may keep, each in every language.

## Finding

Every parameter has one value. What is not understood is refused, never ignored.

| parameter | takes |
|---|---|
| ` + "`q`" + ` | terms separated by spaces, up to 10 in up to 200 characters; each must stand, as it is written, in a name, address, street, document, permit or filing number, certificate name, violation, facts, legal basis, content or remark of the record, in the place of a test, or in a name, address or street of the record's venue, or begin a code with 4 characters or more; names of persons are not searched; width, case and kinds of brackets do not matter |
| ` + "`pinyin`" + ` | ` + "`1`" + `: terms of Latin letters also match names by full syllables or first letters; ` + "`0`" + ` (default) |
| ` + "`authority`, `street`" + ` | a credit code; a street's name: whole |
| ` + "`venue_kind`, `counterparty_kind`, `penalty_kind`" + ` | an identifier of the enumerations below |
| ` + "`grade`" + ` | ` + "`A`, `B`, `C`" + `: what a venue has now or an inspection gave |
| ` + "`state`" + ` | ` + "`published`, `disputed`" + ` |
| ` + "`decided_from`, `decided_to`" + ` | a day, YYYY-MM-DD, inclusive; leaves out what has no date, as venues |
| ` + "`fine_from`, `fine_to`" + ` | yuan with at most two decimals, inclusive; leaves out what has no fine |
| ` + "`sort`" + ` | ` + "`-decided_on` (default), `decided_on`, `relevance`, `-fine_cny`; venues also `name` (default); `/search` with a text: `relevance`" + ` by default. With ` + "`-fine_cny`" + ` what has no fine follows as with ` + "`-decided_on`" + `; with both orders of dates what has no date comes last, and venues behind it by name |
| ` + "`limit`, `after`" + ` | 1–200 (20); the ` + "`next`" + ` of the page before, with everything else unchanged |
| ` + "`facets`" + ` | fields to count among all that was found, separated by commas, of ` + "`kind`, `state`, `authority`, `street`, `venue_kind`, `counterparty_kind`, `grade`, `penalty_kind`, `year`" + ` |

With ` + "`q`" + ` each record has ` + "`matches[{path, ranges}]`" + `: where the terms stand in its own members, as ranges ` + "`[from, to]`" + ` of Unicode code points, the end
exclusive; leave it out when checking a ` + "`digest`" + `. Facets are ` + "`{year: [{value, count}]}`" + `, with a ` + "`label`" + ` if ` + "`lang`" + ` is given.
` + "`total`" + ` and facets are exact unless ` + "`total_is_exact`" + ` is false: then ` + "`total`" + ` is the least that there are. A record that has ended while the index still
has it is left out; then ` + "`total`" + ` counts the records of this answer alone, and ` + "`facets`" + ` is empty. ` + "`position` and `as_of`" + ` of what was searched are those
of the index; while it is behind the feed such an answer has no ` + "`ETag`" + ` and is ` + "`no-store`" + `. While search does not
answer (503 ` + "`unavailable`" + `), lists without ` + "`q`" + `, filters and facets, in the order of dates or names, still do.

# The API's enumerations

Generated from the code (` + "`go test ./internal/house -run Enumerations -update`" + `). Our JSON holds the identifiers of the first column; with
` + "`lang=zh` or `lang=en`" + ` a member ` + "`…_label`" + ` holds the words. The third column is the double-disclosure standard's own value; the last lists
other spellings and codes of older generations that an import understands.
`

func apiDocument(t *testing.T) string {
	t.Helper()
	var out strings.Builder
	out.WriteString(apiHead)
	table(&out, "counterparty.kind", disclosure.CounterpartyKinds)
	table(&out, "permit_kind", disclosure.PermitKinds)
	table(&out, "penalty_kinds[]", disclosure.PenaltyKinds)
	table(&out, "status of permits and filings", disclosure.PermitStatuses)
	table(&out, "venue_kind", disclosure.VenueKinds)
	table(&out, "status of venues", disclosure.VenueStatuses)
	table(&out, "inspection_kind", disclosure.InspectionKinds)
	table(&out, "grade.reason of venues", grading.Causes)
	table(&out, "grade.next_inspection_for of venues", grading.DueReasons)
	table(&out, "grade.corrections[].state of venues", grading.CorrectionStates)
	table(&out, "result (readings, re-inspections)", disclosure.CheckResults)
	table(&out, "source of readings", disclosure.ReadingSources)
	table(&out, "standing of boards", disclosure.BoardStandings)
	table(&out, "end_reason of boards", disclosure.BoardEnds)
	items, err := limits.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	out.WriteString("\n## item (readings)\n\n| identifier | English | Chinese | unit |\n|---|---|---|---|\n")
	for _, item := range items.Items {
		fmt.Fprintf(&out, "| `%s` | %s | %s | %s |\n", item.Code, item.EN, item.ZH, item.Unit)
	}
	out.WriteString("\n## op, and the reasons it may carry (feed)\n\n| op | reason |\n|---|---|\n")
	for _, op := range disclosure.Ops() {
		var reasons []string
		for _, reason := range disclosure.ReasonsOf(op) {
			reasons = append(reasons, "`"+string(reason)+"`")
		}
		fmt.Fprintf(&out, "| `%s` | %s |\n", op, strings.Join(reasons, " "))
	}
	return out.String()
}

func table[T ~string](out *strings.Builder, title string, list disclosure.List[T]) {
	fmt.Fprintf(out, "\n## %s\n\n| identifier | English | standard's value | also read |\n|---|---|---|---|\n", title)
	for i := range list {
		also := make([]string, len(list[i].Also))
		for n, spelling := range list[i].Also {
			also[n] = "`" + spelling + "`"
		}
		fmt.Fprintf(out, "| `%s` | %s | %s | %s |\n", list[i].ID, list[i].EN, list[i].ZH, strings.Join(also, " "))
	}
}
