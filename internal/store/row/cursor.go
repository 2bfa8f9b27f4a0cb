package row

import (
	"bytes"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"

	"mingshi/internal/disclosure"
	"mingshi/internal/store"
)

// cursorTagSize is the length of the seal in bytes: enough that none is found by trying.
const cursorTagSize = 12

// Cursors write and read the cursors of lists. A cursor is the order, the kind and the place, with a tag over them under
// a secret of the database: whatever that did not write is refused. Those of the list of businesses are in subjects.go.
type Cursors struct{ Secret []byte }

// NewSecret makes the secret of a new database.
func NewSecret() []byte {
	secret := make([]byte, sha256.Size)
	_, _ = rand.Read(secret) // never fails (crypto/rand)
	return secret
}

// Start is the place behind which the page of a query begins; an unknown order is kind Invalid and a foreign cursor
// store.ErrCursor.
func (c Cursors) Start(q store.Query) (Place, error) {
	if q.Order < store.ByDecision || q.Order > store.ByNumber {
		return Place{}, disclosure.Errorf(disclosure.Invalid, "list %s: unknown order %d", q.Kind, q.Order)
	}
	if q.After != "" {
		return c.open(q)
	}
	if q.Order == store.ByDecision {
		return Place{Day: Endless}, nil
	}
	return Place{}, nil
}

// Page cuts records, of which there may be one more than the limit, and says where the list goes on.
func (c Cursors) Page(q store.Query, records []disclosure.Record, total int64) store.Page {
	page := store.Page{Records: records, Total: total}
	if len(records) > q.Limit {
		page.Records = records[:q.Limit]
		last := &records[q.Limit-1]
		at := Place{ID: string(last.ID)}
		switch q.Order {
		case store.ByName:
			at.Name = last.Name
		case store.ByDecision, store.ByDecisionAscending:
			at.Day = Day(last.DecidedOn)
		case store.ByNumber:
		}
		page.Next = c.seal(q, at)
	}
	return page
}

// Limit is the number of rows that a page may have.
func Limit(limit int) int {
	if limit <= 0 {
		return store.DefaultLimit
	}
	return min(limit, store.MaxLimit)
}

func (c Cursors) seal(q store.Query, at Place) string {
	raw := cursorPrefix(q)
	raw = binary.AppendUvarint(raw, uint64(at.Day)) //nolint:gosec // days are not negative
	raw = appendText(raw, at.Name)
	raw = appendText(raw, at.ID)
	return c.sealed(raw)
}

func (c Cursors) open(q store.Query) (Place, error) {
	raw, ok := c.opened(cursorPrefix(q), q.After)
	if !ok {
		return Place{}, errCursor(q)
	}
	day, n := binary.Uvarint(raw)
	name, rest := cutText(raw[n:])
	id, _ := cutText(rest)
	return Place{Day: int64(day), Name: name, ID: id}, nil //nolint:gosec // as written
}

// sealed is a cursor that says raw, which begins with the prefix of its list.
func (c Cursors) sealed(raw []byte) string {
	return base64.RawURLEncoding.EncodeToString(append(raw, c.tag(raw)...))
}

// opened is what a cursor says behind the prefix of its list; that we wrote it, so it is whole. It is not ok for any other.
func (c Cursors) opened(prefix []byte, cursor string) (rest []byte, ok bool) {
	raw, err := base64.RawURLEncoding.DecodeString(cursor)
	// The decoder overlooks line breaks and the last bits; a cursor has one spelling.
	if err != nil || len(raw) < cursorTagSize || base64.RawURLEncoding.EncodeToString(raw) != cursor {
		return nil, false
	}
	raw, tag := raw[:len(raw)-cursorTagSize], raw[len(raw)-cursorTagSize:]
	if !hmac.Equal(tag, c.tag(raw)) {
		return nil, false
	}
	return bytes.CutPrefix(raw, prefix)
}

func (c Cursors) tag(raw []byte) []byte {
	mac := hmac.New(sha256.New, c.Secret)
	mac.Write(raw)
	return mac.Sum(nil)[:cursorTagSize]
}

func cursorPrefix(q store.Query) []byte {
	return appendText([]byte{byte(q.Order)}, string(q.Kind)) //nolint:gosec // an order is a small number
}

func appendText(raw []byte, text string) []byte {
	return append(binary.AppendUvarint(raw, uint64(len(text))), text...)
}

func cutText(raw []byte) (text string, rest []byte) {
	length, n := binary.Uvarint(raw)
	end := n + int(length) //nolint:gosec // as written
	return string(raw[n:end]), raw[end:]
}

func errCursor(q store.Query) error {
	return disclosure.Errorf(disclosure.Invalid, "list %s: cursor %q: %w", q.Kind, q.After, store.ErrCursor)
}
