package main

import (
	"net"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"

	"mingshi/internal/i18n"
)

// refusal is an error with a sentence for the person at the terminal: what is wrong and what would be right.
type refusal struct {
	code int
	key  string
	args []any
}

// Error gives the sentence in English, for logs.
func (r *refusal) Error() string { return r.in(i18n.EN) }

// in gives the sentence in a language.
func (r *refusal) in(lang i18n.Lang) string {
	args := slices.Clone(r.args)
	for i, arg := range args {
		if key, ok := arg.(advice); ok {
			args[i] = i18n.T(lang, string(key))
		}
	}
	return i18n.T(lang, r.key, args...)
}

// advice is the key of a sentence within a sentence.
type advice string

func usage(key string, args ...any) error { return &refusal{code: exitUsage, key: key, args: args} }

func environment(key string, args ...any) error {
	return &refusal{code: exitEnvironment, key: key, args: args}
}

// checkBase refuses a public address that no link can begin with.
func checkBase(base string) error {
	if base == "" {
		return nil
	}
	address, err := url.Parse(base)
	if err != nil || address.Host == "" || (address.Scheme != "http" && address.Scheme != "https") ||
		(address.Path != "" && address.Path != "/") || address.RawQuery != "" || address.Fragment != "" || address.User != nil {
		return usage("cli.base_url", base)
	}
	return nil
}

// checkListen refuses what cannot be an address to listen on, as a flag gives it, before anything is opened.
func checkListen(flag, address string) error {
	_, port, err := net.SplitHostPort(address)
	if err != nil {
		return usage("cli.listen", flag, address)
	}
	if _, err := strconv.ParseUint(port, 10, 16); err != nil {
		return usage("cli.listen", flag, address)
	}
	return nil
}

// checkReport refuses a report that could not be written after the import: then what was published would go unreported.
func checkReport(path, data string, files []string) error {
	switch reportExt(path) {
	case "":
		return nil
	case ".json", ".xlsx":
	default:
		return usage("cli.report_name", path)
	}
	if within(data, path) {
		return usage("cli.report_in_data", path)
	}
	if target, err := os.Stat(path); err == nil {
		for _, file := range files {
			if source, err := os.Stat(file); err == nil && os.SameFile(source, target) {
				return usage("cli.report_source", path)
			}
		}
		if target.IsDir() {
			return usage("cli.report_name", path)
		}
	}
	aside, err := os.CreateTemp(filepath.Dir(path), ".report-*")
	if err != nil {
		return environment("cli.report_target", path, cause(err))
	}
	_ = aside.Close()           // nothing was written
	_ = os.Remove(aside.Name()) // an empty file, hidden by its name
	return nil
}

// within reports whether a file lies inside a folder: a report may quote the clerk's own sheet, and what that holds must
// not come into the data folder.
func within(folder, file string) bool {
	base, err1 := filepath.Abs(folder)
	target, err2 := filepath.Abs(file)
	if err1 != nil || err2 != nil {
		return true
	}
	relative, err := filepath.Rel(base, target)
	return err == nil && filepath.IsLocal(relative)
}

// cause is the innermost reason of an error of the system, without the names that its wrappers repeat.
func cause(err error) error {
	for {
		wrapped, ok := err.(interface{ Unwrap() error })
		if !ok || wrapped.Unwrap() == nil {
			return err
		}
		err = wrapped.Unwrap()
	}
}
