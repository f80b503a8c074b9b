"""`shinchoku show` and `tables`: what is in one document."""

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer

from ingest.cli.app import NORMALIZED, OnePath, Reference, app, choose
from ingest.cli.console import print_json, say, say_all
from ingest.cli.history import show_indicator
from ingest.errors import MISSING, UsageError
from parsers.findings import Finding


@app.command()
def show(
    path: Annotated[
        Path | None,
        typer.Argument(
            metavar="PATH", help="ファイル。--indicator では run の出力先 a file; output of runs"
        ),
    ] = None,
    reference: Reference = "",
    indicator: Annotated[
        str, typer.Option(metavar="NAME", help="この名前を含む指標の推移 history of indicators")
    ] = "",
) -> None:
    """文書の指標、または指標の推移を端末に出す。 Show a document's progress, or a history."""
    if indicator:
        show_indicator(indicator, path or NORMALIZED)
        return
    if path is None:
        raise UsageError("E212", "show", wanted="PATH | --indicator NAME")
    from rich.console import Console

    from ingest.opened import OpenDocument
    from ingest.reading import read_path
    from ingest.reference import read_reference
    from ingest.show import draw_progress

    reading = read_path(path, read_reference(reference))
    say_all(reading.findings)
    console = Console(soft_wrap=False)
    console.print(draw_progress(OpenDocument(reading).progress, reading.source.name))
    _end_where_lacking(reading.findings)


@app.command()
def tables(
    path: OnePath,
    file_format: Annotated[
        str, typer.Option("--format", metavar="json|csv|html", help="出し方 how it is shown")
    ] = "json",
    engine: Annotated[
        str, typer.Option(metavar="pdfium|pdfplumber", help="PDF を読む部品 what reads PDF")
    ] = "pdfium",
    debug_image: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="罫線とセルを描いたページの絵 pages with rules and cells"),
    ] = None,
) -> None:
    """文書の表をそのまま出す。 Print the raw tables of any document."""
    from ingest.picture import save_pages
    from ingest.raw import describe_tables, print_csv, print_html
    from ingest.reading import open_source
    from ingest.recognition import find_lacking
    from ingest.sources import find_one, read_source

    chosen = choose(file_format, ("json", "csv", "html"))
    source = read_source(find_one(path))
    document = open_source(source, choose(engine, ("pdfium", "pdfplumber")))
    if debug_image is not None:
        save_pages(source, debug_image)
    if not document.tables:
        say(Finding("R101", source.name))
    if chosen == "json":
        print_json(describe_tables(source, document), indent=2)
    else:
        typer.echo(print_csv(document) if chosen == "csv" else print_html(document), nl=False)
    if lacking := find_lacking(document.findings):
        say(lacking, source.name)
    _end_where_lacking(document.findings)


def _end_where_lacking(findings: Iterable[Finding]) -> None:
    """End with 6 where a missing tool would have read more; what there is was printed."""
    from ingest.recognition import find_lacking

    if find_lacking(findings):
        raise typer.Exit(MISSING)
