package intake

import (
	"context"
	"errors"
	"slices"
	"time"

	"mingshi/internal/disclosure"
	"mingshi/internal/grading"
	"mingshi/internal/i18n"
	"mingshi/internal/intake/sheet"
	"mingshi/internal/limits"
	"mingshi/internal/publicity"
	"mingshi/internal/workday"
)

// Sink is where checked rows go; publication fulfils it.
type Sink interface {
	// AddFile tells of a file about to be staged and returns its number.
	AddFile(origin disclosure.Origin) int
	// Stage takes rows of one file in order. The outcome of a row that ends here (duplicate, or rejected because it
	// contradicts an earlier one) comes back at once, "" for the others.
	Stage(ctx context.Context, file int, drafts []disclosure.Draft) ([]disclosure.Outcome, error)
	// DiscardFile drops what was staged of a file that turned out to be broken.
	DiscardFile(ctx context.Context, file int) error
	// Publish applies everything staged, file by file, and tells the outcome of each row.
	Publish(ctx context.Context, tell func(file, row int, outcome disclosure.Outcome)) (position int64, err error)
	// Discard drops everything staged.
	Discard(ctx context.Context) error
}

// Options say how an import judges.
type Options struct {
	Lang     i18n.Lang
	AsOf     disclosure.Date
	Profile  *disclosure.Authority
	Calendar *workday.Calendar
	// Kind settles a tie between formats; "" lets the headings decide.
	Kind disclosure.Kind
	// HasVenue tells whether a permit or filing number is that of a published venue.
	HasVenue func(ctx context.Context, number string) (bool, error)
	// VenueKindOf gives the kind of the published venue with a permit or filing number; "" where there is none. Without it only the
	// kinds of venues in the same import are known, and limits that differ by kind do not judge the readings of others.
	VenueKindOf func(ctx context.Context, number string) (disclosure.VenueKind, error)
	// Scheme holds the score tables, and the rules by which a permit is in force; nil takes what comes with the program.
	Scheme *grading.Scheme
	// PermitsOf tells for what times permits and filings of the venue with a number were given, as far as they are published;
	// nil where only those of the same import are to count.
	PermitsOf func(ctx context.Context, number string) ([]grading.Term, error)
	// InspectionsOn gives the inspections of the venue with a number on a day that are published; nil for none.
	InspectionsOn func(ctx context.Context, number string, day disclosure.Date) ([]*disclosure.Grading, error)
	// Items are what may be tested and by which limits; nil takes those that come with the program.
	Items *limits.Items
	// Mapping says how tables with columns that are not ours are read; nil for none.
	Mapping *Mapping
	// Progress is told now and then how far the import is; nil for nobody.
	Progress func(Progress)
}

// Progress is how far an import is. Share is of all work, from 0 to 1; negative where it cannot be told.
type Progress struct {
	File  string
	Rows  int64
	Share float64
}

// Run reads, checks and publishes the files at paths. Files are applied in the order venues, permits, filings,
// inspections, readings, penalties, whatever their order in paths, and reported in that order. What is wrong with a file
// or row is in the report; an error means that the import could not be carried out (kind Unavailable: disk or database).
// The caller must Close the report.
func Run(ctx context.Context, paths []string, sink Sink, o Options) (*Report, error) {
	items := o.Items
	if items == nil {
		items = limits.Default()
	}
	scheme := o.Scheme
	if scheme == nil {
		scheme = grading.Shipped()
	}
	r := &run{
		rules: &rules{
			lang: o.Lang, asOf: o.AsOf, profile: o.Profile, calendar: o.Calendar, publicity: publicity.Shipped(), items: items,
			scheme: scheme,
		},
		options: o,
		sink:    sink,
		register: &register{
			hasVenue: o.HasVenue, known: make(map[string]bool), inspected: newInspected(o), kinds: kindsOfVenues{lookUp: o.VenueKindOf},
		},
		report: &Report{AsOf: o.AsOf},
	}
	if err := r.all(ctx, paths); err != nil {
		r.report.Close()
		return nil, errors.Join(err, discard(ctx, sink)) // the first error is the one to tell
	}
	return r.report, nil
}

// discardFor is how long an import that has failed may take to clear away its staged rows. A store that does not answer
// drops them by itself later.
const discardFor = 5 * time.Second

// discard drops the staged rows, which are of no use any more, also when the import was cancelled.
func discard(ctx context.Context, sink Sink) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), discardFor)
	defer cancel()
	return sink.Discard(ctx)
}

// run is one import under way.
type run struct {
	rules    *rules
	options  Options
	sink     Sink
	register *register
	report   *Report
	// staged are the reports by the sink's file numbers.
	staged map[int]*FileReport
	// progress
	bytesAll, bytesDone int64
	rowsStaged, rowsOut int64
}

func (r *run) all(ctx context.Context, paths []string) error {
	files, err := r.open(paths)
	defer func() {
		for _, f := range files {
			f.close()
		}
	}()
	if err != nil {
		return err
	}
	slices.SortStableFunc(files, func(a, b *file) int { return a.order() - b.order() })
	r.staged = make(map[int]*FileReport, len(files))
	for _, f := range files {
		r.report.Files = append(r.report.Files, f.report)
		if f.report.Problem == nil && f.report.Kind == disclosure.KindGrading {
			r.register.inspected.wanted = true
		}
	}
	for _, f := range files {
		if f.report.Problem != nil {
			continue
		}
		if err := r.stage(ctx, f); err != nil {
			return err
		}
	}
	return r.publish(ctx)
}

// open looks at every file: what it is, and where its headings stand.
func (r *run) open(paths []string) ([]*file, error) {
	files := make([]*file, 0, len(paths))
	for _, path := range paths {
		opened, err := r.openPath(path)
		files = append(files, opened...)
		if err != nil {
			return files, err
		}
	}
	for _, f := range files {
		if f.book != nil {
			r.bytesAll += f.book.Size
		}
	}
	return files, nil
}

// stage reads a file to its end and hands its good rows to the sink. A file that turns out to be broken is dropped
// whole.
func (r *run) stage(ctx context.Context, f *file) error {
	r.register.begin(f)
	f.number = r.sink.AddFile(disclosure.Origin{File: f.report.File, SHA256: f.book.SHA256, Sheet: f.sheet})
	r.staged[f.number] = f.report
	if f.header.format.ItemSheets {
		f.items = newItemSheets(r.rules, f.header)
	}
	err := r.pump(ctx, f)
	if problem, ok := errors.AsType[*sheet.Problem](err); ok {
		r.register.forget()
		if err := r.sink.DiscardFile(ctx, f.number); err != nil {
			return err
		}
		return f.refuse(r.rules.lang, string(problem.Code), problem.Args...)
	}
	if err != nil {
		return err
	}
	return f.noteSkipped()
}

func (r *run) publish(ctx context.Context) error {
	var spoolErr error
	position, err := r.sink.Publish(ctx, func(number, row int, outcome disclosure.Outcome) {
		report := r.staged[number]
		report.count(row, outcome)
		switch outcome {
		case disclosure.OutcomeGone:
			spoolErr = errors.Join(spoolErr, report.findings.add(rowFinding(r.rules.lang, row, SeverityWarning, CodeGone)))
		case disclosure.OutcomeRejected: // two rows for one venue, known by its old and its new number
			spoolErr = errors.Join(spoolErr, report.findings.add(Finding{
				Row: row, Severity: SeverityError, Code: CodeDuplicateConflict,
				Message: message(r.rules.lang, "duplicate.conflict.renumbered", row, ""),
			}))
		case disclosure.OutcomeUnchanged, disclosure.OutcomeCorrected: // it was public before
			report.findings.timely(row)
		case disclosure.OutcomePublished, disclosure.OutcomeDuplicate, disclosure.OutcomeNotPublic, disclosure.OutcomeExpired:
		}
		r.rowsOut++
		r.tell(report.File, r.rowsOut, checkShare+(1-checkShare)*float64(r.rowsOut)/float64(r.rowsStaged))
	})
	r.report.Position = position
	return errors.Join(err, spoolErr)
}

// checkShare is what part of an import's time goes into reading and checking; the rest is publication.
const checkShare = 0.6

// tellEvery is after how many rows progress is told.
const tellEvery = 2000

func (r *run) tell(file string, rows int64, share float64) {
	if r.options.Progress != nil && rows%tellEvery == 0 {
		r.options.Progress(Progress{File: file, Rows: rows, Share: share})
	}
}
