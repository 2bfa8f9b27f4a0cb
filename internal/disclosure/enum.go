package disclosure

// CounterpartyKind is the standard's 行政相对人类别.
type CounterpartyKind string

// The kinds of counterparty.
const (
	Organization  CounterpartyKind = "organization"
	SoleTrader    CounterpartyKind = "sole_trader"
	NaturalPerson CounterpartyKind = "natural_person"
)

// CounterpartyKinds is the standard's closed list; some platforms write 1, 2, 4 (domain.md §1.2 #2).
var CounterpartyKinds = List[CounterpartyKind]{
	{Organization, "法人及非法人组织", "organisation", []string{"1"}},
	{NaturalPerson, "自然人", "natural person", []string{"2"}},
	{SoleTrader, "个体工商户", "sole trader", []string{"4"}},
}

// PermitKind is the standard's 许可类别.
type PermitKind string

// PermitOther is the kind that must be named in words.
const PermitOther PermitKind = "other"

// PermitKinds is the standard's closed list with its codes 01–06 and the legacy 1–5, 9 (domain.md §1.2 #16).
var PermitKinds = List[PermitKind]{
	{"general", "普通", "general", []string{"01", "1"}},
	{"franchise", "特许", "franchise", []string{"02", "2"}},
	{"recognition", "认可", "recognition", []string{"03", "3"}},
	{"approval", "核准", "approval", []string{"04", "4"}},
	{"registration", "登记", "registration", []string{"05", "5"}},
	{PermitOther, "其他", "other", []string{"06", "9", "其它"}},
}

// PenaltyKind is one of the standard's 处罚类别.
type PenaltyKind string

// The kinds of penalty of the Penalty Law of 2021, art. 9, and the two more that are in use.
const (
	PenaltyWarning           PenaltyKind = "warning"
	PenaltyCriticismNotice   PenaltyKind = "criticism_notice"
	PenaltyFine              PenaltyKind = "fine"
	PenaltyConfiscateGains   PenaltyKind = "confiscate_gains"
	PenaltyConfiscateGoods   PenaltyKind = "confiscate_property"
	PenaltySuspendLicense    PenaltyKind = "suspend_license"
	PenaltyDowngrade         PenaltyKind = "downgrade_qualification"
	PenaltyRevokeLicense     PenaltyKind = "revoke_license"
	PenaltyRestrictOperation PenaltyKind = "restrict_operations"
	PenaltyOrderSuspension   PenaltyKind = "order_suspension"
	PenaltyOrderClosure      PenaltyKind = "order_closure"
	PenaltyRestrictPractice  PenaltyKind = "restrict_practice"
	PenaltyDetention         PenaltyKind = "detention"
	PenaltyRefuseLicense     PenaltyKind = "refuse_license_application"
	PenaltyOrderDemolition   PenaltyKind = "order_demolition"
	PenaltyOther             PenaltyKind = "other"
)

// PenaltyKinds is the list of the Penalty Law of 2021, art. 9, with the codes 0101xx in use and the values and codes of
// the older exchange list (domain.md §1.3). An older value that joins two kinds maps to the first of them; see
// OldPenaltyPairs.
var PenaltyKinds = List[PenaltyKind]{
	{PenaltyWarning, "警告", "warning", []string{"010101", "1"}},
	{PenaltyCriticismNotice, "通报批评", "public criticism", []string{"010102"}},
	{PenaltyFine, "罚款", "fine", []string{"010103", "2"}},
	{PenaltyConfiscateGains, "没收违法所得", "confiscation of illegal gains", []string{"010104"}},
	{PenaltyConfiscateGoods, "没收非法财物", "confiscation of illegal property", []string{"010105"}},
	{PenaltySuspendLicense, "暂扣许可证件", "suspension of licence", []string{"010106", "暂扣许可证", "暂扣执照"}},
	{PenaltyDowngrade, "降低资质等级", "downgrade of qualification", []string{"010107"}},
	{PenaltyRevokeLicense, "吊销许可证件", "revocation of licence", []string{"010108", "吊销许可证", "吊销执照"}},
	{PenaltyRestrictOperation, "限制开展生产经营活动", "restriction of operations", []string{"010109"}},
	{PenaltyOrderSuspension, "责令停产停业", "order to suspend business", []string{"010110", "4"}},
	{PenaltyOrderClosure, "责令关闭", "order to close", []string{"010111"}},
	{PenaltyRestrictPractice, "限制从业", "restriction of practice", []string{"010112"}},
	{PenaltyDetention, "行政拘留", "administrative detention", []string{"010113", "6"}},
	{PenaltyRefuseLicense, "不得申请行政许可", "bar on licence applications", []string{"010114"}},
	{PenaltyOrderDemolition, "责令限期拆除", "order to demolish", []string{"010115"}},
	{PenaltyOther, "其他", "other", []string{"9", "其它"}},
}

// OldPenaltyPairs are the values and codes of the older exchange list that name two kinds at once (domain.md §1.3).
var OldPenaltyPairs = map[string][]PenaltyKind{
	"没收违法所得、没收非法财物": {PenaltyConfiscateGains, PenaltyConfiscateGoods},
	"3": {PenaltyConfiscateGains, PenaltyConfiscateGoods},
	"暂扣或者吊销许可证、暂扣或者吊销执照": {PenaltySuspendLicense, PenaltyRevokeLicense},
	"暂扣或者吊销许可证":          {PenaltySuspendLicense, PenaltyRevokeLicense},
	"暂扣或者吊销执照":           {PenaltySuspendLicense, PenaltyRevokeLicense},
	"5":                  {PenaltySuspendLicense, PenaltyRevokeLicense},
}

// PermitStatus is what became of a permit or filing; one that lapsed, was revoked or deregistered stays public.
type PermitStatus string

// The states of a permit or filing. Lapsed is derived when read, from the last day of validity.
const (
	PermitInForce      PermitStatus = "in_force"
	PermitInvalid      PermitStatus = "invalid"
	PermitRevoked      PermitStatus = "revoked"
	PermitDisputed     PermitStatus = "disputed"
	PermitDeregistered PermitStatus = "deregistered"
	PermitLapsed       PermitStatus = "lapsed"
)

// PermitStatuses is the list with the Chinese values met in files; the codes differ by generation and are mapped by
// the intake.
var PermitStatuses = List[PermitStatus]{
	{PermitInForce, "有效", "in force", []string{"正常"}},
	{PermitInvalid, "无效", "not in force", nil},
	{PermitRevoked, "撤销", "revoked", []string{"已撤销"}},
	{PermitDisputed, "异议", "disputed", []string{"异常"}},
	{PermitDeregistered, "注销", "deregistered", []string{"已注销"}},
	{PermitLapsed, "过期", "lapsed", []string{"已过期"}},
}

// VenueKind is the kind of a public venue.
type VenueKind string

// VenueKinds are the kinds of the score tables and of the filing rule of 2025 (domain.md §5.1).
var VenueKinds = List[VenueKind]{
	{"lodging", "住宿", "lodging", []string{"住宿场所", "宾馆", "旅店", "招待所"}},
	{"bathing", "沐浴", "baths", []string{"沐浴场所", "公共浴室"}},
	{"swimming", "游泳", "swimming pool", []string{"游泳场所", "游泳场馆", "游泳场(馆)"}},
	{"hair_beauty", "美容美发", "hair and beauty", []string{"美容美发场所", "理发店", "美容店", "hair-beauty"}},
	{"entertainment", "文化娱乐", "entertainment", []string{"文化娱乐场所"}},
	{"mall", "商场", "mall", []string{"商场(店)", "商店"}},
	{"waiting_hall", "候车(机、船)室", "waiting hall", []string{"候车室", "候机室", "候船室", "候车(机、船)场所"}},
	{"clinic_waiting", "候诊室", "clinic waiting room", nil},
	{"sports", "体育场馆", "sports ground", []string{"体育场(馆)", "体育馆"}},
	{"park", "公园", "park", nil},
	{"public_transport", "公共交通工具", "public transport", nil},
	{"video_hall", "录像厅(室)", "video hall", []string{"录像厅", "录像室"}},
	{"concert_hall", "音乐厅", "concert hall", nil},
	{"exhibition_hall", "展览馆", "exhibition hall", nil},
	{"museum", "博物馆", "museum", nil},
	{"art_gallery", "美术馆", "art gallery", nil},
	{"library", "图书馆", "library", nil},
	{"bookshop", "书店", "bookshop", nil},
}

// VenueStatus says whether a venue is open.
type VenueStatus string

// The states of a venue.
const (
	VenueOpen      VenueStatus = "open"
	VenueSuspended VenueStatus = "suspended"
	VenueClosed    VenueStatus = "closed"
)

// VenueStatuses is the list of the venue register.
var VenueStatuses = List[VenueStatus]{
	{VenueOpen, "营业", "open", []string{"正常", "在业"}},
	{VenueSuspended, "停业", "not trading", []string{"歇业", "暂停营业"}},
	{VenueClosed, "关闭", "closed", []string{"注销", "已关闭"}},
}

// InspectionKind says on what occasion a venue was inspected.
type InspectionKind string

// InspectionAgain is the one that follows an order to put things right.
const InspectionAgain InspectionKind = "reinspection"

// InspectionKinds is the list of our own inspection table.
var InspectionKinds = List[InspectionKind]{
	{"routine", "日常监督", "routine", []string{"日常检查"}},
	{"double_random", "双随机", "double random", []string{"双随机抽查"}},
	{"special", "专项检查", "special campaign", []string{"专项"}},
	{"initial", "许可审核", "initial review", []string{"首次核查"}},
	{InspectionAgain, "复查", "re-inspection", nil},
	{"complaint", "投诉举报", "complaint", []string{"投诉检查"}},
}

// CheckResult is pass or fail, of a re-inspection or a test.
type CheckResult string

// The results.
const (
	ResultPass CheckResult = "pass"
	ResultFail CheckResult = "fail"
)

// CheckResults is the list in the words of the inspection table.
var CheckResults = List[CheckResult]{
	{ResultPass, "合格", "pass", nil},
	{ResultFail, "不合格", "fail", nil},
}

// ReadingSource says who tested.
type ReadingSource string

// ReadingSources is the list of our own reading table: the venue itself, a hired laboratory, the authority.
var ReadingSources = List[ReadingSource]{
	{"self", "自检", "self-test", []string{"场所自检"}},
	{"laboratory", "委托检测", "hired laboratory", []string{"第三方检测"}},
	{"authority", "监督抽检", "authority's sample", []string{"监督检测", "抽检"}},
}
