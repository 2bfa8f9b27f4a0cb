package main

import (
	"log/slog"
	"path/filepath"

	"mingshi/internal/throttle"
	"mingshi/internal/web"
)

// limiting are the flags of how much one client may ask for; the defaults are throttle.Defaults.
type limiting struct {
	RatePages throttle.Rate `help:"每个地址的搜索 · searches, one address" default:"50/s+1000" env:"MINGSHI_RATE_PAGES" placeholder:"RATE"`
	RateAPI   throttle.Rate `name:"rate-api" help:"每个地址的接口 · API, one address" default:"10/s+300" env:"MINGSHI_RATE_API" placeholder:"RATE"`
	RateDumps throttle.Rate `help:"每个地址的整库文件 · dumps, one address" default:"30/min+20" env:"MINGSHI_RATE_DUMPS" placeholder:"RATE"`
	RateKeys  throttle.Rate `help:"每个密钥的接口 · API, one key" default:"100/s+1000" env:"MINGSHI_RATE_KEYS" placeholder:"RATE"`
}

// limits opens the keys of the data folder and counts by the flags. Keys that are made or revoked while it counts are seen within a
// second.
func (l *limiting) limits(t *terminal, dir string) (*web.Limits, error) {
	keys, err := throttle.OpenKeyring(filepath.Join(dir, throttle.KeysFile), func(err error) {
		t.log.WarnContext(t.ctx, "keys", slog.Any("error", err))
	})
	if err != nil {
		return nil, err
	}
	limiter := throttle.New(throttle.Limits{Pages: l.RatePages, API: l.RateAPI, Dumps: l.RateDumps, KeyAPI: l.RateKeys})
	return &web.Limits{Limiter: limiter, Keys: keys}, nil
}
