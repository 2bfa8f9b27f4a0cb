package throttle

import (
	"errors"
	"io/fs"
	"os"
	"sync"
	"time"

	"mingshi/internal/disclosure"
)

// lookEvery is how often a server looks at most whether the file of keys has changed: a revoked key opens nothing after that.
const lookEvery = time.Second

// Keyring is the file of keys as a running server knows it. It may be used by several goroutines at once.
type Keyring struct {
	path    string
	trouble func(err error)

	mu     sync.Mutex
	keys   Keys
	looked time.Time
	// seen is the file as it was read last; nil where there was none.
	seen fs.FileInfo
}

// OpenKeyring reads the file of keys; one that does not exist is one without keys. A file that cannot be understood is kind Invalid,
// one that cannot be read kind Unavailable. When that happens later, the keys that were read last go on to hold, and trouble is told
// why: once for a file that cannot be understood, at each look for one that cannot be read.
func OpenKeyring(path string, trouble func(err error)) (*Keyring, error) {
	r := &Keyring{path: path, trouble: trouble}
	info, err := r.stat()
	if err != nil {
		return nil, err
	}
	return r, r.read(info)
}

// Find gives the key that a secret is, if it holds now.
func (r *Keyring) Find(now time.Time, secret Secret) (Key, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if passed := now.Sub(r.looked); passed >= lookEvery || passed < 0 {
		r.looked = now
		r.look()
	}
	return r.keys.Find(secret)
}

// look reads the file if it is another than the one that was read last.
func (r *Keyring) look() {
	info, err := r.stat()
	if err == nil {
		if same(info, r.seen) {
			return
		}
		err = r.read(info)
	}
	if err != nil {
		r.trouble(err)
	}
}

func (r *Keyring) stat() (fs.FileInfo, error) {
	info, err := os.Stat(r.path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil //nolint:nilnil // no file: no keys
	}
	if err != nil {
		return nil, disclosure.Errorf(disclosure.Unavailable, "keys: %w", err)
	}
	return info, nil
}

func (r *Keyring) read(info fs.FileInfo) error {
	keys, err := ReadKeys(r.path)
	switch disclosure.KindOf(err) {
	case disclosure.Unavailable:
		return err // it may be readable at the next look, and be the same file
	case disclosure.Invalid:
	default:
		r.keys = keys
	}
	r.seen = info
	return err
}

// ReadKeys reads a file of keys; one that does not exist is one without keys.
func ReadKeys(path string) (Keys, error) {
	text, err := os.ReadFile(path) //nolint:gosec // the operator's own folder
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return Keys{}, nil
	case err != nil:
		return Keys{}, disclosure.Errorf(disclosure.Unavailable, "keys: %w", err)
	}
	keys, err := ParseKeys(text)
	if err != nil {
		return Keys{}, disclosure.Errorf(disclosure.Invalid, "%s: %w", path, err)
	}
	return keys, nil
}

// same reports whether two looks saw one file. A file that is replaced is another one even if it looks alike.
func same(a, b fs.FileInfo) bool {
	if a == nil || b == nil {
		return a == nil && b == nil
	}
	return os.SameFile(a, b) && a.ModTime().Equal(b.ModTime()) && a.Size() == b.Size()
}
