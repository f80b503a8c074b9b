"""`shinchoku init`: a draft of a series' layout from what was recognised in one document."""

from pathlib import Path
from typing import Annotated

import typer

from ingest.cli.app import OnePath, Reference, app
from ingest.cli.console import tell
from ingest.errors import UsageError


@app.command()
def init(
    path: OnePath,
    out: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="書き出すファイル。無ければ文書の隣の layout.toml; - は標準出力 - is stdout",
        ),
    ] = None,
    reference: Reference = "",
) -> None:
    """見出しの読み方の下書き（layout.toml）を作る。 Write a draft of a layout for one series."""
    from ingest.decisions import draft_layout
    from ingest.reading import read_path
    from ingest.reference import read_reference
    from ingest.sources import LAYOUT_FILE

    reading = read_path(path, read_reference(reference))
    draft = draft_layout(reading)
    target = out or reading.source.path.parent / LAYOUT_FILE
    if str(target) == "-":
        typer.echo(draft, nl=False)
        return
    if target.exists():
        raise UsageError("E210", str(target))
    target.write_text(draft, encoding="utf-8")
    tell(f"→ {target}")
