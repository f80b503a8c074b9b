"""`shinchoku run`: documents to tidy tables."""

import errno
import os
import sys
import time
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ingest.cli.app import NORMALIZED, Formats, Paths, Reference, app, choose, choose_formats
from ingest.cli.console import progress_bar, say, say_waiting, tell
from ingest.errors import DONE, FOUND, MISSING, UNREADABLE, OutputError
from ingest.limits import FATAL, LATE, Limits
from ingest.places import to_place
from ingest.stores import STORES

if TYPE_CHECKING:
    from ingest.engines import Choice
    from ingest.pipeline import Summary
    from ingest.watch import UnderWay

_LIMITS = Limits()


@app.command()
def run(
    paths: Paths,
    out: Annotated[
        Path, typer.Option(metavar="PATH", parser=to_place, help="出力先のフォルダー output folder")
    ] = NORMALIZED,
    file_format: Formats = "csv,parquet",
    store: Annotated[
        str, typer.Option(metavar="parquet|delta", help="表の置き方 delta: also as Delta Lake")
    ] = "parquet",
    reference: Reference = "",
    jobs: Annotated[
        int | None, typer.Option(min=1, help="並行して読む数（既定 1） processes that read")
    ] = None,
    engine: Annotated[
        str, typer.Option(metavar="local|dask|ray", help="読むもの（既定 local） who reads")
    ] = "",
    engine_address: Annotated[
        str, typer.Option(metavar="ADDRESS", help="クラスターの場所 where the cluster is")
    ] = "",
    config: Annotated[
        Path | None, typer.Option(metavar="FILE", help="設定（\\[run] の表） the configuration")
    ] = None,
    corrections: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="訂正。無ければ資料のそばの corrections.toml corrections; else beside the documents",
        ),
    ] = None,
    timeout: Annotated[
        float, typer.Option(metavar="SECONDS", min=0.1, help="1文書の時間の上限 for one document")
    ] = _LIMITS.seconds,
    max_memory: Annotated[
        int, typer.Option(metavar="MIB", min=128, help="1文書のメモリーの上限 for one document")
    ] = _LIMITS.memory,
    max_pages: Annotated[
        int, typer.Option(metavar="N", min=1, help="PDF のページ数の上限 pages of a PDF")
    ] = _LIMITS.pages,
    max_size: Annotated[
        int, typer.Option(metavar="MIB", min=1, help="ファイルの大きさの上限 size of a file")
    ] = _LIMITS.size,
    report: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="ファイルごとの結果を JSON Lines で what came of each file"
        ),
    ] = None,
    strict: Annotated[
        bool, typer.Option("--strict", help="気づきがあれば 1 で終わる exit 1 on findings")
    ] = False,
) -> None:
    """文書を読み、整った表を書き出す。 Read new and changed documents; write tidy tables."""
    from ingest.outcomes import describe_outcome
    from ingest.pipeline import run as run_pipeline
    from ingest.reference import read_reference
    from ingest.watch import UnderWay

    under_way = UnderWay() if sys.stderr.isatty() else None
    started = time.perf_counter()
    formats = choose_formats(file_format)
    if report is not None:
        _refuse_unwritable(report)
    with ExitStack() as held:
        with progress_bar(under_way=under_way) as watch:
            pipeline = run_pipeline(
                paths,
                out,
                formats=formats,
                store=choose(store, STORES),
                edition=read_reference(reference),
                corrections=corrections,
                limits=Limits(timeout, max_memory, max_pages, max_size),
                choice=_choose_engine(config, engine, engine_address, jobs, under_way),
                watch=watch,
                on_wait=say_waiting,
            )
            done = held.enter_context(pipeline)
        if report is not None:
            with report.open("w", encoding="utf-8") as lines:
                lines.writelines(map(describe_outcome, done.ledger.outcomes()))
        _say_outcomes(done)
        _sum_up(done, out, time.perf_counter() - started)
        if code := _exit_code(done, strict=strict):
            raise typer.Exit(code)


def _refuse_unwritable(report: Path) -> None:
    """A report that cannot be written is told before all the work, and nothing is made for that."""
    place = report if report.exists() else report.parent
    if report.is_dir():
        wrong = errno.EISDIR
    elif not place.exists():
        wrong = errno.ENOENT
    else:
        wrong = 0 if os.access(place, os.W_OK) else errno.EACCES
    if wrong:
        raise OutputError("E406", str(report), reason=os.strerror(wrong))


def _sum_up(done: "Summary", out: Path, seconds: float) -> None:
    """One summary: documents that took too long apart from those that brought their process down."""
    late, fatal = (sum(done.ledger.codes[code] for code in codes) for codes in (LATE, FATAL))
    if late or fatal:
        tell(
            f"時間の上限に達した文書 {late} 件（--timeout で延ばせます）、"
            f"メモリーの上限かプロセスの異常で読めなかった文書 {fatal} 件",
            f"{late} documents ran out of time (--timeout gives more), "
            f"{fatal} ran out of memory or took their process down",
        )
    lost = done.ledger.characters_unplaced
    tell(
        f"{done.count('documents')} 文書から {done.count('progress')} 指標、"
        f"気づき {done.count('findings')} 件、"
        f"失われた文字 {lost}、{seconds:.1f} 秒 → {out}",
        f"{done.count('documents')} documents, {done.count('progress')} indicators, "
        f"{done.count('findings')} findings, {lost} characters lost, "
        f"{seconds:.1f} s → {out}",
    )


def _exit_code(done: "Summary", *, strict: bool) -> int:
    if any(done.lacking):
        return MISSING
    if done.unreadable:
        return UNREADABLE
    return FOUND if done.stale or (strict and done.count("findings")) else DONE


def _choose_engine(
    config: Path | None, engine: str, address: str, jobs: int | None, under_way: "UnderWay | None"
) -> "Choice":
    """Who reads, from the command line and else from the configuration."""
    from ingest.engines import ENGINES, Choice
    from ingest.fetch.config import read_settings

    told = read_settings(config)
    chosen = choose(engine or told.engine, ENGINES)
    return Choice(chosen, address or told.engine_address, jobs or told.jobs, under_way)


def _say_outcomes(done: "Summary") -> None:
    """Corrections that did not hold, and what was skipped, could not be read, or is read in another way than before."""
    for finding in done.stale:
        say(finding)
    for outcome, finding in done.lacking:
        if outcome.finding != finding:
            say(finding, outcome.source.name)
    for outcome in done.ledger.outcomes(told=True):
        if outcome.finding is not None and outcome.finding.kind.severity != "info":
            say(outcome.finding, outcome.source.name)
        if outcome.changed:
            tables = ", ".join(outcome.changed)
            tell(
                f"{outcome.source.name}: 新しい版で読み直し、{tables} が変わりました。",
                f"{outcome.source.name}: read again by a new version; changed: {tables}.",
            )
