package dump

// Form is what a file of a dump is written in.
type Form string

// The forms: one JSON object a line, a table with headings, and Parquet. Parquet compresses within.
const (
	FormNDJSONGzip Form = "ndjson.gz"
	FormNDJSONZstd Form = "ndjson.zst"
	FormCSVGzip    Form = "csv.gz"
	FormParquet    Form = "parquet"
)

// Forms lists every form.
func Forms() []Form { return []Form{FormNDJSONGzip, FormNDJSONZstd, FormCSVGzip, FormParquet} }

// forms gives each form its media type, that of what is within once it is unpacked, and the name of how it is packed.
var forms = map[Form]struct{ mediaType, within, packed string }{
	FormNDJSONGzip: {"application/gzip", "application/x-ndjson", "gzip"},
	FormNDJSONZstd: {"application/zstd", "application/x-ndjson", "zstd"},
	FormCSVGzip:    {"application/gzip", "text/csv", "gzip"},
	FormParquet:    {"application/vnd.apache.parquet", "application/vnd.apache.parquet", ""},
}

// MediaType is that of the file as it is ("application/gzip").
func (f Form) MediaType() string { return forms[f].mediaType }

// Within is the media type of what is in the file once it is unpacked ("text/csv"); that of the file itself where it is not packed.
func (f Form) Within() string { return forms[f].within }

// Compression names how the file is packed: "gzip", "zstd", or "" for not at all.
func (f Form) Compression() string { return forms[f].packed }
