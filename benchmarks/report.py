"""Time and size of a report over many editions: 24 monthly PDFs of 60 indicators each.

    python benchmarks/report.py [--editions 24] [--indicators 60]

The PDFs are typeset into a temporary folder, read by `shinchoku run` and shown by `shinchoku
report`, all as whole commands; the figures are processor time of the children, and bytes.
"""

import argparse
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.platypus import Paragraph, SimpleDocTemplate, Table

COMMAND = Path(sys.executable).with_name("shinchoku")
FONT = "HeiseiKakuGo-W5"
KINDS = ("企業誘致件数", "新規就農者数", "相談会の開催回数", "認定件数", "参加者数", "整備箇所数")
UNITS = ("件", "人", "回", "件", "人", "箇所")


def typeset(folder: Path, number: int, indicators: int) -> None:
    """One monthly edition."""
    month, year = number % 12 + 1, 1 + number // 12
    rows = [["指標名", "単位", "実績値", "目標値"]]
    for index in range(indicators):
        kind = index % len(KINDS)
        name = f"第{index // len(KINDS) + 1}区域の{KINDS[kind]}"
        rows.append([name, UNITS[kind], str(10 + index + 2 * number), str(60 + index)])
    table = Table(rows, repeatRows=1, style=[("FONT", (0, 0), (-1, -1), FONT, 9)])
    table.setStyle([("GRID", (0, 0), (-1, -1), 0.5, colors.black)])
    title = Paragraph(
        f"産業計画の進捗状況（令和{year}年{month}月）", ParagraphStyle("title", fontName=FONT)
    )
    document = SimpleDocTemplate(str(folder / f"{number:02}.pdf"), pagesize=A4, invariant=1)
    document.build([title, table])


def timed(*arguments: object) -> float:
    """Processor seconds of a command."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([COMMAND, *map(str, arguments)], check=True, capture_output=True)  # noqa: S603 - our own command
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--editions", type=int, default=24)
    parser.add_argument("--indicators", type=int, default=60)
    arguments = parser.parse_args()
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    with tempfile.TemporaryDirectory() as name:
        inbox, out, site = (Path(name) / part for part in ("inbox", "out", "site"))
        inbox.mkdir()
        for number in range(arguments.editions):
            typeset(inbox, number, arguments.indicators)
        reading = timed("run", inbox, "--out", out)
        again = timed("run", inbox, "--out", out)
        building = timed("report", out, "--out", site, "--sources", inbox)
        files = [path for path in site.rglob("*") if path.is_file()]
        pages = sum(path.suffix == ".html" for path in files)
        print(f"run, supervisor    {reading:8.1f} s of processor time")
        print(f"again              {again:8.1f} s")
        print(
            f"report             {building:8.1f} s, {pages} pages, {building / pages * 1000:.0f} ms a page"
        )
        print(f"front page         {(site / 'index.html').stat().st_size / 1000:8.1f} kB")
        print(f"site               {sum(f.stat().st_size for f in files) / 1e6:8.1f} MB")


if __name__ == "__main__":
    main()
