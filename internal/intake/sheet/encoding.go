package sheet

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/transform"
)

var utf8BOM = []byte("\xEF\xBB\xBF")

const checkChunk = 256 << 10

// openText checks a text file to its last byte and decides its encoding for the whole of it: UTF-8 if every byte fits,
// else GB18030 if every byte fits. It returns the digest of the bytes as well.
func openText(name string, file *io.SectionReader, head []byte) (*textTable, string, error) {
	scan := textScan{name: name}
	digest := sha256.New()
	if err := scan.run(io.TeeReader(file, digest)); err != nil {
		return nil, "", err
	}
	t := &textTable{name: name, file: file, encoding: "utf-8", crOnly: scan.cr && !scan.lf}
	if !scan.printed {
		return nil, "", problem(FileEmpty, name)
	}
	if scan.badLine != 0 {
		if err := checkGB18030(file, &scan, head); err != nil {
			return nil, "", err
		}
		t.encoding = "gb18030"
	}
	if separator := otherSeparator(head); separator != "" {
		return nil, "", problem(FileSeparator, name, separator)
	}
	return t, hex.EncodeToString(digest.Sum(nil)), nil
}

// textScan goes once over the bytes of a text file.
type textScan struct {
	name    string
	line    int  // lines ended so far
	cr, lf  bool // which line ends occur
	printed bool // something besides white space and the mark occurs
	wide    bool // a whole UTF-8 sequence of several bytes occurred
	badLine int  // the first line that is not UTF-8, 0 while all is
	cut     bool // the bytes are UTF-8 but for a sequence cut off by the end of the file
}

func (s *textScan) run(r io.Reader) error {
	buf := make([]byte, checkChunk)
	kept := 0 // bytes of an unfinished sequence at the front of buf
	for {
		n, err := io.ReadFull(r, buf[kept:])
		last := errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF)
		if err != nil && !last {
			return err
		}
		chunk := buf[:kept+n]
		if before, _, ok := bytes.Cut(chunk, []byte{0}); ok {
			return problem(FileNUL, s.name, s.line+bytes.Count(before, []byte{'\n'})+1)
		}
		kept = s.take(chunk, last)
		if last {
			return nil
		}
		copy(buf, chunk[len(chunk)-kept:])
	}
}

// take looks at a chunk and returns how many bytes at its end belong to the next one.
func (s *textScan) take(chunk []byte, last bool) int {
	whole := chunk
	if !last {
		whole = chunk[:len(chunk)-unfinished(chunk)]
	}
	if s.badLine == 0 {
		s.checkUTF8(whole, last)
	}
	s.line += bytes.Count(whole, []byte{'\n'})
	s.lf = s.lf || bytes.IndexByte(whole, '\n') >= 0
	s.cr = s.cr || bytes.IndexByte(whole, '\r') >= 0
	s.printed = s.printed || len(bytes.TrimSpace(bytes.TrimPrefix(whole, utf8BOM))) > 0
	return len(chunk) - len(whole)
}

func (s *textScan) checkUTF8(p []byte, last bool) {
	if utf8.Valid(p) {
		s.wide = s.wide || bytes.ContainsFunc(p, func(r rune) bool { return r >= utf8.RuneSelf })
		return
	}
	for i := 0; i < len(p); {
		r, size := utf8.DecodeRune(p[i:])
		if r == utf8.RuneError && size == 1 {
			s.badLine = s.line + bytes.Count(p[:i], []byte{'\n'}) + 1
			s.cut = last && s.wide && !utf8.FullRune(p[i:])
			return
		}
		s.wide = s.wide || size > 1
		i += size
	}
}

// unfinished counts the bytes at the end of p that begin a UTF-8 sequence without ending it.
func unfinished(p []byte) int {
	for n := 1; n < utf8.UTFMax && n <= len(p); n++ {
		if tail := p[len(p)-n:]; utf8.RuneStart(tail[0]) {
			if utf8.FullRune(tail) {
				return 0
			}
			return n
		}
	}
	return 0
}

// checkGB18030 goes once more over a file that is not UTF-8. Where it is not GB18030 either, the encoding that fitted
// longer is taken for the intended one, and the line where it stops fitting is named.
func checkGB18030(file *io.SectionReader, scan *textScan, head []byte) error {
	if scan.cut {
		return problem(FileTruncated, scan.name)
	}
	if bytes.HasPrefix(head, utf8BOM) {
		return problem(FileEncoding, scan.name, scan.badLine)
	}
	r := bufio.NewReaderSize(gb18030(io.NewSectionReader(file, 0, file.Size())), checkChunk)
	for line := 1; ; {
		c, _, err := r.ReadRune()
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return err
		case c == utf8.RuneError:
			return problem(FileEncoding, scan.name, max(line, scan.badLine))
		case c == '\n':
			line++
		}
	}
}

func gb18030(r io.Reader) io.Reader {
	return transform.NewReader(r, simplifiedchinese.GB18030.NewDecoder())
}

// otherSeparator names what separates the cells when commas do not: the first line with text has no comma and at least
// two of another separator, and so many has the second too, where there is one.
func otherSeparator(head []byte) string {
	lines := textLines(head)
	if len(lines) == 0 || bytes.IndexByte(lines[0], ',') >= 0 {
		return ""
	}
	for _, s := range []struct{ bytes, name string }{
		{"\t", "Tab"},
		{";", ";"},
		{"|", "|"},
		{"，", "，"},
		{"；", "；"},
		{"\xA3\xAC", "，"},
		{"\xA3\xBB", "；"}, // in GB18030
	} {
		n := bytes.Count(lines[0], []byte(s.bytes))
		if n > 1 && (len(lines) == 1 || bytes.Count(lines[1], []byte(s.bytes)) == n) {
			return s.name
		}
	}
	return ""
}

// textLines cuts the beginning of a file into its lines with text; a line that goes on behind it is left out.
func textLines(head []byte) [][]byte {
	if len(head) == sniffBytes {
		head = head[:bytes.LastIndexAny(head, "\r\n")+1]
	}
	var lines [][]byte
	for _, l := range bytes.FieldsFunc(bytes.TrimPrefix(head, utf8BOM), func(r rune) bool { return r == '\r' || r == '\n' }) {
		if len(bytes.TrimSpace(l)) > 0 {
			lines = append(lines, l)
		}
	}
	return lines
}
