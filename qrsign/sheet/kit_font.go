package sheet

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"fmt"
	"io"
	"slices"

	"github.com/tdewolff/canvas"
)

// ownFont gives the document's own copy of a font. Cutting a font down to the characters of a document writes into the
// tables of the font it was given, so documents must not share them.
func (t *typesetter) ownFont(shared *canvas.Font) *canvas.Font {
	if own, ok := t.own[shared]; ok {
		return own
	}
	own, tables := *shared, *shared.SFNT
	head, hhea, maxp, os2 := *tables.Head, *tables.Hhea, *tables.Maxp, *tables.OS2
	tables.Head, tables.Hhea, tables.Maxp, tables.OS2 = &head, &hhea, &maxp, &os2
	own.SFNT = &tables
	t.own[shared] = &own
	return &own
}

// Where things stand in a font file (OpenType specification, "Font tables" and "head").
const (
	directoryAt     = 12
	directoryRecord = 16
	headAdjustment  = 8
	headCreated     = 20
	headModified    = 28
	headLength      = 54
	// headMagic is what the sums of a whole file and the adjustment in its head give together.
	headMagic = 0xB1B0AFBA
)

// undated takes the moment at which it was written out of a font file: the day of its making takes its place. Otherwise
// no two files with the same sheets were the same. A file that is no font stays as it is.
func undated(file []byte) []byte {
	if _, head := headOf(file); head == nil {
		return file
	}
	file = slices.Clone(file)
	record, head := headOf(file)
	copy(head[headModified:headModified+8], head[headCreated:headCreated+8])
	binary.BigEndian.PutUint32(head[headAdjustment:], 0)
	binary.BigEndian.PutUint32(record[4:], sum(head))
	binary.BigEndian.PutUint32(head[headAdjustment:], headMagic-sum(file))
	return file
}

// headOf finds the table "head" of a font file and its record in the directory, nil where the file is no font.
func headOf(file []byte) (record, head []byte) {
	if len(file) < directoryAt || !bytes.HasPrefix(file, []byte{0, 1, 0, 0}) {
		return nil, nil
	}
	count := int(binary.BigEndian.Uint16(file[4:]))
	for i := range count {
		at := directoryAt + i*directoryRecord
		if at+directoryRecord > len(file) {
			return nil, nil
		}
		record = file[at : at+directoryRecord]
		offset := int(binary.BigEndian.Uint32(record[8:]))
		if string(record[:4]) == "head" && offset+headLength <= len(file) {
			return record, file[offset : offset+headLength]
		}
	}
	return nil, nil
}

// sum adds a table or a file up as 32-bit numbers, the last one filled up with zeroes.
func sum(data []byte) uint32 {
	total := uint32(0)
	for len(data) >= 4 {
		total += binary.BigEndian.Uint32(data)
		data = data[4:]
	}
	var last [4]byte
	copy(last[:], data)
	return total + binary.BigEndian.Uint32(last[:])
}

// undatedStream does for a compressed stream what undated does for a file. It also gives the length of the font inside, 0
// where the stream is no font.
func undatedStream(stream []byte) (packed []byte, length int, err error) {
	reader, err := zlib.NewReader(bytes.NewReader(stream))
	if err != nil {
		return stream, 0, nil //nolint:nilerr // what is not compressed is no font
	}
	file, err := io.ReadAll(reader)
	if err != nil {
		return nil, 0, fmt.Errorf("read stream: %w", err)
	}
	if _, head := headOf(file); head == nil {
		return stream, 0, nil
	}
	var b bytes.Buffer
	writer := zlib.NewWriter(&b)
	if _, err := writer.Write(undated(file)); err != nil {
		return nil, 0, err
	}
	if err := writer.Close(); err != nil {
		return nil, 0, err
	}
	return b.Bytes(), len(file), nil
}
