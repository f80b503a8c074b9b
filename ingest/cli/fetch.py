"""`shinchoku fetch`: new documents from publishers' pages."""

from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ingest.cli.app import app
from ingest.cli.console import progress_bar, say, tell
from ingest.errors import FETCH_FAILED, FOUND

if TYPE_CHECKING:
    from ingest.fetch.config import Configuration, Series
    from ingest.fetch.series import Outcome
    from ingest.fetch.web import Web


@app.command()
def fetch(
    config: Annotated[
        Path, typer.Option(metavar="FILE", help="系列の一覧 the list of series")
    ] = Path("shinchoku.toml"),
    series: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help="この系列だけ only this series")
    ] = None,
    inbox: Annotated[
        Path | None, typer.Option(metavar="DIR", help="保存先のフォルダー where to store")
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="見るだけで取得しない look, download nothing")
    ] = False,
    strict: Annotated[
        bool, typer.Option("--strict", help="気づきがあれば 1 で終わる exit 1 on warnings")
    ] = False,
) -> None:
    """公表ページから新しい文書を取得する。 Fetch new documents from publishers' pages."""
    from ingest.fetch.config import read_configuration
    from ingest.fetch.web import Web

    configuration = read_configuration(config)
    chosen = configuration.choose(tuple(series or ()))
    at = datetime.now(UTC)
    outcomes = []
    with Web(configuration.http, _agent(configuration)) as web:
        for one in chosen:
            root = inbox or config.parent / (one.inbox or configuration.samples)
            outcomes.append(_visit(one, root, web, at, configuration, dry=dry_run))
    _sum_up(outcomes, dry=dry_run)
    if any(outcome.failed for outcome in outcomes):
        raise typer.Exit(FETCH_FAILED)
    doubts = [f for o in outcomes for f in o.findings if f.kind.severity == "warning"]
    if strict and doubts:
        raise typer.Exit(FOUND)


def _visit(
    series: "Series",
    root: Path,
    web: "Web",
    at: datetime,
    configuration: "Configuration",
    *,
    dry: bool,
) -> "Outcome":
    """Visit one series; what was kept goes to stdout, what is odd to stderr."""
    from contextlib import nullcontext

    from ingest.fetch.series import Visit, visit
    from ingest.fetch.shelf import locked

    with (
        nullcontext() if dry else locked(root, _say_waiting),
        progress_bar("取得しています", "Fetching") as watch,
    ):
        outcome = visit(Visit(series, root, web, at, configuration.http.documents, dry), watch)
    for entry in outcome.kept:
        typer.echo(entry.path)
    for url, folder in outcome.offers:
        typer.echo(f"{url}\t{folder}")
    for finding in outcome.findings:
        say(finding, series.series)
    return outcome


def _say_waiting() -> None:
    tell(
        "同じ保存先で別の取得が動いています。終わるのを待ちます。",
        "Another fetch is at work on this folder; waiting for it.",
    )


def _agent(configuration: "Configuration") -> str:
    """Who asks, so that a publisher who is troubled can write to a person."""
    return f"shinchoku/{version('shinchoku')} (+{configuration.contact})"


def _sum_up(outcomes: "list[Outcome]", *, dry: bool) -> None:
    new = sum(len(outcome.offers if dry else outcome.kept) for outcome in outcomes)
    failed = sum(outcome.failed for outcome in outcomes)
    ja, en = ("取得できる", "new") if dry else ("取得した", "stored")
    tell(
        f"{len(outcomes)} 系列、{ja}文書 {new} 件、失敗 {failed} 系列",
        f"{len(outcomes)} series, {new} documents {en}, {failed} series failed",
    )
