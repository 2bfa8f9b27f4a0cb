package main

import (
	"log/slog"
	"path/filepath"
	"strconv"

	"mingshi/internal/throttle"
	"mingshi/internal/web"
)

// limiting are the flags of how much one client may ask for; the defaults are throttle.Defaults.
type limiting struct {
	RatePages rateFlag `help:"每个地址的搜索 · searches, one address" default:"50/s+1000" env:"MINGSHI_RATE_PAGES" placeholder:"RATE"`
	RateAPI   rateFlag `name:"rate-api" help:"每个地址的接口 · API, one address" default:"10/s+300" env:"MINGSHI_RATE_API" placeholder:"RATE"`
	RateDumps rateFlag `help:"每个地址的整库文件 · dumps, one address" default:"30/min+20" env:"MINGSHI_RATE_DUMPS" placeholder:"RATE"`
	RateKeys  rateFlag `help:"每个密钥的接口 · API, one key" default:"100/s+1000" env:"MINGSHI_RATE_KEYS" placeholder:"RATE"`
}

// rateFlag is a rate as a flag gives it. What is wrong with it is told once the language of messages is known, which the flags
// themselves say. The zero value is no limit.
type rateFlag struct {
	read throttle.Rate
	// wrong is what was given, if it is no rate.
	wrong *string
}

// UnmarshalText reads the value of a flag; the error is for rate to tell.
func (r *rateFlag) UnmarshalText(text []byte) error { //nolint:unparam // as encoding.TextUnmarshaler has it
	rate, err := throttle.ParseRate(string(text))
	*r = rateFlag{read: rate}
	if err != nil {
		given := string(text)
		r.wrong = &given
	}
	return nil
}

// rate is the value of the flag of that name.
func (r rateFlag) rate(flag string) (throttle.Rate, error) {
	if r.wrong != nil {
		return r.read, usage("cli.rate", flag, strconv.Quote(*r.wrong))
	}
	return r.read, nil
}

// rates reads the four flags.
func (l *limiting) rates() (throttle.Limits, error) {
	var limits throttle.Limits
	for _, one := range []struct {
		flag string
		from rateFlag
		rate *throttle.Rate
	}{
		{"--rate-pages", l.RatePages, &limits.Pages},
		{"--rate-api", l.RateAPI, &limits.API},
		{"--rate-dumps", l.RateDumps, &limits.Dumps},
		{"--rate-keys", l.RateKeys, &limits.KeyAPI},
	} {
		var err error
		if *one.rate, err = one.from.rate(one.flag); err != nil {
			return limits, err
		}
	}
	return limits, nil
}

// limits opens the keys of the data folder and counts by the flags. Keys that are made or revoked while it counts are seen within a
// second.
func (l *limiting) limits(t *terminal, dir string) (*web.Limits, error) {
	rates, err := l.rates()
	if err != nil {
		return nil, err
	}
	keys, err := throttle.OpenKeyring(filepath.Join(dir, throttle.KeysFile), func(err error) {
		t.log.WarnContext(t.ctx, "keys", slog.Any("error", err))
	})
	if err != nil {
		return nil, err
	}
	return &web.Limits{Limiter: throttle.New(rates), Keys: keys}, nil
}
