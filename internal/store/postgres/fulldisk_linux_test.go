package postgres_test

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"mingshi/internal/disclosure"
	"mingshi/internal/testkit/pgtest"
)

// smallDisk is the size of the file system of the server in TestFaultFullDisk: a fresh server, and some room.
const smallDisk = "size=160m"

// TestFaultFullDisk fills the server's disk and publishes what does not fit: kind Unavailable, and nothing of it is
// written; with room again the same batch is.
func TestFaultFullDisk(t *testing.T) {
	disk := mountSmallDisk(t)
	server := pgtest.Start(t, pgtest.Options{Durable: true, Dir: disk, Settings: map[string]string{
		"min_wal_size": "32MB", "max_wal_size": "32MB",
	}})
	url := server.Database(t)
	s := open(t, options(url))
	mustApply(t, s, published(penalty("first", 100), keyNumbered(0)))
	// The log has a fresh segment, so that it is the tables that find no room: a server whose log finds none stops.
	server.Exec(t, pgtest.Name(t, url), "CHECKPOINT; SELECT pg_switch_wal(); CHECKPOINT; SELECT pg_switch_wal(); CHECKPOINT;")
	ballast := filepath.Join(disk, "ballast")
	fill(t, ballast)

	batch := batchOf()
	for n := range 800 {
		batch.Writes = append(batch.Writes, published(penalty("too much", 6000), keyNumbered(n+1)))
	}
	_, err := s.Apply(t.Context(), batch)
	wantKindOf(t, err, disclosure.Unavailable)
	wantTold(t, server, url, 1, 1)
	if err := os.Remove(ballast); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Apply(t.Context(), batch); err != nil {
		t.Fatal(err)
	}
	wantTold(t, server, url, 801, 2)
}

// mountSmallDisk makes a small file system that lasts as long as the test; it takes root.
func mountSmallDisk(t *testing.T) string {
	t.Helper()
	disk, err := os.MkdirTemp("", "disk") //nolint:usetesting // the server's user may not enter the test's own folder
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := os.Remove(disk); err != nil {
			t.Error(err)
		}
	})
	if err := os.Chmod(disk, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Mount("tmpfs", disk, "tmpfs", 0, smallDisk+",mode=755"); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatalf("mount a small disk (needs root): %v", err)
		}
		t.Skipf("mount a small disk (needs root): %v", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(disk, 0); err != nil {
			t.Error(err)
		}
	})
	return disk
}

// fill writes a file until the disk is full.
func fill(t *testing.T, name string) {
	t.Helper()
	file, err := os.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if _, err := io.Copy(file, endless{}); !errors.Is(err, syscall.ENOSPC) {
		t.Fatalf("got %v, want a full disk", err)
	}
}

// endless reads as zeros without end.
type endless struct{}

func (endless) Read(p []byte) (int, error) { clear(p); return len(p), nil }
