package main

import (
	"errors"
	"slices"
	"strconv"
	"strings"

	"mingshi/internal/grading"
	"mingshi/internal/i18n"
	"mingshi/internal/limits"
	"mingshi/internal/tables"
)

// tablesRefusal words why files of tables are not taken, one line for each flaw. Any other error stays as it is.
func tablesRefusal(lang i18n.Lang, err error) error {
	refused, ok := errors.AsType[*tables.Refused](err)
	if !ok {
		return err
	}
	lines := make([]string, len(refused.Flaws))
	for i := range refused.Flaws {
		lines[i] = flawWords(lang, refused.File, &refused.Flaws[i])
	}
	return usage("doctor.plain", strings.Join(lines, "\n"))
}

// flawWords tells of one flaw: the file, the place, what stands there and what would be right.
func flawWords(lang i18n.Lang, file string, f *tables.Flaw) string {
	args := slices.Clone(f.Args)
	for i, arg := range args {
		if shape, ok := arg.(tables.Shape); ok {
			args[i] = i18n.T(lang, "tables.shape."+string(shape))
		}
	}
	if f.Code == grading.FlawTaken || f.Code == limits.FlawUnreached {
		last := len(args) - 1
		if path, ok := args[last].(string); ok {
			args[last] = placeWords(lang, path)
		}
	}
	between := i18n.T(lang, "tables.flaw_between")
	words := i18n.T(lang, "tables.flaw."+f.Code, args...)
	return strings.Join(slices.DeleteFunc([]string{file, placeWords(lang, f.Where), words}, isEmpty), between)
}

func isEmpty(text string) bool { return text == "" }

// placeWords is the path of a member for people: "items.12.max" as "items no. 12 › max".
func placeWords(lang i18n.Lang, path string) string {
	var words strings.Builder
	for i, part := range strings.Split(path, ".") {
		_, err := strconv.Atoi(part)
		switch {
		case i == 0:
		case err == nil:
			words.WriteString(" ")
			part = i18n.T(lang, "tables.flaw_nth", part)
		default:
			words.WriteString(" › ")
		}
		words.WriteString(part)
	}
	return words.String()
}
