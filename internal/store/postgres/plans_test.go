package postgres_test

import (
	"os"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"mingshi/internal/testkit/pgtest"
)

// TestPlans holds the statements of readers to the ways that stay short in a large store, also when the server plans them
// once for all arguments.
func TestPlans(t *testing.T) {
	t.Parallel()
	url := pgtest.Shared(t).Database(t)
	s := open(t, options(url))
	publish(t, s, 20_000)
	execute(t, url, "VACUUM ANALYZE")
	cases := []struct {
		file, args string
		// generic says whether the plan for all arguments is held as well; the server makes one for each where that is cheaper.
		generic bool
		want    []string
	}{
		{"get", "'pn_1'", true, []string{"record_id_key"}},
		{"changes", "100, 1000", true, []string{"change_pkey", "record_pkey"}},
		{"changes_of_kind", "100, 1000, 'permit'", true, []string{"change_by_kind", "record_pkey"}},
		{"changes_of_kind", "100, 1000, 'penalty'", true, []string{"record_pkey"}},
		{"history", "'pn_1'", true, []string{"record_id_key", "change_pkey"}},
		{"find", `ARRAY['\x01'::bytea, '\x02'::bytea]`, true, []string{"record_key_pkey", "record_pkey"}},
		{"list_latest", "'penalty', 20261122, 99999999, '', 21", false, []string{"record_by_decision"}},
		{"list_earliest", "'penalty', 20261122, 0, '', 21", false, []string{"record_by_decision"}},
		{"list_by_name", "'penalty', 20261122, '', '', 21", false, []string{"record_by_name"}},
		{"list_by_number", "'penalty', 20261122, 100, 5001", false, []string{"record_pkey"}},
		{"list_by_number", "'permit', 20261122, 100, 5001", false, []string{"record_by_kind"}},
		{"number_of", "'pn_1'", true, []string{"record_id_key"}},
		{"candidates_by_subject", "'penalty', 20261122, '{a}'", true, []string{"record_by_subject"}},
		{"candidates_by_place", "'penalty', 20261122, '{a}'", true, []string{"record_place_pkey", "record_pkey"}},
		{"records_by_number", "'{1, 2}'", true, []string{"record_pkey"}},
		{"subjects", "20261122", true, []string{"Index Only Scan using record_by_subject"}},
		{"subjects_position", "", true, []string{"change_by_kind"}},
		{"subjects_penalties", "20261122, '{a}'", true, []string{"record_by_subject"}},
		{"whole_records", "100, 1000", false, []string{"record_pkey"}},
		{"whole_changes", "100, 1000", true, []string{"change_pkey", "trail_pkey"}},
	}
	for _, c := range cases {
		for mode, held := range map[string]bool{"force_custom_plan": true, "force_generic_plan": c.generic} {
			if !held {
				continue
			}
			t.Run(c.file+"/"+mode, func(t *testing.T) {
				t.Parallel()
				plan := planOf(t, connect(t, url), mode, c.file, c.args)
				for _, index := range c.want {
					if !strings.Contains(plan, index) {
						t.Errorf("the plan does without %s:\n%s", index, plan)
					}
				}
				for _, long := range []string{"Seq Scan on record ", "Seq Scan on change ", "Seq Scan on record_key", "Seq Scan on record_place"} {
					if strings.Contains(plan, long) {
						t.Errorf("the plan reads a whole table:\n%s", plan)
					}
				}
			})
		}
	}
}

// planOf is the server's plan for a statement.
func planOf(t *testing.T, conn *pgx.Conn, mode, file, args string) string {
	t.Helper()
	text, err := os.ReadFile("queries/" + file + ".sql")
	if err != nil {
		t.Fatal(err)
	}
	for _, statement := range []string{"SET plan_cache_mode = " + mode, "PREPARE asked AS " + string(text)} {
		if _, err := conn.Exec(t.Context(), statement); err != nil {
			t.Fatal(err)
		}
	}
	if args != "" {
		args = " (" + args + ")"
	}
	rows, err := conn.Query(t.Context(), "EXPLAIN EXECUTE asked"+args)
	if err != nil {
		t.Fatal(err)
	}
	lines, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(lines, "\n")
}
