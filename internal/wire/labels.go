package wire

import "mingshi/internal/disclosure"

// labels writes what the body's enumerations are called. A nested member's label stands at the top, under the path
// joined by underscores: counterparty.kind has counterparty_kind_label.
func labels(o *Object, body disclosure.Body, english bool, today disclosure.Date) error {
	switch body := body.(type) {
	case *disclosure.Permit:
		o.Text("counterparty_kind_label", disclosure.CounterpartyKinds.Label(body.Counterparty.Kind, english))
		o.Text("permit_kind_label", disclosure.PermitKinds.Label(body.PermitKind, english))
		statusLabels(o, body.Status, body.Status.On(today, body.ValidUntil), english)
	case *disclosure.Filing:
		o.Text("counterparty_kind_label", disclosure.CounterpartyKinds.Label(body.Counterparty.Kind, english))
		o.Text("premises_venue_kind_label", disclosure.VenueKinds.Label(body.Premises.VenueKind, english))
		statusLabels(o, body.Status, body.Status.On(today, body.ValidUntil), english)
	case *disclosure.Penalty:
		o.Text("counterparty_kind_label", disclosure.CounterpartyKinds.Label(body.Counterparty.Kind, english))
		kinds := make([]string, len(body.PenaltyKinds))
		for i, kind := range body.PenaltyKinds {
			kinds[i] = disclosure.PenaltyKinds.Label(kind, english)
		}
		return o.Value("penalty_kinds_label", kinds)
	case *disclosure.Venue:
		o.Text("venue_kind_label", disclosure.VenueKinds.Label(body.VenueKind, english))
		o.Text("status_label", disclosure.VenueStatuses.Label(body.Status, english))
	case *disclosure.Grading:
		o.Text("inspection_kind_label", disclosure.InspectionKinds.Label(body.InspectionKind, english))
		resultLabel(o, "correction_result_label", body.Correction.Result, english)
	case *disclosure.Reading:
		resultLabel(o, "result_label", body.Result, english)
		o.Text("source_label", disclosure.ReadingSources.Label(body.Source, english))
	case *disclosure.Board:
		o.Text("standing_label", disclosure.BoardStandings.Label(body.Standing, english))
		if body.EndReason != "" {
			o.Text("end_reason_label", disclosure.BoardEnds.Label(body.EndReason, english))
		}
	}
	return nil
}

func statusLabels(o *Object, status, today disclosure.PermitStatus, english bool) {
	o.Text("status_label", disclosure.PermitStatuses.Label(status, english))
	o.Text("status_today_label", disclosure.PermitStatuses.Label(today, english))
}

// resultLabel leaves out the label of a result that there is none of.
func resultLabel(o *Object, name string, result disclosure.CheckResult, english bool) {
	if result != "" {
		o.Text(name, disclosure.CheckResults.Label(result, english))
	}
}
