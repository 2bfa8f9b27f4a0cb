package search

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"slices"
	"strings"

	"mingshi/internal/disclosure"
)

// Cursor is a place in the order of a query's hits: behind the last hit of a page. It names no document number of an engine,
// so that it stays good while documents come and go, after a rebuild, and at another server.
type Cursor struct {
	// Tier counts the parts of the order that were passed: with Relevance two a tier (venues, others), with the other orders
	// those of the package comment.
	Tier int `json:"t"`
	// The last hit's key: SortName of a venue, date of another document, and the amount where the part is ordered by it.
	Name string          `json:"n,omitempty"`
	Date disclosure.Date `json:"d"`
	Fine disclosure.Fen  `json:"f,omitempty"`
	ID   disclosure.ID   `json:"i"`
}

// cursorSeal is how many bytes of the seal a cursor carries. It guards against mistakes, those of other queries and broken
// copies, and keeps no secret: a cursor grants nothing that the query does not.
const cursorSeal = 12

// Encode makes the text of a cursor for a query.
func (c Cursor) Encode(q *Query) string {
	raw, err := json.Marshal(c)
	if err != nil {
		panic(err) // strings and numbers always encode
	}
	return base64.RawURLEncoding.EncodeToString(append(seal(q, raw), raw...))
}

// DecodeCursor reads Query.After; ok is false without one. One of another query, or that was not made here, is ErrCursor.
func DecodeCursor(q *Query) (c Cursor, ok bool, err error) {
	if q.After == "" {
		return Cursor{}, false, nil
	}
	raw, err := base64.RawURLEncoding.Strict().DecodeString(q.After)
	if err != nil || strings.ContainsAny(q.After, "\r\n") || len(raw) < cursorSeal ||
		!bytes.Equal(seal(q, raw[cursorSeal:]), raw[:cursorSeal]) {
		return Cursor{}, false, disclosure.Errorf(disclosure.Invalid, "search: %w", ErrCursor)
	}
	if err := json.Unmarshal(raw[cursorSeal:], &c); err != nil {
		return Cursor{}, false, disclosure.Errorf(disclosure.Invalid, "search: %w", ErrCursor)
	}
	return c, true, nil
}

// seal is a digest over a cursor and what makes its query another one.
func seal(q *Query, raw []byte) []byte {
	h := sha256.New()
	write := func(parts ...string) {
		for _, part := range parts {
			h.Write(binary.AppendUvarint(nil, uint64(len(part))))
			h.Write([]byte(part))
		}
		h.Write([]byte{0xFF, 0xFF, 0xFF}) // no length begins so: lists of other lengths differ
	}
	write("mingshi search v1")
	write(Terms(q.Text)...)
	for _, kind := range slices.Sorted(slices.Values(q.Kinds)) {
		write(string(kind))
	}
	for _, field := range Fields() {
		if values, ok := q.Filters[field]; ok {
			write(string(field))
			write(slices.Sorted(slices.Values(values))...)
		}
	}
	write(q.DecidedFrom.String(), q.DecidedTo.String(), bound(q.FineFrom), bound(q.FineTo))
	h.Write([]byte{byte(q.Sort), flag(q.Pinyin)}) //nolint:gosec // Check knows every order
	h.Write(raw)
	return h.Sum(nil)[:cursorSeal]
}

func bound(fine *disclosure.Fen) string {
	if fine == nil {
		return ""
	}
	return fine.Yuan()
}

func flag(set bool) byte {
	if set {
		return 1
	}
	return 0
}
