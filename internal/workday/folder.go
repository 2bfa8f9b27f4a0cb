package workday

import (
	"errors"
	"io/fs"
	"maps"
	"os"
	"path"
	"slices"

	"mingshi/internal/disclosure"
)

// LoadFolder returns the shipped calendar with the authority's own files (*.json) from dir put over it: a file replaces
// the shipped calendar of its year. A folder that does not exist holds no files. Two files for one year, or a file that
// ParseYear refuses, are errors that name the file.
func LoadFolder(dir string) (*Calendar, error) {
	if _, err := os.Stat(dir); errors.Is(err, fs.ErrNotExist) {
		return Shipped(), nil
	}
	years, err := readYears(os.DirFS(dir), ".")
	if err != nil {
		return nil, err
	}
	return Shipped().With(slices.Collect(maps.Values(years))...), nil
}

// readYears reads every calendar file of a folder, by year.
func readYears(files fs.FS, dir string) (map[int]Year, error) {
	entries, err := fs.ReadDir(files, dir)
	if err != nil {
		return nil, disclosure.Errorf(disclosure.Unavailable, "read calendars: %w", err)
	}
	years := make(map[int]Year)
	for _, entry := range entries {
		if entry.IsDir() || path.Ext(entry.Name()) != ".json" {
			continue
		}
		year, err := readYear(files, path.Join(dir, entry.Name()))
		if err != nil {
			return nil, disclosure.Errorf(disclosure.KindOf(err), "calendar file %q: %w", entry.Name(), err)
		}
		if _, twice := years[year.number]; twice {
			return nil, disclosure.Errorf(disclosure.Invalid, "calendar file %q: another file is for %d too", entry.Name(), year.number)
		}
		years[year.number] = year
	}
	return years, nil
}

// readYear reads one calendar file.
func readYear(files fs.FS, name string) (Year, error) {
	f, err := files.Open(name)
	if err != nil {
		return Year{}, disclosure.Errorf(disclosure.Unavailable, "open: %w", err)
	}
	year, err := ParseYear(f)
	return year, errors.Join(err, f.Close())
}
