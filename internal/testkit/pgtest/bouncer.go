package pgtest

import (
	"context"
	"errors"
	"io/fs"
	"net"
	"strings"
	"syscall"
	"testing"
)

// Bouncer is a PgBouncer before a server, in transaction mode: consecutive transactions of one client may run in
// different sessions of the server.
type Bouncer struct {
	home *home
}

// Bouncer starts a PgBouncer before the server, with PgBouncer's defaults but for the mode and the number of clients; it
// is stopped at the end of the test. It lets in every user whom the server knows, without a password, and refuses
// parameters at connect that it does not track (search_path, statement_timeout), as a stock one does. Without PgBouncer
// the test is skipped, or fails with CI=true.
func (s *Server) Bouncer(t testing.TB) *Bouncer {
	t.Helper()
	program, err := bouncerProgram()
	if err != nil {
		missing(t, err)
	}
	h, err := newHome("", "pgbouncer.pid")
	if err != nil {
		t.Fatalf("PgBouncer: %v", err)
	}
	b := &Bouncer{home: h}
	t.Cleanup(func() {
		if t.Failed() {
			t.Logf("PgBouncer: %s", lastLines(b.log()))
		}
		if err := h.close(); err != nil {
			t.Errorf("PgBouncer: %v", err)
		}
	})
	if err := b.start(program, s.home.folder); err != nil {
		t.Fatalf("PgBouncer: %v\n%s", err, lastLines(b.log()))
	}
	return b
}

// URL is the address of a database of the server by way of the PgBouncer.
func (b *Bouncer) URL(database, user string) string { return socketURL(b.home.folder, database, user) }

func (b *Bouncer) log() string { return b.home.file("log") }

func (b *Bouncer) start(program, serverFolder string) error {
	if _, err := b.home.run("/bin/mkdir", b.home.data); err != nil {
		return err
	}
	users, settings := b.home.file("users.txt"), b.home.file("pgbouncer.ini")
	if err := b.home.write(users, `"`+superuser+`" ""`+"\n"); err != nil {
		return err
	}
	if err := b.home.write(settings, b.configuration(users, serverFolder)); err != nil {
		return err
	}
	cmd := b.home.account.command(context.Background(), b.home.folder, program, settings)
	started, err := launch(cmd, b.log(), func(int) {})
	if err != nil {
		return err
	}
	return until("PgBouncer answers", started.gone, func() (bool, error) {
		var dialer net.Dialer
		connection, err := dialer.DialContext(context.Background(), "unix", b.home.file(".s.PGSQL."+port))
		if errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ECONNREFUSED) {
			return false, nil
		}
		if err != nil {
			return false, err
		}
		return true, connection.Close()
	})
}

func (b *Bouncer) configuration(users, serverFolder string) string {
	return strings.Join([]string{
		"[databases]",
		"* = host=" + serverFolder + " port=" + port,
		"[pgbouncer]",
		"pool_mode = transaction",
		"listen_addr =",
		"listen_port = " + port,
		"unix_socket_dir = " + b.home.folder,
		"pidfile = " + b.home.data + "/pgbouncer.pid",
		"max_client_conn = 200",
		"default_pool_size = 20",
		"auth_type = trust",
		"auth_file = " + users,
		"auth_user = " + superuser, // looks up on the server whoever is not in the file
		"",
	}, "\n")
}
