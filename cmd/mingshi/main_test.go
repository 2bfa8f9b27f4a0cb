package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// asProgram makes the test binary be the program: for tests that kill it.
const asProgram = "MINGSHI_TEST_AS_PROGRAM"

func TestMain(m *testing.M) {
	if os.Getenv(asProgram) != "" {
		main()
	}
	for _, name := range []string{
		"MINGSHI_DATABASE_URL", "MINGSHI_DATABASE_REPLICA_URL", "MINGSHI_SEARCH_URL", "MINGSHI_SEARCH_KEY", "MINGSHI_METRICS_LISTEN",
	} {
		if err := os.Unsetenv(name); err != nil { // no test touches a database that it did not make
			panic(err)
		}
	}
	for _, name := range []string{"MINGSHI_RATE_PAGES", "MINGSHI_RATE_API", "MINGSHI_RATE_DUMPS", "MINGSHI_RATE_KEYS"} {
		if _, set := os.LookupEnv(name); set {
			continue
		}
		if err := os.Setenv(name, "off"); err != nil { // tests ask as fast as they can; those of limits say so
			panic(err)
		}
	}
	testscript.Main(m, map[string]func(){"mingshi": main})
}

// TestScripts runs the command line as its users do. The scripts are testdata/script/*.txtar; besides testscript's own
// commands they have exits, zeros, years and damage (see there).
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 filepath.Join("testdata", "script"),
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup: func(env *testscript.Env) error {
			env.Vars = append(env.Vars, "TMPDIR="+env.WorkDir, "HOME="+env.WorkDir)
			return nil
		},
		Cmds: map[string]func(ts *testscript.TestScript, neg bool, args []string){
			"zeros": makeZeros, "exits": exits, "years": makeYears, "damage": damage,
		},
	})
}

// exits runs a program and asks for its exit code, as in "exits 2 mingshi …".
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE PROGRAM ARG…")
	}
	err := ts.Exec(args[1], args[2:]...)
	got := "0"
	if err != nil {
		got = strings.TrimPrefix(err.Error(), "exit status ")
	}
	if got != args[0] {
		ts.Fatalf("exit code %s, want %s", got, args[0])
	}
}

// makeZeros writes a file of so many bytes 0, as in "zeros FILE 1000".
func makeZeros(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: zeros FILE BYTES")
	}
	size := 0
	for _, digit := range args[1] {
		size = size*10 + int(digit-'0')
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), make([]byte, size), 0o600))
}

// makeYears writes the calendars of this year and the next as files that somebody has compared with the notice, as in
// "years THIS.json NEXT.json".
func makeYears(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: years THIS.json NEXT.json")
	}
	for i, name := range args {
		year := time.Now().Year() + i
		text := fmt.Sprintf(`{"year": %d, "source": "made up for a test", "verified": true, "days_off": ["%d-01-01"], "makeup_days": []}`, year, year)
		ts.Check(os.WriteFile(ts.MkAbs(name), []byte(text), 0o600))
	}
}

// damage writes a file that was cut short in the middle or has one byte changed there, as in "damage cut GOOD BAD" and
// "damage flip GOOD BAD".
func damage(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 {
		ts.Fatalf("usage: damage cut|flip GOOD BAD")
	}
	raw, err := os.ReadFile(ts.MkAbs(args[1]))
	ts.Check(err)
	middle := len(raw) / 2
	switch args[0] {
	case "cut":
		raw = raw[:middle]
	case "flip":
		raw[middle] ^= 1
	default:
		ts.Fatalf("usage: damage cut|flip GOOD BAD")
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[2]), raw, 0o600))
}
