package main

import (
	"fmt"
	"os"
	"time"

	"mingshi/internal/i18n"
	"mingshi/internal/intake"
)

// progress draws one line on a terminal's standard error: rows, rate, time left. Elsewhere it is silent.
type progress struct {
	t       *terminal
	on      bool
	started time.Time
	drawn   time.Time
}

// drawEvery keeps the line readable.
const drawEvery = 200 * time.Millisecond

func newProgress(t *terminal) *progress {
	file, ok := t.err.(*os.File)
	on := false
	if ok {
		info, err := file.Stat()
		on = err == nil && info.Mode()&os.ModeCharDevice != 0
	}
	return &progress{t: t, on: on, started: time.Now()}
}

// tell draws how far an import is.
func (p *progress) tell(now intake.Progress) { p.draw(now.File, now.Rows, now.Share) }

// draw draws how far something is: of what, how many rows, and which share of the whole; 0 if that is not known.
func (p *progress) draw(what string, rows int64, share float64) {
	if !p.on || time.Since(p.drawn) < drawEvery {
		return
	}
	p.drawn = time.Now()
	spent := p.drawn.Sub(p.started)
	rate := float64(rows) / spent.Seconds()
	left := "–"
	if share > 0 {
		left = time.Duration(float64(spent) * (1 - share) / share).Round(time.Second).String()
	}
	_, _ = fmt.Fprintf(p.t.err, "\r\x1b[K%s", i18n.T(p.t.lang, "cli.progress", what, rows, rate, left)) // drawing only
}

// done wipes the line.
func (p *progress) done() {
	if p.on {
		_, _ = fmt.Fprint(p.t.err, "\r\x1b[K") // drawing only
	}
}
