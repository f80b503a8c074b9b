"""What people see: data on stdout; findings, messages and progress on stderr."""

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING

import typer

from parsers.findings import Finding

if TYPE_CHECKING:
    from ingest.pipeline import Watch

_wanted: ContextVar[tuple[str, ...]] = ContextVar("languages", default=("ja", "en"))


def print_json(value: object, indent: int | None = None) -> None:
    """One JSON value on stdout."""
    typer.echo(json.dumps(value, ensure_ascii=False, indent=indent))


def say_all(findings: Iterable[Finding]) -> None:
    """Every finding that is more than information."""
    for finding in findings:
        if finding.kind.severity != "info":
            say(finding)


def say(finding: Finding, name: str = "") -> None:
    """A finding on stderr, in Japanese and English."""
    where = " ".join(filter(None, [name, str(finding.locator or "")]))
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
def progress_bar(begins: str = "読んでいます") -> "Iterator[Watch]":
    """A bar on a terminal; nothing in a pipe."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(
        *columns, console=console, transient=True, disable=not console.is_terminal
    ) as bar:
        task = bar.add_task(begins, total=None)

        def watch(done: int, total: int, name: str) -> None:
            bar.update(task, completed=done, total=total, description=name)

        yield watch
