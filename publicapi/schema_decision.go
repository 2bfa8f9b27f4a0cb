package publicapi

import "mingshi/internal/disclosure"

// Permit is an administrative permit (行政许可). One that lapsed, was revoked or deregistered stays public with its status.
type Permit struct {
	Envelope

	// Always permit.
	Kind string `json:"kind" enums:"permit"`
	// Title of the decision (行政许可决定文书名称).
	DocumentTitle string `json:"document_title"`
	// Number of the decision (行政许可决定文书号).
	DocumentNumber string `json:"document_number"`
	// Whom the permit was given.
	Counterparty Counterparty `json:"counterparty"`
	// Kind of permit (许可类别).
	PermitKind disclosure.PermitKind `json:"permit_kind"`
	// The kind in words where permit_kind is other.
	PermitKindOther string `json:"permit_kind_other,omitempty"`
	// Name of the certificate (许可证书名称).
	CertificateName string `json:"certificate_name,omitempty"`
	// Number of the certificate (许可编号).
	PermitNumber string `json:"permit_number,omitempty"`
	// What is permitted (许可内容).
	Content string `json:"content"`
	// Day of the decision (许可决定日期).
	DecidedOn string `json:"decided_on" format:"date"`
	// First day of validity (有效期自).
	ValidFrom disclosure.Date `json:"valid_from"`
	// Last day of validity (有效期至); null: without end (2099/12/31 in the standard's files).
	ValidUntil disclosure.Date `json:"valid_until"`
	// Who decided (许可机关).
	Authority Party `json:"authority"`
	// Which unit supplied the record (数据来源单位).
	Source Party `json:"source"`
	// What the authority said of the permit (当前状态).
	Status disclosure.PermitStatus `json:"status"`
	// Remark (备注).
	Remark string `json:"remark,omitempty"`

	// What holds today: lapsed once valid_until has passed, otherwise status. Not part of the body.
	StatusToday disclosure.PermitStatus `json:"status_today"`
	// Venue that has this permit's number; null if none is on the register. Not part of the body.
	Venue *VenueRef `json:"venue"`
	Found

	// Label of counterparty.kind, if lang is given.
	CounterpartyKindLabel string `json:"counterparty_kind_label,omitempty"`
	// Label of permit_kind, if lang is given.
	PermitKindLabel string `json:"permit_kind_label,omitempty"`
	// Label of status, if lang is given.
	StatusLabel string `json:"status_label,omitempty"`
	// Label of status_today, if lang is given.
	StatusTodayLabel string `json:"status_today_label,omitempty"`
}

// Filing is an administrative filing (备案): of places that need no permit. It may name premises that are not on the venue register.
type Filing struct {
	Envelope

	// Always filing.
	Kind string `json:"kind" enums:"filing"`
	// Title of the document.
	DocumentTitle string `json:"document_title,omitempty"`
	// Number of the filing (备案编号).
	DocumentNumber string `json:"document_number"`
	// Who filed.
	Counterparty Counterparty `json:"counterparty"`
	// Place that was filed.
	Premises Premises `json:"premises"`
	// What was filed (备案内容).
	Content string `json:"content"`
	// Day of the filing.
	DecidedOn string `json:"decided_on" format:"date"`
	// First day of validity.
	ValidFrom disclosure.Date `json:"valid_from"`
	// Last day of validity; null: without end.
	ValidUntil disclosure.Date `json:"valid_until"`
	// Who took the filing.
	Authority Party `json:"authority"`
	// Which unit supplied the record (数据来源单位).
	Source Party `json:"source"`
	// What the authority said of the filing (当前状态).
	Status disclosure.PermitStatus `json:"status"`
	// Remark (备注).
	Remark string `json:"remark,omitempty"`

	// What holds today: lapsed once valid_until has passed, otherwise status. Not part of the body.
	StatusToday disclosure.PermitStatus `json:"status_today"`
	// Venue that has this filing's number; null if none is on the register. Not part of the body.
	Venue *VenueRef `json:"venue"`
	Found

	// Label of counterparty.kind, if lang is given.
	CounterpartyKindLabel string `json:"counterparty_kind_label,omitempty"`
	// Label of premises.venue_kind, if lang is given.
	PremisesVenueKindLabel string `json:"premises_venue_kind_label,omitempty"`
	// Label of status, if lang is given.
	StatusLabel string `json:"status_label,omitempty"`
	// Label of status_today, if lang is given.
	StatusTodayLabel string `json:"status_today_label,omitempty"`
}

// Premises is the place that a filing names.
type Premises struct {
	// Name of the place.
	Name string `json:"name"`
	// Kind of place.
	VenueKind disclosure.VenueKind `json:"venue_kind"`
	// Address of the place.
	Address string `json:"address"`
	// Street or town (街道).
	Street string `json:"street,omitempty"`
}

// Penalty is an administrative penalty (行政处罚).
type Penalty struct {
	Envelope

	// Always penalty.
	Kind string `json:"kind" enums:"penalty"`
	// Number of the decision (行政处罚决定书文号).
	DocumentNumber string `json:"document_number"`
	// Who was penalised.
	Counterparty Counterparty `json:"counterparty"`
	// Kind of violation in words (违法行为类型).
	ViolationType string `json:"violation_type"`
	// Facts found (违法事实).
	Facts string `json:"facts"`
	// Legal basis (处罚依据).
	LegalBasis string `json:"legal_basis"`
	// Kinds of penalty (处罚类别), one or several.
	PenaltyKinds []disclosure.PenaltyKind `json:"penalty_kinds"`
	// The kind in words where penalty_kinds has other.
	PenaltyKindOther string `json:"penalty_kind_other,omitempty"`
	// What was imposed (处罚内容).
	Content string `json:"content"`
	// Fine (罚款金额) in yuan with two decimals; null where the decision has none. The standard's column is in 万元.
	FineCNY *disclosure.Fen `json:"fine_cny"`
	// Confiscated gains and property (没收违法所得、没收非法财物的金额) in yuan with two decimals; null where the decision has none.
	ConfiscatedCNY *disclosure.Fen `json:"confiscated_cny"`
	// What was suspended or revoked (暂扣或吊销证照名称及编号).
	LicenseAction string `json:"license_action,omitempty"`
	// Day of the decision (处罚决定日期).
	DecidedOn string `json:"decided_on" format:"date"`
	// Last day of validity (处罚有效期).
	ValidUntil disclosure.Date `json:"valid_until"`
	// Who decided (处罚机关).
	Authority Party `json:"authority"`
	// Which unit supplied the record (数据来源单位).
	Source Party `json:"source"`
	// Class of misconduct by which the public period is set.
	MisconductClass string `json:"misconduct_class,omitempty"`
	// When credit repair (信用修复) is possible.
	Repair RepairTerm `json:"repair"`
	// Remark (备注).
	Remark string `json:"remark,omitempty"`

	// The only venue at which the penalty is shown: the one whose number it names; if it names none, the one whose address it names as the
	// place of the matter; else the only venue of the business. Null where there is none, or where it is shown at each of several. Not
	// part of the body.
	Venue *VenueRef `json:"venue"`
	Found

	// Label of counterparty.kind, if lang is given.
	CounterpartyKindLabel string `json:"counterparty_kind_label,omitempty"`
	// Labels of penalty_kinds in their order, if lang is given.
	PenaltyKindsLabel []string `json:"penalty_kinds_label,omitempty"`
}

// RepairTerm says from when the business may apply for credit repair (信用修复).
type RepairTerm struct {
	// First day on which the business may apply; null where none is known.
	EarliestOn disclosure.Date `json:"earliest_on"`
}
