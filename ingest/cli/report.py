"""`shinchoku report`: a site in which every number opens its source."""

from pathlib import Path
from typing import Annotated

import typer

from ingest.cli.app import NORMALIZED, Output, app
from ingest.cli.console import progress_bar, tell
from ingest.errors import MissingToolError


@app.command()
def report(
    folder: Output = NORMALIZED,
    out: Annotated[
        Path, typer.Option(metavar="DIR", help="出力先のフォルダー output folder")
    ] = Path("site"),
    sources: Annotated[
        list[Path] | None,
        typer.Option(
            metavar="DIR", help="原本を探すフォルダー where the documents are; samples か今の場所"
        ),
    ] = None,
    single_file: Annotated[
        bool, typer.Option("--single-file", help="1つの HTML にまとめる all in one file")
    ] = False,
) -> None:
    """読むための報告書（静的なサイト）を作る。 Make a site to read; every number opens its source."""
    try:
        from ingest.report.build import build_report
    except ImportError as error:
        raise MissingToolError("E602", "shinchoku report", extra="report") from error

    with progress_bar("報告書を作っています", "Making the report") as watch:
        done = build_report(folder, out, sources or [Path("samples")], single_file, watch)
    tell(f"{done.pages} ページ → {done.start}", f"{done.pages} pages → {done.start}")
    for name in done.missing:
        tell(
            f"{name}: 原本が見つからず、表で示しました（--sources DIR）。",
            f"{name}: not found; shown as cells (--sources DIR).",
        )
