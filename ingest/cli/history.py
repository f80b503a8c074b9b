"""`shinchoku panel`, `diff`, `export` and `inquiries`: what holds across editions."""

from pathlib import Path
from typing import Annotated

import typer

from ingest.cli.app import NORMALIZED, Formats, Output, app, choose, choose_formats
from ingest.cli.console import say, tell
from ingest.errors import UsageError
from ingest.places import to_place


@app.command()
def panel(
    path: Output = NORMALIZED,
    file_format: Formats = "csv,parquet",
) -> None:
    """いくつもの出力先を、指標×版の表にまとめる。 Put all editions below a folder into one panel."""
    from ingest.history.folders import write_panel

    formats = choose_formats(file_format)
    history = write_panel(path, formats)
    for _, finding, _ in history.findings:
        if finding.code == "H101":
            say(finding)
    counts = {name: len(rows) for name, rows in history.tables.items()}
    tell(
        f"{counts['indicators']} 指標、{counts['panel']} 行、変化 {counts['changes']} 件"
        f" → {path / 'panel.csv'}",
        f"{counts['indicators']} indicators, {counts['panel']} rows, {counts['changes']} changes"
        f" → {path / 'panel.csv'}",
    )


@app.command()
def diff(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(metavar="OLD NEW", help="文書か run の出力先 documents or output folders"),
    ] = None,
    month: Annotated[
        str, typer.Option(metavar="MONTH", help="この月の版で変わったこと changes of a month")
    ] = "",
    data: Annotated[
        Path, typer.Option("--in", metavar="PATH", help="run の出力先 output of runs")
    ] = NORMALIZED,
    file_format: Annotated[
        str, typer.Option("--format", metavar="table|markdown|json", help="出し方 how it is shown")
    ] = "table",
) -> None:
    """二つの版の間で変わったことを出す。 Tell what changed between two editions."""
    from ingest.history.compare import compare_month, compare_paths, to_json, to_markdown
    from ingest.reference import read_reference

    chosen = choose(file_format, ("table", "markdown", "json"))
    if paths and (len(paths) != 2 or month):
        raise UsageError("E212", "diff", wanted="OLD NEW | --month MONTH")
    rows = compare_paths(*paths) if paths else compare_month(data, read_reference(month))
    if chosen == "json":
        typer.echo(to_json(rows))
    elif chosen == "markdown" or not rows:
        typer.echo(to_markdown(rows), nl=False)
    else:
        from rich.console import Console

        from ingest.history.draw import draw_changes

        for table in draw_changes(rows):
            Console().print(table)


@app.command()
def export(
    path: Output = NORMALIZED,
    to: Annotated[
        str, typer.Option(metavar="delta|duckdb|sqlite|xlsx|csv-excel", help="書く形 the form")
    ] = "xlsx",
    out: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            parser=to_place,
            help="書く先。csv-excel と delta ではフォルダー where to; a folder for those two",
        ),
    ] = None,
) -> None:
    """データベースや Excel の形に書き出す。 Export all editions to a database or for Excel."""
    from ingest.history.export import EXPORTS, export_to

    chosen = choose(to, tuple(EXPORTS))
    tell(f"→ {export_to(path, chosen, out)}")


@app.command()
def inquiries(path: Output = NORMALIZED) -> None:
    """発行者への問い合わせ文を作る。 Letters to publishers about what looks like an error."""
    from ingest.history.inquiries import write_inquiries

    letters = list(write_inquiries(path))
    if not letters:
        tell("誤記らしい箇所はありません。", "Nothing looks like an error.")
    typer.echo("\n---\n\n".join(letters), nl=False)


def show_indicator(text: str, path: Path) -> None:
    """Print the history of the indicators whose name, now or once, holds the text."""
    from rich.console import Console

    from ingest.history.draw import draw_history
    from ingest.history.folders import read_panel

    rows = read_panel(path)
    named = rows["name"].str.contains(text, regex=False) | rows["indicator"].str.contains(
        text, regex=False
    )
    found = rows[rows["indicator_id"].isin(rows.loc[named, "indicator_id"])]
    if found.empty:
        raise UsageError("E213", text, place=str(path))
    for table in draw_history(found):
        Console().print(table)
