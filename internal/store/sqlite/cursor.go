package sqlite

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"

	"mingshi/internal/disclosure"
	"mingshi/internal/store"
)

// cursorTagSize is the length of the seal in bytes: enough that none is found by trying.
const cursorTagSize = 12

// place is where a list goes on: behind the record with this sort key and id. Only the key of the list's order is set.
type place struct {
	day  int64
	name string
	id   string
}

// cursorSeal writes and reads cursors. A cursor is the order, the kind and the place, with a tag over them under a
// secret of the database: whatever this store did not write is refused.
type cursorSeal struct{ secret []byte }

func (c cursorSeal) seal(q store.Query, at place) string {
	raw := cursorPrefix(q)
	raw = binary.AppendUvarint(raw, uint64(at.day)) //nolint:gosec // days are not negative
	raw = appendText(raw, at.name)
	raw = appendText(raw, at.id)
	return base64.RawURLEncoding.EncodeToString(append(raw, c.tag(raw)...))
}

func (c cursorSeal) open(q store.Query) (place, error) {
	raw, err := base64.RawURLEncoding.DecodeString(q.After)
	// The decoder overlooks line breaks and the last bits; a cursor has one spelling.
	if err != nil || len(raw) < cursorTagSize || base64.RawURLEncoding.EncodeToString(raw) != q.After {
		return place{}, errCursor(q)
	}
	raw, tag := raw[:len(raw)-cursorTagSize], raw[len(raw)-cursorTagSize:]
	prefix := cursorPrefix(q)
	if !hmac.Equal(tag, c.tag(raw)) || len(raw) < len(prefix) || string(raw[:len(prefix)]) != string(prefix) {
		return place{}, errCursor(q)
	}
	// The tag says that we wrote it, so what follows is whole.
	day, n := binary.Uvarint(raw[len(prefix):])
	name, rest := cutText(raw[len(prefix)+n:])
	id, _ := cutText(rest)
	return place{day: int64(day), name: name, id: id}, nil //nolint:gosec // as written
}

func (c cursorSeal) tag(raw []byte) []byte {
	mac := hmac.New(sha256.New, c.secret)
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
