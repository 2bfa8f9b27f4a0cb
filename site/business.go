package site

import (
	"html/template"

	"mingshi/internal/disclosure"
)

// businessView is the part of a venue's page that is for the business: its boards, the badge for its own pages, and the signed
// statement for the platforms that deal with it.
type businessView struct {
	// Boards are those in force. Their serials are public; their codes are on the boards alone.
	Boards []*hungBoard
	// Embed is what to put into a page to show the badge there; "" without a public address.
	Embed string
	// Statement is the address of the signed statement, Keys that of the keys which it is checked with.
	Statement string
	Keys      string
}

// keysPath is where the keys of signed statements are.
const keysPath = "/.well-known/jwks.json"

func (s *site) business(v *visit, id disclosure.ID) (*businessView, error) {
	boards, err := s.boardsAt(v, id)
	if err != nil {
		return nil, err
	}
	shown := &businessView{Boards: boards, Statement: address(id) + "/statement.jws", Keys: keysPath}
	if s.BaseURL != "" {
		shown.Embed = `<a href="` + s.BaseURL + address(id) + `"><img src="` + s.BaseURL + "/badge/" + string(id) + `.svg" alt="` +
			template.HTMLEscapeString(v.T("site.business.badge")) + `"></a>`
	}
	return shown, nil
}
