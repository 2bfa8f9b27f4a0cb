"""Makes the fonts of the drawings from their originals. Run by hand when an original changes, never by the build:

    pip install fonttools==4.68.0
    python3 make_fonts.py NotoSansSC_400Regular.ttf NotoSansSC_700Bold.ttf NotoSerifSC_400Regular.ttf HanaMinA.ttf HanaMinB.ttf
    zstd --ultra -22 regular.ttf bold.ttf rare.ttf rarest.ttf

What is changed: layout tables and hints go, and every character gets a glyph of its own. In the originals 生 and the radical
⽣ share one, so that what is copied from a PDF or searched in it would be the radical. README.md says where the originals come
from and under which licences.
"""

import copy
import sys

from fontTools import subset
from fontTools.ttLib import TTFont, newTable
from fontTools.ttLib.tables._c_m_a_p import cmap_classes

NAMES = [0, 1, 2, 4, 5, 6, 13, 14]
UNUSED = ["vhea", "vmtx", "VORG", "BASE", "GSUB", "GPOS", "GDEF", "gasp", "meta", "STAT", "FFTM", "DSIG"]


def characters(path):
    return set(TTFont(path, lazy=True).getBestCmap())


def is_ideograph(c):
    return 0x3400 <= c <= 0x9FFF or 0x20000 <= c <= 0x3FFFF


def reduced(path, wanted):
    """The font with the wanted characters alone."""
    options = subset.Options()
    options.hinting = False
    options.layout_features = []
    options.name_IDs = NAMES
    options.notdef_outline = True
    options.glyph_names = False
    options.recalc_timestamp = False
    options.drop_tables += UNUSED
    font = subset.load_font(path, options)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=wanted)
    subsetter.subset(font)
    return font


def part(font):
    """Gives every character a glyph of its own; of those that share one, a radical gets the copy."""
    cmap, glyf, hmtx = font.getBestCmap(), font["glyf"], font["hmtx"]
    order, taken = list(font.getGlyphOrder()), set()
    for c in sorted(cmap, key=lambda c: (0x2E80 <= c < 0x2FE0, c)):
        glyph = cmap[c]
        if glyph in taken:
            twin = "twin%05X" % c
            glyf.glyphs[twin] = copy.deepcopy(glyf[glyph])
            hmtx.metrics[twin] = hmtx.metrics[glyph]
            order.append(twin)
            cmap[c] = twin
        taken.add(cmap[c])
    font.setGlyphOrder(order)
    glyf.glyphOrder = order
    whole, basic = cmap_classes[12](12), cmap_classes[4](4)
    whole.platformID = basic.platformID = 3
    whole.platEncID, basic.platEncID = 10, 1
    whole.language = basic.language = 0
    whole.cmap = cmap
    basic.cmap = {c: glyph for c, glyph in cmap.items() if c < 0x10000}
    font["cmap"] = newTable("cmap")
    font["cmap"].tableVersion = 0
    font["cmap"].tables = [basic, whole]


def named(font, family):
    """Modified fonts go by a name of their own, as the licences ask."""
    for record in font["name"].names:
        if record.nameID in (1, 4):
            record.string = family
        elif record.nameID == 6:
            record.string = family.replace(" ", "")


def make(path, wanted, family, out):
    font = reduced(path, wanted)
    part(font)
    named(font, family)
    font.save(out)
    print(out, len(font.getBestCmap()), "characters")


def main(regular, bold, serif, hana_a, hana_b):
    sans = characters(regular)
    rare = {c for c in characters(serif) if is_ideograph(c)} - sans
    rarest = {c for c in characters(hana_a) | characters(hana_b) if is_ideograph(c)} - sans - rare
    make(regular, sans, "Mingshi Sans Regular", "regular.ttf")
    make(bold, sans, "Mingshi Sans Bold", "bold.ttf")
    make(serif, rare, "Mingshi Rare", "rare.ttf")
    make(hana_b, rarest & characters(hana_b), "Mingshi Rarest", "rarest.ttf")


if __name__ == "__main__":
    main(*sys.argv[1:])
