package describe

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// The files of the description, under the root of the module.
const (
	yamlFile     = "openapi/openapi.yaml"
	jsonFile     = "openapi/openapi.json"
	releasedFile = "openapi/released.txt"
	changesFile  = "openapi/CHANGES.md"
)

const (
	publicFile     = 0o644
	releaseCommand = "go run ./openapi/generate -release"
)

// Write puts the description where the product embeds it.
func (d Document) Write(root string) error {
	for name, content := range map[string][]byte{yamlFile: d.YAML, jsonFile: d.JSON} {
		if err := write(root, name, content); err != nil {
			return err
		}
	}
	return nil
}

// Stale reports whether the files under the root are other than the description.
func (d Document) Stale(root string) (bool, error) {
	for name, content := range map[string][]byte{yamlFile: d.YAML, jsonFile: d.JSON} {
		committed, err := fs.ReadFile(os.DirFS(root), name)
		if err != nil {
			return false, fmt.Errorf("read %s: %w", name, err)
		}
		if !bytes.Equal(committed, content) {
			return true, nil
		}
	}
	return false, nil
}

// Release records the description as that of its version.
func (d Document) Release(root string) error {
	if err := d.mayRelease(root); err != nil {
		return err
	}
	return write(root, releasedFile, []byte(Version+" "+d.hash()+"\n"))
}

// write puts a file under the root, for everybody to read.
func write(root, name string, content []byte) error {
	file := filepath.Join(root, filepath.FromSlash(name))
	if err := os.WriteFile(file, content, publicFile); err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	return nil
}

// Released checks that the description is the one recorded for its version, so that no change goes out under an old one.
func (d Document) Released(root string) error {
	version, hash, err := lastRelease(root)
	if err != nil {
		return err
	}
	if version == Version && hash == d.hash() {
		return d.mayRelease(root)
	}
	if version == Version {
		return fmt.Errorf("the document is not that of version %s: raise describe.Version, say why in %s, then run: %s",
			Version, changesFile, releaseCommand)
	}
	return fmt.Errorf("version %s is not recorded (%q is): run: %s", Version, version, releaseCommand)
}

// mayRelease refuses a version that was recorded with another document, and one that the list of changes does not have.
func (d Document) mayRelease(root string) error {
	version, hash, err := lastRelease(root)
	if err != nil {
		return err
	}
	if version == Version && hash != d.hash() {
		return fmt.Errorf("version %s was released with another document: raise describe.Version", Version)
	}
	changes, err := fs.ReadFile(os.DirFS(root), changesFile)
	if err != nil {
		return fmt.Errorf("release: %w", err)
	}
	_, entry, found := strings.Cut(string(changes), "\n## "+Version+"\n")
	entry, _, _ = strings.Cut(entry, "\n## ")
	if !found || strings.TrimSpace(entry) == "" {
		return fmt.Errorf("%s has no entry for version %s", changesFile, Version)
	}
	return nil
}

// lastRelease reads which version was recorded last, and the hash of its document; "" if none was.
func lastRelease(root string) (version, hash string, err error) {
	raw, err := fs.ReadFile(os.DirFS(root), releasedFile)
	if os.IsNotExist(err) {
		return "", "", nil
	}
	if err != nil {
		return "", "", fmt.Errorf("release: %w", err)
	}
	version, hash, _ = strings.Cut(strings.TrimSpace(string(raw)), " ")
	return version, hash, nil
}

func (d Document) hash() string { return fmt.Sprintf("sha256:%x", sha256.Sum256(d.YAML)) }
