package publish

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"

	"mingshi/internal/disclosure"
	"mingshi/internal/store"
)

// stagedRow is a draft as it waits in staging: all of it public or a key's HMAC, so that a name or number that is not public
// never touches the disk.
type stagedRow struct {
	header
	body []byte
	seq  int64
	file int
	row  int
	key  disclosure.Key
}

// header is the envelope's part of a staged row.
type header struct {
	Kind        disclosure.Kind          `json:"kind"`
	Continues   *disclosure.Key          `json:"continues,omitempty"`
	Name        string                   `json:"name,omitempty"`
	Subject     string                   `json:"subject,omitempty"`
	Places      []string                 `json:"places,omitempty"`
	Authority   string                   `json:"authority,omitempty"`
	DecidedOn   disclosure.Date          `json:"decided_on"`
	PublicUntil disclosure.Date          `json:"public_until"`
	Regime      string                   `json:"regime,omitempty"`
	NotPublic   disclosure.NotPublicRule `json:"not_public,omitempty"`
	Late        bool                     `json:"late,omitempty"`
	WorkingDays int                      `json:"working_days,omitempty"`
}

// pack makes the staged form of a draft. Its payload is the header, a line feed, and the canonical body.
func (p *Publisher) pack(file int, d *disclosure.Draft) (store.Staged, error) {
	body, err := disclosure.CanonicalJSON(d.Body)
	if err != nil {
		return store.Staged{}, disclosure.Errorf(disclosure.Internal, "stage row %d: %w", d.Origin.Row, err)
	}
	h := header{
		Kind: d.Body.Kind(), Name: d.Name, Subject: d.Subject, Places: d.Places, Authority: d.Authority,
		DecidedOn: d.DecidedOn, PublicUntil: d.PublicUntil, Regime: d.Regime, NotPublic: d.NotPublic, Late: d.Late,
		WorkingDays: d.WorkingDays,
	}
	if d.Continues != nil {
		key := p.naturalKey(h.Kind, d.Continues)
		h.Continues = &key
	}
	content, err := json.Marshal(h)
	if err != nil {
		return store.Staged{}, disclosure.Errorf(disclosure.Internal, "stage row %d: %w", d.Origin.Row, err)
	}
	digest := sha256.New()
	digest.Write(content)
	digest.Write(body)
	return store.Staged{
		File: file, Row: d.Origin.Row, Key: p.naturalKey(h.Kind, d.NaturalKey),
		Content: disclosure.Digest(digest.Sum(nil)),
		Payload: append(append(content, '\n'), body...),
	}, nil
}

func unpack(s *store.Staged) (stagedRow, error) {
	head, body, _ := bytes.Cut(s.Payload, []byte("\n"))
	r := stagedRow{body: body, seq: s.Seq, file: s.File, row: s.Row, key: s.Key}
	if err := json.Unmarshal(head, &r.header); err != nil {
		return stagedRow{}, disclosure.Errorf(disclosure.Internal, "staged row %d: %w", s.Row, err)
	}
	return r, nil
}
