"""`shinchoku run`: documents to tidy tables."""

import time
from pathlib import Path
from typing import Annotated

import typer

from ingest.cli.app import Paths, Reference, app, choose
from ingest.cli.console import progress_bar, say, tell
from ingest.errors import FOUND, MISSING, UNREADABLE


@app.command()
def run(
    paths: Paths,
    out: Annotated[Path, typer.Option(help="出力先のフォルダー output folder")] = Path(
        "normalized"
    ),
    file_format: Annotated[
        str,
        typer.Option("--format", metavar="LIST", help="csv,parquet の一方か両方 either or both"),
    ] = "csv,parquet",
    reference: Reference = "",
    jobs: Annotated[int, typer.Option(min=1, help="並行して読む数 processes that read")] = 1,
    strict: Annotated[
        bool, typer.Option("--strict", help="気づきがあれば 1 で終わる exit 1 on findings")
    ] = False,
) -> None:
    """文書を読み、整った表を書き出す。 Read documents and write tidy tables."""
    from ingest.pipeline import run as run_pipeline
    from ingest.reference import read_reference

    started = time.perf_counter()
    formats = [choose(name, ("csv", "parquet")) for name in file_format.split(",")]
    edition = read_reference(reference)
    with progress_bar() as watch:
        done = run_pipeline(paths, out, formats=formats, edition=edition, jobs=jobs, watch=watch)
    for name, finding in (*done.failures, *done.lacking):
        say(finding, name)
    seconds = time.perf_counter() - started
    tell(
        f"{done.documents} 文書から {done.rows} 指標、気づき {done.findings} 件、"
        f"失われた文字 {done.characters_unplaced}、{seconds:.1f} 秒 → {out}"
    )
    if done.lacking:
        raise typer.Exit(MISSING)
    if done.failures:
        raise typer.Exit(UNREADABLE)
    if strict and done.findings:
        raise typer.Exit(FOUND)
