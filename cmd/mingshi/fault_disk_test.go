package main

import (
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
	"syscall"
	"testing"

	"mingshi/internal/testkit/pgtest"
)

// smallDisk is a file system in memory, as large as a test says.
type smallDisk struct {
	folder string
}

// newSmallDisk mounts one that the server of a test may use; where nothing can be mounted the test is skipped, or fails
// with CI=true.
func newSmallDisk(t *testing.T) *smallDisk {
	t.Helper()
	folder, err := os.MkdirTemp("", "msdisk") //nolint:usetesting // the server's user cannot pass to t.TempDir
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := os.Remove(folder); err != nil {
			t.Error(err)
		}
	})
	if err := syscall.Mount("tmpfs", folder, "tmpfs", 0, "size=1g,mode=0755"); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatalf("mount a small disk (needs root): %v", err)
		}
		t.Skipf("mount a small disk (needs root): %v", err)
	}
	t.Cleanup(func() { // the server may still have files open there after a failure
		if err := syscall.Unmount(folder, syscall.MNT_DETACH); err != nil {
			t.Error(err)
		}
	})
	return &smallDisk{folder: folder}
}

// leave makes the disk as small or large that so many bytes are free.
func (d *smallDisk) leave(t *testing.T, free int64) {
	t.Helper()
	var now syscall.Statfs_t
	if err := syscall.Statfs(d.folder, &now); err != nil {
		t.Fatal(err)
	}
	used := int64(now.Blocks-now.Bfree) * now.Bsize
	if err := syscall.Mount("", d.folder, "", syscall.MS_REMOUNT, fmt.Sprintf("size=%d", used+free)); err != nil {
		t.Fatal(err)
	}
}

const (
	kilobyte = 1 << 10
	megabyte = 1 << 20
	plenty   = 1 << 30
)

// TestFaultDiskFull fills the disk of the server in the middle of an import: it ends with exit code 3 and a sentence, what
// is published is whole, serve goes on, and once there is room the same import comes to the same end.
func TestFaultDiskFull(t *testing.T) {
	sideBySide(t)
	d := &fullDisks{files: faultFiles(t), random: randomOf(t)}
	d.want = undisturbedImport(t, d.files)
	d.fillTables(t)
	if faultsFull() {
		d.fillLog(t)
	}
	d.print(t, "server's disk full")
}

type fullDisks struct {
	tally

	files  []string
	want   undisturbed
	random *rand.Rand
}

// fillTables fills the disk that holds the tables: the server refuses what does not fit, and goes on.
func (d *fullDisks) fillTables(t *testing.T) {
	t.Helper()
	server := faultServer(t, pgtest.Options{})
	for range rounds(5, 1) {
		disk := newSmallDisk(t)
		p := newPlace(t, server)
		drop := moveTables(t, server, p, disk.folder)
		d.fill(t, p, disk, func() {}, "the server's disk is full")
		drop()
	}
}

// fillLog fills the disk that holds the write-ahead log, without which the server cannot go on: it crashes, and has to be
// started again when there is room.
func (d *fullDisks) fillLog(t *testing.T) {
	t.Helper()
	tables, err := os.MkdirTemp("", "mstables") //nolint:usetesting // the server's user cannot pass to t.TempDir
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := os.RemoveAll(tables); err != nil {
			t.Error(err)
		}
	})
	disk := newSmallDisk(t)
	server := faultServer(t, pgtest.Options{Durable: true, Dir: disk.folder, Settings: map[string]string{
		"min_wal_size": "32MB", "max_wal_size": "32MB",
	}})
	p := newPlace(t, server)
	moveTables(t, server, p, tables)
	d.fill(t, p, disk, func() { server.Restart(t) }, "")
	if d.refusals == 0 {
		t.Error("serve never refused: the server did not crash")
	}
}

// moveTables puts the tables of a place into a folder; drop drops them with the database.
func moveTables(t *testing.T, server *pgtest.Server, p place, folder string) (drop func()) {
	t.Helper()
	giveTo(t, folder, server.Data())
	name := pgtest.Name(t, p.url)
	server.Exec(t, "postgres", "CREATE TABLESPACE of_"+name+" LOCATION '"+folder+"'")
	server.Exec(t, "postgres", "ALTER DATABASE "+name+" SET TABLESPACE of_"+name)
	return func() {
		server.Exec(t, "postgres", "DROP DATABASE "+name+" WITH (FORCE)")
		server.Exec(t, "postgres", "DROP TABLESPACE of_"+name)
	}
}

// fill lets an import fill the disk, and run again when there is room. The store may only be asked after repair.
func (d *fullDisks) fill(t *testing.T, p place, disk *smallDisk, repair func(), sentence string) {
	t.Helper()
	l := startLoad(t, p, 0, p.url, d.random)
	a := l.ask("serve", p)
	disk.leave(t, megabyte+d.random.Int64N(d.want.changes)*kilobyte)
	im := p.start(t, importing(d.files)...)
	if code := im.wait(t); code != exitEnvironment || !strings.Contains(im.sentence(), sentence) || im.sentence() == "" {
		t.Fatalf("import onto a full disk: exit code %d, want %d and a sentence that says %q\n%s%s",
			code, exitEnvironment, sentence, im.out, im.log)
	}
	d.faults++
	if sentence != "" {
		checked(t, p) // what is published is whole, and can be read
	}
	disk.leave(t, plenty)
	repair()
	checked(t, p)
	p.must(t, importing(d.files)...)
	d.rerun++
	whole := l.end("after a full disk")
	d.want.sameEnd(t, whole)
	if _, refusals, _ := a.figures(); refusals > 0 && sentence != "" {
		t.Errorf("serve refused %d times, though it only reads", refusals)
	}
	d.of(l, whole)
}

// giveTo gives a folder to whoever owns another one.
func giveTo(t *testing.T, folder, owned string) {
	t.Helper()
	info, err := os.Stat(owned)
	if err != nil {
		t.Fatal(err)
	}
	owner := info.Sys().(*syscall.Stat_t)
	if err := os.Chown(folder, int(owner.Uid), int(owner.Gid)); err != nil {
		t.Fatal(err)
	}
}
