package pgtest

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"syscall"
)

//go:embed watchdog.sh
var watchdog string

// home is the folder of one server with its socket and log, and the watchdog that in the end stops the server and removes it.
type home struct {
	account account
	folder  string // short, because the path of a Unix socket has at most 107 bytes
	data    string // the data folder of the server, in the home or where the caller wants it

	guard *exec.Cmd
	leash io.WriteCloser // while this is open the watchdog sleeps
	once  sync.Once
	ended error
}

// newHome makes a home whose data folder, not made yet, lies in the folder dataParent, or in the home if that is "".
// The file pidFile of the data folder will name the program to be stopped.
func newHome(dataParent, pidFile string) (*home, error) {
	account, err := servant()
	if err != nil {
		return nil, err
	}
	h := &home{account: account}
	if h.folder, err = h.makeFolder(shortTemp()); err != nil {
		return nil, err
	}
	folders := []string{h.folder}
	parent := h.folder
	if dataParent != "" {
		if parent, err = h.makeFolder(dataParent); err != nil {
			return nil, errors.Join(err, os.RemoveAll(h.folder))
		}
		folders = append(folders, parent)
	}
	h.data = filepath.Join(parent, "data")
	if err := h.watch(filepath.Join(h.data, pidFile), folders); err != nil {
		for _, folder := range folders {
			err = errors.Join(err, os.RemoveAll(folder))
		}
		return nil, err
	}
	return h, nil
}

func (h *home) makeFolder(parent string) (string, error) {
	folder, err := os.MkdirTemp(parent, "mspg")
	if err != nil {
		return "", err
	}
	if folder, err = filepath.Abs(folder); err != nil {
		return "", err
	}
	if err := h.account.own(folder); err != nil {
		return "", errors.Join(err, os.RemoveAll(folder))
	}
	return folder, nil
}

// shortTemp is the folder for temporary files, or /tmp where that leaves no room for the name of a socket.
func shortTemp() string {
	const room = 60
	if temp := os.TempDir(); len(temp) <= room {
		return temp
	}
	return "/tmp"
}

func (h *home) watch(pidFile string, folders []string) error {
	arguments := append([]string{"-c", watchdog, "watchdog", pidFile}, folders...)
	h.guard = exec.CommandContext(context.Background(), "/bin/sh", arguments...) //nolint:gosec // the script is embedded
	h.guard.Dir = "/"
	h.guard.Env = plainEnvironment("/")
	h.guard.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	var err error
	if h.leash, err = h.guard.StdinPipe(); err != nil {
		return err
	}
	return h.guard.Start()
}

// file is the path of a file in the home.
func (h *home) file(name string) string { return filepath.Join(h.folder, name) }

// run runs a program as the account to its end and returns what it said.
func (h *home) run(program string, arguments ...string) (string, error) {
	ctx, cancel := patient()
	defer cancel()
	return run(h.account.command(ctx, h.folder, program, arguments...))
}

// write writes a file that the account owns.
func (h *home) write(name, text string) error {
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil { //nolint:gosec // in a folder made by this package
		return err
	}
	if !h.account.root {
		return nil
	}
	return os.Chown(name, int(h.account.uid), int(h.account.gid))
}

// close lets the watchdog do its work and waits for its end.
func (h *home) close() error {
	h.once.Do(func() {
		h.ended = h.leash.Close()
		if err := h.guard.Wait(); err != nil {
			h.ended = fmt.Errorf("folder %s was not removed: %w", h.folder, err)
		}
	})
	return h.ended
}
