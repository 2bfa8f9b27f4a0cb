package tabular

import (
	"encoding/json"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/compress/zstd"

	"mingshi/internal/disclosure"
	"mingshi/internal/i18n"
)

// groupRows is how many rows make a row group: what the writer holds in memory. So many penalties are some 20 MB.
const groupRows = 8_000

// batchRows is how many rows are handed over at a time.
const batchRows = 256

// The digits of amounts: all that fit an int64 of fen.
const (
	amountDigits = 18
	yuanScale    = 2
	wanScale     = 6
)

// parquetSink writes Parquet: zstd, every column optional and with its type, what the file is and the dictionary of its
// columns in the metadata.
type parquetSink struct {
	columns []Column
	writer  *parquet.GenericWriter[any]
	rows    []parquet.Row
	// room holds the texts of the rows that wait; values point into it.
	room []byte
}

func newParquetSink(w io.Writer, columns []Column, o *Options) (*parquetSink, error) {
	metadata, err := parquetMetadata(columns, o.Kind, &o.About)
	if err != nil {
		return nil, err
	}
	options := []parquet.WriterOption{
		parquetSchema(o.Kind, columns), parquet.Compression(&zstd.Codec{}), parquet.MaxRowsPerRowGroup(groupRows),
		parquet.CreatedBy("Mingshi", "", ""),
	}
	for _, entry := range metadata {
		options = append(options, parquet.KeyValueMetadata(entry[0], entry[1]))
	}
	return &parquetSink{columns: columns, writer: parquet.NewGenericWriter[any](w, options...)}, nil
}

// orderedGroup is a group whose fields stand in the order of the dictionary and not of the alphabet.
type orderedGroup struct {
	parquet.Group
	order map[string]int
}

// Fields implements parquet.Node.
func (g orderedGroup) Fields() []parquet.Field {
	fields := g.Group.Fields()
	slices.SortFunc(fields, func(a, b parquet.Field) int { return g.order[a.Name()] - g.order[b.Name()] })
	return fields
}

func parquetSchema(kind disclosure.Kind, columns []Column) *parquet.Schema {
	group := orderedGroup{Group: parquet.Group{}, order: make(map[string]int, len(columns))}
	for i := range columns {
		group.Group[columns[i].Name] = parquet.Optional(parquetNode(columns[i].Type))
		group.order[columns[i].Name] = i
	}
	return parquet.NewSchema(string(kind), group)
}

func parquetNode(t Type) parquet.Node {
	switch t {
	case TypeDate:
		return parquet.Date()
	case TypeInstant:
		return parquet.Timestamp(parquet.Microsecond)
	case TypeInteger:
		return parquet.Int(64)
	case TypeNumber:
		return parquet.Leaf(parquet.DoubleType)
	case TypeMoney:
		return parquet.Decimal(yuanScale, amountDigits, parquet.Int64Type)
	case TypeWan:
		return parquet.Decimal(wanScale, amountDigits, parquet.Int64Type)
	case TypeFlag:
		return parquet.Leaf(parquet.BooleanType)
	case TypeCode, TypeCodes:
		return parquet.Encoded(parquet.String(), &parquet.RLEDictionary)
	case TypeText, TypeJSON:
	}
	return parquet.String()
}

// parquetMetadata is what the file says of itself, sorted by name.
func parquetMetadata(columns []Column, kind disclosure.Kind, a *About) ([][2]string, error) {
	type entry struct {
		Name        string            `json:"name"`
		Type        Type              `json:"type"`
		Code        string            `json:"code,omitempty"`
		Title       map[string]string `json:"title"`
		Description map[string]string `json:"description"`
	}
	entries := make([]entry, len(columns))
	for i := range columns {
		c := &columns[i]
		entries[i] = entry{
			c.Name, c.Type, c.Code, map[string]string{"zh": c.ZH, "en": c.EN}, map[string]string{"zh": c.DescZH, "en": c.DescEN},
		}
	}
	titles, err := json.Marshal(entries)
	if err != nil {
		return nil, disclosure.Errorf(disclosure.Internal, "parquet: dictionary: %w", err)
	}
	return [][2]string{
		{"mingshi.as_of", instant(a.AsOf)},
		{"mingshi.attribution", a.Attribution},
		{"mingshi.columns", string(titles)},
		{"mingshi.feed_id", a.FeedID},
		{"mingshi.licence", a.Licence},
		{"mingshi.licence_url", a.LicenceURL},
		{"mingshi.position", strconv.FormatInt(a.Position, 10)},
		{"mingshi.publisher", a.Publisher},
		{"mingshi.query", a.Query},
		{"mingshi.title_en", Title(i18n.EN, kind)},
		{"mingshi.title_zh", Title(i18n.ZH, kind)},
		{"mingshi.url", a.URL},
	}, nil
}

func (s *parquetSink) add(texts [][]byte) error {
	n := len(s.rows)
	if n < cap(s.rows) {
		s.rows = s.rows[:n+1]
	} else {
		s.rows = append(s.rows, make(parquet.Row, 0, len(s.columns)))
	}
	row := s.rows[n][:0]
	for i, text := range texts {
		if len(text) == 0 {
			row = append(row, parquet.NullValue().Level(0, 0, i))
			continue
		}
		value, err := s.value(s.columns[i].Type, text)
		if err != nil {
			return disclosure.Errorf(disclosure.Internal, "column %s: %w", s.columns[i].Name, err)
		}
		row = append(row, value.Level(0, 1, i))
	}
	s.rows[n] = row
	if len(s.rows) < batchRows {
		return nil
	}
	return s.flush()
}

func (s *parquetSink) value(t Type, text []byte) (parquet.Value, error) {
	switch t {
	case TypeDate:
		day, err := disclosure.ParseDate(strings.ReplaceAll(string(text), "/", "-"))
		epoch := disclosure.Date{Year: 1970, Month: time.January, Day: 1}
		return parquet.Int32Value(int32(epoch.DaysUntil(day))), err //nolint:gosec // four-digit years
	case TypeInstant:
		at, err := time.Parse(time.RFC3339, string(text))
		return parquet.Int64Value(at.UnixMicro()), err
	case TypeInteger:
		n, err := strconv.ParseInt(string(text), 10, 64)
		return parquet.Int64Value(n), err
	case TypeNumber:
		n, err := strconv.ParseFloat(string(text), 64)
		return parquet.DoubleValue(n), err
	case TypeMoney:
		fen, err := disclosure.ParseYuan(string(text))
		return parquet.Int64Value(int64(fen)), err
	case TypeWan:
		fen, err := disclosure.ParseWan(string(text))
		return parquet.Int64Value(int64(fen)), err
	case TypeFlag:
		return parquet.BooleanValue(string(text) == "true"), nil
	case TypeText, TypeCode, TypeCodes, TypeJSON:
	}
	from := len(s.room)
	s.room = append(s.room, text...)
	return parquet.ByteArrayValue(s.room[from:]), nil
}

func (s *parquetSink) flush() error {
	_, err := s.writer.WriteRows(s.rows)
	s.rows, s.room = s.rows[:0], s.room[:0]
	return written(err)
}

func (s *parquetSink) end() error {
	if err := s.flush(); err != nil {
		return err
	}
	return written(s.writer.Close())
}

func (*parquetSink) free() {}
