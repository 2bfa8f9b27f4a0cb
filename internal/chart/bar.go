package chart

// Bar draws one bar of which each series has its share, with the labels above their stretches. counts are as many as series; a bar
// of which nothing was counted is empty.
func Bar(series []Series, counts []int64, c Caption) string {
	var d drawing
	d.open("share", c)
	// A label is as wide as eight hundredths of the narrowest bar.
	const labelWidth = 800
	var middles []int64
	var labels []string
	parts := shares(counts, leastPart)
	x := int64(0)
	for i, width := range parts {
		if width == 0 {
			continue
		}
		d.stretch(series[i].Name, x, width, "1.25em", "1.5em")
		middles, labels = append(middles, x+width/2), append(labels, series[i].Label)
		x += width
	}
	if x == 0 {
		d.put(`<rect class="nothing" x="0" y="1.25em" width="100%" height="1.5em"/>`)
	}
	for i, at := range spread(middles, labelWidth) {
		d.put(`<text class="label" x="`, part(at), `" y="1em">`, escaped(labels[i]), `</text>`)
	}
	d.put(`</svg>`)
	return d.String()
}
