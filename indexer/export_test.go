package indexer

// What only tests look at.
var (
	Pause = pause
	Look  = (*Indexer).look
)
