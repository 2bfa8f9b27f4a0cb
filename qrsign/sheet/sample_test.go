package sheet

import "mingshi/internal/disclosure"

// sample is a board with every field set.
func sample() *Board {
	return &Board{
		Code: "04000001BY0CXBYNMGHB", URL: "HTTPS://GS.EXAMPLE.CN/S/04000001BY0CXBYNMGHB",
		Name: "湖滨宾馆", Address: "示例市湖滨区建设路西段 88 号", PermitNumber: "豫卫公证字〔2024〕第 411202-00123 号", Place: "大堂服务台",
		Grade: &Grade{Letter: "A", WordZH: "优秀", WordEN: "Excellent", On: disclosure.MustDate("2026-03-14"), Score: "92.57"},
		Earlier: []Grade{
			{Letter: "B", WordZH: "良好", WordEN: "Good", On: disclosure.MustDate("2025-02-20"), Score: "81.57"},
			{WordZH: "不予评定", WordEN: "No grade given", On: disclosure.MustDate("2024-01-09")},
		},
		Authority: Publisher{
			NameZH: "示例市湖滨区卫生健康委员会", NameEN: "Hubin District Health Commission",
			ComplaintLine: "0398-1234567", ComplaintMail: "jubao@example.gov.cn", SiteTitleZH: "明示", SiteTitleEN: "Mingshi",
		},
		PrintedOn: disclosure.MustDate("2026-11-22"),
	}
}
