"""`shinchoku compact`: what was read, and the tables of Delta Lake, kept in few files."""

from pathlib import Path
from typing import Annotated

import typer

from ingest.cli.app import NORMALIZED, app
from ingest.cli.console import say_waiting, tell
from ingest.errors import UsageError
from ingest.stores.extras import has_tables, require_extra

_HOURS = 24


@app.command()
def compact(
    place: Annotated[
        str,
        typer.Argument(metavar="PATH", help="出力先か Delta Lake の置き場所 where the tables are"),
    ] = str(NORMALIZED),
    keep: Annotated[
        int,
        typer.Option(metavar="DAYS", min=0, help="前の版を読める日数 days that old versions last"),
    ] = 30,
) -> None:
    """読んだ結果と Delta Lake の小さいファイルをまとめ、要らない古いものを消す。 Join small files, drop old ones."""
    from ingest.sources import STATE

    parts = Path(place) / STATE / "parts"
    if not (parts.is_dir() or has_tables(place)):
        raise UsageError("E208", place)
    if parts.is_dir():
        _gather_parts(parts)
    if has_tables(place):
        _join_tables(place, keep)


def _gather_parts(parts: Path) -> None:
    from ingest.packs import PACK, gather
    from ingest.places import locked

    with locked(parts.parent, say_waiting):
        count = gather(parts)
    tell(
        f"読んだ結果 {count} 件を {parts / PACK} に移しました。",
        f"Moved what was read of {count} documents to {parts / PACK}.",
    )


def _join_tables(place: str, keep: int) -> None:
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
