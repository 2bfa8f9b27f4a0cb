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
	rows    int64
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

func (p *progress) tell(now intake.Progress) {
	p.rows = now.Rows
	if !p.on || time.Since(p.drawn) < drawEvery {
		return
	}
	p.drawn = time.Now()
	spent := p.drawn.Sub(p.started)
	rate := float64(now.Rows) / spent.Seconds()
	left := "–"
	if now.Share > 0 {
		left = time.Duration(float64(spent) * (1 - now.Share) / now.Share).Round(time.Second).String()
	}
	_, _ = fmt.Fprintf(p.t.err, "\r\x1b[K%s", i18n.T(p.t.lang, "cli.progress", now.File, now.Rows, rate, left)) // drawing only
}

// done wipes the line.
func (p *progress) done() {
	if p.on {
		_, _ = fmt.Fprint(p.t.err, "\r\x1b[K") // drawing only
	}
}
