package disclosure

import "time"

// Tombstone is all that remains of a record that is gone: no name, no text, no number, nothing of its body. (The store
// also keeps the HMAC of its natural key, so that importing it again is noticed.)
type Tombstone struct {
	ID        ID
	Kind      Kind
	Version   int64
	State     State
	Reason    Reason
	Authority string
	At        time.Time
	Position  int64
}
