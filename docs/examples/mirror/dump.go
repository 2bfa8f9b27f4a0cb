package main

import (
	"bufio"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
)

// manifest describes a dump: all that was public at a position of a feed.
type manifest struct {
	Name     string `json:"name"`
	FeedID   string `json:"feed_id"`
	Position int64  `json:"position"`
	Files    []struct {
		Name   string `json:"name"`
		SHA256 string `json:"sha256"`
	} `json:"files"`
}

// begin loads the latest dump. Where there is none it goes to the beginning of the feed, which tells the same and takes
// longer.
func (m *mirror) begin(ctx context.Context, at place) error {
	for range tries {
		err := m.loadLatest(ctx, at)
		if refusal := code(err); refusal == "not-found" || refusal == "unavailable" {
			break
		} else if refusal != "gone" { // a record in the dump has ended meanwhile: there is another dump, or will be
			return err
		}
	}
	return m.tables.move(ctx, at, place{}, writer.clear)
}

// loadLatest puts the records of the latest dump in the place of all that there was, or of nothing if one file is not whole.
func (m *mirror) loadLatest(ctx context.Context, at place) error {
	answer, err := m.site.get(ctx, "/dumps/latest/manifest.json", http.Header{})
	if err != nil {
		return err
	}
	defer answer.Body.Close() //nolint:errcheck // only read from
	var dump manifest
	if err := decode(answer.Body, &dump); err != nil {
		return fmt.Errorf("manifest of the dump: %w", err)
	}
	if dump.FeedID == at.feed {
		return &problem{Code: "not-found"} // of the feed that the site has no longer
	}
	return m.tables.move(ctx, at, place{feed: dump.FeedID, position: dump.Position}, func(w writer) error {
		if err := w.clear(); err != nil {
			return err
		}
		for _, file := range dump.Files {
			if !strings.HasSuffix(file.Name, ".ndjson.gz") {
				continue // the same records in another format
			}
			if err := m.load(w, "/dumps/"+dump.Name+"/"+file.Name, file.SHA256); err != nil {
				return fmt.Errorf("%s: %w", file.Name, err)
			}
		}
		return nil
	})
}

// load reads a file of one record a line, and holds its bytes against the sum in the manifest.
func (m *mirror) load(w writer, path, wanted string) error {
	answer, err := m.site.get(w.ctx, path, http.Header{})
	if err != nil {
		return err
	}
	defer answer.Body.Close() //nolint:errcheck // only read from
	sum := sha256.New()
	packed := io.TeeReader(answer.Body, sum)
	lines, err := gzip.NewReader(bufio.NewReader(packed))
	if err != nil {
		return err
	}
	decoder := json.NewDecoder(lines)
	decoder.UseNumber()
	for {
		var record map[string]any
		if err := decoder.Decode(&record); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return err
		}
		if err := w.put(record); err != nil {
			return err
		}
	}
	if _, err := io.Copy(io.Discard, packed); err != nil {
		return err
	}
	if got := hex.EncodeToString(sum.Sum(nil)); got != wanted {
		return fmt.Errorf("its SHA-256 is %s, the manifest says %s", got, wanted)
	}
	return nil
}
