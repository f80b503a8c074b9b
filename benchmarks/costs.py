"""What a document and a page cost to read: the figures behind README's table of scale.

    python benchmarks/costs.py [--documents 10] [--write]

Typesets PDFs of 1 to 18 pages (8 on average), each page a ruled table of 25 indicators with actual and
target values and a paragraph of text, and has `shinchoku plan` read all of them. `--write` keeps the
figures in docs/costs.json, which docs/make_costs.py makes README's table of.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
from pathlib import Path

from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.platypus import PageBreak, Paragraph, SimpleDocTemplate, Table

ROOT = Path(__file__).parents[1]
COMMAND = Path(sys.executable).with_name("shinchoku")
COSTS = ROOT / "docs" / "costs.json"
FONT = "HeiseiKakuGo-W5"
PAGES = (1, 2, 3, 4, 6, 8, 10, 12, 16, 18)
ROWS = 25
KINDS = ("企業誘致件数", "新規就農者数", "相談会の開催回数", "認定件数", "参加者数")
UNITS = ("件", "人", "回", "件", "人")
TEXT = "相談窓口を設け、説明会を開いた（8月～10月）。次年度は対象を広げ、関係団体と協議する予定である。"


def typeset(file: Path, number: int, pages: int) -> None:
    """One edition of so many pages."""
    style = ParagraphStyle("text", fontName=FONT, fontSize=9, leading=14)
    title = f"第{number}次産業計画の進捗状況（令和{1 + number % 7}年{1 + number % 12}月）"
    story = [Paragraph(title, style)]
    for page in range(pages):
        rows = [["指標名", "単位", "実績値", "目標値"]]
        for row in range(ROWS):
            kind = row % len(KINDS)
            name = f"第{page * ROWS + row + 1}区域の{KINDS[kind]}"
            rows.append([name, UNITS[kind], f"{10 + row + number:,}", f"{60 + row * 30:,}"])
        table = Table(rows, repeatRows=1, style=[("FONT", (0, 0), (-1, -1), FONT, 9)])
        table.setStyle([("GRID", (0, 0), (-1, -1), 0.5, "black")])
        story += [Paragraph(f"{page + 1}　{TEXT}", style), table]
        story += [PageBreak()] if page + 1 < pages else []
    SimpleDocTemplate(str(file), pagesize=A4, invariant=1).build(story)


def machine() -> str:
    """The processor by its name."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
        name = next(line.split(":")[1].strip() for line in lines if line.startswith("model name"))
    except (OSError, StopIteration):
        name = platform.processor() or platform.machine()
    return f"{name}, {os.cpu_count()} cores"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=len(PAGES))
    parser.add_argument("--write", action="store_true")
    wanted = parser.parse_args()
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    with tempfile.TemporaryDirectory() as name:
        for number in range(wanted.documents):
            typeset(Path(name) / f"{number:04}.pdf", number, PAGES[number % len(PAGES)])
        command = [COMMAND, "plan", name, "--sample", str(wanted.documents), "--format", "json"]
        done = subprocess.run(command, check=True, capture_output=True, encoding="utf-8")  # noqa: S603 - our own command
    plan = json.loads(done.stdout)
    seconds, pages = plan["sample_seconds"], plan["sample_pages"]
    print(
        f"{plan['sampled']} PDFs, {pages} pages: {seconds / pages:.3f} s a page, "
        f"{seconds / plan['sampled']:.2f} s a document, {plan['start_seconds']:.1f} s to start, "
        f"{plan['memory']:.0f} MiB; {machine()}"
    )
    if wanted.write:
        kept = {"machine": machine(), "plan": plan}
        COSTS.write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return int(plan["statuses"] != {"read": wanted.documents})


if __name__ == "__main__":
    sys.exit(main())
