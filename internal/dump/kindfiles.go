package dump

import (
	"context"
	"errors"
	"path/filepath"
	"sync"
	"sync/atomic"

	"mingshi/internal/disclosure"
	"mingshi/internal/i18n"
	"mingshi/internal/store"
	"mingshi/internal/tabular"
	"mingshi/internal/wire"
)

// batchSize is how many records are read, joined and handed on at a time; a few batches are under way at once.
const batchSize = 2000

// venuesAtOnce is batchSize for venues: to each several lists are joined, which the store sorts anew for each of their own pages.
const venuesAtOnce = 250

// kindFiles writes the files of one kind.
type kindFiles struct {
	*making

	kind   disclosure.Kind
	reader store.Reader
	lens   wire.Lens

	files []File
	// rows counts the records, and until is the earliest of their last public days.
	rows  int64
	until disclosure.Date
}

// batch is some records with what is joined to them.
type batch struct {
	records []disclosure.Record
	joined  *wire.Joined
}

// write reads the records once and writes all files from that, each beside the others.
func (k *kindFiles) write(ctx context.Context) error {
	for _, form := range Forms() {
		k.files = append(k.files, File{Name: k.kind.Plural() + "." + string(form), Kind: k.kind, Form: form})
	}
	err := spread(ctx, k.read, k.lines, k.table(FormCSVGzip, tabular.CSV), k.table(FormParquet, tabular.Parquet))
	for i := range k.files {
		k.files[i].Rows = k.rows
	}
	return err
}

// read hands on all records of the kind, in the store's own order, which is the cheapest.
func (k *kindFiles) read(ctx context.Context, emit func(batch) error) error {
	q := store.Query{Kind: k.kind, Order: store.ByNumber, Limit: batchSize}
	if k.kind == disclosure.KindVenue {
		q.Limit = venuesAtOnce
	}
	for {
		page, err := k.reader.List(ctx, q)
		if err != nil {
			return err
		}
		joined, err := wire.Join(ctx, k.reader, k.lens, page.Records)
		if err != nil {
			return err
		}
		for i := range page.Records {
			k.until = earlier(k.until, page.Records[i].PublicUntil)
		}
		k.rows += int64(len(page.Records))
		if err := emit(batch{page.Records, joined}); err != nil {
			return err
		}
		if page.Next == "" {
			return nil
		}
		q.After = page.Next
	}
}

// file is that of a form.
func (k *kindFiles) file(form Form) *File {
	for i := range k.files {
		if k.files[i].Form == form {
			return &k.files[i]
		}
	}
	return nil
}

// table writes one file by package tabular.
func (k *kindFiles) table(form Form, format tabular.Format) func(ctx context.Context, in <-chan batch) error {
	return func(ctx context.Context, in <-chan batch) error {
		f := k.file(form)
		out, err := newOutput(filepath.Join(k.dir, f.Name), form)
		if err != nil {
			return err
		}
		w, err := tabular.NewWriter(out, tabular.Options{Kind: k.kind, Format: format, Lang: i18n.ZH, About: k.about(f)})
		if err != nil {
			return errors.Join(err, out.abandon())
		}
		for b := range in {
			if err := w.Write(b.joined, b.records); err != nil {
				return errors.Join(err, out.abandon())
			}
		}
		if ctx.Err() != nil {
			return errors.Join(context.Cause(ctx), out.abandon())
		}
		if err := w.Close(); err != nil {
			return errors.Join(err, out.abandon())
		}
		return out.finish(f)
	}
}

// chunk is records as lines. It is used again once all who read it have done so.
type chunk struct {
	lines   []byte
	readers atomic.Int32
}

// lines renders each record once, for both files of lines.
func (k *kindFiles) lines(ctx context.Context, in <-chan batch) error {
	var free sync.Pool
	render := func(_ context.Context, emit func(*chunk) error) error {
		for b := range in {
			c, ok := free.Get().(*chunk)
			if !ok {
				c = new(chunk)
			}
			c.readers.Store(int32(len(lineForms)))
			var err error
			if c.lines, err = appendLines(c.lines[:0], b); err != nil {
				return err
			}
			if err := emit(c); err != nil {
				return err
			}
		}
		return nil
	}
	write := func(form Form) func(ctx context.Context, in <-chan *chunk) error {
		return func(ctx context.Context, in <-chan *chunk) error {
			return k.writeLines(ctx, in, form, func(c *chunk) {
				if c.readers.Add(-1) == 0 {
					free.Put(c)
				}
			})
		}
	}
	return spread(ctx, render, write(FormNDJSONGzip), write(FormNDJSONZstd))
}

// lineForms are the forms of lines.
var lineForms = [...]Form{FormNDJSONGzip, FormNDJSONZstd}

// appendLines renders records, each on a line of its own.
func appendLines(out []byte, b batch) ([]byte, error) {
	for i := range b.records {
		var err error
		if out, err = b.joined.Append(out, &b.records[i]); err != nil {
			return nil, err
		}
		out = append(out, '\n')
	}
	return out, nil
}

// writeLines writes one file of lines.
func (k *kindFiles) writeLines(ctx context.Context, in <-chan *chunk, form Form, done func(*chunk)) error {
	f := k.file(form)
	out, err := newOutput(filepath.Join(k.dir, f.Name), form)
	if err != nil {
		return err
	}
	for c := range in {
		if _, err := out.Write(c.lines); err != nil {
			return errors.Join(unavailable(err), out.abandon())
		}
		done(c)
	}
	if ctx.Err() != nil {
		return errors.Join(context.Cause(ctx), out.abandon())
	}
	return out.finish(f)
}
