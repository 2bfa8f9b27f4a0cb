package pgtest

import (
	"bufio"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

const childVariable = "PGTEST_CHILD"

func itoa(n int) string { return strconv.Itoa(n) }

// TestServeUntilKilled is the child of TestNothingOutlivesAKilledTestProcess: it tells where its servers are and waits.
func TestServeUntilKilled(t *testing.T) {
	if os.Getenv(childVariable) == "" {
		t.Skip("only as a child process")
	}
	for _, s := range []*Server{Shared(t), Start(t, Options{})} {
		b := s.Bouncer(t)
		var bouncerPid []byte
		err := until("the pooler's number", make(chan struct{}), func() (written bool, err error) {
			bouncerPid, err = os.ReadFile(b.home.data + "/pgbouncer.pid")
			return len(strings.TrimSpace(string(bouncerPid))) > 0, err // the file is there before what it says
		})
		if err != nil {
			t.Fatal(err)
		}
		report := []string{s.home.folder, itoa(s.process.pid()), b.home.folder, strings.TrimSpace(string(bouncerPid))}
		if _, err := io.WriteString(os.Stdout, "\nchild: "+strings.Join(report, " ")+"\n"); err != nil {
			t.Fatal(err)
		}
	}
	_, _ = io.Copy(io.Discard, os.Stdin)
}

func TestNothingOutlivesAKilledTestProcess(t *testing.T) {
	Shared(t) // skips without the programs
	if _, err := bouncerProgram(); err != nil {
		missing(t, err)
	}
	temp := passableFolder(t)
	child := exec.Command(os.Args[0], "-test.run=^TestServeUntilKilled$")
	child.Env = append(os.Environ(), childVariable+"=1", "TMPDIR="+temp)
	if _, err := child.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	said, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	var pids []int
	lines := bufio.NewScanner(said)
	for len(pids) < 4 && lines.Scan() {
		report, ok := strings.CutPrefix(lines.Text(), "child: ")
		if !ok {
			continue
		}
		for i, field := range strings.Fields(report) {
			if pid, err := strconv.Atoi(field); err == nil && i%2 == 1 {
				pids = append(pids, pid)
			} else if _, err := os.Stat(field); err != nil {
				t.Errorf("folder of the child: %v", err)
			}
		}
	}
	for _, pid := range pids {
		if _, lives := program(pid); !lives {
			t.Errorf("process %d of the child does not run", pid)
		}
	}
	if err := child.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = child.Wait() // it was killed
	if len(pids) != 4 {
		t.Fatalf("the child told of processes %v", pids)
	}

	err = until("all is gone", make(chan struct{}), func() (bool, error) {
		for _, pid := range pids {
			if _, lives := program(pid); lives {
				return false, nil
			}
		}
		left, err := filepath.Glob(temp + "/*")
		return len(left) == 0, err
	})
	if err != nil {
		_ = filepath.WalkDir(temp, func(path string, _ fs.DirEntry, _ error) error {
			t.Logf("left: %s", path)
			return nil
		})
		t.Fatal(err)
	}
}
