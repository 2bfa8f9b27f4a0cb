package phototest

import (
	"bytes"
	"image"
	"image/jpeg"
	"math"
	"math/rand/v2"
)

// View is how a photograph is taken and what becomes of it.
type View struct {
	// Width and Height of the photograph in pixels.
	Width, Height int
	// Roll, Yaw and Pitch are degrees: turned in the picture's plane, and seen from the side and from above or below.
	Roll, Yaw, Pitch float64
	// Module is how many pixels a module of the symbol takes where the camera points at.
	Module float64
	// Shift is how far the symbol's centre lies from that of the picture, in parts of its width and height.
	ShiftX, ShiftY float64
	// Blur is the standard deviation of a Gaussian in modules.
	Blur float64
	// Black and White are the gray of ink and of paper in full light, 0 to 255.
	Black, White float64
	// Shade is the part of the light that is missing at the darkest edge; Lit is the direction of the light in degrees.
	Shade, Lit float64
	// Noise is the standard deviation of the noise, in steps of gray.
	Noise float64
	// Quality is that of JPEG, 1 to 100.
	Quality int
}

// SomeView is a view as people take it who want the board read: it fills a good part of the picture, so that a module takes 4
// to 10 pixels, it is seen from up to 25° aside and as much from above or below, turned by up to 25° and now and then by
// quarters, and up to three tenths of a module are blurred into its neighbours.
func SomeView(random *rand.Rand) View { return someView(random, 25, 4, 10, 0.3) }

// HardView is a view taken in passing: from up to 35° aside and above, smaller, and more blurred.
func HardView(random *rand.Rand) View { return someView(random, 35, 3, 8, 0.35) }

func someView(random *rand.Rand, aside, small, large, blurred float64) View {
	between := func(low, high float64) float64 { return low + (high-low)*random.Float64() }
	v := View{
		Width: 960, Height: 1280,
		Roll: between(-25, 25), Yaw: between(-aside, aside), Pitch: between(-aside, aside),
		Module: between(small, large), Blur: between(0.1, blurred),
		ShiftX: between(-0.12, 0.12), ShiftY: between(-0.12, 0.12),
		Black: between(10, 60), White: between(160, 240), Shade: between(0, 0.45), Lit: between(0, 360),
		Noise: between(1, 8), Quality: 35 + random.IntN(50),
	}
	if random.IntN(4) == 0 { // the telephone lies on its side, or the picture is stored so
		v.Roll += float64(90 * (1 + random.IntN(3)))
		v.Width, v.Height = v.Height, v.Width
	}
	return v
}

// Shoot takes a photograph of a page, as a JPEG file. symbol is where the modules lie that the camera points at, and side
// is how many they are in a row.
func Shoot(page *image.Gray, symbol image.Rectangle, side int, v View, random *rand.Rand) []byte {
	seen := v.look(page, symbol, side)
	blur(seen, v.Width, v.Height, v.Blur*v.Module)
	picture := v.expose(seen, random)
	var file bytes.Buffer
	if err := jpeg.Encode(&file, picture, &jpeg.Options{Quality: v.Quality}); err != nil {
		panic(err) // a buffer takes everything, and the picture is small
	}
	return file.Bytes()
}

// look gives what falls on each pixel: 0 for ink, 1 for paper, and something between for the wall around the page.
func (v View) look(page *image.Gray, symbol image.Rectangle, side int) []float32 {
	const rays = 2 // a pixel sees the mean of 2 × 2 rays
	toPage := v.projection(symbol, side)
	seen := make([]float32, v.Width*v.Height)
	for y := range v.Height {
		for x := range v.Width {
			var sum float32
			for ray := range rays * rays {
				px := float64(x) + (float64(ray%rays)+0.5)/rays
				py := float64(y) + (float64(ray/rays)+0.5)/rays
				sum += sample(page, toPage, px, py)
			}
			seen[y*v.Width+x] = sum / (rays * rays)
		}
	}
	return seen
}

// projection leads from a point of the photograph to one of the page, as a homography.
func (v View) projection(symbol image.Rectangle, side int) [9]float64 {
	const focus = 1.2 // of the longer side: about what telephones have
	f := focus * float64(max(v.Width, v.Height))
	scale := v.Module / (float64(symbol.Dx()) / float64(side)) // pixels of the photograph to one of the page
	turn := rotation(v.Roll, v.Yaw, v.Pitch)
	cx, cy := float64(v.Width)*(0.5+v.ShiftX), float64(v.Height)*(0.5+v.ShiftY)
	mx, my := float64(symbol.Min.X+symbol.Max.X)/2, float64(symbol.Min.Y+symbol.Max.Y)/2
	// The page's plane is turned about the symbol's centre and stands at the distance f/scale from the camera.
	forward := [9]float64{
		f*turn[0] + cx*turn[6], f*turn[1] + cx*turn[7], cx * f / scale,
		f*turn[3] + cy*turn[6], f*turn[4] + cy*turn[7], cy * f / scale,
		turn[6], turn[7], f / scale,
	}
	back := inverse(forward)
	for column := range 3 { // and the symbol's centre back to its place on the page
		back[column] += mx * back[6+column]
		back[3+column] += my * back[6+column]
	}
	return back
}

// rotation about the axis of view, then the upright one, then the level one, by degrees; row by row.
func rotation(roll, yaw, pitch float64) [9]float64 {
	sr, cr := math.Sincos(roll * math.Pi / 180)
	sy, cy := math.Sincos(yaw * math.Pi / 180)
	sp, cp := math.Sincos(pitch * math.Pi / 180)
	return [9]float64{
		cr * cy, -sr * cy, sy,
		cr*sy*sp + sr*cp, cr*cp - sr*sy*sp, -cy * sp,
		sr*sp - cr*sy*cp, sr*sy*cp + cr*sp, cy * cp,
	}
}

// inverse of a 3 × 3 matrix but for a factor, which a homography does not have.
func inverse(m [9]float64) [9]float64 {
	return [9]float64{
		m[4]*m[8] - m[5]*m[7], m[2]*m[7] - m[1]*m[8], m[1]*m[5] - m[2]*m[4],
		m[5]*m[6] - m[3]*m[8], m[0]*m[8] - m[2]*m[6], m[2]*m[3] - m[0]*m[5],
		m[3]*m[7] - m[4]*m[6], m[1]*m[6] - m[0]*m[7], m[0]*m[4] - m[1]*m[3],
	}
}

// sample gives the page between its pixels where a ray meets it, and a darker wall elsewhere.
func sample(page *image.Gray, toPage [9]float64, x, y float64) float32 {
	const wall = 0.6
	w := toPage[6]*x + toPage[7]*y + toPage[8]
	px := (toPage[0]*x+toPage[1]*y+toPage[2])/w - 0.5
	py := (toPage[3]*x+toPage[4]*y+toPage[5])/w - 0.5
	if px < 0 || py < 0 || px >= float64(page.Rect.Dx()-1) || py >= float64(page.Rect.Dy()-1) {
		return wall
	}
	column, row := int(px), int(py)
	fx, fy := float32(px-float64(column)), float32(py-float64(row))
	at := row*page.Stride + column
	upper := float32(page.Pix[at])*(1-fx) + float32(page.Pix[at+1])*fx
	lower := float32(page.Pix[at+page.Stride])*(1-fx) + float32(page.Pix[at+page.Stride+1])*fx
	return (upper*(1-fy) + lower*fy) / white
}

// blur spreads each pixel over its neighbours, a Gaussian with the given standard deviation in pixels.
func blur(seen []float32, width, height int, sigma float64) {
	reach := int(math.Ceil(3 * sigma))
	weights := make([]float32, 2*reach+1)
	var sum float32
	for i := range weights {
		d := float64(i-reach) / sigma
		weights[i] = float32(math.Exp(-d * d / 2))
		sum += weights[i]
	}
	line := make([]float32, max(width, height)+2*reach) // the edges go on outside
	spread := func(start, step, count int) {
		for i := range line[:count+2*reach] {
			line[i] = seen[start+min(max(i-reach, 0), count-1)*step]
		}
		for i := range count {
			var value float32
			for j, weight := range weights {
				value += weight * line[i+j]
			}
			seen[start+i*step] = value / sum
		}
	}
	for y := range height {
		spread(y*width, 1, width)
	}
	for x := range width {
		spread(x, width, height)
	}
}

// expose turns light into gray: with less of it on one side, with noise, and within what a byte holds.
func (v View) expose(seen []float32, random *rand.Rand) *image.Gray {
	picture := image.NewGray(image.Rect(0, 0, v.Width, v.Height))
	sin, cos := math.Sincos(v.Lit * math.Pi / 180)
	for y := range v.Height {
		for x := range v.Width {
			across := (float64(x)/float64(v.Width)-0.5)*cos + (float64(y)/float64(v.Height)-0.5)*sin
			light := 1 - v.Shade*(0.5+across/math.Sqrt2)
			gray := (v.Black+(v.White-v.Black)*float64(seen[y*v.Width+x]))*light + v.Noise*random.NormFloat64()
			picture.Pix[y*picture.Stride+x] = uint8(min(max(gray, 0), white))
		}
	}
	return picture
}
