"""`shinchoku compact`: the tables of Delta Lake kept in few files."""

from typing import Annotated

import typer

from ingest.cli.app import app
from ingest.cli.console import tell
from ingest.cli.history import NORMALIZED
from ingest.errors import UsageError

_HOURS = 24


@app.command()
def compact(
    place: Annotated[
        str, typer.Argument(metavar="[PATH]", help="Delta Lake の表の置き場所 where the tables are")
    ] = str(NORMALIZED),
    keep: Annotated[
        int,
        typer.Option(metavar="DAYS", min=0, help="前の版を読める日数 days that old versions last"),
    ] = 30,
) -> None:
    """Delta Lake の小さいファイルをまとめ、要らない古いファイルを消す。 Join small files, drop old ones."""
    from ingest.stores.extras import require_extra

    require_extra("delta", "shinchoku compact")
    from ingest.stores.delta import compact as compact_tables

    done = list(compact_tables(place, keep * _HOURS))
    if not done:
        raise UsageError("E208", place)
    before, after = (sum(counts) for counts in zip(*((b, a) for _, b, a in done), strict=True))
    tell(
        f"{len(done)} 表、{before} → {after} ファイル（{place}）",
        f"{len(done)} tables, {before} → {after} files ({place})",
    )
