"""Writes README's table of what many documents cost, from docs/costs.json.

    python docs/make_costs.py            rewrite README.md
    python docs/make_costs.py --check    end with 1 where README.md is not up to date

`python benchmarks/costs.py --documents 40 --write` measures the figures anew.
"""

import json
from pathlib import Path

from readme_table import write_table

ROOT = Path(__file__).parents[1]
COSTS = ROOT / "docs" / "costs.json"
BEGIN, END = "<!-- costs: made by docs/make_costs.py -->", "<!-- /costs -->"
DOCUMENTS = (1_000, 100_000, 10_000_000)
CORES = (8, 64, 1_000)
HEAD = (
    "文書 documents",
    "ページ pages",
    "計算 core hours",
    *(f"{cores:,} コア cores" for cores in CORES),
    "`.shinchoku/`",
    "CSV",
    "Parquet",
)


def show_time(hours: float) -> str:
    """Hours in the unit that people use for so many."""
    for size, unit in (
        (24 * 30, "か月 months"),
        (24, "日 days"),
        (1, "時間 h"),
        (1 / 60, "分 min"),
    ):
        if hours >= size:
            return f"{hours / size:,.1f} {unit}"
    return f"{hours * 3600:.2g} 秒 s"


def show_bytes(size: float) -> str:
    """Bytes in the unit that people use for so many."""
    for power, unit in ((4, "TB"), (3, "GB"), (2, "MB")):
        if size >= 1000**power:
            return f"{size / 1000**power:,.1f} {unit}"
    return f"{size / 1000:.0f} kB"


def make_table(costs: dict[str, object]) -> str:
    """The table as Markdown, and where its figures come from."""
    plan = costs["plan"]
    lines = [f"| {' | '.join(HEAD)} |", "|" + "---|" * len(HEAD)]
    for documents in DOCUMENTS:
        share = documents / plan["documents"]
        hours = plan["core_hours"]["estimate"] * share
        cells = [
            f"{documents:,}",
            f"{plan['pages']['estimate'] * share:,.0f}",
            f"{hours:,.0f}" if hours >= 10 else f"{hours:.1f}",
            *(show_time(hours / cores) for cores in CORES),
            *(show_bytes(plan[name]["estimate"] * share) for name in ("parts", "csv", "parquet")),
        ]
        lines.append(f"| {' | '.join(cells)} |")
    pages, seconds = plan["sample_pages"], plan["sample_seconds"]
    return "\n".join([*lines, "", tell_method(plan, seconds / pages, str(costs["machine"]))])


def tell_method(plan: dict[str, object], a_page: float, machine: str) -> str:
    """What the figures stand on."""
    return (
        f"`benchmarks/costs.py` が組んだ PDF {plan['sampled']} 件（{plan['sample_pages']} ページ、1ページに罫線の表と文）を "
        f"`shinchoku plan` で読んだ値（1ページ {a_page:.3f} 秒、作業プロセスのメモリー {plan['memory']:.0f} MiB、{machine}）を、"
        "件数に比例させたものです。スキャンは1ページ 10 秒ほど、コアをまたぐ損失と表の組み立ては入っていません。"
        "自分の文書は `shinchoku plan` で見積もってください。\n"
        f"Figures of `shinchoku plan` over {plan['sampled']} PDFs that `benchmarks/costs.py` typesets, in proportion: "
        f"{a_page:.3f} s a page on {machine}. Scans take some ten seconds a page; putting tables together and what is lost "
        "between cores are not in it. Plan with your own documents."
    )


if __name__ == "__main__":
    write_table(BEGIN, END, make_table(json.loads(COSTS.read_text(encoding="utf-8"))))
