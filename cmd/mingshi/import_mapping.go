package main

import (
	"errors"
	"os"
	"slices"

	"mingshi/internal/intake"
)

// readMapping reads the file that says how columns that are not ours are read; nil for none.
func readMapping(path string) (*intake.Mapping, error) {
	if path == "" {
		return nil, nil //nolint:nilnil // nobody asked for one
	}
	raw, err := os.ReadFile(path) //nolint:gosec // the operator's own choice
	if err != nil {
		return nil, usage("import.mapping_file", path, cause(err))
	}
	mapping, err := intake.ParseMapping(path, raw)
	if fault, ok := errors.AsType[*intake.MappingFault](err); ok {
		return nil, usage(fault.Key, slices.Concat([]any{fault.Where()}, fault.Args)...)
	}
	return mapping, err
}
