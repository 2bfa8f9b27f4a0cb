package pgtest

import (
	"maps"
	"slices"
	"strings"
)

// Options say how a server differs from the usual one. The zero value is a good server for most tests.
type Options struct {
	// Name is the application_name by which a standby is known to its primary, so that synchronous_standby_names can
	// name it, and the cluster_name of any server. Default "standby" for a standby.
	Name string
	// Settings are lines of postgresql.conf (name → value, unquoted) and override the package's own.
	Settings map[string]string
	// Durable keeps fsync and full_page_writes on. Without it data survives Stop, but after Kill a page may be torn.
	Durable bool
	// Dir is an existing folder for the data folder, such as a small tmpfs for tests of a full disk. Default: the
	// server's own temporary folder. When tests run as root, the user postgres must be able to pass all its parents;
	// the folders of t.TempDir do not let it. The server removes what it put there.
	Dir string
}

// configuration is the text of postgresql.conf.
func (o Options) configuration(h *home) string {
	settings := map[string]string{
		"listen_addresses":        "",
		"port":                    port,
		"unix_socket_directories": h.folder,
		"cluster_name":            o.Name,

		"max_connections": "200",
		"shared_buffers":  "64MB",
		"timezone":        "UTC",
		"log_timezone":    "UTC",
		"log_line_prefix": "%m [%p] %q%u@%d %a ",

		// Any server may get a standby, which may fall behind this much.
		"wal_level":       "replica",
		"max_wal_senders": "10",
		"hot_standby":     "on",
		"wal_keep_size":   "256MB",

		// Kept in the data folder, shared memory goes with it even when the server was killed.
		"dynamic_shared_memory_type": "mmap",
	}
	if o.Dir != "" {
		// The folder is small: a full disk shall be full of data.
		settings["wal_keep_size"] = "0"
		settings["dynamic_shared_memory_type"] = "posix"
	}
	if !o.Durable {
		settings["fsync"] = "off"
		settings["full_page_writes"] = "off"
	}
	maps.Copy(settings, o.Settings)

	var text strings.Builder
	for _, name := range slices.Sorted(maps.Keys(settings)) {
		text.WriteString(name + " = " + literal(settings[name]) + "\n")
	}
	return text.String()
}

// literal quotes a text for SQL and for PostgreSQL's configuration.
func literal(text string) string { return "'" + strings.ReplaceAll(text, "'", "''") + "'" }
