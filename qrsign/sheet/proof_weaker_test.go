package sheet_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"github.com/skip2/go-qrcode"

	"mingshi/qrsign/photo/phototest"
)

// TestTheProofSeesWhatIsWorse holds that the proof can fail: beside symbols as boards have them it reads some with less
// correction and some with larger blots, and these must fall far below what TestBoardsAreRead asks.
func TestTheProofSeesWhatIsWorse(t *testing.T) {
	needPrograms(t, "zbarimg")
	const boards, scale = 30, 6
	p := newProof(t, proofSize{boards: boards})
	for name, tt := range map[string]struct {
		level qrcode.RecoveryLevel
		share float64
		reads bool
	}{
		"level H under 10 %": {qrcode.Highest, 0.10, true},
		"level L under 15 %": {qrcode.Low, 0.15, false},
		"level M under 15 %": {qrcode.Medium, 0.15, false},
		"level H under 25 %": {qrcode.Highest, 0.25, false},
	} {
		t.Run(name, func(t *testing.T) {
			folder := t.TempDir()
			var names []string
			for i := range p.boards {
				code, err := qrcode.New(p.boards[i].URL, tt.level)
				if err != nil {
					t.Fatal(err)
				}
				code.DisableBorder = true
				modules := code.Bitmap()
				picture := phototest.Draw(modules, scale)
				random := rand.New(rand.NewPCG(uint64(i), 582))
				blotted := phototest.Blot(picture, phototest.Inner(picture, scale), len(modules), tt.share, i%2 == 0, random)
				names = append(names, filepath.Join(folder, fmt.Sprintf("shot-%04d", i)))
				if err := os.WriteFile(names[i], graymap(blotted), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			read, err := zbar(t.Context(), names)
			if err != nil {
				t.Fatal(err)
			}
			counted := tally{}
			for i, name := range names {
				counted.add(judge(read[name], p.boards[i].URL))
			}
			t.Logf("%d of %d are read", counted.read, counted.shown)
			if tt.reads != (counted.read > boards*8/10) || !tt.reads && counted.read > boards/5 {
				t.Errorf("%d of %d are read: the proof would not see the difference", counted.read, counted.shown)
			}
			if counted.wrong > 0 {
				t.Errorf("%d give a wrong text", counted.wrong)
			}
		})
	}
}
