"""`shinchoku plan`: what reading many documents will cost."""

import os
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from ingest.cli.app import Paths, TableOrJson, app, choose
from ingest.cli.console import print_json, progress_bar, tell

if TYPE_CHECKING:
    from ingest.plan.estimate import Plan, Range

_FEW = 30
_SURE = 3
"""What comes once in n documents is in a sample of 3n with 95 % (the rule of three)."""
_TIMES = ((1, "秒 s"), (60, "分 min"), (3600, "時間 h"), (86_400, "日 days"))
_SIZES = ((2**10, "KiB"), (2**20, "MiB"), (2**30, "GiB"), (2**40, "TiB"))


@app.command()
def plan(
    paths: Paths,
    sample: Annotated[int, typer.Option(min=2, help="読んでみる文書の数 documents to read")] = _FEW,
    documents: Annotated[
        int | None,
        typer.Option(
            metavar="N", min=1, help="このような文書が N 件あるとして for N such documents"
        ),
    ] = None,
    cores: Annotated[
        int | None,
        typer.Option(metavar="N", min=1, help="使うコアの数。無ければこの機械の数 cores to use"),
    ] = None,
    file_format: TableOrJson = "table",
) -> None:
    """標本を読み、全部にかかる時間・メモリー・容量を見積もる。 What reading all will take, from a sample."""
    chosen = choose(file_format, ("table", "json"))
    from ingest.plan.estimate import CONFIDENCE, make_plan

    with progress_bar("標本を読んでいます", "Reading a sample") as watch:
        made = make_plan(paths, sample=sample, documents=documents, watch=watch)
    used = cores or os.cpu_count() or 1
    if chosen == "json":
        print_json({**asdict(made), "confidence": CONFIDENCE, "cores": used}, indent=2)
    else:
        _print_table(made, used)
    _say_what_it_stands_on(made)


def _print_table(made: "Plan", cores: int) -> None:
    rows = (
        ("文書", "documents", f"{made.documents:,}"),
        ("ページ", "pages", _between(made.pages, 1, ((1, ""),))),
        ("計算時間", "processor time", _between(made.core_hours, 3600, _TIMES)),
        (
            f"{cores} コアで",
            f"on {cores} cores",
            _between(made.core_hours, 3600 / cores, _TIMES),
        ),
        (
            "作業プロセスのメモリー",
            "memory of a worker",
            f"{made.memory:,.0f} MiB（標本の最大 most in sample）",
        ),
        ("読んだ結果", ".shinchoku/", _between(made.parts, 1, _SIZES)),
        ("表（CSV）", "tables, CSV", _between(made.csv, 1, _SIZES)),
        ("表（Parquet）", "tables, Parquet", _between(made.parquet, 1, _SIZES)),
    )
    for ja, en, figure in rows:
        typer.echo(f"{ja} {en}: {figure}")


def _between(figure: "Range", factor: float, units: tuple[tuple[float, str], ...]) -> str:
    """An estimate and its interval, if it has one, to three digits in the unit that fits it."""
    size, unit = next((u for u in reversed(units) if figure.estimate * factor >= u[0]), units[0])
    figures = (figure.estimate, figure.low, figure.high)
    shown, low, high = (_short(part * factor / size) for part in figures)
    between = f"（{low}～{high}）" if low != high else ""
    return f"{shown} {unit}".rstrip() + between


def _short(number: float) -> str:
    """Three digits that count.

    >>> _short(0.012345), _short(12.345), _short(1234567)
    ('0.0123', '12.3', '1,230,000')
    """
    if not number:
        return "0"
    rounded = float(f"{number:.3g}")
    return f"{rounded:,.0f}" if abs(rounded) >= 100 else f"{rounded:.3g}"


def _say_what_it_stands_on(made: "Plan") -> None:
    """How the figures came about, and what they cannot know."""
    came = "、".join(f"{status} {count}" for status, count in made.statuses.items())
    took = f"{made.sample_seconds:.1f}"
    tell(
        f"{made.found} 件のうち {made.sampled} 件（{made.layers} 層、{made.sample_pages} ページ、{came}）を {took} 秒の計算で読みました。",
        f"Read {made.sampled} of {made.found} files ({made.layers} layers of size, {made.sample_pages} pages, "
        f"{came.replace('、', ', ')}) in {took} s of processor time.",
    )
    if made.sampled < made.found:
        rare = max(1, made.sampled // _SURE)
        tell(
            f"かっこ内は 95 % の区間で、標本のばらつきだけから求めています（{rare} 件に1件より珍しい種類の文書は、標本に無いかもしれません）。",
            f"Intervals are 95 % and come from the spread of the sample alone; a kind of document rarer than one in {rare} may not be in it.",
        )
    tell(
        "表の見積もりに、版をまたぐ表（panel など）は入っていません。ほかの機械では時間が変わります。",
        "Tables that span documents (panel and others) are not in the figures. Other machines take other times.",
    )
    if made.sampled < min(_FEW, made.found):
        tell(
            f"標本が {_FEW} 件より少ないので、区間は当てになりません。--sample で増やせます。",
            f"The sample is smaller than {_FEW}: do not trust the intervals. --sample takes more.",
        )
    if made.documents != made.found:
        tell(
            f"手元の {made.found} 件と同じような文書が {made.documents} 件あるとした数字です。",
            f"The figures are for {made.documents} documents like the {made.found} that are here.",
        )
