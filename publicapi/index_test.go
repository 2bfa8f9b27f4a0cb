package publicapi

import (
	"mingshi/indexer"
	"mingshi/internal/disclosure"
	"mingshi/internal/search/embedded"
)

// index is the engine of a fixture with what follows the feed into it.
type index struct {
	*embedded.Index
	indexer *indexer.Indexer
	fixture *fixture
	// paused leaves the index behind.
	paused bool
}

func newIndex(f *fixture, today func() disclosure.Date) *index {
	f.Helper()
	engine, err := embedded.Open(f.Context(), f.TempDir(), embedded.Options{Today: today})
	if err != nil {
		f.Fatal(err)
	}
	x := &index{
		Index: engine, fixture: f,
		indexer: indexer.New(indexer.Options{Reader: f.store, Feed: f.store, Sink: engine}),
	}
	f.Cleanup(x.close)
	x.catchUp()
	return x
}

// close ends the engine, as often as it is called.
func (x *index) close() {
	x.fixture.Helper()
	if x.Index == nil {
		return
	}
	if err := x.Close(); err != nil {
		x.fixture.Error(err)
	}
}

// catchUp brings the index to the feed's end, as the indexer does.
func (x *index) catchUp() {
	x.fixture.Helper()
	if x.paused {
		return
	}
	if err := x.indexer.CatchUp(x.fixture.Context()); err != nil {
		x.fixture.Fatal(err)
	}
}
