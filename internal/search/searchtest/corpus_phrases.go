package searchtest

import "strconv"

// caseAct is what a business did wrong: the type of violation and how the facts word it.
type caseAct struct{ violation, words string }

var (
	caseOpenings = []string{
		"经查，", "现场检查发现，", "经调查核实，", "根据投诉举报线索，", "日常监督检查中发现，", "双随机抽查时发现，", "复查发现，",
		"卫生监督员于营业时间内检查发现，", "经现场检查并询问当事人，", "在专项检查行动中查明，",
	}

	caseActs = []caseAct{
		{"未取得卫生许可证擅自营业", "该单位未依法取得公共场所卫生许可证擅自营业"},
		{"卫生许可证过期", "该单位的公共场所卫生许可证已过有效期仍继续营业"},
		{"从业人员无健康证明", "该店安排未获得有效健康合格证明的从业人员从事直接为顾客服务的工作"},
		{"未按规定清洗消毒", "该单位未按照规定对顾客用品用具进行清洗、消毒、保洁"},
		{"重复使用一次性用品", "该店重复使用一次性用品用具"},
		{"未建立卫生管理制度", "当事人未按照规定建立卫生管理制度和卫生管理档案"},
		{"未组织卫生知识培训", "当事人未组织从业人员进行相关卫生法律知识和公共场所卫生知识培训"},
		{"未设置专用消毒间", "该单位未设置与经营规模相适应的清洗消毒间"},
		{"擅自停用消毒设施", "该单位擅自停止使用清洗消毒设施设备"},
		{"未公示检测结果", "当事人未在醒目位置公示卫生检测结果"},
		{"未公示信誉度等级", "当事人未在醒目位置公示卫生许可证和卫生信誉度等级"},
		{"未索取检验合格证明", "该店采购化妆品未按照规定索取检验合格证明"},
		{"未开展卫生检测", "该单位未按照规定对空气、水质、采光进行卫生检测"},
		{"水质不符合标准", "该单位游泳池水余氯含量不符合国家卫生标准"},
		{"空气质量不符合标准", "该单位营业区域空气中二氧化碳浓度超出国家卫生标准"},
		{"通风系统未清洗", "该单位集中空调通风系统未按照规定进行清洗消毒"},
		{"禁烟标志缺失", "该单位室内公共场所未设置醒目的禁止吸烟警语和标志"},
		{"未配备病媒防控设施", "该店未配备有效的预防控制鼠、蚊、蝇、蟑螂的设施设备"},
		{"拒绝监督检查", "当事人拒绝卫生监督员进入现场检查"},
		{"未办理变更手续", "当事人变更经营项目未按照规定办理许可变更手续"},
		{"未报告健康损害事故", "当事人发生危害健康事故后未按照规定及时报告"},
		{"出借许可证", "当事人将卫生许可证出借给他人使用"},
		{"未做自查记录", "该店未按照规定开展卫生自查且没有自查记录"},
		{"废弃物处置不当", "该店未设置加盖的废弃物收集容器"},
		{"新建场所未经审查", "该单位扩建营业场所未经预防性卫生审查即投入使用"},
	}

	caseDetails = []string{
		"毛巾未做到一客一换", "杯具消毒柜未通电", "保洁柜内存放私人物品", "消毒登记本为空白", "布草间堆放杂物", "床单表面有可见毛发", "公用拖鞋未浸泡消毒",
		"理发工具散放在台面", "排风扇积尘明显", "洗手池下方渗水", "消毒液浓度低于要求", "检测报告已超过一年", "许可证复印件挂在收银台后", "更衣柜未定期擦拭",
		"工作人员当场未能出示证明",
	}

	caseGoods   = []string{"毛巾", "浴巾", "床单", "枕套", "茶杯", "拖鞋", "围布", "梳子", "剪刀", "修脚刀"}
	caseUnits   = []string{"条", "件", "个", "套", "把"}
	casePersons = []string{"店长", "前台", "领班", "经营者", "技师", "保洁员", "负责人", "收银员"}

	caseLaws = []string{
		"违反了《公共场所卫生管理条例》第七条", "违反了《公共场所卫生管理条例》第十四条", "违反了《公共场所卫生管理条例实施细则》第十条",
		"违反了《公共场所卫生管理条例实施细则》第三十五条", "违反了《公共场所卫生管理条例实施细则》第三十七条", "不符合公共场所卫生管理规范的要求",
	}

	caseEndings = []string{
		"。", "，当事人对上述事实无异议。", "，执法人员已责令其立即改正。", "，有现场笔录和照片为证。", "，逾期未改正。", "，当事人已提交整改报告。",
		"，上述行为持续至检查当日。", "，有询问笔录、检测报告等证据证实。", "，复查时已经改正。", "，情节轻微，未造成健康损害。",
	}

	permitOpenings = []string{"准予该单位经营公共场所", "同意发给公共场所卫生许可证", "准予延续卫生许可证有效期", "同意变更许可事项", "准予补发卫生许可证"}
	permitTails    = []string{"，有效期四年", "，有效期四年，每两年复核一次", "，须按许可项目经营", "，许可证应悬挂在醒目位置", ""}
	filingOpenings = []string{"经营场所卫生备案", "卫生备案事项变更", "备案信息补充登记"}
	projects       = []string{"住宿", "沐浴", "游泳", "理发", "美容", "文化娱乐", "商场", "候诊", "体育健身", "书店", "展览"}
)

// caseFacts words what happened in 30 to 134 characters.
func caseFacts(d draw, a caseAct) string {
	text := pick(d, caseOpenings) + a.words
	if d.chance(70) {
		text += "，" + pick(d, caseDetails)
		if d.chance(30) {
			text += "，且" + pick(d, caseDetails)
		}
	}
	switch n := d.IntN(100); {
	case n < 25:
		text += "，涉及" + pick(d, caseGoods) + strconv.Itoa(d.between(2, 60)) + pick(d, caseUnits)
	case n < 45:
		text += "，" + pick(d, casePersons) + "等" + strconv.Itoa(d.between(1, 9)) + "人在岗"
	}
	if d.chance(50) {
		text += "，" + pick(d, caseLaws)
	}
	if text += pick(d, caseEndings); len(text) < 30*len("字") {
		text += "以上事实有现场检查笔录和照片为证。"
	}
	return text
}

// permitContent words what is permitted.
func permitContent(d draw, p *party) string {
	text := pick(d, permitOpenings) + "，许可项目：" + pick(d, projects)
	if d.chance(40) {
		text += "、" + pick(d, projects)
	}
	if d.chance(25) {
		text += "，场所名称：" + p.sign
	}
	return text + pick(d, permitTails)
}

// filingContent words what was filed.
func filingContent(d draw, p *party) string {
	return pick(d, filingOpenings) + "，备案项目：" + pick(d, projects) + "，从业人员" + strconv.Itoa(d.between(1, 30)) + "人，营业面积" +
		strconv.Itoa(d.between(20, 900)) + "平方米，场所类别：" + p.trade.sign
}
