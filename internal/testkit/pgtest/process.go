package pgtest

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
)

// process is a program that keeps running, with all that it forks.
type process struct {
	cmd  *exec.Cmd
	gone chan struct{} // closed when the program and all that it forked have ended
}

// launch starts a program that writes to a log file. When all of its processes have ended, afterwards is called and then
// gone is closed.
func launch(cmd *exec.Cmd, logFile string, afterwards func(pid int)) (*process, error) {
	log, err := os.OpenFile(logFile, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600) //nolint:gosec // in a folder made by this package
	if err != nil {
		return nil, err
	}
	// Each process that the program forks inherits the line; it reads as ended when the last of them is gone.
	line, inherited, err := os.Pipe()
	if err != nil {
		return nil, errors.Join(err, log.Close())
	}
	cmd.Stdout, cmd.Stderr = log, log
	cmd.ExtraFiles = []*os.File{inherited}
	err = errors.Join(cmd.Start(), log.Close(), inherited.Close())
	if err != nil {
		return nil, errors.Join(err, line.Close())
	}
	p := &process{cmd: cmd, gone: make(chan struct{})}
	go func() {
		_ = cmd.Wait() // how it ended is told by its log; most are killed
		_, _ = io.Copy(io.Discard, line)
		_ = line.Close()
		afterwards(p.pid())
		close(p.gone)
	}()
	return p, nil
}

func (p *process) pid() int { return p.cmd.Process.Pid }

// running tells whether any of its processes lives.
func (p *process) running() bool {
	select {
	case <-p.gone:
		return false
	default:
		return true
	}
}

// kill ends the program and its children as a power cut would. The program is halted first, so that it forks no more.
func (p *process) kill() error {
	if err := p.cmd.Process.Signal(syscall.SIGSTOP); err != nil {
		return err
	}
	for _, child := range children(p.pid()) {
		// A child may have ended by itself; its number is not given to another process while its parent is halted.
		_ = syscall.Kill(child, syscall.SIGKILL)
	}
	return p.cmd.Process.Kill()
}

// children lists the processes that a process forked. Where the system does not tell, it is empty; PostgreSQL's children
// then find out by themselves that their parent is gone.
func children(pid int) []int {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/task/%d/children", pid, pid))
	if err != nil {
		return nil
	}
	var pids []int
	for field := range strings.FieldsSeq(string(text)) {
		if child, err := strconv.Atoi(field); err == nil {
			pids = append(pids, child)
		}
	}
	return pids
}

// await waits until all of its processes have ended.
func (p *process) await() error {
	never := make(chan struct{})
	return until("process "+strconv.Itoa(p.pid())+" is gone", never, func() (bool, error) { return !p.running(), nil })
}
