package main

import (
	"os"
	"slices"
	"strings"

	"mingshi/internal/i18n"
	"mingshi/internal/intake"
)

// readMapping reads the file that says how columns that are not ours are read; nil for none.
// What is wrong with it is told in a language, each fault on a line.
func readMapping(path string, lang i18n.Lang) (*intake.Mapping, error) {
	if path == "" {
		return nil, nil //nolint:nilnil // nobody asked for one
	}
	raw, err := os.ReadFile(path) //nolint:gosec // the operator's own choice
	if err != nil {
		return nil, usage("import.mapping_file", path, cause(err))
	}
	mapping, err := intake.ParseMapping(path, raw)
	switch faults := intake.MappingFaults(err); len(faults) {
	case 0:
		return mapping, err
	case 1:
		return nil, usage(faults[0].Key, mappingFault(faults[0])...)
	default:
		lines := make([]string, len(faults))
		for i, fault := range faults {
			lines[i] = i18n.T(lang, fault.Key, mappingFault(fault)...)
		}
		return nil, usage("import.mapping_faults", path, len(faults), strings.Join(lines, "\n"))
	}
}

// mappingFault is what fills the sentence of a fault.
func mappingFault(fault *intake.MappingFault) []any {
	return slices.Concat([]any{fault.Where()}, fault.Args)
}
