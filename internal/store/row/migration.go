package row

import (
	"io/fs"
	"path"
	"strconv"
	"strings"

	"mingshi/internal/disclosure"
)

// Migration is one step of a schema: a script that runs once.
type Migration struct {
	Number int
	Script string
}

// Migrations lists the steps in the folder migrations of files, in order; their names begin with their numbers, which are
// dense from 1.
func Migrations(files fs.FS) ([]Migration, error) {
	names, err := fs.Glob(files, "migrations/*.sql") // sorted
	if err != nil {
		return nil, err
	}
	steps := make([]Migration, 0, len(names))
	for _, name := range names {
		prefix, _, _ := strings.Cut(path.Base(name), "_")
		number, err := strconv.Atoi(prefix)
		if err != nil || number != len(steps)+1 {
			return nil, disclosure.Errorf(disclosure.Internal, "migration %s: want number %04d", name, len(steps)+1)
		}
		script, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, err
		}
		steps = append(steps, Migration{Number: number, Script: string(script)})
	}
	return steps, nil
}
