"""What people see: data on stdout; findings, messages and progress on stderr."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING

import typer

from parsers.findings import Finding

if TYPE_CHECKING:
    from ingest.watch import UnderWay, Watch

_wanted: ContextVar[tuple[str, ...]] = ContextVar("languages", default=("ja", "en"))


def print_json(value: object, indent: int | None = None) -> None:
    """One JSON value on stdout."""
    typer.echo(json.dumps(value, ensure_ascii=False, indent=indent))


MOST_SAID = 5
"""Findings of one code that are told one by one on a terminal."""


def say_all(findings: Iterable[Finding]) -> None:
    """Every finding that is more than information; of many with one code the first, and how many."""
    count: Counter[str] = Counter()
    for finding in findings:
        if finding.kind.severity != "info":
            count[finding.code] += 1
            if count[finding.code] <= MOST_SAID:
                say(finding)
    for code, number in count.items():
        if more := max(number - MOST_SAID, 0):
            tell(f"{code} ほかに {more} 件。", f"{code} {more} more.")


def say(finding: Finding, name: str = "") -> None:
    """A finding on stderr, in Japanese and English, behind the name of its document."""
    known = "" if name in finding.message("ja") else name
    where = " ".join(filter(None, [known, str(finding.locator or "")]))
    lead = f"{finding.code} {where + ': ' if where else ''}"
    tell(lead + finding.message("ja"), lead + finding.message("en"))


def tell(ja: str, en: str = "") -> None:
    """A message on stderr, in each language that is wanted; one without words has no `en`."""
    messages = {"ja": ja, "en": en or ja}
    for message in dict.fromkeys(messages[language] for language in _wanted.get()):
        typer.echo(message, err=True)


def say_waiting() -> None:
    """Another run holds the output folder."""
    tell(
        "同じ出力先で別の実行が動いています。終わるのを待ちます。",
        "Another run is at work on this output folder; waiting for it.",
    )


def speak(language: str) -> None:
    """Have messages in one language from now on."""
    _wanted.set((language,))


@contextmanager
def progress_bar(
    ja: str = "読んでいます", en: str = "Reading", under_way: "UnderWay | None" = None
) -> "Iterator[Watch]":
    """A bar on a terminal, above a line for each document under way; nothing in a pipe."""
    from rich.console import Console, RenderableType
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
    from rich.table import Column
    from rich.text import Text

    class Bar(Progress):
        def get_renderables(self) -> "Iterator[RenderableType]":
            yield from super().get_renderables()
            for name, page, pages in under_way.pages() if under_way else ():
                yield Text(f"  {page}/{pages}  {name}", no_wrap=True, overflow="ellipsis")

    console = Console(stderr=True)
    begins = " ".join({"ja": ja, "en": en}[language] for language in _wanted.get())
    rest = Column(ratio=1, no_wrap=True, overflow="ellipsis")
    columns = (
        MofNCompleteColumn(),
        BarColumn(bar_width=20),
        TextColumn("{task.description}", markup=False, table_column=rest),
    )
    quiet = not console.is_terminal
    with Bar(*columns, console=console, transient=True, disable=quiet, expand=True) as bar:
        task = bar.add_task(begins, total=None)

        def watch(done: int, total: int, name: str) -> None:
            bar.update(task, completed=done, total=total, description=name or begins)

        yield watch
