package pgtest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

// patience is how long a program may take before a test fails for it; far above what a busy machine needs.
const patience = 2 * time.Minute

// debianFolder holds a folder per PostgreSQL version, which Debian keeps out of PATH.
const debianFolder = "/usr/lib/postgresql"

// wanted is the PostgreSQL version that the product is tested with where several are installed.
const wanted = 15

// programs is the folder of PostgreSQL's programs: the wanted version's, else the highest version's, else that in PATH.
func programs() (string, error) {
	best, folder := 0, ""
	candidates, err := filepath.Glob(debianFolder + "/*/bin/postgres")
	if err != nil {
		return "", err
	}
	for _, candidate := range candidates {
		bin := filepath.Dir(candidate)
		version, err := strconv.Atoi(filepath.Base(filepath.Dir(bin)))
		if err != nil {
			continue
		}
		if version == wanted {
			return bin, nil
		}
		if version > best {
			best, folder = version, bin
		}
	}
	if folder != "" {
		return folder, nil
	}
	found, err := exec.LookPath("postgres")
	if err != nil {
		return "", errors.New("PostgreSQL is not installed: run scripts/deps.sh")
	}
	return filepath.Dir(found), nil
}

// bouncerProgram finds PgBouncer, which Debian installs where only root's PATH leads.
func bouncerProgram() (string, error) {
	const debian = "/usr/sbin/pgbouncer"
	if _, err := os.Stat(debian); err == nil {
		return debian, nil
	}
	found, err := exec.LookPath("pgbouncer")
	if err != nil {
		return "", errors.New("PgBouncer is not installed: run scripts/deps.sh")
	}
	return found, nil
}

// missing skips the test, or fails it where tests may not skip.
func missing(t testing.TB, err error) {
	t.Helper()
	if os.Getenv("CI") == "true" { //nolint:forbidigo // CI=true decides whether a missing server skips or fails
		t.Fatal(err)
		return
	}
	t.Skip(err)
}

// run runs a program to its end. The error holds what it said.
func run(cmd *exec.Cmd) (string, error) {
	var said, complained bytes.Buffer
	cmd.Stdout, cmd.Stderr = &said, &complained
	if err := cmd.Run(); err != nil {
		return "", fmt.Errorf("%s: %w\n%s%s", filepath.Base(cmd.Path), err, said.String(), complained.String())
	}
	return said.String(), nil
}

// patient is the context of one program's run. It is not the test's own, which has ended when a test cleans up.
func patient() (context.Context, context.CancelFunc) {
	return context.WithTimeout(context.Background(), patience)
}

// until asks again and again whether something has come true, and gives up when ended is closed or patience runs out.
func until(what string, ended <-chan struct{}, isTrue func() (bool, error)) error {
	const pause = 10 * time.Millisecond
	ticker := time.NewTicker(pause)
	defer ticker.Stop()
	limit := time.NewTimer(patience)
	defer limit.Stop()
	for {
		done, err := isTrue()
		if err != nil {
			return fmt.Errorf("waiting until %s: %w", what, err)
		}
		if done {
			return nil
		}
		select {
		case <-ticker.C:
		case <-ended:
			return fmt.Errorf("waiting until %s: the program ended", what)
		case <-limit.C:
			return fmt.Errorf("waiting until %s: not within %v", what, patience)
		}
	}
}

// lastLines is the end of a log file, for the message of a failure.
func lastLines(logFile string) string {
	const shown = 40
	text, err := os.ReadFile(logFile) //nolint:gosec // in a folder made by this package
	if err != nil {
		return fmt.Sprintf("(no log: %v)", err)
	}
	lines := strings.Split(strings.TrimRight(string(text), "\n"), "\n")
	return "the log ends with:\n" + strings.Join(lines[max(0, len(lines)-shown):], "\n")
}
