"""Makes lettering.ttf from the Fira Sans Condensed of npm package @fontsource/fira-sans-condensed: python build.py FILE.woff2

Kept: the letters of French and its neighbours (Latin-1, Œ, typographic marks), outlines, widths and kerning.
"""

import pathlib
import sys

from fontTools import subset
from fontTools.ttLib import TTFont

LETTERS = [*range(0x20, 0x7F), *range(0xA0, 0x100), 0x152, 0x153, 0x178, 0x2013, 0x2014, 0x2019, 0x201C, 0x201D, 0x2026, 0x20AC]

font = TTFont(sys.argv[1])
options = subset.Options(layout_features=["kern"], hinting=False, notdef_outline=False, name_IDs=[0, 1, 2, 4, 6, 13, 14])
tool = subset.Subsetter(options)
tool.populate(unicodes=LETTERS)
tool.subset(font)
# A modified version bears a name of its own.
for record in font["name"].names:
    if record.nameID in (1, 4, 6):
        record.string = "Territoire-Lettering" if record.nameID == 6 else "Territoire Lettering"
font.flavor = None
font["head"].modified = font["head"].created
font.recalcTimestamp = False
font.save(pathlib.Path(__file__).with_name("lettering.ttf"))
