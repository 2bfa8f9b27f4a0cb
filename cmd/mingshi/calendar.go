package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"

	"mingshi/internal/disclosure"
	"mingshi/internal/i18n"
	"mingshi/internal/workday"
)

type calendarCommand struct {
	Show   calendarShowCommand   `cmd:"" help:"显示已载入的年份 · show the loaded years"`
	Import calendarImportCommand `cmd:"" help:"载入一年的放假安排（JSON） · load a year's holidays (JSON)"`
}

type calendarShowCommand struct{}

// loadedYear is a calendar year as the command tells of it.
type loadedYear struct {
	Year       int    `json:"year"`
	DaysOff    int    `json:"days_off"`
	MakeupDays int    `json:"makeup_days"`
	Source     string `json:"source"`
	Verified   bool   `json:"verified"`
}

// Run implements the command.
func (c *calendarShowCommand) Run(s *settings, t *terminal) error {
	calendar, err := workday.LoadFolder(filepath.Join(s.Data, calendarsFolder))
	if err != nil {
		return err
	}
	var years []loadedYear
	for _, number := range calendar.Years() {
		year, _ := calendar.Year(number)
		years = append(years, loadedYear{
			Year: number, DaysOff: len(year.DaysOff()), MakeupDays: len(year.MakeupDays()),
			Source: year.Source(), Verified: year.Verified(),
		})
	}
	if t.asJSON {
		return writeJSON(t.out, map[string]any{"years": years})
	}
	for _, year := range years {
		line := i18n.T(t.lang, "calendar.year", year.Year, year.DaysOff, year.MakeupDays, year.Source)
		if _, err := fmt.Fprintln(t.out, line); err != nil {
			return err
		}
	}
	return nil
}

type calendarImportCommand struct {
	File string `arg:"" help:"JSON"`
}

// Run implements the command.
func (c *calendarImportCommand) Run(s *settings, t *terminal) error {
	raw, err := os.ReadFile(c.File)
	if err != nil {
		return disclosure.Errorf(disclosure.NotFound, "calendar: %w", err)
	}
	year, err := workday.ParseYear(bytes.NewReader(raw))
	if err != nil {
		return disclosure.Errorf(disclosure.Invalid, "calendar %s: %w", c.File, err)
	}
	if err := copyInto(filepath.Join(s.Data, calendarsFolder), fmt.Sprintf("%d.json", year.Number()), c.File); err != nil {
		return err
	}
	t.say("calendar.imported", year.Number())
	return nil
}
