package row

import (
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
// a secret of the database: whatever that did not write is refused.
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
	return base64.RawURLEncoding.EncodeToString(append(raw, c.tag(raw)...))
}

func (c Cursors) open(q store.Query) (Place, error) {
	raw, err := base64.RawURLEncoding.DecodeString(q.After)
	// The decoder overlooks line breaks and the last bits; a cursor has one spelling.
	if err != nil || len(raw) < cursorTagSize || base64.RawURLEncoding.EncodeToString(raw) != q.After {
		return Place{}, errCursor(q)
	}
	raw, tag := raw[:len(raw)-cursorTagSize], raw[len(raw)-cursorTagSize:]
	prefix := cursorPrefix(q)
	if !hmac.Equal(tag, c.tag(raw)) || len(raw) < len(prefix) || string(raw[:len(prefix)]) != string(prefix) {
		return Place{}, errCursor(q)
	}
	// The tag says that we wrote it, so what follows is whole.
	day, n := binary.Uvarint(raw[len(prefix):])
	name, rest := cutText(raw[len(prefix)+n:])
	id, _ := cutText(rest)
	return Place{Day: int64(day), Name: name, ID: id}, nil //nolint:gosec // as written
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
