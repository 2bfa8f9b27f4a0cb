package store

import "context"

// Viewer shows what is public as it is at one position: what a page after page of a long list, and the head that is told
// with it, need to agree.
type Viewer interface {
	// View calls read with a Reader that answers from one state of the store; the error of read is returned. That state is
	// the one of the Reader's Head, and the day on which it is looked at is fixed with it: nothing that is written
	// meanwhile, and no midnight that passes, changes an answer. What had ended by the calendar before that day is not
	// shown. Writers need not wait for a view.
	//
	// read MUST ask the Reader alone and not the store, whose closing waits for read, and MUST NOT call View. The Reader
	// may be used from several goroutines, which wait for each other. Once read has returned it answers nobody: each call is
	// kind Unavailable. read is called once at most; where a fault ends the state it stands on, the calls after that fail.
	//
	// A view SHOULD last seconds. While it does, the bytes of what ends meanwhile stay in the store's files (SQLite: Scrub is
	// kind Unavailable until the log is free, and is to be called again; PostgreSQL: vacuum leaves them), and a store may end
	// one whose reader has asked nothing for minutes. Whoever sends to someone slow writes what he has read elsewhere first.
	// A store gives few views at once; the next one waits for its turn, and readers beside the views need not.
	View(ctx context.Context, read func(ctx context.Context, at Reader) error) error
}
