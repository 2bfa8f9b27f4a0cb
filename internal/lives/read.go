package lives

import (
	"archive/zip"
	"errors"
	"io"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"mingshi/internal/disclosure"
)

// What a feed may be at most. A city's whole history stays far below.
const (
	maxMembers = 1000
	// maxUnpacked is what all tables may amount to; maxRatio is how many times its packed size a table may have, once it is
	// larger than ratioFloor.
	maxUnpacked = 4 << 30
	maxRatio    = 200
	ratioFloor  = 64 << 20
)

// Wrong is what can be wrong with a ZIP that should be a feed. It is the key of the sentence for people.
type Wrong string

// The faults; Member of a Fault names the file inside the ZIP.
const (
	WrongDamaged   Wrong = "file.lives_damaged"   // the ZIP or a member cannot be unpacked, or does not match its checksum
	WrongPath      Wrong = "file.lives_path"      // a name is an absolute path or leads out of the folder
	WrongEncrypted Wrong = "file.lives_encrypted" // a member needs a password
	WrongTwice     Wrong = "file.lives_twice"     // two members have one name
	WrongMissing   Wrong = "file.lives_missing"   // a member that the specification asks for
	WrongSize      Wrong = "file.lives_size"      // more than maxUnpacked or maxRatio
	WrongMembers   Wrong = "file.lives_members"   // more than maxMembers
)

// Fault says what is wrong with a feed as a whole; it is an error of kind Invalid.
type Fault struct {
	Wrong  Wrong
	Member string
}

// Error words the fault for logs.
func (f *Fault) Error() string { return "LIVES feed: " + string(f.Wrong) + " " + f.Member }

// Unwrap gives the fault its kind.
func (f *Fault) Unwrap() error {
	return disclosure.Errorf(disclosure.Invalid, "LIVES feed: %s", f.Wrong)
}

// Required are the members without which there is no feed.
func Required() []string { return []string{Businesses, Inspections, FeedInfo} }

// Recognise tells whether the file at path is a ZIP with a member named like one of a feed, and is no workbook. A file that
// cannot be read is none: whoever reads it next says why.
func Recognise(name string) bool {
	if info, err := os.Stat(name); err != nil || !info.Mode().IsRegular() {
		return false
	}
	archive, err := zip.OpenReader(name)
	if err != nil && !errors.Is(err, zip.ErrInsecurePath) {
		return false
	}
	defer archive.Close() //nolint:errcheck // only read
	feed := false
	for _, f := range archive.File {
		if strings.EqualFold(f.Name, "[Content_Types].xml") {
			return false
		}
		feed = feed || slices.Contains(Required(), memberOf(f.Name))
	}
	return feed
}

// memberOf is the table that a name inside a ZIP stands for, in whatever folder; "" for anything else.
func memberOf(name string) string {
	name = strings.ReplaceAll(name, `\`, "/")
	base := strings.ToLower(path.Base(name))
	if strings.HasPrefix(name, "__MACOSX/") || !slices.Contains(members, base) {
		return ""
	}
	return base
}

// Unpack checks the ZIP at path as a whole and writes its tables into a folder, under their own names and no others. It tells
// which ones there are. What is wrong with the ZIP is a *Fault; a disk that fails is of kind Unavailable.
func Unpack(name, folder string) ([]string, error) {
	archive, err := zip.OpenReader(name)
	if err != nil && !errors.Is(err, zip.ErrInsecurePath) { // insecure ones are named below
		if _, ofDisk := errors.AsType[*os.PathError](err); ofDisk {
			return nil, unavailable(err)
		}
		return nil, &Fault{WrongDamaged, filepath.Base(name)}
	}
	defer archive.Close() //nolint:errcheck // only read
	found, err := tablesOf(archive.File)
	if err != nil {
		return nil, err
	}
	var there []string
	room := int64(maxUnpacked)
	for _, member := range members {
		if found[member] == nil {
			continue
		}
		unpacked, err := unpack(found[member], filepath.Join(folder, member), room)
		if err != nil {
			return nil, err
		}
		room -= unpacked
		there = append(there, member)
	}
	return there, nil
}

// tablesOf finds the tables of a feed and refuses what no honest one has.
func tablesOf(files []*zip.File) (map[string]*zip.File, error) {
	if len(files) > maxMembers {
		return nil, &Fault{WrongMembers, ""}
	}
	found := make(map[string]*zip.File, len(members))
	for _, f := range files {
		if !filepath.IsLocal(filepath.FromSlash(strings.ReplaceAll(f.Name, `\`, "/"))) || strings.Contains(f.Name, ":") {
			return nil, &Fault{WrongPath, f.Name}
		}
		const encrypted = 1
		member := memberOf(f.Name)
		switch {
		case f.Flags&encrypted != 0:
			return nil, &Fault{WrongEncrypted, f.Name}
		case member == "" || f.FileInfo().IsDir():
		case found[member] != nil:
			return nil, &Fault{WrongTwice, member}
		default:
			found[member] = f
		}
	}
	for _, member := range Required() {
		if found[member] == nil {
			return nil, &Fault{WrongMissing, member}
		}
	}
	return found, nil
}

// unpack writes one table to a file. What the ZIP says of its size is not believed.
func unpack(f *zip.File, to string, room int64) (size int64, err error) {
	most := min(room, max(ratioFloor, int64(min(f.CompressedSize64, maxUnpacked))*maxRatio)) //nolint:gosec // bounded
	in, err := f.Open()
	if err != nil {
		return 0, &Fault{WrongDamaged, f.Name}
	}
	defer in.Close() //nolint:errcheck // only read
	const ownerOnly = 0o600
	out, err := os.OpenFile(filepath.Clean(to), os.O_WRONLY|os.O_CREATE|os.O_EXCL, ownerOnly)
	if err != nil {
		return 0, unavailable(err)
	}
	defer func() { err = errors.Join(err, unavailable(out.Close())) }()
	size, err = io.Copy(out, io.LimitReader(in, most+1))
	switch {
	case err == nil && size > most:
		return size, &Fault{WrongSize, f.Name}
	case err == nil:
		return size, nil
	}
	if _, ofDisk := errors.AsType[*os.PathError](err); ofDisk {
		return size, unavailable(err)
	}
	return size, &Fault{WrongDamaged, f.Name}
}
