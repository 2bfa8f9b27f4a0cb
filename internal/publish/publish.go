// Package publish owns every write to what is public: it alone holds a store's Writer, and each of its operations
// leaves a change in the feed, a line in the trail and its figures in one transaction. It depends only on disclosure, the
// leaves and store.
package publish

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base32"
	"encoding/binary"
	"time"

	"mingshi/internal/disclosure"
	"mingshi/internal/store"
)

// batchSize is the most rows that one transaction publishes (design.md §4).
const batchSize = 5000

// retries is how often a transaction that lost against another writer is decided anew. Each time somebody else came to
// an end, so the one who loses so often is not stuck but unlucky; against a steady rival five times were not enough.
const retries = 50

// Target is what publication needs of a store.
type Target interface {
	store.Writer
	store.Upkeep
	store.Staging
}

// Publisher is the only writer.
type Publisher struct {
	store Target
	key   []byte
	zone  *time.Location
	now   func() time.Time
	today disclosure.Date
	by    string
}

// Options say for whom and when a Publisher writes.
type Options struct {
	// Key hides natural keys; it is the counterparty key of the data folder.
	Key []byte
	// Zone is the authority's.
	Zone *time.Location
	// Now gives the instant of a write.
	Now func() time.Time
	// AsOf stands in for today when it is not zero: rows are judged by it.
	AsOf disclosure.Date
	// By is who writes, for the trail.
	By string
}

// New returns a Publisher over a store.
func New(target Target, o Options) *Publisher {
	today := o.AsOf
	if today.IsZero() {
		today = disclosure.DateOf(o.Now().In(o.Zone))
	}
	return &Publisher{store: target, key: o.Key, zone: o.Zone, now: o.Now, today: today, by: o.By}
}

// naturalKey hides the parts of a natural key. Each part goes in with its length, so that no two lists of parts collide.
func (p *Publisher) naturalKey(kind disclosure.Kind, parts []string) disclosure.Key {
	mac := hmac.New(sha256.New, p.key)
	var length [4]byte
	write := func(part string) {
		binary.BigEndian.PutUint32(length[:], uint32(len(part))) //nolint:gosec // parts are cells of at most some kilobytes
		mac.Write(length[:])
		mac.Write([]byte(part))
	}
	write(string(kind))
	for _, part := range parts {
		write(part)
	}
	return disclosure.Key(mac.Sum(nil))
}

// instant is the present moment at the precision that stores keep.
func (p *Publisher) instant() time.Time { return p.now().UTC().Truncate(time.Microsecond) }

// month of an instant in the authority's zone, "2026-11".
func (p *Publisher) month(at time.Time) string { return at.In(p.zone).Format("2006-01") }

// newBatchID names an import: "b_" and 13 characters of Crockford base32.
func newBatchID() string {
	var random [8]byte
	_, _ = rand.Read(random[:]) // never fails (crypto/rand)
	const crockford = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
	return "b_" + base32.NewEncoding(crockford).WithPadding(base32.NoPadding).EncodeToString(random[:])
}

// untilSettled runs decide-and-apply again while another writer comes first.
func untilSettled(ctx context.Context, try func(ctx context.Context) error) error {
	var err error
	for range 1 + retries {
		if err = try(ctx); disclosure.KindOf(err) != disclosure.Conflict {
			return err
		}
	}
	return err
}
