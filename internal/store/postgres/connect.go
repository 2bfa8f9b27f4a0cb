package postgres

import (
	"net"
	"runtime"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"mingshi/internal/disclosure"
)

const (
	// connectTimeout is how long one host may take to answer, unless the URL says connect_timeout.
	connectTimeout = 5 * time.Second
	// pingTimeout is how long a connection that lay idle may take to show that it lives.
	pingTimeout = 2 * time.Second
	// healthPeriod is how often idle connections are looked after.
	healthPeriod = 15 * time.Second

	// Unless the URL says pool_max_conns: enough that readers seldom wait, few enough that several processes fit into the
	// hundred connections of a server's usual settings.
	minConns, connsPerCPU, maxConns = 8, 4, 32
)

// parseURL reads the address of a server. The error never holds what was given, which may hold a password.
func parseURL(text string) (*pgxpool.Config, error) {
	if text == "" {
		return nil, disclosure.Errorf(disclosure.Invalid, "no database URL given")
	}
	if maskedHost(text) {
		return nil, disclosure.Errorf(disclosure.Invalid,
			"the database URL has an @ behind its host: write the characters / ? # @ of a password as %%2F %%3F %%23 %%40")
	}
	own, err := pgx.ParseConfig(text)
	if err != nil {
		return nil, errURL()
	}
	config, err := pgxpool.ParseConfig(text)
	if err != nil {
		return nil, errURL()
	}
	if _, given := own.RuntimeParams["pool_max_conns"]; !given {
		config.MaxConns = int32(min(max(minConns, connsPerCPU*runtime.GOMAXPROCS(0)), maxConns)) //nolint:gosec // at most maxConns
	}
	if _, given := own.RuntimeParams["pool_health_check_period"]; !given {
		config.HealthCheckPeriod = healthPeriod
	}
	if config.PingTimeout == 0 {
		config.PingTimeout = pingTimeout
	}
	conn := config.ConnConfig
	if conn.ConnectTimeout == 0 {
		conn.ConnectTimeout = connectTimeout
	}
	if conn.RuntimeParams["application_name"] == "" {
		conn.RuntimeParams["application_name"] = "mingshi"
	}
	conn.RuntimeParams["client_encoding"] = "UTF8"
	return config, nil
}

func errURL() error {
	return disclosure.Errorf(disclosure.Invalid,
		"the database URL cannot be read: want postgres://user:password@host:port/database?sslmode=…")
}

// nameOf names a database by host and name.
func nameOf(config *pgxpool.Config) string {
	conn := config.ConnConfig
	if strings.HasPrefix(conn.Host, "/") {
		return conn.Host + "/" + conn.Database
	}
	return net.JoinHostPort(conn.Host, strconv.Itoa(int(conn.Port))) + "/" + conn.Database
}

// withSession asks for what a session of our own keeps beside its prepared statements. What the URL says goes before.
func withSession(config *pgxpool.Config, settings []setting) {
	for _, s := range settings {
		if _, given := config.ConnConfig.RuntimeParams[s.name]; !given {
			config.ConnConfig.RuntimeParams[s.name] = s.value
		}
	}
}

// withoutSession sends each statement with its types in one go and keeps nothing prepared: the next one may meet another
// session of the pooler's.
func withoutSession(config *pgxpool.Config) {
	config.ConnConfig.DefaultQueryExecMode = pgx.QueryExecModeExec
	config.ConnConfig.StatementCacheCapacity = 0
	config.ConnConfig.DescriptionCacheCapacity = 0
}
