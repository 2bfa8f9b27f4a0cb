package main

import (
	"slices"
	"strings"

	"github.com/alecthomas/kong"
)

const (
	// environmentPrefix begins the names of all variables that set a flag.
	environmentPrefix = "MINGSHI_"
	// testPrefix begins those of the tests, which set none.
	testPrefix = "MINGSHI_TEST_"
)

// checkEnvironment refuses a variable that begins as ours do and sets no flag: a misspelt address would quietly be another,
// empty database. The names are those that the flags themselves declare; environ has the form NAME=VALUE.
func checkEnvironment(model *kong.Node, environ []string) error {
	known := variablesOf(model)
	for _, entry := range slices.Sorted(slices.Values(environ)) {
		name, _, _ := strings.Cut(entry, "=")
		if !strings.HasPrefix(name, environmentPrefix) || strings.HasPrefix(name, testPrefix) || slices.Contains(known, name) {
			continue
		}
		return usage("cli.unknown_variable", name, strings.Join(known, ", "))
	}
	return nil
}

// variablesOf lists the variables of a command's flags and of those below it, sorted.
func variablesOf(node *kong.Node) []string {
	var names []string
	for _, flag := range node.Flags {
		names = append(names, flag.Envs...)
	}
	for _, child := range node.Children {
		names = append(names, variablesOf(child)...)
	}
	slices.Sort(names)
	return slices.Compact(names)
}
