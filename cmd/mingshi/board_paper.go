package main

import (
	"io"
	"os"

	"mingshi/qrsign/sheet"
)

// onPaper are the flags of what is printed beside the boards.
type onPaper struct {
	Paper string `help:"纸张：${enum} · paper" enum:"a3,a4" default:"a4"`
	Theme string `help:"配色方案 · theme, shipped or DATA/themes/NAME.yaml" default:"default" placeholder:"NAME"`
	Marks bool   `help:"出血和裁切线，供印刷厂用 · bleed and crop marks, for a print shop"`
}

func (c *onPaper) options(data string) (sheet.Options, error) {
	theme, err := loadTheme(c.Theme, data)
	return sheet.Options{Paper: sheet.Paper(c.Paper), Theme: theme, Marks: c.Marks}, err
}

// writePaper writes a file: whole, under a name that nothing else has, or not at all.
func writePaper(path string, write func(w io.Writer) error) error {
	half := halfName(path)
	if err := fill(half, fileMode, write); err != nil {
		return fileTrouble(path, err)
	}
	defer os.Remove(half) //nolint:errcheck // it has its name by then, or is of no use
	return fileTrouble(path, giveName(half, path))
}
