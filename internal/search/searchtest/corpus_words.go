package searchtest

import "mingshi/internal/disclosure"

// What names and addresses are put together from. No such place exists.
var (
	cities = []string{"沱澜", "云檐", "砚川", "鹭浦", "霁安", "桐泽", "萤渡", "墨渚"}

	districts = []string{
		"听荷", "浅沙", "雁矶", "苇塘", "云坞", "青陂", "望汀", "北渚", "砚池", "虹堤", "枕溪", "晴耕", "归鹤", "拾穗", "半弦",
		"渡月", "藏舟", "落星", "石榴", "纸鸢", "棋枰", "浮槎", "听雨", "临漪", "竹喧", "松篁", "柚岭", "陶坪", "棠湾", "萝岗",
	}

	streetFirst  = []string{"望", "听", "枕", "浅", "拾", "归", "藏", "渡", "半", "晴", "落", "浮", "临", "照", "沐", "倚", "栖", "问", "揽", "踏"}
	streetSecond = []string{"汀", "荷", "溪", "沙", "穗", "鹤", "舟", "月", "弦", "霁"}

	roadFirst = []string{
		"望江", "听荷", "枕流", "浅草", "拾穗", "归雁", "藏书", "渡口", "半山", "晴川", "落霞", "浮云", "临波", "照壁", "沐风", "倚梅", "栖霞",
		"问津", "揽翠", "踏歌", "人民", "中心", "学府", "工业", "迎宾", "和平", "建设", "文化", "站前", "湖滨",
	}
	roadSecond = []string{"路", "东路", "西路", "南路", "北路", "街", "大街", "一巷", "里", "大道"}

	surnames = []string{"赵", "钱", "孙", "周", "吴", "郑", "冯", "陈", "褚", "卫", "蒋", "沈", "欧阳", "司马", "上官"}

	// Most companies have the same ending.
	suffixLottery = []string{"有限公司", "有限公司", "有限公司", "有限公司", "有限公司", "有限公司", "有限公司", "有限责任公司", "管理有限公司", "股份有限公司"}
)

// trade is a kind of shop: the end of its names, its kind of venue and how common it is.
type trade struct {
	sign, kind string
	weight     int
}

var trades = []trade{
	{"宾馆", "lodging", 8},
	{"酒店", "lodging", 8},
	{"快捷酒店", "lodging", 5},
	{"旅馆", "lodging", 5},
	{"民宿", "lodging", 4},
	{"客栈", "lodging", 3},
	{"招待所", "lodging", 2},
	{"浴池", "bathing", 3},
	{"洗浴中心", "bathing", 4},
	{"足浴店", "bathing", 4},
	{"温泉会馆", "bathing", 2},
	{"游泳馆", "swimming", 2},
	{"游泳健身中心", "swimming", 2},
	{"理发店", "hair_beauty", 10},
	{"美容美发店", "hair_beauty", 9},
	{"造型店", "hair_beauty", 5},
	{"美容院", "hair_beauty", 6},
	{"美甲美睫店", "hair_beauty", 4},
	{"歌舞厅", "entertainment", 2},
	{"网吧", "entertainment", 3},
	{"电影院", "entertainment", 2},
	{"商场", "mall", 2},
	{"购物中心", "mall", 2},
	{"百货商店", "mall", 2},
	{"生活超市", "mall", 4},
	{"客运站候车室", "waiting_hall", 1},
	{"门诊部候诊室", "clinic_waiting", 2},
	{"体育馆", "sports", 1},
	{"主题公园", "park", 1},
	{"城市公交", "public_transport", 1},
	{"录像厅", "video_hall", 1},
	{"音乐厅", "concert_hall", 1},
	{"展览馆", "exhibition_hall", 1},
	{"博物馆", "museum", 1},
	{"美术馆", "art_gallery", 1},
	{"图书馆", "library", 1},
	{"书店", "bookshop", 2},
}

// gradeLottery holds each grade as often as it is given.
var gradeLottery = []string{"A", "A", "A", "B", "B", "B", "B", "B", "C", "C"}

// fineLottery holds the usual fines in yuan as often as they are imposed.
var fineLottery = []disclosure.Fen{
	500, 500, 500, 1000, 1000, 1000, 1000, 1000, 1500, 1500, 2000, 2000, 2000, 2000, 2500, 3000, 3000, 3000, 4000, 5000, 5000, 5000, 5000,
	6000, 8000, 8000, 10_000, 10_000, 10_000, 15_000, 20_000, 20_000, 30_000, 50_000,
}

// penaltyLottery holds the usual decisions as often as they are taken.
var penaltyLottery = [][]string{
	{"warning"},
	{"warning"},
	{"fine"},
	{"fine"},
	{"warning", "fine"},
	{"warning", "fine"},
	{"warning", "fine"},
	{"warning", "fine"},
	{"confiscate_gains", "fine"},
	{"warning", "order_suspension", "fine"},
	{"warning", "confiscate_gains", "fine"},
	{"criticism_notice"},
	{"warning", "revoke_license"},
}

var penaltyWords = map[string]string{
	"warning": "警告", "fine": "罚款", "confiscate_gains": "没收违法所得", "order_suspension": "责令停业整顿", "criticism_notice": "通报批评",
	"revoke_license": "吊销卫生许可证",
}
