package main

import (
	"errors"
	"fmt"
	"path/filepath"
	"text/tabwriter"
	"time"

	"github.com/gofrs/flock"

	"mingshi/internal/disclosure"
	"mingshi/internal/i18n"
	"mingshi/internal/throttle"
)

// keysLock is held while the file of keys is changed, so that two commands at once lose nothing.
const keysLock = ".api-keys.lock"

type keyCommand struct {
	Create keyCreateCommand `cmd:"" help:"为一个使用者建立接口密钥，只显示一次 · make a key for a named puller; it is shown once"`
	List   keyListCommand   `cmd:"" help:"列出密钥，不含密钥本身 · list the keys, not what they are"`
	Revoke keyRevokeCommand `cmd:"" help:"注销密钥，一秒内生效 · end a key, within a second"`
}

type keyCreateCommand struct {
	Name string    `arg:"" help:"使用者名称 · whose key it is"`
	Rate *rateFlag `help:"此密钥自己的限额，如 200/s · its own rate, such as 200/s" placeholder:"RATE"`
}

// madeKey is what the command tells of a key: once, and nowhere else.
type madeKey struct {
	Name string         `json:"name"`
	Key  string         `json:"key"`
	Rate *throttle.Rate `json:"rate"`
}

// Run implements the command. The key alone goes to standard output.
func (c *keyCreateCommand) Run(s *settings, t *terminal) error {
	var own *throttle.Rate
	if c.Rate != nil {
		rate, err := c.Rate.rate("--rate")
		if err != nil {
			return err
		}
		own = &rate
	}
	if throttle.CheckName(c.Name) != nil {
		return usage("key.name", c.Name)
	}
	var secret throttle.Secret
	err := changeKeys(s, func(keys *throttle.Keys) (err error) {
		secret, err = keys.Create(c.Name, s.by(), own, time.Now())
		return err
	})
	switch {
	case err == nil:
	case disclosure.KindOf(err) == disclosure.Conflict:
		return usage("key.exists", c.Name)
	default:
		return err
	}
	if t.asJSON {
		return writeJSON(t.out, madeKey{Name: c.Name, Key: secret.Reveal(), Rate: own})
	}
	t.note("key.made", c.Name)
	_, err = fmt.Fprintln(t.out, secret.Reveal())
	return err
}

type keyListCommand struct{}

// listedKey is a key as the command tells of it.
type listedKey struct {
	Name      string         `json:"name"`
	MadeAt    time.Time      `json:"made_at"`
	MadeBy    string         `json:"made_by"`
	Rate      *throttle.Rate `json:"rate"`
	RevokedAt *time.Time     `json:"revoked_at"`
}

// Run implements the command.
func (c *keyListCommand) Run(s *settings, t *terminal) error {
	keys, err := throttle.ReadKeys(filepath.Join(s.Data, throttle.KeysFile))
	if err != nil {
		return err
	}
	listed := []listedKey{}
	for _, key := range keys.All() {
		listed = append(listed, listedKey{Name: key.Name, MadeAt: key.MadeAt, MadeBy: key.MadeBy, Rate: key.Rate, RevokedAt: key.RevokedAt})
	}
	if t.asJSON {
		return writeJSON(t.out, map[string]any{"keys": listed})
	}
	if len(listed) == 0 {
		t.say("key.none_made")
		return nil
	}
	table := tabwriter.NewWriter(t.out, 0, 0, 2, ' ', 0)
	for _, key := range listed {
		rate, state := i18n.T(t.lang, "key.rate_of_all"), i18n.T(t.lang, "key.holds")
		if key.Rate != nil {
			rate = key.Rate.String()
		}
		if key.RevokedAt != nil {
			state = i18n.T(t.lang, "key.revoked_at", key.RevokedAt.Format(time.RFC3339))
		}
		_, _ = fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\n", // the flush tells
			key.Name, key.MadeAt.Format(time.RFC3339), key.MadeBy, rate, state)
	}
	return table.Flush()
}

type keyRevokeCommand struct {
	Name string `arg:"" help:"使用者名称 · whose key it is"`
}

// Run implements the command.
func (c *keyRevokeCommand) Run(s *settings, t *terminal) error {
	err := changeKeys(s, func(keys *throttle.Keys) error { return keys.Revoke(c.Name, time.Now()) })
	switch {
	case err == nil:
	case disclosure.KindOf(err) == disclosure.NotFound:
		return usage("key.unknown", c.Name)
	default:
		return err
	}
	if t.asJSON {
		return writeJSON(t.out, map[string]string{"revoked": c.Name})
	}
	t.say("key.revoked", c.Name)
	return nil
}

// changeKeys changes the file of keys as a whole, in a data folder that is in use: a misspelt one would get keys that open nothing.
func changeKeys(s *settings, change func(keys *throttle.Keys) error) (err error) {
	if _, err := givenProfile(s.Data); err != nil {
		return err
	}
	lock := flock.New(filepath.Join(s.Data, keysLock), flock.SetPermissions(keyMode))
	if err := lock.Lock(); err != nil {
		return disclosure.Errorf(disclosure.Unavailable, "keys: %w", err)
	}
	defer func() { err = errors.Join(err, lock.Unlock()) }()
	keys, err := throttle.ReadKeys(filepath.Join(s.Data, throttle.KeysFile))
	if err != nil {
		return err
	}
	if err := change(&keys); err != nil {
		return err
	}
	return writeWith(s.Data, throttle.KeysFile, keys.Encode(), keyMode)
}
