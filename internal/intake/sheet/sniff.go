package sheet

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"unicode/utf16"
)

// format is what the first bytes of a file show: a way to read it, or the name of something that is no table here.
type format string

const (
	formatZIP    format = "zip"
	formatOLE    format = "ole"
	formatXLS    format = "xls"
	formatText   format = "text"
	formatUTF16  format = "utf-16"
	formatBinary format = "binary"

	// sniffBytes is how much of the beginning is looked at.
	sniffBytes = 8 << 10
)

// magics lists beginnings that give a format away. Names are understood in both languages.
var magics = []struct {
	begins string
	is     format
}{
	{"PK\x03\x04", formatZIP},
	{"PK\x05\x06", formatZIP},
	{"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", formatOLE},
	// Excel 2 to 4 wrote bare BIFF records.
	{"\x09\x00\x04\x00", formatXLS},
	{"\x09\x02\x06\x00", formatXLS},
	{"\x09\x04\x06\x00", formatXLS},
	{"\x09\x08\x08\x00", formatXLS},
	{"\x09\x08\x10\x00", formatXLS},
	{"\xFF\xFE", formatUTF16},
	{"\xFE\xFF", formatUTF16},
	{"%PDF-", "PDF"},
	{"{\\rtf", "RTF"},
	{"\x89PNG\r\n", "PNG"},
	{"\xFF\xD8\xFF", "JPEG"},
	{"GIF8", "GIF"},
	{"II*\x00", "TIFF"},
	{"MM\x00*", "TIFF"},
	{"RIFF", "RIFF"},
	{"\x1F\x8B", "gzip"},
	{"BZh91AY&SY", "bzip2"},
	{"\xFD7zXZ\x00", "xz"},
	{"\x28\xB5\x2F\xFD", "zstd"},
	{"7z\xBC\xAF\x27\x1C", "7z"},
	{"Rar!\x1A", "RAR"},
	{"SQLite format 3\x00", "SQLite"},
	{"PAR1\x15", "Parquet"},
	{"\x7FELF", "ELF"},
	{"ID;P", "SYLK"},
}

// markups lists beginnings of text formats, compared in lower case after white space.
var markups = []struct {
	begins string
	is     format
}{
	{"<!doctype html", "HTML"},
	{"<html", "HTML"},
	{"<head", "HTML"},
	{"<meta", "HTML"},
	{"<style", "HTML"},
	{"<table", "HTML"},
	{"mime-version:", "MHTML"},
	{"<?xml", "XML"},
	{"<workbook", "XML"},
}

func sniff(head []byte) format {
	for _, m := range magics {
		if bytes.HasPrefix(head, []byte(m.begins)) {
			return m.is
		}
	}
	if f := sniffMarkup(head); f != formatText {
		return f
	}
	return sniffControls(head)
}

func sniffMarkup(head []byte) format {
	text := bytes.ToLower(bytes.TrimLeft(bytes.TrimPrefix(head, utf8BOM), " \t\r\n"))
	if isJSON(text) {
		return "JSON"
	}
	for _, m := range markups {
		if !bytes.HasPrefix(text, []byte(m.begins)) {
			continue
		}
		switch {
		case m.is == "XML" && bytes.Contains(text, []byte("schemas-microsoft-com:office:spreadsheet")):
			return "Excel XML 2003 (.xml)"
		case m.is == "XML" && bytes.Contains(text, []byte("<html")):
			return "HTML"
		}
		return m.is
	}
	return formatText
}

// isJSON recognises an object, or an array of objects or arrays. An array of plain values could be a CSV file's title.
func isJSON(text []byte) bool {
	begin := bytes.Join(bytes.Fields(text[:min(len(text), 256)]), nil)
	for _, b := range []string{`{"`, `[{"`, `[["`} {
		if bytes.HasPrefix(begin, []byte(b)) {
			return true
		}
	}
	return false
}

// sniffControls tells text from binary data by its control characters. A few NUL bytes alone are left to the check of
// the text, which says where they are.
func sniffControls(head []byte) format {
	var even, odd, controls int
	for i, c := range head {
		switch {
		case c == 0 && i%2 == 0:
			even++
		case c == 0:
			odd++
		case c < ' ' && c != '\t' && c != '\n' && c != '\r':
			controls++
		}
	}
	// UTF-16 without a mark: commas and line ends leave NUL bytes on one side only.
	const tenth = 10
	if nul := even + odd; nul*tenth > len(head) && (even == 0 || odd == 0) && controls*tenth <= len(head) {
		return formatUTF16
	}
	if (even+odd+controls)*tenth > len(head) {
		return formatBinary
	}
	return formatText
}

// An OLE file (MS-CFB) holds its streams' names in directory entries of 128 bytes that lie on multiples of 128.
const (
	oleEntryBytes = 128
	oleNameLength = 64 // offset of the name's length in bytes, its final NUL included
	oleEntryType  = 66 // offset of the type: 1 storage, 2 stream, 5 root
)

// oleStreams tells what an OLE file is by the streams it has, the most telling first.
var oleStreams = []struct {
	stream string
	code   ProblemCode
	is     string
}{
	{"EncryptedPackage", FileEncrypted, ""},
	{"EncryptionInfo", FileEncrypted, ""},
	{"Workbook", FileXLS, ""},
	{"Book", FileXLS, ""},
	{"WordDocument", FileNotTable, "Word 97-2003 (.doc)"},
	{"PowerPoint Document", FileNotTable, "PowerPoint 97-2003 (.ppt)"},
	{"__properties_version1.0", FileNotTable, "Outlook (.msg)"},
}

// oleProblem looks for the streams' names without following the file's allocation tables, so that a damaged or hostile
// file cannot lead it in circles.
func oleProblem(name string, r io.Reader) error {
	found := make(map[string]bool)
	block := make([]byte, 512*oleEntryBytes)
	for {
		n, err := io.ReadFull(r, block)
		for entry := block[:n]; len(entry) >= oleEntryBytes; entry = entry[oleEntryBytes:] {
			if stream, ok := oleEntryName(entry[:oleEntryBytes]); ok {
				for _, s := range oleStreams {
					found[s.stream] = found[s.stream] || s.stream == stream
				}
			}
		}
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			break
		}
		if err != nil {
			return err
		}
	}
	for _, s := range oleStreams {
		switch {
		case found[s.stream] && s.code == FileNotTable:
			return problem(FileNotTable, name, s.is)
		case found[s.stream]:
			return problem(s.code, name)
		}
	}
	return problem(FileNotTable, name, "OLE")
}

func oleEntryName(entry []byte) (string, bool) {
	length := int(binary.LittleEndian.Uint16(entry[oleNameLength:]))
	kind := entry[oleEntryType]
	if length < 4 || length > oleNameLength || length%2 != 0 || (kind != 1 && kind != 2 && kind != 5) {
		return "", false
	}
	units := make([]uint16, length/2-1)
	for i := range units {
		units[i] = binary.LittleEndian.Uint16(entry[2*i:])
	}
	return string(utf16.Decode(units)), true
}
