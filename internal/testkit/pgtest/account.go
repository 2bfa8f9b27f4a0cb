package pgtest

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"syscall"
)

// account is the system user that servers run as and that owns their folders.
type account struct {
	name string
	uid  uint32
	gid  uint32
	root bool // the test runs as root and has to become the account
}

// servant is the account for the user who runs the tests.
func servant() (account, error) {
	if os.Geteuid() != 0 {
		return account{}, nil
	}
	var missing error
	for _, name := range []string{"postgres", "nobody"} {
		found, err := user.Lookup(name)
		if err != nil {
			missing = err
			continue
		}
		uid, err := strconv.ParseUint(found.Uid, 10, 32)
		if err != nil {
			return account{}, fmt.Errorf("user %s: %w", name, err)
		}
		gid, err := strconv.ParseUint(found.Gid, 10, 32)
		if err != nil {
			return account{}, fmt.Errorf("user %s: %w", name, err)
		}
		return account{name: name, uid: uint32(uid), gid: uint32(gid), root: true}, nil
	}
	return account{}, fmt.Errorf("no user to run PostgreSQL as: %w", missing)
}

// command prepares a program to run as the account, in a session of its own (a Ctrl-C at the terminal is not for it)
// and without the variables (PGHOST, PGOPTIONS and the like) of whoever runs the tests.
func (a account) command(ctx context.Context, folder, program string, arguments ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, program, arguments...) //nolint:gosec // the package's own programs
	cmd.Dir = folder
	cmd.Env = plainEnvironment(folder)
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	if a.root {
		cmd.SysProcAttr.Credential = &syscall.Credential{Uid: a.uid, Gid: a.gid}
	}
	return cmd
}

func plainEnvironment(home string) []string {
	return []string{"PATH=/usr/local/bin:/usr/bin:/bin", "HOME=" + home, "LC_ALL=C", "TZ=UTC"}
}

// own gives a folder to the account. Its parents must let the account pass.
func (a account) own(folder string) error {
	if !a.root {
		return nil
	}
	for parent := filepath.Dir(folder); ; parent = filepath.Dir(parent) {
		info, err := os.Stat(parent)
		if err != nil {
			return err
		}
		const passable = 0o001 // others may enter
		owner, ok := info.Sys().(*syscall.Stat_t)
		if info.Mode()&passable == 0 && (!ok || owner.Uid != a.uid) {
			return fmt.Errorf("folder %s: user %s may not pass; it needs mode 0711 or 0755", parent, a.name)
		}
		if parent == filepath.Dir(parent) {
			break
		}
	}
	return os.Chown(folder, int(a.uid), int(a.gid))
}
