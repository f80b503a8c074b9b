"""Makes `parsers/readers/pdf/standin.ttf`: a font with one shape, which every character has.

    python docs/make_standin.py

The shape is a square as small as a full stop, so that it never reaches beyond a character's advance.
"""

import io
from pathlib import Path

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import newTable
from fontTools.ttLib.tables._c_m_a_p import CmapSubtable
from fontTools.ttLib.tables._g_l_y_f import Glyph
from fontTools.ttLib.tables.DefaultTable import DefaultTable

TARGET = Path(__file__).parents[1] / "parsers" / "readers" / "pdf" / "standin.ttf"
NAME, MISSING, SHAPE = "Shinchoku Stand-in", ".notdef", "square"
EM, SIDE = 1000, 20
ASCENT, DESCENT = 880, 120
SURROGATES = range(0xD800, 0xE000)


def make_font() -> bytes:
    """The font's bytes: the same each time."""
    builder = FontBuilder(EM, isTTF=True)
    builder.setupGlyphOrder([MISSING, SHAPE])
    square = draw_square()
    builder.setupGlyf({MISSING: square, SHAPE: square})
    builder.setupHorizontalMetrics({MISSING: (EM, 0), SHAPE: (EM, 0)})
    builder.setupHorizontalHeader(ascent=ASCENT, descent=-DESCENT)
    builder.setupNameTable({"familyName": NAME, "styleName": "Regular"})
    builder.font["cmap"] = map_characters()
    builder.setupOS2(
        sTypoAscender=ASCENT, sTypoDescender=-DESCENT, usWinAscent=ASCENT, usWinDescent=DESCENT
    )
    builder.setupPost(keepGlyphNames=False)
    builder.font["head"].created = builder.font["head"].modified = 0
    builder.font.recalcTimestamp = False
    made = io.BytesIO()
    builder.save(made)
    return made.getvalue()


def draw_square() -> Glyph:
    """The shape."""
    pen = TTGlyphPen(None)
    pen.moveTo((0, 0))
    for corner in ((0, SIDE), (SIDE, SIDE), (SIDE, 0)):
        pen.lineTo(corner)
    pen.closePath()
    return pen.glyph()


def map_characters() -> DefaultTable:
    """The table that gives all characters the same shape (format 13: many to one)."""
    table = CmapSubtable.newSubtable(13)
    table.platformID, table.platEncID, table.language = 3, 10, 0
    table.format, table.reserved, table.length, table.nGroups = 13, 0, 0, 0
    table.cmap = {c: SHAPE for c in range(ord(" "), 0x110000) if c not in SURROGATES}
    characters = newTable("cmap")
    characters.tableVersion, characters.tables = 0, [table]
    return characters


if __name__ == "__main__":
    TARGET.write_bytes(make_font())
