package tables

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"mingshi/internal/disclosure"
	"mingshi/internal/grading"
	"mingshi/internal/limits"
)

// maxFile bounds a file: the longest table is a hundredth of it.
const maxFile = 4 << 20

// byteOrderMark is what some editors put before a text.
const byteOrderMark = "\uFEFF"

// Edition names what a file holds.
type Edition struct {
	// Kind is grading.TableKind, grading.RulesKind or limits.Kind.
	Kind string `json:"kind"`
	// Code is that of a score table; of rules and limits there is one list each, without a code.
	Code string `json:"code,omitempty"`
	// Version is the edition of a table or a list.
	Version string `json:"version"`
}

// String is the edition for people, as in `score_table lodging 2`.
func (e Edition) String() string {
	if e.Code == "" {
		return e.Kind + " " + e.Version
	}
	return e.Kind + " " + e.Code + " " + e.Version
}

// file is one file that was read and found right. One of table, rules and items is set.
type file struct {
	// name is the file's name in the folder.
	name string
	// path is where it was read.
	path  string
	raw   []byte
	table *grading.Table
	rules *grading.Rules
	items *limits.Items
}

// edition tells what the file holds.
func (f *file) edition() Edition {
	switch {
	case f.table != nil:
		return Edition{Kind: grading.TableKind, Code: f.table.Code, Version: f.table.Version}
	case f.rules != nil:
		return Edition{Kind: grading.RulesKind, Version: f.rules.Version}
	}
	return Edition{Kind: limits.Kind, Version: f.items.Edition}
}

// place is what only one file of a folder may hold: an edition of a table, the rules, the limits.
func (f *file) place() string {
	e := f.edition()
	if f.table != nil {
		return e.String()
	}
	return e.Kind
}

// fileName is the name that a file gets in the folder; codes and versions hold no characters that lead elsewhere.
func (f *file) fileName() string {
	e := f.edition()
	if f.table != nil {
		return e.Kind + "." + e.Code + "." + e.Version + ".json"
	}
	return e.Kind + ".json"
}

// readFile reads one file. What is wrong with it is of kind Invalid and a *Refused, that it is not there NotFound; both name the file.
func readFile(path string) (file, error) {
	from, err := os.Open(path) //nolint:gosec // the operator names it
	if err != nil {
		return file{}, disclosure.Errorf(disclosure.NotFound, "tables: %w", err)
	}
	raw, err := io.ReadAll(io.LimitReader(from, maxFile+1))
	if err = errors.Join(err, from.Close()); err != nil {
		return file{}, disclosure.Errorf(disclosure.Unavailable, "tables: %w", err)
	}
	f, err := parse(raw)
	if found := flawsOf(err); len(found) > 0 {
		err = &Refused{File: path, Flaws: found, err: err}
	}
	if err != nil {
		return file{}, disclosure.Errorf(disclosure.Invalid, "%w", err)
	}
	f.name, f.path = filepath.Base(path), path
	return f, nil
}

// parse reads a file by what it says of itself in its member kind.
func parse(raw []byte) (f file, err error) {
	if len(raw) > maxFile {
		return f, &Flaw{Code: FlawSize, Args: []any{maxFile}}
	}
	f.raw = bytes.TrimPrefix(raw, []byte(byteOrderMark))
	kind, err := kindOf(f.raw)
	if err != nil {
		return f, err
	}
	switch kind {
	case grading.TableKind:
		table, err := grading.ParseTable(bytes.NewReader(f.raw))
		f.table = &table
		return f, err
	case grading.RulesKind:
		rules, err := grading.ParseRules(bytes.NewReader(f.raw))
		f.rules = &rules
		return f, err
	}
	f.items, err = limits.Parse(bytes.NewReader(f.raw))
	return f, err
}

// kindOf finds the member kind of a text that is one JSON object of that kind's shape.
func kindOf(raw []byte) (string, error) {
	value, err := read(raw)
	if err != nil {
		return "", err
	}
	object, ok := value.(map[string]any)
	if !ok {
		return "", &Flaw{Code: FlawType, Args: []any{shapeOf(value), ShapeObject}}
	}
	said := object["kind"]
	kind, ok := said.(string)
	if !ok && said != nil {
		return "", &Flaw{Where: "kind", Code: FlawType, Args: []any{shapeOf(said), ShapeText}}
	}
	kinds := []string{grading.TableKind, grading.RulesKind, limits.Kind}
	if !slices.Contains(kinds, kind) {
		return "", &Flaw{Where: "kind", Code: FlawKind, Args: []any{kind, strings.Join(kinds, ", ")}}
	}
	var found []error
	for _, misfit := range checkShape(value, kind) {
		found = append(found, &misfit)
	}
	return kind, errors.Join(found...)
}
