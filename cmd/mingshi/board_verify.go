package main

import (
	"errors"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"mingshi/qrsign"
	"mingshi/qrsign/photo"
)

type boardVerifyCommand struct {
	What    string `arg:"" help:"代码、网址或照片（PNG、JPEG） · code, address or photo (PNG or JPEG)" placeholder:"CODE|URL|IMAGE"`
	BaseURL string `name:"base-url" help:"应指向的对外地址，不填不核对 · public address to compare with" env:"MINGSHI_BASE_URL" placeholder:"URL"`
}

// Run implements the command. It writes nothing: profile and keys must lie in the data folder.
func (c *boardVerifyCommand) Run(s *settings, t *terminal) (err error) {
	if err := checkBase(c.BaseURL); err != nil {
		return err
	}
	claims, err := claimsOf(c.What)
	if err != nil {
		return err
	}
	f, closeRecords, err := openFront(t, s)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, closeRecords()) }()
	verifier := verifier{front: f, host: baseHost(c.BaseURL)}
	found := make([]verified, len(claims))
	sound := true
	for i, claimed := range claims {
		if found[i], err = verifier.judge(t.ctx, claimed); err != nil {
			return err
		}
		sound = sound && found[i].sound()
	}
	if err := tellVerified(t, found); err != nil {
		return err
	}
	if !sound {
		return errFaulty
	}
	return nil
}

// boardClaim is what a board says of itself: a code, with the host of the address that it stood in, or a text that is none.
type boardClaim struct {
	code qrsign.Code
	host string
	// text is that of a QR code which is no board's.
	text string
}

// claimsOf takes what was given as a code, an address or a picture, in this order. What can be none of them, and a picture
// that cannot be read, is refused.
func claimsOf(what string) ([]boardClaim, error) {
	code, err := qrsign.ParseCode(what)
	if err == nil {
		return []boardClaim{{code: code}}, nil
	}
	if claimed, ok := claimIn(what); ok {
		return []boardClaim{claimed}, nil
	}
	if strings.Contains(what, "://") {
		return nil, usage("board.verify.address") // not repeated: it may be a genuine one less a character
	}
	if _, err := os.Stat(what); err == nil || isPictureName(what) {
		return claimsIn(what)
	}
	if serial, err := qrsign.ParseSerial(what); err == nil {
		return nil, usage("board.verify.serial", serial)
	}
	return nil, usage("board.verify.form")
}

// claimsIn reads the codes in a picture.
func claimsIn(name string) ([]boardClaim, error) {
	file, err := os.Open(name) //nolint:gosec // the file that the user names
	if err != nil {
		return nil, usage("board.verify.file", name, cause(err))
	}
	defer func() { _ = file.Close() }() // only read
	texts, err := photo.Read(file)
	if refused, ok := errors.AsType[*photo.Refusal](err); ok {
		return nil, refusePicture(name, refused)
	}
	if err != nil {
		return nil, usage("board.verify.file", name, cause(err))
	}
	claims := make([]boardClaim, len(texts))
	for i, text := range texts {
		if claimed, ok := claimIn(text); ok {
			claims[i] = claimed
		} else {
			claims[i] = boardClaim{text: visible(text)}
		}
	}
	return claims, nil
}

// refusePicture says what is wrong with a picture and what would be right.
func refusePicture(name string, r *photo.Refusal) error {
	switch r.Reason {
	case photo.Empty:
		return usage("board.verify.empty", name)
	case photo.OtherFormat:
		return usage("board.verify.format", name, r.Format)
	case photo.Damaged:
		return usage("board.verify.damaged", name, r.Format)
	case photo.TooLong:
		return usage("board.verify.too_long", name, photo.MaxBytes>>20)
	case photo.TooSmall, photo.TooLarge:
		return usage("board.verify.size", name, r.Width, r.Height, photo.MinSide, photo.MaxPixels/1_000_000)
	case photo.NoCode:
		return usage("board.verify.no_code", name)
	case photo.Unknown:
	}
	return usage("board.verify.no_picture", name)
}

// claimIn reads a text as a board's code or as an address that ends with one.
func claimIn(text string) (boardClaim, bool) {
	inner, host := codeIn(text)
	code, err := qrsign.ParseCode(inner)
	return boardClaim{code: code, host: host}, err == nil
}

// boardPaths lead to a board's page. Without them an address needs a scheme, or every text with a dash would be one.
var boardPaths = []string{"/S/", "/s/"}

// codeIn takes the code and the host out of a board's address, with or without its scheme; anything else is a code as typed.
func codeIn(text string) (code, host string) {
	if !strings.Contains(text, "://") {
		if !slices.ContainsFunc(boardPaths, func(path string) bool { return strings.Contains(text, path) }) {
			return text, ""
		}
		text = "https://" + text
	}
	address, err := url.Parse(strings.TrimSpace(text))
	if err != nil || address.Host == "" {
		return text, ""
	}
	return strings.TrimSuffix(path.Base(address.Path), ".svg"), plainHost(address)
}

// baseHost gives the host of the public address, "" without one.
func baseHost(text string) string {
	address, err := url.Parse(text)
	if err != nil {
		return ""
	}
	return plainHost(address)
}

// plainHost writes a host in lower case and without a port that goes without saying.
func plainHost(address *url.URL) string {
	host := strings.ToLower(address.Host)
	usual := map[string]string{"https": ":443", "http": ":80"}
	return strings.TrimSuffix(host, usual[address.Scheme])
}

// isPictureName reports whether a text can only be meant as the name of a file that is not there.
func isPictureName(what string) bool {
	return filepath.Ext(what) != "" || strings.ContainsRune(what, filepath.Separator)
}

// maxVisible is how much of a text from a picture is shown, in characters: enough to know it by.
const maxVisible = 60

// visible makes a text from a picture fit for a terminal: shortened, and with whatever steers a terminal or turns the
// direction of writing in escaped form.
func visible(text string) string {
	runes := []rune(text)
	end := ""
	if len(runes) > maxVisible {
		runes, end = runes[:maxVisible], "…"
	}
	quoted := strconv.QuoteToGraphic(string(runes))
	return quoted[1:len(quoted)-1] + end
}
