package postgres

import (
	"bytes"
	"context"
	"encoding/binary"
	"math"

	"github.com/jackc/pgx/v5"

	"mingshi/internal/disclosure"
)

// copyHeader begins the data of a COPY in PostgreSQL's binary form: a signature, and no flags nor extension.
const copyHeader = "PGCOPY\n\xff\r\n\x00" + "\x00\x00\x00\x00" + "\x00\x00\x00\x00"

// textOID is the number of the type text, as the elements of an array name it.
const textOID = 25

// copyRows builds the data of one COPY. The type of each column is known from the method that writes it, which takes a
// fraction of the time that a driver needs to find it out for every value. The columns follow in the order of the statement.
type copyRows struct {
	data []byte
	rows int64
	err  error
}

// newCopyRows has room for so many bytes.
func newCopyRows(size int) *copyRows {
	return &copyRows{data: append(make([]byte, 0, size), copyHeader...)}
}

// row begins a row.
func (c *copyRows) row(columns uint16) {
	c.rows++
	c.data = binary.BigEndian.AppendUint16(c.data, columns)
}

// length begins a value of so many bytes.
func (c *copyRows) length(n int) {
	if n > math.MaxInt32 {
		c.err = disclosure.Errorf(disclosure.Invalid, "a value of %d bytes is too large", n)
	}
	c.data = binary.BigEndian.AppendUint32(c.data, uint32(n)) //nolint:gosec // checked
}

func (c *copyRows) text(s string) {
	c.length(len(s))
	c.data = append(c.data, s...)
}

func (c *copyRows) bytea(b []byte) {
	c.length(len(b))
	c.data = append(c.data, b...)
}

func (c *copyRows) bigint(n int64) {
	c.length(8)
	c.data = binary.BigEndian.AppendUint64(c.data, uint64(n)) //nolint:gosec // the same bits
}

func (c *copyRows) integer(n int64) {
	if n < math.MinInt32 || n > math.MaxInt32 {
		c.err = disclosure.Errorf(disclosure.Invalid, "the number %d is out of range", n)
	}
	c.length(4)
	c.data = binary.BigEndian.AppendUint32(c.data, uint32(n)) //nolint:gosec // checked
}

func (c *copyRows) boolean(is bool) {
	c.length(1)
	if is {
		c.data = append(c.data, 1)
	} else {
		c.data = append(c.data, 0)
	}
}

// texts writes an array of texts: dimensions, whether there are nulls, the type, and of the dimension its length and first
// index. An empty array has no dimension.
func (c *copyRows) texts(list []string) {
	start := len(c.data)
	c.length(0)
	if len(list) == 0 {
		c.words(0, 0, textOID)
	} else {
		c.words(1, 0, textOID, uint32(len(list)), 1) //nolint:gosec // as many as a record has places
	}
	for _, s := range list {
		c.text(s)
	}
	const lengthSize = 4
	binary.BigEndian.PutUint32(c.data[start:], uint32(len(c.data)-start-lengthSize)) //nolint:gosec // as checked by text
}

func (c *copyRows) words(words ...uint32) {
	for _, word := range words {
		c.data = binary.BigEndian.AppendUint32(c.data, word)
	}
}

// send runs the COPY; without rows it does nothing.
func (c *copyRows) send(ctx context.Context, tx pgx.Tx, statement string) error {
	if c.err != nil || c.rows == 0 {
		return c.err
	}
	c.data = binary.BigEndian.AppendUint16(c.data, math.MaxUint16) // the mark of the end
	written, err := tx.Conn().PgConn().CopyFrom(ctx, bytes.NewReader(c.data), statement)
	if err != nil {
		return err
	}
	if written.RowsAffected() != c.rows {
		return disclosure.Errorf(disclosure.Internal, "%d rows were sent and %d written", c.rows, written.RowsAffected())
	}
	return nil
}
