package sheet

import (
	"bytes"
	"fmt"
	"io"
	"testing"

	"mingshi/internal/disclosure"
	"mingshi/qrsign"
)

// districtBoards are as many boards as one district hung, each with a name, an address and a code of its own.
const districtBoards = 582

// BenchmarkBoards draws the boards of a district into one file. The fonts are read before: a program does it once.
func BenchmarkBoards(b *testing.B) {
	boards := make([]*Board, districtBoards)
	for i := range boards {
		boards[i] = numbered(uint32(i + 1))
	}
	if err := drawAll(io.Discard, boards[:1]); err != nil {
		b.Fatal(err)
	}
	var size int
	for b.Loop() {
		var file bytes.Buffer
		if err := drawAll(&file, boards); err != nil {
			b.Fatal(err)
		}
		size = file.Len()
	}
	b.ReportMetric(b.Elapsed().Seconds()/float64(b.N), "s/582")
	b.ReportMetric(float64(size)/districtBoards, "bytes/board")
}

func drawAll(w io.Writer, boards []*Board) error {
	file, err := NewPDF(w, Options{})
	if err != nil {
		return err
	}
	for _, board := range boards {
		if err := file.Board(board); err != nil {
			return err
		}
	}
	return file.Close()
}

// numbered makes up the board of a number.
func numbered(number uint32) *Board {
	board := sample()
	board.Code = qrsign.NewCode(make([]byte, 32), qrsign.Serial{KeyID: 1, Number: number})
	board.URL = "HTTPS://GS.EXAMPLE.CN/S/" + string(board.Code)
	streets := []rune("湖滨涧河崖底车站前进会兴交口磁钟高庙")
	kinds := []string{"宾馆", "美容美发店", "洗浴中心", "游泳馆", "商务酒店有限公司", "Spa & Salon"}
	street := string(streets[number%16]) + string(streets[number/16%16]) + string([]rune{'一' + rune(number%4096)})
	board.Name = "示例市湖滨区" + street + kinds[number%6]
	board.Address = fmt.Sprintf("示例市湖滨区%s路 %d 号", street, number)
	board.PermitNumber = fmt.Sprintf("豫卫公证字〔2024〕第 411202-%05d 号", number)
	board.Grade = &Grade{Letter: string("ABC"[number%3]), WordZH: []string{"优秀", "良好", "一般"}[number%3], WordEN: "Good", On: disclosure.MustDate("2026-03-14")}
	return board
}
