package site

import (
	"mingshi/internal/disclosure"
	"mingshi/internal/web"
)

// problemTypeView explains a kind of problem: the page behind the type of a problem that the API answers.
type problemTypeView struct {
	frame
	Code   string
	Status int
	Detail string
	Fix    string
}

func (*problemTypeView) page() string { return "problemtype" }

func (s *site) problemType(v *visit) (view, error) {
	code := v.Params("code")
	p, known := web.Explain(v.lang, web.Code(code))
	if !known {
		return nil, disclosure.Errorf(disclosure.NotFound, "no problem has the code %q", code)
	}
	shown := &problemTypeView{frame: s.frame(v, "", p.Title), Code: p.Code, Status: p.Status, Detail: p.Detail, Fix: p.Fix}
	shown.NoIndex = true
	return shown, nil
}
