"""The number formats that workbooks name by number only, as a Japanese Excel shows them."""

import tomllib
from functools import cache
from importlib import resources


@cache
def read_formats(*tables: str) -> dict[int, str]:
    """The format code of each number, of the tables `common` and `japanese`."""
    file = resources.files(__package__ or "") / "builtin_formats.toml"
    data = tomllib.loads(file.read_text(encoding="utf-8"))
    return {int(number): code for table in tables for number, code in data[table].items()}
