package main

import (
	"errors"
	"io"
	"os"

	"mingshi/internal/disclosure"
	"mingshi/internal/store/postgres"
	"mingshi/internal/store/sqlite"
)

type migrateCommand struct {
	Roles bool `help:"只输出建立数据库角色的脚本，供 psql 执行 · only print the script that makes the database roles, for psql"`
}

// migrated is what a migration did.
type migrated struct {
	Database string   `json:"database"`
	From     int      `json:"from"`
	To       int      `json:"to"`
	Keys     []string `json:"keys_remembered"`
}

// Run implements the command.
func (c *migrateCommand) Run(s *settings, t *terminal) (err error) {
	if c.Roles {
		_, err := io.WriteString(t.out, postgres.RolesScript())
		return err
	}
	done := migrated{Database: "SQLite " + s.Data, Keys: []string{}}
	if s.usesPostgres() {
		done.Database = databaseName(s.URL)
		if done.From, done.To, err = postgres.Migrate(t.ctx, s.URL); err != nil {
			return databaseTrouble(s.URL, err)
		}
	} else {
		if err := os.MkdirAll(s.Data, folderMode); err != nil {
			return environment("cli.data_folder", s.Data, cause(err))
		}
		if done.From, done.To, err = sqlite.Migrate(t.ctx, s.Data); err != nil {
			return err
		}
	}
	h, err := openHouse(t, s, disclosure.Date{})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, h.close()) }()
	done.Keys = append(done.Keys, h.remembered...)
	return done.print(t, s)
}

func (m *migrated) print(t *terminal, s *settings) error {
	if t.asJSON {
		return writeJSON(t.out, m)
	}
	switch m.From {
	case m.To:
		t.say("migrate.nothing", m.Database, m.To)
	case 0:
		t.say("migrate.made", m.Database, m.To)
	default:
		t.say("migrate.done", m.Database, m.From, m.To)
	}
	if len(m.Keys) > 0 {
		t.say("migrate.keys", s.Data)
	}
	return nil
}
