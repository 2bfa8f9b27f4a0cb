package intake

import (
	"errors"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"mingshi/internal/disclosure"
	"mingshi/internal/lives"
)

// openPath opens a file, or the tables of a feed.
func (r *run) openPath(path string) ([]*file, error) {
	if lives.Recognise(path) {
		return r.openFeed(path)
	}
	how := reading{}
	if r.options.Mapping != nil {
		how.tables = r.options.Mapping.tables
	}
	f, err := openFile(path, r.rules.lang, r.options.Kind, how)
	if f == nil {
		return nil, err
	}
	return []*file{f}, err
}

// openFeed unpacks a LIVES feed and opens its businesses and inspections as venues and gradings, under the feed's name and their
// own.
func (r *run) openFeed(path string) ([]*file, error) {
	folder, err := os.MkdirTemp("", "mingshi-lives-*")
	if err != nil {
		return nil, disclosure.Errorf(disclosure.Unavailable, "LIVES feed: %w", err)
	}
	r.report.folders = append(r.report.folders, folder)
	members, err := lives.Unpack(path, folder)
	if fault, ok := errors.AsType[*lives.Fault](err); ok {
		return r.refuseFeed(path, fault)
	}
	if err != nil {
		return nil, err
	}
	var files []*file
	for _, member := range []string{lives.Businesses, lives.Inspections} {
		table, err := r.memberTable(member)
		if err != nil {
			return files, err
		}
		how := reading{[]*mappedTable{table}, filepath.Base(path) + "/" + member}
		f, err := openFile(filepath.Join(folder, member), r.rules.lang, table.format.Kind, how)
		if f != nil {
			files = append(files, f)
		}
		if err != nil {
			return files, err
		}
		if member == lives.Inspections && slices.Contains(members, lives.Violations) {
			if err := r.noteViolations(f); err != nil {
				return files, err
			}
		}
	}
	return files, nil
}

// refuseFeed reports a ZIP that is no feed as it should be.
func (r *run) refuseFeed(path string, fault *lives.Fault) ([]*file, error) {
	findings, err := newSpool()
	if err != nil {
		return nil, err
	}
	f := &file{report: &FileReport{
		Path: path, File: filepath.Base(path), Outcomes: make(map[disclosure.Outcome]int64), findings: findings,
	}}
	return []*file{f}, f.refuse(r.rules.lang, string(fault.Wrong), f.report.File, fault.Member)
}

// noteViolations warns that the violations of a feed by others are not read: they name no points, and a deduction without
// points would be invented.
func (r *run) noteViolations(f *file) error {
	if f.header == nil || f.header.mapped == nil || f.report.Problem != nil {
		return nil
	}
	if _, ours := f.header.mapped.extra[lives.Deductions]; ours {
		return nil
	}
	return f.report.findings.add(rowFinding(r.rules.lang, f.header.row, SeverityWarning, CodeViolationsUnread))
}

// memberTable is how a member of a feed is read: by the specification and our own columns, and before them by the mapping.
func (r *run) memberTable(member string) (*mappedTable, error) {
	t, err := feedTable(member)
	if err != nil || r.options.Mapping == nil {
		return t, err
	}
	for _, own := range r.options.Mapping.tables {
		if own.format == t.format {
			maps.Copy(t.fields, own.fields)
		}
	}
	return t, nil
}

// feedColumns say where the fields of venues and gradings stand in a feed: the first column that it has.
var feedColumns = map[string]map[string][]string{
	lives.Businesses: {
		"name": {"name"}, "address": {"address"}, "number": {lives.PermitNumber, "business_id"}, "public_phone": {"phone_number"},
		"lat": {"latitude"}, "lon": {"longitude"}, "venue_kind": {lives.VenueKind}, "operator": {lives.Operator},
		"uscc": {lives.OperatorCode}, "street": {lives.Street}, "grid": {lives.Grid}, "grid_duty": {lives.GridDuty},
		"status": {lives.Status},
	},
	lives.Inspections: {
		"number": {lives.PermitNumber, "business_id"}, "inspected_on": {"date"}, "inspection_kind": {lives.InspectionKind, "type"},
		"table": {lives.Table}, "obtained": {lives.Obtained}, "applicable": {lives.Applicable},
		"failed_key_items": {lives.FailedKeyItems}, "deductions": {lives.Deductions},
		"ordered": {lives.Ordered}, "due_on": {lives.DueOn}, "reinspected_on": {lives.ReinspectedOn}, "result": {lives.Result},
	},
}

// feedExtras are the columns of our own that no table of ours has room for.
var feedExtras = map[string][]string{
	lives.Businesses:  {lives.PermitNumbers, lives.FormerNames},
	lives.Inspections: {lives.FailedKeyItems, lives.Deductions, lives.NotApplicable, lives.Inspectors},
}

// feedTypes are our words for the specification's occasions, and for our own identifiers, which stand in their column.
var feedTypes = map[string]string{
	"initial": "许可审核", "routine": "日常监督", "followup": "复查", "complaint": "投诉举报",
	"double_random": "双随机", "special": "专项检查", "reinspection": "复查",
}

func feedTable(member string) (*mappedTable, error) {
	all, err := formats()
	if err != nil {
		return nil, err
	}
	kind := disclosure.KindVenue
	if member == lives.Inspections {
		kind = disclosure.KindGrading
	}
	at := slices.IndexFunc(all, func(f *format) bool { return f.Kind == kind && !f.ItemSheets })
	if at < 0 {
		return nil, disclosure.Errorf(disclosure.Internal, "LIVES feed: no format of %s", kind)
	}
	t := &mappedTable{format: all[at], fields: map[int]*mappedField{}, extras: feedExtras[member], known: lives.Columns(member)}
	for field, columns := range feedColumns[member] {
		from := &mappedField{columns: columns, optional: true}
		switch field {
		case "inspection_kind":
			from.values = feedTypes
		case "ordered":
			from.values = map[string]string{"true": "是", "false": "否"}
		case "failed_key_items":
			from.list = true
		case "deductions":
			from.dropped = true
		}
		t.fields[t.format.byField[field]] = from
	}
	return t, nil
}
