package demo

import "strings"

// column is one field of the standard: its code and the name that stands above it in workbooks.
type column struct{ code, name string }

// permitColumns are the 28 fields of a permit, generation 3.
var permitColumns = []column{
	{"XK_XDR_MC", "行政相对人名称"},
	{"XK_XDR_LB", "行政相对人类别"},
	{"XK_XDR_SHXYM", "行政相对人代码_1(统一社会信用代码)"},
	{"XK_XDR_GSZC", "行政相对人代码_2(工商注册号)"},
	{"XK_XDR_ZZJG", "行政相对人代码_3(组织机构代码)"},
	{"XK_XDR_SWDJ", "行政相对人代码_4(税务登记号)"},
	{"XK_XDR_SYDW", "行政相对人代码_5(事业单位证书号)"},
	{"XK_XDR_SHZZ", "行政相对人代码_6(社会组织登记证号)"},
	{"XK_FRDB", "法定代表人"},
	{"XK_FR_ZJLX", "法定代表人证件类型"},
	{"XK_FR_ZJHM", "法定代表人证件号码"},
	{"XK_XDR_ZJLX", "证件类型"},
	{"XK_XDR_ZJHM", "证件号码"},
	{"XK_XKWS", "行政许可决定文书名称"},
	{"XK_WSH", "行政许可决定文书号"},
	{"XK_XKLB", "许可类别"},
	{"XK_XKZS", "许可证书名称"},
	{"XK_XKBH", "许可编号"},
	{"XK_NR", "许可内容"},
	{"XK_JDRQ", "许可决定日期"},
	{"XK_YXQZ", "有效期自"},
	{"XK_YXQZI", "有效期至"},
	{"XK_XKJG", "许可机关"},
	{"XK_XKJGDM", "许可机关统一社会信用代码"},
	{"XK_ZT", "当前状态"},
	{"XK_LYDW", "数据来源单位"},
	{"XK_LYDWDM", "数据来源单位统一社会信用代码"},
	{"BZ", "备注"},
}

// penaltyColumns are the 30 fields of a penalty, generation 3.
var penaltyColumns = []column{
	{"CF_XDR_MC", "行政相对人名称"},
	{"CF_XDR_LB", "行政相对人类别"},
	{"CF_XDR_SHXYM", "行政相对人代码_1(统一社会信用代码)"},
	{"CF_XDR_GSZC", "行政相对人代码_2(工商注册号)"},
	{"CF_XDR_ZZJG", "行政相对人代码_3(组织机构代码)"},
	{"CF_XDR_SWDJ", "行政相对人代码_4(税务登记号)"},
	{"CF_XDR_SYDW", "行政相对人代码_5(事业单位证书号)"},
	{"CF_XDR_SHZZ", "行政相对人代码_6(社会组织登记证号)"},
	{"CF_FRDB", "法定代表人"},
	{"CF_FR_ZJLX", "法定代表人证件类型"},
	{"CF_FR_ZJHM", "法定代表人证件号码"},
	{"CF_XDR_ZJLX", "证件类型"},
	{"CF_XDR_ZJHM", "证件号码"},
	{"CF_WSH", "行政处罚决定书文号"},
	{"CF_WFXW", "违法行为类型"},
	{"CF_SY", "违法事实"},
	{"CF_YJ", "处罚依据"},
	{"CF_CFLB", "处罚类别"},
	{"CF_NR", "处罚内容"},
	{"CF_NR_FK", "罚款金额(万元)"},
	{"CF_NR_WFFF", "没收违法所得、没收非法财物的金额(万元)"},
	{"CF_NR_ZKDX", "暂扣或吊销证照名称及编号"},
	{"CF_JDRQ", "处罚决定日期"},
	{"CF_YXQ", "处罚有效期"},
	{"CF_GSJZQ", "公示截止期"},
	{"CF_CFJG", "处罚机关"},
	{"CF_CFJGDM", "处罚机关统一社会信用代码"},
	{"CF_SJLY", "数据来源单位"},
	{"CF_SJLYDM", "数据来源单位统一社会信用代码"},
	{"BZ", "备注"},
}

// penaltyHeadings2 are the fields of a penalty, generation 2: no category, one field for the representative's number.
var penaltyHeadings2 = strings.Fields(`
	CF_XDR_MC CF_XDR_SHXYM CF_XDR_GSZC CF_XDR_ZZJG CF_XDR_SWDJ CF_XDR_SYDW CF_XDR_SHZZ CF_FRDB CF_FR_SFZH CF_WSH
	CF_WFXW CF_SY CF_YJ CF_CFLB CF_NR CF_NR_FK CF_NR_WFFF CF_NR_ZKDX CF_JDRQ CF_YXQ CF_GSJZQ CF_CFJG CF_CFJGDM
	CF_SJLY CF_SJLYDM BZ`)

// penaltyHeadings1 are the fields of a penalty, generation 1: no amount, which stands in CF_JG.
var penaltyHeadings1 = strings.Fields(`
	CF_WSH CF_CFMC CF_CFLB1 CF_CFLB2 CF_SY CF_YJ CF_XDR_MC CF_XDR_SHXYM CF_XDR_ZDM CF_XDR_GSDJ CF_XDR_SWDJ
	CF_XDR_SFZ CF_FR CF_JG CF_JDRQ CF_XZJG CF_ZT DFBM SJC BZ`)

// The headings of the authority's own tables.
var (
	venueHeadings = []string{
		"序号", "场所名称", "场所类别", "经营单位名称", "统一社会信用代码", "负责人", "联系电话", "公开电话", "街道", "网格",
		"网格责任人", "详细地址", "卫生许可证号", "经度", "纬度", "状态",
	}
	filingHeadings = []string{
		"备案编号", "场所名称", "场所类别", "经营单位名称", "统一社会信用代码", "负责人", "详细地址", "街道", "备案日期",
		"备案机关", "备案机关统一社会信用代码", "状态",
	}
	inspectionHeadings = []string{
		"卫生许可证号", "检查日期", "评分表", "检查类型", "监督员1", "监督员2", "实得分", "应得分", "关键项不合格", "扣分项",
		"责令整改", "整改期限", "复查日期", "复查结果",
	}
	readingHeadings = []string{
		"卫生许可证号", "采样时间", "检测项目", "结果", "单位", "采样点", "检测单位", "数据来源",
	}
)

func codesOf(columns []column) []string {
	codes := make([]string, len(columns))
	for i, c := range columns {
		codes[i] = c.code
	}
	return codes
}

func namesOf(columns []column) []string {
	names := make([]string, len(columns))
	for i, c := range columns {
		names[i] = c.name
	}
	return names
}
