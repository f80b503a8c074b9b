"""`shinchoku review`: a local page to check readings against their source."""

import getpass
import secrets
from pathlib import Path
from typing import Annotated

import typer

from ingest.cli.app import NORMALIZED, Output, app
from ingest.cli.console import tell
from ingest.errors import MissingToolError


@app.command()
def review(
    folder: Output = NORMALIZED,
    sources: Annotated[
        list[Path] | None,
        typer.Option(metavar="DIR", help="原本を探すフォルダー where the documents are; samples"),
    ] = None,
    corrections: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="書き込む corrections.toml。無ければ原本のそば the file to write; else beside the document",
        ),
    ] = None,
    who: Annotated[str, typer.Option(metavar="NAME", help="訂正した人の名前 your name")] = "",
    port: Annotated[int, typer.Option(min=0, max=65535, help="0 は空いている番号 any free")] = 0,
) -> None:
    """読みを原本と見比べて直す（この機械だけのページ）。 Check readings against their source."""
    from ingest.review.desk import Desk

    try:
        from ingest.review.serve import serve
    except ImportError as error:
        raise MissingToolError("E602", "shinchoku review", extra="review") from error
    desk = Desk(folder, sources or [Path("samples")], corrections)
    token = secrets.token_urlsafe(24)
    serve(desk, token, who or getpass.getuser(), port, _announce)


def _announce(address: str) -> None:
    tell(address)
    tell("終えるには Ctrl+C。", "Ctrl+C ends it.")
