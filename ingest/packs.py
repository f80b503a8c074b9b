"""Parts gathered in one file: millions of small files are a burden on a disk, and on whoever copies it.

The file is an SQLite database: it finds a part by its name without an index in memory, and whoever is
stopped while writing to it leaves it as it was. A part's own file goes when the database has it, so
that each is in one of the two at any moment. Only `gather` writes, and never beside a run.
"""

import sqlite3
from collections.abc import Sequence
from contextlib import closing, suppress
from itertools import islice
from pathlib import Path
from typing import Any

from ingest.errors import OutputError

PACK = "packed.sqlite"
SUFFIX = ".part"
_AT_ONCE = 1000
"""Parts of one transaction: each waits for the disk."""
_OF_KEY = "name >= ? AND name < ?"
"""A name begins with its key and a hyphen; a dot comes next in order."""
_SCHEMA = """
CREATE TABLE IF NOT EXISTS part (name TEXT NOT NULL, content BLOB NOT NULL);
CREATE UNIQUE INDEX IF NOT EXISTS by_name ON part (name);
"""


def read_kept(path: Path) -> bytes:
    """The bytes of a part: of its own file, or out of a pack where the path leads through one.

    Raises:
        OSError: It is not there.
        ValueError: The pack is damaged.
    """
    if path.parent.name != PACK:
        return path.read_bytes()
    found = _select(path.parent, "content", "name = ?", path.name)
    if not found:
        raise FileNotFoundError(path)
    ((content,),) = found
    return bytes(content)


def find_packed(pack: Path, key: str) -> tuple[Path, ...]:
    """The parts in a pack that are of one key, in order of their names; none in a damaged pack."""
    try:
        rows = _select(pack, "name", f"{_OF_KEY} ORDER BY name", f"{key}-", f"{key}.")
    except ValueError:
        return ()
    return tuple(pack / name for (name,) in rows)


def _select(pack: Path, columns: str, where: str, *told: str) -> list[Any]:
    if not pack.is_file():
        return []
    try:
        with closing(sqlite3.connect(pack)) as database:
            return database.execute(f"SELECT {columns} FROM part WHERE {where}", told).fetchall()  # noqa: S608
    except sqlite3.Error as error:
        raise ValueError("a damaged pack") from error


def gather(parts: Path) -> int:
    """Move the parts of a folder into its pack; what they take the place of goes.

    Returns:
        The number of parts that were moved.

    Raises:
        OutputError: The pack is damaged or cannot be written; the rest of the parts is as it was.
    """
    try:
        return _gather(parts)
    except (sqlite3.Error, OSError) as error:
        raise OutputError("E402", str(parts / PACK), reason=str(error)) from error


def _gather(parts: Path) -> int:
    count = 0
    files = (file for home in sorted(parts.iterdir()) for file in sorted(home.glob(f"*{SUFFIX}")))
    with closing(sqlite3.connect(parts / PACK)) as database:
        database.executescript(_SCHEMA)
        while chunk := list(islice(files, _AT_ONCE)):
            _move(database, chunk)
            count += len(chunk)
    return count


def _move(database: sqlite3.Connection, files: Sequence[Path]) -> None:
    with database:
        for file in files:
            key, program, *_ = file.stem.split("-")
            older = (f"{key}-", f"{key}.", f"{key}-{program}%")
            database.execute(f"DELETE FROM part WHERE {_OF_KEY} AND name NOT LIKE ?", older)  # noqa: S608
            row = (file.name, file.read_bytes())
            database.execute("INSERT OR REPLACE INTO part VALUES (?, ?)", row)
    for file in files:
        file.unlink()
        with suppress(OSError):
            file.parent.rmdir()  # where it was the last one
