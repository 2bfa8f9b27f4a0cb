package tabular

import (
	"io"

	"mingshi/internal/disclosure"
	"mingshi/internal/wire"
)

// chunk is about how many bytes are gathered before they are written.
const chunk = 64 << 10

// ndjsonWriter writes one JSON object a line: the record as the interface serves it, or its fields of the standard.
type ndjsonWriter struct {
	w      io.Writer
	kind   disclosure.Kind
	append func(out []byte, j *wire.Joined, r *disclosure.Record) ([]byte, error)
	out    []byte
	failed error
}

func newNDJSONWriter(w io.Writer, o Options) *ndjsonWriter {
	n := &ndjsonWriter{w: w, kind: o.Kind, append: appendRecord}
	if o.Codes == CodesGen3 {
		n.append = AppendGen3
	}
	return n
}

func appendRecord(out []byte, j *wire.Joined, r *disclosure.Record) ([]byte, error) {
	return j.Append(out, r)
}

// Write implements Writer.
func (n *ndjsonWriter) Write(j *wire.Joined, records []disclosure.Record) error {
	for i := range records {
		if n.failed != nil {
			return n.failed
		}
		n.failed = n.write(j, &records[i])
	}
	return n.failed
}

func (n *ndjsonWriter) write(j *wire.Joined, r *disclosure.Record) error {
	if n.kind != "" { // lines of all kinds are asked for without one
		if err := checkKind(r, n.kind); err != nil {
			return err
		}
	}
	var err error
	if n.out, err = n.append(n.out, j, r); err != nil {
		return err
	}
	n.out = append(n.out, '\n')
	if len(n.out) < chunk {
		return nil
	}
	return n.flush()
}

func (n *ndjsonWriter) flush() error {
	_, err := n.w.Write(n.out)
	n.out = n.out[:0]
	return written(err)
}

// Close implements Writer.
func (n *ndjsonWriter) Close() error {
	if n.failed == nil {
		n.failed = n.flush()
	}
	return n.failed
}
