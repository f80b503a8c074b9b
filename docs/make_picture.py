"""Draws README's picture: a cell of the sample PDF beside the rows that it became.

    python docs/make_picture.py    rewrite docs/cell.png

Needs Debian's chromium (or another) for the type-setting, as the tests of the pages do.
"""

import base64
import io
import shutil
from html import escape
from pathlib import Path

import ingest
from ingest.picture import render_page

ROOT = Path(__file__).parents[1]
SAMPLE = next(ROOT.glob("samples/*/*/*/*-portrait.pdf"))
PICTURE = ROOT / "docs" / "cell.png"
SCALE = 3.0
MARGIN = 6.0
ROWS = 5
COLUMNS = ("indicator", "value", "target", "unit", "page", "x0", "top")
PAGE = """<!doctype html><meta charset="utf-8"><style>
body {{ margin: 0; padding: 20px; display: inline-flex; gap: 26px; align-items: center; background: #fff;
  font: 15px/1.5 IPAGothic, "Noto Sans JP", sans-serif; color: #1a1c1e; }}
img {{ width: 420px; border: 1px solid #cfd6dc; }}
b {{ font-size: 30px; color: #56606a; }}
table {{ border-collapse: collapse; }}
th, td {{ border-bottom: 1px solid #cfd6dc; padding: 4px 10px; text-align: left; white-space: nowrap; }}
th {{ font-weight: 700; }} .n {{ text-align: right; font-variant-numeric: tabular-nums; }}
</style><body><img src="data:image/png;base64,{image}"><b>→</b><table>{rows}</table></body>"""


def crop() -> str:
    """The cell of the first indicators, with a frame around each value, as a data URI's body."""
    from PIL import ImageDraw

    document = ingest.open(SAMPLE)
    rows = document.progress.head(ROWS)
    picture = render_page(SAMPLE.read_bytes(), 1, SCALE)
    pen = ImageDraw.Draw(picture)
    seen = document.observations[document.observations["indicator_id"].isin(rows["indicator_id"])]
    for box in seen[["x0", "top", "x1", "bottom"]].itertuples(index=False):
        pen.rectangle([SCALE * side for side in box], outline=(214, 0, 28), width=3)
    cells = document.progress.head(1)["locator"].iloc[0].rpartition(".l")[0]
    cell = document.cells[document.cells["locator"] == cells].iloc[0]
    area = (cell.x0 - MARGIN, cell.top - MARGIN, cell.x1 + MARGIN, cell.bottom + MARGIN)
    buffer = io.BytesIO()
    picture.crop([round(SCALE * side) for side in area]).save(buffer, "PNG")
    return base64.b64encode(buffer.getvalue()).decode()


def table() -> str:
    """The rows as HTML."""
    rows = ingest.read(SAMPLE).head(ROWS)[list(COLUMNS)]
    head = "".join(f"<th>{name}</th>" for name in COLUMNS)
    body = "".join(
        "<tr>" + "".join(f"<td>{escape(show(value))}</td>" for value in row) + "</tr>"
        for row in rows.astype(object).where(rows.notna(), "").itertuples(index=False)
    )
    return f"<tr>{head}</tr>{body}"


def show(value: object) -> str:
    """A value as a table shows it."""
    return f"{value:g}" if isinstance(value, float) else str(value)


def main() -> None:
    """Draw the picture."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page(device_scale_factor=2)
        page.set_content(PAGE.format(image=crop(), rows=table()))
        page.locator("body").screenshot(path=PICTURE)
        browser.close()


if __name__ == "__main__":
    main()
