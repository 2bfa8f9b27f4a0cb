package archive

import (
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"mingshi/internal/disclosure"
	"mingshi/internal/store"
)

// recordLine is a line of records.ndjson.
type recordLine struct {
	Number      int64             `json:"number"`
	ID          disclosure.ID     `json:"id"`
	Kind        disclosure.Kind   `json:"kind"`
	Version     int64             `json:"version"`
	State       disclosure.State  `json:"state"`
	Reason      disclosure.Reason `json:"reason"`
	Name        string            `json:"name"`
	Subject     string            `json:"subject"`
	Places      []string          `json:"places"`
	Authority   string            `json:"authority"`
	DecidedOn   disclosure.Date   `json:"decided_on"`
	PublishedAt time.Time         `json:"published_at"`
	UpdatedAt   time.Time         `json:"updated_at"`
	PublicUntil disclosure.Date   `json:"public_until"`
	Regime      string            `json:"regime"`
	Position    int64             `json:"position"`
	Salt        string            `json:"salt"`
	Digest      string            `json:"digest"`
	Body        string            `json:"body"`
}

func newRecordLine(w *store.WholeRecord) (recordLine, error) {
	r := &w.Record
	if !utf8.Valid(r.Body) {
		return recordLine{}, disclosure.Errorf(disclosure.Internal, "record %q: its body is no UTF-8: %w", r.ID, errDiffers)
	}
	line := recordLine{
		Number: w.Number, ID: r.ID, Kind: r.Kind, Version: r.Version, State: r.State, Reason: w.Reason, Name: r.Name,
		Subject: r.Subject, Places: r.Places, Authority: r.Authority, DecidedOn: r.DecidedOn, PublishedAt: r.PublishedAt.UTC(),
		UpdatedAt: r.UpdatedAt.UTC(), PublicUntil: r.PublicUntil, Regime: r.Regime, Position: r.Position,
		Salt: writeHex(r.Salt[:]), Digest: writeDigest(r.Digest), Body: string(r.Body),
	}
	if len(line.Places) == 0 {
		line.Places = []string{} // none, however a database puts it
	}
	return line, nil
}

func (l *recordLine) row() (store.WholeRecord, error) {
	w := store.WholeRecord{Number: l.Number, Reason: l.Reason, Record: disclosure.Record{
		ID: l.ID, Kind: l.Kind, Version: l.Version, State: l.State, Name: l.Name, Subject: l.Subject, Places: l.Places,
		Authority: l.Authority, DecidedOn: l.DecidedOn, PublishedAt: l.PublishedAt, UpdatedAt: l.UpdatedAt,
		PublicUntil: l.PublicUntil, Regime: l.Regime, Body: []byte(l.Body), Position: l.Position,
	}}
	if err := readHex(w.Record.Salt[:], l.Salt); err != nil {
		return w, err
	}
	return w, readDigest(&w.Record.Digest, l.Digest)
}

// keyLine is a line of keys.ndjson.
type keyLine struct {
	Key    string `json:"key"`
	Number int64  `json:"number"`
}

func newKeyLine(w *store.WholeKey) (keyLine, error) {
	return keyLine{Key: hex.EncodeToString(w.Key[:]), Number: w.Number}, nil
}

func (l *keyLine) row() (store.WholeKey, error) {
	w := store.WholeKey{Number: l.Number}
	return w, readHex(w.Key[:], l.Key)
}

// changeLine is a line of changes.ndjson.
type changeLine struct {
	Position int64             `json:"position"`
	At       time.Time         `json:"at"`
	Op       disclosure.Op     `json:"op"`
	Kind     disclosure.Kind   `json:"kind"`
	ID       disclosure.ID     `json:"id"`
	Number   int64             `json:"number"`
	Version  int64             `json:"version"`
	Reason   disclosure.Reason `json:"reason"`
	Digest   string            `json:"digest"`
	Previous int64             `json:"previous"`
	Trail    trailLine         `json:"trail"`
}

// trailLine is the internal line of a change.
type trailLine struct {
	By       string     `json:"by"`
	Batch    string     `json:"batch"`
	Origin   originLine `json:"origin"`
	Document string     `json:"document"`
	Note     string     `json:"note"`
}

// originLine says which row of which file something came from.
type originLine struct {
	File   string `json:"file"`
	SHA256 string `json:"sha256"`
	Sheet  string `json:"sheet"`
	Row    int    `json:"row"`
}

func newChangeLine(w *store.WholeChange) (changeLine, error) {
	c, t := &w.Change, &w.Trail
	return changeLine{
		Position: c.Position, At: c.At.UTC(), Op: c.Op, Kind: c.Kind, ID: c.ID, Number: w.Number, Version: c.Version,
		Reason: c.Reason, Digest: writeDigest(c.Digest), Previous: w.Previous,
		Trail: trailLine{By: t.By, Batch: t.Batch, Origin: originLine(t.Origin), Document: t.Document, Note: t.Note},
	}, nil
}

func (l *changeLine) row() (store.WholeChange, error) {
	t := &l.Trail
	w := store.WholeChange{
		Number: l.Number, Previous: l.Previous,
		Change: disclosure.Change{
			Position: l.Position, At: l.At, Op: l.Op, Kind: l.Kind, ID: l.ID, Version: l.Version, Reason: l.Reason,
		},
		Trail: store.Trail{
			By: t.By, Batch: t.Batch, Origin: disclosure.Origin(t.Origin), Document: t.Document, Note: t.Note,
		},
	}
	return w, readDigest(&w.Change.Digest, l.Digest)
}

// notPublicLine is a line of not_public.ndjson.
type notPublicLine struct {
	Key       string                   `json:"key"`
	Rule      disclosure.NotPublicRule `json:"rule"`
	CountedAt time.Time                `json:"counted_at"`
}

func newNotPublicLine(w *store.WholeNotPublic) (notPublicLine, error) {
	return notPublicLine{Key: hex.EncodeToString(w.Key[:]), Rule: w.Rule, CountedAt: w.CountedAt.UTC()}, nil
}

func (l *notPublicLine) row() (store.WholeNotPublic, error) {
	w := store.WholeNotPublic{Rule: l.Rule, CountedAt: l.CountedAt}
	return w, readHex(w.Key[:], l.Key)
}

// figureLine is a line of figures.ndjson.
type figureLine struct {
	Month        string          `json:"month"`
	DecidedMonth string          `json:"decided_month"`
	Kind         disclosure.Kind `json:"kind"`
	Unit         string          `json:"unit"`
	Event        string          `json:"event"`
	Count        int64           `json:"count"`
}

func newFigureLine(f *store.Figure) (figureLine, error) { return figureLine(*f), nil }

func (l *figureLine) row() (store.Figure, error) { return store.Figure(*l), nil }

// journalLine is a line of journals.ndjson.
type journalLine struct {
	Batch      string       `json:"batch"`
	By         string       `json:"by"`
	Files      []originLine `json:"files"`
	ThroughSeq int64        `json:"through_seq"`
	Done       bool         `json:"done"`
	UpdatedAt  time.Time    `json:"updated_at"`
}

func newJournalLine(w *store.WholeJournal) (journalLine, error) {
	j := &w.Journal
	line := journalLine{
		Batch: j.Batch, By: j.By, Files: make([]originLine, len(j.Files)), ThroughSeq: j.ThroughSeq, Done: j.Done,
		UpdatedAt: w.UpdatedAt.UTC(),
	}
	for i, f := range j.Files {
		line.Files[i] = originLine(f)
	}
	return line, nil
}

func (l *journalLine) row() (store.WholeJournal, error) {
	w := store.WholeJournal{
		Journal:   store.Journal{Batch: l.Batch, By: l.By, ThroughSeq: l.ThroughSeq, Done: l.Done},
		UpdatedAt: l.UpdatedAt,
	}
	for _, f := range l.Files {
		w.Journal.Files = append(w.Journal.Files, disclosure.Origin(f))
	}
	return w, nil
}

// fingerprintLine is a line of fingerprints.ndjson.
type fingerprintLine struct {
	Name        string `json:"name"`
	Fingerprint string `json:"fingerprint"`
}

func newFingerprintLine(w *store.WholeFingerprint) (fingerprintLine, error) {
	return fingerprintLine(*w), nil
}

func (l *fingerprintLine) row() (store.WholeFingerprint, error) {
	return store.WholeFingerprint(*l), nil
}

// digestPrefix says of a digest what it is.
const digestPrefix = "sha256:"

// writeDigest writes the digest of what is gone as "".
func writeDigest(d disclosure.Digest) string {
	if d == (disclosure.Digest{}) {
		return ""
	}
	return d.String()
}

func readDigest(into *disclosure.Digest, text string) error {
	return readHex(into[:], strings.TrimPrefix(text, digestPrefix))
}

// writeHex writes bytes that are all zero, of what is gone, as "".
func writeHex(raw []byte) string {
	for _, b := range raw {
		if b != 0 {
			return hex.EncodeToString(raw)
		}
	}
	return ""
}

func readHex(into []byte, text string) error {
	if text == "" {
		return nil
	}
	raw, err := hex.DecodeString(text)
	if err != nil || len(raw) != len(into) {
		return fmt.Errorf("%q: want %d hexadecimal digits", text, 2*len(into)) //nolint:err113 // the caller says where it stands
	}
	copy(into, raw)
	return nil
}

// headFile is head.json.
type headFile struct {
	FeedID   string    `json:"feed_id"`
	Position int64     `json:"position"`
	At       time.Time `json:"at"`
	Secret   string    `json:"secret"`
}

func writeHead(head store.WholeHead) ([]byte, error) {
	return json.Marshal(headFile{
		FeedID: head.FeedID, Position: head.Position, At: head.At.UTC(), Secret: hex.EncodeToString(head.Secret),
	})
}

func readHead(raw []byte) (store.WholeHead, error) {
	var f headFile
	if err := json.Unmarshal(raw, &f); err != nil {
		return store.WholeHead{}, err
	}
	secret, err := hex.DecodeString(f.Secret)
	return store.WholeHead{FeedID: f.FeedID, Position: f.Position, At: f.At, Secret: secret}, err
}
