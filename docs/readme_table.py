"""A table in README between two marks, made by a script."""

import sys
from pathlib import Path

README = Path(__file__).parents[1] / "README.md"


def write_table(begin: str, end: str, table: str) -> None:
    """Put the table between its marks; with `--check`, end with 1 where it is another one there."""
    old = README.read_text(encoding="utf-8")
    head, _, rest = old.partition(begin)
    _, _, tail = rest.partition(end)
    new = f"{head}{begin}\n{table}\n{end}{tail}"
    if "--check" in sys.argv[1:]:
        sys.exit(int(new != old))
    README.write_text(new, encoding="utf-8")
